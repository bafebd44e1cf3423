"""The prefilter: find the phrase lists of which a text may have phrases, in one pass.

Values and most checks search listed phrases, and most texts have none. One trie for
each language finds the phrases of all lists in the words of a text and gives an integer
with a bit for each list; a reader tests a bit before it searches.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import islice
from threading import Lock
from typing import NamedTuple
from weakref import WeakValueDictionary

from tm.text.batch_cache import MAX_EXTRA_TEXT_COUNT, BatchCache, TextBatch
from tm.text.phrases.trie import (
    BatchHits,
    ChunkWords,
    PhraseHits,
    PhraseTrie,
    PhraseWords,
)
from tm.text.tokens import has_common_letters
from tm.text.word_pattern import LETTERS_PATTERN, WORD_PATTERN

RARE_LETTERS_BIT = 1
"""The bit of texts with rare letters, or letters that case folding mixes up.

They have all other bits too. See `tm.text.tokens.has_common_letters`.
"""
UNCERTAIN_OFFSETS_BIT = 2
"""The bit of texts in which the offsets of phrases are uncertain.

Those with rare letters, with an apostrophe inside a word, or with a word whose lower
case is not its case folding.
"""
PLAIN_DIGITS_BIT = 4
"""The bit of texts with digits from 0 to 9."""
OTHER_DIGITS_BIT = 8
"""The bit of texts with wide digits, or those of other scripts: １０, ๑๐."""
SYMBOLS_BIT = 16
"""The bit of texts with an uncommon sign, such as that of a currency."""
SEPARATED_DIGITS_BIT = 32
"""The bit of texts with digits separated by a mark: 3.5, 8/10, 6:1."""
ROMAN_NUMERALS_BIT = 64
"""The bit of texts with a Roman numeral, in capitals and without a D or M."""
DASHES_BIT = 128
"""The bit of texts with a dash or a minus before a figure or white space."""
ADDRESSES_BIT = 256
"""The bit of texts with a sign of web or mail addresses."""
LETTERED_DIGITS_BIT = 512
"""The bit of texts with a digit after a letter, or after a letter and a hyphen."""
_ALL_BITS = -1
_PATTERN_BY_TRAIT_BIT = {
    PLAIN_DIGITS_BIT: re.compile(r"[0-9]"),
    OTHER_DIGITS_BIT: re.compile(r"[^\D0-9]"),
    SYMBOLS_BIT: re.compile(r"[^\w\s.,:;!?()\"'“”‘’…/%–—-]"),
    SEPARATED_DIGITS_BIT: re.compile(r"\d[.,:/-](?=\d)"),
    DASHES_BIT: re.compile(r"[-–−](?=\d|\Z)"),
    ADDRESSES_BIT: re.compile(r"@|://|[wW]\."),
    LETTERED_DIGITS_BIT: re.compile(r"[^\W\d_]-?\d"),
    ROMAN_NUMERALS_BIT: re.compile(r"(?<!\w)[IVXLC]+(?!\w)"),
}
"""The pattern of each trait bit, for one chunk."""
_SURROUNDING_PUNCTUATION = ".,:;!?()\"'“”‘’…"
"""Punctuation without a trait of its own when it stands next to letters."""


class _ListBitRegistry:
    """The bits of phrase lists, by the names of the lists, for all languages."""

    def __init__(self, next_index: int) -> None:
        self._index_by_list_name: dict[str, int] = {}
        self._next_index = next_index
        self._lock = Lock()

    def find_first_bit(self, list_name: str, list_count: int) -> int:
        """Find the bit of the first list of a name, which may be new."""
        with self._lock:
            if list_name not in self._index_by_list_name:
                self._index_by_list_name[list_name] = self._next_index
                self._next_index += list_count
            return 1 << self._index_by_list_name[list_name]


_LIST_BIT_REGISTRY = _ListBitRegistry(len(_PATTERN_BY_TRAIT_BIT) + 2)


class PrefilterLimits(NamedTuple):
    """Limits of what a prefilter caches, and of what it reads one by one."""

    max_extra_text_count: int = MAX_EXTRA_TEXT_COUNT
    """Texts kept besides those that were announced."""
    max_chunk_kind_count: int = 1 << 16
    """Kinds of chunks after which the trie is built anew."""
    max_small_batch_length: int = 20_000
    """Characters of a batch from which it is read faster by arrays than one by one.

    By arrays even a new process, which reads all chunks for the first time.
    """


_DEFAULT_LIMITS = PrefilterLimits()


class Prefilter:
    """The prefilter of one language, for all its phrase lists.

    >>> vietnamese = Prefilter()
    >>> bit = vietnamese.add("weekday", ["thứ hai", "chủ nhật"])
    >>> texts = "Chủ Nhật, mồng 2", "Chủ tịch"
    >>> [bool(vietnamese.read_bits(text) & bit) for text in texts]
    [True, False]
    """

    def __init__(self, limits: PrefilterLimits = _DEFAULT_LIMITS) -> None:
        self._limits = limits
        self._bits_by_phrase: dict[PhraseWords, int] = {}
        """The bits of each phrase's lists, by the words of the phrase."""
        self._batches: list[TextBatch] = []
        """The texts that are announced now, a batch for each run."""
        self._reset()

    def add(self, list_name: str, *phrase_lists: Iterable[str]) -> int:
        """Add a list of phrases; return the bit of texts that may have one of them.

        Further lists under the same name have the next bits. Phrases are in the
        notation of `tm.text.phrases.pattern`, but only their letters count, and `n't`
        ends any word. Phrases for an existing name are added to its list.
        """
        first_bit = _LIST_BIT_REGISTRY.find_first_bit(list_name, len(phrase_lists))
        for list_index, phrases in enumerate(phrase_lists):
            for phrase_words in filter(None, map(_split_phrase, phrases)):
                bits = self._bits_by_phrase.get(phrase_words, 0)
                self._bits_by_phrase[phrase_words] = bits | first_bit << list_index
        self._reset()
        return first_bit

    def _reset(self) -> None:
        """Forget the texts read so far, since a list was added.

        New tables are made, since another thread may be filling the old ones.
        """
        self._bits_by_text = _BitsByText(
            self._bits_by_phrase, self._batches, self._limits
        )
        self.read_bits = self._bits_by_text.__getitem__
        """Read the bits of a text."""
        self.find_offsets = self._bits_by_text.find_offsets
        """The starts of phrases of a text that have one of some bits, in order.

        In a text with UNCERTAIN_OFFSETS_BIT there may be others.
        """

    @contextmanager
    def expect(self, texts: Iterable[str]) -> Iterator[None]:
        """Announce texts: when one is asked for, all are read; at the end forget them.

        As `BatchCache.expect`, but a list may be added meanwhile.
        """
        batch = dict.fromkeys(texts)
        self._batches.append(batch)
        try:
            yield
        finally:
            self._batches.remove(batch)
            self._bits_by_text.forget(batch)


