"""PO as gettext takes it, whatever its lines look like."""

import io
import shutil
import subprocess
import tempfile
from operator import itemgetter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.entry import Entry, FormatViolation
from exports.format import ReadOptions, WriteOptions
from exports.po import format as po
from exports.po.chunks import read_chunks
from tests.examples import examples
from tests.paths import DATA
from tm.file_remarks import SkippedEntry
from tm.text.locale import Locale
from tm.unit import TranslationUnit

FOLDER = DATA / "po" / "layouts"
EN, ID = Locale("en"), Locale("id")
WANTED = ReadOptions(EN, ID, with_untranslated=True)
HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
_GAPS = st.sampled_from([" ", "", "\n", "\t", " \n "])
_TEXTS = st.lists(
    st.sampled_from(
        [
            '"a"',
            '"é "',
            r'"\""',
            r'"\303\251"',
            r'"\x41g"',
            r'"\a\\a\7"',
            r'"\\x"',
            '""',
        ]
    ),
    min_size=1,
    max_size=3,
)


def _units(path: Path) -> list[Entry]:
    return list(po.read(path, WANTED))


def test_layouts_that_gettext_takes_are_written_as_it_writes_them() -> None:
    made = io.BytesIO()
    units = [
        one for one in _units(FOLDER / "given.po") if isinstance(one, TranslationUnit)
    ]
    heading = po.read_file_header(FOLDER / "given.po")
    po.write(units, made, WriteOptions(EN, ID, header=heading))
    assert made.getvalue() == (FOLDER / "expected.po").read_bytes()
    assert _units(FOLDER / "expected.po") == _units(FOLDER / "given.po")
    assert not [*po.validate(FOLDER / "expected.po")][1:]


def test_msgcat_says_the_same_of_them(tmp_path: Path) -> None:
    if shutil.which("msgcat") is None:
        pytest.skip("msgcat, of GNU gettext, is not installed")
    path = tmp_path / "a.po"
    # Those before version 1.0 do not know the line of flags that stay.
    text = (FOLDER / "given.po").read_text("utf-8").replace("#=", "#, ")
    path.write_text(text, "utf-8")
    assert set(map(repr, _units(_through_msgcat(path)))) == set(
        map(repr, _units(FOLDER / "given.po"))
    )


def _through_msgcat(path: Path) -> Path:
    made = path.with_suffix(".made.po")
    subprocess.run(["msgcat", "-o", str(made), str(path)], check=True)
    return made


@settings(max_examples=examples(60))
@given(
    st.lists(st.tuples(_GAPS, _TEXTS, _TEXTS, st.booleans()), min_size=1, max_size=5)
)
def test_any_layout_is_read_as_msgcat_reads_it(
    entries: list[tuple[str, list[str], list[str], bool]],
) -> None:
    if shutil.which("msgcat") is None:
        pytest.skip("msgcat, of GNU gettext, is not installed")
    # msgcat has obsolete entries at the end.
    entries.sort(key=itemgetter(3))
    text = HEADER
    for number, (gap, source, target, is_obsolete) in enumerate(entries):
        parts = [
            "msgctxt",
            f'"{number}"',
            "msgid",
            *source,
            '"."',
            "msgstr",
            '"t"',
            *target,
        ]
        one = gap.join(parts)
        if is_obsolete:
            lines = (f"#~ {line}" for line in one.split("\n") if line.strip())
            one = "\n".join(lines)
        text += f"{one}\n"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.po"
        path.write_text(text, "utf-8")
        found, expected = _units(path), _units(_through_msgcat(path))
    assert [_said(one) for one in found] == [_said(one) for one in expected]


def _said(entry: Entry) -> object:
    return entry.reason if isinstance(entry, SkippedEntry) else entry


def test_the_same_text_in_two_domains_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    one = 'msgid "one"\nmsgstr "satu"\n'
    text = HEADER.replace("charset=UTF-8\\n", "charset=UTF-8\\nLanguage: id\\n")
    path.write_text(f'{text}{one}\ndomain "b"\n\n{one}\n{one}', "utf-8")
    reason = "msgid 'one' repeats the entry of line 9"
    assert [*po.validate(path)] == [FormatViolation(str(path), 12, reason)]


def test_numbers_of_bytes_in_comments_are_no_letters(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    entry = (
        r"# C:\101"
        "\n"
        r"#. Use \033[1m"
        "\n"
        r"#: C:\101\x41.c:3"
        "\n"
        r'#| msgid "\102"'
        "\n"
        r'msgid "\103"'
        "\n"
        r'"\x44"'
        "\n"
        r'msgstr "\105"'
        "\n"
    )
    obsolete = (
        r"# \106" "\n" r'#~| msgid "\107"' "\n" r'#~ msgid "\110"' '\n#~ msgstr ""\n'
    )
    path.write_text(f"{HEADER}{entry}\n{obsolete}", "utf-8")
    [piece] = read_chunks(path)
    first, second = piece.parsed_file
    assert (first.tcomment, first.comment) == (r"C:\101", r"Use \033[1m")
    assert first.occurrences == [(r"C:\101\x41.c", "3")]
    assert (first.previous_msgid, first.msgid, first.msgstr) == ("B", "CD", "E")
    assert (second.tcomment, second.previous_msgid) == (r"\106", "G")
    assert second.msgid == "H"
