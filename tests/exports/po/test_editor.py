"""PO files filled in place: nothing but what was filled is other than before."""

import codecs
import io
import tempfile
from pathlib import Path

import polib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.editable_file import Filling
from exports.format import ReadOptions
from exports.po.editor import PoEditor
from tm.errors import FormatError
from tm.text.locale import Locale
from tm.text.segment import Segment

OPTIONS = ReadOptions(Locale("vi"), Locale("id"))
HEADER = """\
msgid ""
msgstr ""
"Language: id\\n"
"Content-Type: text/plain; charset={}\\n"
"""
_ENTRIES = st.lists(
    st.sampled_from(
        [
            'msgid "a"\nmsgstr ""\n',
            '# note\n#: a.c:1\n#, c-format\nmsgctxt "x"\nmsgid "b"\nmsgstr ""\n""\n',
            '#, fuzzy\n#| msgid "old"\nmsgid ""\n"c\\n"\n"é"\nmsgstr ""\n',
            'msgid "d"\nmsgstr "done"\n',
            'msgid "e"\nmsgid_plural "f"\nmsgstr[0] ""\n',
            '#~ msgid "g"\n#~ msgstr ""\n',
        ]
    ),
    max_size=9,
)
_BEGINNINGS = st.sampled_from(
    [
        (b"", "utf-8", "UTF-8"),
        (codecs.BOM_UTF8, "utf-8", "UTF-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
        (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
        (b"", "latin-1", "ISO-8859-1"),
    ]
)


def _written(file: PoEditor) -> bytes:
    made = io.BytesIO()
    file.write(made)
    return made.getvalue()


def _fill(file: PoEditor, number: int, *, is_fuzzy: bool) -> None:
    file.fill(number, _filling(f"é {number}", is_fuzzy=is_fuzzy, previous="before"))


def _filling(
    text: str, *, is_fuzzy: bool = False, previous: str | None = None
) -> Filling:
    return Filling(Segment(Locale("id"), text), not is_fuzzy, 83, "r", previous)


@given(
    _ENTRIES,
    st.sampled_from(["\n", "\r\n", "\r"]),
    _BEGINNINGS,
    st.lists(st.booleans(), min_size=9, max_size=9),
)
def test_many_fillings_are_one_after_another(
    entries: list[str],
    end: str,
    beginning: tuple[bytes, str, str],
    fuzzy: list[bool],
) -> None:
    mark, encoding, charset = beginning
    text = (HEADER.format(charset) + "\n" + "\n".join(entries)).replace("\n", end)
    data = mark + text.encode(encoding)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.po"
        path.write_bytes(data)
        file = PoEditor(path, OPTIONS, chunk_size=2)
        assert _written(file) == data
        empty = [n for n, entry in enumerate(file.entries) if entry.is_untranslated]
        for number in empty:
            _fill(file, number, is_fuzzy=fuzzy[number])
        at_once = _written(file)
        for number in empty:
            one = PoEditor(path, OPTIONS)
            _fill(one, number, is_fuzzy=fuzzy[number])
            path.write_bytes(_written(one))
        assert path.read_bytes() == at_once
        found = PoEditor(path, OPTIONS).entries
        plain = at_once.removeprefix(mark).decode(encoding)
    assert [
        entry.translation.strip() for entry in found if entry.source_text != "d"
    ] == [f"é {number}" for number in empty]
    read = polib.pofile(plain.replace("\r\n", "\n").replace("\r", "\n"))
    assert [entry.fuzzy for entry in read if entry.msgstr.startswith("é")] == [
        fuzzy[number] or file.entries[number].source_text.startswith("c")
        for number in empty
    ]


def test_a_letter_that_the_encoding_has_not_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    text = HEADER.format("ISO-8859-1") + '\nmsgid "a"\nmsgstr ""\n'
    path.write_text(text, "latin-1")
    file = PoEditor(path, OPTIONS)
    file.fill(0, _filling("ngữ"))
    with pytest.raises(
        FormatError, match="ISO-8859-1, the file's encoding, has no 'ữ'"
    ):
        _written(file)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            'msgid "a"\nmsgstr "" msgid "b"\nmsgstr "x"\n',
            '#. r\nmsgid "a"\nmsgstr "é 0"\nmsgid "b"\nmsgstr "x"\n',
        ),
        ('msgid "a" msgstr ""', '#. r\nmsgid "a"\nmsgstr "é 0"\n'),
        ('msgid\n"a"\nmsgstr\n""\n', '#. r\nmsgid ""\n"a"\nmsgstr "é 0"\n'),
        (
            'msgid "a" msgstr "" msgid "b" "c" msgstr "" "" msgid "d" msgstr ""\n',
            '#. r\nmsgid "a"\nmsgstr "é 0"\n#. r\nmsgid "b"\n"c"\nmsgstr "é 1"\n'
            '#. r\nmsgid "d"\nmsgstr "é 2"\n',
        ),
        (
            'msgid "p" msgid_plural "q" msgstr[0] "x"\n\nmsgstr[1] "" msgid "b"\n'
            'msgstr ""\n',
            'msgid "p"\nmsgid_plural "q"\nmsgstr[0] "x"\n\nmsgstr[1] ""\n#. r\n'
            'msgid "b"\nmsgstr "é 0"\n',
        ),
        (
            'domain "b"\n\n  \nmsgid "a"\nmsgstr ""\n',
            'domain "b"\n\n  \n#. r\nmsgid "a"\nmsgstr "é 0"\n',
        ),
        (
            'msgid "a"\nmsgstr " "\n\n""\n\nmsgid "z"\nmsgstr "" "x"\n',
            '#. r\nmsgid "a"\nmsgstr "é 0"\n\nmsgid "z"\nmsgstr "" "x"\n',
        ),
    ],
)
def test_entries_in_any_layout_are_filled_and_no_other_touched(
    tmp_path: Path, given: str, expected: str, end: str
) -> None:
    path = tmp_path / "a.po"
    header = HEADER.format("UTF-8") + "\n"
    path.write_text(header + given, "utf-8", newline=end)
    file = PoEditor(path, OPTIONS)
    assert _written(file).decode() == (header + given).replace("\n", end)
    empty = [at for at, entry in enumerate(file.entries) if entry.is_untranslated]
    for number, at in enumerate(empty):
        file.fill(at, _filling(f"é {number}"))
    made = _written(file).decode().replace("\r\n", "\n").replace("\r", "\n")
    assert made == header + expected


