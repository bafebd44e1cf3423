"""Which listings a text may have something of, told by one pass for all at once.

Values and most checks look for listed phrases, of which most texts have none. One
automaton of a language finds all of them in the words of a text, so that one number of
bits tells all that it may have; who looks for something asks for a bit first.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, reduce
from operator import itemgetter, or_
from threading import Lock
from typing import Any

from tm.text.tokens import has_common_letters
from tm.text.words import Pieces, words_in

STRANGE = 1
"""The bit of texts with letters that case folding does not tell apart, or rare ones.

They have all other bits too. See `tm.text.tokens.has_common_letters`.
"""
ODD = 2
"""The bit of texts whose words do not tell where something stands.

Of strange ones, and where a word has an apostrophe inside, or is not written in full
case folding.
"""
FIGURES = 4
"""The bit of texts with digits from 0 to 9."""
OTHER_FIGURES = 8
"""The bit of texts with wide digits, or those of other scripts: １０, ๑๐."""
SIGNS = 16
"""The bit of texts with a sign that is no common mark: of money, and few others."""
PARTED = 32
"""The bit of texts with figures that a mark parts: 3.5, 8/10, 6:1."""
NUMERALS = 64
"""The bit of texts with a Roman numeral, in capitals and without a D or M."""
DASHED = 128
"""The bit of texts with a dash or a minus before a figure or white space."""
ADDRESSED = 256
"""The bit of texts with a sign of web or mail addresses."""
_EVERYTHING = -1
_STRANGE_WORD = "\x01"
"""What stands for a word of strange letters in a row of words."""
_MARK = "\0"
"""What stands in it before the mark of what a piece has besides its words.

