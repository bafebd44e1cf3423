"""Search for the phrases of a source that a target renders, by a dictionary."""

from collections.abc import Iterator
from functools import lru_cache

from checks.text.language_words import read_language
from tm.align.lexicon.dictionary import StemPhrase, TranslationDictionary, stem_phrase
from tm.align.lexicon.starter_dictionary import (
    list_known_stems,
    load_starter_dictionary,
)
from tm.finding import Span
from tm.text.locale import Locale

_MIN_KNOWN_WORDS = 2000
"""The fewest words of a dictionary for which an unknown word is evidence; more than
the names of the CLDR."""

_NEARBY_SOURCE_LETTERS = 40
"""How many letters on each side of a word of the source are searched for phrases."""
_NEARBY_TARGET_LETTERS = 90
"""How many letters on each side of a word of the target may render these phrases."""
_MIN_RENDERED_SHARE = 0.2
"""The least share of the neighbours that must be rendered."""
_MAX_NEIGHBOURS = 3
"""How many phrases on each side of a word are its neighbours."""
_SHORT_SOURCE_LENGTH = 60
"""Sources of at most this many letters have too few phrases to be judged."""
_MIN_CLOSE_SHARE = 0.5
"""The least share of the phrases of a source that a close translation renders."""


class RenderingFinder:
    """Finds renderings of phrases in two languages, and caches the last texts.

    The dictionary is read at its first use, which takes a fifth of a second.
    """

    def __init__(self, source_locale: Locale, target_locale: Locale) -> None:
        self._source_locale, self._target_locale = source_locale, target_locale
        self._function_words = read_language(source_locale).function_words
        self._translation_texts_by_phrase: dict[StemPhrase, list[str]] = {}
        self._read_source_phrases_cached = lru_cache(maxsize=64)(
            self._read_source_phrases
        )
        self._make_target_stem_text_cached = lru_cache(maxsize=64)(
            self._make_target_stem_text
        )

    @property
    def _dictionary(self) -> TranslationDictionary:
        return load_starter_dictionary(self._source_locale, self._target_locale)

    def count_rendered_phrases(self, source: str, target: str) -> int:
        """Count the known phrases of a source that a target renders."""
        phrases = set(self._read_source_phrases_cached(source))
        return sum(self._is_rendered(phrase, target) for phrase in phrases)

    def list_renderings(self, source: str, target: str) -> list[StemPhrase]:
        """List the renderings in a target of the known phrases of a source."""
        return [
            tuple(rendering.split())
            for phrase in self._read_source_phrases_cached(source)
            for rendering in self._find_renderings(phrase, target)
        ]

    def flag_rendered_phrases(self, source: str, target: str) -> list[bool]:
        """Flag the known phrases of a source, in order, that a target renders."""
        return [
            self._is_rendered(phrase, target)
            for phrase in self._read_source_phrases_cached(source)
        ]

    def has_exchanged_clauses(
        self, source_offset: int, source: str, target_offset: int, target: str
    ) -> bool:
        """Whether the clauses around two offsets stand in exchanged order.

        More of what precedes the offset in the source is rendered after the offset in
        the target than of what follows it: sleep after washing, wash before sleeping.
        """
        preceding_count, following_count = (
            self.count_rendered_phrases(clause, target[target_offset:])
            for clause in (source[:source_offset], source[source_offset:])
        )
        return preceding_count > following_count

    def has_rendered_neighbour(
        self, source_span: Span, source: str, target_span: Span, target: str
    ) -> bool:
        """Whether phrases next to a word of the source are rendered near a target word.

        True as well if the dictionary knows no phrase next to the word of the source.
        """
        nearby_target = _clip_whole_words(
            target,
            target_span.start - _NEARBY_TARGET_LETTERS,
            target_span.end + _NEARBY_TARGET_LETTERS,
        )
        preceding_flags, following_flags = (
            self.flag_rendered_phrases(
                _clip_whole_words(source, clip_start, clip_end), nearby_target
            )
            for clip_start, clip_end in (
                (source_span.start - _NEARBY_SOURCE_LETTERS, source_span.start),
                (source_span.end, source_span.end + _NEARBY_SOURCE_LETTERS),
            )
        )
        neighbour_flags = (
            preceding_flags[-_MAX_NEIGHBOURS:] + following_flags[:_MAX_NEIGHBOURS]
        )
        return sum(neighbour_flags) >= _MIN_RENDERED_SHARE * len(neighbour_flags)

    def is_close_translation(self, source: str, target: str) -> bool:
        """Whether a target renders at least half of the known phrases of a source.

        In a free translation, a single word that differs shows no mistake. A short
        source counts as translated closely.
        """
        return len(source) <= _SHORT_SOURCE_LENGTH or (
            self.compute_rendered_share(source, target) >= _MIN_CLOSE_SHARE
        )

    def compute_rendered_share(self, source: str, target: str) -> float:
        """Compute the share of the known phrases of a source that a target renders."""
        rendered_flags = self.flag_rendered_phrases(source, target)
        return sum(rendered_flags) / len(rendered_flags) if rendered_flags else 1.0

    @property
    def has_dictionary(self) -> bool:
        """Whether the dictionary of the languages has many words."""
        return len(self._known_source_stems) >= _MIN_KNOWN_WORDS

    def is_unknown_word(self, word: str) -> bool:
        """Whether a dictionary of many words lacks a word of the source language.

        False where every noun has a capital: an unknown noun need not be a name.
        """
        if (
            read_language(self._source_locale).capitalises_nouns
            or not self.has_dictionary
        ):
            return False
        stems = stem_phrase(word, self._source_locale)
        return not stems or stems[0] not in self._known_source_stems

    def is_untranslated_name(self, word: str) -> bool:
        """Whether a name is unknown, or the dictionary leaves it untranslated."""
        if self.is_unknown_word(word):
            return True
        stems = tuple(stem_phrase(word, self._source_locale))
        return stems in self._dictionary.source_phrasebook.translations_by_phrase.get(
            stems, ()
        )

    def knows_target_word(self, word: str) -> bool:
        """Whether the dictionary knows a word of the target."""
        stems = stem_phrase(word, self._target_locale)
        target_stems = list_known_stems(self._target_locale, self._source_locale)
        return bool(stems) and stems[0] in target_stems

    @property
    def _known_source_stems(self) -> frozenset[str]:
        return list_known_stems(self._source_locale, self._target_locale)

    def _is_rendered(self, phrase: StemPhrase, target: str) -> bool:
        return next(self._find_renderings(phrase, target), None) is not None

    def _find_renderings(self, phrase: StemPhrase, target: str) -> Iterator[str]:
        """Find the renderings of a known phrase in a target."""
        target_stem_text = self._make_target_stem_text_cached(target)
        if phrase not in self._translation_texts_by_phrase:
            translations = self._dictionary.source_phrasebook.translations_by_phrase[
                phrase
            ]
            self._translation_texts_by_phrase[phrase] = [
                f" {' '.join(translation)} " for translation in translations
            ]
        return (
            translation_text
            for translation_text in self._translation_texts_by_phrase[phrase]
            if translation_text in target_stem_text
        )

    def _read_source_phrases(self, text: str) -> list[StemPhrase]:
        """Read the known phrases of a text, except those of function words only."""
        phrasebook, stems = (
            self._dictionary.source_phrasebook,
            stem_phrase(text, self._source_locale),
        )
        phrases, phrase_end = [], 0
        for phrase_start, phrase in enumerate(phrasebook.split_phrases(stems)):
            if phrase_start < phrase_end:
                continue  # a phrase of several words is repeated for each word
            phrase_end = phrase_start + len(phrase)
            if (
                phrase in phrasebook.translations_by_phrase
                and not self._function_words >= {*phrase}
            ):
                phrases.append(phrase)
        return phrases

    def _make_target_stem_text(self, text: str) -> str:
        """Join the stems of a target by spaces, for searching phrases."""
        return f" {' '.join(stem_phrase(text, self._target_locale))} "


def _clip_whole_words(text: str, start: int, end: int) -> str:
    """Clip a text to two offsets, which may lie outside, without cut words."""
    start, end = max(0, start), min(len(text), end)
    while 0 < start < end and text[start - 1].isalnum() and text[start].isalnum():
        start += 1
    while start < end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end -= 1
    return text[start:end]
