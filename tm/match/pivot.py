"""Pivot matches: English to Indonesian through Vietnamese, from vi–en and vi–id units.

Two units are joined if they share a segment of a third language, written the same apart
from capitals and the place of Vietnamese tones. Never are more than two joined.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tm.match.rank import Match, MatchType, Penalty, PivotBridge, Query, rate_match
from tm.settings import Penalties
from tm.store.phrases.search import PhraseQuery, phrase_search
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.normal import match_form
from tm.text.segment import Segment
from tm.unit import State, TranslationUnit

REASON = "pivot"
_MAX_BRIDGES = 20


def pivots(
    memory: UnitStore,
    query: Query,
    numbers: Sequence[int],
    target: Locale,
    *,
    penalties: Penalties,
) -> Iterator[Match]:
    """Yield matches through a third language, from segments of the query's language.

    `numbers` are those of the segments, the most similar first; few are used.
    """
    source = query.segment.locale
    followed: set[tuple[str, str]] = set()
    for first in _units_of_segments(memory, numbers[:_MAX_BRIDGES], source):
        source_side, bridge_segment = _source_and_bridge(first, source)
        if (
            source_side is None
            or bridge_segment is None
            or target.covers(bridge_segment.locale)
        ):
            continue
        edge_texts = source_side.text, bridge_segment.text
        if edge_texts in followed or len(followed) >= _MAX_BRIDGES:
            continue
        followed.add(edge_texts)
        for second in _units_from_bridge(memory, bridge_segment, target):
            target_side = second.side(target)
            if target_side is not None:
                unit = _join_units(source_side, target_side, first, second)
                bridge = PivotBridge(bridge_segment, first, second)
                match = _match(query, unit, target, bridge, penalties)
                if match is not None:
                    yield match


def _units_of_segments(
    memory: UnitStore, numbers: Sequence[int], locale: Locale
) -> list[TranslationUnit]:
    """List the units of segments, whatever the other language."""
    with phrase_search(memory.database, PhraseQuery((), locale)) as search:
        return [unit for _, _, unit in search.units(numbers)]


def _units_from_bridge(
    memory: UnitStore, bridge_segment: Segment, target: Locale
) -> Iterator[TranslationUnit]:
    """Yield units that pair the bridge segment with the target language."""
    for _, unit in memory.units_with(memory.equal_segments(bridge_segment), target):
        bridge_side = unit.side(bridge_segment.locale)
        if (
            unit.target is not None
            and bridge_side is not None
            and _are_equal(bridge_segment, bridge_side)
        ):
            yield unit


def _are_equal(first: Segment, second: Segment) -> bool:
    """Whether two segments are written the same, values included."""
    vietnamese = first.locale.language == "vi"
    forms = {match_form(side.text, vietnamese=vietnamese) for side in (first, second)}
    return len(forms) == 1 and first.codes == second.codes


def _source_and_bridge(
    unit: TranslationUnit, source: Locale
) -> tuple[Segment | None, Segment | None]:
    """Return the side in the query's language and the one in another language."""
    if unit.target is None:
        return None, None
    pair = unit.source, unit.target
    source_side, bridge_side = pair if source.covers(pair[0].locale) else pair[::-1]
    if not source.covers(source_side.locale) or source.covers(bridge_side.locale):
        return None, None
    return source_side, bridge_side


def _join_units(
    source_side: Segment,
    target_side: Segment,
    first: TranslationUnit,
    second: TranslationUnit,
) -> TranslationUnit:
    """Join the outer sides to a unit with the lower score and state of the two."""
    scores = [
        unit.origin.score for unit in (first, second) if unit.origin.score is not None
    ]
    origin = replace(second.origin, score=min(scores, default=None))
    states = (first.state, second.state)
    state = State.INITIAL if State.INITIAL in states else State.TRANSLATED
    return TranslationUnit(source_side, target_side, state, origin)


def _match(
    query: Query,
    unit: TranslationUnit,
    target: Locale,
    bridge: PivotBridge,
    penalties: Penalties,
) -> Match | None:
    match = rate_match(query, unit, target, penalties=penalties)
    if match is None:
        return None
    all_penalties = match.penalties
    if penalties.pivot:
        all_penalties = (*all_penalties, Penalty(REASON, penalties.pivot))
    return replace(match, type=MatchType.PIVOT, penalties=all_penalties, bridge=bridge)
