"""Random ids of authors, which the hashes of the history contain in place of names.

So a name can be removed from the history, which verifies as before: its id takes its
place. The ids are kept in the table `meta`, and made when they are first needed.
"""

import secrets
from collections.abc import Mapping

from sqlalchemy import Connection, insert, select

from tm.store import schema
from tm.store.database import Database

_META_PREFIX = "author id of "
_ID_BYTE_COUNT = 12


class AuthorIds(dict[str, str]):
    """The random id of each author; a name without one gets one when it is read.

    Ids of names that were removed stand for themselves.
    """

    def __init__(self, id_by_name: Mapping[str, str]) -> None:
        super().__init__(id_by_name)
        self.new_id_by_name: dict[str, str] = {}
        """The ids that were made here, and are not stored yet."""

    def __missing__(self, name: str) -> str:
        author_id = self[name] = self.new_id_by_name[name] = make_author_id()
        return author_id


def make_author_id() -> str:
    """Make the random id of an author."""
    return secrets.token_hex(_ID_BYTE_COUNT)


def read_author_ids(connection: Connection) -> AuthorIds:
    """Read the stored ids of authors."""
    table = schema.meta
    query = select(table.c.name, table.c.value).where(
        table.c.name.startswith(_META_PREFIX, autoescape=True)
    )
    return AuthorIds(
        {
            row.name.removeprefix(_META_PREFIX): row.value
            for row in connection.execute(query)
        }
    )


def store_author_ids(database: Database, author_ids: AuthorIds) -> bool:
    """Store the new ids of authors.

    False, and nothing is stored, if another process has stored one for such a name in
    the meantime.
    """
    if not author_ids.new_id_by_name:
        return True
    with database.open_transaction() as connection:
        if read_author_ids(connection).keys() & author_ids.new_id_by_name:
            return False
        write_author_ids(connection, author_ids.new_id_by_name)
    return True


def write_author_ids(connection: Connection, id_by_name: Mapping[str, str]) -> None:
    """Write ids of names that have none."""
    rows = [
        {"name": _META_PREFIX + name, "value": author_id}
        for name, author_id in id_by_name.items()
    ]
    connection.execute(insert(schema.meta), rows)


def delete_author_id(connection: Connection, name: str) -> None:
    """Delete the id of a name."""
    table = schema.meta
    connection.execute(table.delete().where(table.c.name == _META_PREFIX + name))
