"""Lines of notes that are TBX categories, such as `termType: fullForm`.

Facts that a termbase has no field for are lines of the note of a term or concept. The
first lines that name a category of the dialect are written as elements again.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from tm.language_data import read_data_file
from tm.result_cache import lazy_constant

BASIC_VALUE_EXPRESSION_BY_CATEGORY = {
    "termType": "fullForm|shortForm|abbreviation|acronym|variant|phrase",
    "grammaticalGender": "masculine|feminine|neuter|other",
    "geographicalUsage": ".+",
    "context": ".+",
    "customerSubset": ".+",
    "projectSubset": ".+",
}
"""Patterns for the values of term categories of TBX-Basic."""
_LINE_PATTERN = re.compile(r"([\w-]+)(?: \(([\w-]+)\))?: (.+)")


@dataclass(frozen=True, slots=True)
class DialectCategories:
    """Categories of a dialect that are lines of notes in a termbase."""

    concept_element_by_category: Mapping[str, str] = field(default_factory=dict)
    """Elements in DCA by category of concepts."""
    term_element_by_category: Mapping[str, str] = field(default_factory=dict)
    value_expression_by_category: Mapping[str, str] = field(default_factory=dict)
    """Patterns for the values of categories that do not allow every value."""


@lazy_constant
def load_categories(dialect: str) -> DialectCategories:
    """Load the categories of a dialect."""
    categories_by_element_by_level = read_data_file(
        "exports.terms.tbx", "data/tbx.toml"
    )
    concept_element_by_category, term_element_by_category = (
        {
            category: element_name
            for element_name, categories in categories_by_element_by_level[
                category_level
            ].items()
            for category in categories
        }
        for category_level in ("concept", "term")
    )
    if dialect == "TBX-Default":
        return DialectCategories(concept_element_by_category, term_element_by_category)
    if dialect == "TBX-Basic":
        return DialectCategories(
            {},
            {
                category: term_element_by_category[category]
                for category in BASIC_VALUE_EXPRESSION_BY_CATEGORY
            },
            BASIC_VALUE_EXPRESSION_BY_CATEGORY,
        )
    return DialectCategories()


def rank_term_category(category: str) -> int | None:
    """Rank of the lines of a category in the note of a term; None for others.

    Categories of TBX-Basic come first, and in each dialect the term notes, as in the
    core structure.
    """
    element_name = load_categories("TBX-Default").term_element_by_category.get(category)
    if element_name is None:
        return None
    return 2 * (category not in BASIC_VALUE_EXPRESSION_BY_CATEGORY) + (
        element_name != "termNote"
    )


@dataclass(frozen=True, slots=True)
class CategorisedLine:
    """A line of a note with its category."""

    category: str
    text: str
    language: str | None = None
    """Tag of the language that the line is about."""


def split_term_note(
    note: str | None, known_categories: DialectCategories
) -> tuple[list[CategorisedLine], str | None]:
    """Split a term's note into first lines with categories, and other lines."""

    def rank_line(line: CategorisedLine) -> int | None:
        return None if line.language else rank_term_category(line.category)

    return _split_note(
        note,
        known_categories.term_element_by_category,
        known_categories.value_expression_by_category,
        rank_line,
    )


def split_concept_note(
    note: str | None, known_categories: DialectCategories, language_tags: Sequence[str]
) -> tuple[list[CategorisedLine], str | None]:
    """Split a concept's note; `language_tags`: of its sections, in order."""

    def rank_line(line: CategorisedLine) -> int | None:
        if line.language is None:
            return 0
        is_known_language = line.language in language_tags
        return 1 + language_tags.index(line.language) if is_known_language else None

    return _split_note(
        note,
        known_categories.concept_element_by_category,
        known_categories.value_expression_by_category,
        rank_line,
    )


def _split_note(
    note: str | None,
    known_categories: Collection[str],
    value_expression_by_category: Mapping[str, str],
    rank_line: Callable[[CategorisedLine], int | None],
) -> tuple[list[CategorisedLine], str | None]:
    """Split a note at the first line without a category or out of order."""
    note_lines = note.split("\n") if note else []
    categorised_lines: list[CategorisedLine] = []
    last_rank = 0
    for note_line in note_lines:
        categorised_line = _parse_categorised_line(
            note_line, known_categories, value_expression_by_category
        )
        line_rank = None if categorised_line is None else rank_line(categorised_line)
        if categorised_line is None or line_rank is None or line_rank < last_rank:
            break
        categorised_lines.append(categorised_line)
        last_rank = line_rank
    other_lines = note_lines[len(categorised_lines) :]
    if other_lines == [""]:  # an empty text is no note
        return [], note
    return categorised_lines, "\n".join(other_lines) or None


def _parse_categorised_line(
    note_line: str,
    known_categories: Collection[str],
    value_expression_by_category: Mapping[str, str],
) -> CategorisedLine | None:
    """Parse a line that begins with a known category; None for another line."""
    line_match = _LINE_PATTERN.fullmatch(note_line)
    if (
        line_match is None
        or line_match[1] not in known_categories
        or line_match[3] != line_match[3].strip()
    ):
        return None
    if (
        re.fullmatch(
            value_expression_by_category.get(line_match[1], ".+"), line_match[3]
        )
        is None
    ):
        return None
    return CategorisedLine(line_match[1], line_match[3], line_match[2])
