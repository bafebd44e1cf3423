"""Parsing the languages of a call."""

from typing import overload

from tm.errors import InputError
from tm.settings import Settings
from tm.text.locale import Locale


@overload
def parse_locale(locale: str | Locale) -> Locale: ...
@overload
def parse_locale(locale: str | Locale | None) -> Locale | None: ...
def parse_locale(locale: str | Locale | None) -> Locale | None:
    """Parse a language tag; a Locale or None is returned as it is.

    Raises InvalidLocale.
    """
    return Locale.parse(locale) if isinstance(locale, str) else locale


def parse_locale_pair(
    source: str | Locale, target: str | Locale
) -> tuple[Locale, Locale]:
    """Parse two languages. Raises InvalidLocale, and InputError for equal ones."""
    source_locale, target_locale = parse_locale(source), parse_locale(target)
    if source_locale.is_same_variant(target_locale):
        raise InputError(
            f"source and target are both {source_locale}; give two languages"
        )
    return source_locale, target_locale


def require_locale_pair(
    settings: Settings,
    source: str | Locale | None = None,
    target: str | Locale | None = None,
) -> tuple[Locale, Locale]:
    """Return the language pair of a call, or else that of the settings.

    Raises InputError if a language is missing, or both are the same.
    """
    return parse_locale_pair(
        _require_locale("source", parse_locale(source) or settings.source),
        require_target_locale(settings, target),
    )


def require_target_locale(
    settings: Settings, target: str | Locale | None = None
) -> Locale:
    """Return the target language of a call, or else that of the settings.

    Raises InputError if there is none.
    """
    return _require_locale("target", parse_locale(target) or settings.target)


def _require_locale(parameter_name: str, locale: Locale | None) -> Locale:
    if locale is None:
        raise InputError(
            f"no {parameter_name} language; give {parameter_name}, such as 'id'",
            parameters=[parameter_name],
        )
    return locale
