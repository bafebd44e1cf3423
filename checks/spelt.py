"""Numbers that are not the same, of which the target spells one in words."""

from collections.abc import Iterator
from decimal import Decimal

from checks.comparison import numbers_named, unpaired_amounts, values_of
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
    """The one number of each side that the other has in no form, if just one.

    That of the target is a word, that of the source a word or in figures.

    >>> both = Locale("vi"), Locale("id")
    >>> found = spelt_otherwise("Mất sáu tuần.", "Butuh tujuh pekan.", both)
    >>> found and [value.text for value in found]
    ['sáu', 'tujuh']
    >>> found = spelt_otherwise("Trong quý III", "Pada kuartal kedua", both)
    >>> found and [value.text for value in found]
    ['III', 'kedua']
    """
    ours = [*_unanswered(target, locales[1], source, locales[0])]
    if len(ours) != 1:
        return None
    theirs = [*_unanswered(source, locales[0], target, locales[1])]
    figures = unpaired_amounts(source, target, locales).source
    theirs += [one.value for one in figures if one.number in _SMALL]
    if len(theirs) != 1 or theirs[0].kind is not ours[0].kind:
        return None
    return theirs[0], ours[0]


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
