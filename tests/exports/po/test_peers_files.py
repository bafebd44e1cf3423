"""Shapes of entries in other tools' catalogues, which come back as they were."""

import io
import shutil
import struct
import subprocess
from pathlib import Path
from unicodedata import normalize

import pytest

from exports.conversion import ConvertOptions, convert
from exports.editable_file import Filling
from exports.entry import Loss
from exports.files import read
from exports.format import ReadOptions, WriteOptions
from exports.po import format as po
from exports.po import mo_format
from exports.po.editor import PoEditor
from exports.po.mo_file import MoFile
from exports.validation import validate
from tm.errors import FormatError, InputError
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit

EN, ID = Locale("en"), Locale("id")
HEADER = (
    'msgid ""\nmsgstr ""\n"Language: {}\\n"\n'
    '"Content-Type: text/plain; charset={}\\n"\n'
    '"Plural-Forms: {}\\n"\n"X-Source-Language: en\\n"\n\n'
)
OPTIONS = ConvertOptions(ReadOptions(EN, ID, are_default_locales=True))


def make_text(
    body: str, language: str = "id", plural: str = "nplurals=1; plural=0;"
) -> str:
    return HEADER.format(language, "UTF-8", plural) + body


def convert_text(
    folder: Path, text: str | bytes, options: ConvertOptions = OPTIONS
) -> str:
    path = folder / "given.po"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    convert(str(path), str(folder / "written.po"), options)
    return (folder / "written.po").read_text("utf-8")


PLURAL = 'msgid "%d boat"\nmsgid_plural "%d boats"\n'
UNCHANGED = [
    # a plural with other forms than the header names
    PLURAL + 'msgstr[0] "%d perahu"\nmsgstr[1] "%d perahu-perahu"\n',
    "#~ " + PLURAL.replace("\nmsg", "\n#~ msg") + '#~ msgstr[0] "%d perahu"\n',
    # texts that differ in spaces
    'msgid "Boat"\nmsgstr "Perahu"\n\nmsgid " Boat"\nmsgstr " Perahu"\n\n'
    'msgid "Boat\\n"\nmsgstr "Perahu\\n"\n',
    # a comment with an indented line, of a text that begins with a space
    '#. For example:\n#.  - go aboard\n#.\nmsgid " - board\\n"\nmsgstr " - naik\\n"\n',
    # an empty previous msgid
    '#| msgid ""\nmsgctxt "harbour"\nmsgid "Pier"\nmsgstr "Dermaga"\n',
    # escapes of control characters
    'msgid "a\\vb"\nmsgstr "c\\vd"\n',
]


@pytest.mark.parametrize("body", UNCHANGED)
def test_an_entry_comes_back_as_it_was(body: str, tmp_path: Path) -> None:
    assert convert_text(tmp_path, make_text(body)) == make_text(body)


@pytest.mark.parametrize(
    ("language", "plural"),
    [
        ("ar", "nplurals=6; plural=(n==0 ? 0 : 1);"),
        ("cs", "nplurals=3; plural=(n==1 ? 0 : n<5 ? 1 : 2);"),
    ],
)
def test_forms_that_are_too_few_stay_together(
    language: str, plural: str, tmp_path: Path
) -> None:
    text = make_text(PLURAL + 'msgstr[0] "a %d"\nmsgstr[1] "b %d"\n', language, plural)
    assert PLURAL + 'msgstr[0] "a %d"\nmsgstr[1] "b %d"\n' in convert_text(
        tmp_path, text
    )


def test_a_template_gets_the_plural_rule_of_its_language(tmp_path: Path) -> None:
    text = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=CHARSET\\n"\n\n'
    text += PLURAL + 'msgstr[0] ""\nmsgstr[1] ""\n'
    options = ConvertOptions(ReadOptions(EN, ID, with_untranslated=True))
    written = convert_text(tmp_path, text, options)
    assert '"Plural-Forms: nplurals=1; plural=0;\\n"' in written
    assert PLURAL in written


def test_the_first_comment_of_a_file_without_header_is_that_of_its_entry(
    tmp_path: Path,
) -> None:
    text = '# to a captain\nmsgid "Boat"\nmsgstr "Perahu"\n'
    written = convert_text(tmp_path, text)
    assert text in written and not written.startswith("#")


