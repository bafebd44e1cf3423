"""The usual ratio of the lengths of target and source, and deviations from it."""

import math
import statistics
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checks.engine.unit import Unit
from checks.segments.bracketed_conversions import drop_bracketed_conversions
from tm.result_cache import ResultCache
from tm.text.locale import Locale

_MIN_PAIRS = 12
"""The fewest pairs with a usual ratio of lengths."""
_NEWS_SPREAD = 0.13
"""The standard deviation of the ratio's logarithm in news, without short texts."""
_VARIANCE_SHARE_OF_ANY_LENGTH = 0.6
"""The share of the variance in news that texts of any length have."""
_VARIANCE_PER_LETTER = 0.9
"""The variance of a source of one letter; it falls with the length of the source."""
_PADDING_LENGTH = 5
"""Letters that are added to each text, so that short ones vary less."""
_PRIOR_PAIR_COUNT = 30
"""The number of pairs as which the spread of news counts."""
_MIN_VARIATION = 0.85
"""The least variation relative to news: few pairs may be similar by chance."""
_CENTRAL_SHARE = 0.3
"""The share of the smallest deviations, which are surely no errors."""
_CENTRAL_DEVIATIONS = 0.385
"""The standard deviations that include this share of a normal distribution."""


@dataclass(frozen=True, slots=True)
class LengthRatio:
    """The usual ratio of target to source lengths, as a logarithm."""

    usual_log_ratio: float

    @classmethod
    def measure(
        cls, units: Sequence[Unit], *, fewest_units: int
    ) -> "LengthRatio | None":
        """Measure the usual ratio of units with both texts, if they are enough."""
        log_ratios = array(
            "d",
            (
                _calculate_log_ratio(unit.source_text, unit.target)
                for unit in units
                if has_both_texts(unit)
            ),
        )
        return (
            cls(statistics.median(log_ratios))
            if len(log_ratios) >= fewest_units
            else None
        )

    def calculate_deviation(self, source: str, target: str) -> float:
        """Return by how many standard deviations a target is too long."""
        return (
            _calculate_log_ratio(source, target) - self.usual_log_ratio
        ) / _estimate_spread(source)


def measure_length_deviations(
    units: Sequence[Unit], locales: tuple[Locale, Locale], cache: ResultCache
) -> Iterator[tuple[Unit, float]]:
    """Measure for each unit with both texts by how many deviations it is too long.

    Measures in brackets that only one text has are ignored.

    The usual ratio and its variation are measured on the units themselves; so
    free translations, or those by way of a third language, may vary more.
    """
    import numpy as np  # not needed for a page alone

    log_ratios, spreads = array("d"), array("d")
    for unit in filter(has_both_texts, units):
        texts = drop_bracketed_conversions(
            unit.source_text, unit.target, locales, cache
        )
        log_ratios.append(_calculate_log_ratio(*texts))
        spreads.append(_estimate_spread(texts[0]))
    if len(log_ratios) < _MIN_PAIRS:
        return
    deviations = np.frombuffer(log_ratios)
    deviations = deviations - np.median(deviations)
    deviations /= np.frombuffer(spreads)
    del log_ratios, spreads
    central_count = int(_CENTRAL_SHARE * len(deviations))
    central_deviation = float(
        np.partition(np.abs(deviations), central_count)[central_count]
    )
    variation = (
        len(deviations) * central_deviation / _CENTRAL_DEVIATIONS + _PRIOR_PAIR_COUNT
    ) / (len(deviations) + _PRIOR_PAIR_COUNT)
    deviations /= max(_MIN_VARIATION, variation)
    for unit, deviation in zip(filter(has_both_texts, units), deviations, strict=True):
        yield unit, float(deviation)


def has_both_texts(unit: Unit) -> bool:
    """Whether neither text is empty."""
    return bool(unit.source and unit.source.strip() and unit.target.strip())


def _calculate_log_ratio(source: str, target: str) -> float:
    return math.log((len(target) + _PADDING_LENGTH) / (len(source) + _PADDING_LENGTH))


def _estimate_spread(source: str) -> float:
    """Estimate the standard deviation of the ratio's logarithm."""
    return math.sqrt(
        _VARIANCE_SHARE_OF_ANY_LENGTH * _NEWS_SPREAD**2
        + _VARIANCE_PER_LETTER / (len(source) + 2 * _PADDING_LENGTH)
    )
