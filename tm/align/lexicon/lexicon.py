"""Word lexicons for the aligner, learned from translated pairs.

They are learned by IBM Model 1 (Brown et al. 1993), in both directions.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from tm.text.locale import Locale
from tm.text.stem import stem_word
from tm.text.tokens import INLINE_CODE_CLASS, NUMBER_CLASS, list_match_tokens

_TRAINING_ROUND_COUNT = 5
_MIN_PROBABILITY = 0.02
"""Probabilities below this are chance and are dropped."""
_SMOOTHING = 1.5
"""The probability of an entry seen n times is multiplied by n / (n + this)."""
_MAX_WORD_COUNT = 120
"""The most words of a side; longer pairs take more time than they are worth."""
_NO_WORD_NUMBER = -1
"""The number of a token that is not a word."""

_NumberArray = NDArray[np.signedinteger[Any]]


class AlignmentLexicon(Protocol):
    """Probabilities of words given a word of the other language, in both directions.

    Words are stems (`tm.text.stem`) of tokens as they are compared
    (`tm.text.tokens.list_match_tokens`).
    """

    def find_targets(self, source_word: str) -> Mapping[str, float]:
        """Target words that translate a source word, with p(target | source)."""
        ...

    def find_sources(self, target_word: str) -> Mapping[str, float]:
        """Source words that translate a target word, with p(source | target)."""
        ...


class WordTable(NamedTuple):
    """A lexicon stored as tables."""

    targets_by_source_word: Mapping[str, Mapping[str, float]]
    sources_by_target_word: Mapping[str, Mapping[str, float]]

    def find_targets(self, source_word: str) -> Mapping[str, float]:
        """Target words that translate a source word, with p(target | source)."""
        return self.targets_by_source_word.get(source_word, {})

    def find_sources(self, target_word: str) -> Mapping[str, float]:
        """Source words that translate a target word, with p(source | target)."""
        return self.sources_by_target_word.get(target_word, {})


def learn_lexicon(
    text_pairs: Iterable[tuple[str, str]],
    *,
    source_locale: Locale,
    target_locale: Locale,
) -> WordTable:
    """Learn a lexicon from pairs of texts: sentences, or terms and their equivalents.

    About a second for 5,000 pairs of sentences. The same pair twice counts twice.

    >>> pairs = [("bộ trưởng", "menteri"), ("bộ", "kementerian")] * 3
    >>> table = learn_lexicon(
    ...     pairs, source_locale=Locale.parse("vi"), target_locale=Locale.parse("id")
    ... )
    >>> max(table.find_targets("trưởng").items(), key=lambda entry: entry[1])[0]
    'menteri'
    """
    source_stem_numbers, target_stem_numbers = (
        _StemNumbers(locale.language) for locale in (source_locale, target_locale)
    )
    word_number_pairs: list[tuple[_NumberArray, _NumberArray]] = []
    for source_text, target_text in text_pairs:
        word_number_pair = (
            source_stem_numbers.list_word_numbers(source_text, source_locale),
            target_stem_numbers.list_word_numbers(target_text, target_locale),
        )
        if all(
            0 < len(side_numbers) <= _MAX_WORD_COUNT
            for side_numbers in word_number_pair
        ):
            word_number_pairs.append(word_number_pair)
    if not word_number_pairs:
        return WordTable({}, {})
    word_links = _WordLinks(word_number_pairs, len(target_stem_numbers.number_by_stem))
    source_words, target_words = (
        [*source_stem_numbers.number_by_stem],
        [*target_stem_numbers.number_by_stem],
    )
    return WordTable(
        _make_probability_table(
            source_words,
            target_words,
            word_links.first_word_numbers,
            word_links.second_word_numbers,
            word_links.compute_second_given_first(),
        ),
        _make_probability_table(
            target_words,
            source_words,
            word_links.second_word_numbers,
            word_links.first_word_numbers,
            word_links.compute_first_given_second(),
        ),
    )


class _StemNumbers(dict[str, int]):
    """The stems of one language, numbered, by token."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language
        self.number_by_stem: dict[str, int] = {}

    def __missing__(self, token: str) -> int:
        number = _NO_WORD_NUMBER
        if token not in (NUMBER_CLASS, INLINE_CODE_CLASS) and token[0].isalpha():
            stem = stem_word(token, self._language)
            number = self.number_by_stem.setdefault(stem, len(self.number_by_stem))
        self[token] = number
        return number

    def list_word_numbers(self, text: str, locale: Locale) -> _NumberArray:
        """List the number of each word of a text; a new word gets a new number."""
        tokens = list_match_tokens(text, locale)
        stem_numbers = np.array([*map(self.__getitem__, tokens)], np.int64)
        return np.asarray(stem_numbers[stem_numbers != _NO_WORD_NUMBER])


