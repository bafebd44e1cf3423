"""The index of phrases filled at once, against FTS5's own way of filling it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.errors import StoreUnavailable
from tm.store.backend.fts5 import bulk_build, index_pages
from tm.store.backend.fts5.bulk_build import BuildSizes, fill_index, read_folded_texts
from tm.store.backend.fts5.index_pages import IDS_PER_SEGMENT, encode_varint

Rows = list[tuple[int, str]]

_FTS = (
    "CREATE VIRTUAL TABLE segment_fts USING fts5(folded, content='', detail=none, "
    "columnsize=0, tokenize='trigram case_sensitive 1')"
)
_ALL = "INSERT INTO segment_fts (rowid, folded) SELECT id, folded FROM segment"

texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6
) | st.text(st.sampled_from("abc đư漢\uffff\U0001f600"), max_size=20)
memories = st.dictionaries(st.integers(1, 9) | st.integers(1, 1 << 22), texts)


@contextmanager
def database(rows: Rows) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("CREATE TABLE segment (id INTEGER PRIMARY KEY, folded TEXT)")
        connection.executemany("INSERT INTO segment VALUES (?, ?)", rows)
        connection.execute(_FTS)
        connection.execute("BEGIN")
        yield connection


def held(connection: sqlite3.Connection) -> Rows:
    """Every trigram with the number of each text that has it."""
    connection.execute(
        "INSERT INTO segment_fts (segment_fts) VALUES ('integrity-check')"
    )
    connection.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.held "
        "USING fts5vocab(main, segment_fts, instance)"
    )
    return connection.execute(
        "SELECT doc, term FROM held ORDER BY term, doc"
    ).fetchall()


def by_fts5(rows: Rows) -> Rows:
    with database(rows) as connection:
        connection.execute(_ALL)
        return held(connection)


def searched(connection: sqlite3.Connection, phrase: str) -> list[int]:
    query = "SELECT rowid FROM segment_fts WHERE segment_fts MATCH ? ORDER BY rowid"
    return [row[0] for row in connection.execute(query, (f'"{phrase}"',))]


@given(memories)
def test_it_holds_what_fts5_puts_into_it(memory: dict[int, str]) -> None:
    rows = sorted(memory.items())
    with database(rows) as connection:
        assert fill_index(connection, read_folded_texts(connection))
        assert held(connection) == by_fts5(rows)


def test_texts_without_a_trigram_may_reach_far() -> None:
    rows = [(1, "ab"), (IDS_PER_SEGMENT + 1, "abc"), (2 * IDS_PER_SEGMENT + 1, "abd")]
    with database(rows) as connection:
        assert fill_index(connection, read_folded_texts(connection))
        assert held(connection) == by_fts5(rows)


def many() -> Rows:
    """Texts of which all have one trigram, and many have others, with gaps."""
    return [
        (number + number // 7, f"abc {number * number % 4001:x} {number:o}")
        for number in range(1, 40_000)
    ]


def test_it_holds_long_lists_on_many_leaves() -> None:
    rows = many()
    with database(rows) as connection:
        assert fill_index(connection, read_folded_texts(connection))
        assert held(connection) == by_fts5(rows)
        lists = "SELECT count(*) FROM segment_fts_data WHERE id >> 36 & 1"
        assert connection.execute(lists).fetchone()[0] >= 1
        # By a list of leaves, forwards and backwards.
        numbers = [number for number, _ in rows]
        assert searched(connection, "abc") == numbers
        query = "SELECT rowid FROM segment_fts('abc') WHERE rowid BETWEEN ? AND ?"
        some = connection.execute(f"{query} ORDER BY rowid DESC", (30_000, 30_100))
        expected = [number for number in numbers if 30_000 <= number <= 30_100]
        assert [row[0] for row in some] == expected[::-1]


def test_it_has_as_many_segments_as_it_takes() -> None:
    sizes = BuildSizes(1 << 14, 1 << 12, 5000, 400, 1000)
    rows = many()
    with database(rows) as connection:
        assert fill_index(connection, read_folded_texts(connection), build_sizes=sizes)
        assert held(connection) == by_fts5(rows)


def test_it_holds_scripts_of_many_letters() -> None:
    letters = "".join(
        map(chr, [*range(0x4E00, 0x4E00 + 300), *range(0x1F600, 0x1F640)])
    )
    rows = [(n, letters[n % 97 : n % 97 + n % 31] + "漢字") for n in range(1, 2000)]
    with database(rows) as connection:
        assert fill_index(connection, read_folded_texts(connection, rows_per_read=100))
        assert held(connection) == by_fts5(rows)


@pytest.mark.thorough
def test_it_takes_what_comes_later_from_fts5() -> None:
    rows = many()
    with database(rows) as connection:
        assert searched(connection, "abc") == []  # it is known to be empty
        assert fill_index(connection, read_folded_texts(connection))
        connection.execute("COMMIT")
        later = [(number, f"later {number}") for number in range(100_000, 106_000)]
        insert = "INSERT INTO segment_fts (rowid, folded) VALUES (?, ?)"
        for start in range(0, len(later), 200):  # often enough for FTS5 to merge
            connection.execute("BEGIN")
            connection.executemany(insert, later[start : start + 200])
            connection.execute("COMMIT")
        assert searched(connection, "lat") == [number for number, _ in later]
        assert searched(connection, "abc") == [number for number, _ in rows]
        assert held(connection) == by_fts5(rows + later)
        connection.execute("INSERT INTO segment_fts (segment_fts) VALUES ('optimize')")
        assert held(connection) == by_fts5(rows + later)


def test_what_fts5_wrote_before_is_replaced() -> None:
    rows = many()[:500]
    with database(rows) as connection:
        connection.execute(_ALL)
        assert fill_index(connection, read_folded_texts(connection))
        assert held(connection) == by_fts5(rows)


def test_another_version_of_the_format_is_left_to_fts5() -> None:
    with database([(1, "abcd")]) as connection:
        connection.execute("UPDATE segment_fts_config SET v = 5 WHERE k = 'version'")
        assert not fill_index(connection, read_folded_texts(connection))


def test_what_fts5_does_not_find_is_left_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def empty(segments: list[tuple[int, int]], cookie: bytes) -> bytes:
        return cookie + bytes(3)

    monkeypatch.setattr(bulk_build, "encode_structure", empty)
    rows = many()[:500]
    with database(rows) as connection:
        assert not fill_index(connection, read_folded_texts(connection))
        assert held(connection) == []
        connection.execute(_ALL)
        assert held(connection) == by_fts5(rows)


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def __init__(self, folder: Path, **_: int) -> None:
            raise OSError(28, "No space left on device", str(folder))

    monkeypatch.setattr(bulk_build, "PostingsSorter", Full)
    with database([(1, "abcd")]) as connection, pytest.raises(StoreUnavailable) as told:
        fill_index(connection, read_folded_texts(connection))
    assert "the disk is full" in str(told.value)


@given(st.integers(0, (1 << 56) - 1))
def test_numbers_are_written_as_sqlite_does(number: int) -> None:
    data = encode_varint(number)
    value = 0
    for byte in data:
        value = value << 7 | byte & 0x7F
    assert value == number
    assert [byte >> 7 for byte in data] == [1] * (len(data) - 1) + [0]
    assert len(data) == max(1, -(-number.bit_length() // 7))


def test_a_level_grows_with_the_leaves() -> None:
    levels = [
        index_pages.encode_structure([(1, 4**n), (2, 1)], b"\0" * 4)[4] for n in (1, 9)
    ]
    assert levels == [2, 7]
