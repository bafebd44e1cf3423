"""MO: what programs read, and damaged files."""

import io
import shutil
import struct
import subprocess
import tempfile
from pathlib import Path

import polib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.entry import Loss, WriteResult
from exports.files import detect_unit_format, read
from exports.format import ReadOptions, WriteOptions
from exports.po import format as po
from exports.po import mo_format as mo
from exports.po.mo_file import MoFile
from tests.paths import DATA
from tests.properties.strategies import texts
from tm.errors import FormatError
from tm.file_remarks import SkippedEntry
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import Origin, State, TranslationUnit
from tm.unit_property import Property

FOLDER = DATA / "po"
EN, ID = Locale.parse("en"), Locale.parse("id")
PAIR = WriteOptions(source=EN, target=ID)


def written(*given: TranslationUnit) -> tuple[bytes, WriteResult]:
    file = io.BytesIO()
    result = mo.write(given, file, PAIR)
    return file.getvalue(), result


def unit(source: str, target: str, *properties: Property) -> TranslationUnit:
    return TranslationUnit(
        Segment.of(EN, source), Segment.of(ID, target), properties=properties
    )


def test_texts_contexts_and_plural_forms_come_back(tmp_path: Path) -> None:
    given = [
        unit("%d file", "%d berkas", Property("po:msgid-plural", "%d files")),
        unit("%d files", "%d berkas", Property("po:form-of", "%d file")),
        unit("Open", "Terbuka", Property("po:msgctxt", "door")),
        unit("Public Security", "Keamanan Publik"),
    ]
    path = tmp_path / "a.mo"
    data, result = written(*given)
    path.write_bytes(data)
    assert result == WriteResult(4)
    assert detect_unit_format(path).name == "mo"
    found = list(read(path, ReadOptions()))
    assert sorted(map(repr, found)) == sorted(map(repr, given))


def test_plural_that_is_left_out_counts_each_of_its_units() -> None:
    obsolete = Property("po:obsolete", "yes")
    plural = Property("po:msgid-plural", "%d files")
    _, result = written(
        unit("%d file", "%d berkas", plural, obsolete),
        unit("%d files", "%d berkas", Property("po:form-of", "%d file"), obsolete),
        unit("Public Security", "Keamanan Publik"),
    )
    assert (result.written, result.left_out) == (1, 2)


def test_plural_of_another_domain_counts_each_of_its_units() -> None:
    plural = Property("po:msgid-plural", "%d files")
    form = Property("po:form-of", "%d file")
    other = Property("po:domain", "b")
    data, result = written(
        unit("%d file", "%d berkas", plural),
        unit("%d files", "%d berkas", form),
        unit("%d file", "%d berkas", other, plural),
        unit("%d files", "%d berkas", form),
    )
    assert (result.written, result.left_out) == (2, 2)
    assert not result.lost
    assert data.count(b"%d berkas") == 1


def test_what_msgfmt_compiles_is_read_as_what_it_compiled(tmp_path: Path) -> None:
    if shutil.which("msgfmt") is None:
        pytest.skip("msgfmt, of GNU gettext, is not installed")
    for name in ("gettext", "weblate"):
        path = tmp_path / f"{name}.mo"
        words = ["msgfmt", "-o", str(path), str(FOLDER / f"{name}.po")]
        subprocess.run(words, check=True)
        texts = [
            {(u.source.text, u.target and u.target.text) for u in found}
            for found in (_done(path), _done(FOLDER / f"{name}.po"))
        ]
        assert texts[0] == texts[1]


def _done(path: Path) -> list[TranslationUnit]:
    found = read(path, ReadOptions(source=EN))
    units = [entry for entry in found if isinstance(entry, TranslationUnit)]
    usable = [one for one in units if one.state is not State.INITIAL]
    obsolete = Property("po:obsolete", "yes")
    return [one for one in usable if obsolete not in one.properties]


def test_msgunfmt_reads_what_is_written(tmp_path: Path) -> None:
    if shutil.which("msgunfmt") is None:
        pytest.skip("msgunfmt, of GNU gettext, is not installed")
    path = tmp_path / "a.mo"
    path.write_bytes(written(unit("Open\n", "Buka"))[0])
    done = subprocess.run(["msgunfmt", str(path)], capture_output=True, check=True)
    assert 'msgid "Open"\nmsgstr "Buka"\n' in done.stdout.decode()


def test_what_no_program_may_show_is_left_out_and_the_rest_counted() -> None:
    draft = TranslationUnit(
        Segment.of(EN, "a"), Segment.of(ID, "b"), state=State.INITIAL
    )
    noted = TranslationUnit(
        Segment.of(EN, "c"),
        Segment.of(ID, "d"),
        origin=Origin(publisher="Báo Mẫu"),
        note="why",
    )
    bare = TranslationUnit(Segment.of(EN, "e"), None, state=State.INITIAL)
    _, result = written(draft, noted, bare)
    assert result == WriteResult(1, 2, (Loss("provenance", 1), Loss("notes", 1)))


@given(st.lists(st.tuples(texts(min_size=1), texts(min_size=1)), max_size=3))
def test_any_text_is_written_so_that_it_can_be_read(
    given: list[tuple[str, str]],
) -> None:
    data, _ = written(*(unit(*pair) for pair in given))
    assert data.startswith(b"\xde\x12\x04\x95")


