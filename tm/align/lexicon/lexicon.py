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
_SMOOTHING_COUNT = 1.5
"""The probability of an entry seen n times is multiplied by n / (n + this)."""
_MAX_WORDS_PER_SIDE = 120
"""The most words of a side; longer pairs take more time than they are worth."""
_NO_WORD_ID = -1
"""The id of a token that is not a word."""

_IdArray = NDArray[np.signedinteger[Any]]


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
    source_stem_ids, target_stem_ids = (
        _StemIds(locale.language) for locale in (source_locale, target_locale)
    )
    word_id_pairs: list[tuple[_IdArray, _IdArray]] = []
    for source_text, target_text in text_pairs:
        word_id_pair = (
            source_stem_ids.list_word_ids(source_text, source_locale),
            target_stem_ids.list_word_ids(target_text, target_locale),
        )
        if all(
            0 < len(side_word_ids) <= _MAX_WORDS_PER_SIDE
            for side_word_ids in word_id_pair
        ):
            word_id_pairs.append(word_id_pair)
    if not word_id_pairs:
        return WordTable({}, {})
    word_links = _WordLinks(word_id_pairs, len(target_stem_ids.id_by_stem))
    source_words, target_words = (
        [*source_stem_ids.id_by_stem],
        [*target_stem_ids.id_by_stem],
    )
    return WordTable(
        _make_probability_table(
            source_words,
            target_words,
            word_links.first_word_ids,
            word_links.second_word_ids,
            word_links.compute_second_given_first(),
        ),
        _make_probability_table(
            target_words,
            source_words,
            word_links.second_word_ids,
            word_links.first_word_ids,
            word_links.compute_first_given_second(),
        ),
    )


class _StemIds(dict[str, int]):
    """The ids of the stems of one language, by token."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language
        self.id_by_stem: dict[str, int] = {}

    def __missing__(self, token: str) -> int:
        word_id = _NO_WORD_ID
        if token not in (NUMBER_CLASS, INLINE_CODE_CLASS) and token[0].isalpha():
            stem = stem_word(token, self._language)
            word_id = self.id_by_stem.setdefault(stem, len(self.id_by_stem))
        self[token] = word_id
        return word_id

    def list_word_ids(self, text: str, locale: Locale) -> _IdArray:
        """List the id of each word of a text; a new word gets a new id."""
        tokens = list_match_tokens(text, locale)
        word_ids = np.array([*map(self.__getitem__, tokens)], np.int64)
        return np.asarray(word_ids[word_ids != _NO_WORD_ID])


class _WordLinks:
    """Links between every word of a pair and every word of its other side.

    A cell is a pair of words with all links between them; cells are sorted by first
    word, then second. Links are stored by cell, since for a million links the cells
    exceed the processor's cache and the occurrences of words do not.
    """

    def __init__(
        self,
        word_id_pairs: Sequence[tuple[_IdArray, _IdArray]],
        second_word_count: int,
    ) -> None:
        """Make the links; `second_word_count` is the number of second-side words."""
        link_count = sum(
            len(first_word_ids_of_pair) * len(second_word_ids_of_pair)
            for first_word_ids_of_pair, second_word_ids_of_pair in word_id_pairs
        )
        link_keys = np.empty(link_count, np.int64)
        # By link, the indexes of the occurrences of its words.
        first_occurrence_indexes, second_occurrence_indexes = (
            np.empty(link_count, np.int32),
            np.empty(link_count, np.int32),
        )
        link_start = first_occurrence_start = second_occurrence_start = 0
        for first_word_ids_of_pair, second_word_ids_of_pair in word_id_pairs:
            link_end = link_start + len(first_word_ids_of_pair) * len(
                second_word_ids_of_pair
            )
            link_slice, shape = (
                slice(link_start, link_end),
                (len(second_word_ids_of_pair), len(first_word_ids_of_pair)),
            )
            link_keys[link_slice].reshape(shape)[:] = (
                first_word_ids_of_pair * second_word_count
                + second_word_ids_of_pair[:, None]
            )
            first_occurrence_indexes[link_slice].reshape(shape)[:] = np.arange(
                first_occurrence_start,
                first_occurrence_start + len(first_word_ids_of_pair),
            )
            second_occurrence_row = np.arange(
                second_occurrence_start,
                second_occurrence_start + len(second_word_ids_of_pair),
            )
            second_occurrence_indexes[link_slice].reshape(shape)[:] = (
                second_occurrence_row[:, None]
            )
            link_start, first_occurrence_start, second_occurrence_start = (
                link_end,
                first_occurrence_start + len(first_word_ids_of_pair),
                second_occurrence_start + len(second_word_ids_of_pair),
            )
        link_order = sort_with_order(link_keys)
        self._cell_starts = np.flatnonzero(
            np.append(True, link_keys[1:] != link_keys[:-1])
        )
        self._cell_sizes = np.diff(np.append(self._cell_starts, link_count))
        self.first_word_ids, self.second_word_ids = np.divmod(
            link_keys[self._cell_starts], second_word_count
        )
        """The words of each cell."""
        del link_keys  # millions of numbers
        self._first_occurrence_indexes, self._second_occurrence_indexes = (
            first_occurrence_indexes[link_order],
            second_occurrence_indexes[link_order],
        )

    def compute_second_given_first(self) -> NDArray[np.float64]:
        """Compute p(second | first) for each cell."""
        return self._train(self._second_occurrence_indexes, self.first_word_ids)

    def compute_first_given_second(self) -> NDArray[np.float64]:
        """Compute p(first | second) for each cell."""
        return self._train(self._first_occurrence_indexes, self.second_word_ids)

    def _train(
        self, occurrence_indexes: _IdArray, condition_word_ids: _IdArray
    ) -> NDArray[np.float64]:
        """Compute the probability of one word of each cell, given the other word.

        `occurrence_indexes`: by link, the occurrence of the word that is not given.
        """
        probabilities = np.full(len(condition_word_ids), 1.0)
        expected_counts = probabilities
        for _ in range(_TRAINING_ROUND_COUNT):
            link_weights = np.repeat(probabilities, self._cell_sizes)
            link_weights /= np.bincount(occurrence_indexes, link_weights)[
                occurrence_indexes
            ]
            expected_counts = np.add.reduceat(link_weights, self._cell_starts)
            probabilities = (
                expected_counts
                / np.bincount(condition_word_ids, expected_counts)[condition_word_ids]
            )
        return np.asarray(
            probabilities * expected_counts / (expected_counts + _SMOOTHING_COUNT)
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
    cell_word_ids: _IdArray,
    cell_other_word_ids: _IdArray,
    probabilities: NDArray[np.float64],
) -> dict[str, dict[str, float]]:
    """Make the table of each word's probable translations."""
    likely_cell_indexes = np.flatnonzero(probabilities >= _MIN_PROBABILITY)
    likely_cell_indexes = likely_cell_indexes[
        np.lexsort(
            (
                cell_other_word_ids[likely_cell_indexes],
                cell_word_ids[likely_cell_indexes],
            )
        )
    ]
    probabilities_by_word: dict[str, dict[str, float]] = {}
    likely_columns = (
        column[likely_cell_indexes].tolist()
        for column in (cell_word_ids, cell_other_word_ids, probabilities)
    )
    for word_id, other_word_id, probability in zip(*likely_columns, strict=True):
        probabilities_by_word.setdefault(words[word_id], {})[
            other_words[other_word_id]
        ] = probability
    return probabilities_by_word
