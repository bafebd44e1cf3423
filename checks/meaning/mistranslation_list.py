"""Known mistranslations between two languages, from `mistranslations.toml`.

The file belongs to the language of the translations; its tables are named by the source
language and the phrase of the source. The first lines of the file explain its keys.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

import ahocorasick

from checks.language_data import read_table
from checks.meaning.inflected_phrases import (
    compile_inflected_pattern,
    list_prefilter_phrases,
)
from checks.text.phrase_search import QuotationsOfText
from tm.finding import Span
from tm.result_cache import ResultCache, lazy_constant
from tm.text.locale import Locale
from tm.text.phrases.pattern import any_phrase_pattern, phrase_key
from tm.text.phrases.phrase_groups import PhraseGroups
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import collect_first_words, shared_prefilter
from tm.text.word_pattern import LETTERS_PATTERN, WORD_START_PATTERN

_FILE_NAME = "mistranslations.toml"
_GROUP_COUNT = 30
"""The number of groups of entries that the prefilter finds.

Texts with phrases of different entries then seldom have one in common.
"""


@dataclass(frozen=True, eq=False)
class Mistranslation:
    """A source phrase with its wrong renderings, the right ones and their topics."""

    target_language_tag: str
    """Language of the renderings."""
    shown_source_phrase: str
    """The first phrase of the source, with its capitals."""
    source_phrases: tuple[str, ...]
    """In lower case."""
    source_phrases_listed_in_lower_case: frozenset[str]
    """Those that are listed without any capital."""
    wrong_phrases: tuple[str, ...]
    right_phrases: tuple[str, ...]
    """The first is shown to the user."""
    sourceless_wrong_phrases: tuple[str, ...]
    """Wrong renderings that a page without its source proves wrong."""
    sourceless_topics: tuple[str, ...]
    """Topics all of which a page without its source must have words of."""
    excluded_sourceless_topics: tuple[str, ...]
    """Topics of which such a page must have no word."""
    is_right_in_quotes: bool
    """Whether such a page may have them in quotation marks: `negara kita`."""
    topics: tuple[str, ...]
    """Topics of which the page must have words; empty for any page."""
    excluded_topics: tuple[str, ...]
    """Topics in which the wrong renderings are right."""
    similar_phrases: frozenset[str]
    """Phrases of either language that only contain a listed one."""
    fitting_phrases: tuple[str, ...]
    """Other phrases of the source that the wrong renderings translate rightly."""

    def find_source_spans(self, source: str) -> list[Span]:
        """Find the phrases of the entry in a source, except as names: Thanh Long."""
        spans = self._find_spans(self._source_pattern, source)
        return [span for span in spans if not self._is_name(span.of(source))]

    def _is_name(self, text: str) -> bool:
        """Whether all words of a phrase have a capital that the list does not have."""
        words = text.split()
        return (
            len(words) > 1
            and all(word[0].isupper() for word in words)
            and not text.isupper()
            and phrase_key(text) in self.source_phrases_listed_in_lower_case
        )

    def find_wrong_spans(self, target: str) -> list[Span]:
        """Find the wrong renderings in a target."""
        return self._find_spans(self._wrong_pattern, target)

    def find_sourceless_wrong_spans(self, target: str) -> list[Span]:
        """Find the wrong renderings in a target that need no source."""
        spans = self._find_spans(self._sourceless_wrong_pattern, target)
        if not self.is_right_in_quotes:
            return spans
        quotations = QuotationsOfText(target)
        return [span for span in spans if not quotations.enclose(span)]

    def find_right_spans(self, target: str) -> list[Span]:
        """Find the right renderings in a target, except inside a wrong one."""
        wrong_spans = self.find_wrong_spans(target)
        right_spans = self._find_spans(self._right_pattern, target)
        return [
            right_span
            for right_span in right_spans
            if not any(right_span.overlaps(wrong_span) for wrong_span in wrong_spans)
        ]

    def has_fitting_phrase(self, source: str) -> bool:
        """Whether a source has another phrase that a wrong rendering translates."""
        return self._fitting_pattern.search(source) is not None

    @cached_property
    def _source_pattern(self) -> re.Pattern[str]:
        phrases = (*self.source_phrases, *self.similar_phrases)
        return re.compile(
            WORD_START_PATTERN + any_phrase_pattern(phrases), re.IGNORECASE
        )

    @cached_property
    def _wrong_pattern(self) -> re.Pattern[str]:
        return self._make_pattern((*self.wrong_phrases, *self.sourceless_wrong_phrases))

    @cached_property
    def _sourceless_wrong_pattern(self) -> re.Pattern[str]:
        return self._make_pattern(self.sourceless_wrong_phrases)

    @cached_property
    def _right_pattern(self) -> re.Pattern[str]:
        return compile_inflected_pattern(self.right_phrases, self.target_language_tag)

    @cached_property
    def _fitting_pattern(self) -> re.Pattern[str]:
        return re.compile(
            WORD_START_PATTERN + any_phrase_pattern(self.fitting_phrases),
            re.IGNORECASE,
        )

    def _make_pattern(self, phrases: Iterable[str]) -> re.Pattern[str]:
        """Compile the pattern of some phrases, and of similar ones."""
        return compile_inflected_pattern(
            phrases, self.target_language_tag, uninflected_phrases=self.similar_phrases
        )

    def _find_spans(self, pattern: re.Pattern[str], text: str) -> list[Span]:
        return [
            Span(
                phrase_match.start(),
                phrase_match.start() + len(phrase_match[0].rstrip()),
            )
            for phrase_match in pattern.finditer(text)
            if phrase_key(phrase_match[0]) not in self.similar_phrases
        ]


class MistranslationList:
    """The known mistranslations from one language into another; cached."""

    def __init__(
        self, entries: Sequence[Mistranslation], source_language_tag: str
    ) -> None:
        target_language_tag = entries[0].target_language_tag
        self._entry_groups = [
            entries[first_index::_GROUP_COUNT]
            for first_index in range(min(_GROUP_COUNT, len(entries)))
        ]
        self._source_phrases = _group_phrases(
            source_language_tag,
            (
                chain.from_iterable(entry.source_phrases for entry in entry_group)
                for entry_group in self._entry_groups
            ),
        )
        self._wrong_phrases = _group_phrases(
            target_language_tag,
            (
                list_prefilter_phrases(
                    chain.from_iterable(
                        (*entry.wrong_phrases, *entry.sourceless_wrong_phrases)
                        for entry in entry_group
                    ),
                    target_language_tag,
                )
                for entry_group in self._entry_groups
            ),
        )

    def find_source_spans_by_entry(
        self, source: str, target: str
    ) -> Mapping[Mistranslation, list[Span]]:
        """Find the source phrases of a unit, by entry.

        Without those of entries of which the target has no wrong rendering.
        """
        spans_by_entry: dict[Mistranslation, list[Span]] = {}
        possible_groups = self._source_phrases.find_possible_groups(
            source
        ) & self._wrong_phrases.find_possible_groups(target)
        for entry in self._iterate_entries(possible_groups):
            if source_spans := entry.find_source_spans(source):
                spans_by_entry[entry] = source_spans
        return spans_by_entry

    def list_entries_in_source(self, source: str) -> list[Mistranslation]:
        """List the entries of which a source has a phrase."""
        possible_groups = self._source_phrases.find_possible_groups(source)
        return [
            entry
            for entry in self._iterate_entries(possible_groups)
            if entry.find_source_spans(source)
        ]

    def _iterate_entries(self, group_indexes: Set[int]) -> Iterator[Mistranslation]:
        """Iterate over the entries of some groups."""
        for group_index in sorted(group_indexes):
            yield from self._entry_groups[group_index]


class SourcelessMistranslations:
    """The mistranslations into a language that a page proves without its source."""

    def __init__(self, mistranslations: Iterable[Mistranslation], language_tag: str):
        self._mistranslations = tuple(mistranslations)
        self._entry_indexes_by_first_word: dict[str, list[int]] = {}
        """Indexes of the entries, by the first word of a rendering."""
        all_phrases: list[str] = []
        for entry_index, mistranslation in enumerate(self._mistranslations):
            phrases = list_prefilter_phrases(
                mistranslation.sourceless_wrong_phrases, language_tag
            )
            all_phrases += phrases
            for first_word in collect_first_words(phrases):
                self._entry_indexes_by_first_word.setdefault(first_word, []).append(
                    entry_index
                )
        self._has_word_parts = any(
            "*" in word for word in self._entry_indexes_by_first_word
        )
        self._all_wrong_phrases = PhraseList(
            shared_prefilter(language_tag), "mistranslation alone", all_phrases
        )

    def find_entries(self, target: str) -> list[tuple[Mistranslation, list[Span]]]:
        """Find the entries whose wrong renderings a target has, with their spans."""
        if not self._mistranslations or not self._all_wrong_phrases.may_be_in(target):
            return []
        return [
            (mistranslation, spans)
            for mistranslation in self._select_entries(target)
            if (spans := mistranslation.find_sourceless_wrong_spans(target))
        ]

    def _select_entries(self, target: str) -> Iterable[Mistranslation]:
        """Select the entries with a rendering whose first word a target has.

        Compiling the patterns of all takes longer than checking a page.
        """
        if self._has_word_parts:
            return self._mistranslations
        # Folded as the phrases are: letters that others are read as are letters too.
        words = {*LETTERS_PATTERN.findall(target.casefold())}
        entry_indexes = chain.from_iterable(
            self._entry_indexes_by_first_word.get(word, ()) for word in words
        )
        return [
            self._mistranslations[entry_index]
            for entry_index in sorted({*entry_indexes})
        ]


def _group_phrases(
    language_tag: str, phrases_of_groups: Iterable[Iterable[str]]
) -> PhraseGroups[int]:
    """Make the phrases of groups of entries in one language, by the group's index."""
    phrase_prefilter = shared_prefilter(language_tag)
    return PhraseGroups(
        phrase_prefilter,
        {
            group_index: PhraseList(
                phrase_prefilter, f"mistranslation {group_index}", phrases
            )
            for group_index, phrases in enumerate(phrases_of_groups)
        },
    )