def test_each_domain_has_one_header(tmp_path: Path) -> None:
    entry = 'msgid "Boat"\nmsgstr "Perahu"\n'
    text = make_text(entry) + '\ndomain "two"\n\n' + make_text(entry)
    written = convert_text(tmp_path, text)
    assert written == text
    found = list(read(tmp_path / "written.po", ReadOptions()))
    assert len(found) == 2 and all(isinstance(one, TranslationUnit) for one in found)


def test_an_entry_in_use_wins_over_an_obsolete_one(tmp_path: Path) -> None:
    live = 'msgid "Boat"\nmsgstr "Perahu"\n'
    path = tmp_path / "given.po"
    obsolete = '#~ msgid "Boat"\n#~ msgstr "Perahu"\n'
    path.write_text(make_text(f"{live}\n{obsolete}"), "utf-8")
    [unit, loss] = read(path, ReadOptions())
    assert isinstance(unit, TranslationUnit) and not unit.properties
    assert loss == Loss("obsolete entries that are also in use", 1)
    # Another translation is kept, and does not take the context of the one in use.
    other = make_text(f'#~ msgid "Boat"\n#~ msgstr "Sampan"\n\n{live}')
    written = convert_text(tmp_path, other)
    assert written.startswith(make_text(live)) and "Sampan" in written


def test_a_declared_charset_of_one_byte_gives_way_to_utf_8(tmp_path: Path) -> None:
    text = HEADER.format("id", "ISO-8859-1", "nplurals=1; plural=0;")
    text += 'msgid "Café à la carte"\nmsgstr "Kedai kopi — é"\n'
    assert "Kedai kopi — é" in convert_text(tmp_path, text.encode())
    reasons = [one.reason for one in validate(tmp_path / "given.po", ReadOptions())]
    assert reasons == ["the header names ISO-8859-1, but the text is UTF-8"]


def test_a_file_in_its_own_charset_is_read_by_it(tmp_path: Path) -> None:
    text = HEADER.format("id", "ISO-8859-1", "nplurals=1; plural=0;")
    text += 'msgid "Café"\nmsgstr "Kedai ê"\n'
    assert "Kedai ê" in convert_text(tmp_path, text.encode("latin-1"))


@pytest.mark.parametrize(
    ("charset", "translation"),
    [("CP1258", "Thuyền bộ ở Huế"), ("ISO-8859-1", "Bên em"), ("CP1252", "À la “mer”")],
)
def test_a_file_is_filled_in_its_own_charset(
    charset: str, translation: str, tmp_path: Path
) -> None:
    text = HEADER.format("vi", charset, "nplurals=1; plural=0;")
    path = tmp_path / "given.po"
    path.write_bytes(f'{text}# é\nmsgid "Boat"\nmsgstr ""\n'.encode(charset))
    editor = PoEditor(path, ReadOptions())
    target = Segment.of(Locale("vi"), translation)
    editor.fill(0, Filling(target, False, 95, "codes −1; đã lưu", "Bậc"))
    with (tmp_path / "filled.po").open("wb") as file:
        editor.write(file)
    filled = (tmp_path / "filled.po").read_bytes()
    assert (
        normalize("NFC", filled.decode(charset)).count(f'msgstr "{translation}"') == 1
    )
    [unit] = read(tmp_path / "filled.po", ReadOptions())
    assert isinstance(unit, TranslationUnit) and unit.target == target


def test_the_language_of_a_file_counts_where_its_first_entry_is_empty(
    tmp_path: Path,
) -> None:
    body = 'msgid "Boat"\nmsgstr ""\n\nmsgid "Pier"\nmsgstr "Bến"\n'
    path = tmp_path / "given.po"
    path.write_text(make_text(body, language="vi"), "utf-8")
    result = convert(str(path), str(tmp_path / "written.po"))
    assert (result.written, result.left_out) == (2, 0)
    assert "Bến" in (tmp_path / "written.po").read_text("utf-8")


def test_a_file_of_damaged_entries_says_what_is_wrong(tmp_path: Path) -> None:
    text = 'msgid "a"\nmsgstr "b"c"\n'
    with pytest.raises(InputError, match="unescaped double quote"):
        convert_text(tmp_path, text)


