"""Rows in large numbers, on every database."""

import pytest

from tm.store import schema
from tm.store.bulk import insert_rows
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
    with database.transaction() as connection:
        insert_rows(connection, schema.segment, _COLUMNS, rows)
    with database.reading() as connection:
        found = connection.exec_driver_sql(_READ).all()
    assert [tuple(row) for row in found] == rows


def test_rows_that_are_all_the_same_are_stored_too(database: Database) -> None:
    columns = ("at", "who", "command")
    rows = [("2025-10-25T00:00:00Z", "siti", "import")] * 45
    with database.transaction() as connection:
        insert_rows(connection, schema.change_set, columns, rows)
    with database.reading() as connection:
        query = "SELECT at, who, command FROM change_set"
        found = connection.exec_driver_sql(query).all()
    assert [tuple(row) for row in found] == rows
