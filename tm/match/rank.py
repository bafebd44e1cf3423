"""Match rates: how well a stored unit serves for a text, and every point explained.

A rate is the similarity rounded down, less the points of its penalties; an exact
match in the same neighbourhood is 101, as in other tools. It is computed here and
nowhere else, so every database gives the same.
"""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from tm.match.similarity import edits, text_similarity, token_similarity
from tm.settings import Penalties
from tm.text.locale import Locale
from tm.text.normal import folded, match_form
from tm.text.segment import Segment
from tm.text.tokens import Token, match_tokens, tokens
from tm.text.values import values
from tm.unit import State, TranslationUnit

SHORT = 6
"""Up to so many tokens a text is compared by characters too."""
_UNSURE = 0.7


class MatchType(StrEnum):
    """What kind of match it is."""

    IN_CONTEXT = "in-context"
    EXACT = "exact"
    FUZZY = "fuzzy"


@dataclass(frozen=True, slots=True)
class Penalty:
    """Points taken off a rate, and why."""

    reason: str
    points: int


@dataclass(frozen=True, slots=True)
class Match:
    """A unit offered for a text."""

    unit: TranslationUnit
    source: Segment
    """The unit's side in the language of the query."""
    target: Segment | None
    """The other side; None for a segment of an article without translation."""
    type: MatchType
    similarity: float
    """0 to 100, in hundredths."""
    penalties: tuple[Penalty, ...]
    ambiguous: bool = False
    """Another match of the same rate has another target."""

    @property
    def rate(self) -> int:
        """0 to 100, or 101 for a match in context."""
        if self.type is MatchType.IN_CONTEXT:
            return 101
        points = sum(penalty.points for penalty in self.penalties)
        return max(0, int(self.similarity) - points)


@dataclass(frozen=True, slots=True)
class Query:
    """A text that is looked up, with what comparing it takes."""

    segment: Segment
    form: tuple[str, ...]
    """Its tokens in match form."""
    bare: tuple[str, ...]
    """The same without marks."""
    marked: bool
    """Whether it has any marks; typing without them is forgiven, adding them not."""

    @classmethod
    def of(cls, segment: Segment) -> "Query":
        """The query that a segment makes."""
        form = tuple(match_tokens(segment.text, segment.locale))
        bare = tuple(folded(token) for token in form)
        return cls(segment, form, bare, form != bare)

    @property
    def is_short(self) -> bool:
        """Whether it is compared by characters too."""
        return len(self.form) <= SHORT


def similarity(query: Query, text: str, locale: Locale) -> tuple[float, bool]:
    """Similarity of a stored text to a query, and whether marks had to be ignored.

    By tokens; a short query by characters too, the better counts. A query without
    marks is compared without marks as well.
    """
    form = match_tokens(text, locale)
    best = token_similarity(query.form, form)
    if query.is_short and best < 100:
        best = max(best, _below_equal(text_similarity(*_strings(query, text, locale))))
    if best == 100 or query.marked:
        return best, False
    bare = [folded(token) for token in form]
    loose = token_similarity(query.bare, bare)
    if query.is_short and loose < 100:
        strings = folded(query.segment.text), folded(text)
        loose = max(loose, _below_equal(text_similarity(*strings)))
    return (loose, True) if loose > best else (best, False)


def match(
    query: Query,
    unit: TranslationUnit,
    target: Locale,
    *,
    penalties: Penalties,
    neighbours: tuple[bytes | None, bytes | None] = (None, None),
) -> Match | None:
    """What a unit offers for a query; None when it has no side in its language."""
    locale = query.segment.locale
    source, other = unit.oriented(locale, target)
    if source is None:
        return None
    score, loose = similarity(query, source.text, source.locale)
    points = _penalties(query, source, unit, penalties, loose)
    kind = MatchType.FUZZY
    if score == 100 and not points:
        kind = MatchType.EXACT
        known = any(neighbours) and unit.source == source
        if known and unit.neighbours == neighbours:
            kind = MatchType.IN_CONTEXT
    return Match(unit, source, other, kind, score, points)


def _penalties(
    query: Query,
    source: Segment,
    unit: TranslationUnit,
    penalties: Penalties,
    loose: bool,
) -> tuple[Penalty, ...]:
    segment = query.segment
    case, typography = _hidden(tokens(segment.text), tokens(source.text))
    score = unit.origin.score
    found = (
        Penalty("marks", penalties.marks * loose),
        Penalty("case", penalties.case * case),
        Penalty("typography", penalties.typography * typography),
        Penalty("numbers", penalties.number * _different_values(segment, source)),
        Penalty("codes", penalties.code * _different_codes(segment, source)),
        Penalty(
            "locale variant", penalties.variant * (source.locale != segment.locale)
        ),
        Penalty(
            "uncertain alignment",
            penalties.alignment * (score is not None and score < _UNSURE),
        ),
        Penalty(
            "unfinished translation",
            penalties.state * (unit.state is State.INITIAL and unit.target is not None),
        ),
    )
    return tuple(penalty for penalty in found if penalty.points)


def _hidden(first: list[Token], second: list[Token]) -> tuple[bool, bool]:
    """Whether tokens that compare as equal differ in case, or in quotation marks."""
    forms = [[match_form(token.text) for token in side] for side in (first, second)]
    case = typography = False
    for tag, start, end, other, _ in edits(*forms):
        if tag != "equal":
            continue
        for offset in range(end - start):
            one, two = first[start + offset], second[other + offset]
            if one.text == two.text:
                continue
            if one.is_word:
                case = case or one.text.casefold() == two.text.casefold()
            elif one.kind == "mark":
                typography = True
    return case, typography


def _different_values(first: Segment, second: Segment) -> int:
    if first.text == second.text:
        return 0
    counts = [
        Counter((value.kind, value.key) for value in values(side.text, side.locale))
        for side in (first, second)
    ]
    return max((counts[0] - counts[1]).total(), (counts[1] - counts[0]).total())


def _different_codes(first: Segment, second: Segment) -> int:
    counts = [
        Counter((code.kind, code.data) for code in side.codes)
        for side in (first, second)
    ]
    return max((counts[0] - counts[1]).total(), (counts[1] - counts[0]).total())


def _strings(query: Query, text: str, locale: Locale) -> tuple[str, str]:
    vietnamese = locale.language == "vi"
    return (
        match_form(query.segment.text, vietnamese=vietnamese),
        match_form(text, vietnamese=vietnamese),
    )


def _below_equal(score: float) -> float:
    """Equal characters are equal tokens; if the tokens differ, spaces do."""
    return min(score, 99.0)
