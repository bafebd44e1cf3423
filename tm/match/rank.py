"""Match rates: how well a stored unit serves for a text, and every point explained.

A rate is the similarity rounded down, less the points of its penalties; an exact
match in the same neighbourhood is 101, as in other tools. It is computed here and
nowhere else, so every database gives the same.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from operator import ne

from tm.match.comparable import ComparableText, compared
from tm.match.similarity import edits, text_similarity, token_similarity
from tm.settings import Penalties
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.text.tokens import token_kind
from tm.unit import State, TranslationUnit

SHORT = 6
"""Up to so many tokens a text is compared by characters too."""
_UNSURE = 0.7


class MatchType(StrEnum):
    """What kind of match it is."""

    IN_CONTEXT = "in-context"
    EXACT = "exact"
    REPAIRED = "repaired"
    """The target can be given without what is wrong: only values or codes differ, and
    the query's are put in, or a wrong term stands in it, and the right one is."""
    FUZZY = "fuzzy"
    PIVOT = "pivot"
    """By way of a third language."""
    FRAGMENT = "fragment"
    """A run of words is the same, the rest is not."""


@dataclass(frozen=True, slots=True)
class Penalty:
    """Points taken off a rate, and why."""

    reason: str
    points: int
    check: str | None = None
    """The check that found fault with the translation, if one did."""


@dataclass(frozen=True, slots=True)
class Run:
    """The longest run of tokens that two texts share."""

    query: tuple[int, int]
    """Where it stands in the query: code points, half-open."""
    source: tuple[int, int]
    words: int
    """How many words and numbers it has."""


@dataclass(frozen=True, slots=True)
class Bridge:
    """The two units over which a pivot match goes, and the segment they share."""

    through: Segment
    first: TranslationUnit
    """It has the query's language, and the language between."""
    second: TranslationUnit


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
    repaired: Segment | None = None
    """The target with the query's values and codes, where their places are certain, and
    with the right terms in place of wrong ones."""
    run: Run | None = None
    """What a fragment has in common with the query."""
    bridge: Bridge | None = None
    """Both edges of a pivot; `unit` then joins their outer sides."""

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
    text: ComparableText = field(compare=False, repr=False)
    form: tuple[str, ...]
    """Its tokens in match form."""
    bare: tuple[str, ...]
    """The same without marks."""
    marked: bool
    """Whether it has any marks; typing without them is forgiven, adding them not."""

    @classmethod
    def of(cls, segment: Segment) -> "Query":
        """The query that a segment makes."""
        text = compared(segment.text, segment.locale)
        form, bare = tuple(text.form), tuple(text.bare)
        return cls(segment, text, form, bare, form != bare)

    @property
    def is_short(self) -> bool:
        """Whether it is compared by characters too."""
        return len(self.form) <= SHORT


def similarity(query: Query, text: str, locale: Locale) -> tuple[float, bool]:
    """Similarity of a stored text to a query, and whether marks had to be ignored.

    By tokens; a short query by characters too, the better counts. A query without
    marks is compared without marks as well.
    """
    return _similarity(query, ComparableText(text, locale))


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
    stored = compared(source.text, source.locale)
    score, loose = _similarity(query, stored)
    values = _different_values(query.text, stored)
    codes = _different_codes(query.segment, source)
    case, typography = _hidden(query.text, stored)
    points = (
        ("marks", penalties.marks * loose),
        ("case", penalties.case * case),
        ("typography", penalties.typography * typography),
        ("numbers", penalties.numbers * values),
        ("codes", penalties.codes * codes),
        *_origin_points(unit, source.locale != locale, penalties),
    )
    taken = tuple(Penalty(reason, lost) for reason, lost in points if lost)
    kind = MatchType.FUZZY
    if score == 100 and not taken and not values and not codes:
        kind = MatchType.EXACT
        known = any(neighbours) and unit.source == source
        if known and unit.neighbours == neighbours:
            kind = MatchType.IN_CONTEXT
    return Match(unit, source, other, kind, score, taken)


def _similarity(query: Query, stored: ComparableText) -> tuple[float, bool]:
    best = token_similarity(query.form, stored.form)
    if query.is_short and best < 100:
        strings = query.text.string, stored.string
        best = max(best, _below_equal(text_similarity(*strings)))
    if best == 100 or query.marked:
        return best, False
    if stored.text.isascii() and query.segment.text.isascii():
        return best, False  # neither has marks, and so no other form
    loose = token_similarity(query.bare, stored.bare)
    if query.is_short and loose < 100:
        strings = query.text.bare_string, stored.bare_string
        loose = max(loose, _below_equal(text_similarity(*strings)))
    return (loose, True) if loose > best else (best, False)


def _origin_points(
    unit: TranslationUnit, is_variant: bool, penalties: Penalties
) -> Iterator[tuple[str, int]]:
    """What is taken off for where a unit comes from."""
    score = unit.origin.score
    yield "locale variant", penalties.variant * is_variant
    is_unsure = score is not None and score < _UNSURE
    yield "uncertain alignment", penalties.alignment * is_unsure
    is_unfinished = unit.state is State.INITIAL and unit.target is not None
    yield "unfinished translation", penalties.state * is_unfinished


def _hidden(first: ComparableText, second: ComparableText) -> tuple[bool, bool]:
    """Whether tokens that compare as equal differ in case, or in quotation marks."""
    case = typography = False
    # Mostly every form that both have is written in one way, and so nothing is hidden.
    written = map(first.spellings.get, second.token_forms, second.tokens)
    if not any(map(ne, written, second.tokens)):
        return case, typography
    for tag, start, end, other, _ in edits(first.token_forms, second.token_forms):
        if tag != "equal":
            continue
        for offset in range(end - start):
            one, two = first.tokens[start + offset], second.tokens[other + offset]
            if one == two:
                continue
            kind = token_kind(one)
            if kind in ("word", "sign"):
                case = case or one.casefold() == two.casefold()
            elif kind == "mark":
                typography = True
    return case, typography


def _different_values(first: ComparableText, second: ComparableText) -> int:
    """In order of place, since 5 to 10 is not 10 to 5."""
    if first.text == second.text or first.value_texts == second.value_texts:
        return 0
    return sum(
        max(end - start, last - begin)
        for tag, start, end, begin, last in edits(first.value_texts, second.value_texts)
        if tag != "equal"
    )


def _different_codes(first: Segment, second: Segment) -> int:
    if first.codes == second.codes:
        return 0
    counts = [
        Counter((code.kind, code.data) for code in side.codes)
        for side in (first, second)
    ]
    return max((counts[0] - counts[1]).total(), (counts[1] - counts[0]).total())


def _below_equal(score: float) -> float:
    """Equal characters are equal tokens; if the tokens differ, spaces do."""
    return min(score, 99.0)
