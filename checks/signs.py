"""Numbers below nought whose sign is gone."""

import re
from decimal import Decimal
from functools import lru_cache

from checks.comparison import values_of
from checks.language import table
from tm.issue import Span
from tm.text.locale import Locale
from tm.text.values import Value, ValueKind
from tm.text.words import lower_words_of

_SIGN = re.compile(r"[-−–](?=\d)(?:(?<=[^\W\d] .)|(?<=\(.))")
"""A sign right before a number and after a word: no dash between two, no list.

What stands before is looked at last, since a set of letters is found fast.
"""
_KINDS = (ValueKind.NUMBER, ValueKind.PERCENT)


def lost_sign(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> tuple[Span, Span] | None:
    """A number of the target, and that of the source which is below nought.

    Only where the target has no sign at all and no word that may stand for it: what is
    -3.5 per cent falls by 3.5.

    >>> found = lost_sign("Là -3,5 %.", "Ialah 3,5 %.", (Locale("vi"), Locale("id")))
    >>> found and (found[0].start, found[1].start)
    (6, 3)
    """
    minus = _SIGN.search(source)
    if minus is None or _SIGN.search(target):
        return None
    if not _negative(locales[1]).isdisjoint(lower_words_of(target)):
        return None
    theirs = _amount_at(minus.end(), source, locales[0])
    if theirs is None:
        return None
    ours = [
        one
        for one in values_of(target, locales[1])
        if one.kind is theirs.kind and one.key == theirs.key
    ]
    if len(ours) != 1:
        return None
    return Span(ours[0].start, ours[0].end), Span(minus.start(), theirs.end)


def _amount_at(place: int, text: str, locale: Locale) -> Value | None:
    """The amount at a place that may well be below nought.

    A percentage, a number with decimals or with a temperature; COVID -19 is none.
    """
    found = values_of(text, locale)
    for at, value in enumerate(found):
        if value.kind not in _KINDS or not place - 1 <= value.start <= place:
            continue
        number, after = value.key[0], found[at + 1] if at + 1 < len(found) else None
        if value.kind is ValueKind.PERCENT or _has_decimals(number):
            return value
        if after and after.key[0] == "temperature":
            return value
    return None


def _has_decimals(number: object) -> bool:
    return isinstance(number, Decimal) and number != number.to_integral()


@lru_cache(maxsize=64)
def _negative(locale: Locale) -> frozenset[str]:
    """The words of a language that may stand for the sign."""
    return frozenset(table(locale, "signs")["negative"].split())