The mark is the character whose code is half the bits of that.
"""
_ODD_WORD = f"{_MARK}{chr(ODD >> 1)}"
"""What stands in it before an odd one."""
_CHARACTERS = {
    FIGURES: re.compile(r"[0-9]"),
    OTHER_FIGURES: re.compile(r"[^\D0-9]"),
    SIGNS: re.compile(r"[^\w\s.,:;!?()\"'“”‘’…/%–—-]"),
    PARTED: re.compile(r"\d[.,:/-](?=\d)"),
    DASHED: re.compile(r"[-–−](?=\d|\Z)"),
    ADDRESSED: re.compile(r"@|://|[wW]\."),
    NUMERALS: re.compile(r"(?<!\w)[IVXLC]+(?!\w)"),
}
"""By bit, what tells it of a piece."""
_AROUND = ".,:;!?()\"'“”‘’…"
"""Marks that tell nothing beside letters."""
LETTERS = re.compile(r"[^\W\d_]+")
_Found = tuple[int, str]
"""The bits of a phrase that stands in a text, and its first word."""
_BITS = itemgetter(0)
_Find = Callable[[str], list[_Found]]
_PLACES: dict[str, int] = {"": 9}
"""By name of a listing, the place of its bit, the same in all languages; without a
name, that of the next one."""
_PLACING = Lock()


class Sieve:
    """The listings of one language.

    >>> vietnamese = Sieve()
    >>> bit = vietnamese.add("weekday", ["thứ hai", "chủ nhật"])
    >>> texts = "Chủ Nhật, mồng 2", "Chủ tịch"
    >>> [bool(vietnamese.of(text) & bit) for text in texts]
    [True, False]
    """

    def __init__(self) -> None:
        self._forms: dict[str, int] = {}
        """By how a phrase stands in a row of words, the bits of its listings."""
        self._renew()

    def add(self, name: str, *listings: Iterable[str]) -> int:
        """The bit of the texts that may have some words or phrases, in any case.

        Of further listings under the same name the bits follow upon that of the first.
        Phrases are written as `tm.text.listed` says, but only their letters count, and
        `n't` ends any word. What is added to a listing of the same name makes it
        larger.
        """
        first = _first_bit(name, len(listings))
        for at, phrases in enumerate(listings):
            for form in filter(None, map(_form, phrases)):
                self._forms[form] = self._forms.get(form, 0) | first << at
        self._renew()
        return first

    def _renew(self) -> None:
        """Forget what is known of words and texts, which are more than before.

        By new tables, since another thread may be filling the old ones. They are made
        when a text comes, since one listing comes after another.
        """

        @lru_cache(maxsize=1)
        def reading() -> tuple[Callable[[str], str], _Find]:
            forms = self._forms.copy()
            return Pieces(_Row(forms)).__getitem__, _finder(forms)

        @lru_cache(maxsize=2048)
        def found(text: str) -> list[_Found]:
            row_of, find = reading()
            row = f"{''.join(map(row_of, text.split()))} "
            if _MARK not in row:
                return find(row)
            row, *marked = row.split(_MARK)
            bits = reduce(or_, [ord(part[0]) for part in marked]) << 1
            return [(bits, ""), *find(row + "".join([part[1:] for part in marked]))]

        @lru_cache(maxsize=2048)
        def of(text: str) -> int:
            return reduce(or_, map(_BITS, found(text)), 0)

        self._found = found
        self.of = of
        """The bits of a text."""

    def firsts(self, text: str, some: int) -> set[str]:
        """The first words of the phrases of a text that have one of some bits.

        Of any ending the beginning before it; of strange words nothing is told.
        """
        return {first for bits, first in self._found(text) if bits & some}


class _Row:
    """Tells how words stand in a row: each after a space, and not if none is listed."""

    def __init__(self, forms: Iterable[str]) -> None:
        self._words = {word for form in forms for word in form.split()}
        begun = (form.split()[-1] for form in forms if not form.endswith(" "))
        self._starts = tuple({*begun})
        ended = (form.split()[0] for form in forms if not form.startswith(" "))
        self._ends = tuple({*ended})

    def __call__(self, piece: str) -> str:
        row = "".join(map(self._of_word, map(str.lower, words_in(piece))))
        # A word with common marks around it has nothing else, but it may be a numeral.
        if not piece.isupper() and piece.strip(_AROUND).isalpha():
            return row
        bits = sum(bit for bit, told in _CHARACTERS.items() if told.search(piece))
        return f"{row}{_MARK}{chr(bits >> 1)}" if bits else row

    def _of_word(self, word: str) -> str:
        if not has_common_letters(word):
            return f" {_STRANGE_WORD}"
        folded = word.casefold()
        parts = LETTERS.findall(folded)
        row = "".join(f" {part if self._has(part) else ''}" for part in parts)
        return row if folded == word and folded.isalpha() else _ODD_WORD + row

    def _has(self, part: str) -> bool:
        """Whether any form may have it."""
        return (
            part in self._words
            or part.startswith(self._starts)
            or part.endswith(self._ends)
        )


def _form(phrase: str) -> str:
    """How a phrase stands in a row of words; nothing, if it has no letters.

    >>> _form("Thứ Hai"), _form("ketidak*"), _form("n't"), _form("over #"), _form("%")
    (' thứ hai ', ' ketidak', 'n t ', ' over ', '')
    """
    folded = phrase.casefold()
    words = " ".join(LETTERS.findall(folded))
    if not words:
        return ""
    before = "" if is_ending(folded) else " "
    return before + words + ("" if folded.endswith("*") else " ")


def _finder(forms: Mapping[str, int]) -> _Find:
    """What finds all forms that stand in a row of words, in order of their ends."""
    import ahocorasick  # where nobody asks for bits, it would be imported for nothing

    # pyahocorasick ships no types.
    automaton: Any = ahocorasick.Automaton()
    # Of equal numbers one, so that fewer are in the way in the processor's cache.
    same: dict[int, int] = {}
    for form, bits in (*forms.items(), (_STRANGE_WORD, _EVERYTHING)):
        automaton.add_word(form, (same.setdefault(bits, bits), form.split()[0]))
    automaton.make_automaton()
    search = automaton.iter
    return lambda row: [found for _, found in search(row)]


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
