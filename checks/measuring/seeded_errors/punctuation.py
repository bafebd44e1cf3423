"""Errors of spaces, punctuation marks, brackets and quotation marks."""

import re
from collections.abc import Iterator
from random import Random

from checks.measuring.seeded_errors.clean_corpus import (
    CleanUnit,
    is_translatable,
)
from checks.measuring.seeded_errors.seeded_error import TextEdit, error_kind
from tm.finding import Span

_CLOSING_BY_OPENING_BRACKET = {"(": ")", "[": "]", "{": "}"}
_SENTENCE_END_MARKS = ".?!。？！"


def _find_translatable_matches(pattern_text: str, text: str) -> Iterator[re.Match[str]]:
    """Find the matches of a pattern outside addresses, placeholders and tags."""
    return (
        match
        for match in re.finditer(pattern_text, text)
        if is_translatable(text, match.start() - 1, match.end() + 1)
    )


@error_kind("double-space", "space.double", needs_source=False)
def insert_double_space(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """Two spaces stand between two words."""
    for space_match in _find_translatable_matches(r"(?<=\w) (?=\w)", clean_unit.target):
        yield TextEdit(Span(*space_match.span()), "  ")


@error_kind("edge-space", "space.edge", needs_source=False)
def add_edge_space(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """A space stands at the beginning or the end."""
    if (
        clean_unit.target == clean_unit.target.strip()
        and clean_unit.source == clean_unit.source.strip()
    ):
        yield TextEdit(Span(0, 0), " ")
        yield TextEdit(Span(len(clean_unit.target), len(clean_unit.target)), " ")


@error_kind("space-before-mark", "punct.space_before", needs_source=False)
def insert_space_before_mark(
    clean_unit: CleanUnit, random: Random
) -> Iterator[TextEdit]:
    """A space stands before a punctuation mark."""
    for mark_match in _find_translatable_matches(
        r"(?<=[^\W\d_]{2})[,.;:?!](?=\s|$)", clean_unit.target
    ):
        if mark_match[0] not in clean_unit.language.marks_after_space:
            yield TextEdit(Span(*mark_match.span()), f" {mark_match[0]}")


@error_kind("missing-space", "punct.missing_space", needs_source=False)
def drop_space_after_mark(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """The space after a punctuation mark is gone."""
    for mark_match in _find_translatable_matches(
        r"(?<=[^\W\d_]{2})[,.?] (?=[^\W\d_]{2})", clean_unit.target
    ):
        if mark_match[0] != ". " or clean_unit.target[mark_match.end()].isupper():
            yield TextEdit(Span(*mark_match.span()), mark_match[0][0])


@error_kind("double-mark", "punct.double", needs_source=False)
def double_punctuation_mark(
    clean_unit: CleanUnit, random: Random
) -> Iterator[TextEdit]:
    """A comma or full stop stands twice."""
    for mark_match in _find_translatable_matches(
        r"(?<=[^\W_])[.,](?=\s|$)", clean_unit.target
    ):
        yield TextEdit(Span(*mark_match.span()), mark_match[0] * 2)


@error_kind("end-dropped", "punct.end")
def drop_end_mark(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """The mark at the end is gone, which the source has."""
    if (
        re.search(rf"\w[{_SENTENCE_END_MARKS}]$", clean_unit.target)
        and clean_unit.source[-1:] in _SENTENCE_END_MARKS
    ):
        yield TextEdit(Span(len(clean_unit.target) - 1, len(clean_unit.target)), "")


@error_kind("end-added", "punct.end", "punct.double")
def add_full_stop(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """A full stop stands at the end, which the source has not."""
    if clean_unit.target[-1:].isalnum() and clean_unit.source[-1:].isalnum():
        yield TextEdit(Span(len(clean_unit.target), len(clean_unit.target)), ".")


@error_kind("bracket", "bracket.pair", needs_source=False)
def drop_bracket(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """A bracket has lost its partner."""
    text = clean_unit.target
    for opening_bracket, closing_bracket in _CLOSING_BY_OPENING_BRACKET.items():
        if 0 < text.count(opening_bracket) == text.count(closing_bracket):
            for bracket_match in _find_translatable_matches(
                f"[{re.escape(opening_bracket + closing_bracket)}]", text
            ):
                yield TextEdit(Span(*bracket_match.span()), "")


@error_kind("quote-unbalanced", "quote.pair", needs_source=False)
def drop_quotation_mark(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """A quotation mark has lost its partner."""
    for mark_match in _find_quotation_marks(clean_unit):
        yield TextEdit(Span(*mark_match.span()), "")


@error_kind("quote-mixed", "quote.style", "quote.pair", needs_source=False)
def straighten_quotation_mark(
    clean_unit: CleanUnit, random: Random
) -> Iterator[TextEdit]:
    """One curly quotation mark has become a straight one."""
    for mark_match in _find_quotation_marks(clean_unit):
        if mark_match[0] != '"':
            yield TextEdit(Span(*mark_match.span()), '"')


def _find_quotation_marks(clean_unit: CleanUnit) -> Iterator[re.Match[str]]:
    """Find the quotation marks of a text with equally many of each direction.

    A quotation may end in another unit of the document.
    """
    opening_mark, closing_mark = clean_unit.language.curly_quotes
    marks = (opening_mark, closing_mark)
    if _has_paired_marks(clean_unit.target, *marks) or clean_unit.context.cache.call(
        _has_paired_marks, clean_unit.document_text, *marks
    ):
        yield from _find_translatable_matches(
            f'["{re.escape(opening_mark + closing_mark)}]', clean_unit.target
        )


def _has_paired_marks(text: str, opening_mark: str, closing_mark: str) -> bool:
    return text.count('"') % 2 == 0 and text.count(opening_mark) == text.count(
        closing_mark
    )


@error_kind("hyphen-space", "punct.hyphen", needs_source=False)
def insert_space_beside_hyphen(
    clean_unit: CleanUnit, random: Random
) -> Iterator[TextEdit]:
    """A space stands next to a hyphen: `negara- negara`."""
    for hyphen_match in _find_translatable_matches(
        r"(?<=[^\W\d_]{3})-(?=[^\W\d_]{3})", clean_unit.target
    ):
        replacement = random.choice((" -", "- "))
        yield TextEdit(Span(*hyphen_match.span()), replacement)


@error_kind("space-after", "punct.space_after", needs_source=False)
def insert_space_after_bracket(
    clean_unit: CleanUnit, random: Random
) -> Iterator[TextEdit]:
    """A space stands after an opening bracket."""
    for bracket_match in _find_translatable_matches(
        r"(?<=\s\()(?=\w)", clean_unit.target
    ):
        yield TextEdit(Span(*bracket_match.span()), " ")
