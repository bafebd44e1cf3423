"""Parsing the languages of a call."""

from tm.errors import InputError
from tm.settings import Settings
from tm.text.locale import Locale


def parse_locale(locale: str | Locale | None) -> Locale | None:
    """Parse a language tag; a Locale or None is returned as it is.

    Raises InvalidLocale.
    """
    return Locale.parse(locale) if isinstance(locale, str) else locale


def require_locale_pair(
    settings: Settings,
    source: str | Locale | None = None,
    target: str | Locale | None = None,
) -> tuple[Locale, Locale]:
    """Return the language pair of a call, or else that of the settings.

    Raises InputError if a language is missing, or both are the same.
    """
    source_locale = parse_locale(source) or settings.source
    target_locale = parse_locale(target) or settings.target
    if source_locale is None or target_locale is None:
        side_name = "source" if source_locale is None else "target"
        raise InputError(
            f"no {side_name} language; give {side_name}, such as 'id'",
            parameters=[side_name],
        )
    if source_locale.is_same_variant(target_locale):
        raise InputError(
            f"source and target are both {source_locale}; give two languages"
        )
    return source_locale, target_locale
