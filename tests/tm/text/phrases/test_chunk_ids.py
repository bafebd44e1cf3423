"""Pieces have the numbers of what is written, wherever they stand."""

from hypothesis import given
from hypothesis import strategies as st

from tm.text.phrases.chunk_ids import ChunkIdTable, batch_texts

_TEXTS = st.lists(
    st.text() | st.text("ab \t\n\0\x85\u3000\ud800\U0001f600"), max_size=6
)


def _read(table: ChunkIdTable, texts: list[str]) -> list[list[tuple[str, int]]]:
    """By text, its pieces and their places."""
    read, start = [], 0
    block = table.read(texts)
    for end in block.text_end_indexes.tolist():
        numbers, places = block.chunk_ids[start:end], block.chunk_starts[start:end]
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
    table = ChunkIdTable()
    for _ in range(2):
        assert _read(table, texts) == [*map(_plain, texts)]
    assert len({*table.chunks}) == len(table.chunks)


def test_chunks_whose_sums_share_a_slot_have_ids_of_their_own() -> None:
    texts = [" ".join(map(str, range(300))), "7 299 x"]
    table = ChunkIdTable(slot_bit_count=9)
    for _ in range(2):
        assert _read(table, texts) == [*map(_plain, texts)]


def test_a_table_of_too_many_chunks_is_full() -> None:
    table = ChunkIdTable(max_chunk_count=2)
    table.read(["a b"])
    assert not table.is_full
    table.read(["c"])
    assert table.is_full


@given(st.lists(st.text("a", max_size=9)))
def test_texts_are_parted_in_their_order(texts: list[str]) -> None:
    batches = [*batch_texts(texts, max_character_count=10)]
    assert [text for batch in batches for text in batch] == texts
    assert all(len(batch) == 1 or sum(map(len, batch)) < 10 for batch in batches)


def test_a_table_grows_for_more_chunks_than_it_has_slots() -> None:
    table = ChunkIdTable(slot_bit_count=3)
    texts = [" ".join(f"{text}-{word}" for word in range(30)) for text in range(4)]
    for text in (*texts, *texts):
        assert _read(table, [text]) == [_plain(text)]
    assert len(table.chunks) == 120
