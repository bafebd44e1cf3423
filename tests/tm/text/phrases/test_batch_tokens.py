"""Arrays find in a row of tokens what a search text by text finds."""

from collections.abc import Callable
from functools import reduce
from itertools import pairwise
from operator import or_

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.text.phrases import batch_tokens, chunk_ids
from tm.text.phrases.batch_tokens import TokenReader
from tm.text.word_pattern import TOKEN_PATTERN

_TEXTS = st.lists(
    st.text()
    | st.lists(st.sampled_from("a A b-a ba. (a 1,5 c; a-b C".split())).map(" ".join),
    max_size=6,
)


def _split(text: str) -> list[str]:
    return [token for token in TOKEN_PATTERN.findall(text) if token != "\n"]


def _repeats(
    tokens: list[str], distance: int, is_before: Callable[[str], bool] | None
) -> bool:
    last_index_by_key: dict[tuple[str, ...], int] = {}
    for at, token in enumerate(tokens):
        key: tuple[str, ...] = (token,)
        if token in ".;":
            last_index_by_key.clear()
        if not token.islower():
            continue
        if is_before is not None:
            if not at or tokens[at - 1] in ".;" or not is_before(tokens[at - 1]):
                continue
            key = tokens[at - 1], token
        if key in last_index_by_key and 1 < at - last_index_by_key[key] <= distance:
            return True
        last_index_by_key[key] = at
    return False


def _doubles(tokens: list[str], count: int) -> bool:
    lower = [token.lower() for token in tokens]
    return any(
        lower[at : at + count] == lower[at + count : at + 2 * count]
        for at in range(len(lower) - 2 * count + 1)
    )


@given(_TEXTS, st.integers(0, 5), st.integers(1, 3))
def test_arrays_find_what_a_search_of_each_text_finds(
    texts: list[str], distance: int, count: int
) -> None:
    reader = TokenReader()
    for _ in range(2):
        row = reader.read(texts)
        rows = [*map(_split, texts)]
        assert row.sum_by_text(len) == [sum(map(len, tokens)) for tokens in rows]
        assert row.find_texts_with_doubled_tokens(count) == {
            at for at, tokens in enumerate(rows) if _doubles(tokens, count)
        }
        assert row.collect_chunk_bits(_count_letters) == {
            at: bits
            for at, text in enumerate(texts)
            if any(bits := _collect_common_bits(text.split()))
        }
        assert row.find_texts_with_adjacent_chunks(str.islower, str.isalpha) == {
            at
            for at, text in enumerate(texts)
            for chunk, next_chunk in pairwise(text.split())
            if chunk.islower() and next_chunk.isalpha()
        }
        for is_before in (None, str.isalpha):
            assert row.find_texts_with_repeated_tokens(
                str.islower,
                ".;".__contains__,
                [distance] * len(texts),
                is_before=is_before,
            ) == {
                at
                for at, tokens in enumerate(rows)
                if _repeats(tokens, distance, is_before)
            }


def _count_letters(chunk: str) -> tuple[int, int, int, int]:
    """Count in two columns, and as a next chunk in two others."""
    return len(chunk), chunk.count("a"), len(chunk) + 1, 1 - chunk.count("b") % 2


def _collect_common_bits(chunks: list[str]) -> tuple[int, ...]:
    pair_bits = [
        [own[column] & following[2 + column] for column in (0, 1)]
        for own, following in pairwise(map(_count_letters, [*chunks, ""]))
    ]
    return tuple(reduce(or_, column, 0) for column in zip(*pair_bits, strict=True))


def test_a_long_text_is_read_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_tokens, "MAX_TEXT_LENGTH", 9)
    assert chunk_ids.MAX_TEXT_LENGTH > 9
    row = TokenReader().read(["a b " * 9])
    assert row.sum_by_text(len) == [18]
    assert row.collect_chunk_bits(_count_letters) == {0: (-1, -1)}
    assert row.find_texts_with_adjacent_chunks(str.isupper) == {0}
    assert TokenReader().read([]).sum_by_text(len) == []


def test_a_full_table_is_replaced() -> None:
    reader = TokenReader()
    reader.read([" ".join(map(str, range(1 << 16 | 1)))])
    full_table = reader._table
    assert full_table.is_full
    assert reader.read(["a a"]).find_texts_with_doubled_tokens(1) == {0}
    assert reader._table is not full_table
