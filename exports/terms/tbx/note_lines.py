"""Lines of notes that are categories of TBX: `termType: fullForm`.

What a termbase has no field for is a line of the note of its term or concept. The
first lines that name a category come back as elements, where a dialect has them.
"""

import re
import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data" / "tbx.toml"
BASIC = {
    "termType": "fullForm|shortForm|abbreviation|acronym|variant|phrase",
    "grammaticalGender": "masculine|feminine|neuter|other",
    "geographicalUsage": ".+",
    "context": ".+",
    "customerSubset": ".+",
    "projectSubset": ".+",
}
"""Categories of a term in TBX-Basic, and their values."""
_LINE = re.compile(r"([\w-]+)(?: \(([\w-]+)\))?: (.+)")


@dataclass(frozen=True, slots=True)
class DialectCategories:
    """The categories that a dialect has for what is a line here."""

    of_concepts: Mapping[str, str] = field(default_factory=dict)
    """Each with the element that has it as its type in DCA."""
    of_terms: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    """Regular expressions for those that may not have any."""


@cache
def categories(dialect: str) -> DialectCategories:
    """Those of a dialect."""
    levels = tomllib.loads(_DATA.read_text("utf-8"))
    of_concepts, of_terms = (
        {name: element for element, names in levels[level].items() for name in names}
        for level in ("concept", "term")
    )
    if dialect == "TBX-Default":
        return DialectCategories(of_concepts, of_terms)
    if dialect == "TBX-Basic":
        return DialectCategories({}, {name: of_terms[name] for name in BASIC}, BASIC)
    return DialectCategories()


def rank(category: str) -> int | None:
    """The place of lines of a category among the first ones of a term's note.

    Those of TBX-Basic come first, and of either dialect the term notes, as the core
    structure has them. None for what is no such line.
    """
    element = categories("TBX-Default").of_terms.get(category)
    if element is None:
        return None
    return 2 * (category not in BASIC) + (element != "termNote")


@dataclass(frozen=True, slots=True)
class DescribedLine:
    """What a line says in a category."""

    category: str
    text: str
    language: str | None = None
    """The tag of the language that it is said of."""


def split_term_note(
    note: str | None, known_categories: DialectCategories
) -> tuple[list[DescribedLine], str | None]:
    """What the first lines of a term's note say, and the rest of it."""

    def place(line: DescribedLine) -> int | None:
        return None if line.language else rank(line.category)

    return _split(note, known_categories.of_terms, known_categories.values, place)


def split_concept_note(
    note: str | None, known_categories: DialectCategories, languages: Sequence[str]
) -> tuple[list[DescribedLine], str | None]:
    """The same of a concept; `languages`: tags of its sections, in their order."""

    def place(line: DescribedLine) -> int | None:
        if line.language is None:
            return 0
        is_known_language = line.language in languages
        return 1 + languages.index(line.language) if is_known_language else None

    return _split(note, known_categories.of_concepts, known_categories.values, place)


def _split(
    note: str | None,
    names: Collection[str],
    values: Mapping[str, str],
    place: Callable[[DescribedLine], int | None],
) -> tuple[list[DescribedLine], str | None]:
    """What lines say up to the first that says nothing, or is out of order."""
    lines = note.split("\n") if note else []
    described_lines: list[DescribedLine] = []
    last_rank = 0
    for line in lines:
        described_line = _said(line, names, values)
        position = None if described_line is None else place(described_line)
        if described_line is None or position is None or position < last_rank:
            break
        described_lines.append(described_line)
        last_rank = position
    other_lines = lines[len(described_lines) :]
    if other_lines == [""]:  # which no note is
        return [], note
    return described_lines, "\n".join(other_lines) or None


def _said(
    line: str, names: Collection[str], values: Mapping[str, str]
) -> DescribedLine | None:
    match = _LINE.fullmatch(line)
    if match is None or match[1] not in names or match[3] != match[3].strip():
        return None
    if re.fullmatch(values.get(match[1], ".+"), match[3]) is None:
        return None
    return DescribedLine(match[1], match[3], match[2])