class _BitsByText(BatchCache[int]):
    """The bits of texts, and the phrases found in them."""

    def __init__(
        self,
        bits_by_phrase: dict[PhraseWords, int],
        batches: list[TextBatch],
        limits: PrefilterLimits,
    ) -> None:
        super().__init__(
            self._read_texts_bits,
            batches,
            max_extra_text_count=limits.max_extra_text_count,
        )
        self._bits_by_phrase, self._limits = bits_by_phrase, limits
        self._batch_hits_by_text: dict[str, BatchHits] = {}
        """By text that was read with others, the phrases found."""
        self._hits_by_text: dict[str, tuple[PhraseTrie, PhraseHits]] = {}
        """By other text, the phrases found and the trie that found them."""

    @cached_property
    def _trie(self) -> PhraseTrie:
        """The trie of all phrases, built when the first text is read."""
        # A copy, since another thread may add a phrase now.
        return PhraseTrie(self._bits_by_phrase.copy(), _read_chunk)

    def _read_texts_bits(self, texts: Sequence[str]) -> Iterator[int]:
        trie = self._trie
        if sum(map(len, texts)) >= self._limits.max_small_batch_length:
            text_iterator = iter(texts)
            for bits_of_texts, batch_hits in trie.find_in_batches(texts):
                read_texts = islice(text_iterator, len(bits_of_texts))
                self._batch_hits_by_text |= dict.fromkeys(read_texts, batch_hits)
                yield from bits_of_texts
            return
        for text in texts:
            bits, hits = trie.find(text)
            self._hits_by_text[text] = trie, hits
            yield bits

    def find_offsets(self, text: str, wanted_bits: int) -> list[int]:
        """List the starts of the phrases of a text that have one of some bits."""
        batch_hits = self._batch_hits_by_text.get(text)
        if batch_hits is not None:
            return batch_hits.find_offsets(text, wanted_bits)
        trie_and_hits = self._hits_by_text.get(text)
        if trie_and_hits is None:
            trie = self._trie
            trie_and_hits = trie, trie.find(text)[1]
        trie, hits = trie_and_hits
        return trie.find_offsets(hits, wanted_bits)

    def forget(self, texts: Iterable[str]) -> None:
        """Forget the bits of texts, and the phrases found in them."""
        for text in texts:
            self.pop(text, None)
            self._batch_hits_by_text.pop(text, None)
            self._hits_by_text.pop(text, None)

    def clear(self) -> None:
        """Forget all texts, and the chunks seen if they are many."""
        super().clear()
        self._batch_hits_by_text.clear()
        self._hits_by_text.clear()
        if self._trie.kind_count > self._limits.max_chunk_kind_count:
            vars(self).pop("_trie", None)  # another thread may have been faster


