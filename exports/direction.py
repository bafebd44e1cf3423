"""Both sides of a unit in the direction that is asked for."""

from dataclasses import dataclass

from exports.format import WriteOptions
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit


@dataclass(frozen=True, slots=True)
class OrientedPair:
    """Both sides of a unit in the direction that is asked for."""

    source: Segment
    target: Segment | None
    reversed: bool
    """Whether the unit itself has them the other way round."""


def orient(unit: TranslationUnit, options: WriteOptions) -> OrientedPair | None:
    """The unit in the direction of the options; absent if it is of other locales.

    A unit that is still to be translated is one of a pair where its text is on the
    source side: what there is in the other language only is nothing to translate.
    """
    source, target = unit.source, unit.target
    reversed_sides = is_reversed(
        source.locale, None if target is None else target.locale, options
    )
    if reversed_sides is None:
        return None
    if reversed_sides:
        assert target is not None
        return OrientedPair(target, source, True)
    return OrientedPair(source, target, False)


def is_reversed(
    source: Locale, target: Locale | None, options: WriteOptions
) -> bool | None:
    """Whether units of these locales have the sides of the options the other way round.

    None where they are of other locales.
    """
    if _fits(options.source, source) and _fits(options.target, target):
        return False
    if target is None:
        return None
    if _fits(options.source, target) and _fits(options.target, source):
        return True
    return None


def _fits(requested: Locale | None, locale: Locale | None) -> bool:
    return requested is None or locale is None or requested.covers(locale)