@pytest.mark.parametrize("size", [4, 19, 27, 60, 110])
def test_file_that_was_cut_off_is_told(tmp_path: Path, size: int) -> None:
    path = tmp_path / "a.mo"
    path.write_bytes(written(unit("Open", "Buka"))[0][:size])
    with pytest.raises(FormatError, match="not a complete MO file"):
        list(mo.read(path, ReadOptions(EN, ID)))


def test_strings_that_overlap_without_end_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.mo"
    count, text = 1000, b"a" * 10_000
    index = struct.pack("<2I", len(text), 28 + 16 * count) * (2 * count)
    head = struct.pack("<7I", 0x950412DE, 0, count, 28, 28 + 8 * count, 0, 0)
    path.write_bytes(head + index + text)
    with pytest.raises(FormatError, match="overlap"):
        list(mo.read(path, ReadOptions(EN, ID)))


@given(
    st.lists(st.tuples(texts(min_size=1), texts(min_size=1)), max_size=4),
    st.booleans(),
    st.booleans(),
)
def test_entries_are_those_that_polib_reads(
    given: list[tuple[str, str]], has_plural: bool, is_swapped: bool
) -> None:
    units = [unit(*pair) for pair in given]
    if has_plural:
        units.append(unit("%d file", "satu", Property("po:msgid-plural", "%d files")))
        units.append(unit("Open", "Terbuka", Property("po:msgctxt", "door")))
    data, _ = written(*units)
    if is_swapped:
        _, _, count, *_ = struct.unpack_from("<4I", data)
        words = 7 + 4 * count
        numbers = struct.unpack_from(f"<{words}I", data)
        data = struct.pack(f">{words}I", *numbers) + data[4 * words :]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.mo"
        path.write_bytes(data)
        with path.open("rb") as file:
            found = MoFile(file, path)
            entries = [
                (place.entry_number, entry) for place, entry in found.read_entries()
            ]
        expected = polib.mofile(str(path))
    assert found.header_fields == expected.metadata
    assert [number for number, _ in entries] == [*range(2, len(expected) + 2)]
    assert [_said(entry) for _, entry in entries] == [_said(one) for one in expected]


def _said(entry: polib.MOEntry | None) -> tuple[object, ...]:
    assert entry is not None
    forms = entry.msgstr_plural
    return entry.msgctxt, entry.msgid, entry.msgid_plural, entry.msgstr, forms


def test_damaged_entry_is_told_with_its_number_and_place(tmp_path: Path) -> None:
    data, _ = written(unit("a", "satu"), unit("bb", "dua"), unit("c", "tiga"))
    path = tmp_path / "a.mo"
    path.write_bytes(data.replace(b"bb", b"b\xff").replace(b"tiga", b"\0iga"))
    first, *damaged = read(path, ReadOptions())
    assert isinstance(first, TranslationUnit) and first.source.text == "a"
    at = data.index(b"bb")
    assert [
        (one.line, one.reason) for one in damaged if isinstance(one, SkippedEntry)
    ] == [
        (3, f"entry 3, at byte {at}: the text is not UTF-8"),
        (
            4,
            f"entry 4, at byte {at + 3}: text holds a null character "
            "(U+0000 at position 0); remove it",
        ),
    ]


def test_file_of_a_version_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    data, _ = written(unit("a", "satu"))
    path = tmp_path / "a.mo"
    path.write_bytes(data[:4] + struct.pack("<I", 7 << 16) + data[8:])
    with pytest.raises(FormatError, match="version 7"):
        list(mo.read(path, ReadOptions()))


def test_compendium_has_the_best_translation_of_each_source(tmp_path: Path) -> None:
    def one(target: str, state: State, changed: str | None = None) -> TranslationUnit:
        origin = Origin(article="39136fdca7bba3e9", position=3, changed=changed)
        segments = Segment.of(EN, "Open"), Segment.of(ID, target)
        return TranslationUnit(*segments, state=state, origin=origin)

    path = tmp_path / "compendium.po"
    with path.open("wb") as file:
        options = WriteOptions(source=EN, target=ID, is_compendium=True)
        result = po.write(
            [
                one("Bukalah", State.TRANSLATED),
                one("Buka", State.REVIEWED, "2025-10-08T00:00:00Z"),
                one("Membuka", State.REVIEWED, "2025-10-09T00:00:00Z"),
                one("Terbuka", State.INITIAL),
                unit("Open", "Terbuka", Property("po:msgctxt", "door")),
            ],
            file,
            options,
        )
    assert result == WriteResult(2, 1, (Loss("other translations of a source", 2),))
    text = path.read_text("utf-8")
    assert 'msgid "Open"\nmsgstr "Membuka"\n' in text
    assert 'msgctxt "door"\nmsgid "Open"\nmsgstr "Terbuka"\n' in text
    if shutil.which("msgmerge") is None:
        pytest.skip("msgmerge, of GNU gettext, is not installed")
    new = tmp_path / "new.po"
    new.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "Open"\nmsgstr ""\n'
    )
    words = ["msgmerge", "--quiet", "-C", str(path), "-o", "-", str(new), str(new)]
    done = subprocess.run(words, capture_output=True, check=True)
    assert 'msgid "Open"\nmsgstr "Membuka"\n' in done.stdout.decode()
