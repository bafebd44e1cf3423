"""Texts without what one of the two adds in brackets: 2 cm (0.8 inches)."""

import re

from checks.text.values import cached_values
from tm.text.locale import Locale
from tm.text.values.reader import ValueKind

_BRACKETED = re.compile(r"\s*\([^()]*\d[^()]*\)")


def without_asides(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> tuple[str, str]:
    """Both texts, less the measures and sums in brackets that only one of them has.

    Translators leave out conversions, or put them in.

    >>> both = Locale("en"), Locale("id")
    >>> without_asides("It is 2 cm (0.8 inches) wide.", "Lebarnya 2 cm.", both)
    ('It is 2 cm wide.', 'Lebarnya 2 cm.')
    """
    if ("(" in source) is ("(" in target):
        return source, target
    if "(" in source:
        return _without_measures(source, locales[0]), target
    return source, _without_measures(target, locales[1])


def _without_measures(text: str, locale: Locale) -> str:
    bracketed = [*_BRACKETED.finditer(text)]
    if not bracketed:
        return text
    units = [v.start for v in cached_values(text, locale) if v.kind is ValueKind.UNIT]
    for bracket in reversed(bracketed):
        if any(bracket.start() < unit < bracket.end() for unit in units):
            text = text[: bracket.start()] + text[bracket.end() :]
    return text
