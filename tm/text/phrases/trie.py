"""A trie of phrases, which finds all of them in a text with their offsets.

Each chunk between spaces is read once: chunks with the same listed words at the same
offsets are of one kind, and a text is a row of kinds. Many texts are searched at once
by arrays: one step looks up the next word of all phrases that have begun. Speed trick:
2,000 texts 37 % faster than one by one (benchmarks/text_optimisations.py).
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, reduce
from itertools import chain, compress, groupby, product, takewhile
from operator import or_
from threading import RLock
from typing import TYPE_CHECKING

from tm.text.phrases.trie_hits import LazyOffsets, NodeTests

if TYPE_CHECKING:
    from tm.text.phrases.chunk_ids import ChunkIdTable, IdArray
    from tm.text.phrases.trie_arrays import TrieArrays

PhraseWords = tuple[str, ...]
"""The words of a phrase; the last may be written `any*`, for all words that begin so,
and the first `*any`, for all that end so."""
PhraseHits = tuple[Sequence[int], Iterable[int]]
"""The last nodes of the phrases that stand in a text, and their offsets."""
ChunkWords = tuple[int, Sequence[tuple[str, int]]]
"""The bits of a chunk between spaces, and its words, each with its offset."""
_UNLISTED_WORD_ID = 0
"""The id of words that are in no phrase."""
_ROOT_NODE = 0
_GAP_KIND = 0
"""The chunk kind of the gap between two texts."""
_UNREAD_KIND = -1
_CACHED_CHUNK_COUNT = 32_768
"""Chunks whose kind is cached while texts are read one by one."""
_MAX_MEAN_CHUNK_LENGTH = 32
"""The mean characters of chunks beyond which a text's chunks are not cached."""


