"""The words of many texts in small letters, from what their pieces have."""

from collections.abc import Iterator, Sequence
from itertools import chain

from tm.text.phrases.word_ids import LONGEST, PieceTable, in_parts, read
from tm.text.words import words_in

_Row = tuple[str, ...]


def lower_words_of_each(texts: Sequence[str]) -> Iterator[_Row]:
    """The words of each text.

    >>> [*lower_words_of_each(["Tăng 16,7% ở G20", "", "don't (Mai)"])]
    [('tăng', 'ở', 'g'), (), ("don't", 'mai')]
    """
    for some in in_parts(texts):
        if len(some[0]) > LONGEST:
            yield _row(some[0])
            continue
        table, block = read(some)
        rows = [*map(_rows_of(table).__getitem__, block.numbers.tolist())]
        start = 0
        for end in block.ends.tolist():
            yield tuple(chain.from_iterable(rows[start:end]))
            start = end


def _rows_of(table: PieceTable) -> list[_Row]:
    """By the number of a piece, its words; those of another table are forgotten."""
    of, rows = _told[0]
    if of is not table:
        rows = []
    if len(rows) < len(table.pieces):
        rows = [*rows, *map(_row, table.pieces[len(rows) :])]
        _told[0] = table, rows
    return rows


def _row(text: str) -> _Row:
    return tuple(map(str.lower, words_in(text)))


_told: list[tuple[PieceTable, list[_Row]]] = [(PieceTable(), [])]
