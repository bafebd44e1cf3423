"""Remove conversions in brackets that only one text has: 2 cm (0.8 inches)."""

import re

from checks.text.text_values import cached_values
from tm.result_cache import ResultCache
from tm.text.locale import Locale
from tm.text.values.reader import ValueKind

_BRACKETED_NUMBER_PATTERN = re.compile(r"\s*\([^()]*\d[^()]*\)")


def drop_bracketed_conversions(
    source: str, target: str, locales: tuple[Locale, Locale], cache: ResultCache
) -> tuple[str, str]:
    """Remove measures and sums in brackets that only one text has from both texts.

    Translators drop or add conversions.

    >>> cache = ResultCache()
    >>> both = Locale("en"), Locale("id")
    >>> texts = "It is 2 cm (0.8 inches) wide.", "Lebarnya 2 cm."
    >>> drop_bracketed_conversions(*texts, both, cache)
    ('It is 2 cm wide.', 'Lebarnya 2 cm.')
    """
    if ("(" in source) is ("(" in target):
        return source, target
    if "(" in source:
        return _drop_bracketed_measures(source, locales[0], cache), target
    return source, _drop_bracketed_measures(target, locales[1], cache)


def _drop_bracketed_measures(text: str, locale: Locale, cache: ResultCache) -> str:
    bracket_matches = [*_BRACKETED_NUMBER_PATTERN.finditer(text)]
    if not bracket_matches:
        return text
    unit_starts = [
        value.start
        for value in cached_values(text, locale, cache)
        if value.kind is ValueKind.UNIT
    ]
    for bracket_match in reversed(bracket_matches):
        if any(
            bracket_match.start() < unit_start < bracket_match.end()
            for unit_start in unit_starts
        ):
            text = text[: bracket_match.start()] + text[bracket_match.end() :]
    return text
