"""Explaining a similarity: the edits from the stored text to the query.

The similarity follows from the edits alone. Every edit counts the tokens, or
characters, that it covers on each side; an edit that is not `equal` or `alike` costs
the larger count, and the similarity is the share of the longer side without these
costs. So a reader can compute the rate from the edits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from tm.match.inline_tags import find_compared_offsets, remove_tags
from tm.match.match_rate import Match, Query
from tm.match.similarity import compute_similarity_from_distance, list_edits
from tm.text.locale import Locale
from tm.text.normal import fold_text, match_form
from tm.text.tokens import list_match_tokens, split_tokens

_MAX_UNEQUAL_SIMILARITY = 99.0

TextRange = tuple[int, int]


class _ComparedElements(NamedTuple):
    """The tokens or characters of a text that are compared."""

    forms: list[str]
    text_ranges: list[TextRange]
    """The range of each in the text."""


class SimilarityMeasure(StrEnum):
    """The unit in which a similarity is counted."""

    TOKENS = "tokens"
    CHARACTERS = "characters"


@dataclass(frozen=True, slots=True)
class MatchEdit:
    """An edit on the way from the stored source to the query."""

    operation: str
    """`equal`, `alike` (written differently, compared as equal: capitals, numbers),
    `replace`, `insert` (only the query has it) or `delete`."""
    query_range: TextRange
    """Its range in the query: code points, half-open."""
    source_range: TextRange
    counts: tuple[int, int]
    """The number of tokens or characters covered, in the query and in the source."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """The edits that a similarity is computed from."""

    measure: SimilarityMeasure
    ignores_diacritics: bool
    """Whether both sides were compared without diacritics."""
    edits: tuple[MatchEdit, ...]

    @property
    def similarity(self) -> float:
        """The similarity that the edits give, 0 to 100."""
        distance = sum(
            max(edit.counts)
            for edit in self.edits
            if edit.operation not in ("equal", "alike")
        )
        longer_length = max(
            sum(edit.counts[side_index] for edit in self.edits) for side_index in (0, 1)
        )
        similarity = compute_similarity_from_distance(distance, longer_length)
        # Equal characters with different tokens differ in their spaces.
        is_capped = self.measure is SimilarityMeasure.CHARACTERS
        return min(similarity, _MAX_UNEQUAL_SIMILARITY) if is_capped else similarity


def explain_match(query: Query, match: Match) -> Explanation:
    """Find the edits that a match's similarity is computed from."""
    source_text, source_locale = match.source.text, match.source.locale
    for ignores_diacritics in (False, True):
        for measure in SimilarityMeasure:
            explanation = _explain_by_measure(
                query, source_text, source_locale, measure, ignores_diacritics
            )
            if explanation.similarity == match.similarity:
                return explanation
    # Reached only if the similarity was not computed from these two texts.
    return _explain_by_measure(
        query, source_text, source_locale, SimilarityMeasure.TOKENS, False
    )


def _explain_by_measure(
    query: Query,
    source_text: str,
    source_locale: Locale,
    measure: SimilarityMeasure,
    ignores_diacritics: bool,
) -> Explanation:
    split_text = (
        _split_tokens if measure is SimilarityMeasure.TOKENS else _split_characters
    )
    source_elements = split_text(source_text, source_locale, ignores_diacritics)
    query_elements = split_text(
        query.segment.text, query.segment.locale, ignores_diacritics
    )
    match_edits = _list_match_edits(
        source_elements, query_elements, (source_text, query.segment.text)
    )
    return Explanation(measure, ignores_diacritics, tuple(match_edits))


def _list_match_edits(
    source_elements: _ComparedElements,
    query_elements: _ComparedElements,
    source_and_query_texts: tuple[str, str],
) -> list[MatchEdit]:
    """List the edits, and split equal runs where the spelling differs."""
    match_edits: list[MatchEdit] = []
    for operation, source_start, source_end, query_start, query_end in list_edits(
        source_elements.forms, query_elements.forms
    ):
        if operation != "equal":
            match_edits.append(
                _make_edit(
                    operation,
                    (source_start, source_end),
                    (query_start, query_end),
                    source_elements,
                    query_elements,
                )
            )
            continue
        run_start = 0
        element_count = source_end - source_start
        for run_end in range(1, element_count + 1):
            same_spelling_flags = [
                _read_written_element(
                    source_and_query_texts[0],
                    source_elements,
                    source_start + element_offset,
                )
                == _read_written_element(
                    source_and_query_texts[1],
                    query_elements,
                    query_start + element_offset,
                )
                for element_offset in (run_start, min(run_end, element_count - 1))
            ]
            if (
                run_end == element_count
                or same_spelling_flags[0] != same_spelling_flags[1]
            ):
                element_ranges = (
                    (source_start + run_start, source_start + run_end),
                    (query_start + run_start, query_start + run_end),
                )
                operation = "equal" if same_spelling_flags[0] else "alike"
                match_edits.append(
                    _make_edit(
                        operation, *element_ranges, source_elements, query_elements
                    )
                )
                run_start = run_end
    return match_edits


def _read_written_element(
    text: str, elements: _ComparedElements, element_index: int
) -> str:
    """Read a token or character as it is written in the text."""
    return text[slice(*elements.text_ranges[element_index])]


def _make_edit(
    operation: str,
    source_range: TextRange,
    query_range: TextRange,
    source_elements: _ComparedElements,
    query_elements: _ComparedElements,
) -> MatchEdit:
    counts = query_range[1] - query_range[0], source_range[1] - source_range[0]
    return MatchEdit(
        operation,
        _find_text_range(query_range, query_elements.text_ranges),
        _find_text_range(source_range, source_elements.text_ranges),
        counts,
    )


def _find_text_range(
    element_range: TextRange, text_ranges: Sequence[TextRange]
) -> TextRange:
    """Find the text range of a run; an empty run has an empty range."""
    start, end = element_range
    if start < end:
        return text_ranges[start][0], text_ranges[end - 1][1]
    position = text_ranges[start - 1][1] if start else 0
    return position, position


def _split_tokens(
    text: str, locale: Locale, ignores_diacritics: bool
) -> _ComparedElements:
    compared_text, offsets = remove_tags(text), find_compared_offsets(text)
    match_forms = list_match_tokens(compared_text, locale)
    text_ranges = [
        (offsets[token.start], offsets[token.end - 1] + 1)
        for token in split_tokens(compared_text)
    ]
    if len(text_ranges) != len(
        match_forms
    ):  # a letter that folds into a letter and a mark
        text_ranges = [(0, len(text))] * len(match_forms)
    compared_forms = map(fold_text, match_forms) if ignores_diacritics else match_forms
    return _ComparedElements(list(compared_forms), text_ranges)


def _split_characters(
    text: str, locale: Locale, ignores_diacritics: bool
) -> _ComparedElements:
    plain_text = remove_tags(text)
    if ignores_diacritics:
        compared_text = fold_text(plain_text)
    else:
        compared_text = match_form(plain_text, is_vietnamese=locale.language == "vi")
    text_ranges: list[TextRange] = []
    for offset, character in zip(find_compared_offsets(text), plain_text, strict=True):
        form_length = len(
            fold_text(character) if ignores_diacritics else character.casefold()
        )
        text_ranges += [(offset, offset + 1)] * form_length
    if len(text_ranges) != len(compared_text):
        text_ranges = [(0, len(text))] * len(compared_text)
    return _ComparedElements(list(compared_text), text_ranges)
