"""Which phrases translate which: the part of the aligner that is given, not learnt."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tm.text.locale import Locale
from tm.text.stem import stem
from tm.text.tokens import match_tokens

Phrase = tuple[str, ...]
"""The stems of a phrase's words."""


@dataclass(frozen=True)
class Phrasebook:
    """Phrases of one language with their translations, by stems."""

    translations: Mapping[Phrase, tuple[Phrase, ...]]

    @cached_property
    def longest(self) -> int:
        """Words of the longest phrase."""
        return max(map(len, self.translations), default=0)

    def phrases(self, stems: Sequence[str]) -> Iterator[Phrase]:
        """For each word of a text the known phrase that it stands in, longest first;
        for an unknown word the word itself."""
        place = 0
        while place < len(stems):
            size = self._size(stems, place)
            yield from [tuple(stems[place : place + size])] * size
            place += size

    def _size(self, stems: Sequence[str], place: int) -> int:
        """Words of the longest known phrase at a place, or 1."""
        for size in range(min(self.longest, len(stems) - place), 1, -1):
            if tuple(stems[place : place + size]) in self.translations:
                return size
        return 1


EMPTY = Phrasebook({})
"""A book that knows no phrase."""


@dataclass(frozen=True, slots=True)
class Dictionary:
    """Phrases that translate one another."""

    source: Phrasebook
    target: Phrasebook

    @classmethod
    def of(
        cls,
        pairs: Iterable[tuple[str, str]],
        *,
        source_locale: Locale,
        target_locale: Locale,
    ) -> "Dictionary":
        """The dictionary of pairs of phrases.

        >>> book = Dictionary.of(
        ...     [("chính phủ", "pemerintah")],
        ...     source_locale=Locale.parse("vi"),
        ...     target_locale=Locale.parse("id"),
        ... )
        >>> book.source.translations
        {('chính', 'phủ'): (('perintah',),)}
        """
        return cls.joining(
            ([phrase(source, source_locale)], [phrase(target, target_locale)])
            for source, target in pairs
        )

    @classmethod
    def joining(
        cls, groups: Iterable[tuple[Sequence[Phrase], Sequence[Phrase]]]
    ) -> "Dictionary":
        """The dictionary of groups of phrases, each of which says what those of the
        other language do."""
        forward: dict[Phrase, list[Phrase]] = defaultdict(list)
        back: dict[Phrase, list[Phrase]] = defaultdict(list)
        for lefts, rights in groups:
            lefts, rights = list(filter(None, lefts)), list(filter(None, rights))
            for left in lefts if rights else ():
                forward[left] += rights
            for right in rights if lefts else ():
                back[right] += lefts
        return cls(_book(forward), _book(back))

    def joined(self, other: "Dictionary") -> "Dictionary":
        """What this dictionary says, and what another does."""
        return Dictionary(
            _merged(self.source, other.source), _merged(self.target, other.target)
        )


NOTHING = Dictionary(EMPTY, EMPTY)
"""A dictionary that knows no phrase."""


def _book(translations: Mapping[Phrase, Sequence[Phrase]]) -> Phrasebook:
    return Phrasebook(
        {key: tuple(dict.fromkeys(found)) for key, found in translations.items()}
    )


def _merged(one: Phrasebook, other: Phrasebook) -> Phrasebook:
    if not other.translations:
        return one
    merged = dict(one.translations)
    for key, found in other.translations.items():
        merged[key] = tuple(dict.fromkeys([*found, *merged.get(key, ())]))
    return Phrasebook(merged)


def phrase(text: str, locale: Locale) -> Phrase:
    """The stems of the words of a text; marks and numbers are left out."""
    return tuple(
        stem(token, locale.language)
        for token in match_tokens(text, locale)
        if token[0].isalpha()
    )