def _read_chunk(chunk: str) -> ChunkWords:
    """Read the trait bits and the words of a chunk between spaces.

    >>> _read_chunk("(Mai-Lan)")
    (0, [('mai', 1), ('lan', 5)])
    >>> _read_chunk("3,5%")[0] == PLAIN_DIGITS_BIT | SEPARATED_DIGITS_BIT
    True
    """
    if chunk.isalpha():
        words_with_offsets = [(chunk, 0)]
    else:
        words_with_offsets = [
            (word_match[0], word_match.start())
            for word_match in WORD_PATTERN.finditer(chunk)
        ]
    bits, folded_words_with_offsets = 0, []
    for word, offset in words_with_offsets:
        if not has_common_letters(word):
            return _ALL_BITS, []
        lower_word = word.lower()
        folded_word = word.casefold()
        if folded_word != lower_word or not folded_word.isalpha():
            bits |= UNCERTAIN_OFFSETS_BIT
        for letters_match in LETTERS_PATTERN.finditer(folded_word):
            folded_words_with_offsets.append(
                (letters_match[0], offset + letters_match.start())
            )
    # Letters with common punctuation around them may only be a Roman numeral.
    if chunk.isupper() or not chunk.strip(_SURROUNDING_PUNCTUATION).isalpha():
        bits |= sum(
            bit
            for bit, pattern in _PATTERN_BY_TRAIT_BIT.items()
            if pattern.search(chunk)
        )
    return bits, folded_words_with_offsets


def _split_phrase(phrase: str) -> PhraseWords:
    """Split a phrase into its words, in the notation of a trie; empty without letters.

    >>> [_split_phrase(text) for text in ("Thứ Hai", "ketidak*", "n't", "%")]
    [('thứ', 'hai'), ('ketidak*',), ('*n', 't'), ()]
    """
    folded_phrase = phrase.casefold()
    if folded_phrase.isalpha():  # most phrases, of which there are thousands
        return (folded_phrase,)
    words = LETTERS_PATTERN.findall(folded_phrase)
    if words and folded_phrase.endswith("*"):
        words[-1] += "*"
    if words and is_word_ending(folded_phrase):
        words[0] = f"*{words[0]}"
    return tuple(words)


def split_bits(bits: int) -> Iterator[int]:
    """Yield the single bits that are set, the lowest first.

    >>> [*split_bits(0b101)]
    [1, 4]
    """
    while bits:
        lowest_bit = bits & -bits
        yield lowest_bit
        bits ^= lowest_bit


def collect_first_words(phrases: Iterable[str]) -> frozenset[str]:
    """Collect the first word of each phrase, case-folded.

    A word is taken up to its apostrophe, since patterns of words differ in that.

    >>> sorted(collect_first_words(["Chủ nhật", "%", "ketidak*", "can't wait", "n't"]))
    ['can', 'chủ', 'ketidak*', "n't"]
    """
    first_words = set()
    for phrase in map(str.casefold, phrases):
        if phrase.isalpha():
            first_words.add(phrase)
            continue
        word_match = LETTERS_PATTERN.search(phrase)
        if is_word_ending(phrase):
            first_words.add(phrase.split()[0])
        elif word_match:
            first_words.add(word_match[0] + "*" * (phrase[word_match.end() :] == "*"))
    return frozenset(first_words)


def is_word_ending(phrase: str) -> bool:
    """Whether a phrase is the ending of a word: `n't`."""
    return phrase[1:2] == "'"


_PREFILTER_BY_LANGUAGE: WeakValueDictionary[str, Prefilter] = WeakValueDictionary()
"""The prefilters of languages whose lists are in use."""
_PREFILTERS_LOCK = Lock()


def shared_prefilter(language: str) -> Prefilter:
    """Return the one prefilter of a language, such as `vi`, with all its lists.

    It lives as long as one of the lists, whose bits another prefilter would lack.
    """
    prefilter = _PREFILTER_BY_LANGUAGE.get(language)
    if prefilter is None:
        with _PREFILTERS_LOCK:
            prefilter = _PREFILTER_BY_LANGUAGE.get(language) or Prefilter()
            _PREFILTER_BY_LANGUAGE[language] = prefilter
    return prefilter