@pytest.mark.parametrize(
    ("given", "line"),
    [
        (HEADER.format("UTF-8") + '\nmsgid "a"\nmsgstr x""y\n', 7),
        ('msgid "" msgstr "Language: id\\n" msgid\n"a"\nmsgstr ""\n', 1),
        ('msgid "a"\n\n# b\nmsgstr ""\n', 1),
        ('msgid "z"\nmsgstr "y"\n\nmsgid "a"\n#, fuzzy\nmsgstr ""\n', 6),
        ('<<<<<<< HEAD\nmsgid "a"\nmsgstr ""\n', 1),
        ('msgid "z"\nmsgstr "y"\n\nmsgid "a\nmsgstr ""\n', 4),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_what_is_damaged_stays_and_the_rest_is_filled(
    tmp_path: Path, given: str, line: int, end: str
) -> None:
    path = tmp_path / "a.po"
    sound = '\nmsgid "b"\nmsgstr ""\n'
    path.write_text(given + sound, "utf-8", newline=end)
    file = PoEditor(path, OPTIONS)
    assert [skipped.line for skipped in file.skipped] == [line]
    untranslated = [entry for entry in file.entries if entry.is_untranslated]
    assert [entry.source_text for entry in untranslated] == ["b"]
    file.fill(len(file.entries) - 1, _filling("isi"))
    made = given + '\n#. r\nmsgid "b"\nmsgstr "isi"\n'
    assert _written(file) == made.replace("\n", end).encode()


def test_an_entry_that_is_too_long_is_not_held_and_so_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    path.write_text(f'msgid "{"a" * 10_000_000}"\nmsgstr ""\n', "utf-8")
    with pytest.raises(FormatError, match="10,000,000") as caught:
        PoEditor(path, OPTIONS)
    assert caught.value.line == 1


def test_forms_without_a_plural_are_left_to_people(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    path.write_text('msgid "a"\nmsgstr[0] ""\nmsgstr[1] ""\n', "utf-8")
    assert not PoEditor(path, OPTIONS).entries


def test_a_filling_has_the_escapes_of_gettext(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    path.write_text(HEADER.format("UTF-8") + '\nmsgid "a\\a"\nmsgstr ""\n', "utf-8")
    file = PoEditor(path, OPTIONS)
    assert file.entries[0].source_text == "a\a"
    file.fill(0, _filling("b\a\v"))
    assert _written(file).endswith(b'\nmsgid "a\\a"\nmsgstr "b\\a\\v"\n')
