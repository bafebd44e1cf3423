"""How long targets usually are for their sources, and how far a text is from it."""

import math
import statistics
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from checks.engine.unit import Unit
from checks.segments.bracketed_conversions import drop_bracketed_conversions
from tm.text.locale import Locale

_FEWEST = 12
"""Pairs from which the usual ratio of lengths can be told."""
_SPREAD = 0.13
"""How much the logarithm of that ratio varies in news, before short texts' share."""
_PADDING = 5
_PRIOR_PAIRS = 30
"""Pairs for which the spread of news counts beside that of the pairs themselves."""
_LEAST_VARIATION = 0.85
"""How much translations vary at least, beside news: few may be alike by chance."""
_SOUND_SHARE = 0.3
"""The share of the deviations that is taken for sound: the others may be errors."""
_NORMAL = 0.385
"""How many standard deviations that share is within, if they vary normally."""


@dataclass(frozen=True, slots=True)
class LengthRatio:
    """The usual ratio of target to source lengths, as a logarithm."""

    usual_ratio: float

    @classmethod
    def of(cls, units: Sequence[Unit], *, fewest_units: int) -> "LengthRatio | None":
        """What is usual in the units that have both texts, if they are enough."""
        ratios = array(
            "d",
            (
                _log_ratio(unit.source_text, unit.target)
                for unit in units
                if has_both_texts(unit)
            ),
        )
        return cls(statistics.median(ratios)) if len(ratios) >= fewest_units else None

    def deviation(self, source: str, target: str) -> float:
        """Standard deviations that the target is too long; short texts vary more."""
        return (_log_ratio(source, target) - self.usual_ratio) / _expected_spread(
            source
        )


def measure_deviations(
    units: Sequence[Unit], locales: tuple[Locale, Locale]
) -> Iterator[tuple[Unit, float]]:
    """Each unit that has both texts, and how many deviations it is too long.

    Measures in brackets that only one text has do not count.

    How much is usual, and how much it varies, is told from the units themselves; so
    free translations, or such by way of a third language, have more freedom.
    """
    ratios, spreads = array("d"), array("d")
    for unit in filter(has_both_texts, units):
        texts = drop_bracketed_conversions(unit.source_text, unit.target, locales)
        ratios.append(_log_ratio(*texts))
        spreads.append(_expected_spread(texts[0]))
    if len(ratios) < _FEWEST:
        return
    excesses = np.frombuffer(ratios)
    excesses = excesses - np.median(excesses)
    excesses /= np.frombuffer(spreads)
    del ratios, spreads
    inner_count = int(_SOUND_SHARE * len(excesses))
    inner_deviation = float(np.partition(np.abs(excesses), inner_count)[inner_count])
    variation = (len(excesses) * inner_deviation / _NORMAL + _PRIOR_PAIRS) / (
        len(excesses) + _PRIOR_PAIRS
    )
    excesses /= max(_LEAST_VARIATION, variation)
    for unit, deviation in zip(filter(has_both_texts, units), excesses, strict=True):
        yield unit, float(deviation)


def has_both_texts(unit: Unit) -> bool:
    """Whether neither text is empty."""
    return bool(unit.source and unit.source.strip() and unit.target.strip())


def _log_ratio(source: str, target: str) -> float:
    return math.log((len(target) + _PADDING) / (len(source) + _PADDING))


def _expected_spread(source: str) -> float:
    """The standard deviation of that logarithm."""
    return math.sqrt(0.6 * _SPREAD**2 + 0.9 / (len(source) + 2 * _PADDING))
