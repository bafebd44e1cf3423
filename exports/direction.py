"""Source and target of a unit in the requested direction."""

from dataclasses import dataclass

from exports.format import WriteOptions
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit


@dataclass(frozen=True, slots=True)
class OrientedPair:
    """Source and target of a unit in the requested direction."""

    source: Segment
    target: Segment | None
    is_reversed: bool
    """Whether source and target are swapped in the unit itself."""


def orient(unit: TranslationUnit, options: WriteOptions) -> OrientedPair | None:
    """Turn a unit to the requested direction; None if its locales do not match.

    A unit that is still to be translated is one of a pair where its text is on the
    source side; text in the target language only is nothing to translate.
    """
    source, target = unit.source, unit.target
    has_reversed_sides = is_reversed(
        source.locale, None if target is None else target.locale, options
    )
    if has_reversed_sides is None:
        return None
    if has_reversed_sides:
        assert target is not None
        return OrientedPair(target, source, True)
    return OrientedPair(source, target, False)


def is_reversed(
    source: Locale, target: Locale | None, options: WriteOptions
) -> bool | None:
    """Whether source and target must be swapped for the requested direction.

    None if the locales do not match the options.
    """
    if _is_requested(options.source, source) and _is_requested(options.target, target):
        return False
    if target is None:
        return None
    if _is_requested(options.source, target) and _is_requested(options.target, source):
        return True
    return None


def _is_requested(requested: Locale | None, locale: Locale | None) -> bool:
    return requested is None or locale is None or requested.covers(locale)
