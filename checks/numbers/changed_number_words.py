"""Search for numbers in words that differ between source and target."""

from collections.abc import Iterator, Sequence, Set
from decimal import Decimal

from checks.engine.prefilter_conditions import TARGET, unit_meets
from checks.engine.unit import Context, Unit
from checks.numbers.fractions import find_shared_fractions
from checks.text.language_words import read_language
from checks.text.small_number_words import (
    NUMBERLESS_KINDS,
    flag_possible_new_numbers,
    read_small_number_words,
)
from checks.text.span_set import SpanSet
from checks.text.text_values import (
    cached_number_words,
    cached_values,
    has_value_of_kind,
    have_same_values,
    read_possible_numbers,
    value_span,
)
from checks.text.unpaired_amounts import find_unpaired_amounts
from glossary.forms.person_names import is_at_sentence_start
from tm.finding import Span
from tm.result_cache import ResultCache
from tm.text.locale import Locale
from tm.text.values.conventions import load_conventions
from tm.text.values.reader import Value, ValueKind

_SMALL_NUMBERS = frozenset(range(2, 100))
"""One is often an article, and a hundred as often many."""
_MIN_LARGE_NUMBER = 1000
"""From this number on, number words are compared, except a bare word for thousands."""

ValuePair = tuple[Value, Value]


def _may_change_spelt_number(unit: Unit, context: Context) -> bool:
    """Whether the target may spell a number or an ordinal that the source lacks."""
    return any(
        flag_possible_new_numbers(
            unit.source_text, unit.target, context.locales, context.cache
        )
    )


MAY_CHANGE_SPELT_NUMBER = TARGET.has(read_small_number_words) & unit_meets(
    _may_change_spelt_number
)
"""The target may spell a number that the source lacks.

And the source one that the target lacks, or figures. Or both texts have an ordinal.
"""


def flag_possible_number_word_changes(
    source: str, target: str, locales: tuple[Locale, Locale], cache: ResultCache
) -> tuple[bool, bool]:
    """Whether a number word may have changed, and whether an ordinal may have.

    An ordinal in figures may have changed if the values of the texts differ.
    """
    may_have_changed_number, may_have_changed_ordinal = flag_possible_new_numbers(
        source, target, locales, cache
    )
    source_values, target_values = (
        cached_values(source, locales[0], cache),
        cached_values(target, locales[1], cache),
    )
    has_different_values = not have_same_values(source_values, target_values)
    return may_have_changed_number, may_have_changed_ordinal or (
        has_different_values and has_value_of_kind(ValueKind.ORDINAL, target_values)
    )


def find_changed_number_word(
    source: str, target: str, locales: tuple[Locale, Locale], cache: ResultCache
) -> ValuePair | None:
    """Find the only number of each text that the other text lacks in any form.

    That of the target is a word, that of the source a word or in figures. `Kedua` may
    be both as well as the second, so that an ordinal word may stand for a number word.

    >>> cache = ResultCache()
    >>> both = Locale("vi"), Locale("id")
    >>> texts = "Mất sáu tuần.", "Butuh tujuh pekan."
    >>> found = find_changed_number_word(*texts, both, cache)
    >>> found and [value.text for value in found]
    ['sáu', 'tujuh']
    >>> texts = "Trong quý III", "Pada kuartal kedua"
    >>> found = find_changed_number_word(*texts, both, cache)
    >>> found and [value.text for value in found]
    ['III', 'kedua']
    """
    target_number_words = [
        *_find_unmatched_number_words(target, locales[1], source, locales[0], cache)
    ]
    if len(target_number_words) != 1:
        return None
    source_number_values = [
        *_find_unmatched_number_words(source, locales[0], target, locales[1], cache)
    ]
    source_amounts = find_unpaired_amounts(
        source, target, locales, cache
    ).source_amounts
    source_number_values += [
        amount.value for amount in source_amounts if amount.number in _SMALL_NUMBERS
    ]
    if len(source_number_values) != 1:
        return None
    if (
        source_number_values[0].kind is not target_number_words[0].kind
        and source_number_values[0].text.isdecimal()
    ):
        return None
    return source_number_values[0], target_number_words[0]


