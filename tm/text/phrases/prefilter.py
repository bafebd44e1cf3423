"""Which listings a text may have something of, told by one pass for all at once.

Values and most checks look for listed phrases, of which most texts have none. One trie
of a language finds all of them in the words of a text, so that one number of bits tells
all that it may have; who looks for something asks for a bit first.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from threading import Lock

from tm.text.batch_cache import BatchCache, are_few
from tm.text.phrases.trie import Found, Phrase, PhraseTrie, Piece
from tm.text.tokens import has_common_letters
from tm.text.words import WORD

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
_PLACES: dict[str, int] = {"": 9}
"""By name of a listing, the place of its bit, the same in all languages; without a
name, that of the next one."""
_PLACING = Lock()


class Prefilter:
    """The listings of one language.

    >>> vietnamese = Prefilter()
    >>> bit = vietnamese.add("weekday", ["thứ hai", "chủ nhật"])
    >>> texts = "Chủ Nhật, mồng 2", "Chủ tịch"
    >>> [bool(vietnamese.of(text) & bit) for text in texts]
    [True, False]
    """

    def __init__(self) -> None:
        self._phrases: dict[Phrase, int] = {}
        """By its words, the bits of the listings of a phrase."""
        self._renew(())

    def add(self, name: str, *listings: Iterable[str]) -> int:
        """The bit of the texts that may have some words or phrases, in any case.

        Of further listings under the same name the bits follow upon that of the first.
        Phrases are written as `tm.text.phrases.pattern` says, but only their letters
        count, and `n't` ends any word. What is added to a listing of the same name
        makes it larger.
        """
        first = _first_bit(name, len(listings))
        for at, phrases in enumerate(listings):
            for phrase in filter(None, map(_words_of, phrases)):
                self._phrases[phrase] = self._phrases.get(phrase, 0) | first << at
        self._renew(self._texts.expected)
        return first

    def _renew(self, expected: Iterable[str]) -> None:
        """Forget what is known of texts, which is more than before.

        By new tables, since another thread may be filling the old ones.
        """
        self._texts = _Texts(self._phrases, expected)
        self.of = self._texts.__getitem__
        """The bits of a text."""
        self.places = self._texts.places
        """Where phrases of a text begin that have one of some bits, in order.

        Not of an odd text, where there may be others.
        """

    def expect(self, texts: Iterable[str]) -> None:
        """Say which texts will be asked about: when one is, all are read at once."""
        self._texts.expect(texts)


class _Texts(BatchCache[int]):
    """By text, its bits."""

    def __init__(self, phrases: dict[Phrase, int], expected: Iterable[str]) -> None:
        super().__init__(self._bits_of, expected)
        self._phrases = phrases
        self._found: dict[str, tuple[PhraseTrie, Found]] = {}
        """By text, what was found, and the trie that knows what it is."""

    @cached_property
    def _trie(self) -> PhraseTrie:
        """Made when a text comes, since one listing is added after another."""
        # Another thread may add one now.
        return PhraseTrie(self._phrases.copy(), _piece)

    def _bits_of(self, texts: Sequence[str]) -> Iterator[int]:
        trie = self._trie
        read = map(trie.find, texts) if are_few(texts) else trie.find_in_each(texts)
        for text, (bits, found) in zip(texts, read, strict=True):
            self._found[text] = trie, found
            yield bits

    def places(self, text: str, some: int) -> list[int]:
        """See `Prefilter.places`."""
        known = self._found.get(text)
        if known is None:
            trie = self._trie
            known = trie, trie.find(text)[1]
        trie, found = known
        return trie.places(found, some)

    def clear(self) -> None:
        """Forget all texts, and what was seen of their pieces, if that is much."""
        super().clear()
        self._found.clear()
        if self._trie.is_full:
            vars(self).pop("_trie", None)  # another thread may have been faster


def _piece(piece: str) -> Piece:
    """The bits of what stands between spaces, and its words.

    >>> _piece("(Mai-Lan)"), _piece("3,5%")[0] == FIGURES | PARTED
    ((0, [('mai', 1), ('lan', 5)]), True)
    """
    if piece.isalpha():
        words = [(piece, 0)]
    else:
        words = [(found[0], found.start()) for found in WORD.finditer(piece)]
    bits, parts = 0, []
    for word, place in words:
        if not has_common_letters(word):
            return _EVERYTHING, []
        lower = word.lower()
        folded = word.casefold()
        if folded != lower or not folded.isalpha():
            bits |= ODD
        for part in LETTERS.finditer(folded):
            parts.append((part[0], place + part.start()))
    # A word with common marks around it has nothing else, but it may be a numeral.
    if piece.isupper() or not piece.strip(_AROUND).isalpha():
        bits |= sum(bit for bit, told in _CHARACTERS.items() if told.search(piece))
    return bits, parts


def _words_of(phrase: str) -> Phrase:
    """The words of a phrase, as a trie takes them; none if it has no letters.

    >>> _words_of("Thứ Hai"), _words_of("ketidak*"), _words_of("n't"), _words_of("%")
    (('thứ', 'hai'), ('ketidak*',), ('*n', 't'), ())
    """
    folded = phrase.casefold()
    words = LETTERS.findall(folded)
    if words and folded.endswith("*"):
        words[-1] += "*"
    if words and is_ending(folded):
        words[0] = f"*{words[0]}"
    return tuple(words)


def _first_bit(name: str, listings: int) -> int:
    with _PLACING:
        if name not in _PLACES:
            _PLACES[name] = _PLACES[""]
            _PLACES[""] += listings
        return 1 << _PLACES[name]


def bits_of(number: int) -> Iterator[int]:
    """The bits that are set, the lowest first.

    >>> [*bits_of(0b101)]
    [1, 4]
    """
    while number:
        lowest = number & -number
        yield lowest
        number ^= lowest


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
def prefilter(language: str) -> Prefilter:
    """The prefilter of all listings of a language, such as `vi`."""
    return Prefilter()