class PhraseTrie:
    """Phrases with bits, searched in texts.

    >>> def read(chunk: str) -> ChunkWords:
    ...     return 0, [(chunk.casefold(), 0)]
    >>> trie = PhraseTrie({("thứ", "hai"): 1, ("hai",): 2}, read)
    >>> bits, hits = trie.find("Hai thứ hai")
    >>> bits, trie.find_offsets(hits, 1), trie.find_offsets(hits, 2)
    (3, [4], [0, 8])
    >>> [bits for bits, _ in trie.find_in_batches(["thứ ba", "thứ hai"])]
    [[0, 3]]
    """

    def __init__(
        self,
        bits_by_phrase: Mapping[PhraseWords, int],
        read_chunk: Callable[[str], ChunkWords],
    ) -> None:
        """Read chunks by `read_chunk`; some bits are of chunks, not of phrases."""
        self._read_chunk = read_chunk
        self._lock = RLock()
        listed_words = {*chain.from_iterable(bits_by_phrase)}
        self._prefixes = {word[:-1] for word in listed_words if word.endswith("*")}
        self._suffixes = {word[1:] for word in listed_words if word.startswith("*")}
        self._prefix_lengths = sorted({*map(len, self._prefixes)})
        self._suffix_lengths = sorted({*map(len, self._suffixes)})
        self._waiting_phrases_by_first_word: dict[str, list[PhraseWords]] = {}
        """Phrases whose first word no text has had yet: most of them, for a page."""
        for phrase in bits_by_phrase:
            self._waiting_phrases_by_first_word.setdefault(phrase[0], []).append(phrase)
        self._has_added_all = False
        self._bits_by_phrase = bits_by_phrase
        self._added_phrases_by_word: dict[str, list[PhraseWords]] = {}
        """The other phrases, by each of their words."""
        self._word_ids_by_listed_word: dict[str, list[int]] = {
            word: [] for word in listed_words
        }
        """By word of a phrase, the ids of the words of texts that it matches."""
        self._word_id_by_listed_words: dict[PhraseWords, int] = {(): _UNLISTED_WORD_ID}
        """The id of a word, by the words of phrases that match it."""
        self._next_nodes_by_node: dict[int, dict[int, int]] = {_ROOT_NODE: {}}
        """The next node, by node and word id."""
        self._node_bits = [0]
        """The bits of the phrase that ends at each node."""
        self._trie_arrays: TrieArrays | None = None
        self._kind_by_chunk_key: dict[tuple[int, ...], int] = {}
        """The kind of a chunk, by its bits and its word ids with their offsets."""
        self._kind_bits = array("q")
        self._kind_starts = array("q", [0])
        """The start of each kind's words in `_flat_word_ids`, and the end of all."""
        self._flat_word_ids = array("q")
        self._flat_offsets = array("q")
        self._kind_word_ids: list[Sequence[int]] = []
        self._kind_offsets: list[Sequence[int]] = []
        """The same by kind, which is faster for a single text."""
        self._find_cached_kind = lru_cache(_CACHED_CHUNK_COUNT)(self._find_kind)
        self._assign_kind_number(0, [(_UNLISTED_WORD_ID, 0)])  # that of _GAP_KIND
        self._chunk_ids: ChunkIdTable | None = None
        """The ids of chunks, made when many texts are first read."""
        self._chunk_kinds: IdArray
        self.node_tests = NodeTests(self._node_bits)

    @property
    def kind_count(self) -> int:
        """How many kinds of chunks have been seen, all of which are kept."""
        return len(self._kind_by_chunk_key)

    def find(self, text: str) -> tuple[int, PhraseHits]:
        """Find the bits of a text and its phrases, in order of offset."""
        chunks = text.split()
        # A text without spaces is one chunk, which seldom comes again.
        has_words = len(text) <= _MAX_MEAN_CHUNK_LENGTH * len(chunks)
        find_kind = self._find_cached_kind if has_words else self._find_kind
        kinds = [*map(find_kind, chunks)]
        word_ids = [*chain.from_iterable(map(self._kind_word_ids.__getitem__, kinds))]
        hit_nodes, hit_word_indexes = [], []
        get_next_nodes, node_bits = self._next_nodes_by_node.get, self._node_bits
        last_word_index = len(word_ids) - 1
        first_nodes = map(self._next_nodes_by_node[_ROOT_NODE].get, word_ids)
        for word_index, node in enumerate(first_nodes):
            next_word_index = word_index
            while node is not None:
                if node_bits[node]:
                    hit_nodes.append(node)
                    hit_word_indexes.append(word_index)
                next_nodes = get_next_nodes(node)
                if next_nodes is None or next_word_index == last_word_index:
                    break
                next_word_index += 1
                node = next_nodes.get(word_ids[next_word_index])
        bits = reduce(or_, map(self._kind_bits.__getitem__, kinds), 0)
        bits = reduce(or_, map(node_bits.__getitem__, hit_nodes), bits)
        if not hit_nodes:
            return bits, (hit_nodes, ())
        chunk_word_offsets = [self._kind_offsets[kind] for kind in kinds]
        return bits, (
            hit_nodes,
            LazyOffsets(text, chunk_word_offsets, hit_word_indexes),
        )

    def find_in_batches(
        self, texts: Sequence[str]
    ) -> Iterator[tuple[Sequence[int], "BatchHits"]]:
        """Yield what `find` finds, of many texts at once, in a third of the time."""
        # Imported here, since a program with few texts needs no numpy.
        from tm.text.phrases.chunk_ids import MAX_TEXT_LENGTH, batch_texts

        for batch in batch_texts(texts):
            if len(batch[0]) > MAX_TEXT_LENGTH:
                bits, (nodes, offsets) = self.find(batch[0])
                yield [bits], BatchHits(self, batch, nodes, [*offsets], [0, len(nodes)])
            else:
                yield self._find_in_batch(batch)

    def find_offsets(self, hits: PhraseHits, wanted_bits: int) -> list[int]:
        """List the offsets of the phrases that have one of some bits, in order."""
        hit_nodes, offsets = hits
        wanted_hit_flags = map(self.node_tests[wanted_bits], hit_nodes)
        return [*dict.fromkeys(compress(offsets, wanted_hit_flags))]

    def _find_in_batch(self, texts: Sequence[str]) -> tuple[Sequence[int], "BatchHits"]:
        import numpy as np

        from tm.text.phrases.chunk_ids import ChunkIdTable
        from tm.text.phrases.trie_arrays import make_trie_arrays

        with self._lock:
            self._add_waiting_phrases()
            if self._chunk_ids is None or self._chunk_ids.is_full:
                self._chunk_ids = ChunkIdTable()
                self._chunk_kinds = np.zeros(0, np.int64)
            chunk_id_block = self._chunk_ids.read(texts)
            # A word that is in no phrase separates the texts.
            kinds = np.insert(
                self._find_kinds(self._chunk_ids, chunk_id_block.chunk_ids),
                chunk_id_block.text_end_indexes,
                _GAP_KIND,
            )
            kind_bits, kind_starts = (
                np.array(self._kind_bits),
                np.array(self._kind_starts),
            )
            flat_word_ids = np.array(self._flat_word_ids)
            flat_offsets = np.array(self._flat_offsets)
            if self._trie_arrays is None:
                self._trie_arrays = make_trie_arrays(
                    self._next_nodes_by_node,
                    self._node_bits,
                    len(self._word_id_by_listed_words),
                )
            trie_arrays = self._trie_arrays
        chunk_offsets = np.insert(
            chunk_id_block.chunk_starts, chunk_id_block.text_end_indexes, 0
        )
        text_ends = chunk_id_block.text_end_indexes + np.arange(
            1, len(chunk_id_block.text_end_indexes) + 1
        )
        # The words of all chunks in a row, by their index in the flat arrays.
        word_counts = kind_starts[kinds + 1] - kind_starts[kinds]
        word_ends = np.cumsum(word_counts)
        flat_indexes = np.repeat(
            kind_starts[kinds + 1] - word_ends, word_counts
        ) + np.arange(word_ends[-1])
        hit_word_indexes, last_nodes = trie_arrays.find_phrases(
            flat_word_ids[flat_indexes]
        )
        chunk_indexes = np.repeat(np.arange(len(kinds)), word_counts)[hit_word_indexes]
        offsets = (
            flat_offsets[flat_indexes[hit_word_indexes]] + chunk_offsets[chunk_indexes]
        ).tolist()
        nodes = last_nodes.tolist()
        chunk_bits = np.bitwise_or.reduceat(
            kind_bits[kinds], np.append(0, text_ends[:-1])
        ).tolist()
        get_node_bits = self._node_bits.__getitem__
        hit_ends = np.searchsorted(hit_word_indexes, word_ends[text_ends - 1]).tolist()
        hit_bounds = [0, *hit_ends]
        bits_of_texts = [
            reduce(or_, map(get_node_bits, nodes[hit_start:hit_end]), bits)
            for bits, hit_start, hit_end in zip(
                chunk_bits, hit_bounds, hit_ends, strict=False
            )
        ]
        return bits_of_texts, BatchHits(self, texts, nodes, offsets, hit_bounds)

    def _find_kinds(
        self, chunk_id_table: "ChunkIdTable", chunk_ids: "IdArray"
    ) -> "IdArray":
        """Find the kinds of chunks of the table, some of which are new."""
        import numpy as np

        if len(self._chunk_kinds) < len(chunk_id_table.chunks):
            added_count = len(chunk_id_table.chunks) + len(self._chunk_kinds)
            self._chunk_kinds = np.append(
                self._chunk_kinds, np.full(added_count, _UNREAD_KIND)
            )
        kinds = self._chunk_kinds[chunk_ids]
        if kinds.min(initial=0) == _UNREAD_KIND:
            for chunk_id in np.unique(chunk_ids[kinds == _UNREAD_KIND]).tolist():
                kind = self._find_kind(chunk_id_table.chunks[chunk_id])
                self._chunk_kinds[chunk_id] = kind
            kinds = self._chunk_kinds[chunk_ids]
        return kinds

    def _find_kind(self, chunk: str) -> int:
        """Find the kind of a chunk, from its words."""
        chunk_bits, words_with_offsets = self._read_chunk(chunk)
        ids_with_offsets = [
            (self._find_word_id(self._find_listed_words(word)), offset)
            for word, offset in words_with_offsets
        ]
        # One unlisted word separates its neighbours as well as many do.
        merged_ids_with_offsets = [
            id_with_offset
            for id_with_offset, _ in groupby(
                id_with_offset
                if id_with_offset[0] != _UNLISTED_WORD_ID
                else (_UNLISTED_WORD_ID, 0)
                for id_with_offset in ids_with_offsets
            )
        ]
        return self._assign_kind_number(chunk_bits, merged_ids_with_offsets)

    def _assign_kind_number(
        self, bits: int, ids_with_offsets: Sequence[tuple[int, int]]
    ) -> int:
        """Number the kind of chunks with these bits and words, if it is new."""
        chunk_key = (bits, *chain.from_iterable(ids_with_offsets))
        with self._lock:
            if chunk_key not in self._kind_by_chunk_key:
                word_ids = tuple(word_id for word_id, _ in ids_with_offsets)
                offsets = tuple(offset for _, offset in ids_with_offsets)
                self._kind_bits.append(bits)
                self._flat_word_ids.extend(word_ids)
                self._flat_offsets.extend(offsets)
                self._kind_starts.append(len(self._flat_word_ids))
                self._kind_word_ids.append(word_ids)
                self._kind_offsets.append(offsets)
                self._kind_by_chunk_key[chunk_key] = len(self._kind_by_chunk_key)
            return self._kind_by_chunk_key[chunk_key]

    def _find_listed_words(self, word: str) -> PhraseWords:
        """Find the words of phrases that match a word."""
        listed_words = [word] if word in self._word_ids_by_listed_word else []
        for length in takewhile(len(word).__ge__, self._prefix_lengths):
            if word[:length] in self._prefixes:
                listed_words.append(f"{word[:length]}*")
        for length in takewhile(len(word).__ge__, self._suffix_lengths):
            if word[-length:] in self._suffixes:
                listed_words.append(f"*{word[-length:]}")
        return tuple(listed_words)

    def _find_word_id(self, listed_words: PhraseWords) -> int:
        """Find the id of the words that exactly these words of phrases match."""
        word_id = self._word_id_by_listed_words.get(listed_words)
        if word_id is not None:
            return word_id
        with self._lock:
            if listed_words not in self._word_id_by_listed_words:
                self._add_word(listed_words)
            return self._word_id_by_listed_words[listed_words]

    def _add_word(self, listed_words: PhraseWords) -> None:
        """Give an id to the words that these words of phrases match.

        Phrases that begin with one of them are added, and added ones continued.
        """
        word_id = len(self._word_id_by_listed_words)
        for listed_word in listed_words:
            self._word_ids_by_listed_word[listed_word].append(word_id)
        for listed_word in listed_words:
            for phrase in self._added_phrases_by_word.get(listed_word, ()):
                self._add_phrase(phrase, listed_words, word_id)
        for listed_word in listed_words:
            for phrase in self._waiting_phrases_by_first_word.pop(listed_word, ()):
                for word in {*phrase}:
                    self._added_phrases_by_word.setdefault(word, []).append(phrase)
                self._add_phrase(phrase, listed_words, word_id)
        self._trie_arrays = None
        # At last, since a thread that sees the id reads the nodes without the lock.
        self._word_id_by_listed_words[listed_words] = word_id

    def _add_phrase(
        self, phrase: PhraseWords, listed_words: PhraseWords, word_id: int
    ) -> None:
        """Add a phrase for a new word id, together with the ids of its other words."""
        bits = self._bits_by_phrase[phrase]
        word_id_lists = [self._word_ids_by_listed_word[word] for word in phrase]
        for index, word in enumerate(phrase):
            if word not in listed_words:
                continue
            # The new id here, and before it only others, so that none comes twice.
            earlier_ids = [
                [known_id for known_id in word_ids if known_id != word_id]
                for word_ids in word_id_lists[:index]
            ]
            for word_ids in product(
                *earlier_ids, (word_id,), *word_id_lists[index + 1 :]
            ):
                self._add_path(word_ids, bits)

    def _add_path(self, word_ids: Sequence[int], bits: int) -> None:
        node = _ROOT_NODE
        for word_id in word_ids:
            next_nodes = self._next_nodes_by_node.setdefault(node, {})
            if word_id not in next_nodes:
                next_nodes[word_id] = len(self._node_bits)
                self._node_bits.append(0)
            node = next_nodes[word_id]
        self._node_bits[node] |= bits

    def _add_waiting_phrases(self) -> None:
        """Add all phrases, before many texts are read."""
        if self._has_added_all:
            return
        for word in [*self._waiting_phrases_by_first_word]:
            if "*" not in word:
                self._find_word_id(self._find_listed_words(word))
        self._has_added_all = True


class BatchHits:
    """The phrases found in the texts of a batch, one text after another."""

    def __init__(
        self,
        trie: PhraseTrie,
        texts: Sequence[str],
        nodes: Sequence[int],
        offsets: Sequence[int],
        hit_bounds: Sequence[int],
    ) -> None:
        """`hit_bounds`: the start of each text's phrases, and the end of all."""
        self._trie = trie
        self._nodes, self._offsets, self._hit_bounds = nodes, offsets, hit_bounds
        self._index_by_text = dict(zip(texts, range(len(texts)), strict=True))

    def find_offsets(self, text: str, wanted_bits: int) -> list[int]:
        """List the offsets of the phrases of a text that have one of some bits."""
        text_index = self._index_by_text[text]
        start, end = self._hit_bounds[text_index], self._hit_bounds[text_index + 1]
        wanted_hit_flags = map(
            self._trie.node_tests[wanted_bits], self._nodes[start:end]
        )
        return [*dict.fromkeys(compress(self._offsets[start:end], wanted_hit_flags))]
