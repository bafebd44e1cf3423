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

    translations: Mapping[StemPhrase, tuple[StemPhrase, ...]]

    @cached_property
    def max_phrase_length(self) -> int:
        """The number of words of the longest phrase."""
        return max(map(len, self.translations), default=0)

    def split_phrases(self, stems: Sequence[str]) -> Iterator[StemPhrase]:
        """Yield, for each word of a text, the longest known phrase that contains it.

        For a word in no phrase, yield the word itself.
        """
        index = 0
        while index < len(stems):
            phrase_length = self._find_phrase_length(stems, index)
            yield from [tuple(stems[index : index + phrase_length])] * phrase_length
            index += phrase_length

    def _find_phrase_length(self, stems: Sequence[str], index: int) -> int:
        """Find the length of the longest known phrase at a word; 1 for none."""
        for phrase_length in range(
            min(self.max_phrase_length, len(stems) - index), 1, -1
        ):
            if tuple(stems[index : index + phrase_length]) in self.translations:
                return phrase_length
        return 1


EMPTY_PHRASEBOOK = Phrasebook({})
"""A phrasebook without phrases."""


@dataclass(frozen=True, slots=True)
class TranslationDictionary:
    """Phrases that translate one another."""

    source: Phrasebook
    target: Phrasebook

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
        >>> book.source.translations
        {('chính', 'phủ'): (('perintah',),)}
        """
        return cls.of_groups(
            ([stem_phrase(source, source_locale)], [stem_phrase(target, target_locale)])
            for source, target in phrase_pairs
        )

    @classmethod
    def of_groups(
        cls, groups: Iterable[tuple[Sequence[StemPhrase], Sequence[StemPhrase]]]
    ) -> "TranslationDictionary":
        """Make the dictionary of groups of phrases that translate one another."""
        forward: dict[StemPhrase, list[StemPhrase]] = defaultdict(list)
        backward: dict[StemPhrase, list[StemPhrase]] = defaultdict(list)
        for source_phrases, target_phrases in groups:
            source_phrases, target_phrases = (
                list(filter(None, source_phrases)),
                list(filter(None, target_phrases)),
            )
            for source_phrase in source_phrases if target_phrases else ():
                forward[source_phrase] += target_phrases
            for target_phrase in target_phrases if source_phrases else ():
                backward[target_phrase] += source_phrases
        return cls(_make_phrasebook(forward), _make_phrasebook(backward))

    def merge(self, other: "TranslationDictionary") -> "TranslationDictionary":
        """Merge this dictionary with another, whose translations come first."""
        return TranslationDictionary(
            _merge_phrasebooks(self.source, other.source),
            _merge_phrasebooks(self.target, other.target),
        )


EMPTY_DICTIONARY = TranslationDictionary(EMPTY_PHRASEBOOK, EMPTY_PHRASEBOOK)
"""A dictionary without phrases."""


def _make_phrasebook(
    translations: Mapping[StemPhrase, Sequence[StemPhrase]],
) -> Phrasebook:
    return Phrasebook(
        {key: tuple(dict.fromkeys(phrases)) for key, phrases in translations.items()}
    )


def _merge_phrasebooks(first: Phrasebook, second: Phrasebook) -> Phrasebook:
    if not second.translations:
        return first
    merged = dict(first.translations)
    for key, phrases in second.translations.items():
        merged[key] = tuple(dict.fromkeys([*phrases, *merged.get(key, ())]))
    return Phrasebook(merged)


def stem_phrase(text: str, locale: Locale) -> StemPhrase:
    """List the stems of the words of a text; marks and numbers are left out."""
    return tuple(
        stem_word(token, locale.language)
        for token in list_match_tokens(text, locale)
        if token[0].isalpha()
    )
