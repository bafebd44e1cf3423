"""Fractions, decades and ordinals in words: six and a half million, thirty-fifth.

They are only possible values, to excuse a number that seems to be missing.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from tm.result_cache import lazy_constant
from tm.text.locale import Locale
from tm.text.values.conventions import Conventions, load_conventions
from tm.text.values.numerals import iterate_spelt_numbers

_HALF = Decimal("0.5")
_HALF_HOUR = Decimal("0.30")
"""The minutes of half an hour, as figures write them: 7.30."""
_MAX_PRECEDING_WORDS = 6
"""How many words before a fraction or an ordinal may be words of its number."""
_LATEST_CENTURIES = (1900, 2000)
"""The centuries that a decade such as the twenties may be of."""
_CENTURY_WORDS = range(10, 21)
"""The numbers before a decade that are centuries: the nineteen-thirties."""
_SMALLEST_SCALE = 100


def read_fractional_words(text: str, locale: Locale) -> frozenset[Decimal]:
    """Read numbers with a fraction, decades, and ordinals of several words.

    >>> english = Locale("en")
    >>> sorted(map(str, read_fractional_words("six-and-a-half million", english)))
    ['500000.0', '6.5', '6500000.0']
    >>> sorted(map(str, read_fractional_words("one point three billion", english)))
    ['1.3', '1300000000.0']
    >>> sorted(map(str, read_fractional_words("half a million people", english)))
    ['500000.0']
    >>> sorted(map(str, read_fractional_words("the nineteen-thirties", english)))
    ['1930']
    """
    conventions = load_conventions(locale)
    number_conventions = conventions.numbers
    if not (
        number_conventions.half_phrases
        or number_conventions.point_words
        or number_conventions.number_by_decade
    ):
        return frozenset()
    words = [
        word.strip(".,;:!?()\"“”'’") for word in text.lower().replace("-", " ").split()
    ]
    possible_numbers: set[Decimal] = set()
    first_words = _list_first_words(locale)
    for word_index, word in enumerate(words):
        if word not in first_words:
            continue
        preceding_words = words[max(0, word_index - _MAX_PRECEDING_WORDS) : word_index]
        if word in number_conventions.number_by_decade:
            possible_numbers.update(
                _list_decades(
                    number_conventions.number_by_decade[word],
                    _read_last_number(preceding_words, conventions),
                )
            )
        elif word in conventions.ordinals_by_word:
            possible_numbers.update(
                _list_ordinals(
                    conventions.ordinals_by_word[word],
                    _read_last_number(preceding_words, conventions),
                    words[word_index + 1 : word_index + 2],
                    conventions,
                )
            )
        elif word in number_conventions.point_words:
            possible_numbers.update(
                _list_decimals(preceding_words, words[word_index + 1 :], conventions)
            )
        for half_phrase in number_conventions.half_of_phrases:
            half_end = word_index + len(half_phrase)
            if words[word_index:half_end] == [*half_phrase]:
                possible_numbers.update(_list_half_of(words[half_end:], conventions))
        for half_phrase in number_conventions.half_phrases:
            half_end = word_index + len(half_phrase)
            if words[word_index:half_end] == [*half_phrase]:
                possible_numbers.update(
                    _list_halves(preceding_words, words[half_end:], conventions)
                )
    return frozenset(possible_numbers)


@lazy_constant
def _list_first_words(locale: Locale) -> frozenset[str]:
    """List the words with which decades, ordinals, points and halves begin."""
    conventions = load_conventions(locale)
    number_conventions = conventions.numbers
    half_phrases = (
        *number_conventions.half_phrases,
        *number_conventions.half_of_phrases,
    )
    return frozenset(
        (
            *number_conventions.number_by_decade,
            *conventions.ordinals_by_word,
            *number_conventions.point_words,
            *(half_phrase[0] for half_phrase in half_phrases),
        )
    )


def _read_last_number(words: Sequence[str], conventions: Conventions) -> Decimal | None:
    """Read the number in words at the end of a text."""
    text = " ".join(words)
    last_number = None
    for _, number_end, number in iterate_spelt_numbers(text, conventions):
        last_number = Decimal(number) if number_end == len(text) else None
    return last_number


def _list_decades(decade: int, century: Decimal | None) -> Iterator[Decimal]:
    if century is not None and int(century) in _CENTURY_WORDS:
        yield century * 100 + decade
        return
    yield Decimal(decade)
    for latest_century in _LATEST_CENTURIES:
        yield Decimal(latest_century + decade)


def _list_ordinals(
    ordinal: int,
    preceding_number: Decimal | None,
    next_words: Sequence[str],
    conventions: Conventions,
) -> Iterator[Decimal]:
    """List what an ordinal may mean with the words around it: ketiga belas."""
    if preceding_number is not None:
        yield (
            preceding_number * ordinal
            if ordinal >= _SMALLEST_SCALE
            else preceding_number + ordinal
        )
    for next_word in next_words:
        if next_word in conventions.numbers.addend_by_word:
            yield Decimal(ordinal + conventions.numbers.addend_by_word[next_word])
        elif next_word in conventions.numbers.multiplier_by_word:
            yield Decimal(ordinal * conventions.numbers.multiplier_by_word[next_word])


def _list_decimals(
    preceding_words: Sequence[str],
    following_words: Sequence[str],
    conventions: Conventions,
) -> Iterator[Decimal]:
    """List what a decimal may mean, with and without the scale word after it."""
    whole_number = _read_last_number(preceding_words[-1:], conventions)
    digit_count = 0
    digits = ""
    for word in following_words:
        digit = conventions.numbers.number_by_word.get(word)
        if digit is None or digit > 9:
            break
        digits += str(digit)
        digit_count += 1
    if whole_number is not None and digits:
        yield from _list_scaled(
            whole_number + Decimal(f"0.{digits}"),
            following_words[digit_count:],
            conventions,
        )


def _list_halves(
    preceding_words: Sequence[str],
    following_words: Sequence[str],
    conventions: Conventions,
) -> Iterator[Decimal]:
    """List what a half may mean: of one, of the scale before or after it."""
    power_by_scale_word = conventions.numbers.power_by_scale_word
    number = _read_last_number(preceding_words, conventions)
    if number is not None:
        yield from _list_scaled(number + _HALF, following_words, conventions)
    if preceding_words and preceding_words[-1] in power_by_scale_word:
        scale = Decimal(10 ** power_by_scale_word[preceding_words[-1]])
        number = _read_last_number(preceding_words[:-1], conventions) or Decimal(1)
        yield (number + _HALF) * scale


def _list_half_of(
    following_words: Sequence[str], conventions: Conventions
) -> Iterator[Decimal]:
    """List what half a million or half an hour before eight (7.30) may mean."""
    yield from [*_list_scaled(_HALF, following_words, conventions)][1:]
    if following_words and (
        hour := conventions.numbers.number_by_word.get(following_words[0])
    ):
        yield Decimal(hour - 1)
        yield hour - 1 + _HALF_HOUR


def _list_scaled(
    number: Decimal, following_words: Sequence[str], conventions: Conventions
) -> Iterator[Decimal]:
    power_by_scale_word: Mapping[str, int] = conventions.numbers.power_by_scale_word
    yield number
    if following_words and following_words[0] in power_by_scale_word:
        yield number * 10 ** power_by_scale_word[following_words[0]]
