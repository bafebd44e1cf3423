"""Requested languages: the source and target of a file, and those of a unit."""

from dataclasses import dataclass
from typing import Protocol

from exports.format import WriteOptions
from tm.errors import InputError
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit


class LocaleOptions(Protocol):
    """Options that may name a source and a target language."""

    @property
    def source(self) -> Locale | None:
        """The source language."""

    @property
    def target(self) -> Locale | None:
        """The target language."""


def require_locales(
    options: LocaleOptions, file_description: str
) -> tuple[Locale, Locale]:
    """Return source and target of a file. Raises InputError if one is missing.

    `file_description`: of the file, such as its name or `a PO file`.
    """
    if options.source is None or options.target is None:
        raise InputError(
            f"{file_description} has one source and one target language; name both",
            parameters=["source", "target"],
        )
    return options.source, options.target


@dataclass(frozen=True, slots=True)
class OrientedPair:
    """Source and target of a unit in the requested direction."""

    source: Segment
    target: Segment | None
    is_reversed: bool
    """Whether source and target are swapped in the unit itself."""


def orient_unit(unit: TranslationUnit, options: WriteOptions) -> OrientedPair | None:
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
    source_locale: Locale, target_locale: Locale | None, options: WriteOptions
) -> bool | None:
    """Whether source and target must be swapped for the requested direction.

    None if the locales do not match the options.
    """
    if _is_requested_locale(options.source, source_locale) and _is_requested_locale(
        options.target, target_locale
    ):
        return False
    if target_locale is None:
        return None
    if _is_requested_locale(options.source, target_locale) and _is_requested_locale(
        options.target, source_locale
    ):
        return True
    return None


def _is_requested_locale(
    requested_locale: Locale | None, locale: Locale | None
) -> bool:
    return requested_locale is None or locale is None or requested_locale.covers(locale)
