"""Rows in large numbers, on every database."""

import pytest

from tm.store import schema
from tm.store.backend.bulk_rows import insert_rows, insert_rows_by_column, reserve_ids
from tm.store.database import Database

_COLUMNS = ("id", "key", "locale", "text", "codes", "tokens")
_READ = "SELECT id, key, locale, text, codes, tokens FROM segment ORDER BY id"


@pytest.mark.parametrize("count", [0, 1, 39, 40, 41, 97, 120])
def test_rows_are_stored_as_they_are_whatever_they_share(
    database: Database, count: int
) -> None:
    rows = [
        (
            number + 1,
            number.to_bytes(16, "big"),
            "vi",
            f"câu {number % 50}",
            None if count < 100 or number % 2 else "[]",
            number // 60,
        )
        for number in range(count)
    ]
    with database.open_transaction() as connection:
        insert_rows(connection, schema.segment, _COLUMNS, rows)
    with database.open_snapshot() as connection:
        found = connection.exec_driver_sql(_READ).all()
    assert [tuple(row) for row in found] == rows


def test_rows_that_are_all_the_same_are_stored_too(database: Database) -> None:
    columns = ("at", "who", "command")
    rows = [("2025-10-25T00:00:00Z", "siti", "import")] * 45
    with database.open_transaction() as connection:
        insert_rows(connection, schema.change_set, columns, rows)
    with database.open_snapshot() as connection:
        query = "SELECT at, who, command FROM change_set"
        found = connection.exec_driver_sql(query).all()
    assert [tuple(row) for row in found] == rows


def test_texts_may_be_given_in_utf8_and_numbers_are_counted(database: Database) -> None:
    names = ("id", "key", "locale", "text")
    texts = [f"câu {number}" for number in range(97)]
    keys = [number.to_bytes(16, "big") for number in range(97)]
    for start, stop in ((0, 41), (41, 97)):
        with database.open_transaction() as connection:
            columns = (
                reserve_ids(connection, schema.segment, stop - start),
                keys[start:stop],
                ["vi"] * (stop - start),
                [text.encode() for text in texts[start:stop]],
            )
            insert_rows_by_column(connection, schema.segment, names, columns)
    with database.open_snapshot() as connection:
        query = "SELECT id, key, locale, text FROM segment ORDER BY id"
        found = connection.exec_driver_sql(query).all()
    assert [row[1:] for row in found] == [
        (key, "vi", text) for key, text in zip(keys, texts, strict=True)
    ]
    numbers = [row[0] for row in found]
    assert numbers == list(range(numbers[0], numbers[0] + 97))


def test_numbers_that_are_not_the_next_are_refused(sqlite_database: Database) -> None:
    columns = (range(7, 9), ["a", "b"], ["c", "d"], ["e", "f"])
    with (
        pytest.raises(AssertionError),
        sqlite_database.open_transaction() as connection,
    ):
        names = ("id", "at", "who", "command")
        insert_rows_by_column(connection, schema.change_set, names, columns)