def find_changed_ordinal(
    source: str, target: str, locales: tuple[Locale, Locale], cache: ResultCache
) -> ValuePair | None:
    """Find the only ordinal of each text that the other text lacks in any form.

    >>> cache = ResultCache()
    >>> both = Locale("vi"), Locale("id")
    >>> texts = "Lần đầu tiên tăng 2%.", "Kedua kalinya naik 2 persen."
    >>> found = find_changed_ordinal(*texts, both, cache)
    >>> found and [value.text for value in found]
    ['Lần đầu tiên', 'Kedua']
    """
    if not _may_have_ordinal(target, locales[1], cache):
        return None
    if not _may_have_ordinal(source, locales[0], cache):
        return None
    target_ordinals = [
        *_find_unmatched_ordinals(target, locales[1], source, locales[0], cache)
    ]
    if len({ordinal.key for ordinal in target_ordinals}) != 1:
        return None
    source_ordinals = [
        *_find_unmatched_ordinals(source, locales[0], target, locales[1], cache)
    ]
    if len({ordinal.key for ordinal in source_ordinals}) != 1:
        return None
    if _is_in_name(source_ordinals[0], source) and not _is_in_name(
        target_ordinals[0], target
    ):
        return None  # First Lady
    return source_ordinals[0], target_ordinals[0]


def _is_in_name(ordinal: Value, text: str) -> bool:
    """Whether an ordinal word has a capital inside a sentence: First Lady."""
    return ordinal.text.istitle() and not is_at_sentence_start(text, ordinal.start)


def _may_have_ordinal(text: str, locale: Locale, cache: ResultCache) -> bool:
    if load_conventions(locale).ordinal_word_list.may_be_in(text):
        return True
    return any(
        value.kind is ValueKind.ORDINAL for value in cached_values(text, locale, cache)
    )


def _find_unmatched_ordinals(
    text: str, locale: Locale, other_text: str, other_locale: Locale, cache: ResultCache
) -> Iterator[Value]:
    """Find the ordinals of a text that the other text lacks in any form."""
    values = cached_values(text, locale, cache)
    ordinals = [value for value in values if value.kind is ValueKind.ORDINAL]
    value_spans = SpanSet(text, map(value_span, values))
    ordinals += (
        number_word
        for number_word in cached_number_words(text, locale, cache)
        if number_word.kind is ValueKind.ORDINAL
        and not value_spans.overlaps(value_span(number_word))
    )
    if ordinals:
        other_numbers = _read_number_key_parts(other_text, other_locale, cache)
        fraction_spans = find_shared_fractions(
            text, locale, other_text, other_locale, cache
        )
        yield from (
            ordinal
            for ordinal in ordinals
            if ordinal.key[0] not in other_numbers
            and not is_inside_fraction(ordinal, fraction_spans)
        )


def _read_number_key_parts(
    text: str, locale: Locale, cache: ResultCache
) -> set[object]:
    """Read all numbers of a text, in figures and in words."""
    return {
        key_part
        for value in (
            *cached_values(text, locale, cache),
            *cached_number_words(text, locale, cache),
        )
        if value.kind not in NUMBERLESS_KINDS
        for key_part in value.key
    }


def _find_unmatched_number_words(
    text: str, locale: Locale, other_text: str, other_locale: Locale, cache: ResultCache
) -> Iterator[Value]:
    """Find unambiguous number words whose number the other text lacks."""
    ambiguous_words = read_language(locale).ambiguous_number_words
    power_by_scale_word = load_conventions(locale).numbers.power_by_scale_word
    values = cached_values(text, locale, cache)
    value_spans = SpanSet(text, map(value_span, values)) if values else None
    other_numbers: Set[Decimal | int] | None = None
    fraction_spans: Sequence[Span] | None = None
    for spelt_number in cached_number_words(text, locale, cache):
        number = spelt_number.key[0]
        if not isinstance(number, int | Decimal):
            continue
        if number not in _SMALL_NUMBERS and number < _MIN_LARGE_NUMBER:
            continue
        lower_words = spelt_number.text.lower().split()
        first_word = spelt_number.text.split()[0]
        if len(lower_words) == 1 and lower_words[0] in power_by_scale_word:
            continue  # thousands
        if not ambiguous_words.isdisjoint(
            (first_word, lower_words[0], lower_words[-1])
        ):
            continue
        if first_word.istitle() and not is_at_sentence_start(text, spelt_number.start):
            continue  # a name: `ông Chín`
        if value_spans is not None and value_spans.overlaps(value_span(spelt_number)):
            continue  # part of another value: Thứ Bảy is a day
        if other_numbers is None:
            other_numbers = read_possible_numbers(other_text, other_locale, cache)
        if number not in other_numbers:
            if fraction_spans is None:
                fraction_spans = find_shared_fractions(
                    text, locale, other_text, other_locale, cache
                )
            if not is_inside_fraction(spelt_number, fraction_spans):
                yield spelt_number


def is_inside_fraction(number_word: Value, fraction_spans: Sequence[Span]) -> bool:
    """Whether a number word is part of a fraction: three quarters."""
    return any(
        span.start < number_word.end and number_word.start < span.end
        for span in fraction_spans
    )
