"""Which listings a text may have something of, told by its words for all at once.

Values and most checks look for listed words, of which most texts have none. Each word
is looked up in one table of its language, so that one number of bits tells of a text
all that it may have; who looks for something asks for a bit first.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache, reduce
from operator import or_
from threading import Lock

from tm.text.tokens import has_common_letters
from tm.text.words import word_set_of

STRANGE = 1
"""The bit of texts with letters that case folding does not tell apart, or rare ones.

They have all other bits too. See `tm.text.tokens.has_common_letters`.
"""
ODD = 2
"""The bit of texts whose words do not tell where something stands.

Of strange ones, and where a word has an apostrophe inside, or is not written in full
case folding.
"""
_EVERYTHING = -1
_MOST_WORDS = 32_768
"""Words that are remembered; common ones come first."""
_APOSTROPHE = re.compile("['’]")
LETTERS = re.compile(r"[^\W\d_]+")
_PLACES: dict[str, int] = {"": 2}
"""By name of a listing, the place of its bit, the same in all languages; without a
name, that of the next one."""
_PLACING = Lock()


class Sieve:
    """The listings of one language.

    >>> vietnamese = Sieve()
    >>> bit = vietnamese.add("weekday", ["thứ", "chủ"])
    >>> [bool(vietnamese.of(text) & bit) for text in ("Chủ tịch", "Mai")]
    [True, False]
    """

    def __init__(self) -> None:
        self._whole: dict[str, int] = {}
        self._begun: dict[str, int] = {}
        self._ended: dict[str, int] = {}
        self._renew()

    def add(self, name: str, *listings: Iterable[str]) -> int:
        """The bit of the texts that may have some words, in any case.

        Of further listings under the same name the bits follow upon that of the first.
        `ketidak*` is any word that begins so, `n't` any that ends so. What is added to
        a listing of the same name makes it larger.
        """
        first = _first_bit(name, len(listings))
        for at, words in enumerate(listings):
            for word in map(str.casefold, words):
                self._add(word, first << at)
        self._renew()
        return first

    def _add(self, word: str, bit: int) -> None:
        if is_ending(word):
            table, forms = self._ended, {word, word.replace("'", "’")}
        elif word.endswith("*"):
            table, forms = self._begun, {word[:-1]}
        else:
            table, forms = self._whole, {word}
        for form in forms:
            table[form] = table.get(form, 0) | bit

    def _renew(self) -> None:
        """Forget what is known of words and texts, which are more than before.

        By new tables, since another thread may be filling the old ones.
        """
        known = _Known(self._whole, self._begun, self._ended)
        of_word, plain = known.__getitem__, known.plain
        self.of_word = of_word
        """The bits of a word in small letters."""

        @lru_cache(maxsize=2048)
        def of(text: str) -> int:
            return reduce(or_, map(of_word, word_set_of(text) - plain), 0)

        self.of = of
        """The bits of a text: those of its words."""


class _Known(dict[str, int]):
    """By word in small letters, the bits of the listings that it may belong to."""

    def __init__(self, *tables: Mapping[str, int]) -> None:
        self._whole, self._begun, self._ended = tables
        self._starts, self._ends = tuple(self._begun), tuple(self._ended)
        self.plain: set[str] = set()
        """Those of the words that belong to none."""

    def __missing__(self, word: str) -> int:
        bits = self._bits(word)
        if len(self) < _MOST_WORDS:
            self[word] = bits
            if not bits:
                self.plain.add(word)
        return bits

    def _bits(self, word: str) -> int:
        if not has_common_letters(word):
            return _EVERYTHING
        folded = word.casefold()
        parts = [folded]
        bits = 0 if folded == word else ODD
        if not folded.isalpha():
            parts += _APOSTROPHE.split(folded)
            bits |= ODD
        for part in parts:
            bits |= self._whole.get(part, 0)
            if part.startswith(self._starts):
                found = (b for a, b in self._begun.items() if part.startswith(a))
                bits = reduce(or_, found, bits)
            if part.endswith(self._ends):
                found = (b for a, b in self._ended.items() if part.endswith(a))
                bits = reduce(or_, found, bits)
        return bits


def _first_bit(name: str, listings: int) -> int:
    with _PLACING:
        if name not in _PLACES:
            _PLACES[name] = _PLACES[""]
            _PLACES[""] += listings
        return 1 << _PLACES[name]


def first_words(phrases: Iterable[str]) -> frozenset[str]:
    """The first word of each phrase that has any, in full case folding.

    Up to an apostrophe, since not all patterns hold that one is part of a word.

    >>> sorted(first_words(["Chủ nhật", "%", "ketidak*", "can't wait", "n't"]))
    ['can', 'chủ', 'ketidak*', "n't"]
    """
    found = set()
    for phrase in map(str.casefold, phrases):
        word = LETTERS.search(phrase)
        if is_ending(phrase):
            found.add(phrase.split()[0])
        elif word:
            found.add(word[0] + "*" * (phrase[word.end() :] == "*"))
    return frozenset(found)


def is_ending(phrase: str) -> bool:
    """Whether a phrase begins with what words end in: n't."""
    return phrase[1:2] == "'"


@lru_cache(maxsize=64)
def sieve(language: str) -> Sieve:
    """The sieve of all listings of a language, such as `vi`."""
    return Sieve()