class _WordLinks:
    """Links between every word of a pair and every word of its other side.

    A cell is a pair of words with all links between them; cells are sorted by first
    word, then second. Links are stored by cell, since for a million links the cells
    exceed the processor's cache and the occurrences of words do not.
    """

    def __init__(
        self,
        word_number_pairs: Sequence[tuple[_NumberArray, _NumberArray]],
        second_word_count: int,
    ) -> None:
        """Make the links; `second_word_count` is the number of second-side words."""
        link_count = sum(
            len(first_numbers) * len(second_numbers)
            for first_numbers, second_numbers in word_number_pairs
        )
        link_keys = np.empty(link_count, np.int64)
        # By link, the numbers of the occurrences of its words.
        first_occurrence_numbers, second_occurrence_numbers = (
            np.empty(link_count, np.int32),
            np.empty(link_count, np.int32),
        )
        link_start = first_occurrence_start = second_occurrence_start = 0
        for first_numbers, second_numbers in word_number_pairs:
            link_end = link_start + len(first_numbers) * len(second_numbers)
            link_slice, shape = (
                slice(link_start, link_end),
                (len(second_numbers), len(first_numbers)),
            )
            link_keys[link_slice].reshape(shape)[:] = (
                first_numbers * second_word_count + second_numbers[:, None]
            )
            first_occurrence_numbers[link_slice].reshape(shape)[:] = np.arange(
                first_occurrence_start, first_occurrence_start + len(first_numbers)
            )
            second_occurrence_row = np.arange(
                second_occurrence_start, second_occurrence_start + len(second_numbers)
            )
            second_occurrence_numbers[link_slice].reshape(shape)[:] = (
                second_occurrence_row[:, None]
            )
            link_start, first_occurrence_start, second_occurrence_start = (
                link_end,
                first_occurrence_start + len(first_numbers),
                second_occurrence_start + len(second_numbers),
            )
        link_order = sort_with_order(link_keys)
        self._cell_starts = np.flatnonzero(
            np.append(True, link_keys[1:] != link_keys[:-1])
        )
        self._cell_sizes = np.diff(np.append(self._cell_starts, link_count))
        self.first_word_numbers, self.second_word_numbers = np.divmod(
            link_keys[self._cell_starts], second_word_count
        )
        """The words of each cell."""
        del link_keys  # millions of numbers
        self._first_occurrence_numbers, self._second_occurrence_numbers = (
            first_occurrence_numbers[link_order],
            second_occurrence_numbers[link_order],
        )

    def compute_second_given_first(self) -> NDArray[np.float64]:
        """Compute p(second | first) for each cell."""
        return self._train(self._second_occurrence_numbers, self.first_word_numbers)

    def compute_first_given_second(self) -> NDArray[np.float64]:
        """Compute p(first | second) for each cell."""
        return self._train(self._first_occurrence_numbers, self.second_word_numbers)

    def _train(
        self, occurrence_numbers: _NumberArray, condition_word_numbers: _NumberArray
    ) -> NDArray[np.float64]:
        """Compute the probability of one word of each cell, given the other word.

        `occurrence_numbers`: by link, the occurrence of the word that is not given.
        """
        probabilities = np.full(len(condition_word_numbers), 1.0)
        expected_counts = probabilities
        for _ in range(_TRAINING_ROUND_COUNT):
            link_weights = np.repeat(probabilities, self._cell_sizes)
            link_weights /= np.bincount(occurrence_numbers, link_weights)[
                occurrence_numbers
            ]
            expected_counts = np.add.reduceat(link_weights, self._cell_starts)
            probabilities = (
                expected_counts
                / np.bincount(condition_word_numbers, expected_counts)[
                    condition_word_numbers
                ]
            )
        return np.asarray(
            probabilities * expected_counts / (expected_counts + _SMOOTHING)
        )


def sort_with_order(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sort numbers from 0 up in place, stably; return their former indices.

    Speed trick: 93 % faster than a stable argsort (benchmarks/text_optimisations.py).
    """
    # Sorting numbers takes a fifth of the time of finding their order, but with half a
    # million different words, link and index do not fit into 63 bits.
    bit_count = len(numbers).bit_length()
    if int(numbers.max(initial=0)).bit_length() + bit_count > 63:
        former_indexes = np.argsort(numbers, kind="stable")
        numbers[:] = numbers[former_indexes]
        return former_indexes
    numbers <<= bit_count
    numbers += np.arange(len(numbers))
    numbers.sort()
    former_indexes = numbers & ((1 << bit_count) - 1)
    numbers >>= bit_count
    return former_indexes


def _make_probability_table(
    words: Sequence[str],
    other_words: Sequence[str],
    cell_word_numbers: _NumberArray,
    cell_other_word_numbers: _NumberArray,
    probabilities: NDArray[np.float64],
) -> dict[str, dict[str, float]]:
    """Make the table of each word's probable translations."""
    likely_cell_indexes = np.flatnonzero(probabilities >= _MIN_PROBABILITY)
    likely_cell_indexes = likely_cell_indexes[
        np.lexsort(
            (
                cell_other_word_numbers[likely_cell_indexes],
                cell_word_numbers[likely_cell_indexes],
            )
        )
    ]
    probabilities_by_word: dict[str, dict[str, float]] = {}
    likely_columns = (
        column[likely_cell_indexes].tolist()
        for column in (cell_word_numbers, cell_other_word_numbers, probabilities)
    )
    for word_number, other_word_number, probability in zip(
        *likely_columns, strict=True
    ):
        probabilities_by_word.setdefault(words[word_number], {})[
            other_words[other_word_number]
        ] = probability
    return probabilities_by_word
