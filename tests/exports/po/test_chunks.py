"""PO files piece by piece, held against polib's reading of the whole."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import polib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.po.chunks import PoChunk, find_encoding, read_chunks
from exports.po.entry_lines import TOO_LONG_ENTRY_REASON
from tm.errors import FormatError

HEADER = 'msgid ""\nmsgstr ""\n"Language: id\\n"\n'
_TEXTS = st.sampled_from(['""', '"a"', '"a\\n"\n"b"', '"\x85 \u2028"', '"\\"\\""'])
_COMMENTS = st.lists(
    st.sampled_from(
        ["# note", "#. from code", "#: a.c:1", "#, fuzzy", '#| msgid "old"', ""]
    ),
    max_size=3,
)


@st.composite
def _entries(draw: st.DrawFn) -> str:
    """A sound entry, however a tool may lay it out."""
    lines = draw(_COMMENTS)
    if draw(st.booleans()):
        lines.append(f"msgctxt {draw(_TEXTS)}")
    lines.append(f"msgid {draw(_TEXTS)}")
    lines += [""] * draw(st.integers(0, 1))
    if draw(st.booleans()):
        lines.append(f"msgid_plural {draw(_TEXTS)}")
        lines += [f"msgstr[{at}] {draw(_TEXTS)}" for at in range(draw(_COUNTS))]
    else:
        lines.append(f"msgstr {draw(_TEXTS)}")
    if draw(st.integers(0, 4)) == 0:
        lines = [
            f"#~ {line}" if line[:1] not in ("#", "") else line
            for whole_line in lines
            for line in whole_line.split("\n")
        ]
    return "\n".join(lines + [""] * draw(st.integers(0, 2))) + "\n"


_COUNTS = st.integers(1, 3)


def whole(path: Path, **limits: int) -> PoChunk:
    """All pieces of a file as one."""
    first, *others = read_chunks(path, **limits)
    lines, skipped = [*first.lines_of_entries], [*first.skipped_entries]
    for piece in others:
        first.parsed_file.extend(piece.parsed_file)
        lines += piece.lines_of_entries
        skipped += piece.skipped_entries
    return PoChunk(first.parsed_file, skipped, lines)


def _told(entries: Sequence[polib.POEntry]) -> list[tuple[object, ...]]:
    return [
        (entry.linenum, entry.obsolete, entry.msgstr_plural, str(entry))
        for entry in entries
    ]


@given(st.lists(_entries(), max_size=7), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_pieces_are_the_whole(entries: list[str], end: str, has_header: bool) -> None:
    text = (HEADER if has_header else "") + "".join(entries)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.po"
        path.write_text(text, "utf-8", newline=end)
        expected = polib.pofile(str(path), encoding="utf-8")
        if any(entry.msgid == "" for entry in expected) or not has_header:
            return  # polib takes any of these for the header, wherever it stands
        found = whole(path, chunk_size=2)
        sizes = [len(piece.parsed_file) for piece in read_chunks(path, chunk_size=2)]
    assert _told(found.parsed_file) == _told(expected)
    assert found.parsed_file.metadata == expected.metadata
    assert not found.skipped_entries
    assert max(sizes) <= 2


@given(st.lists(st.tuples(_entries(), st.booleans()), min_size=1, max_size=6))
def test_what_is_damaged_takes_nothing_with_it(given: list[tuple[str, bool]]) -> None:
    sound = '\nmsgid "kept"\nmsgstr "sound"\n'
    damage = '\nmsgid "lost"\nmsgstr "broken" by a quote"\n'
    text = HEADER + "".join((damage if bad else sound) for _, bad in given)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.po"
        path.write_text(text, "utf-8")
        found = whole(path, chunk_size=3)
    lines = [6 + 3 * at for at, (_, bad) in enumerate(given) if bad]
    assert [one.line for one in found.skipped_entries] == lines
    assert len(found.parsed_file) == len(given) - len(lines)
    assert {entry.msgid for entry in found.parsed_file} <= {"kept"}


def test_a_later_entry_without_msgid_is_no_header(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    path.write_text(f"{HEADER}\n" + 'msgid "a"\nmsgstr "b"\n\n' + HEADER, "utf-8")
    found = [*read_chunks(path, chunk_size=1)]
    assert [len(piece.parsed_file) for piece in found] == [0, 1, 0]
    assert [piece.parsed_file.metadata for piece in found] == [
        {"Language": "id"},
        {},
        {},
    ]
    assert [(one.line, one.reason) for one in found[2].skipped_entries] == [
        (8, "a second header")
    ]


def test_a_file_of_nothing_that_can_be_read_is_none(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    path.write_text("kata\nkata lain\n", "utf-8")
    with pytest.raises(FormatError, match="not an entry") as caught:
        next(read_chunks(path))
    assert caught.value.line == 1


def test_charset_is_that_of_the_header_and_not_of_a_text(tmp_path: Path) -> None:
    path = tmp_path / "file.po"
    header = HEADER + '"Content-Type: text/plain; charset=cp1258\\n"\n'
    text = 'msgid "Content-Type: text/html; charset=utf-16"\nmsgstr "b"\n'
    for whole_text, encoding in ((header + text, "cp1258"), (HEADER + text, "utf-8")):
        path.write_text(f"# Licence\n{whole_text}", "ascii")
        assert find_encoding(path) == encoding


UNCLOSED = """# He said "hi
#. "x
#| msgid "old
msgid "one"
msgstr "satu"

