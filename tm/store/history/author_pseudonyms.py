"""Pseudonyms of authors: random ids, which hashes of the history contain for names.

So a name can be removed from the history, which verifies as before: its pseudonym takes
its place. Pseudonyms are kept in the table `meta`, and made when first needed.
"""

import secrets
from collections.abc import Mapping

from sqlalchemy import Connection, insert, select

from tm.store import schema
from tm.store.database import Database

_META_NAME_PREFIX = "author id of "
_PSEUDONYM_BYTE_COUNT = 12


class AuthorPseudonyms(dict[str, str]):
    """The pseudonym of each author; a name without one gets one when it is read.

    Those of names that were removed stand for themselves.
    """

    def __init__(self, pseudonym_by_name: Mapping[str, str]) -> None:
        super().__init__(pseudonym_by_name)
        self.new_pseudonym_by_name: dict[str, str] = {}
        """Those that were made here, and are not stored yet."""

    def __missing__(self, name: str) -> str:
        pseudonym = self[name] = self.new_pseudonym_by_name[name] = (
            make_author_pseudonym()
        )
        return pseudonym


def make_author_pseudonym() -> str:
    """Make the pseudonym of an author: a random id."""
    return secrets.token_hex(_PSEUDONYM_BYTE_COUNT)


def read_author_pseudonyms(connection: Connection) -> AuthorPseudonyms:
    """Read the stored pseudonyms of authors."""
    table = schema.meta
    query = select(table.c.name, table.c.value).where(
        table.c.name.startswith(_META_NAME_PREFIX, autoescape=True)
    )
    return AuthorPseudonyms(
        {
            row.name.removeprefix(_META_NAME_PREFIX): row.value
            for row in connection.execute(query)
        }
    )


def store_author_pseudonyms(database: Database, pseudonyms: AuthorPseudonyms) -> bool:
    """Store the new pseudonyms of authors.

    False, and nothing is stored, if another process has stored one for such a name in
    the meantime.
    """
    if not pseudonyms.new_pseudonym_by_name:
        return True
    with database.open_transaction() as connection:
        if read_author_pseudonyms(connection).keys() & pseudonyms.new_pseudonym_by_name:
            return False
        write_author_pseudonyms(connection, pseudonyms.new_pseudonym_by_name)
    return True


def write_author_pseudonyms(
    connection: Connection, pseudonym_by_name: Mapping[str, str]
) -> None:
    """Write pseudonyms of names that have none."""
    rows = [
        {"name": _META_NAME_PREFIX + name, "value": pseudonym}
        for name, pseudonym in pseudonym_by_name.items()
    ]
    connection.execute(insert(schema.meta), rows)


def delete_author_pseudonym(connection: Connection, name: str) -> None:
    """Delete the pseudonym of a name."""
    table = schema.meta
    connection.execute(table.delete().where(table.c.name == _META_NAME_PREFIX + name))
