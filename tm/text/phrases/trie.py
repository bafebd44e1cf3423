"""A trie of phrases, which finds all of them in a text with their places.

Each chunk between spaces is read once. Many texts are searched at once by arrays: one
step looks up the next word of all phrases that have begun. Speed trick: many texts 82 %
faster than one by one (benchmarks/text_tricks.py).
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain, compress, groupby, product
from operator import or_
from threading import RLock
from typing import TYPE_CHECKING

from tm.text.words import ChunkCache

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tm.text.word_ids import IdArray, WordIdBlock, WordIdTable

PhraseWords = tuple[str, ...]
"""The words of a phrase; the last may be written `any*`, for all that it begins, and
the first `*any`, for all that it ends."""
PhrasesFound = tuple[Sequence[int], Iterable[int]]
"""The nodes of the phrases that stand in a text, and where each begins."""
ChunkWords = tuple[int, Sequence[tuple[str, int]]]
"""The bits of a chunk between spaces, and its words, each with its place."""
_UNLISTED_WORD = 0
"""The id of words that are in no phrase."""
_ROOT = 0
_TEXT_END = 0
"""The chunk kind of the gap between two texts."""
_UNKNOWN = -1
_MAX_KINDS = 1 << 16
_WORD_BITS = 32
"""Bits of a word id in a step; the bits above are the node's."""


