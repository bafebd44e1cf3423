"""Finding typos of names in a text, without comparing all words."""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from checks.text.capitalised_words import CapitalisedWord

_SHORTEST_NAME = 4
_LONGEST_NAME = 64
"""Letters; what is longer is no name."""
_VOWELS = frozenset("aeiouy")
"""What an e that only parts consonants does not stand beside."""
_SHORTEST_CERTAIN_NAME = 5
"""The fewest letters of a name in which an inner typo is certain."""
_FEW_WORDS = 8
"""The most words that are compared one by one."""


@dataclass(frozen=True, slots=True)
class NameSpelling:
    """Letters of names that languages write for each other."""

    one_sound: frozenset[str]
    """Pairs of letters that languages with phonetic spelling write as one."""
    equal_endings: frozenset[str]
    """Ends of one word in two spellings: Center, Centre."""
    exchanged_letters: frozenset[str]
    """Pairs of letters that languages write for each other, in alphabetical order."""
    sounds: tuple[tuple[str, str], ...]
    """Letters, and those that another language writes for them."""


@lru_cache(maxsize=1)
def name_spelling() -> NameSpelling:
    """Read the data; cached."""
    file = files("checks") / "data" / "name_spelling.toml"
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    return NameSpelling(
        frozenset(data["one_sound"].split()),
        frozenset(data["equal_endings"].split()),
        frozenset(data["exchanged_letters"].split()),
        tuple((written, heard) for written, heard in data["sounds"]),
    )


class TypoCandidates:
    """Words of a text, in order, that may be typos; each is taken once."""

    def __init__(self, words: Iterable[CapitalisedWord]) -> None:
        self._words = [word for word in words if len(word.form) <= _LONGEST_NAME]
        self._indexes_by_key: dict[str, list[int]] | None = None
        self._taken_indexes: set[int] = set()

    def take(self, name: CapitalisedWord, *, is_known: bool) -> CapitalisedWord | None:
        """Take the first remaining word that is a typo of a name."""
        for index in self._find_candidates(name):
            word = self._words[index]
            if index not in self._taken_indexes and is_typo(
                name.form, word.form, is_known=is_known
            ):
                self._taken_indexes.add(index)
                return word
        return None

    def _find_candidates(self, name: CapitalisedWord) -> Sequence[int]:
        """Find the indexes of words that share all letters of a name but one."""
        if len(name.form) > _LONGEST_NAME:
            return ()
        if len(self._words) <= _FEW_WORDS:
            return range(len(self._words))
        if self._indexes_by_key is None:
            self._indexes_by_key = defaultdict(list)
            for index, word in enumerate(self._words):
                for key in {*_drop_each_letter(word.form)}:
                    self._indexes_by_key[key].append(index)
        places = self._indexes_by_key
        return sorted(
            {
                index
                for key in _drop_each_letter(name.form)
                for index in places.get(key, ())
            }
        )


def is_typo(name: str, word: str, *, is_known: bool) -> bool:
    """Whether two words are one but for two letters swapped, or another slip.

    A letter that is changed, missing or added counts only in a `is_known` name: one
    that is kept as it is elsewhere.

    >>> is_typo("rangers", "ranegrs", is_known=False), is_typo("a", "a", is_known=True)
    (True, False)
    """
    if abs(len(name) - len(word)) > 1 or name == word:
        return False
    if len(name) == len(word):
        differing = [
            index for index, (a, b) in enumerate(zip(name, word, strict=True)) if a != b
        ]
        if len(differing) == 2 and differing[1] == differing[0] + 1:
            a, b = differing
            return (
                name[a] == word[b]
                and name[b] == word[a]
                and len(name) >= _SHORTEST_NAME
            )
        return is_known and len(differing) == 1
    short_word, long_word = sorted((name, word), key=len)
    return (
        is_known
        and len(short_word) >= _SHORTEST_NAME
        and short_word in _drop_each_letter(long_word)
        and not long_word.endswith(("s", "a", "i", "n"))
        | (long_word[:-1] == short_word)
    )


