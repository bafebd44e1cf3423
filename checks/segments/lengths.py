"""How long targets usually are for their sources, and how far a text is from it."""

import math
import statistics
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from checks.engine.unit import Unit
from checks.segments.bracketed_conversions import without_asides
from tm.text.locale import Locale

_FEWEST = 12
"""Pairs from which the usual ratio of lengths can be told."""
_SPREAD = 0.13
"""How much the logarithm of that ratio varies in news, before short texts' share."""
_PADDING = 5
_DOUBT = 30
"""Pairs for which the spread of news counts beside that of the pairs themselves."""
_LEAST = 0.85
"""How much translations vary at least, beside news: few may be alike by chance."""
_INNER = 0.3
"""The share of the deviations that is taken for sound: the others may be errors."""
_NORMAL = 0.385
"""How many standard deviations that share is within, if they vary normally."""


@dataclass(frozen=True, slots=True)
class Lengths:
    """The usual ratio of target to source lengths, as a logarithm."""

    usual: float

    @classmethod
    def of(cls, units: Sequence[Unit], *, fewest: int) -> "Lengths | None":
        """What is usual in the units that have both texts, if they are enough."""
        ratios = array(
            "d", (_ratio(s.source_text, s.target) for s in units if has_both(s))
        )
        return cls(statistics.median(ratios)) if len(ratios) >= fewest else None

    def deviation(self, source: str, target: str) -> float:
        """Standard deviations that the target is too long; short texts vary more."""
        return (_ratio(source, target) - self.usual) / _spread(source)


def deviations(
    units: Sequence[Unit], locales: tuple[Locale, Locale]
) -> Iterator[tuple[Unit, float]]:
    """Each unit that has both texts, and how many deviations it is too long.

    Measures in brackets that only one text has do not count.

    How much is usual, and how much it varies, is told from the units themselves; so
    free translations, or such by way of a third language, have more freedom.
    """
    ratios, spreads = array("d"), array("d")
    for unit in filter(has_both, units):
        texts = without_asides(unit.source_text, unit.target, locales)
        ratios.append(_ratio(*texts))
        spreads.append(_spread(texts[0]))
    if len(ratios) < _FEWEST:
        return
    excesses = np.frombuffer(ratios)
    excesses = excesses - np.median(excesses)
    excesses /= np.frombuffer(spreads)
    del ratios, spreads
    inner = int(_INNER * len(excesses))
    small = float(np.partition(np.abs(excesses), inner)[inner])
    varied = (len(excesses) * small / _NORMAL + _DOUBT) / (len(excesses) + _DOUBT)
    excesses /= max(_LEAST, varied)
    for unit, deviation in zip(filter(has_both, units), excesses, strict=True):
        yield unit, float(deviation)


def has_both(unit: Unit) -> bool:
    """Whether neither text is empty."""
    return bool(unit.source and unit.source.strip() and unit.target.strip())


def _ratio(source: str, target: str) -> float:
    return math.log((len(target) + _PADDING) / (len(source) + _PADDING))


def _spread(source: str) -> float:
    """The standard deviation of that logarithm."""
    return math.sqrt(0.6 * _SPREAD**2 + 0.9 / (len(source) + 2 * _PADDING))
