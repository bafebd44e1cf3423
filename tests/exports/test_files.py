"""Files: their format is found, and they are written whole or not at all."""

import errno
import gzip
import os
import re
import stat
import sys
from collections.abc import Iterator
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from exports.entry import Loss
from exports.files import detect_unit_format, find_output_format, read, write
from exports.format import ReadOptions, WriteOptions
from exports.format_registries import formats
from exports.terms.term_files import detect_term_format
from tests.paths import DATA
from tm.errors import FormatError, InputError, UnknownName
from tm.file_remarks import SkippedEntry
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit

VI, ID = Locale.parse("vi"), Locale.parse("id")
PAIR = WriteOptions(VI, ID)
UNIT = TranslationUnit(Segment.of(VI, "Hà Nội"), Segment.of(ID, "Hanoi"))


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A file that was there before."""
    path = tmp_path / "old.tmx"
    path.write_text("what was there", encoding="utf-8")
    return path


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("tmx/omegat.tmx", "tmx"),
        ("tmx/weblate.tmx", "tmx"),
        ("po/weblate.po", "po"),
    ],
)
@pytest.mark.parametrize("suffix", ["", ".txt", ".tsv", ".tmx", ".po"])
def test_content_tells_the_format_whatever_the_suffix(
    tmp_path: Path, name: str, format: str, suffix: str
) -> None:
    path = tmp_path / f"file{suffix}"
    path.write_bytes((DATA / name).read_bytes())
    assert detect_unit_format(path).name == format


@pytest.mark.parametrize("name", [f.name for f in formats.values() if f.suffixes])
def test_what_is_written_is_found_by_its_content_or_suffix(
    tmp_path: Path, name: str
) -> None:
    format = formats[name]
    path = tmp_path / f"file{format.suffixes[-1].upper()}"
    write(str(path), [UNIT], PAIR, format_name=name)
    assert detect_unit_format(path) is format
    assert next(read(path, ReadOptions(VI, ID))) == UNIT


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.tmx", b"", "empty"),
        ("a.tsv", b"", "empty"),
        ("a.po", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\b\6", "NUL bytes"),
        ("a.tsv", b"\x7fELF\2\1\1\0\0\0\0\0\n", "NUL bytes"),
        ("a.jsonl", bytes(5000), "NUL bytes"),
        ("a.doc", b"words", "formats: tmx, po, mo, xliff, xliff1, jsonl, csv"),
        ("a.tmx", b"not markup", "not well-formed XML"),
        ("a.po", b"neither\n", "PO file"),
        ("a.tsv", b"a\tb\nc\t\xff\n", "not UTF-8"),
        ("a.tmx", b"<html></html>", "<tmx> expected"),
    ],
)
def test_file_of_another_kind_is_refused_by_name(
    tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(FormatError, match=reason) as caught:
        list(read(path, ReadOptions(VI, ID)))
    assert str(caught.value).startswith(str(path))


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("a.tsv", "m\0\tHanoi\nHà Nội\tHanoi\n", 1),
        ("a.jsonl", '{"source":"\0"}\n{"source":"Hà Nội","target":"Hanoi"}\n', 1),
        ("a.po", 'msgid "m\0"\nmsgstr "s"\n\nmsgid "Hà Nội"\nmsgstr "Hanoi"\n', 1),
        ("a.po", 'msgid "Hà Nội"\nmsgstr "Hanoi"\n\n#: a\0b\nmsgid "m"\nmsgstr ""', 4),
        (
            "a.json",
            '[{"source":"\0"},{"source":"Hà Nội","target":"Hanoi",'
            '"source_language":"vi","target_language":"id"}]',
            1,
        ),
        ("a.csv", "vi,id\nHà\0 Nội,Hanoi\n", None),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le", "utf-32-be"])
def test_stray_nul_costs_no_more_than_its_entry(
    tmp_path: Path, name: str, text: str, line: int | None, encoding: str
) -> None:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    entries = list(read(path, ReadOptions(VI, ID)))
    assert UNIT in entries
    skipped = [one for one in entries if isinstance(one, SkippedEntry)]
    assert [one.line for one in skipped] == ([line] if line else [])
    assert line or Loss("NUL characters", 1) in entries


def test_missing_file_and_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read(tmp_path / "none.tmx", ReadOptions())
    with pytest.raises(InputError, match="this is a folder"):
        read(tmp_path, ReadOptions())


def test_format_to_write_is_that_of_the_suffix_or_the_one_named() -> None:
    assert find_output_format("a.TMX").name == "tmx"
    assert find_output_format("a.txt", "tsv").name == "tsv"
    with pytest.raises(InputError, match="no suffix of a known format"):
        find_output_format("a.txt")
    with pytest.raises(InputError, match="standard output"):
        find_output_format("-")
    with pytest.raises(UnknownName, match="did you mean tmx"):
        find_output_format("a", "tmxx")


@pytest.mark.parametrize(
    "given", [("t.TBX", None), ("t.tbx.gz", None), ("-", "tbx"), ("t.tmx", "omegat")]
)
def test_units_are_not_written_as_terms(given: tuple[str, str | None]) -> None:
    with pytest.raises(InputError, match="export terms in it"):
        find_output_format(*given)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(errno.ENOSPC, "full")])
def test_whatever_goes_wrong_the_old_file_stays_and_nothing_is_left_over(
    old: Path, error: BaseException
) -> None:
    def failing() -> Iterator[TranslationUnit]:
        yield UNIT
        raise error

    # An error of the units is theirs, and not reported as one of the file.
    with pytest.raises(type(error)):
        write(str(old), failing(), PAIR)
    assert contents(old.parent) == {"old.tmx": "what was there"}


def test_full_disc_is_told_in_words() -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")
    with pytest.raises(InputError, match="the disk is full"):
        write(str(full), [UNIT], PAIR, format_name="tmx")


def test_strict_writing_refuses_a_loss_and_keeps_the_old_file(old: Path) -> None:
    options = WriteOptions(VI, ID, strict=True)
    damaged = TranslationUnit(Segment.of(VI, "a\x01"), Segment.of(ID, "b"))
    with pytest.raises(InputError, match="1 × characters that XML cannot hold"):
        write(str(old), [damaged], options)
    assert contents(old.parent) == {"old.tmx": "what was there"}


def test_new_file_has_the_permissions_of_the_old_one(old: Path) -> None:
    old.chmod(0o640)
    write(str(old), [UNIT], PAIR)
    assert stat.S_IMODE(old.stat().st_mode) == 0o640
    assert "Hanoi" in old.read_text(encoding="utf-8")


def test_link_stays_a_link_to_the_file_that_is_written(old: Path) -> None:
    link = old.parent / "link.tmx"
    link.symlink_to(old)
    write(str(link), [UNIT], PAIR)
    assert link.is_symlink()
    assert "Hanoi" in old.read_text(encoding="utf-8")


def test_file_is_written_into_a_folder_that_exists(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="this is a folder"):
        write(str(tmp_path), [UNIT], PAIR, format_name="tmx")
    with pytest.raises(InputError, match="folder"):
        write(str(tmp_path / "none" / "a.tmx"), [UNIT], PAIR)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_read_only_places_are_told_in_words(old: Path) -> None:
    old.chmod(0o444)
    with pytest.raises(InputError, match="cannot be written"):
        write(str(old), [UNIT], PAIR)


def test_standard_output_gets_the_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = BytesIO()
    monkeypatch.setattr(sys, "stdout", TextIOWrapper(raw, encoding="ascii"))
    write("-", [UNIT], PAIR, format_name="tsv")
    assert raw.getvalue() == "Hà Nội\tHanoi\n".encode()


@pytest.mark.parametrize(
    "text", ["# a\n\n" * 60 + "Teks biasa.\n", "<!--a-->\n" * 60 + "<html/>"]
)
def test_finding_the_format_takes_no_time(tmp_path: Path, text: str) -> None:
    (tmp_path / "page.txt").write_text(text, "utf-8")
    with pytest.raises(FormatError):
        detect_unit_format(tmp_path / "page.txt")


WORDFAST = (
    "%20251009~031500\t%User ID,SITI\t%TU=00000001\t%EN-US\t%Wordfast TM v.5\t%ID-ID\n"
    "20251008~093000\tSITI\t3\tEN-US\tOpen it\tID-ID\tBuka\n"
)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (
            WORDFAST.encode(),
            "a memory of Wordfast Classic: export it from",
        ),
        (WORDFAST.encode("utf-16"), "a memory of Wordfast Classic"),
        (gzip.compress(WORDFAST.encode()), "a memory of Wordfast Classic"),
        (b"SQLite format 3\0" + b"\x10" * 99, "an SQLite database, such as a memory"),
        (b"\0\1\0\0Standard Jet DB\0\1" + b"\0" * 9, "an Access database"),
        ('<?xml version="1.0"?>\n<mtf><x/></mtf>'.encode("utf-16"), "MultiTerm XML"),
    ],
)
def test_file_that_only_its_tool_reads_is_refused_with_what_to_do(
    tmp_path: Path, data: bytes, what: str
) -> None:
    path = tmp_path / "memory.txt"
    path.write_bytes(data)
    with pytest.raises(InputError, match=re.escape(f"memory.txt is {what}")):
        detect_unit_format(path)
    with pytest.raises(InputError, match=re.escape(what)):
        detect_term_format(path, ReadOptions())