def is_spelling_variant(name: str, word: str) -> bool:
    """Whether two words may be one in the spelling of two languages.

    >>> is_spelling_variant("center", "centre")
    True
    >>> is_spelling_variant("schroeder", "schroedre")
    True
    """
    return (
        name[:-2] == word[:-2]
        and {name[-2:], word[-2:]} == name_spelling().equal_endings
    )


def is_near_spelling(name: str, word: str) -> bool:
    """Whether two words are one but for any letter, or two that are swapped.

    For names that nothing inflects, such as Vietnamese ones without their marks.

    >>> is_near_spelling("quang", "quan")
    True
    >>> is_near_spelling("tri", "try"), is_near_spelling("nam", "bac")
    (True, False)
    """
    if name == word or abs(len(name) - len(word)) > 1:
        return False
    if len(name) == len(word):
        differing_indexes = [
            index for index, (a, b) in enumerate(zip(name, word, strict=True)) if a != b
        ]
        return len(differing_indexes) == 1 or is_typo(name, word, is_known=True)
    short, long = sorted((name, word), key=len)
    return short in _drop_each_letter(long)


def differs_by_one_letter(name: str, word: str) -> bool:
    """Whether two words are one but for a letter, or two that are swapped.

    For names that something else tells to be the same; an s at the end is an ending.

    >>> differs_by_one_letter("brett", "bret"), differs_by_one_letter("jones", "jone")
    (True, False)
    """
    if is_typo(name, word, is_known=True):
        return True
    short, long = sorted((name, word), key=len)
    return (
        len(long) - len(short) == 1
        and len(long) >= _SHORTEST_NAME
        and short in _drop_each_letter(long)
        and not (long.endswith("s") and long[:-1] == short)
    )


def find_inner_typo(
    name: CapitalisedWord, words: Iterable[CapitalisedWord]
) -> CapitalisedWord | None:
    """Find the first word that differs from a name by an inner letter."""
    if (
        len(name.form) < _SHORTEST_CERTAIN_NAME
        or name.may_start_sentence
        or not name.text.isascii()
    ):
        return None
    return next(
        (
            word
            for word in words
            if word.text.isascii() and is_inner_typo(name.form, word.form)
        ),
        None,
    )


def is_inner_typo(name: str, word: str) -> bool:
    """Whether a word is a name but for an inner letter, lost, added or changed.

    Letters that languages write for one sound are passed.

    >>> is_inner_typo("surabaya", "surabya"), is_inner_typo("bolton", "boltoon")
    (True, True)
    >>> is_inner_typo("khartoum", "khartum"), is_inner_typo("sumatra", "sumatera")
    (False, False)
    >>> is_inner_typo("renee", "renne"), is_inner_typo("marie", "mariee")
    (True, True)
    >>> is_inner_typo("damascus", "damaecus"), is_inner_typo("damascus", "damaskus")
    (True, False)
    """
    if abs(len(name) - len(word)) > 1 or name == word:
        return False
    if name[0] != word[0] or name[-1] != word[-1]:
        return False
    if len(name) == len(word):
        differing_letters = [
            pair for pair in zip(name, word, strict=True) if pair[0] != pair[1]
        ]
        return (
            len(differing_letters) == 1
            and "".join(sorted(differing_letters[0]))
            not in name_spelling().exchanged_letters
        )
    short, long = sorted((name, word), key=len)
    position = next(i for i, letter in enumerate(long) if short[i : i + 1] != letter)
    if long[position] == "e" and _VOWELS.isdisjoint(
        long[position - 1] + long[position + 1 : position + 2]
    ):
        return False
    letter_pairs = {long[position - 1 : position + 1], long[position : position + 2]}
    return short == long[:position] + long[position + 1 :] and letter_pairs.isdisjoint(
        name_spelling().one_sound
    )


def _drop_each_letter(form: str) -> Iterator[str]:
    """Iterate over a word and all forms of it without one letter."""
    yield form
    for position in range(len(form)):
        yield form[:position] + form[position + 1 :]