@lazy_constant
def read_mistranslation_list(
    source_locale: Locale, target_locale: Locale
) -> MistranslationList | None:
    """Read the known mistranslations between two languages; None without any."""
    target_language = target_locale.language
    entry_table_by_name = _read_table_between(source_locale.language, target_language)
    entries = [
        _make_entry(entry_name, entry_table, target_language)
        for entry_name, entry_table in entry_table_by_name.items()
    ]
    return MistranslationList(entries, source_locale.language) if entries else None


def may_mistranslate(
    source: str, target: str, locales: tuple[Locale, Locale], cache: ResultCache
) -> bool:
    """Whether a text has a phrase, and its translation a wrong rendering of it.

    Topics are ignored. For single texts: nothing is prepared to read many.
    """
    source_language, target_language = (locale.language for locale in locales)
    automaton = make_source_phrase_automaton(source_language, target_language)
    if not automaton:
        return False
    name_lists = (entry_names for _, entry_names in automaton.iter(source.lower()))
    return any(
        cache.call(
            _read_entry, source_language, target_language, entry_name
        ).find_wrong_spans(target)
        for entry_name in {*chain.from_iterable(name_lists)}
    )


@lazy_constant
def make_source_phrase_automaton(
    source_language: str, target_language: str
) -> Any:  # pyahocorasick ships no types
    """Make an automaton of the source phrases, with the names of their entries.

    Most texts have none of them.
    """
    entry_names_by_phrase: dict[str, list[str]] = {}
    entry_table_by_name = _read_table_between(source_language, target_language)
    for entry_name, entry_table in entry_table_by_name.items():
        for phrase in entry_table.get("source", [entry_name]):
            entry_names_by_phrase.setdefault(phrase_key(phrase), []).append(entry_name)
    automaton = ahocorasick.Automaton()
    for phrase, entry_names in entry_names_by_phrase.items():
        automaton.add_word(phrase, entry_names)
    automaton.make_automaton()
    return automaton


