"""The capitalised names of a document, grouped by their first word."""

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from checks.engine.unit import Unit
from checks.text.capitalised_phrases import (
    CapitalisedPhrase,
    cached_capitalised_phrases,
)
from checks.text.language_words import Language
from checks.titles.similar_titles import MIN_CONTENT_WORDS, Words, content_words
from tm.finding import Span

_MAX_WORDS = 25
"""The longest phrase in words; a longer one is a heading in capitals."""


class NamesByFirstWord:
    """The capitalised phrases of a document, and the names that end them.

    The end of a phrase is a possible name if its first word begins another phrase, and
    if it has `MIN_CONTENT_WORDS` content words. A name is stored as the index of its
    first word among the words of all phrases, since a long document has many.
    """

    def __init__(self, units: Sequence[Unit], language: Language) -> None:
        self._language = language
        self._first_words: set[str] = set()
        """The first words of the phrases."""
        self._word_ids: dict[str, int] = {}
        self._word_sequence, self._word_starts = array("I"), array("I")
        """By word of the phrases: its id, and its offset in the text."""
        self._phrase_units, self._phrase_ends = array("I"), array("I")
        """By phrase: the index of its unit, and its end."""
        self._phrase_offsets, self._whole_names = array("Q", [0]), array("Q")
        """By phrase: the index of its first word, and its longest name."""
        self._possible_names = array("Q")
        """Names, if a phrase begins with their first word."""
        for unit_index, unit in enumerate(units):
            for phrase in cached_capitalised_phrases(unit.target, language):
                self._add_phrase(unit_index, unit.target, phrase)

    def _add_phrase(
        self, unit_index: int, text: str, phrase: CapitalisedPhrase
    ) -> None:
        words, name_start = phrase.words, 0
        if len(words) > _MAX_WORDS:
            return
        if phrase.starts_sentence and words[0].lower() in self._language.function_words:
            name_start = 1
        self._first_words.update(words[name_start : name_start + 1])
        content_count = len(content_words(words[name_start:], self._language))
        if content_count < MIN_CONTENT_WORDS:
            return
        phrase_offset = len(self._word_sequence)
        self._phrase_units.append(unit_index)
        self._phrase_ends.append(phrase.span.end)
        self._whole_names.append(phrase_offset + name_start)
        word_start = phrase.span.start
        for index, word in enumerate(words):
            word_start = text.index(word, word_start)
            if index >= name_start:
                if (
                    content_count >= MIN_CONTENT_WORDS
                    and word not in self._language.connectors
                ):
                    self._possible_names.append(phrase_offset + index)
                content_count -= len(content_words((word,), self._language))
            self._word_sequence.append(
                self._word_ids.setdefault(word, len(self._word_ids))
            )
            self._word_starts.append(word_start)
            word_start += len(word)
        self._phrase_offsets.append(len(self._word_sequence))

    def groups(self, largest_group: int) -> Iterator[dict[Words, list[int]]]:
        """Group the names by first word, and in each group by all their words.

        Skipped are groups of one name, and of more than `largest_group` different
        names. Groups and names are in the order of the document.
        """
        word_texts = [*self._word_ids]
        is_first_word = np.array(
            [text in self._first_words for text in word_texts], bool
        )
        names, word_sequence = (
            np.asarray(self._possible_names),
            np.asarray(self._word_sequence),
        )
        names = names[is_first_word[word_sequence[names]]]
        first_word_ids = word_sequence[names]
        order = np.argsort(first_word_ids, kind="stable")
        names, first_word_ids = names[order], first_word_ids[order]
        group_starts = np.flatnonzero(np.diff(first_word_ids, prepend=-1))
        group_ends = np.append(group_starts[1:], len(names))
        for group_index in np.argsort(names[group_starts]):
            names_by_words: dict[Words, list[int]] = defaultdict(list)
            for name in names[
                group_starts[group_index] : group_ends[group_index]
            ].tolist():
                name_end = self._phrase_offsets[self._phrase_index(name) + 1]
                names_by_words[
                    tuple(
                        word_texts[word_id]
                        for word_id in self._word_sequence[name:name_end]
                    )
                ].append(name)
                if len(names_by_words) > largest_group:
                    break
            if 1 < len(names_by_words) <= largest_group:
                yield names_by_words

    def is_whole(self, name: int) -> bool:
        """Whether a name is a whole phrase, not only the end of one."""
        return self._whole_names[self._phrase_index(name)] == name

    def unit_index(self, name: int) -> int:
        """Find the index of the unit that has the name."""
        return self._phrase_units[self._phrase_index(name)]

    def span(self, name: int) -> Span:
        """Find the span of the name in its unit."""
        return Span(
            self._word_starts[name], self._phrase_ends[self._phrase_index(name)]
        )

    def text(self, name: int, units: Sequence[Unit]) -> str:
        """Read the name from its unit."""
        return self.span(name).of(units[self.unit_index(name)].target)

    def _phrase_index(self, name: int) -> int:
        return bisect_right(self._phrase_offsets, name) - 1
