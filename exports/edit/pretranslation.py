"""Pretranslation: fillings for the empty segments of a file, from a memory."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from exports.edit.source_segments import widen_locale
from exports.editable_file import EditableSegment, Filling, TranslationCandidate
from exports.provenance import format_own_remark
from tm.match.composition import find_matches_by_sentence
from tm.match.leverage import find_neighbour_keys
from tm.match.lookup import LookupOptions
from tm.match.match_filter import MatchFilter
from tm.match.match_rate import Match, MatchType, find_best_translation
from tm.match.repair.repair_resources import RepairResources
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.unit import HeadlineStatus

_SURE_MATCH_TYPES = (MatchType.EXACT, MatchType.IN_CONTEXT)
_MIN_WORD_COUNT_WITHOUT_DIACRITICS = 3
"""The least words of a text that is recognised without its diacritics."""

GetMatchFilter = Callable[[Locale], MatchFilter]
"""Returns the match filter for a source locale."""
GetRepairResources = Callable[[Locale], RepairResources]
"""Returns what repairs may know for a source locale."""


@dataclass(slots=True)
class Pretranslator:
    """Chooses the fillings of a file; call it with all segments and an index."""

    store: UnitStore
    wider_source_locale: Locale | None
    """Locale that is looked up instead of its variants in the file, if given."""
    target_locale: Locale
    options: LookupOptions
    get_match_filter: GetMatchFilter | None = None
    """Without it, matches are not filtered."""
    get_repair_resources: GetRepairResources | None = None
    """Without it, names are only transcribed, and no terms replaced."""
    ambiguous_count: int = 0
    """Number of segments so far for which the memory has several translations."""

    def __call__(
        self, segments: Sequence[EditableSegment], segment_index: int
    ) -> Filling | None:
        """Find the best translation for a segment; None if there is none."""
        query = widen_locale(segments[segment_index].source, self.wider_source_locale)
        options = replace(
            self.options,
            neighbours=find_neighbour_keys(
                [
                    segment.source
                    for segment in segments[
                        max(0, segment_index - 1) : segment_index + 2
                    ]
                ],
                min(segment_index, 1),
            ),
            context=segments[segment_index].context,
            match_filter=self.get_match_filter and self.get_match_filter(query.locale),
            repair_resources=self.get_repair_resources
            and self.get_repair_resources(query.locale),
        )
        matches = find_matches_by_sentence(
            self.store.database, query, self.target_locale, options
        )
        matches = [match for match in matches if not _may_be_other_text(match)]
        best_match = find_best_translation(matches)
        if best_match is None or best_match.target is None:
            return None
        self.ambiguous_count += best_match.is_ambiguous
        has_same_source = best_match.source.text == query.text
        return Filling(
            target=best_match.repaired_target or best_match.target,
            is_sure=best_match.type in _SURE_MATCH_TYPES
            and not best_match.is_ambiguous,
            rate=best_match.rate,
            remark=_describe_filling(best_match, matches),
            previous_source=None if has_same_source else best_match.source.display_text,
            candidates=tuple(
                _make_candidate(match) for match in matches if match.target
            ),
        )


def _may_be_other_text(match: Match) -> bool:
    """Whether a match may be another text, similar only without its diacritics.

    A file is not typed in haste: its `Trang 1` (page) is no `tháng 1` (month).
    """
    return any(penalty.reason == "marks" for penalty in match.penalties) and (
        match.similarity < 100
        or len(match.source.text.split()) < _MIN_WORD_COUNT_WITHOUT_DIACRITICS
    )


def _describe_filling(best_match: Match, matches: Sequence[Match]) -> str:
    """Describe a match for a translator: rate, other translations and origin."""
    remarks = [_describe_rate(best_match)]
    if best_match.is_ambiguous:
        other_translations = [
            match.target.display_text
            for match in matches
            if match.is_ambiguous and match.target and match.target != best_match.target
        ]
        remarks.append("other translations: " + " | ".join(other_translations))
    return "; ".join(
        [
            *remarks,
            *_list_stored_translation_remarks(best_match),
            *_list_origin_remarks(best_match),
        ]
    )


def _make_candidate(match: Match) -> TranslationCandidate:
    assert match.target is not None
    return TranslationCandidate(
        target=(match.repaired_target or match.target).display_text,
        source=match.source.display_text,
        quality=str(min(match.rate, 100)),
        origin="; ".join(
            [
                _describe_rate(match),
                *_list_stored_translation_remarks(match),
                *_list_origin_remarks(match),
            ]
        ),
    )


def _describe_rate(match: Match) -> str:
    penalties_text = "".join(
        f", {penalty.reason} −{penalty.points}" for penalty in match.penalties
    )
    return format_own_remark(f"{match.rate} % {match.type.value} match{penalties_text}")


def _list_stored_translation_remarks(match: Match) -> list[str]:
    """List the stored translation if a repaired one is offered, with what was done."""
    if match.repaired_target is None or match.target is None:
        return []
    repair_texts = [
        f"{replacement.old_text} → {replacement.new_text}"
        for replacement in match.replacements
    ]
    open_difference_texts = [
        f"{difference.source_text or '∅'} → {difference.query_text or '∅'}"
        for difference in match.open_differences
    ]
    return [
        f"stored: {match.target.display_text}",
        *([f"repaired: {', '.join(repair_texts)}"] if repair_texts else []),
        *(
            [f"by hand: {', '.join(open_difference_texts)}"]
            if open_difference_texts
            else []
        ),
    ]


def _list_origin_remarks(match: Match) -> list[str]:
    """List the pivot, headline, date and address that a match comes from."""
    remarks = []
    if match.bridge is not None:
        pivot_segment = match.bridge.shared_segment
        remarks.append(f"via {pivot_segment.locale}: {pivot_segment.display_text}")
    origin = match.unit.origin
    # A headline taken from an address is never shown as the real one.
    has_real_headline = origin.source_headline_status not in (
        HeadlineStatus.DERIVED,
        HeadlineStatus.PROPOSED,
    )
    source_headline = origin.source_headline if has_real_headline else None
    headline = source_headline or origin.headline
    remarks += [
        origin_text
        for origin_text in (headline, origin.published, origin.source_url)
        if origin_text
    ]
    return remarks
