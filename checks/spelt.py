"""Numbers that both texts spell in words, and that are not the same."""

from collections.abc import Iterator
from decimal import Decimal

from checks.comparison import numbers_named, values_of
from checks.language import language
from tm.text.locale import Locale
from tm.text.values import Value, ValueKind, number_words

_SMALL = range(2, 100)
"""One is often an article, and larger numbers are rarely spelt."""
_KINDS = (ValueKind.NUMBER, ValueKind.ORDINAL)

Pair = tuple[Value, Value]


def spelt_otherwise(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> Pair | None:
    """The one number word of each side that the other has in no form, if just one.

    >>> both = Locale("en"), Locale("id")
    >>> found = spelt_otherwise("It took six weeks.", "Butuh tujuh pekan.", both)
    >>> found and [value.text for value in found]
    ['six', 'tujuh']
    """
    ours = [*_unanswered(target, locales[1], source, locales[0])]
    if len(ours) != 1:
        return None
    theirs = [*_unanswered(source, locales[0], target, locales[1])]
    return (theirs[0], ours[0]) if len(theirs) == 1 else None


def _unanswered(
    text: str, locale: Locale, other: str, theirs: Locale
) -> Iterator[Value]:
    ambiguous = language(locale).ambiguous_numbers
    read = values_of(text, locale)
    named = None
    for value in number_words(text, locale):
        number = value.key[0]
        if isinstance(number, int):  # an ordinal
            number = Decimal(number)
        if any(one.start < value.end and value.start < one.end for one in read):
            continue  # Thứ Bảy is a day
        if value.kind not in _KINDS or not isinstance(number, Decimal):
            continue
        words = value.text.lower().split()
        if number not in _SMALL or not ambiguous.isdisjoint((words[0], words[-1])):
            continue
        if named is None:
            named = numbers_named(other, theirs)
        if number not in named:
            yield value
