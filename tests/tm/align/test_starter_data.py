"""The starter lexicon: each file of it is well formed."""

import unicodedata
from importlib.resources import files
from pathlib import Path

import pytest

FOLDER = Path(str(files("tm.align.lexicon") / "data" / "starter"))
FILES = sorted(FOLDER.glob("*.tsv"))

MIN_ENTRIES = 1500
"""A file with fewer has been cut short."""


def lines_of(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    assert text.endswith("\n"), f"{path.name}: the last line has no end"
    return text[:-1].split("\n")


def faults(lines: list[str]) -> list[str]:
    """What is wrong with the lines of a file, each with its number."""
    found = []
    if lines[0] != "vi\tid\ten":
        found.append("1: the header is not vi, id, en")
    seen: dict[str, int] = {}
    for number, line in enumerate(lines[1:], 2):
        for fault in line_faults(line):
            found.append(f"{number}: {fault}: {line!r}")
        if not line.startswith("#"):
            if line in seen:
                found.append(f"{number}: line {seen[line]} again: {line!r}")
            seen.setdefault(line, number)
    return found


def line_faults(line: str) -> list[str]:
    found = []
    if unicodedata.normalize("NFC", line) != line:
        found.append("not NFC")
    if line.startswith("#"):
        return found if line.startswith("# ") else [*found, "no space after #"]
    cells = line.split("\t")
    if len(cells) != 3:
        return [*found, f"{len(cells)} columns"]
    if sum(cell != "" for cell in cells) < 2:
        found.append("fewer than two languages")
    for cell in cells:
        alternatives = cell.split("|")
        if cell and "" in alternatives:
            found.append("an empty alternative")
        if len(set(alternatives)) < len(alternatives):
            found.append("an alternative twice")
        if any(" ".join(each.split()) != each for each in alternatives):
            found.append("spaces at an edge or doubled")
        if not all(character.isprintable() for character in cell):
            found.append("a character that cannot be seen")
    return found


def test_there_are_files() -> None:
    assert FILES


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_is_well_formed(path: Path) -> None:
    assert faults(lines_of(path)) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_has_not_been_cut_short(path: Path) -> None:
    entries = [line for line in lines_of(path)[1:] if not line.startswith("#")]
    assert len(entries) >= MIN_ENTRIES


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("nhà\trumah", "2 columns"),
        ("nhà\t\t", "fewer than two languages"),
        ("nhà\trumah|\thouse", "an empty alternative"),
        ("nhà\trumah\thouse|house", "an alternative twice"),
        ("nhà \trumah\thouse", "spaces at an edge or doubled"),
        ("nhà\u200b\trumah\thouse", "a character that cannot be seen"),
        (unicodedata.normalize("NFD", "nhà\trumah\thouse"), "not NFC"),
        ("#nhà", "no space after #"),
    ],
)
def test_a_faulty_line_is_noticed(line: str, fault: str) -> None:
    assert line_faults(line) == [fault]


def test_a_faulty_header_and_a_repeated_entry_are_noticed() -> None:
    entry = "nhà\trumah\thouse"
    assert len(faults(["vi\ten\tid", entry, entry])) == 2
    assert faults(["vi\tid\ten", "# Home", entry, "nhà\trumah\thome"]) == []
