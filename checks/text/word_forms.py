"""How the words of a language are made of others, or of sounds: data files.

`data/LANGUAGE/word_forms.toml` has affixes, or the parts of syllables, or says only
that a list of words is enough. A language without a file needs a dictionary.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from checks.language_data import read_own_table
from tm.text.normal import nfc

_SHORTEST = 4
_SHORTEST_ROOT = 4
"""Letters of a word of which others are made; one less if a letter was swallowed."""
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_QUALITIES = frozenset("\u0302\u0306\u031b")
"""What makes another vowel of one: â, ă, ơ."""


@dataclass(frozen=True, slots=True, eq=False)
class Syllables:
    """What a syllable may be, for a language whose words are syllables."""

    onsets: tuple[str, ...]
    """The longest first; the last is none at all."""
    rimes: frozenset[str]
    front: tuple[str, ...]
    """Letters with which the rimes begin that come only after some onsets."""
    before_front: frozenset[str]
    """Onsets that stand before these only."""
    never_before_front: frozenset[str]
    stops: tuple[str, ...]
    """Ends of rimes that allow few tones only."""
    stop_tones: frozenset[str]

    def has(self, word: str) -> bool:
        """Whether a word is a possible syllable, be it in use or not.

        The tone must be on the vowel that has another mark, where one has: `ườ`.
        """
        bare, tone, is_placed = _toned(word)
        if not is_placed or (bare.endswith(self.stops) and tone not in self.stop_tones):
            return False
        return any(
            self._joins(onset, bare[len(onset) :])
            for onset in self.onsets
            if bare.startswith(onset)
        )

    def retoned(self, word: str) -> Iterator[str]:
        """The word with its tone on each of its other letters: ngừơi, người."""
        bare, tone, _ = _toned(word)
        for at in range(1, len(bare) + 1) if tone else ():
            other = nfc(bare[:at] + tone + bare[at:])
            if other != word:
                yield other

    def _joins(self, onset: str, rest: str) -> bool:
        is_front = rest.startswith(self.front)
        if onset in (self.never_before_front if is_front else self.before_front):
            return False
        return rest in self.rimes or (onset[-1:] + rest in self.rimes and onset != "")


@dataclass(frozen=True, slots=True, eq=False)
class WordForms:
    """How words are made of others; there is one value a language."""

    shortest: int
    """Letters of a word that is judged."""
    prefixes: Mapping[str, str]
    """Each with the letter that it swallows, or nothing."""
    suffixes: tuple[str, ...]
    syllables: Syllables | None

    def made_of(self, word: str, listed: Mapping[str, float]) -> float:
        """The frequency of the most frequent listed word of which a word is made."""
        if not self.suffixes and not self.prefixes:
            return 0.0
        return max((listed.get(root, 0.0) for root in self._roots(word)), default=0.0)

    def _roots(self, word: str) -> Iterator[str]:
        for suffix in ("", *self.suffixes):
            if not word.endswith(suffix):
                continue
            stem = word[: len(word) - len(suffix)]
            if suffix and len(stem) >= _SHORTEST_ROOT:
                yield stem
            for length in range(2, min(_longest(self), len(stem) - 2) + 1):
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
    """How a language makes its words; None for one without data."""
    data = read_own_table(language, "word_forms.toml")
    if not data:
        return None
    affixes = data.get("affixes", {})
    swallowed = affixes.get("swallowed", {})
    return WordForms(
        shortest=data.get("shortest", _SHORTEST),
        prefixes={
            prefix: swallowed.get(prefix, "")
            for prefix in affixes.get("prefixes", "").split()
        },
        suffixes=tuple(affixes.get("suffixes", "").split()),
        syllables=_syllables(data["syllables"]) if "syllables" in data else None,
    )


NO_FORMS = WordForms(_SHORTEST, {}, (), None)
"""For a language of which only a dictionary knows how it makes its words."""


@lru_cache(maxsize=64)
def _longest(forms: WordForms) -> int:
    return max(map(len, forms.prefixes), default=0)


def _syllables(table: Mapping[str, str]) -> Syllables:
    onsets = sorted(table["onsets"].split(), key=len, reverse=True)
    return Syllables(
        onsets=(*onsets, ""),
        rimes=frozenset(table["rimes"].split()),
        front=tuple(table["front"].split()),
        before_front=frozenset(table["before_front"].split()),
        never_before_front=frozenset(table["never_before_front"].split()),
        stops=tuple(table["stops"].split()),
        stop_tones=frozenset(table["stop_tones"]),
    )


def _toned(word: str) -> tuple[str, str, bool]:
    """A syllable without its tone, the tone, and whether that is where it may be.

    >>> _toned("đường"), _toned("thừong")
    (('đương', '̀', True), ('thưong', '̀', True))
    >>> _toned("thưòng")
    ('thưong', '̀', False)
    """
    bare: list[str] = []
    tone, toned, marked = "", -1, -1
    letter = -1
    for character in unicodedata.normalize("NFD", word):
        if character in _TONES:
            if tone:
                return word, tone, False
            tone, toned = character, letter
            continue
        if character in _QUALITIES:
            marked = letter
        elif not unicodedata.combining(character):
            letter += 1
        bare.append(character)
    is_placed = not tone or marked in (-1, toned)
    return unicodedata.normalize("NFC", "".join(bare)), tone, is_placed
