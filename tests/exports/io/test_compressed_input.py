"""Packed files: unpacked within limits, and gone when they have been read."""

import ast
import bz2
import gzip
import io
import lzma
import os
import struct
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from exports.files import detect_unit_format, read, write
from exports.format import ReadOptions, WriteOptions
from exports.io.compressed_input import is_packed, open_unpacked_file
from exports.io.compression_kinds import UnpackLimits, remove_packing_suffix
from exports.terms.term_files import open_term_items
from glossary.entries.entry import ConceptEntry
from tm.errors import FormatError, InputError
from tm.file_remarks import SkippedEntry
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit

VI, ID = Locale.parse("vi"), Locale.parse("id")
PAIR = ReadOptions(VI, ID)


def gzipped(data: bytes) -> bytes:
    """Data as gzip packs it, without the time, since data are names of tests too."""
    return gzip.compress(data, mtime=0)


LINES = "một\tsatu\nhai\tdua\n".encode()
UNIT = TranslationUnit(Segment.of(VI, "một"), Segment.of(ID, "satu"))


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files in which nothing may be left over."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def zipped(*members: tuple[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            # Of no time but the first that ZIP knows.
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return file.getvalue()


PACKED = {
    ".gz": gzipped(LINES),
    ".xz": lzma.compress(LINES),
    ".bz2": bz2.compress(LINES),
    ".zip": zipped(("folder/pairs.tsv", LINES)),
}


