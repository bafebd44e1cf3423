"""The check of translations that belong to an adjacent segment."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from checks.engine.check import Level, check
from checks.engine.document_capitals import read_units_with_capitalised_words
from checks.engine.unit import Context, Unit, list_related_ids
from checks.segments.lengths import LengthRatio, has_both_texts
from checks.text.capitalised_words import CapitalisedWords
from checks.text.rendering_finder import RenderingFinder
from checks.text.text_values import cached_values
from tm.finding import Finding, Severity, Span
from tm.result_cache import ResultCache
from tm.text.locale import Locale

_MIN_UNITS = 4
"""The fewest units of a document with a usual ratio of lengths."""
_MIN_TOTAL_GAIN = 3.0
"""The least gain of fit when two targets are exchanged."""
_MIN_GAIN_BEFORE_PHRASES = -1.5
"""The least gain by names, values and lengths for which phrases are compared."""
_MIN_NAME_ANCHOR_LETTERS = 3
"""How many letters a name has that links a source with its target."""
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
        capitalised_words_of_sides: tuple[CapitalisedWords, CapitalisedWords],
        locales: _LocalePair,
        cache: ResultCache,
    ) -> "_AnchoredUnit":
        source_anchors = _read_anchors(
            unit.source_text, capitalised_words_of_sides[0], locales[0], cache
        )
        return cls(
            unit,
            source_anchors,
            _read_anchors(
                unit.target, capitalised_words_of_sides[1], locales[1], cache
            ),
        )


@check("seg.shifted", level=Level.DOCUMENT, severity=Severity.WARNING)
def find_shifted_translations(
    units: Sequence[Unit], context: Context
) -> Iterator[Finding]:
    """Two adjacent segments have each other's translation.

    The check compares what both languages write alike: names without their diacritics,
    and values. If this leaves a doubt, it also counts the phrases that the dictionary
    translates.
    """
    if context.source_locale is None:
        return
    length_ratio = LengthRatio.measure(units, fewest_units=_MIN_UNITS)
    if length_ratio is None:
        return
    rendering_finder = RenderingFinder(context.source_locale, context.target_locale)
    measure_fit = partial(_measure_fit, length_ratio)
    locales = context.source_locale, context.target_locale
    units_with_words = read_units_with_capitalised_words(units, context.cache)
    anchored_units = (
        _AnchoredUnit.from_unit(
            unit,
            (source_capitalised_words, target_capitalised_words),
            locales,
            context.cache,
        )
        for unit, source_capitalised_words, target_capitalised_words in units_with_words
        if has_both_texts(unit)
    )
    units_with_fit = ((unit, measure_fit(unit, unit)) for unit in anchored_units)
    for (first_anchored_unit, first_fit), (
        second_anchored_unit,
        second_fit,
    ) in pairwise(units_with_fit):
        first_unit, second_unit = first_anchored_unit.unit, second_anchored_unit.unit
        gain = (
            measure_fit(first_anchored_unit, second_anchored_unit)
            + measure_fit(second_anchored_unit, first_anchored_unit)
            - first_fit
            - second_fit
        )
        if gain <= _MIN_GAIN_BEFORE_PHRASES or first_unit.target == second_unit.target:
            continue
        gained_phrase_count = _count_gained_phrases(
            first_unit, second_unit, rendering_finder
        )
        if gain + gained_phrase_count <= _MIN_TOTAL_GAIN or not (
            gained_phrase_count > 0
            or _shares_anchor(first_anchored_unit, second_anchored_unit)
        ):
            continue  # lengths alone show nothing
        for reported_unit, neighbour_unit in (
            (first_unit, second_unit),
            (second_unit, first_unit),
        ):
            yield Finding(
                "neighbour",
                Span(0, len(reported_unit.target)),
                checked_unit=reported_unit,
                related=list_related_ids([neighbour_unit]),
            )


def _shares_anchor(first_unit: _AnchoredUnit, second_unit: _AnchoredUnit) -> bool:
    """Whether the source of either unit has an anchor in the other's target only."""
    return bool(
        (first_unit.source_anchors & second_unit.target_anchors)
        - first_unit.target_anchors
    ) or bool(
        (second_unit.source_anchors & first_unit.target_anchors)
        - second_unit.target_anchors
    )


def _measure_fit(
    length_ratio: LengthRatio, source_unit: _AnchoredUnit, target_unit: _AnchoredUnit
) -> float:
    """Measure how well a source fits a target: shared anchors, and their lengths."""
    deviation = length_ratio.calculate_deviation(
        source_unit.unit.source_text, target_unit.unit.target
    )
    shared_anchor_count = len(source_unit.source_anchors & target_unit.target_anchors)
    return _SHARED_ANCHOR_WEIGHT * shared_anchor_count - min(deviation**2, 16) / 2


def _count_gained_phrases(
    first_unit: Unit, second_unit: Unit, rendering_finder: RenderingFinder
) -> int:
    """Count how many more phrases are rendered when the targets are exchanged."""
    first_source, second_source = first_unit.source_text, second_unit.source_text
    return (
        rendering_finder.count_rendered_phrases(first_source, second_unit.target)
        + rendering_finder.count_rendered_phrases(second_source, first_unit.target)
        - rendering_finder.count_rendered_phrases(first_source, first_unit.target)
        - rendering_finder.count_rendered_phrases(second_source, second_unit.target)
    )


def _read_anchors(
    text: str, capitalised_words: CapitalisedWords, locale: Locale, cache: ResultCache
) -> _Anchors:
    """Read the names and numbers that both languages write alike."""
    name_forms = {
        word.form
        for word in capitalised_words.words
        if len(word.form) >= _MIN_NAME_ANCHOR_LETTERS
    }
    numbers = {
        key_part
        for value in cached_values(text, locale, cache)
        for key_part in value.key
        if key_part is not None and not isinstance(key_part, str)
    }
    return frozenset(name_forms | numbers)
