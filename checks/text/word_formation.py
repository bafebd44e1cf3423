"""Word formation of languages: affixes or syllables, read from data files.

`data/LANGUAGE/word_forms.toml` has affixes, or the parts of syllables, or says only
that a list of words is enough. A language without a file needs a dictionary.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from checks.language_data import read_own_table
from tm.text.normal import nfc

_SHORTEST_WORD = 4
_SHORTEST_ROOT = 4
"""Letters of a word of which others are made; one less if a letter was swallowed."""
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_VOWEL_MARKS = frozenset("\u0302\u0306\u031b")
"""Marks that change a vowel: â, ă, ơ."""


@dataclass(frozen=True, slots=True, eq=False)
class Syllables:
    """Possible syllables of a language whose words are syllables."""

    onsets: tuple[str, ...]
    """The longest first; the last is none at all."""
    rimes: frozenset[str]
    front_letters: tuple[str, ...]
    """Letters with which the rimes begin that come only after some onsets."""
    front_onsets: frozenset[str]
    """Onsets that stand before these only."""
    non_front_onsets: frozenset[str]
    stops: tuple[str, ...]
    """Ends of rimes that allow few tones only."""
    stop_tones: frozenset[str]

    def is_possible(self, word: str) -> bool:
        """Whether a word is a possible syllable, in use or not.

        The tone must be on the vowel that has another mark, where one has: `ườ`.
        """
        toneless, tone, is_placed = _split_tone(word)
        if not is_placed or (
            toneless.endswith(self.stops) and tone not in self.stop_tones
        ):
            return False
        return any(
            self._is_combination(onset, toneless[len(onset) :])
            for onset in self.onsets
            if toneless.startswith(onset)
        )

    def move_tone(self, word: str) -> Iterator[str]:
        """Move the tone of a word to each of its other letters: ngừơi, người."""
        toneless, tone, _ = _split_tone(word)
        for tone_offset in range(1, len(toneless) + 1) if tone else ():
            moved_word = nfc(toneless[:tone_offset] + tone + toneless[tone_offset:])
            if moved_word != word:
                yield moved_word

    def _is_combination(self, onset: str, rime: str) -> bool:
        is_front = rime.startswith(self.front_letters)
        if onset in (self.non_front_onsets if is_front else self.front_onsets):
            return False
        return rime in self.rimes or (onset[-1:] + rime in self.rimes and onset != "")


@dataclass(frozen=True, slots=True, eq=False)
class WordForms:
    """Affixes and syllables of a language; one object per language."""

    shortest_word: int
    """Letters of a word that is judged."""
    prefixes: Mapping[str, str]
    """Each with the letter that it swallows, or nothing."""
    suffixes: tuple[str, ...]
    syllables: Syllables | None

    def find_root_frequency(self, word: str, frequencies: Mapping[str, float]) -> float:
        """Return the frequency of the most frequent root of a word."""
        if not self.suffixes and not self.prefixes:
            return 0.0
        return max(
            (frequencies.get(root, 0.0) for root in self._iterate_roots(word)),
            default=0.0,
        )

    def _iterate_roots(self, word: str) -> Iterator[str]:
        for suffix in ("", *self.suffixes):
            if not word.endswith(suffix):
                continue
            stem = word[: len(word) - len(suffix)]
            if suffix and len(stem) >= _SHORTEST_ROOT:
                yield stem
            for length in range(2, min(_longest_prefix(self), len(stem) - 2) + 1):
                swallowed = self.prefixes.get(stem[:length])
                if swallowed is None:
                    continue
                root = stem[length:]
                if len(root) >= _SHORTEST_ROOT:
                    yield root
                if swallowed:
                    yield swallowed + root


@lru_cache(maxsize=64)
def word_forms(language: str) -> WordForms | None:
    """Read the word formation of a language; None without data."""
    data = read_own_table(language, "word_forms.toml")
    if not data:
        return None
    affixes = data.get("affixes", {})
    swallowed = affixes.get("swallowed", {})
    return WordForms(
        shortest_word=data.get("shortest", _SHORTEST_WORD),
        prefixes={
            prefix: swallowed.get(prefix, "")
            for prefix in affixes.get("prefixes", "").split()
        },
        suffixes=tuple(affixes.get("suffixes", "").split()),
        syllables=_read_syllables(data["syllables"]) if "syllables" in data else None,
    )


NO_FORMS = WordForms(_SHORTEST_WORD, {}, (), None)
"""For a language of which only a dictionary knows how it makes its words."""


@lru_cache(maxsize=64)
def _longest_prefix(forms: WordForms) -> int:
    return max(map(len, forms.prefixes), default=0)


def _read_syllables(table: Mapping[str, str]) -> Syllables:
    onsets = sorted(table["onsets"].split(), key=len, reverse=True)
    return Syllables(
        onsets=(*onsets, ""),
        rimes=frozenset(table["rimes"].split()),
        front_letters=tuple(table["front"].split()),
        front_onsets=frozenset(table["before_front"].split()),
        non_front_onsets=frozenset(table["never_before_front"].split()),
        stops=tuple(table["stops"].split()),
        stop_tones=frozenset(table["stop_tones"]),
    )


def _split_tone(word: str) -> tuple[str, str, bool]:
    """Split a syllable into toneless form and tone; tell if the tone is well placed.

    >>> _split_tone("đường"), _split_tone("thừong")
    (('đương', '̀', True), ('thưong', '̀', True))
    >>> _split_tone("thưòng")
    ('thưong', '̀', False)
    """
    toneless: list[str] = []
    tone, tone_letter, marked_letter = "", -1, -1
    letter_index = -1
    for character in unicodedata.normalize("NFD", word):
        if character in _TONES:
            if tone:
                return word, tone, False
            tone, tone_letter = character, letter_index
            continue
        if character in _VOWEL_MARKS:
            marked_letter = letter_index
        elif not unicodedata.combining(character):
            letter_index += 1
        toneless.append(character)
    is_placed = not tone or marked_letter in (-1, tone_letter)
    return unicodedata.normalize("NFC", "".join(toneless)), tone, is_placed