def placed(tmp_path: Path, name: str, data: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def targets(path: Path) -> list[str]:
    entries = read(path, PAIR)
    found = [entry for entry in entries if isinstance(entry, TranslationUnit)]
    return [unit.target.text for unit in found if unit.target]


@pytest.mark.parametrize("suffix", PACKED)
def test_packed_file_is_read_as_what_is_in_it(
    tmp_path: Path, own_temporary_folder: Path, suffix: str
) -> None:
    path = placed(tmp_path, f"pairs.tsv{suffix}", PACKED[suffix])
    assert is_packed(path)
    assert detect_unit_format(path).name == "tsv"
    assert targets(path) == ["satu", "dua"]
    assert list(own_temporary_folder.iterdir()) == []


@pytest.mark.parametrize("suffix", PACKED)
def test_content_tells_that_a_file_is_packed(tmp_path: Path, suffix: str) -> None:
    assert targets(placed(tmp_path, "pairs.tsv", PACKED[suffix])) == ["satu", "dua"]


def test_streams_one_after_the_other_are_one_text(tmp_path: Path) -> None:
    more = b"ba\ttiga\n"
    for suffix, pack in ((".gz", gzipped), (".xz", lzma.compress)):
        data = pack(LINES) + pack(more)
        path = placed(tmp_path, f"a.tsv{suffix}", data)
        assert targets(path) == ["satu", "dua", "tiga"]
    path = placed(tmp_path, "b.tsv.xz", lzma.compress(LINES) + bytes(8))
    assert targets(path) == ["satu", "dua"]  # padding to a multiple of four


def test_words_about_a_packed_file_have_the_name_that_was_given(
    tmp_path: Path,
) -> None:
    path = placed(tmp_path, "a.tsv.gz", gzipped(b"one\n"))
    assert list(read(path, PAIR)) == [
        SkippedEntry(str(path), 1, "no tab character between source and target")
    ]
    broken = placed(tmp_path, "b.tmx.gz", gzipped(b"<tmx><body><tu>"))
    with pytest.raises(FormatError) as caught:
        list(read(broken, PAIR))
    assert str(caught.value).startswith(f"{broken}:1")
    unnamed = placed(tmp_path, "c.tsv.gz", gzipped(LINES))
    with pytest.raises(InputError) as refused:
        list(read(unnamed, ReadOptions()))
    assert str(refused.value).startswith(
        f"{unnamed} has one source and one target language"
    )


def test_file_of_an_archive_is_named_as_in_a_folder(tmp_path: Path) -> None:
    data = zipped(("a.tsv", LINES), ("in/b.tsv", b"ba\ttiga\n"), ("in/", b""))
    path = placed(tmp_path, "both.zip", data)
    assert targets(path / "in" / "b.tsv") == ["tiga"]
    with pytest.raises(FormatError, match=r"2 files: 'a.tsv', 'in/b.tsv'; name one"):
        targets(path)
    with pytest.raises(InputError, match=r"c.tsv: no such file; .* has 'a.tsv'"):
        targets(path / "c.tsv")
    with pytest.raises(InputError, match="is not a ZIP archive"):
        targets(placed(tmp_path, "plain.tsv", LINES) / "a.tsv")


def test_what_systems_add_to_an_archive_is_no_file_of_it(tmp_path: Path) -> None:
    data = zipped(("__MACOSX/._a.tsv", b"x"), (".DS_Store", b"x"), ("a.tsv", LINES))
    assert targets(placed(tmp_path, "a.zip", data)) == ["satu", "dua"]


@pytest.mark.parametrize("name", ["../../evil.tsv", "/etc/evil.tsv", "C:\\evil.tsv"])
def test_paths_in_an_archive_lead_nowhere(tmp_path: Path, name: str) -> None:
    before = sorted(tmp_path.parent.rglob("evil*"))
    path = placed(tmp_path, "a.zip", zipped((name, LINES)))
    assert targets(path) == ["satu", "dua"]
    assert sorted(tmp_path.parent.rglob("evil*")) == before == []


@pytest.mark.parametrize("name", ["/etc/b.tsv", "../../b.tsv", "C:\\b.tsv", "b.tsv"])
def test_a_member_among_several_is_read_whatever_its_path(
    tmp_path: Path, name: str
) -> None:
    data = zipped((name, b"ba\ttiga\n"), ("a.tsv", LINES))
    path = placed(tmp_path, "a.zip", data)
    with pytest.raises(FormatError) as caught:
        targets(path)
    example = str(caught.value).rpartition("name one, as ")[2]
    assert targets(Path(ast.literal_eval(example))) == ["tiga"]
    assert [one.name for one in tmp_path.rglob("*.tsv")] == []


def test_names_without_the_mark_of_utf_8_are_read_as_people_see_them(
    tmp_path: Path,
) -> None:
    data = zipped(("xxxxx.tsv", LINES), ("y.tsv", b"ba\ttiga\n"))
    path = placed(tmp_path, "a.zip", data.replace(b"xxxxx.tsv", "bản.tsv".encode()))
    assert targets(path / "bản.tsv") == ["satu", "dua"]
    assert targets(path / "bản.tsv".encode().decode("cp437")) == ["satu", "dua"]
    with pytest.raises(FormatError, match=r"'bản\.tsv', 'y\.tsv'"):
        targets(path)
    old = placed(tmp_path, "b.zip", data.replace(b"y.tsv", b"\x82.tsv"))
    assert targets(old / "é.tsv") == ["tiga"]


def test_two_files_of_one_name_are_not_told_apart(tmp_path: Path) -> None:
    data = zipped(("a.tsv", LINES), ("b.tsv", b"ba\ttiga\n"))
    path = placed(tmp_path, "a.zip", data.replace(b"b.tsv", b"a.tsv"))
    with pytest.raises(FormatError, match="2 files with that name"):
        targets(path / "a.tsv")


def encrypted() -> bytes:
    """An archive whose one member says that it is encrypted."""
    data = bytearray(zipped(("a.tsv", LINES)))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(mark) + offset
        (flags,) = struct.unpack_from("<H", data, at)
        struct.pack_into("<H", data, at, flags | 1)
    return bytes(data)


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.tsv.gz", gzipped(LINES)[:-9], "ends too early"),
        ("a.tsv.gz", gzipped(LINES)[:-8] + bytes(8), "is damaged"),
        ("a.tsv.xz", lzma.compress(LINES)[:-9], "ends too early"),
        ("a.tsv.xz", lzma.compress(LINES)[:20] + bytes(40), "is damaged"),
        ("a.tsv.bz2", bz2.compress(LINES)[:-9], "ends too early"),
        ("a.tsv.bz2", b"BZh9 no such thing", "is damaged"),
        ("a.zip", zipped(("a.tsv", LINES))[:-30], "a damaged ZIP archive"),
        ("a.zip", zipped(), "contains no file"),
        ("a.zip", encrypted(), "encrypted"),
        (
            "a.zip",
            zipped(("b.zip", zipped(("a.tsv", LINES)))),
            "another archive",
        ),
        ("a.gz", gzipped(gzipped(LINES)), "another archive"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c" + bytes(99), "a 7z archive"),
        ("a.rar", b"Rar!\x1a\x07\x00" + bytes(99), "a RAR archive"),
        ("a.tar", bytes(257) + b"ustar" + bytes(250), "a tar archive"),
        (
            "a.tar.gz",
            gzipped(bytes(257) + b"ustar" + bytes(250)),
            "a tar archive",
        ),
    ],
)
def test_archive_that_cannot_be_unpacked_says_why(
    tmp_path: Path, own_temporary_folder: Path, name: str, data: bytes, reason: str
) -> None:
    path = placed(tmp_path, name, data)
    with pytest.raises(FormatError, match=reason) as caught:
        list(read(path, PAIR, format_name="tsv"))
    assert str(caught.value).startswith(str(path))
    if reason == "another archive":
        with pytest.raises(FormatError, match=reason):
            detect_unit_format(path)
    assert list(own_temporary_folder.iterdir()) == []


@pytest.mark.parametrize(
    "limits",
    [
        UnpackLimits(max_size=1 << 20),
        UnpackLimits(always_allowed_size=1 << 20, max_ratio=10),
    ],
)
@pytest.mark.parametrize("suffix", PACKED)
def test_archive_made_to_do_harm_is_given_up(
    tmp_path: Path, own_temporary_folder: Path, suffix: str, limits: UnpackLimits
) -> None:
    zeros = bytes(4 << 20)
    data = {
        ".gz": gzipped(zeros),
        ".xz": lzma.compress(zeros),
        ".bz2": bz2.compress(zeros),
        ".zip": zipped(("a", zeros)),
    }[suffix]
    path = placed(tmp_path, f"a{suffix}", data)
    with pytest.raises(FormatError, match="as in malicious files"):
        with open_unpacked_file(path, limits=limits):
            pass
    assert list(own_temporary_folder.iterdir()) == []


