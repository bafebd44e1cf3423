"""Numbers that are not the same, of which the target spells one in words."""

from collections.abc import Iterator, Sequence, Set
from decimal import Decimal

from checks.engine.condition import TARGET, where
from checks.engine.unit import Context, Unit
from checks.numbers.fractions import answered_parts
from checks.text.amounts import unpaired_amounts
from checks.text.language import language
from checks.text.small_numbers import (
    NO_NUMBERS,
    changed_small_numbers,
    small_numbers,
)
from checks.text.span_set import Cover
from checks.text.values import (
    are_same,
    has_kind,
    number_words_of,
    numbers_named,
    span_of,
    values_of,
)
from tm.finding import Span
from tm.text.locale import Locale
from tm.text.values.conventions import conventions
from tm.text.values.reader import Value, ValueKind

_SMALL = frozenset(range(2, 100))
"""One is often an article, and a hundred as often many."""
_LARGE = 1000
"""Numbers that are compared again if more than the word for such ones tells them."""

Pair = tuple[Value, Value]


def _may_spell_otherwise(unit: Unit, context: Context) -> bool:
    """Whether the target may spell a number or an ordinal that the source lacks."""
    return any(changed_small_numbers(unit.source_text, unit.target, context.locales))


SPELLS_OTHERWISE = TARGET.has(small_numbers) & where(_may_spell_otherwise)
"""The target may spell a number that the source lacks.

And the source one that the target lacks, or figures. Or both texts have an ordinal.
"""


def may_be_others(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> tuple[bool, bool]:
    """Whether a number in words may be told otherwise, and whether an ordinal may.

    Ordinals in figures may where the values are not the same.
    """
    number, ordinal = changed_small_numbers(source, target, locales)
    meant, said = values_of(source, locales[0]), values_of(target, locales[1])
    differ = not are_same(meant, said)
    return number, ordinal or (differ and has_kind(ValueKind.ORDINAL, said))


def spelt_otherwise(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> Pair | None:
    """The one number of each side that the other has in no form, if just one.

    That of the target is a word, that of the source a word or in figures. `Kedua` may
    be both as well as the second, so that an ordinal word may stand for a number word.

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
    if len(theirs) != 1:
        return None
    if theirs[0].kind is not ours[0].kind and theirs[0].text.isdecimal():
        return None
    return theirs[0], ours[0]


def other_ordinal(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> Pair | None:
    """The one ordinal of each side that the other has in no form, the first included.

    >>> both = Locale("vi"), Locale("id")
    >>> texts = "Lần đầu tiên tăng 2%.", "Kedua kalinya naik 2 persen."
    >>> found = other_ordinal(*texts, both)
    >>> found and [value.text for value in found]
    ['Lần đầu tiên', 'Kedua']
    """
    if not _may_have_ordinal(target, locales[1]):
        return None
    if not _may_have_ordinal(source, locales[0]):
        return None
    ours = [*_ordinals(target, locales[1], source, locales[0])]
    if len({value.key for value in ours}) != 1:
        return None
    theirs = [*_ordinals(source, locales[0], target, locales[1])]
    if len({value.key for value in theirs}) != 1:
        return None
    return theirs[0], ours[0]


def _may_have_ordinal(text: str, locale: Locale) -> bool:
    if conventions(locale).ordinal_word.may_be_in(text):
        return True
    return any(one.kind is ValueKind.ORDINAL for one in values_of(text, locale))


def _ordinals(text: str, locale: Locale, other: str, theirs: Locale) -> Iterator[Value]:
    """The ordinals of a text that the other has in no form; a percentage is none."""
    read = values_of(text, locale)
    found = [one for one in read if one.kind is ValueKind.ORDINAL]
    taken = Cover(text, map(span_of, read))
    found += (
        word
        for word in number_words_of(text, locale)
        if word.kind is ValueKind.ORDINAL and not taken.touches(span_of(word))
    )
    if found:
        named = _named(other, theirs)
        parts = answered_parts(text, locale, other, theirs)
        yield from (
            one for one in found if one.key[0] not in named and not is_part(one, parts)
        )


def _named(text: str, locale: Locale) -> set[object]:
    return {
        part
        for value in (*values_of(text, locale), *number_words_of(text, locale))
        if value.kind not in NO_NUMBERS
        for part in value.key
    }


def _unanswered(
    text: str, locale: Locale, other: str, theirs: Locale
) -> Iterator[Value]:
    ambiguous = language(locale).ambiguous_numbers
    scales = conventions(locale).numbers.scales
    read = values_of(text, locale)
    taken = Cover(text, map(span_of, read)) if read else None
    named: Set[Decimal | int] | None = None
    parts: Sequence[Span] | None = None
    for value in number_words_of(text, locale):
        number = value.key[0]
        if not isinstance(number, int | Decimal):
            continue
        if number not in _SMALL and number < _LARGE:
            continue
        words = value.text.lower().split()
        first = value.text.split()[0]
        if len(words) == 1 and words[0] in scales:
            continue  # thousands
        if not ambiguous.isdisjoint((first, words[0], words[-1])):
            continue
        if taken is not None and taken.touches(span_of(value)):
            continue  # Thứ Bảy is a day
        if named is None:
            named = numbers_named(other, theirs)
        if number not in named:
            if parts is None:
                parts = answered_parts(text, locale, other, theirs)
            if not is_part(value, parts):
                yield value


def is_part(word: Value, parts: Sequence[Span]) -> bool:
    """Whether a number word stands in one of some parts: three quarters."""
    return any(one.start < word.end and word.start < one.end for one in parts)
