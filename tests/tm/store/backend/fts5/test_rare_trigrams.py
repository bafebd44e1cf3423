"""The choice of rare trigrams, which must find all that a phrase is in."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import partial

import pytest

from tests.tm.store.backend.fts5.test_bulk_build import database
from tm.store.backend.fts5.match_query import make_fts_query
from tm.store.backend.fts5.rare_trigrams import choose_rare_trigrams
from tm.store.backend.sql import SqliteReader

_COUNT = 20_000
_ALL = "INSERT INTO segment_fts (rowid, folded) SELECT id, folded FROM segment"
_MATCH = "SELECT rowid FROM segment_fts WHERE segment_fts MATCH ?"


@pytest.fixture(scope="module")
def connection() -> Iterator[sqlite3.Connection]:
    """An index in which all texts have `common`, few have `rare`, and each a number."""
    rows = [
        (number, f"common {'rare' if number % 1000 == 0 else f'{number * 7919:x}'}")
        for number in range(1, _COUNT + 1)
    ]
    with database(rows) as connection:
        connection.execute(_ALL)
        connection.execute("COMMIT")
        yield connection


def test_lists_of_rare_trigrams_are_read_and_long_ones_left(
    connection: sqlite3.Connection,
) -> None:
    reader = SqliteReader(connection)
    phrase = "common rare"
    trigrams = [phrase[start : start + 3] for start in range(len(phrase) - 2)]
    chosen = choose_rare_trigrams(reader, trigrams, max_page_count=4)
    assert {"rar", "are"} <= {*chosen}
    assert {"com", "omm", "mmo", "mon"}.isdisjoint(chosen)


@pytest.mark.parametrize("phrase", ["common rare", "mmon 1ee", "7ab", "common xyz"])
def test_what_is_chosen_finds_all_texts_with_the_phrase(
    connection: sqlite3.Connection, phrase: str
) -> None:
    reader = SqliteReader(connection)
    query = make_fts_query(
        [[phrase]], partial(choose_rare_trigrams, reader, max_page_count=0)
    )
    found = {row[0] for row in connection.execute(_MATCH, (query,))}
    containing = connection.execute(
        "SELECT id FROM segment WHERE instr(folded, ?)", (phrase,)
    )
    assert {row[0] for row in containing} <= found


def test_an_empty_index_has_no_lists() -> None:
    with closing(sqlite3.connect(":memory:")), database([]) as connection:
        chosen = choose_rare_trigrams(SqliteReader(connection), ["abc", "bcd", "cde"])
    assert sorted(chosen) == ["abc", "bcd", "cde"]