msgid "two"
msgstr "dua\\"

msgid "three"
msgstr ""
"tig
"a"

#~ msgid "four
#~ msgstr "empat"

msgid "five \\\\"
msgstr "lima"
"""


def test_entry_whose_text_does_not_end_costs_itself(tmp_path: Path) -> None:
    path = tmp_path / "file.po"
    path.write_text(f"{HEADER}\n{UNCLOSED}", "utf-8")
    [piece] = read_chunks(path)
    assert [(entry.msgid, entry.msgstr) for entry in piece.parsed_file] == [
        ("five \\", "lima")
    ]
    reason = "the text has no closing quotation mark"
    assert [(one.line, one.reason) for one in piece.skipped_entries] == [
        (line, reason) for line in (7, 12, 16, 19)
    ]


@pytest.mark.parametrize(
    ("long", "line", "kept"),
    [
        ('msgid "b{}"\nmsgstr "t"\n', 7, ["a", "z"]),
        ('msgctxt "{}"\nmsgid "b"\nmsgstr "t"\n', 7, ["a", "z"]),
        ('# {}\nmsgid "b"\nmsgstr "t"\n', 7, ["a", "z"]),
        ('msgid "b"\n\nmsgstr "{}"\n', 9, ["a", "z"]),
        ('"{}"\n', 7, ["z"]),
    ],
)
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_line_that_is_too_long_costs_its_own_entry(
    tmp_path: Path, long: str, line: int, kept: list[str], mark: str
) -> None:
    path = tmp_path / "a.po"
    before, after = 'msgid "a"\nmsgstr "s"\n', 'msgid "z"\nmsgstr "u"\n'
    text = f"{mark}{HEADER}{before}\n{long.format('x' * 450)}\n{after}"
    path.write_text(text, "utf-8")
    found = whole(path, max_entry_length=200)
    assert [entry.msgid for entry in found.parsed_file] == kept
    assert [(one.line, one.reason) for one in found.skipped_entries] == [
        (line, TOO_LONG_ENTRY_REASON)
    ]


def test_a_mark_does_not_make_a_line_short_enough(tmp_path: Path) -> None:
    path = tmp_path / "a.po"
    entry = 'msgid "a"\nmsgstr "b"\n'
    path.write_text(f"\ufeff# {'x' * 250}\n{HEADER}\n{entry}", "utf-8")
    for longest, count in ((240, 1), (251, 1), (252, 1), (500, 0)):
        assert len(whole(path, max_entry_length=longest).skipped_entries) == count


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_entries_stand_in_their_own_lines_whatever_ends_these(
    tmp_path: Path, end: str
) -> None:
    path = tmp_path / "a.po"
    plain = 'msgid "a"\nmsgstr "b"\n'
    wide = 'msgid "c" "d" msgstr "e" msgid "f" msgstr "g"\n'
    text = f"{HEADER}\n{plain}\n{plain}{wide}\n{wide}\n{plain}"
    path.write_text(text, "utf-8", newline=end)
    [piece] = read_chunks(path)
    lines = [5, 8, 10, 10, 12, 12, 14]
    assert [entry.linenum for entry in piece.parsed_file] == lines
    firsts = [
        piece.lines_of_entries[piece.find_lines_index(entry)].first_line_number
        for entry in piece.parsed_file
    ]
    assert firsts == lines