class PhraseTrie:
    """Phrases with bits, searched in texts.

    >>> def read(chunk: str) -> ChunkWords:
    ...     return 0, [(chunk.casefold(), 0)]
    >>> trie = PhraseTrie({("thứ", "hai"): 1, ("hai",): 2}, read)
    >>> bits, found = trie.find("Hai thứ hai")
    >>> bits, trie.places(found, 1), trie.places(found, 2)
    (3, [4], [0, 8])
    >>> [bits for bits, _ in trie.find_in_each(["thứ ba", "thứ hai"])]
    [0, 3]
    """

    def __init__(
        self,
        phrases: Mapping[PhraseWords, int],
        read_chunk: Callable[[str], ChunkWords],
    ) -> None:
        """Read chunks by `read_chunk`; some bits are of chunks, not of phrases."""
        self._read_chunk = read_chunk
        self._lock = RLock()
        parts = {part for phrase in phrases for part in phrase}
        self._stems = tuple(part[:-1] for part in parts if part.endswith("*"))
        self._tails = tuple(part[1:] for part in parts if part.startswith("*"))
        whole_words = {part for part in parts if "*" not in part}
        self._open_phrases = [
            (one, of) for one, of in phrases.items() if not whole_words >= {*one}
        ]
        """Phrases with a `*` in one of their words."""
        self._ids_of_part: dict[str, list[int]] = {part: [] for part in parts}
        """By part of a phrase, the ids of the words that it matches."""
        self._word_ids: dict[PhraseWords, int] = {(): _UNLISTED_WORD}
        """The id of a word, by the parts that match it."""
        self._next: dict[int, dict[int, int]] = {_ROOT: {}}
        """The next node, by node and word id."""
        self._bits = [0]
        """The bits of the phrase that ends at each node."""
        self._arrays: _TrieArrays | None = None
        for part in whole_words:
            self._add_word_id(self._parts_of(part))
        for phrase, bits in phrases.items():
            self._add_phrase(phrase, bits)
        self._kinds: dict[tuple[int, ...], int] = {}
        """The kind of a chunk, by its bits and its words with their places."""
        self._kind_bits = array("q")
        self._kind_starts = array("q", [0])
        """The start of each kind's words in `_words`, with an end."""
        self._words = array("q")
        self._places = array("q")
        self._kind_words: list[Sequence[int]] = []
        self._kind_places: list[Sequence[int]] = []
        """The same by kind, which is faster for a single text."""
        self._kind_of = ChunkCache(self._chunk_kind)
        self._kind_number(0, [(_UNLISTED_WORD, 0)])  # that of _END
        self._chunk_table: WordIdTable | None = None
        self._kinds_of_chunks: IdArray
        """The kind of each chunk of the table, by id, or _UNKNOWN."""
        self._nodes_with_bits: dict[int, _NodesWithBits] = {}

    @property
    def is_full(self) -> bool:
        """Whether it has seen so many kinds of chunks that it should be rebuilt."""
        return len(self._kinds) > _MAX_KINDS

    def find(self, text: str) -> tuple[int, PhrasesFound]:
        """Find the bits of a text and its phrases, in order of place."""
        kinds = [*map(self._kind_of.__getitem__, text.split())]
        words = [*chain.from_iterable(map(self._kind_words.__getitem__, kinds))]
        nodes, starts = [], []
        steps_of, bits_of, last_index = self._next.get, self._bits, len(words) - 1
        for index, node in enumerate(map(self._next[_ROOT].get, words)):
            next_index = index
            while node is not None:
                if bits_of[node]:
                    nodes.append(node)
                    starts.append(index)
                steps = steps_of(node)
                if steps is None or next_index == last_index:
                    break
                next_index += 1
                node = steps.get(words[next_index])
        bits = reduce(or_, map(self._kind_bits.__getitem__, kinds), 0)
        bits = reduce(or_, map(self._bits.__getitem__, nodes), bits)
        places = [self._kind_places[kind] for kind in kinds]
        return bits, (nodes, _LazyPlaces(text, places, starts) if starts else ())

    def find_in_each(self, texts: Sequence[str]) -> Iterator[tuple[int, PhrasesFound]]:
        """Yield the result of `find` for each text, in a third of the time."""
        from tm.text.word_ids import MAX_TEXT_LENGTH, batch_texts, read_chunks

        for batch in batch_texts(texts):
            if len(batch[0]) > MAX_TEXT_LENGTH:
                yield self.find(batch[0])
            else:
                yield from self._find_in_block(*read_chunks(batch))

    def places(self, phrases_found: PhrasesFound, wanted_bits: int) -> list[int]:
        """List the starts of the phrases that have one of some bits, in order."""
        has_bits = self._nodes_with_bits.get(wanted_bits)
        if has_bits is None:
            has_bits = self._nodes_with_bits[wanted_bits] = _NodesWithBits(
                self._bits, wanted_bits
            )
        nodes, places = phrases_found
        return [*dict.fromkeys(compress(places, map(has_bits.__getitem__, nodes)))]

    def _find_in_block(
        self, table: "WordIdTable", block: "WordIdBlock"
    ) -> Iterator[tuple[int, PhrasesFound]]:
        import numpy as np

        with self._lock:
            # A word that is in no phrase separates the texts.
            kinds = np.insert(self._kinds_in(table, block.ids), block.ends, _TEXT_END)
            bits, first_words = np.array(self._kind_bits), np.array(self._kind_starts)
            all_words, all_places = np.array(self._words), np.array(self._places)
            if self._arrays is None:
                self._arrays = _make_arrays(self._next, self._bits, len(self._word_ids))
            arrays = self._arrays
        starts = np.insert(block.starts, block.ends, 0)
        ends = block.ends + np.arange(1, len(block.ends) + 1)
        # The words of all pieces in a row, each with where it begins in its text.
        word_counts = first_words[kinds + 1] - first_words[kinds]
        word_ends = np.cumsum(word_counts)
        word_places = np.repeat(
            first_words[kinds + 1] - word_ends, word_counts
        ) + np.arange(word_ends[-1])
        phrase_starts, last_nodes = arrays.find_phrases(all_words[word_places])
        chunk_of_start = np.repeat(np.arange(len(kinds)), word_counts)[phrase_starts]
        places = (
            all_places[word_places[phrase_starts]] + starts[chunk_of_start]
        ).tolist()
        nodes = last_nodes.tolist()
        chunk_bits = np.bitwise_or.reduceat(
            bits[kinds], np.append(0, ends[:-1])
        ).tolist()
        start, bits_of = 0, self._bits.__getitem__
        stops = np.searchsorted(phrase_starts, word_ends[ends - 1]).tolist()
        for bits_of_chunks, stop in zip(chunk_bits, stops, strict=True):
            found_nodes = nodes[start:stop]
            yield (
                reduce(or_, map(bits_of, found_nodes), bits_of_chunks),
                (found_nodes, places[start:stop]),
            )
            start = stop

    def _kinds_in(self, table: "WordIdTable", chunk_ids: "IdArray") -> "IdArray":
        """The kinds of chunks of a table, some of which are new."""
        import numpy as np

        if table is not self._chunk_table:
            self._chunk_table, self._kinds_of_chunks = table, np.zeros(0, np.int64)
        if len(self._kinds_of_chunks) < len(table.chunks):
            new_size = len(table.chunks) + len(self._kinds_of_chunks)
            self._kinds_of_chunks = np.append(
                self._kinds_of_chunks, np.full(new_size, _UNKNOWN)
            )
        kinds = self._kinds_of_chunks[chunk_ids]
        if kinds.min(initial=0) == _UNKNOWN:
            for number in np.unique(chunk_ids[kinds == _UNKNOWN]).tolist():
                self._kinds_of_chunks[number] = self._chunk_kind(table.chunks[number])
            kinds = self._kinds_of_chunks[chunk_ids]
        return kinds

    def _chunk_kind(self, chunk: str) -> int:
        bits, words = self._read_chunk(chunk)
        words_with_places = [
            (self._word_id(self._parts_of(word)), place) for word, place in words
        ]
        # Of words in no phrase one parts others as well as many, wherever it stands.
        merged_words = [
            word_with_place
            for word_with_place, _ in groupby(
                word_with_place if word_with_place[0] else (_UNLISTED_WORD, 0)
                for word_with_place in words_with_places
            )
        ]
        return self._kind_number(bits, merged_words)

    def _kind_number(self, bits: int, words: Sequence[tuple[int, int]]) -> int:
        key = (bits, *chain.from_iterable(words))
        with self._lock:
            if key not in self._kinds:
                self._kind_bits.append(bits)
                self._words.extend(number for number, _ in words)
                self._places.extend(place for _, place in words)
                self._kind_starts.append(len(self._words))
                self._kind_words.append(tuple(number for number, _ in words))
                self._kind_places.append(tuple(place for _, place in words))
                self._kinds[key] = len(self._kinds)
            return self._kinds[key]

    def _parts_of(self, word: str) -> PhraseWords:
        """The parts of phrases that match a word."""
        parts = [word] if word in self._ids_of_part else []
        if word.startswith(self._stems):
            parts += (f"{affix}*" for affix in self._stems if word.startswith(affix))
        if word.endswith(self._tails):
            parts += (f"*{affix}" for affix in self._tails if word.endswith(affix))
        return tuple(parts)

    def _word_id(self, parts: PhraseWords) -> int:
        """The id of the words that exactly these parts match."""
        with self._lock:
            if parts not in self._word_ids:
                self._add_word_id(parts)
                for phrase, bits in self._open_phrases:
                    if not {*parts}.isdisjoint(phrase):
                        self._add_phrase(phrase, bits)
            return self._word_ids[parts]

    def _add_word_id(self, parts: PhraseWords) -> None:
        """Give an id to the words that these parts match."""
        number = self._word_ids[parts] = len(self._word_ids)
        for part in parts:
            self._ids_of_part[part].append(number)

    def _add_phrase(self, phrase: PhraseWords, bits: int) -> None:
        """Add a phrase for all word ids that its parts match so far."""
        for numbers in product(*(self._ids_of_part[part] for part in phrase)):
            node = _ROOT
            for number in numbers:
                steps = self._next.setdefault(node, {})
                if number not in steps:
                    steps[number] = len(self._bits)
                    self._bits.append(0)
                node = steps[number]
            self._bits[node] |= bits
        self._arrays = None


