"""The capitalised names of a document, grouped by their first word."""

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence

from checks.engine.unit import Unit
from checks.text.capitalised_phrases import (
    CapitalisedPhrase,
    cached_capitalised_phrases,
)
from checks.text.language_words import Language
from checks.titles.contradicting_titles import TitleWords
from checks.titles.similar_titles import (
    MIN_CONTENT_WORDS,
    select_content_words,
)
from tm.finding import Span
from tm.result_cache import ResultCache

_MAX_PHRASE_WORDS = 25
"""The longest phrase in words; a longer one is a heading in capitals."""


class NamesByFirstWord:
    """The capitalised phrases of a document, and the names that end them.

    The end of a phrase is a possible name if its first word begins another phrase, and
    if it has `MIN_CONTENT_WORDS` content words. A name is stored as its start,
    the index of its first word among the words of all phrases, since a long document
    has many.
    """

    def __init__(
        self, units: Sequence[Unit], language: Language, cache: ResultCache
    ) -> None:
        self._language = language
        self._first_words: set[str] = set()
        """The first words of the phrases."""
        self._id_by_word: dict[str, int] = {}
        self._word_id_sequence, self._word_start_offsets = array("I"), array("I")
        """For each word of the phrases: its id, and its offset in the text."""
        self._phrase_unit_indexes, self._phrase_end_offsets = array("I"), array("I")
        """For each phrase: the index of its unit, and its end offset."""
        self._phrase_start_indexes, self._whole_name_starts = (
            array("Q", [0]),
            array("Q"),
        )
        """For each phrase: the index of its first word, the start of its whole name."""
        self._possible_name_starts = array("Q")
        """Starts of names; a name counts if a phrase begins with its first word."""
        for unit_index, unit in enumerate(units):
            for phrase in cached_capitalised_phrases(unit.target, language, cache):
                self._add_phrase(unit_index, unit.target, phrase)

    def _add_phrase(
        self, unit_index: int, text: str, phrase: CapitalisedPhrase
    ) -> None:
        words, name_start_index = phrase.words, 0
        if len(words) > _MAX_PHRASE_WORDS:
            return
        if phrase.starts_sentence and words[0].lower() in self._language.function_words:
            name_start_index = 1
        self._first_words.update(words[name_start_index : name_start_index + 1])
        content_word_count = len(
            select_content_words(words[name_start_index:], self._language)
        )
        if content_word_count < MIN_CONTENT_WORDS:
            return
        phrase_start_index = len(self._word_id_sequence)
        self._phrase_unit_indexes.append(unit_index)
        self._phrase_end_offsets.append(phrase.span.end)
        self._whole_name_starts.append(phrase_start_index + name_start_index)
        word_start = phrase.span.start
        for word_index, word in enumerate(words):
            word_start = text.index(word, word_start)
            if word_index >= name_start_index:
                if (
                    content_word_count >= MIN_CONTENT_WORDS
                    and word not in self._language.name_connectors
                ):
                    self._possible_name_starts.append(phrase_start_index + word_index)
                content_word_count -= len(select_content_words((word,), self._language))
            self._word_id_sequence.append(
                self._id_by_word.setdefault(word, len(self._id_by_word))
            )
            self._word_start_offsets.append(word_start)
            word_start += len(word)
        self._phrase_start_indexes.append(len(self._word_id_sequence))

    def iterate_groups(
        self, max_group_name_count: int
    ) -> Iterator[dict[TitleWords, list[int]]]:
        """Group the names by first word, and in each group by all their words.

        Skipped are groups of one name, and of more than `max_group_name_count`
        different names. Groups and names are in the order of the document.
        """
        word_texts = [*self._id_by_word]
        # In the order of the document: the starts of possible names ascend.
        name_starts_by_first_word: dict[int, array[int]] = {
            self._word_id_sequence[name_start]: array("Q")
            for name_start in self._possible_name_starts
            if word_texts[self._word_id_sequence[name_start]] in self._first_words
        }
        for name_start in self._possible_name_starts:
            group_name_starts = name_starts_by_first_word.get(
                self._word_id_sequence[name_start]
            )
            if group_name_starts is not None:
                group_name_starts.append(name_start)
        for name_starts in name_starts_by_first_word.values():
            name_starts_by_words: dict[TitleWords, list[int]] = defaultdict(list)
            for name_start in name_starts:
                name_end = self._phrase_start_indexes[
                    self._find_phrase_index(name_start) + 1
                ]
                name_starts_by_words[
                    tuple(
                        word_texts[word_id]
                        for word_id in self._word_id_sequence[name_start:name_end]
                    )
                ].append(name_start)
                if len(name_starts_by_words) > max_group_name_count:
                    break
            if 1 < len(name_starts_by_words) <= max_group_name_count:
                yield name_starts_by_words

    def is_whole_phrase(self, name_start: int) -> bool:
        """Whether a name is a whole phrase, not only the end of a phrase."""
        return (
            self._whole_name_starts[self._find_phrase_index(name_start)] == name_start
        )

    def find_unit_index(self, name_start: int) -> int:
        """Find the index of the unit that has the name."""
        return self._phrase_unit_indexes[self._find_phrase_index(name_start)]

    def find_span(self, name_start: int) -> Span:
        """Find the span of the name in its unit."""
        return Span(
            self._word_start_offsets[name_start],
            self._phrase_end_offsets[self._find_phrase_index(name_start)],
        )

    def read_text(self, name_start: int, units: Sequence[Unit]) -> str:
        """Read the name from its unit."""
        return self.find_span(name_start).of(
            units[self.find_unit_index(name_start)].target
        )

    def _find_phrase_index(self, name_start: int) -> int:
        return bisect_right(self._phrase_start_indexes, name_start) - 1
