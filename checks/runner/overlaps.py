"""One finding for one fault: where two checks tell of it, the more specific one."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from graphlib import TopologicalSorter

from tm.finding import Finding, Span

_OF_WHAT = (
    "date.day",
    "date.month",
    "date.weekday",
    "num.unit",
    "num.value",
    "person.title",
    "term.forbidden",
    "term.variant",
)
"""Checks that say of what kind a word is that means something else."""
YIELDS_TO: Mapping[str, tuple[str, ...]] = {
    "caps.start": ("char.mojibake",),
    "date.cross": ("date.day", "date.month", "date.weekday"),
    "name.missing": ("char.mojibake", "date.month", "date.weekday", "name.spelling"),
    "name.spelling": ("char.lookalike", "char.mojibake"),
    "name.variant": ("char.lookalike", "name.order", "name.spelling"),
    "neg.dropped": ("sense.contrary",),
    "punct.end": ("char.mojibake",),
    "punct.missing_space": ("char.mojibake",),
    "quote.pair": ("char.mojibake",),
    "quote.style": ("char.mojibake",),
    "seg.language": ("seg.partly", "seg.untranslated"),
    "sense.contrary": _OF_WHAT,
    "sense.other": (*_OF_WHAT, "name.missing"),
    "term.missing": ("name.missing", "person.title"),
    "term.variant": ("person.title",),
    "title.variant": ("name.order", "term.variant"),
}
"""By check, those that tell of the same fault, and tell more precisely what it is."""
_ORDER = {
    check: at for at, check in enumerate(TopologicalSorter(YIELDS_TO).static_order())
}
"""Each check that is in the list behind those that it yields to."""
_Key = tuple[str, str, bool]
"""Unit and check, and whether the spans are those of the target."""
_Places = Mapping[_Key, list[tuple[Span, int]]]


def one_for_each_fault(findings: Sequence[Finding]) -> list[Finding]:
    """The findings of a document, less those whose fault another one tells of, in
    order.

    A finding whose words overlap with those of a check that it yields to goes, in the
    target, or in the source where one of the two has no words of the target; the other
    one, which stays, is as grave as the gravest of them.
    """
    kept = {at: finding for at, finding in enumerate(findings)}
    ranked = [at for at, finding in kept.items() if finding.check in _ORDER]
    places: dict[_Key, list[tuple[Span, int]]] = defaultdict(list)
    # What goes itself tells of nothing: it is known of the others before.
    for at in sorted(ranked, key=lambda at: _ORDER[kept[at].check]):
        finding = kept[at]
        winner = _winner(finding, kept, places)
        if winner is None:
            for span, is_target in _spans(finding):
                insort(places[finding.unit, finding.check, is_target], (span, at))
            continue
        del kept[at]
        if finding.severity.rank < kept[winner].severity.rank:
            kept[winner] = replace(kept[winner], severity=finding.severity)
    return [*kept.values()]


def _winner(
    finding: Finding, kept: Mapping[int, Finding], places: _Places
) -> int | None:
    """The number of a finding that tells of the same fault, if there is one."""
    for check in YIELDS_TO.get(finding.check, ()):
        for span, is_target in _spans(finding):
            there = places.get((finding.unit, check, is_target), ())
            # Of one check hardly two overlap: the last that begins before is enough.
            before = bisect_left(there, span.end, key=lambda one: one[0].start) - 1
            if before < 0:
                continue
            other, at = there[before]
            both = is_target or None in (finding.target_span, kept[at].target_span)
            if both and other.overlaps(span) and _agree(finding, kept[at]):
                return at
    return None


def _agree(finding: Finding, other: Finding) -> bool:
    """Whether both quote one text where they overlap, since ids come from users."""
    one, two = finding.target_span, other.target_span
    if one is None or two is None:
        return True
    start, end = max(one.start, two.start), min(one.end, two.end)
    return (
        finding.quote[start - one.start : end - one.start]
        == other.quote[start - two.start : end - two.start]
    )


def _spans(finding: Finding) -> list[tuple[Span, bool]]:
    both = (finding.target_span, True), (finding.source_span, False)
    return [(span, is_target) for span, is_target in both if span is not None]