def test_xz_that_asks_for_much_memory_is_refused(tmp_path: Path) -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 30}]
    compressor = lzma.LZMACompressor(lzma.FORMAT_XZ, filters=filters)
    try:
        data = compressor.compress(LINES) + compressor.flush()
    except MemoryError:
        pytest.skip("this machine cannot make such a file")
    with pytest.raises(FormatError, match="is damaged: Memory usage limit"):
        targets(placed(tmp_path, "a.tsv.xz", data))


def test_unpacked_file_is_private_and_gone_even_if_reading_is_given_up(
    tmp_path: Path, own_temporary_folder: Path
) -> None:
    path = placed(tmp_path, "a.tsv.gz", PACKED[".gz"])
    entries = read(path, PAIR)
    next(entries)
    (folder,) = own_temporary_folder.iterdir()
    assert folder.stat().st_mode & 0o077 == 0
    entries.close()  # type: ignore[attr-defined] # it is a generator
    assert list(own_temporary_folder.iterdir()) == []
    with pytest.raises(KeyboardInterrupt), open_unpacked_file(path):
        raise KeyboardInterrupt
    assert list(own_temporary_folder.iterdir()) == []


@pytest.mark.parametrize("data", [LINES, *PACKED.values()])
def test_standard_input_is_a_file_like_any_other(
    monkeypatch: pytest.MonkeyPatch, own_temporary_folder: Path, data: bytes
) -> None:
    stream = io.TextIOWrapper(io.BytesIO(data))
    monkeypatch.setattr(sys, "stdin", stream)
    found = list(read(Path("-"), PAIR, format_name="tsv"))
    assert found[0] == UNIT
    assert list(own_temporary_folder.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes")
@pytest.mark.parametrize("data", [LINES, PACKED[".gz"]])
def test_pipe_that_can_be_read_only_once_is_read_whole(
    tmp_path: Path, data: bytes
) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = Thread(target=path.write_bytes, args=(data,))
    writer.start()
    found = list(read(path, PAIR, format_name="tsv"))
    writer.join()
    assert found[0] == UNIT
    assert len(found) == 2


def test_words_about_standard_input_call_it_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"words\n")))
    with pytest.raises(FormatError, match=r"^standard input: unknown format"):
        list(read(Path("-"), PAIR))
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(InputError, match="standard input is closed"):
        list(read(Path("-"), PAIR))


@pytest.mark.parametrize("suffix", [*PACKED])
def test_suffix_packs_what_is_written_and_always_alike(
    tmp_path: Path, suffix: str
) -> None:
    written = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        path = folder / f"memory.tmx{suffix}"
        write(str(path), [UNIT], WriteOptions(VI, ID))
        assert detect_unit_format(path).name == "tmx"
        assert targets(path) == ["satu"]
        written.append(path.read_bytes())
    assert written[0] == written[1]


def test_archive_that_is_written_holds_a_file_with_a_suffix(tmp_path: Path) -> None:
    path = tmp_path / "memory.zip"
    write(str(path), [UNIT], WriteOptions(VI, ID), format_name="tmx")
    with zipfile.ZipFile(path) as archive:
        (info,) = archive.infolist()
    assert (info.filename, info.date_time) == ("memory.tmx", (1980, 1, 1, 0, 0, 0))


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="it has zstd")
def test_zstd_says_what_it_needs(tmp_path: Path) -> None:
    path = placed(tmp_path, "a.tsv.zst", b"\x28\xb5\x2f\xfd" + bytes(20))
    with pytest.raises(FormatError, match=r"needs Python 3\.14"):
        detect_unit_format(path)
    with pytest.raises(InputError, match=r"needs Python 3\.14"):
        write(str(tmp_path / "b.tmx.zst"), [UNIT], WriteOptions(VI, ID))
    assert not (tmp_path / "b.tmx.zst").exists()


def test_terms_are_read_from_packed_files_too(tmp_path: Path) -> None:
    table = "concept_id,vi,id\nc1,bộ,kementerian\n".encode()
    path = placed(tmp_path, "terms.csv.gz", gzipped(table))
    with open_term_items(str(path), ReadOptions()) as items:
        found = [item for item in items if isinstance(item, ConceptEntry)]
    assert [entry.id for entry in found] == ["c1"]


@pytest.mark.parametrize(
    ("name", "inner"),
    [("a.tmx.GZ", "a.tmx"), ("a.zip", "a"), ("a.tmx", "a.tmx"), ("gz", "gz")],
)
def test_inner_name_is_without_the_suffix_of_packing(name: str, inner: str) -> None:
    assert str(remove_packing_suffix(name)) == inner


def test_name_of_no_file_is_no_archive(tmp_path: Path) -> None:
    def names() -> Iterator[str]:
        yield str(tmp_path / "none.gz")
        yield "a\0b"
        yield "x" * 5000

    for name in names():
        assert not is_packed(name)
        with pytest.raises(InputError):
            read(Path(name), PAIR)
