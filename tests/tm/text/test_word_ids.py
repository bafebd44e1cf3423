"""Pieces have the numbers of what is written, wherever they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.text import word_ids as pieces
from tm.text.word_ids import WordIdTable, batch_texts

_TEXTS = st.lists(
    st.text() | st.text("ab \t\n\0\x85\u3000\ud800\U0001f600"), max_size=6
)


def _read(table: WordIdTable, texts: list[str]) -> list[list[tuple[str, int]]]:
    """By text, its pieces and their places."""
    read, start = [], 0
    block = table.read(texts)
    for end in block.ends.tolist():
        numbers, places = block.ids[start:end], block.starts[start:end]
        written = (table.chunks[at] for at in numbers)
        read.append([*zip(written, places.tolist(), strict=True)])
        start = end
    return read


def _plain(text: str) -> list[tuple[str, int]]:
    found, place = [], 0
    for piece in text.split():
        place = text.index(piece, place)
        found.append((piece, place))
        place += len(piece)
    return found


@given(_TEXTS)
def test_pieces_are_what_split_gives(texts: list[str]) -> None:
    table = WordIdTable()
    for _ in range(2):
        assert _read(table, texts) == [*map(_plain, texts)]
    assert len({*table.chunks}) == len(table.chunks)


def test_pieces_whose_sums_share_a_slot_have_numbers_of_their_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pieces, "_SHIFT", 63)
    texts = [" ".join(map(str, range(300))), "7 299 x"]
    table = WordIdTable()
    for _ in range(2):
        assert _read(table, texts) == [*map(_plain, texts)]


def test_a_table_that_is_full_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "_MAX_CHUNKS", 2)
    first, _ = pieces.read_chunks(("a b c d",))
    second, block = pieces.read_chunks(("c",))
    assert second is not first
    assert block.ids.tolist() == [0]


@given(st.lists(st.text("a", max_size=9)))
def test_texts_are_parted_in_their_order(texts: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "_BATCH_CHARACTERS", 10)
        parts = [*batch_texts(texts)]
    assert [text for part in parts for text in part] == texts
    assert all(len(part) == 1 or sum(map(len, part)) < 10 for part in parts)
