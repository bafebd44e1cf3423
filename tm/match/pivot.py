"""Pivot matches: English to Indonesian through Vietnamese, from vi–en and vi–id units.

Two units are joined if they share a segment of a third language, written the same apart
from capitals and the style of Vietnamese tone marks. Never are more than two joined.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tm.match.match_rate import Match, MatchType, PivotBridge, Query, rate_match
from tm.match.penalties import Penalty
from tm.settings import PenaltySettings
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.normal import match_form
from tm.text.segment import Segment
from tm.unit import State, TranslationUnit

PIVOT_REASON = "pivot"
_MAX_BRIDGE_COUNT = 20


def find_pivot_matches(
    unit_store: UnitStore,
    query: Query,
    segment_ids: Sequence[int],
    target_locale: Locale,
    *,
    penalties: PenaltySettings,
) -> Iterator[Match]:
    """Yield matches through a third language for segments of the query's language.

    `segment_ids`: the most similar first; only the first few are used.
    """
    source_locale = query.segment.locale
    followed_text_pairs: set[tuple[str, str]] = set()
    query_units = list(
        unit_store.read_units_in_segment_order(segment_ids[:_MAX_BRIDGE_COUNT])
    )
    for query_unit in query_units:
        source_side, bridge_segment = _split_source_and_bridge(
            query_unit, source_locale
        )
        if (
            source_side is None
            or bridge_segment is None
            or target_locale.covers(bridge_segment.locale)
        ):
            continue
        text_pair = source_side.text, bridge_segment.text
        if (
            text_pair in followed_text_pairs
            or len(followed_text_pairs) >= _MAX_BRIDGE_COUNT
        ):
            continue
        followed_text_pairs.add(text_pair)
        for target_unit in _read_bridge_units(
            unit_store, bridge_segment, target_locale
        ):
            target_side = target_unit.find_side(target_locale)
            if target_side is not None:
                unit = _join_units(source_side, target_side, query_unit, target_unit)
                bridge = PivotBridge(bridge_segment, query_unit, target_unit)
                match = _make_pivot_match(query, unit, target_locale, bridge, penalties)
                if match is not None:
                    yield match


def _read_bridge_units(
    unit_store: UnitStore, bridge_segment: Segment, target_locale: Locale
) -> Iterator[TranslationUnit]:
    """Read the units that pair the bridge segment with the target language."""
    for _, unit in unit_store.read_units_of_segments(
        unit_store.find_equal_segments(bridge_segment), target_locale
    ):
        bridge_side = unit.find_side(bridge_segment.locale)
        if (
            unit.target is not None
            and bridge_side is not None
            and _have_equal_texts(bridge_segment, bridge_side)
        ):
            yield unit


def _have_equal_texts(first_segment: Segment, second_segment: Segment) -> bool:
    """Whether two segments are written the same, values included."""
    is_vietnamese = first_segment.locale.language == "vi"
    forms = {
        match_form(segment.text, is_vietnamese=is_vietnamese)
        for segment in (first_segment, second_segment)
    }
    return len(forms) == 1 and first_segment.codes == second_segment.codes


def _split_source_and_bridge(
    unit: TranslationUnit, source_locale: Locale
) -> tuple[Segment | None, Segment | None]:
    """Return the side in the query's language and the one in another language."""
    if unit.target is None:
        return None, None
    both_sides = unit.source, unit.target
    source_side, bridge_side = (
        both_sides if source_locale.covers(both_sides[0].locale) else both_sides[::-1]
    )
    if not source_locale.covers(source_side.locale) or source_locale.covers(
        bridge_side.locale
    ):
        return None, None
    return source_side, bridge_side


def _join_units(
    source_side: Segment,
    target_side: Segment,
    query_unit: TranslationUnit,
    target_unit: TranslationUnit,
) -> TranslationUnit:
    """Make a unit of the outer sides, with the lower score and state of both units."""
    scores = [
        unit.origin.score
        for unit in (query_unit, target_unit)
        if unit.origin.score is not None
    ]
    origin = replace(target_unit.origin, score=min(scores, default=None))
    states = (query_unit.state, target_unit.state)
    state = State.INITIAL if State.INITIAL in states else State.TRANSLATED
    return TranslationUnit(source_side, target_side, state, origin)


def _make_pivot_match(
    query: Query,
    unit: TranslationUnit,
    target_locale: Locale,
    bridge: PivotBridge,
    penalty_settings: PenaltySettings,
) -> Match | None:
    match = rate_match(query, unit, target_locale, penalties=penalty_settings)
    if match is None:
        return None
    applied_penalties = match.penalties
    if penalty_settings.pivot:
        applied_penalties = (
            *applied_penalties,
            Penalty(PIVOT_REASON, penalty_settings.pivot),
        )
    return replace(
        match, type=MatchType.PIVOT, penalties=applied_penalties, bridge=bridge
    )
