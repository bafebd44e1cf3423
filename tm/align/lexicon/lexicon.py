"""Word lexicons for the aligner, learned from translated pairs.

They are learned by IBM Model 1 (Brown et al. 1993), in both directions.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from tm.text.locale import Locale
from tm.text.stem import stem_word
from tm.text.tokens import INLINE_CODE_CLASS, NUMBER_CLASS, list_match_tokens

_TRAINING_ROUNDS = 5
_MIN_PROBABILITY = 0.02
"""Probabilities below this are chance and are dropped."""
_SMOOTHING = 1.5
"""The probability of an entry seen n times is multiplied by n / (n + this)."""
_MAX_WORDS = 120
"""The most words of a side; longer pairs take more time than they are worth."""
_NO_WORD = -1
"""The number of a token that is not a word."""

_NumberArray = NDArray[np.signedinteger[Any]]


class AlignmentLexicon(Protocol):
    """Probabilities of words given a word of the other language, in both directions.

    Words are stems (`tm.text.stem`) of tokens as they are compared
    (`tm.text.tokens.list_match_tokens`).
    """

    def find_targets(self, source: str) -> Mapping[str, float]:
        """Target words that translate a source word, with p(target | source)."""
        ...

    def find_sources(self, target: str) -> Mapping[str, float]:
        """Source words that translate a target word, with p(source | target)."""
        ...


@dataclass(frozen=True, slots=True)
class WordTable:
    """A lexicon stored as tables."""

    by_source: Mapping[str, Mapping[str, float]]
    by_target: Mapping[str, Mapping[str, float]]

    def find_targets(self, source: str) -> Mapping[str, float]:
        """Target words that translate a source word, with p(target | source)."""
        return self.by_source.get(source, {})

    def find_sources(self, target: str) -> Mapping[str, float]:
        """Source words that translate a target word, with p(source | target)."""
        return self.by_target.get(target, {})


def learn_lexicon(
    pairs: Iterable[tuple[str, str]], *, source_locale: Locale, target_locale: Locale
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
    source_stems, target_stems = (
        _StemNumbers(locale.language) for locale in (source_locale, target_locale)
    )
    numbered_pairs: list[tuple[_NumberArray, _NumberArray]] = []
    for source, target in pairs:
        stem_numbers = (
            source_stems.number_words(source, source_locale),
            target_stems.number_words(target, target_locale),
        )
        if all(0 < len(side) <= _MAX_WORDS for side in stem_numbers):
            numbered_pairs.append(stem_numbers)
    if not numbered_pairs:
        return WordTable({}, {})
    links = _WordLinks(numbered_pairs, len(target_stems.numbers))
    source_words, target_words = [*source_stems.numbers], [*target_stems.numbers]
    return WordTable(
        _probability_table(
            source_words,
            target_words,
            links.first_words,
            links.second_words,
            links.second_given_first(),
        ),
        _probability_table(
            target_words,
            source_words,
            links.second_words,
            links.first_words,
            links.first_given_second(),
        ),
    )


class _StemNumbers(dict[str, int]):
    """The stems of one language, numbered, by token."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language
        self.numbers: dict[str, int] = {}

    def __missing__(self, token: str) -> int:
        number = _NO_WORD
        if token not in (NUMBER_CLASS, INLINE_CODE_CLASS) and token[0].isalpha():
            word = stem_word(token, self._language)
            number = self.numbers.setdefault(word, len(self.numbers))
        self[token] = number
        return number

    def number_words(self, text: str, locale: Locale) -> _NumberArray:
        """Number the words of a text."""
        tokens = list_match_tokens(text, locale)
        numbers = np.array([*map(self.__getitem__, tokens)], np.int64)
        return np.asarray(numbers[numbers != _NO_WORD])


