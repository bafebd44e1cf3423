"""Removing the name of an author from the history and from units."""

import json
from collections.abc import Iterator

from sqlalchemy import Connection, RowMapping, or_, select, update

from tm.errors import NotFound
from tm.store import schema
from tm.store.backend.sql import CoreReader
from tm.store.database import Database
from tm.store.history.author_ids import (
    delete_author_id,
    make_author_id,
    read_author_ids,
    write_author_ids,
)
from tm.store.history.change_set import dump_record
from tm.store.history.listing import find_author_spellings

_PAGE_SIZE = 500


def forget_author(database: Database, name: str) -> str:
    """Put a random id in the place of a name, whatever its capitals; return the id.

    Heads of the history that were taken before still hold. It is no change set, and
    cannot be undone. Raises NotFound if no change and no unit is by that name.
    """
    with database.open_transaction() as connection:
        author_ids = read_author_ids(connection)
        spellings = find_author_spellings(CoreReader(connection), name)
        new_name = author_ids.get(spellings[-1]) or make_author_id()
        replaced_count = 0
        for spelling in spellings:
            # Each spelling keeps the id that earlier heads contain.
            author_id = author_ids.get(spelling, new_name)
            replaced_count += _replace_author(connection, spelling, author_id)
            if spelling in author_ids:
                delete_author_id(connection, spelling)
            if author_id not in author_ids:
                write_author_ids(connection, {author_id: author_id})
                author_ids[author_id] = author_id
        if not replaced_count:
            raise NotFound(f"nothing is by {name!r}; `padanan history` lists authors")
    return new_name


def _replace_author(connection: Connection, name: str, author_id: str) -> int:
    """Replace an author in change sets, units and records; count the rows."""
    replaced_count = 0
    for table, column_name in (
        (schema.change_set, "who"),
        (schema.unit, "author"),
    ):
        statement = (
            update(table)
            .where(table.c[column_name] == name)
            .values({column_name: author_id})
        )
        replaced_count += connection.execute(statement).rowcount
    change_table = schema.change
    for row in _read_rows_with_author(connection, name):
        values = {
            column_name: _replace_in_record(row[column_name], name, author_id)
            for column_name in ("before", "after")
        }
        connection.execute(
            update(change_table).where(change_table.c.id == row["id"]).values(values)
        )
        replaced_count += 1
    return replaced_count


def _read_rows_with_author(connection: Connection, name: str) -> Iterator[RowMapping]:
    """Read the changes of units whose records name an author."""
    table = schema.change
    quoted_field = f'"author":{json.dumps(name, ensure_ascii=False)}'
    last_id = 0
    while True:
        query = (
            select(table.c.id, table.c.before, table.c.after)
            .where(
                table.c.kind == "unit",
                table.c.id > last_id,
                or_(
                    table.c.before.contains(quoted_field, autoescape=True),
                    table.c.after.contains(quoted_field, autoescape=True),
                ),
            )
            .order_by(table.c.id)
            .limit(_PAGE_SIZE)
        )
        rows = connection.execute(query).mappings().all()
        if not rows:
            return
        yield from rows
        last_id = rows[-1]["id"]


def _replace_in_record(
    record_json: str | None, name: str, author_id: str
) -> str | None:
    if record_json is None:
        return None
    record = json.loads(record_json)
    if record.get("author") == name:
        record["author"] = author_id
    return dump_record(record)
