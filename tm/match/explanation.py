"""Why a match is as similar as it is: the edits from the stored text to the query.

The similarity follows from the edits alone. Every edit says how many tokens, or
characters, it covers on each side; one that is not `equal` or `alike` costs the larger
number, and the similarity is what is left of the longer side. So a rate can be
computed again from what is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tm.match.rank import Match, Query
from tm.match.similarity import edits, ratio
from tm.text.locale import Locale
from tm.text.normal import folded, match_form
from tm.text.tokens import match_tokens, tokens

_MOST_OF_UNEQUAL = 99.0

Span = tuple[int, int]
_Pieces = tuple[list[str], list[Span]]
"""What is compared, and where each piece of it stands in the text."""


class Measure(StrEnum):
    """What a similarity counts."""

    TOKENS = "tokens"
    CHARACTERS = "characters"


@dataclass(frozen=True, slots=True)
class Edit:
    """A step from the stored source to the query."""

    op: str
    """`equal`, `alike` (written differently, compared as equal: capitals, numbers),
    `replace`, `insert` (only the query has it) or `delete`."""
    query: Span
    """Where it is in the query: code points, half-open."""
    source: Span
    counts: tuple[int, int]
    """How many tokens or characters it covers, in the query and in the source."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a similarity comes about."""

    measure: Measure
    without_marks: bool
    """Whether both sides were compared without marks."""
    edits: tuple[Edit, ...]

    @property
    def similarity(self) -> float:
        """0 to 100: what the edits leave."""
        distance = sum(
            max(edit.counts) for edit in self.edits if edit.op not in ("equal", "alike")
        )
        longest = max(sum(edit.counts[side] for edit in self.edits) for side in (0, 1))
        score = ratio(distance, longest)
        # Equal characters would be equal tokens; if the tokens differ, spaces do.
        is_capped = self.measure is Measure.CHARACTERS
        return min(score, _MOST_OF_UNEQUAL) if is_capped else score


def explain(query: Query, found: Match) -> Explanation:
    """The edits that a match's similarity is made of."""
    text, locale = found.source.text, found.source.locale
    for without_marks in (False, True):
        for measure in Measure:
            made = _explained(query, text, locale, measure, without_marks)
            if made.similarity == found.similarity:
                return made
    # Only a similarity that was not computed from these two texts comes here.
    return _explained(query, text, locale, Measure.TOKENS, False)


def _explained(
    query: Query, text: str, locale: Locale, measure: Measure, without_marks: bool
) -> Explanation:
    cut = _by_tokens if measure is Measure.TOKENS else _by_characters
    first = cut(text, locale, without_marks)
    second = cut(query.segment.text, query.segment.locale, without_marks)
    script = _script(first, second, (text, query.segment.text))
    return Explanation(measure, without_marks, tuple(script))


def _script(first: _Pieces, second: _Pieces, texts: tuple[str, str]) -> list[Edit]:
    """The edits, runs of equals parted where the writing differs."""
    script: list[Edit] = []
    for op, start, end, begin, last in edits(first[0], second[0]):
        if op != "equal":
            script.append(_edit(op, (start, end), (begin, last), first, second))
            continue
        begun = 0
        count = end - start
        for place in range(1, count + 1):
            same = [
                _written(texts[0], first, start + n)
                == _written(texts[1], second, begin + n)
                for n in (begun, min(place, count - 1))
            ]
            if place == count or same[0] != same[1]:
                run = (start + begun, start + place), (begin + begun, begin + place)
                op = "equal" if same[0] else "alike"
                script.append(_edit(op, *run, first, second))
                begun = place
    return script


def _written(text: str, pieces: _Pieces, number: int) -> str:
    return text[slice(*pieces[1][number])]


def _edit(op: str, source: Span, query: Span, first: _Pieces, second: _Pieces) -> Edit:
    counts = query[1] - query[0], source[1] - source[0]
    return Edit(op, _place(query, second[1]), _place(source, first[1]), counts)


def _place(run: Span, spans: Sequence[Span]) -> Span:
    """Where a run stands in the text; for an empty one, where it would."""
    start, end = run
    if start < end:
        return spans[start][0], spans[end - 1][1]
    at = spans[start - 1][1] if start else 0
    return at, at


def _by_tokens(text: str, locale: Locale, without_marks: bool) -> _Pieces:
    form = match_tokens(text, locale)
    places = [(token.start, token.end) for token in tokens(text)]
    if len(places) != len(form):  # a letter that folds into a letter and a mark
        places = [(0, len(text))] * len(form)
    return [folded(token) for token in form] if without_marks else form, places


def _by_characters(text: str, locale: Locale, without_marks: bool) -> _Pieces:
    if without_marks:
        form = folded(text)
    else:
        form = match_form(text, vietnamese=locale.language == "vi")
    places: list[Span] = []
    for place, letter in enumerate(text):
        width = len(folded(letter) if without_marks else letter.casefold())
        places += [(place, place + 1)] * width
    if len(places) != len(form):
        places = [(0, len(text))] * len(form)
    return list(form), places
