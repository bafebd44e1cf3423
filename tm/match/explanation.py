"""Explaining a similarity: the edits from the stored text to the query.

The similarity follows from the edits alone. Every edit counts the tokens, or
characters, that it covers on each side; an edit that is not `equal` or `alike` costs
the larger count, and the similarity is the share of the longer side without these
costs. So a reader can compute the rate from the edits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tm.match.rank import Match, Query
from tm.match.similarity import compute_similarity_from_distance, list_edits
from tm.text.locale import Locale
from tm.text.normal import fold_text, match_form
from tm.text.tokens import list_match_tokens, split_tokens

_MAX_UNEQUAL_SIMILARITY = 99.0

TextRange = tuple[int, int]
_ComparedUnits = tuple[list[str], list[TextRange]]
"""The compared tokens or characters, and the range of each in the text."""


class SimilarityMeasure(StrEnum):
    """The unit in which a similarity is counted."""

    TOKENS = "tokens"
    CHARACTERS = "characters"


@dataclass(frozen=True, slots=True)
class MatchEdit:
    """An edit on the way from the stored source to the query."""

    op: str
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
    without_marks: bool
    """Whether both sides were compared without diacritics."""
    edits: tuple[MatchEdit, ...]

    @property
    def similarity(self) -> float:
        """The similarity that the edits give, 0 to 100."""
        distance = sum(
            max(edit.counts) for edit in self.edits if edit.op not in ("equal", "alike")
        )
        longer_length = max(
            sum(edit.counts[side_index] for edit in self.edits) for side_index in (0, 1)
        )
        score = compute_similarity_from_distance(distance, longer_length)
        # Equal characters with different tokens differ in their spaces.
        is_capped = self.measure is SimilarityMeasure.CHARACTERS
        return min(score, _MAX_UNEQUAL_SIMILARITY) if is_capped else score


def explain_match(query: Query, match: Match) -> Explanation:
    """Find the edits that a match's similarity is computed from."""
    source_text, source_locale = match.source.text, match.source.locale
    for without_marks in (False, True):
        for measure in SimilarityMeasure:
            explanation = _explain_by_measure(
                query, source_text, source_locale, measure, without_marks
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
    without_marks: bool,
) -> Explanation:
    split_text = (
        _split_tokens if measure is SimilarityMeasure.TOKENS else _split_characters
    )
    source_units = split_text(source_text, source_locale, without_marks)
    query_units = split_text(query.segment.text, query.segment.locale, without_marks)
    edit_script = _list_match_edits(
        source_units, query_units, (source_text, query.segment.text)
    )
    return Explanation(measure, without_marks, tuple(edit_script))


def _list_match_edits(
    source_units: _ComparedUnits, query_units: _ComparedUnits, texts: tuple[str, str]
) -> list[MatchEdit]:
    """List the edits, and split equal runs where the spelling differs."""
    match_edits: list[MatchEdit] = []
    for op, start, end, query_start, query_end in list_edits(
        source_units[0], query_units[0]
    ):
        if op != "equal":
            match_edits.append(
                _make_edit(
                    op,
                    (start, end),
                    (query_start, query_end),
                    source_units,
                    query_units,
                )
            )
            continue
        run_start = 0
        count = end - start
        for run_end in range(1, count + 1):
            has_same_spelling = [
                _read_unit(texts[0], source_units, start + unit_offset)
                == _read_unit(texts[1], query_units, query_start + unit_offset)
                for unit_offset in (run_start, min(run_end, count - 1))
            ]
            if run_end == count or has_same_spelling[0] != has_same_spelling[1]:
                unit_ranges = (
                    (start + run_start, start + run_end),
                    (query_start + run_start, query_start + run_end),
                )
                op = "equal" if has_same_spelling[0] else "alike"
                match_edits.append(
                    _make_edit(op, *unit_ranges, source_units, query_units)
                )
                run_start = run_end
    return match_edits


def _read_unit(text: str, units: _ComparedUnits, index: int) -> str:
    return text[slice(*units[1][index])]


def _make_edit(
    op: str,
    source_range: TextRange,
    query_range: TextRange,
    source_units: _ComparedUnits,
    query_units: _ComparedUnits,
) -> MatchEdit:
    counts = query_range[1] - query_range[0], source_range[1] - source_range[0]
    return MatchEdit(
        op,
        _find_text_range(query_range, query_units[1]),
        _find_text_range(source_range, source_units[1]),
        counts,
    )


def _find_text_range(unit_range: TextRange, spans: Sequence[TextRange]) -> TextRange:
    """Find the text range of a run; an empty run has an empty range."""
    start, end = unit_range
    if start < end:
        return spans[start][0], spans[end - 1][1]
    position = spans[start - 1][1] if start else 0
    return position, position


def _split_tokens(text: str, locale: Locale, without_marks: bool) -> _ComparedUnits:
    match_forms = list_match_tokens(text, locale)
    spans = [(token.start, token.end) for token in split_tokens(text)]
    if len(spans) != len(match_forms):  # a letter that folds into a letter and a mark
        spans = [(0, len(text))] * len(match_forms)
    return [
        fold_text(token) for token in match_forms
    ] if without_marks else match_forms, spans


def _split_characters(text: str, locale: Locale, without_marks: bool) -> _ComparedUnits:
    if without_marks:
        compared_text = fold_text(text)
    else:
        compared_text = match_form(text, is_vietnamese=locale.language == "vi")
    spans: list[TextRange] = []
    for offset, character in enumerate(text):
        width = len(fold_text(character) if without_marks else character.casefold())
        spans += [(offset, offset + 1)] * width
    if len(spans) != len(compared_text):
        spans = [(0, len(text))] * len(compared_text)
    return list(compared_text), spans
