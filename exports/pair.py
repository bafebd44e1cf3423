"""Both sides of a unit in the direction that is asked for."""

from dataclasses import dataclass

from exports.format import WriteOptions
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit


@dataclass(frozen=True, slots=True)
class Pair:
    """Both sides of a unit in the direction that is asked for."""

    source: Segment
    target: Segment | None
    reversed: bool
    """Whether the unit itself has them the other way round."""


def oriented(unit: TranslationUnit, options: WriteOptions) -> Pair | None:
    """The unit in the direction of the options; absent if it is of other locales.

    A unit that is still to be translated needs its text on the source side.
    """
    forward = Pair(unit.source, unit.target, False)
    if _fits(options.source, unit.source) and _fits(options.target, unit.target):
        return forward
    if unit.target is None:
        return None
    if _fits(options.source, unit.target) and _fits(options.target, unit.source):
        return Pair(unit.target, unit.source, True)
    return None


def _fits(locale: Locale | None, segment: Segment | None) -> bool:
    return locale is None or segment is None or locale.covers(segment.locale)


def concerns(unit: TranslationUnit, options: WriteOptions) -> bool:
    """Whether a unit belongs in a file that need not have both sides.

    One that is still to be translated may have its text on either side.
    """
    if oriented(unit, options) is not None:
        return True
    return unit.target is None and _fits(options.target, unit.source)
