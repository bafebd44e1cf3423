"""Texts without what one of the two adds in brackets: 2 cm (0.8 inches)."""

import re

from checks.text.text_values import cached_values
from tm.text.locale import Locale
from tm.text.values.reader import ValueKind

_BRACKETED = re.compile(r"\s*\([^()]*\d[^()]*\)")


def drop_bracketed_conversions(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> tuple[str, str]:
    """Both texts, less the measures and sums in brackets that only one of them has.

    Translators leave out conversions, or put them in.

    >>> both = Locale("en"), Locale("id")
    >>> texts = "It is 2 cm (0.8 inches) wide.", "Lebarnya 2 cm."
    >>> drop_bracketed_conversions(*texts, both)
    ('It is 2 cm wide.', 'Lebarnya 2 cm.')
    """
    if ("(" in source) is ("(" in target):
        return source, target
    if "(" in source:
        return _drop_bracketed_measures(source, locales[0]), target
    return source, _drop_bracketed_measures(target, locales[1])


def _drop_bracketed_measures(text: str, locale: Locale) -> str:
    bracketed = [*_BRACKETED.finditer(text)]
    if not bracketed:
        return text
    unit_starts = [
        value.start
        for value in cached_values(text, locale)
        if value.kind is ValueKind.UNIT
    ]
    for bracket in reversed(bracketed):
        if any(bracket.start() < unit < bracket.end() for unit in unit_starts):
            text = text[: bracket.start()] + text[bracket.end() :]
    return text
