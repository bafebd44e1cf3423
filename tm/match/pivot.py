"""Pivot matches: en to id by way of vi, where the memory has vi–en and vi–id.

Two units are joined where they share a segment of a third language, written the same
but for capitals and the place of Vietnamese tones. There are never more than two.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tm.match.rank import Bridge, Match, MatchType, Penalty, Query, match
from tm.settings import Penalties
from tm.store.phrases.search import PhraseQuery, phrase_search
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.normal import match_form
from tm.text.segment import Segment
from tm.unit import State, TranslationUnit

REASON = "pivot"
_MOST_BRIDGES = 20


def pivots(
    memory: UnitStore,
    query: Query,
    numbers: Sequence[int],
    target: Locale,
    *,
    penalties: Penalties,
) -> Iterator[Match]:
    """Matches over a third language, from segments of the query's language.

    `numbers`: of the segments, the most promising first; few are followed.
    """
    source = query.segment.locale
    followed: set[tuple[str, str]] = set()
    for first in _edges(memory, numbers[:_MOST_BRIDGES], source):
        near, through = _sides(first, source)
        if near is None or through is None or target.covers(through.locale):
            continue
        edge = near.text, through.text
        if edge in followed or len(followed) >= _MOST_BRIDGES:
            continue
        followed.add(edge)
        for second in _onward(memory, through, target):
            far = second.side(target)
            if far is not None:
                unit = _joined(near, far, first, second)
                bridge = Bridge(through, first, second)
                found = _match(query, unit, target, bridge, penalties)
                if found is not None:
                    yield found


def _edges(
    memory: UnitStore, numbers: Sequence[int], locale: Locale
) -> list[TranslationUnit]:
    """The units of segments, whatever language is opposite."""
    with phrase_search(memory.database, PhraseQuery((), locale)) as search:
        return [unit for _, _, unit in search.units(numbers)]


def _onward(
    memory: UnitStore, through: Segment, target: Locale
) -> Iterator[TranslationUnit]:
    """Units of a segment of the language between, with the target's opposite."""
    for _, unit in memory.units_with(memory.equal_segments(through), target):
        other = unit.side(through.locale)
        if unit.target is not None and other is not None and _equal(through, other):
            yield unit


def _equal(first: Segment, second: Segment) -> bool:
    """Whether two segments are written the same; their values must be, too."""
    vietnamese = first.locale.language == "vi"
    forms = {match_form(side.text, vietnamese=vietnamese) for side in (first, second)}
    return len(forms) == 1 and first.codes == second.codes


def _sides(
    unit: TranslationUnit, source: Locale
) -> tuple[Segment | None, Segment | None]:
    """The side in the query's language, and the one in another."""
    if unit.target is None:
        return None, None
    pair = unit.source, unit.target
    near, through = pair if source.covers(pair[0].locale) else pair[::-1]
    if not source.covers(near.locale) or source.covers(through.locale):
        return None, None
    return near, through


def _joined(
    near: Segment, far: Segment, first: TranslationUnit, second: TranslationUnit
) -> TranslationUnit:
    """The unit of the outer sides: as sure, and as finished, as the weaker edge."""
    scores = [
        unit.origin.score for unit in (first, second) if unit.origin.score is not None
    ]
    origin = replace(second.origin, score=min(scores, default=None))
    states = (first.state, second.state)
    state = State.INITIAL if State.INITIAL in states else State.TRANSLATED
    return TranslationUnit(near, far, state, origin)


def _match(
    query: Query,
    unit: TranslationUnit,
    target: Locale,
    bridge: Bridge,
    penalties: Penalties,
) -> Match | None:
    found = match(query, unit, target, penalties=penalties)
    if found is None:
        return None
    points = found.penalties
    if penalties.pivot:
        points = (*points, Penalty(REASON, penalties.pivot))
    return replace(found, type=MatchType.PIVOT, penalties=points, bridge=bridge)
