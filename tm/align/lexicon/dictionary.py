"""Translation dictionaries for the aligner, made from lists of phrase pairs."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tm.text.locale import Locale
from tm.text.stem import stem_word
from tm.text.tokens import list_match_tokens

StemPhrase = tuple[str, ...]
"""The stems of a phrase's words."""


@dataclass(frozen=True)
class Phrasebook:
    """Phrases of one language with their translations, by stems."""

    translations_by_phrase: Mapping[StemPhrase, tuple[StemPhrase, ...]]

    @cached_property
    def max_phrase_length(self) -> int:
        """The number of words of the longest phrase."""
        return max(map(len, self.translations_by_phrase), default=0)

    def split_phrases(self, stems: Sequence[str]) -> Iterator[StemPhrase]:
        """Yield, for each word of a text, the longest known phrase that contains it.

        For a word in no phrase, yield the word itself.
        """
        for _, phrase in self.find_phrases(stems):
            yield from [phrase] * len(phrase)

    def find_phrases(self, stems: Sequence[str]) -> Iterator[tuple[int, StemPhrase]]:
        """Split a text into known phrases and other words, each with its first index.

        >>> book = Phrasebook({("chính", "phủ"): ()})
        >>> list(book.find_phrases(["tân", "chính", "phủ"]))
        [(0, ('tân',)), (1, ('chính', 'phủ'))]
        """
        word_index = 0
        while word_index < len(stems):
            phrase_length = self._find_phrase_length(stems, word_index)
            yield word_index, tuple(stems[word_index : word_index + phrase_length])
            word_index += phrase_length

    def _find_phrase_length(self, stems: Sequence[str], word_index: int) -> int:
        """Find the length of the longest known phrase at a word; 1 for none."""
        for phrase_length in range(
            min(self.max_phrase_length, len(stems) - word_index), 1, -1
        ):
            if (
                tuple(stems[word_index : word_index + phrase_length])
                in self.translations_by_phrase
            ):
                return phrase_length
        return 1


EMPTY_PHRASEBOOK = Phrasebook({})
"""A phrasebook without phrases."""


@dataclass(frozen=True, slots=True)
class TranslationDictionary:
    """Phrases that translate one another."""

    source_phrasebook: Phrasebook
    target_phrasebook: Phrasebook

    @classmethod
    def of(
        cls,
        phrase_pairs: Iterable[tuple[str, str]],
        *,
        source_locale: Locale,
        target_locale: Locale,
    ) -> "TranslationDictionary":
        """Make the dictionary of pairs of phrases.

        >>> book = TranslationDictionary.of(
        ...     [("chính phủ", "pemerintah")],
        ...     source_locale=Locale.parse("vi"),
        ...     target_locale=Locale.parse("id"),
        ... )
        >>> book.source_phrasebook.translations_by_phrase
        {('chính', 'phủ'): (('perintah',),)}
        """
        return cls.of_groups(
            (
                [stem_phrase(source_text, source_locale)],
                [stem_phrase(target_text, target_locale)],
            )
            for source_text, target_text in phrase_pairs
        )

    @classmethod
    def of_groups(
        cls, phrase_groups: Iterable[tuple[Sequence[StemPhrase], Sequence[StemPhrase]]]
    ) -> "TranslationDictionary":
        """Make the dictionary of groups of phrases that translate one another."""
        targets_by_source_phrase: dict[StemPhrase, list[StemPhrase]] = defaultdict(list)
        sources_by_target_phrase: dict[StemPhrase, list[StemPhrase]] = defaultdict(list)
        for source_phrases, target_phrases in phrase_groups:
            source_phrases, target_phrases = (
                list(filter(None, source_phrases)),
                list(filter(None, target_phrases)),
            )
            for source_phrase in source_phrases if target_phrases else ():
                targets_by_source_phrase[source_phrase] += target_phrases
            for target_phrase in target_phrases if source_phrases else ():
                sources_by_target_phrase[target_phrase] += source_phrases
        return cls(
            _make_phrasebook(targets_by_source_phrase),
            _make_phrasebook(sources_by_target_phrase),
        )

    def merge(
        self, other_dictionary: "TranslationDictionary"
    ) -> "TranslationDictionary":
        """Merge this dictionary with another, whose translations come first."""
        return TranslationDictionary(
            _merge_phrasebooks(
                self.source_phrasebook, other_dictionary.source_phrasebook
            ),
            _merge_phrasebooks(
                self.target_phrasebook, other_dictionary.target_phrasebook
            ),
        )


EMPTY_DICTIONARY = TranslationDictionary(EMPTY_PHRASEBOOK, EMPTY_PHRASEBOOK)
"""A dictionary without phrases."""


def _make_phrasebook(
    translations_by_phrase: Mapping[StemPhrase, Sequence[StemPhrase]],
) -> Phrasebook:
    return Phrasebook(
        {
            phrase: tuple(dict.fromkeys(translations))
            for phrase, translations in translations_by_phrase.items()
        }
    )


def _merge_phrasebooks(
    first_phrasebook: Phrasebook, second_phrasebook: Phrasebook
) -> Phrasebook:
    if not second_phrasebook.translations_by_phrase:
        return first_phrasebook
    translations_by_phrase = dict(first_phrasebook.translations_by_phrase)
    for phrase, translations in second_phrasebook.translations_by_phrase.items():
        translations_by_phrase[phrase] = tuple(
            dict.fromkeys([*translations, *translations_by_phrase.get(phrase, ())])
        )
    return Phrasebook(translations_by_phrase)


def stem_phrase(text: str, locale: Locale) -> StemPhrase:
    """List the stems of the words of a text; marks and numbers are left out."""
    return tuple(
        stem_word(token, locale.language)
        for token in list_match_tokens(text, locale)
        if token[0].isalpha()
    )
