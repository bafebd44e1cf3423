"""Pairing of the numbers of two texts that may translate each other."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from checks.text.measurements import Amount
from tm.text.locale import Locale
from tm.text.values.conventions import load_conventions
from tm.text.values.reader import ValueKind

_MIN_UNRELATED_RATIO = 100
"""Of numbers that differ by such a factor or more, neither is the other, changed."""
_WORDS_TO_SCALE = 2
"""How many words after a number a displaced scale word is searched in."""
_MIN_SCALE_LETTERS = 5
"""How many letters a misspelt scale word has at least."""
_MIN_SCALE_SIMILARITY = 0.75
"""How similar a misspelt scale word is at least."""
_MAX_ORDINAL_DISTANCE = 0.2
"""The largest distance of an ordinal and its changed number, as a share of a text."""
_MAX_ORDINAL_RATIO = 5
"""How many times an ordinal a number that stands for it may be."""
_MAX_SMALL_NUMBER = 10
"""A number below it hardly becomes a large one with other digits."""
_YEARS = range(1900, 2100)
_MIN_UNITS_OF_YEAR = 1000
"""A smaller number is no year that was changed."""
_ROMAN_PATTERN = re.compile("[IVX]+")
_GROUPED_NUMBER_PATTERN = re.compile(r"\d{1,3}(?:[.,\s]\d{3})+")


def pair_numbers(
    source_amounts: Sequence[Amount],
    target_amounts: Sequence[Amount],
    text_lengths: tuple[int, int],
) -> tuple[list[tuple[Amount, Amount]], list[Amount]]:
    """Pair each source number with its likeliest partner; list unpaired target numbers.

    Numbers of the same digits come first: 300, 3.000. Then, in source order, each
    number takes the unpaired one of its kind at the nearest relative position, and the
    rest take the nearest of any kind. `text_lengths`: of both texts.
    """
    amount_pairs = _pair_same_digits(source_amounts, target_amounts)
    if amount_pairs:
        paired_object_ids = {
            id(amount) for amounts in amount_pairs for amount in amounts
        }
        source_amounts, target_amounts = (
            [amount for amount in amounts if id(amount) not in paired_object_ids]
            for amounts in (source_amounts, target_amounts)
        )
    unpaired_target_numbers = _UnpairedNumbers(target_amounts, text_lengths[1])
    unpaired_source_amounts = []
    for amount in source_amounts:
        relative_position = amount.value.start / max(1, text_lengths[0])
        nearest_index = unpaired_target_numbers.take_nearest(
            relative_position, amount.value.kind
        )
        if nearest_index is None:
            unpaired_source_amounts.append((amount, relative_position))
        else:
            amount_pairs.append((amount, target_amounts[nearest_index]))
    for amount, relative_position in unpaired_source_amounts:
        nearest_index = unpaired_target_numbers.take_nearest(relative_position)
        if nearest_index is not None and may_be_changed(
            amount, target_amounts[nearest_index], text_lengths
        ):
            amount_pairs.append((amount, target_amounts[nearest_index]))
    return sorted(
        amount_pairs, key=lambda amount_pair: amount_pair[0].value.start
    ), unpaired_target_numbers.list_remaining()


def _pair_same_digits(
    source_amounts: Sequence[Amount], target_amounts: Sequence[Amount]
) -> list[tuple[Amount, Amount]]:
    """Pair numbers of the same digits, zeros at the end aside, if they are unique."""
    amounts_by_digits_of_sides: list[dict[tuple[int, ...], list[Amount]]] = []
    for amounts in (source_amounts, target_amounts):
        amounts_by_digits_of_sides.append(defaultdict(list))
        for amount in amounts:
            amounts_by_digits_of_sides[-1][_read_leading_digits(amount)].append(amount)
    source_amounts_by_digits, target_amounts_by_digits = amounts_by_digits_of_sides
    return [
        (same_source_amounts[0], target_amounts_by_digits[digits][0])
        for digits, same_source_amounts in source_amounts_by_digits.items()
        if len(same_source_amounts)
        == 1
        == len(target_amounts_by_digits.get(digits, ()))
        and ValueKind.ORDINAL
        not in {
            same_source_amounts[0].value.kind,
            target_amounts_by_digits[digits][0].value.kind,
        }
    ]


def _read_leading_digits(amount: Amount) -> tuple[int, ...]:
    """Read the digits of a number without the zeros at its end."""
    return amount.number.normalize().as_tuple().digits


def may_be_changed(
    source_amount: Amount, target_amount: Amount, text_lengths: tuple[int, int]
) -> bool:
    """Whether one number may be the other one, changed.

    The tenth is no count of twenty, unless it stands at the same place.
    """
    kinds = {source_amount.value.kind, target_amount.value.kind}
    relative_distance = abs(
        source_amount.value.start / max(1, text_lengths[0])
        - target_amount.value.start / max(1, text_lengths[1])
    )
    if ValueKind.ORDINAL not in kinds or len(kinds) == 1:
        return True
    smaller_number, larger_number = sorted(
        (abs(source_amount.number), abs(target_amount.number))
    )
    return (
        relative_distance <= _MAX_ORDINAL_DISTANCE
        and larger_number <= _MAX_ORDINAL_RATIO * smaller_number
    )


class _UnpairedNumbers:
    """Numbers without a partner, by kind and position."""

    def __init__(self, amounts: Sequence[Amount], text_length: int) -> None:
        self._amounts = amounts
        self._numbers_by_kind: dict[ValueKind, _NumbersOfKind] = {}
        indexes_by_kind: dict[ValueKind, list[int]] = defaultdict(list)
        for amount_index, amount in enumerate(amounts):
            indexes_by_kind[amount.value.kind].append(amount_index)
        for kind, amount_indexes in indexes_by_kind.items():
            relative_positions = [
                amounts[amount_index].value.start / max(1, text_length)
                for amount_index in amount_indexes
            ]
            self._numbers_by_kind[kind] = _NumbersOfKind(
                amount_indexes, relative_positions
            )

    def take_nearest(
        self, relative_position: float, kind: ValueKind | None = None
    ) -> int | None:
        """Take the number nearest to a position, of one kind if given; its index."""
        distances = [
            (
                abs(relative_position - numbers_of_kind.relative_positions[row_index]),
                numbers_of_kind.amount_indexes[row_index],
                row_index,
            )
            for number_kind, numbers_of_kind in self._numbers_by_kind.items()
            if kind in (None, number_kind)
            for row_index in numbers_of_kind.find_free_neighbours(relative_position)
        ]
        if not distances:
            return None
        _, amount_index, row_index = min(distances)
        self._numbers_by_kind[self._amounts[amount_index].value.kind].remove(row_index)
        return amount_index

    def list_remaining(self) -> list[Amount]:
        """List the numbers that were not taken, in order."""
        amount_indexes = sorted(
            amount_index
            for numbers_of_kind in self._numbers_by_kind.values()
            for amount_index in numbers_of_kind.iterate_remaining_indexes()
        )
        return [self._amounts[amount_index] for amount_index in amount_indexes]


class _NumbersOfKind:
    """Numbers of one kind by position; links skip those already taken."""

    def __init__(
        self, amount_indexes: list[int], relative_positions: list[float]
    ) -> None:
        self.amount_indexes = amount_indexes
        self.relative_positions = relative_positions
        # Links to the nearest free row at or after, and at or before (plus one).
        self._next_free_indexes = list(range(len(amount_indexes) + 1))
        self._previous_free_indexes = list(range(len(amount_indexes) + 1))

    def find_free_neighbours(self, relative_position: float) -> list[int]:
        """Find the free rows right before and right after a position."""
        insertion_index = bisect_left(self.relative_positions, relative_position)
        previous_end, next_index = (
            _find_chain_end(self._previous_free_indexes, insertion_index),
            _find_chain_end(self._next_free_indexes, insertion_index),
        )
        free_row_indexes = [previous_end - 1] if previous_end else []
        return free_row_indexes + (
            [next_index] if next_index < len(self.amount_indexes) else []
        )

    def remove(self, row_index: int) -> None:
        self._next_free_indexes[row_index] = row_index + 1
        self._previous_free_indexes[row_index + 1] = row_index

    def iterate_remaining_indexes(self) -> Iterable[int]:
        return (
            amount_index
            for row_index, amount_index in enumerate(self.amount_indexes)
            if self._next_free_indexes[row_index] == row_index
        )


def _find_chain_end(link_indexes: list[int], link_index: int) -> int:
    """Find the end of a chain of links, and link all its members to the end."""
    end_index = link_index
    while link_indexes[end_index] != end_index:
        end_index = link_indexes[end_index]
    while link_indexes[link_index] != end_index:
        link_indexes[link_index], link_index = end_index, link_indexes[link_index]
    return end_index


def is_fractional_part(spelt_amount: Amount, other_amount: Amount) -> bool:
    """Whether a number is the hundredths of another: a dollar and five cents, 1.05."""
    return spelt_amount.number == other_amount.number % 1 * 100


def is_decade(source_amount: Amount, target_amount: Amount) -> bool:
    """Whether one number is the short form of a decade: the 80s, 1980-an."""
    smaller_number, larger_number = sorted((source_amount.number, target_amount.number))
    return (
        smaller_number < 100
        and 1900 <= larger_number < 2100
        and larger_number % 100 == smaller_number
    )


def are_unrelated(source_amount: Amount, target_amount: Amount) -> bool:
    """Whether two numbers are so different that neither is the other one, changed.

    One is at least a hundred times the other, and their first digits differ; or one
    is a small count; or one only is a year.
    """
    smaller_amount, larger_amount = sorted(
        (source_amount, target_amount), key=lambda amount: abs(amount.number)
    )
    smaller_number, larger_number = (
        abs(smaller_amount.number),
        abs(larger_amount.number),
    )
    if _may_be_year(larger_amount) and smaller_number < _MIN_UNITS_OF_YEAR:
        return True
    if not smaller_number or larger_number < _MIN_UNRELATED_RATIO * smaller_number:
        return False
    smaller_digits, larger_digits = (
        _read_leading_digits(smaller_amount),
        _read_leading_digits(larger_amount),
    )
    return smaller_digits[0] != larger_digits[0] or (
        smaller_number < _MAX_SMALL_NUMBER and smaller_digits != larger_digits
    )


def are_years(source_amount: Amount, target_amount: Amount) -> bool:
    """Whether both numbers may be years of now."""
    return _may_be_year(source_amount) and _may_be_year(target_amount)


def is_quarter_in_months(source_amount: Amount, target_amount: Amount) -> bool:
    """Whether a word counts months and a Roman number tells the quarter they are."""
    return any(
        _ROMAN_PATTERN.fullmatch(first_amount.value.text) is not None
        and second_amount.value.text.isalpha()
        and second_amount.value.text.islower()
        for first_amount, second_amount in (
            (source_amount, target_amount),
            (target_amount, source_amount),
        )
    )


def _may_be_year(amount: Amount) -> bool:
    """Whether a number without a unit may be a year of now."""
    return (
        amount.dimension is None
        and amount.number in _YEARS
        and "." not in amount.value.text
        and "," not in amount.value.text
    )


def has_foreign_grouping(source_amount: Amount, target_amount: Amount) -> bool:
    """Whether both numbers have the same digits and only group them differently.

    By one language's rules, `26,750` is a thousandth of `26.750`: see num.format.
    """
    source_text, target_text = source_amount.value.text, target_amount.value.text
    if not _GROUPED_NUMBER_PATTERN.fullmatch(
        source_text
    ) or not _GROUPED_NUMBER_PATTERN.fullmatch(target_text):
        return False
    return re.sub(r"\D", "", source_text) == re.sub(r"\D", "", target_text)


def is_copied_with_scale(target_amount: Amount, source: str) -> bool:
    """Whether the source has the words of a number as they are: US$900 juta."""
    amount_text = target_amount.value.text
    return any(map(str.isalpha, amount_text)) and amount_text in source


def has_scale_word_near(amount: Amount, text: str, locales: tuple[Locale, ...]) -> bool:
    """Whether a scale word of any language, perhaps misspelt, stands after a number.

    `200 years million ago`, `250 Million Cubic Feet` in Indonesian, `500 thausand`.
    """
    next_words = text[amount.value.end :].lower().split(maxsplit=_WORDS_TO_SCALE)
    scale_words = {
        scale_word
        for locale in locales
        for scale_word in load_conventions(locale).numbers.power_by_scale_word
    }
    return any(
        word in scale_words
        or (
            len(word) >= _MIN_SCALE_LETTERS
            and get_close_matches(word, scale_words, 1, _MIN_SCALE_SIMILARITY)
        )
        for word in next_words[:_WORDS_TO_SCALE]
    )
