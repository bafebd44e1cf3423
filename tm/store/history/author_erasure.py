"""Removing the name of an author from the history and from units."""

import json
from collections.abc import Iterator

from sqlalchemy import Connection, RowMapping, or_, select, update

from tm.errors import NotFound
from tm.store import schema
from tm.store.backend.sql import CoreReader
from tm.store.database import Database
from tm.store.history.author_pseudonyms import (
    delete_author_pseudonym,
    make_author_pseudonym,
    read_author_pseudonyms,
    write_author_pseudonyms,
)
from tm.store.history.change_set import dump_record
from tm.store.history.listing import find_author_spellings, is_same_author

_PAGE_SIZE = 500


def forget_author(database: Database, author_name: str) -> str:
    """Put a pseudonym in the place of a name, whatever its capitals; return it.

    Heads of the history that were taken before still hold. It is no change set, and
    cannot be undone. Raises NotFound if no change and no unit is by that name.
    """
    with database.open_transaction() as connection:
        pseudonyms = read_author_pseudonyms(connection)
        spellings = _find_spellings(connection, author_name)
        known_pseudonyms = [
            pseudonyms[spelling] for spelling in spellings if spelling in pseudonyms
        ]
        new_pseudonym = (
            known_pseudonyms[-1] if known_pseudonyms else make_author_pseudonym()
        )
        replaced_count = 0
        for spelling in spellings:
            # Each spelling keeps the pseudonym that earlier heads contain.
            pseudonym = pseudonyms.get(spelling, new_pseudonym)
            replaced_count += _replace_author(connection, spelling, pseudonym)
            if spelling in pseudonyms:
                delete_author_pseudonym(connection, spelling)
            if pseudonym not in pseudonyms:
                write_author_pseudonyms(connection, {pseudonym: pseudonym})
                pseudonyms[pseudonym] = pseudonym
        if not replaced_count:
            raise NotFound(
                f"nothing is by {author_name!r}; list the changes to see their authors",
                next_step="list changes",
            )
    return new_pseudonym


def _find_spellings(connection: Connection, author_name: str) -> list[str]:
    """Find the spellings of an author in the log, and in units of files."""
    logged_spellings = find_author_spellings(CoreReader(connection), author_name)
    unit_authors = connection.execute(
        select(schema.unit.c.author).where(schema.unit.c.author.is_not(None)).distinct()
    ).scalars()
    unit_spellings = (
        author for author in unit_authors if is_same_author(author, author_name)
    )
    return list(dict.fromkeys([*unit_spellings, *logged_spellings]))


def _replace_author(connection: Connection, author: str, pseudonym: str) -> int:
    """Replace an author in change sets, units and records; count the rows."""
    replaced_count = 0
    for table, column_name in (
        (schema.change_set, "who"),
        (schema.unit, "author"),
    ):
        statement = (
            update(table)
            .where(table.c[column_name] == author)
            .values({column_name: pseudonym})
        )
        replaced_count += connection.execute(statement).rowcount
    change_table = schema.change
    for row in _read_rows_with_author(connection, author):
        new_values = {
            column_name: _replace_in_record(row[column_name], author, pseudonym)
            for column_name in ("before", "after")
        }
        connection.execute(
            update(change_table)
            .where(change_table.c.id == row["id"])
            .values(new_values)
        )
        replaced_count += 1
    return replaced_count


def _read_rows_with_author(connection: Connection, author: str) -> Iterator[RowMapping]:
    """Read the changes of units whose records name an author."""
    table = schema.change
    author_field_json = f'"author":{json.dumps(author, ensure_ascii=False)}'
    last_id = 0
    while True:
        query = (
            select(table.c.id, table.c.before, table.c.after)
            .where(
                table.c.kind == "unit",
                table.c.id > last_id,
                or_(
                    table.c.before.contains(author_field_json, autoescape=True),
                    table.c.after.contains(author_field_json, autoescape=True),
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
    record_json: str | None, author: str, pseudonym: str
) -> str | None:
    if record_json is None:
        return None
    record = json.loads(record_json)
    if record.get("author") == author:
        record["author"] = pseudonym
    return dump_record(record)