@lazy_constant
def read_sourceless_mistranslations(locale: Locale) -> SourcelessMistranslations:
    """Read the mistranslations into a language that need no source."""
    language_tag = locale.language
    return SourcelessMistranslations(
        (
            mistranslation
            for entry_table_by_name in read_table(language_tag, _FILE_NAME).values()
            for entry_name, entry_table in entry_table_by_name.items()
            if (
                mistranslation := _make_entry(entry_name, entry_table, language_tag)
            ).sourceless_wrong_phrases
        ),
        language_tag,
    )


def _read_table_between(
    source_language: str, target_language: str
) -> Mapping[str, Mapping[str, Any]]:
    """Read the entries between two languages as they are written, by name."""
    table: Mapping[str, Mapping[str, Any]] = read_table(
        target_language, _FILE_NAME
    ).get(source_language, {})
    return table


def _read_entry(
    source_language: str, target_language: str, entry_name: str
) -> Mistranslation:
    """Read one entry: most texts have a phrase of none, or of one."""
    entry_table_by_name = _read_table_between(source_language, target_language)
    return _make_entry(entry_name, entry_table_by_name[entry_name], target_language)


def _make_entry(
    entry_name: str, entry_table: Mapping[str, Any], language_tag: str
) -> Mistranslation:
    """Make a mistranslation of an entry, whose name is a source phrase."""
    phrases = entry_table.get("source", (entry_name,))
    return Mistranslation(
        language_tag,
        shown_source_phrase=phrases[0],
        source_phrases=tuple(map(phrase_key, phrases)),
        source_phrases_listed_in_lower_case=frozenset(
            phrase_key(phrase) for phrase in phrases if phrase.islower()
        ),
        wrong_phrases=tuple(entry_table.get("wrong", ())),
        right_phrases=tuple(entry_table["right"]),
        sourceless_wrong_phrases=tuple(entry_table.get("alone", ())),
        sourceless_topics=tuple(entry_table.get("alone_topic", "").split()),
        excluded_sourceless_topics=tuple(
            entry_table.get("alone_not_topic", "").split()
        ),
        is_right_in_quotes=entry_table.get("right_in_quotes", False),
        topics=tuple(entry_table.get("topic", "").split()),
        excluded_topics=tuple(entry_table.get("not_topic", "").split()),
        similar_phrases=frozenset(map(phrase_key, entry_table.get("similar", ()))),
        fitting_phrases=tuple(entry_table.get("fits", ())),
    )
