"""Reading all rows of a table as lines of JSON, in bounded memory."""

import hashlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

from sqlalchemy import Connection

from tm.store.backend.backend import get_backend
from tm.store.contents.row_lines import encode_rows
from tm.store.contents.stored_table import StoredTable


@dataclass(frozen=True, slots=True)
class TableDigest:
    """How many rows a table has, and the SHA-256 of their lines."""

    row_count: int
    sha256: str
    """In hexadecimal."""


def read_lines(
    connection: Connection, stored_table: StoredTable
) -> Iterator[tuple[int, bytes]]:
    """Read all rows in the order of their keys; yield numbers of rows and lines."""
    row_batches = get_backend(connection).stream_rows(
        connection, stored_table.select_rows(connection)
    )
    with closing(row_batches):
        for row_batch in row_batches:
            yield len(row_batch), encode_rows(stored_table, row_batch)


def digest_table(connection: Connection, stored_table: StoredTable) -> TableDigest:
    """Count and hash the rows of a table."""
    row_count, digest = 0, hashlib.sha256()
    for batch_row_count, lines in read_lines(connection, stored_table):
        row_count += batch_row_count
        digest.update(lines)
    return TableDigest(row_count, digest.hexdigest())
