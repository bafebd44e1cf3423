"""How many phrases of a source a target renders, by the dictionary of the aligner."""

from functools import lru_cache

from checks.text.language import language
from tm.align.lexicon.dictionary import StemPhrase, TranslationDictionary, stem_phrase
from tm.align.lexicon.starter_dictionary import (
    list_known_stems,
    load_starter_dictionary,
)
from tm.text.locale import Locale

_MANY = 2000
"""Words that a dictionary must know before it tells by not knowing one: more than the
names of the CLDR."""


class Wording:
    """The texts of two languages by their words; each text is read once.

    What is known of the languages is read when it is first asked for, which takes a
    fifth of a second.
    """

    def __init__(self, source: Locale, target: Locale) -> None:
        self._source, self._target = source, target
        self._small = language(source).function_words
        self._renderings: dict[StemPhrase, list[str]] = {}
        self._phrases = lru_cache(maxsize=64)(self._read_source)
        self._stems = lru_cache(maxsize=64)(self._read_target)

    @property
    def _dictionary(self) -> TranslationDictionary:
        return load_starter_dictionary(self._source, self._target)

    def count_rendered(self, source: str, target: str) -> int:
        """How many of the phrases that are known of a source stand in a target."""
        phrases = set(self._phrases(source))
        return sum(self._is_rendered(phrase, target) for phrase in phrases)

    def are_rendered(self, source: str, target: str) -> list[bool]:
        """For each known phrase of a source, in order, whether a target renders it."""
        return [self._is_rendered(phrase, target) for phrase in self._phrases(source)]

    def is_unknown(self, word: str) -> bool:
        """Whether the dictionary, which knows many words, has none for one of a source.

        Where every noun has a capital, nothing that it lacks is a name for that.
        """
        if language(self._source).capital_nouns or len(self._known) < _MANY:
            return False
        stems = stem_phrase(word, self._source)
        return not stems or stems[0] not in self._known

    def is_name(self, word: str) -> bool:
        """Whether a name is unknown, or one that its language's word is kept for."""
        if self.is_unknown(word):
            return True
        stems = tuple(stem_phrase(word, self._source))
        return stems in self._dictionary.source.translations.get(stems, ())

    def knows_target_word(self, word: str) -> bool:
        """Whether the dictionary knows a word of the target."""
        stems = stem_phrase(word, self._target)
        target_stems = list_known_stems(self._target, self._source)
        return bool(stems) and stems[0] in target_stems

    @property
    def _known(self) -> frozenset[str]:
        return list_known_stems(self._source, self._target)

    def _is_rendered(self, phrase: StemPhrase, target: str) -> bool:
        stems = self._stems(target)
        if phrase not in self._renderings:
            translations = self._dictionary.source.translations[phrase]
            self._renderings[phrase] = [
                f" {' '.join(translation)} " for translation in translations
            ]
        return any(translation in stems for translation in self._renderings[phrase])

    def _read_source(self, text: str) -> list[StemPhrase]:
        """The known phrases of a text in order, but those of small words only."""
        translations, stems = self._dictionary.source, stem_phrase(text, self._source)
        phrases, phrase_end = [], 0
        for start, phrase in enumerate(translations.split_phrases(stems)):
            if start < phrase_end:
                continue  # a phrase of several words comes once for each
            phrase_end = start + len(phrase)
            if phrase in translations.translations and not self._small >= {*phrase}:
                phrases.append(phrase)
        return phrases

    def _read_target(self, text: str) -> str:
        return f" {' '.join(stem_phrase(text, self._target))} "


@lru_cache(maxsize=16)
def cached_wording(source: Locale, target: Locale) -> Wording:
    """The wording of two languages, which keeps what it has read last."""
    return Wording(source, target)