@dataclass(frozen=True, slots=True)
class _LazyPlaces:
    """The starts of words of a text, computed on demand."""

    text: str
    places_in_chunks: Sequence[Sequence[int]]
    """By piece, where its words begin in it."""
    word_numbers: Sequence[int]
    """The numbers of the words."""

    def __iter__(self) -> Iterator[int]:
        place, word_starts = 0, []
        for chunk, places in zip(self.text.split(), self.places_in_chunks, strict=True):
            place = self.text.index(chunk, place)
            word_starts += [place + word_place for word_place in places]
            place += len(chunk)
        return map(word_starts.__getitem__, self.word_numbers)


class _NodesWithBits(dict[int, bool]):
    """By node, whether its phrase has one of the wanted bits."""

    def __init__(self, bits: Sequence[int], wanted_bits: int) -> None:
        self._bits, self._wanted_bits = bits, wanted_bits

    def __missing__(self, node: int) -> bool:
        has_bits = self[node] = bool(self._bits[node] & self._wanted_bits)
        return has_bits


@dataclass(frozen=True, slots=True)
class _TrieArrays:
    """The nodes of a trie and the steps between them, as arrays."""

    first_nodes: "IdArray"
    """By number of a word, the node that it leads to from the root."""
    steps: "IdArray"
    """Node and number of a word of all other steps, in order."""
    nodes: "IdArray"
    """The node that each of them leads to."""
    ends_phrase: "NDArray[np.bool_]"
    """By node, whether a phrase ends there."""

    def find_phrases(self, words: "IdArray") -> "tuple[IdArray, IdArray]":
        """Find all phrases in a row of words: their starts, in order, and last nodes.

        The last word must be in no phrase.
        """
        import numpy as np

        node = self.first_nodes[words]
        starts = np.flatnonzero(node)
        node = node[starts]
        found_phrases = []
        next_words = starts
        while len(starts):
            ended = self.ends_phrase[node]
            found_phrases.append((starts[ended], node[ended]))
            next_words = next_words + 1
            step = (node << _WORD_BITS) | words[next_words]
            step_places = np.searchsorted(self.steps, step)
            is_step = self.steps[step_places] == step
            starts, next_words = starts[is_step], next_words[is_step]
            node = self.nodes[step_places[is_step]]
        if not found_phrases:
            return starts, node
        places, nodes = map(np.concatenate, zip(*found_phrases, strict=True))
        order = np.argsort(places, kind="stable")
        return places[order], nodes[order]


def _make_arrays(
    next_nodes: Mapping[int, Mapping[int, int]], bits: Sequence[int], word_count: int
) -> _TrieArrays:
    import numpy as np

    root_steps = next_nodes[_ROOT]
    first_nodes = np.zeros(word_count, np.int64)
    first_nodes[[*root_steps]] = [*root_steps.values()]
    later_steps = {
        node_before << _WORD_BITS | word: node
        for node_before in sorted(next_nodes.keys() - {_ROOT})
        for word, node in sorted(next_nodes[node_before].items())
    }
    # One more, so that a search beyond the last step has a place.
    steps = np.array([*later_steps, np.iinfo(np.int64).max], np.int64)
    nodes = np.array([*later_steps.values(), _ROOT], np.int64)
    return _TrieArrays(first_nodes, steps, nodes, np.array([*map(bool, bits)]))
