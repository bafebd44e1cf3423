"""Structure of TBX files of other tools: what is read of it, and what is a fault."""

from pathlib import Path

import pytest

from exports.format import ReadOptions
from exports.term_format import collect_items
from exports.terms.tbx.format import read, validate

START = (
    '<martif type="TBX-Basic" xml:lang="en"><martifHeader><fileDesc/></martifHeader>'
    "<text><body>\n"
)
END = "\n</body></text></martif>"
SECTION = '<langSet xml:lang="{}">{}</langSet>'
TERM = "<tig><term>{}</term></tig>"


def make_entry(*sections: str, id: str = "c1") -> str:
    return f'<termEntry id="{id}">{"".join(sections)}</termEntry>'


def write_file(folder: Path, body: str, start: str = START) -> Path:
    path = folder / "a.tbx"
    path.write_text(start + body + END, "utf-8")
    return path


def test_several_terms_of_a_section_are_read_with_their_facts(tmp_path: Path) -> None:
    section = (
        "<tig><term>boat</term><termNote type='partOfSpeech'>noun</termNote>"
        "<term>craft</term><note>rarer</note></tig>"
    )
    path = write_file(tmp_path, make_entry(SECTION.format("en", section)))
    content = collect_items(read(path, ReadOptions()))
    [entry] = content.entries
    assert [term.text for term in entry.terms] == ["boat", "craft"]
    assert [term.note for term in entry.terms] == [None, "rarer"]
    assert not content.lost and not content.skipped


def test_terms_of_groups_are_read(tmp_path: Path) -> None:
    section = "<ntig><termGrp><term>boat</term></termGrp></ntig>"
    path = write_file(tmp_path, make_entry(SECTION.format("en", section)))
    [entry] = collect_items(read(path, ReadOptions())).entries
    assert [term.text for term in entry.terms] == ["boat"]
    assert list(validate(path)) == []


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (make_entry(), "<termEntry> without a language section"),
        (make_entry(SECTION.format("en", "")), "<langSet> without a term section"),
        (make_entry(SECTION.format("en", "<tig/>")), "<tig> without <term>"),
        (
            make_entry(SECTION.format("en", "<tig><note>a</note><term>b</term></tig>")),
            "<term> must be first in <tig>",
        ),
        (
            make_entry(SECTION.format("en", "<tig><term>a</term><term>b</term></tig>")),
            "a second <term> in <tig>",
        ),
        (
            make_entry(SECTION.format("en", TERM.format("a") + "<term>b</term>")),
            "<term> is not allowed in <langSet>",
        ),
        (
            make_entry(SECTION.format("en", TERM.format("a")), TERM.format("b")),
            "<tig> is not allowed in <termEntry>",
        ),
        (make_entry(SECTION.format("en", TERM.format("a")), "word"), "text is not al"),
        (SECTION.format("en", TERM.format("a")), "<langSet> is not allowed outside"),
        (
            make_entry(
                SECTION.format("en", TERM.format("a")),
                '<ref type="crossReference" target="c9">b</ref>',
            ),
            "target='c9' is not an entry",
        ),
    ],
)
def test_a_fault_of_the_structure_is_reported_with_its_line(
    body: str, reason: str, tmp_path: Path
) -> None:
    faults = list(validate(write_file(tmp_path, body)))
    assert any(reason in fault.reason for fault in faults), faults
    assert all(fault.line == 2 for fault in faults)


@pytest.mark.parametrize(
    ("start", "reason"),
    [
        (START.replace(' xml:lang="en"', ""), "<martif> without xml:lang"),
        (START.replace("martifHeader", "header"), "the file has no header"),
    ],
)
def test_a_fault_of_the_whole_file_is_reported(
    start: str, reason: str, tmp_path: Path
) -> None:
    body = make_entry(SECTION.format("en", TERM.format("a")))
    faults = list(validate(write_file(tmp_path, body, start)))
    assert [fault.reason for fault in faults] == [reason]
