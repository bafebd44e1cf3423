"""The words of a text, in lower case or as written; recent texts are cached.

Several readers ask for the words of the same text: values, and most checks.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from tm.text.batch_cache import BatchCache, is_small_batch
from tm.text.word_pattern import WORD_PATTERN

if TYPE_CHECKING:
    from tm.text.word_ids import WordIdTable

_MAX_CHUNKS = 32_768
"""Chunks between spaces that are cached; common ones come first."""
_MAX_CHUNK_LENGTH = 30
"""Letters of the longest chunk cached; longer ones are addresses, or text of a script
without spaces."""
_Result = TypeVar("_Result")
_Row = tuple[str, ...]


class ChunkCache(dict[str, _Result]):
    """Results by chunk, which is what stands between spaces; common ones are cached."""

    def __init__(self, read_chunk: Callable[[str], _Result]) -> None:
        self._read_chunk = read_chunk

    def __missing__(self, chunk: str) -> _Result:
        result = self._read_chunk(chunk)
        if len(self) < _MAX_CHUNKS and len(chunk) <= _MAX_CHUNK_LENGTH:
            self[chunk] = result
        return result


def split_chunk(chunk: str) -> list[str]:
    """Split a chunk between spaces into words, as they are written."""
    # Most chunks are one word; testing for that is faster than searching.
    return [chunk] if chunk.isalpha() else WORD_PATTERN.findall(chunk)


_split_chunk_cached = ChunkCache(lambda piece: tuple(split_chunk(piece))).__getitem__
_split_lower_chunk_cached = ChunkCache(
    lambda piece: tuple(map(str.lower, split_chunk(piece)))
).__getitem__


@lru_cache(maxsize=2048)
def lower_text(text: str) -> str:
    """A text in lower case, cached, since Vietnamese takes long to convert."""
    return text.lower()


@lru_cache(maxsize=2048)
def read_words(text: str) -> tuple[str, ...]:
    """List the words of a text, as they are written.

    >>> read_words("Tăng 16,7% ở G20, don't!")
    ('Tăng', 'ở', 'G', "don't")
    """
    return tuple(chain.from_iterable(map(_split_chunk_cached, text.split())))


def _read_lower_words(texts: Sequence[str]) -> Iterable[tuple[str, ...]]:
    if is_small_batch(texts):
        chunk_lists = map(str.split, texts)
        return [
            tuple(chain.from_iterable(map(_split_lower_chunk_cached, chunks)))
            for chunks in chunk_lists
        ]
    return read_lower_words_of_each(texts)


def read_lower_words_of_each(texts: Sequence[str]) -> Iterator[_Row]:
    """Yield the lower-case words of each text.

    >>> [*read_lower_words_of_each(["Tăng 16,7% ở G20", "", "don't (Mai)"])]
    [('tăng', 'ở', 'g'), (), ("don't", 'mai')]
    """
    # Imported here, since a program with few texts needs no numpy.
    from tm.text.word_ids import MAX_TEXT_LENGTH, batch_texts, read_chunks

    for batch in batch_texts(texts):
        if len(batch[0]) > MAX_TEXT_LENGTH:
            yield _split_lower(batch[0])
            continue
        table, word_ids = read_chunks(batch)
        words_of_chunk = [*map(_words_by_id(table).__getitem__, word_ids.ids.tolist())]
        start = 0
        for end in word_ids.ends.tolist():
            yield tuple(chain.from_iterable(words_of_chunk[start:end]))
            start = end


def _words_by_id(table: "WordIdTable") -> list[_Row]:
    """The words of each chunk, by id; those of the last table are kept."""
    last_table, words_by_id = _words_of_table[0]
    if last_table is not table:
        words_by_id = []
    if len(words_by_id) < len(table.chunks):
        words_by_id = [
            *words_by_id,
            *map(_split_lower, table.chunks[len(words_by_id) :]),
        ]
        _words_of_table[0] = table, words_by_id
    return words_by_id


def _split_lower(text: str) -> _Row:
    return tuple(map(str.lower, split_chunk(text)))


_words_of_table: list[tuple["WordIdTable | None", list[_Row]]] = [(None, [])]
_lower_words_cache = BatchCache(_read_lower_words)
read_lower_words = _lower_words_cache.__getitem__
"""The words of a text in lower case."""
expect_words = _lower_words_cache.expect
"""Announce texts whose lower-case words will be read."""


@lru_cache(maxsize=2048)
def read_word_set(text: str) -> frozenset[str]:
    """The distinct words of a text in lower case."""
    return frozenset(read_lower_words(text))
