"""Explaining a similarity: the edits from the stored text to the query.

The similarity follows from the edits alone. Every edit says how many tokens, or
characters, it covers on each side; one that is not `equal` or `alike` costs the larger
number, and the similarity is the rest of the longer side. So a reader can compute the
rate from the edits shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tm.match.rank import Match, Query
from tm.match.similarity import edits, ratio
from tm.text.locale import Locale
from tm.text.normal import folded, match_form
from tm.text.tokens import match_tokens, tokens

_MAX_UNEQUAL = 99.0

TextRange = tuple[int, int]
_UnitsWithSpans = tuple[list[str], list[TextRange]]
"""What is compared, and where each piece of it stands in the text."""


class SimilarityMeasure(StrEnum):
    """The unit in which a similarity is counted."""

    TOKENS = "tokens"
    CHARACTERS = "characters"


@dataclass(frozen=True, slots=True)
class MatchEdit:
    """A step from the stored source to the query."""

    op: str
    """`equal`, `alike` (written differently, compared as equal: capitals, numbers),
    `replace`, `insert` (only the query has it) or `delete`."""
    query: TextRange
    """Its range in the query: code points, half-open."""
    source: TextRange
    counts: tuple[int, int]
    """Tokens or characters that it covers, in the query and in the source."""


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
        longest = max(sum(edit.counts[side] for edit in self.edits) for side in (0, 1))
        score = ratio(distance, longest)
        # Equal characters would be equal tokens; if the tokens differ, spaces do.
        is_capped = self.measure is SimilarityMeasure.CHARACTERS
        return min(score, _MAX_UNEQUAL) if is_capped else score


def explain(query: Query, match: Match) -> Explanation:
    """Find the edits that a match's similarity is computed from."""
    text, locale = match.source.text, match.source.locale
    for without_marks in (False, True):
        for measure in SimilarityMeasure:
            explanation = _explain_by(query, text, locale, measure, without_marks)
            if explanation.similarity == match.similarity:
                return explanation
    # Only a similarity that was not computed from these two texts comes here.
    return _explain_by(query, text, locale, SimilarityMeasure.TOKENS, False)


def _explain_by(
    query: Query,
    text: str,
    locale: Locale,
    measure: SimilarityMeasure,
    without_marks: bool,
) -> Explanation:
    split = _split_tokens if measure is SimilarityMeasure.TOKENS else _split_characters
    source_units = split(text, locale, without_marks)
    query_units = split(query.segment.text, query.segment.locale, without_marks)
    edit_script = _edit_script(source_units, query_units, (text, query.segment.text))
    return Explanation(measure, without_marks, tuple(edit_script))


def _edit_script(
    source: _UnitsWithSpans, query: _UnitsWithSpans, texts: tuple[str, str]
) -> list[MatchEdit]:
    """List the edits; equal runs are split where the spelling differs."""
    script: list[MatchEdit] = []
    for op, start, end, query_start, query_end in edits(source[0], query[0]):
        if op != "equal":
            script.append(
                _edit(op, (start, end), (query_start, query_end), source, query)
            )
            continue
        run_start = 0
        count = end - start
        for place in range(1, count + 1):
            is_same = [
                _text_of_unit(texts[0], source, start + offset)
                == _text_of_unit(texts[1], query, query_start + offset)
                for offset in (run_start, min(place, count - 1))
            ]
            if place == count or is_same[0] != is_same[1]:
                run = (
                    (start + run_start, start + place),
                    (query_start + run_start, query_start + place),
                )
                op = "equal" if is_same[0] else "alike"
                script.append(_edit(op, *run, source, query))
                run_start = place
    return script


def _text_of_unit(text: str, units: _UnitsWithSpans, number: int) -> str:
    return text[slice(*units[1][number])]


def _edit(
    op: str,
    source: TextRange,
    query: TextRange,
    source_units: _UnitsWithSpans,
    query_units: _UnitsWithSpans,
) -> MatchEdit:
    counts = query[1] - query[0], source[1] - source[0]
    return MatchEdit(
        op, _range_of(query, query_units[1]), _range_of(source, source_units[1]), counts
    )


def _range_of(run: TextRange, spans: Sequence[TextRange]) -> TextRange:
    """The range of a run in the text; an empty one has a place, too."""
    start, end = run
    if start < end:
        return spans[start][0], spans[end - 1][1]
    position = spans[start - 1][1] if start else 0
    return position, position


def _split_tokens(text: str, locale: Locale, without_marks: bool) -> _UnitsWithSpans:
    form = match_tokens(text, locale)
    spans = [(token.start, token.end) for token in tokens(text)]
    if len(spans) != len(form):  # a letter that folds into a letter and a mark
        spans = [(0, len(text))] * len(form)
    return [folded(token) for token in form] if without_marks else form, spans


def _split_characters(
    text: str, locale: Locale, without_marks: bool
) -> _UnitsWithSpans:
    if without_marks:
        form = folded(text)
    else:
        form = match_form(text, vietnamese=locale.language == "vi")
    spans: list[TextRange] = []
    for place, letter in enumerate(text):
        width = len(folded(letter) if without_marks else letter.casefold())
        spans += [(place, place + 1)] * width
    if len(spans) != len(form):
        spans = [(0, len(text))] * len(form)
    return list(form), spans
