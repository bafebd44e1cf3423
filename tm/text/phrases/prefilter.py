"""The prefilter: one pass over a text tells which phrase lists it may have phrases of.

Values and most checks look for listed phrases, and most texts have none. One trie for
each language finds the phrases of all lists in the words of a text and gives an integer
with a bit for each list; a reader tests a bit before it searches.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from threading import Lock

from tm.text.batch_cache import MAX_EXTRA_TEXTS, BatchCache
from tm.text.phrases.trie import ChunkWords, PhraseHits, PhraseTrie, PhraseWords
from tm.text.tokens import has_common_letters
from tm.text.word_pattern import LETTERS_PATTERN, WORD_PATTERN

RARE_LETTERS = 1
"""The bit of texts with rare letters, or letters that case folding mixes up.

They have all other bits too. See `tm.text.tokens.has_common_letters`.
"""
UNCERTAIN_PLACES = 2
"""The bit of texts in which the places of phrases are uncertain.

Those with rare letters, with an apostrophe inside a word, or with a word whose lower
case is not its case folding.
"""
PLAIN_DIGITS = 4
"""The bit of texts with digits from 0 to 9."""
OTHER_DIGITS = 8
"""The bit of texts with wide digits, or those of other scripts: １０, ๑๐."""
SYMBOLS = 16
"""The bit of texts with an uncommon sign, such as that of a currency."""
SEPARATED_DIGITS = 32
"""The bit of texts with digits separated by a mark: 3.5, 8/10, 6:1."""
ROMAN_NUMERALS = 64
"""The bit of texts with a Roman numeral, in capitals and without a D or M."""
DASHES = 128
"""The bit of texts with a dash or a minus before a figure or white space."""
ADDRESSES = 256
"""The bit of texts with a sign of web or mail addresses."""
_ALL_BITS = -1
_TRAIT_PATTERNS = {
    PLAIN_DIGITS: re.compile(r"[0-9]"),
    OTHER_DIGITS: re.compile(r"[^\D0-9]"),
    SYMBOLS: re.compile(r"[^\w\s.,:;!?()\"'“”‘’…/%–—-]"),
    SEPARATED_DIGITS: re.compile(r"\d[.,:/-](?=\d)"),
    DASHES: re.compile(r"[-–−](?=\d|\Z)"),
    ADDRESSES: re.compile(r"@|://|[wW]\."),
    ROMAN_NUMERALS: re.compile(r"(?<!\w)[IVXLC]+(?!\w)"),
}
"""The pattern of each trait bit, for one chunk."""
_SURROUNDING_MARKS = ".,:;!?()\"'“”‘’…"
"""Marks that say nothing when they stand next to letters."""
_BIT_PLACES: dict[str, int] = {"": 9}
"""The bit place of each list by its name, the same in all languages; under the empty
name, that of the next list."""
_BIT_PLACES_LOCK = Lock()


@dataclass(frozen=True, slots=True)
class PrefilterLimits:
    """Limits of what a prefilter caches, and of what it reads one by one."""

    extra_texts: int = MAX_EXTRA_TEXTS
    """Texts kept besides those that were announced."""
    chunk_kinds: int = 1 << 16
    """Kinds of chunks after which the trie is built anew."""
    small_batch: int = 2000
    """Characters of a batch from which it is read faster by arrays than one by one."""


_DEFAULT_LIMITS = PrefilterLimits()


class Prefilter:
    """The prefilter of one language, for all its phrase lists.

    >>> vietnamese = Prefilter()
    >>> bit = vietnamese.add("weekday", ["thứ hai", "chủ nhật"])
    >>> texts = "Chủ Nhật, mồng 2", "Chủ tịch"
    >>> [bool(vietnamese.bits_of(text) & bit) for text in texts]
    [True, False]
    """

    def __init__(self, limits: PrefilterLimits = _DEFAULT_LIMITS) -> None:
        self._limits = limits
        self._bits_by_phrase: dict[PhraseWords, int] = {}
        """The bits of each phrase's lists, by the words of the phrase."""
        self._reset(())

    def add(self, name: str, *listings: Iterable[str]) -> int:
        """Add a list of phrases; return the bit of texts that may have one of them.

        Further lists under the same name have the next bits. Phrases are written as
        `tm.text.phrases.pattern` says, but only their letters count, and `n't` ends any
        word. Phrases for an existing name are added to its list.
        """
        first_bit = _first_bit(name, len(listings))
        for index, phrases in enumerate(listings):
            for phrase in filter(None, map(_phrase_words, phrases)):
                bits = self._bits_by_phrase.get(phrase, 0)
                self._bits_by_phrase[phrase] = bits | first_bit << index
        self._reset(self._texts.expected)
        return first_bit

    def _reset(self, expected: Iterable[str]) -> None:
        """Forget the texts read so far, since a list was added.

        New tables are made, since another thread may be filling the old ones.
        """
        self._texts = _TextBits(self._bits_by_phrase, expected, self._limits)
        self.bits_of = self._texts.__getitem__
        """The bits of a text."""
        self.places = self._texts.places
        """The starts of phrases of a text that have one of some bits, in order.

        In a text with UNCERTAIN_PLACES there may be others.
        """

    def expect(self, texts: Iterable[str]) -> None:
        """Announce texts: when one is asked for, all are read together."""
        self._texts.expect(texts)


