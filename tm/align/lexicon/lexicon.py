"""Which words translate which: the part of the aligner that is learnt.

Learnt from translated pairs by IBM Model 1 (Brown et al. 1993), in both directions.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from tm.text.locale import Locale
from tm.text.stem import stem
from tm.text.tokens import INLINE_CODE, NUMBER, match_tokens

_ROUNDS = 5
_LEAST = 0.02
"""Probabilities below this are chance, and are not kept."""
_DOUBT = 1.5
"""An entry seen n times counts n / (n + this)."""
_LONGEST_PAIR = 120
"""Words of a side; longer pairs cost more than they teach."""
_NONE = -1
"""The number of what is no word."""

_Numbers = NDArray[np.signedinteger[Any]]


class AlignmentLexicon(Protocol):
    """Probabilities of words given a word of the other language, in both directions.

    Words are stems (`tm.text.stem`) of tokens as they are compared
    (`tm.text.tokens.match_tokens`).
    """

    def targets(self, source: str) -> Mapping[str, float]:
        """Target words that translate a source word, with p(target | source)."""
        ...

    def sources(self, target: str) -> Mapping[str, float]:
        """Source words that translate a target word, with p(source | target)."""
        ...


@dataclass(frozen=True, slots=True)
class WordTable:
    """A lexicon kept as tables."""

    by_source: Mapping[str, Mapping[str, float]]
    by_target: Mapping[str, Mapping[str, float]]

    def targets(self, source: str) -> Mapping[str, float]:
        """Target words that translate a source word, with p(target | source)."""
        return self.by_source.get(source, {})

    def sources(self, target: str) -> Mapping[str, float]:
        """Source words that translate a target word, with p(source | target)."""
        return self.by_target.get(target, {})


def learn(
    pairs: Iterable[tuple[str, str]], *, source_locale: Locale, target_locale: Locale
) -> WordTable:
    """The lexicon that pairs of texts teach: sentences, terms and their equivalents.

    About a second for 5,000 pairs of sentences. The same pair twice counts twice.

    >>> pairs = [("bộ trưởng", "menteri"), ("bộ", "kementerian")] * 3
    >>> table = learn(
    ...     pairs, source_locale=Locale.parse("vi"), target_locale=Locale.parse("id")
    ... )
    >>> max(table.targets("trưởng").items(), key=lambda entry: entry[1])[0]
    'menteri'
    """
    first, second = (_Stems(one.language) for one in (source_locale, target_locale))
    sides: list[tuple[_Numbers, _Numbers]] = []
    for source, target in pairs:
        both = first.of(source, source_locale), second.of(target, target_locale)
        if all(0 < len(side) <= _LONGEST_PAIR for side in both):
            sides.append(both)
    if not sides:
        return WordTable({}, {})
    links = _Links(sides, len(second.numbers))
    sources, targets = [*first.numbers], [*second.numbers]
    return WordTable(
        _table(sources, targets, links.firsts, links.seconds, links.forward()),
        _table(targets, sources, links.seconds, links.firsts, links.back()),
    )


class _Stems(dict[str, int]):
    """The stems of one language by token, as numbers; of what is no word, none."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language
        self.numbers: dict[str, int] = {}

    def __missing__(self, token: str) -> int:
        number = _NONE
        if token not in (NUMBER, INLINE_CODE) and token[0].isalpha():
            word = stem(token, self._language)
            number = self.numbers.setdefault(word, len(self.numbers))
        self[token] = number
        return number

    def of(self, text: str, locale: Locale) -> _Numbers:
        """The words of a text."""
        tokens = match_tokens(text, locale)
        numbers = np.array([*map(self.__getitem__, tokens)], np.int64)
        return np.asarray(numbers[numbers != _NONE])


class _Links:
    """Every word of each pair with every word of its other side.

    A cell is a pair of words, and holds the links between them; cells rise by their
    first word, then their second. Of a million links the cells take more room than a
    processor has at hand, the occurrences of words do not: so links lie by cell.
    """

    def __init__(
        self, pairs: Sequence[tuple[_Numbers, _Numbers]], seconds: int
    ) -> None:
        """`seconds`: how many words the second side knows."""
        size = sum(len(first) * len(second) for first, second in pairs)
        links = np.empty(size, np.int64)
        # Which occurrence in its text each link's words are.
        ones, others = np.empty(size, np.int32), np.empty(size, np.int32)
        begin = one = other = 0
        for first, second in pairs:
            end = begin + len(first) * len(second)
            here, shape = slice(begin, end), (len(second), len(first))
            links[here].reshape(shape)[:] = first * seconds + second[:, None]
            ones[here].reshape(shape)[:] = np.arange(one, one + len(first))
            rows = np.arange(other, other + len(second))
            others[here].reshape(shape)[:] = rows[:, None]
            begin, one, other = end, one + len(first), other + len(second)
        order = rising(links)
        self._begins = np.flatnonzero(np.append(True, links[1:] != links[:-1]))
        self._sizes = np.diff(np.append(self._begins, size))
        self.firsts, self.seconds = np.divmod(links[self._begins], seconds)
        """By cell, its words."""
        del links  # there are millions
        self._ones, self._others = ones[order], others[order]

    def forward(self) -> NDArray[np.float64]:
        """By cell, p(second | first)."""
        return self._trained(self._others, self.firsts)

    def back(self) -> NDArray[np.float64]:
        """By cell, p(first | second)."""
        return self._trained(self._ones, self.seconds)

    def _trained(self, groups: _Numbers, given: _Numbers) -> NDArray[np.float64]:
        """The chance of one word of each cell, where the other is given.

        `groups`: by link, the occurrence of the one, which its links share.
        """
        chance = np.full(len(given), 1.0)
        counts = chance
        for _ in range(_ROUNDS):
            weights = np.repeat(chance, self._sizes)
            weights /= np.bincount(groups, weights)[groups]
            counts = np.add.reduceat(weights, self._begins)
            chance = counts / np.bincount(given, counts)[given]
        return np.asarray(chance * counts / (counts + _DOUBT))


def rising(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sort numbers, none below 0, in place; where each of them stood before.

    Equal ones stay in the order in which they were.
    """
    # To sort numbers takes a fifth of the time that it takes to tell their order, but
    # links of half a million different words leave their places no room in 63 bits.
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


def _table(
    words: Sequence[str],
    others: Sequence[str],
    word_of: _Numbers,
    other_of: _Numbers,
    chance: NDArray[np.float64],
) -> dict[str, dict[str, float]]:
    """By word, those of the other language that are likely to translate it."""
    kept = np.flatnonzero(chance >= _LEAST)
    kept = kept[np.lexsort((other_of[kept], word_of[kept]))]
    table: dict[str, dict[str, float]] = {}
    columns = (column[kept].tolist() for column in (word_of, other_of, chance))
    for word, other, value in zip(*columns, strict=True):
        table.setdefault(words[word], {})[others[other]] = value
    return table
