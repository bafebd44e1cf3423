"""The check of translations that belong to an adjacent segment."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from checks.engine.check import Level, check
from checks.engine.document_capitals import read_source_capitals, read_target_capitals
from checks.engine.unit import Context, Unit, related_ids
from checks.segments.lengths import LengthRatio, has_both_texts
from checks.text.capitalised_words import CapitalisedText
from checks.text.rendering_finder import RenderingFinder
from checks.text.text_values import cached_values
from tm.finding import Finding, Severity, Span
from tm.result_cache import ResultCache
from tm.text.locale import Locale

_FEWEST_UNITS = 4
"""The fewest units of a document with a usual ratio of lengths."""
_LEAST_TOTAL_GAIN = 3.0
"""The least gain of fit when two targets are exchanged."""
_LEAST_GAIN_BEFORE_PHRASES = -1.5
"""The least gain by names, values and lengths for which phrases are compared."""
_SHORTEST_NAME_ANCHOR = 3
_SHARED_ANCHOR_WEIGHT = 2.2
"""The weight of an anchor in both texts. Exchanging targets keeps the number of
anchors, so anchors in one text alone need no weight."""

_Anchors = frozenset[object]
_LocalePair = tuple[Locale, Locale]


@dataclass(frozen=True, slots=True)
class _AnchoredUnit:
    """A unit with the anchors of its source and of its target."""

    unit: Unit
    source_anchors: _Anchors
    target_anchors: _Anchors

    @classmethod
    def from_unit(
        cls,
        unit: Unit,
        names: tuple[CapitalisedText, CapitalisedText],
        locales: _LocalePair,
        cache: ResultCache,
    ) -> "_AnchoredUnit":
        source_anchors = _read_anchors(unit.source_text, names[0], locales[0], cache)
        return cls(
            unit,
            source_anchors,
            _read_anchors(unit.target, names[1], locales[1], cache),
        )


@check("seg.shifted", level=Level.DOCUMENT, severity=Severity.WARNING)
def shifted_translations(
    subjects: Sequence[Unit], context: Context
) -> Iterator[Finding]:
    """Two adjacent segments have each other's translation.

    Compared is what both languages write alike: names without their diacritics, and
    values. Where this leaves a doubt, each phrase that the dictionary translates
    counts as well.
    """
    if context.source is None:
        return
    length_ratio = LengthRatio.measure(subjects, fewest_units=_FEWEST_UNITS)
    if length_ratio is None:
        return
    rendering_finder = RenderingFinder(context.source, context.target)

    def fit(source: _AnchoredUnit, target: _AnchoredUnit) -> float:
        deviation = length_ratio.calculate_deviation(
            source.unit.source_text, target.unit.target
        )
        shared_anchor_count = len(source.source_anchors & target.target_anchors)
        return _SHARED_ANCHOR_WEIGHT * shared_anchor_count - min(deviation**2, 16) / 2

    locales = context.source, context.target
    units_with_capitals = zip(
        subjects,
        read_source_capitals(subjects, context.cache),
        read_target_capitals(subjects, context.cache),
        strict=True,
    )
    anchored_units = (
        _AnchoredUnit.from_unit(unit, (source, target), locales, context.cache)
        for unit, source, target in units_with_capitals
        if has_both_texts(unit)
    )
    units_with_fit = ((unit, fit(unit, unit)) for unit in anchored_units)
    for (first, first_fit), (second, second_fit) in pairwise(units_with_fit):
        first_unit, second_unit = first.unit, second.unit
        gain = fit(first, second) + fit(second, first) - first_fit - second_fit
        if (
            gain <= _LEAST_GAIN_BEFORE_PHRASES
            or first_unit.target == second_unit.target
        ):
            continue
        if (
            gain + _count_gained_phrases(first_unit, second_unit, rendering_finder)
            <= _LEAST_TOTAL_GAIN
        ):
            continue
        for reported_unit, neighbour_unit in (
            (first_unit, second_unit),
            (second_unit, first_unit),
        ):
            yield Finding(
                "neighbour",
                Span(0, len(reported_unit.target)),
                about=reported_unit,
                related=related_ids([neighbour_unit]),
            )


def _count_gained_phrases(
    first: Unit, second: Unit, rendering_finder: RenderingFinder
) -> int:
    """Count how many more phrases are rendered when the targets are exchanged."""
    first_source, second_source = first.source_text, second.source_text
    return (
        rendering_finder.count_rendered(first_source, second.target)
        + rendering_finder.count_rendered(second_source, first.target)
        - rendering_finder.count_rendered(first_source, first.target)
        - rendering_finder.count_rendered(second_source, second.target)
    )


def _read_anchors(
    text: str, capitals: CapitalisedText, locale: Locale, cache: ResultCache
) -> _Anchors:
    names = {
        word.form for word in capitals.words if len(word.form) >= _SHORTEST_NAME_ANCHOR
    }
    numbers = {
        part
        for value in cached_values(text, locale, cache)
        for part in value.key
        if part is not None and not isinstance(part, str)
    }
    return frozenset(names | numbers)