@pytest.mark.parametrize(
    ("target", "reasons"),
    [
        ("%2$s: %1$u", []),
        ("%1$u: %2$s %2$s", []),
        ("%2$u: %1$s", ["lacks %1$u, %2$s", "has %1$s, %2$u"]),
    ],
)
def test_numbered_arguments_are_compared_by_number(
    target: str, reasons: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "given.po"
    entry = f'#, c-format\nmsgid "%u of %s"\nmsgstr "{target}"\n'
    path.write_text(make_text(entry), "utf-8")
    faults = [one.reason for one in validate(path, ReadOptions())]
    assert len(faults) == len(reasons)
    assert all(a in b for a, b in zip(reasons, faults, strict=True)), faults


def test_an_obsolete_duplicate_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "given.po"
    entry = 'msgid "Boat"\nmsgstr "Perahu"\n\n#~ msgid "Boat"\n#~ msgstr "Sampan"\n'
    path.write_text(make_text(entry), "utf-8")
    [fault] = validate(path, ReadOptions())
    assert "'Boat' repeats the entry of line 8" in fault.reason


def make_mo(folder: Path) -> bytes:
    file = io.BytesIO()
    path = folder / "given.po"
    body = PLURAL + 'msgstr[0] "%d perahu"\nmsgstr[1] "%d perahu-perahu"\n'
    path.write_text(make_text(body), "utf-8")
    units = [u for u in po.read(path, ReadOptions()) if isinstance(u, TranslationUnit)]
    header = po.read_file_header(path)
    mo_format.write(units, file, WriteOptions(EN, ID, header=header))
    return file.getvalue()


def test_a_truncated_mo_file_is_refused_at_any_length(tmp_path: Path) -> None:
    data, path = make_mo(tmp_path), tmp_path / "cut.mo"
    for length in range(20, len(data)):
        path.write_bytes(data[:length])
        with pytest.raises(FormatError, match="not a complete MO file"):
            list(read(path, ReadOptions(EN, ID)))


def test_a_plural_of_mo_keeps_its_forms(tmp_path: Path) -> None:
    (tmp_path / "given.mo").write_bytes(make_mo(tmp_path))
    convert(str(tmp_path / "given.mo"), str(tmp_path / "written.mo"))
    with (tmp_path / "written.mo").open("rb") as file:
        [(_, entry)] = MoFile(file, tmp_path / "written.mo").read_entries()
    assert entry is not None
    assert list(entry.msgstr_plural.values()) == ["%d perahu", "%d perahu-perahu"]


def test_entries_of_mo_that_depend_on_the_system_are_counted(tmp_path: Path) -> None:
    # Minor version 1: one segment, `PRIu64`, and one string, "a" and that segment.
    words = [0x950412DE, 1, 0, 48, 48, 0, 48, 1, 48, 1, 56, 60]
    segment = [7, 100]
    tables = [64, 64]
    string = [84, 2, 0, 1, 0xFFFFFFFF]
    data = struct.pack("<21I", *words, *segment, *tables, *string)
    data += b"a \0" + b"\0" * 13 + b"PRIu64\0"
    path = tmp_path / "given.mo"
    path.write_bytes(data)
    assert list(read(path, ReadOptions(EN, ID))) == [
        Loss("entries with parts that depend on the system", 1)
    ]
    path.write_bytes(data[:80])
    with pytest.raises(FormatError, match="not a complete MO file"):
        list(read(path, ReadOptions(EN, ID)))


@pytest.mark.skipif(shutil.which("msgcat") is None, reason="no msgcat")
@pytest.mark.parametrize(
    "text",
    [
        "nnnn nnn nnnnnnn nn nnnn nnnnn nnnnnnn nnn nnnnnnnn nnnnn nn nnnn %d nnnnn nn",
        "nnnn nnn nnnnnnn nn nnnn nnnnn nnnnnnn nnn nnnnnnnn nnnnn nn nnnn (%s) nnnnnn",
        "nnnn nnn nnnnnnn nn nnnn nnnnn nnnnnnn nnn nnnnnn nnn (%(name)s) nn (%(b)s) n",
        "nnnn nnn nnnnnnn nn nnnn nnnnn nnnnnnn nnn « nnnnnnnn » nn »nn« nn »n«, nnn »",
        "nnnn nnn nnnnnnn nn nnnn nnnnn nnnnnnn <b>nnn</b>:<i>nnnnnnn</i>.<b>n</b> nn",
    ],
)
def test_lines_end_where_msgcat_ends_them(text: str, tmp_path: Path) -> None:
    for padding in range(12):
        body = f'#, python-format\nmsgid "{"p" * padding} {text}"\nmsgstr "{text}"\n'
        written = convert_text(tmp_path, make_text(body))
        judged = subprocess.run(
            ["msgcat", str(tmp_path / "written.po")], capture_output=True, check=True
        )
        assert judged.stdout.decode() == written
