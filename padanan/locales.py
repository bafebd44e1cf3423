"""The languages that a call is about."""

from tm.errors import InputError
from tm.settings import Settings
from tm.text.locale import Locale


def parse_locale(locale: "str | Locale | None") -> Locale | None:
    """The locale of a tag. Raises InvalidLocale."""
    return Locale.parse(locale) if isinstance(locale, str) else locale


def demand_pair(
    settings: Settings,
    source: "str | Locale | None" = None,
    target: "str | Locale | None" = None,
) -> tuple[Locale, Locale]:
    """The pair of a call, or else that of the settings.

    Raises InputError where a side is missing, or both are the same.
    """
    pair = parse_locale(source), parse_locale(target)
    first, second = pair[0] or settings.source, pair[1] or settings.target
    if first is None or second is None:
        side = "source" if first is None else "target"
        raise InputError(f'no {side} language: give {side}="…", such as {side}="id"')
    if first == second:
        raise InputError(f"source and target are both {first}; give two languages")
    return first, second
