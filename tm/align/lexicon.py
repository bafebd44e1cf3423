"""Which words translate which: the part of the aligner that is learnt.

Learnt from translated pairs by IBM Model 1 (Brown et al. 1993), in both directions.
"""

from collections import Counter
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

_Numbers = NDArray[np.signedinteger[Any]]


class Lexicon(Protocol):
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
    sides: list[tuple[list[str], list[str]]] = []
    for source, target in pairs:
        both = _words(source, source_locale), _words(target, target_locale)
        if all(0 < len(side) <= _LONGEST_PAIR for side in both):
            sides.append(both)
    turned = [(target, source) for source, target in sides]
    return WordTable(_trained(sides), _trained(turned))


def _words(text: str, locale: Locale) -> list[str]:
    return [
        stem(token, locale.language)
        for token in match_tokens(text, locale)
        if token not in (NUMBER, INLINE_CODE) and token[0].isalpha()
    ]


def _trained(
    pairs: Sequence[tuple[Sequence[str], Sequence[str]]],
) -> dict[str, dict[str, float]]:
    """p(second | first) of the words of pairs, for words seen together."""
    firsts = _numbered(pair[0] for pair in pairs)
    seconds = _numbered(pair[1] for pair in pairs)
    if not pairs:
        return {}
    links, groups = _links(pairs, firsts, seconds)
    # A cell is a pair of words; `cell_of` says which cell each link counts for.
    cells, cell_of = _cells(links)
    del links
    first_of, second_of = np.divmod(cells, len(seconds))
    chance = np.full(len(cells), 1.0)
    counts = chance
    for _ in range(_ROUNDS):
        weights = chance[cell_of]
        weights /= np.bincount(groups, weights)[groups]
        counts = np.bincount(cell_of, weights, minlength=len(cells))
        totals = np.bincount(first_of, counts)
        chance = counts / totals[first_of]
    chance = chance * counts / (counts + _DOUBT)
    return _table(list(firsts), list(seconds), first_of, second_of, chance)


def _numbered(texts: Iterable[Sequence[str]]) -> dict[str, int]:
    counted = Counter(word for text in texts for word in text)
    return {word: number for number, word in enumerate(counted)}


def _links(
    pairs: Sequence[tuple[Sequence[str], Sequence[str]]],
    firsts: Mapping[str, int],
    seconds: Mapping[str, int],
) -> tuple[_Numbers, _Numbers]:
    """Every word of a pair with every word of its other side, as cell numbers.

    Beside each, the number of the second word's occurrence, which its first words
    share among them. There are millions: they take as little room as they can.
    """
    size = sum(len(first) * len(second) for first, second in pairs)
    links = np.empty(size, _kind(len(firsts) * len(seconds)))
    groups = np.empty(size, _kind(size))
    begin = occurrence = 0
    for first, second in pairs:
        rows = np.array([firsts[word] for word in first], np.int64)
        columns = np.array([seconds[word] for word in second], np.int64)
        end = begin + len(rows) * len(columns)
        links[begin:end] = (rows[None, :] * len(seconds) + columns[:, None]).ravel()
        numbers = np.arange(occurrence, occurrence + len(columns))
        groups[begin:end] = np.repeat(numbers, len(rows))
        begin = end
        occurrence += len(columns)
    return links, groups


def _cells(links: _Numbers) -> tuple[_Numbers, _Numbers]:
    """The different links in order, and which one of them each is."""
    order = np.argsort(links)
    ordered = links[order]
    is_first = np.append(True, ordered[1:] != ordered[:-1])
    cells = ordered[is_first]
    del ordered  # as long as all links
    cell_of = np.empty(len(links), _kind(len(links)))
    cell_of[order] = np.cumsum(is_first, dtype=cell_of.dtype)
    cell_of -= 1
    return cells, cell_of


def _kind(count: int) -> np.dtype[np.signedinteger[Any]]:
    """The smallest kind of numbers that counts so far."""
    return np.dtype(np.int32 if count <= np.iinfo(np.int32).max else np.int64)


def _table(
    firsts: Sequence[str],
    seconds: Sequence[str],
    first_of: _Numbers,
    second_of: _Numbers,
    chance: NDArray[np.float64],
) -> dict[str, dict[str, float]]:
    table: dict[str, dict[str, float]] = {}
    for cell in np.flatnonzero(chance >= _LEAST):
        words = table.setdefault(firsts[first_of[cell]], {})
        words[seconds[second_of[cell]]] = float(chance[cell])
    return table