class _WordLinks:
    """Links between every word of a pair and every word of its other side.

    A cell is a pair of words with all links between them; cells are sorted by first
    word, then second. Links are stored by cell, since for a million links the cells
    exceed the processor's cache and the occurrences of words do not.
    """

    def __init__(
        self,
        numbered_pairs: Sequence[tuple[_NumberArray, _NumberArray]],
        second_word_count: int,
    ) -> None:
        """Make the links; `second_word_count` is the number of second-side words."""
        link_count = sum(len(first) * len(second) for first, second in numbered_pairs)
        link_keys = np.empty(link_count, np.int64)
        # By link, the numbers of the occurrences of its words.
        first_occurrences, second_occurrences = (
            np.empty(link_count, np.int32),
            np.empty(link_count, np.int32),
        )
        start = first_occurrence = second_occurrence = 0
        for first, second in numbered_pairs:
            end = start + len(first) * len(second)
            link_slice, shape = slice(start, end), (len(second), len(first))
            link_keys[link_slice].reshape(shape)[:] = (
                first * second_word_count + second[:, None]
            )
            first_occurrences[link_slice].reshape(shape)[:] = np.arange(
                first_occurrence, first_occurrence + len(first)
            )
            rows = np.arange(second_occurrence, second_occurrence + len(second))
            second_occurrences[link_slice].reshape(shape)[:] = rows[:, None]
            start, first_occurrence, second_occurrence = (
                end,
                first_occurrence + len(first),
                second_occurrence + len(second),
            )
        order = sort_with_order(link_keys)
        self._cell_starts = np.flatnonzero(
            np.append(True, link_keys[1:] != link_keys[:-1])
        )
        self._cell_sizes = np.diff(np.append(self._cell_starts, link_count))
        self.first_words, self.second_words = np.divmod(
            link_keys[self._cell_starts], second_word_count
        )
        """The words of each cell."""
        del link_keys  # millions of numbers
        self._first_occurrences, self._second_occurrences = (
            first_occurrences[order],
            second_occurrences[order],
        )

    def second_given_first(self) -> NDArray[np.float64]:
        """Compute p(second | first) for each cell."""
        return self._train(self._second_occurrences, self.first_words)

    def first_given_second(self) -> NDArray[np.float64]:
        """Compute p(first | second) for each cell."""
        return self._train(self._first_occurrences, self.second_words)

    def _train(
        self, link_occurrences: _NumberArray, given_words: _NumberArray
    ) -> NDArray[np.float64]:
        """Compute the probability of one word of each cell, given the other word.

        `link_occurrences`: by link, the occurrence of the word that is not given.
        """
        probabilities = np.full(len(given_words), 1.0)
        counts = probabilities
        for _ in range(_TRAINING_ROUNDS):
            weights = np.repeat(probabilities, self._cell_sizes)
            weights /= np.bincount(link_occurrences, weights)[link_occurrences]
            counts = np.add.reduceat(weights, self._cell_starts)
            probabilities = counts / np.bincount(given_words, counts)[given_words]
        return np.asarray(probabilities * counts / (counts + _SMOOTHING))


def sort_with_order(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sort numbers from 0 up in place, stably; return their former indices.

    Speed trick: 93 % faster than a stable argsort (benchmarks/text_tricks.py).
    """
    # Sorting numbers takes a fifth of the time of finding their order, but with half a
    # million different words, link and index do not fit into 63 bits.
    bits = len(numbers).bit_length()
    if int(numbers.max(initial=0)).bit_length() + bits > 63:
        order = np.argsort(numbers, kind="stable")
        numbers[:] = numbers[order]
        return order
    numbers <<= bits
    numbers += np.arange(len(numbers))
    numbers.sort()
    order = numbers & ((1 << bits) - 1)
    numbers >>= bits
    return order


def _probability_table(
    words: Sequence[str],
    other_words: Sequence[str],
    cell_words: _NumberArray,
    cell_other_words: _NumberArray,
    probabilities: NDArray[np.float64],
) -> dict[str, dict[str, float]]:
    """Make the table of each word's probable translations."""
    likely_cells = np.flatnonzero(probabilities >= _MIN_PROBABILITY)
    likely_cells = likely_cells[
        np.lexsort((cell_other_words[likely_cells], cell_words[likely_cells]))
    ]
    table: dict[str, dict[str, float]] = {}
    columns = (
        column[likely_cells].tolist()
        for column in (cell_words, cell_other_words, probabilities)
    )
    for word_number, other_number, probability in zip(*columns, strict=True):
        table.setdefault(words[word_number], {})[other_words[other_number]] = (
            probability
        )
    return table