class _TextBits(BatchCache[int]):
    """The bits of texts, and the phrases found in them."""

    def __init__(
        self,
        bits_by_phrase: dict[PhraseWords, int],
        expected: Iterable[str],
        limits: PrefilterLimits,
    ) -> None:
        super().__init__(
            self._read_texts_bits, expected, max_extra_texts=limits.extra_texts
        )
        self._bits_by_phrase, self._limits = bits_by_phrase, limits
        self._hits_by_text: dict[str, tuple[PhraseTrie, PhraseHits]] = {}
        """By text, the phrases found and the trie that found them."""

    @cached_property
    def _trie(self) -> PhraseTrie:
        """Built when the first text comes, since lists are added one by one."""
        # Another thread may add one now.
        return PhraseTrie(self._bits_by_phrase.copy(), _read_chunk)

    def _read_texts_bits(self, texts: Sequence[str]) -> Iterator[int]:
        trie = self._trie
        is_small = sum(map(len, texts)) < self._limits.small_batch
        results = map(trie.find, texts) if is_small else trie.find_in_each(texts)
        for text, (bits, hits) in zip(texts, results, strict=True):
            self._hits_by_text[text] = trie, hits
            yield bits

    def places(self, text: str, wanted_bits: int) -> list[int]:
        """List the starts of phrases with one of some bits; see `Prefilter.places`."""
        trie_and_hits = self._hits_by_text.get(text)
        if trie_and_hits is None:
            trie = self._trie
            trie_and_hits = trie, trie.find(text)[1]
        trie, hits = trie_and_hits
        return trie.find_offsets(hits, wanted_bits)

    def clear(self) -> None:
        """Forget all texts, and the chunks seen if they are many."""
        super().clear()
        self._hits_by_text.clear()
        if self._trie.kind_count > self._limits.chunk_kinds:
            vars(self).pop("_trie", None)  # another thread may have been faster


def _read_chunk(chunk: str) -> ChunkWords:
    """Read the trait bits and the words of a chunk between spaces.

    >>> _read_chunk("(Mai-Lan)")
    (0, [('mai', 1), ('lan', 5)])
    >>> _read_chunk("3,5%")[0] == PLAIN_DIGITS | SEPARATED_DIGITS
    True
    """
    if chunk.isalpha():
        words = [(chunk, 0)]
    else:
        words = [(match[0], match.start()) for match in WORD_PATTERN.finditer(chunk)]
    bits, folded_words = 0, []
    for word, place in words:
        if not has_common_letters(word):
            return _ALL_BITS, []
        lower = word.lower()
        folded = word.casefold()
        if folded != lower or not folded.isalpha():
            bits |= UNCERTAIN_PLACES
        for letters in LETTERS_PATTERN.finditer(folded):
            folded_words.append((letters[0], place + letters.start()))
    # A word with common marks around it has nothing else, but it may be a numeral.
    if chunk.isupper() or not chunk.strip(_SURROUNDING_MARKS).isalpha():
        bits |= sum(
            bit for bit, pattern in _TRAIT_PATTERNS.items() if pattern.search(chunk)
        )
    return bits, folded_words


def _phrase_words(phrase: str) -> PhraseWords:
    """The words of a phrase, as a trie takes them; none if it has no letters.

    >>> [_phrase_words(text) for text in ("Thứ Hai", "ketidak*", "n't", "%")]
    [('thứ', 'hai'), ('ketidak*',), ('*n', 't'), ()]
    """
    folded = phrase.casefold()
    words = LETTERS_PATTERN.findall(folded)
    if words and folded.endswith("*"):
        words[-1] += "*"
    if words and is_ending(folded):
        words[0] = f"*{words[0]}"
    return tuple(words)


def _first_bit(name: str, listings: int) -> int:
    with _BIT_PLACES_LOCK:
        if name not in _BIT_PLACES:
            _BIT_PLACES[name] = _BIT_PLACES[""]
            _BIT_PLACES[""] += listings
        return 1 << _BIT_PLACES[name]


def single_bits(number: int) -> Iterator[int]:
    """Yield the bits that are set, the lowest first.

    >>> [*single_bits(0b101)]
    [1, 4]
    """
    while number:
        lowest = number & -number
        yield lowest
        number ^= lowest


def first_words(phrases: Iterable[str]) -> frozenset[str]:
    """Collect the first word of each phrase, case-folded.

    Up to an apostrophe, since not all patterns hold that one is part of a word.

    >>> sorted(first_words(["Chủ nhật", "%", "ketidak*", "can't wait", "n't"]))
    ['can', 'chủ', 'ketidak*', "n't"]
    """
    words = set()
    for phrase in map(str.casefold, phrases):
        word = LETTERS_PATTERN.search(phrase)
        if is_ending(phrase):
            words.add(phrase.split()[0])
        elif word:
            words.add(word[0] + "*" * (phrase[word.end() :] == "*"))
    return frozenset(words)


def is_ending(phrase: str) -> bool:
    """Whether a phrase is the ending of a word: n't."""
    return phrase[1:2] == "'"


@lru_cache(maxsize=64)
def prefilter(language: str) -> Prefilter:
    """The prefilter of a language, such as `vi`, for all its lists."""
    return Prefilter()
