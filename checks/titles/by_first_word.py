"""The names of bodies and offices in a document, by the word with which they begin."""

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from checks.engine.unit import Unit
from checks.text.capitalised import Phrase, phrases
from checks.text.language import Language
from checks.titles.similar_titles import FEWEST, Words, content
from tm.finding import Span

_LONGEST = 25
"""Words; what is longer is a heading in capitals."""


class NamesByFirstWord:
    """The capitalised phrases of a document, and their ends that may be names.

    An end may be one where a phrase begins with its first word somewhere, and where it
    has FEWEST words of its own. A name is the place of its first word among the words
    of such phrases: numbers are in memory, since a long document has many.
    """

    def __init__(self, units: Sequence[Unit], language: Language) -> None:
        self._language = language
        self._opening: set[str] = set()
        """The words with which phrases begin."""
        self._numbers: dict[str, int] = {}
        self._words, self._starts = array("I"), array("I")
        """Of each word of the phrases, its number and where it stands."""
        self._units, self._ends = array("I"), array("I")
        """Of each phrase, its unit and where it ends."""
        self._firsts, self._wholes = array("Q", [0]), array("Q")
        """Of each phrase, where its words begin, and which of them begins a name."""
        self._names = array("Q")
        """What may be a name if a phrase begins so."""
        for unit, subject in enumerate(units):
            for phrase in phrases(subject.target, language):
                self._add(unit, subject.target, phrase)

    def _add(self, unit: int, text: str, phrase: Phrase) -> None:
        words, begin = phrase.words, 0
        if len(words) > _LONGEST:
            return
        if phrase.starts_sentence and words[0].lower() in self._language.function_words:
            begin = 1
        self._opening.update(words[begin : begin + 1])
        content_count = len(content(words[begin:], self._language))
        if content_count < FEWEST:
            return
        first = len(self._words)
        self._units.append(unit)
        self._ends.append(phrase.span.end)
        self._wholes.append(first + begin)
        start = phrase.span.start
        for index, word in enumerate(words):
            start = text.index(word, start)
            if index >= begin:
                if content_count >= FEWEST and word not in self._language.connectors:
                    self._names.append(first + index)
                content_count -= len(content((word,), self._language))
            self._words.append(self._numbers.setdefault(word, len(self._numbers)))
            self._starts.append(start)
            start += len(word)
        self._firsts.append(len(self._words))

    def groups(self, largest_group: int) -> Iterator[dict[Words, list[int]]]:
        """By their words, the names with one first word, where there are two or more.

        Left out are first words with more than `largest_group` different names. All are
        in the order of the document.
        """
        texts = [*self._numbers]
        opening = np.array([text in self._opening for text in texts], bool)
        names, words = np.asarray(self._names), np.asarray(self._words)
        names = names[opening[words[names]]]
        firsts = words[names]
        order = np.argsort(firsts, kind="stable")
        names, firsts = names[order], firsts[order]
        begins = np.flatnonzero(np.diff(firsts, prepend=-1))
        ends = np.append(begins[1:], len(names))
        for group in np.argsort(names[begins]):
            names_by_words: dict[Words, list[int]] = defaultdict(list)
            for name in names[begins[group] : ends[group]].tolist():
                end = self._firsts[self._phrase(name) + 1]
                names_by_words[
                    tuple(texts[word_index] for word_index in self._words[name:end])
                ].append(name)
                if len(names_by_words) > largest_group:
                    break
            if 1 < len(names_by_words) <= largest_group:
                yield names_by_words

    def is_whole(self, name: int) -> bool:
        """Whether it is a maximal phrase rather than the end of one."""
        return self._wholes[self._phrase(name)] == name

    def unit(self, name: int) -> int:
        """Which unit of the document it stands in."""
        return self._units[self._phrase(name)]

    def span(self, name: int) -> Span:
        """Where it stands there."""
        return Span(self._starts[name], self._ends[self._phrase(name)])

    def text(self, name: int, units: Sequence[Unit]) -> str:
        """The name as it is written."""
        return self.span(name).of(units[self.unit(name)].target)

    def _phrase(self, name: int) -> int:
        return bisect_right(self._firsts, name) - 1
