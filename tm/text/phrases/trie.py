"""Finding all listed phrases in texts, with their places, word by word.

A trie of the words of the phrases; what a piece between spaces has of these words is
told once. Many texts are searched at once, by columns of numbers: one step looks for
the next word of all phrases that have begun.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain, compress, groupby, product
from operator import or_
from threading import RLock
from typing import TYPE_CHECKING

from tm.text.words import Pieces

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tm.text.word_ids import Numbers, WordIdBlock, WordIdTable

Phrase = tuple[str, ...]
"""The words of a phrase; the last may be written `any*`, for all that it begins, and
the first `*any`, for all that it ends."""
Found = tuple[Sequence[int], Iterable[int]]
"""The nodes of the phrases that stand in a text, and where each begins."""
Piece = tuple[int, Sequence[tuple[str, int]]]
"""The bits of what stands between spaces, and its words, each with its place."""
_OTHER = 0
"""The number of words that are in no phrase."""
_ROOT = 0
_END = 0
"""The kind of what stands between two texts."""
_UNKNOWN = -1
_MOST_KINDS = 1 << 16
_WIDE = 32
"""Bits of the number of a word, beside which that of a node stands."""


class PhraseTrie:
    """Phrases, each with bits, that stand in texts.

    >>> def read(piece: str) -> Piece:
    ...     return 0, [(piece.casefold(), 0)]
    >>> trie = PhraseTrie({("thứ", "hai"): 1, ("hai",): 2}, read)
    >>> bits, found = trie.find("Hai thứ hai")
    >>> bits, trie.places(found, 1), trie.places(found, 2)
    (3, [4], [0, 8])
    >>> [bits for bits, _ in trie.find_in_each(["thứ ba", "thứ hai"])]
    [0, 3]
    """

    def __init__(
        self, phrases: Mapping[Phrase, int], read: Callable[[str], Piece]
    ) -> None:
        """`read` tells what a piece has; some bits are of pieces, not of phrases."""
        self._read = read
        self._lock = RLock()
        parts = {part for phrase in phrases for part in phrase}
        self._stems = tuple(part[:-1] for part in parts if part.endswith("*"))
        self._tails = tuple(part[1:] for part in parts if part.startswith("*"))
        whole = {part for part in parts if "*" not in part}
        self._open = [(one, of) for one, of in phrases.items() if not whole >= {*one}]
        """Phrases with a word that is not whole."""
        self._acting: dict[str, list[int]] = {part: [] for part in parts}
        """By part, the numbers of the words that it stands for."""
        self._numbers: dict[Phrase, int] = {(): _OTHER}
        """By the parts that a word may be, its number."""
        self._next: dict[int, dict[int, int]] = {_ROOT: {}}
        """By node and number of a word, the node that follows."""
        self._bits = [0]
        """By node, the bits of the phrase that ends there."""
        self._columns: _Columns | None = None
        for part in whole:
            self._act(self._parts_of(part))
        for phrase, bits in phrases.items():
            self._add(phrase, bits)
        self._kinds: dict[tuple[int, ...], int] = {}
        """By the bits of a piece, and its words, each with its place, a number."""
        self._kind_bits = array("q")
        self._first = array("q", [0])
        """Where the words of each kind begin among those of all; and where they end."""
        self._words = array("q")
        self._places = array("q")
        self._kind_words: list[Sequence[int]] = []
        self._kind_places: list[Sequence[int]] = []
        """The same for each kind, which is faster for one text."""
        self._kind_of = Pieces(self._kind)
        self._kind_number(0, [(_OTHER, 0)])  # that of _END
        self._table: WordIdTable | None = None
        self._kinds_told: Numbers
        """By number in the table, the kind of a piece, if it is known."""
        self._having: dict[int, _Having] = {}

    @property
    def is_full(self) -> bool:
        """Whether it has seen so many kinds of pieces that another one is better."""
        return len(self._kinds) > _MOST_KINDS

    def find(self, text: str) -> tuple[int, Found]:
        """All bits of a text, and the phrases that stand in it, in order of place."""
        kinds = [*map(self._kind_of.__getitem__, text.split())]
        words = [*chain.from_iterable(map(self._kind_words.__getitem__, kinds))]
        nodes, begun = [], []
        steps_of, bits_of, last = self._next.get, self._bits, len(words) - 1
        for at, node in enumerate(map(self._next[_ROOT].get, words)):
            following = at
            while node is not None:
                if bits_of[node]:
                    nodes.append(node)
                    begun.append(at)
                steps = steps_of(node)
                if steps is None or following == last:
                    break
                following += 1
                node = steps.get(words[following])
        bits = reduce(or_, map(self._kind_bits.__getitem__, kinds), 0)
        bits = reduce(or_, map(self._bits.__getitem__, nodes), bits)
        places = [self._kind_places[kind] for kind in kinds]
        return bits, (nodes, _Places(text, places, begun) if begun else ())

    def find_in_each(self, texts: Sequence[str]) -> Iterator[tuple[int, Found]]:
        """What `find` says of each text, in a third of the time for many."""
        from tm.text.word_ids import LONGEST, in_parts, read

        for some in in_parts(texts):
            if len(some[0]) > LONGEST:
                yield self.find(some[0])
            else:
                yield from self._found_in(*read(some))

    def places(self, found: Found, some: int) -> list[int]:
        """Where those phrases of a text begin that have one of some bits, in order."""
        having = self._having.get(some)
        if having is None:
            having = self._having[some] = _Having(self._bits, some)
        nodes, places = found
        return [*dict.fromkeys(compress(places, map(having.__getitem__, nodes)))]

    def _found_in(
        self, table: "WordIdTable", block: "WordIdBlock"
    ) -> Iterator[tuple[int, Found]]:
        import numpy as np

        with self._lock:
            # A word that is in no phrase parts the texts.
            kinds = np.insert(self._kinds_in(table, block.numbers), block.ends, _END)
            bits, first = np.array(self._kind_bits), np.array(self._first)
            all_words, all_places = np.array(self._words), np.array(self._places)
            if self._columns is None:
                self._columns = _columns(self._next, self._bits, len(self._numbers))
            columns = self._columns
        starts = np.insert(block.starts, block.ends, 0)
        ends = block.ends + np.arange(1, len(block.ends) + 1)
        # The words of all pieces in a row, each with where it begins in its text.
        many = first[kinds + 1] - first[kinds]
        until = np.cumsum(many)
        at = np.repeat(first[kinds + 1] - until, many) + np.arange(until[-1])
        begun, reached = columns.reached(all_words[at])
        of_piece = np.repeat(np.arange(len(kinds)), many)[begun]
        places = (all_places[at[begun]] + starts[of_piece]).tolist()
        nodes = reached.tolist()
        own = np.bitwise_or.reduceat(bits[kinds], np.append(0, ends[:-1])).tolist()
        start, bits_of = 0, self._bits.__getitem__
        stops = np.searchsorted(begun, until[ends - 1]).tolist()
        for told, stop in zip(own, stops, strict=True):
            found = nodes[start:stop]
            yield reduce(or_, map(bits_of, found), told), (found, places[start:stop])
            start = stop

    def _kinds_in(self, table: "WordIdTable", numbers: "Numbers") -> "Numbers":
        """The kinds of the pieces of a table, of which some are new."""
        import numpy as np

        if table is not self._table:
            self._table, self._kinds_told = table, np.zeros(0, np.int64)
        if len(self._kinds_told) < len(table.pieces):
            more = len(table.pieces) + len(self._kinds_told)
            self._kinds_told = np.append(self._kinds_told, np.full(more, _UNKNOWN))
        kinds = self._kinds_told[numbers]
        if kinds.min(initial=0) == _UNKNOWN:
            for number in np.unique(numbers[kinds == _UNKNOWN]).tolist():
                self._kinds_told[number] = self._kind(table.pieces[number])
            kinds = self._kinds_told[numbers]
        return kinds

    def _kind(self, piece: str) -> int:
        bits, words = self._read(piece)
        told = [(self._number(self._parts_of(word)), place) for word, place in words]
        # Of words in no phrase one parts others as well as many, wherever it stands.
        some = [
            one for one, _ in groupby(one if one[0] else (_OTHER, 0) for one in told)
        ]
        return self._kind_number(bits, some)

    def _kind_number(self, bits: int, words: Sequence[tuple[int, int]]) -> int:
        key = (bits, *chain.from_iterable(words))
        with self._lock:
            if key not in self._kinds:
                self._kind_bits.append(bits)
                self._words.extend(number for number, _ in words)
                self._places.extend(place for _, place in words)
                self._first.append(len(self._words))
                self._kind_words.append(tuple(number for number, _ in words))
                self._kind_places.append(tuple(place for _, place in words))
                self._kinds[key] = len(self._kinds)
            return self._kinds[key]

    def _parts_of(self, word: str) -> Phrase:
        """The parts of phrases that a word may be."""
        parts = [word] if word in self._acting else []
        if word.startswith(self._stems):
            parts += (f"{one}*" for one in self._stems if word.startswith(one))
        if word.endswith(self._tails):
            parts += (f"*{one}" for one in self._tails if word.endswith(one))
        return tuple(parts)

    def _number(self, parts: Phrase) -> int:
        """The number of the words that may be these parts, and no others."""
        with self._lock:
            if parts not in self._numbers:
                self._act(parts)
                for phrase, bits in self._open:
                    if not {*parts}.isdisjoint(phrase):
                        self._add(phrase, bits)
            return self._numbers[parts]

    def _act(self, parts: Phrase) -> None:
        """Give the words that may be these parts a number, which stands for each."""
        number = self._numbers[parts] = len(self._numbers)
        for part in parts:
            self._acting[part].append(number)

    def _add(self, phrase: Phrase, bits: int) -> None:
        """Have a phrase found in whatever words it may be so far."""
        for numbers in product(*(self._acting[part] for part in phrase)):
            node = _ROOT
            for number in numbers:
                steps = self._next.setdefault(node, {})
                if number not in steps:
                    steps[number] = len(self._bits)
                    self._bits.append(0)
                node = steps[number]
            self._bits[node] |= bits
        self._columns = None


@dataclass(frozen=True, slots=True)
class _Places:
    """Where some words of a text begin, told when somebody asks."""

    text: str
    of_pieces: Sequence[Sequence[int]]
    """By piece, where its words begin in it."""
    words: Sequence[int]
    """The numbers of the words."""

    def __iter__(self) -> Iterator[int]:
        place, begun = 0, []
        for piece, places in zip(self.text.split(), self.of_pieces, strict=True):
            place = self.text.index(piece, place)
            begun += [place + one for one in places]
            place += len(piece)
        return map(begun.__getitem__, self.words)


class _Having(dict[int, bool]):
    """By node, whether its phrase has one of some bits."""

    def __init__(self, bits: Sequence[int], some: int) -> None:
        self._bits, self._some = bits, some

    def __missing__(self, node: int) -> bool:
        has = self[node] = bool(self._bits[node] & self._some)
        return has


@dataclass(frozen=True, slots=True)
class _Columns:
    """The nodes of a trie and the steps between them."""

    begun: "Numbers"
    """By number of a word, the node that it leads to from the root."""
    steps: "Numbers"
    """Node and number of a word of all other steps, in order."""
    nodes: "Numbers"
    """The node that each of them leads to."""
    ends: "NDArray[np.bool_]"
    """By node, whether a phrase ends there."""

    def reached(self, words: "Numbers") -> "tuple[Numbers, Numbers]":
        """Where all phrases begin among some words, by place, and their last nodes.

        The last word is in no phrase.
        """
        import numpy as np

        node = self.begun[words]
        begun = np.flatnonzero(node)
        node = node[begun]
        found = []
        following = begun
        while len(begun):
            ended = self.ends[node]
            found.append((begun[ended], node[ended]))
            following = following + 1
            step = (node << _WIDE) | words[following]
            at = np.searchsorted(self.steps, step)
            there = self.steps[at] == step
            begun, following = begun[there], following[there]
            node = self.nodes[at[there]]
        if not found:
            return begun, node
        places, nodes = map(np.concatenate, zip(*found, strict=True))
        order = np.argsort(places, kind="stable")
        return places[order], nodes[order]


def _columns(
    following: Mapping[int, Mapping[int, int]], bits: Sequence[int], words: int
) -> _Columns:
    import numpy as np

    first = following[_ROOT]
    begun = np.zeros(words, np.int64)
    begun[[*first]] = [*first.values()]
    later = {
        before << _WIDE | word: node
        for before in sorted(following.keys() - {_ROOT})
        for word, node in sorted(following[before].items())
    }
    # One more, so that what stands after all others is a place, too.
    steps = np.array([*later, np.iinfo(np.int64).max], np.int64)
    nodes = np.array([*later.values(), _ROOT], np.int64)
    return _Columns(begun, steps, nodes, np.array([*map(bool, bits)]))
