"""The hash chain of the history, and its heads.

The head of a history is one hash over all that was ever changed. Kept elsewhere, it
shows later whether anything was changed since without the change log.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from sqlalchemy import Connection, RowMapping, select

from tm.errors import InputError, StoreError
from tm.progress import ReportProgress
from tm.store import schema
from tm.store.backend.bulk_rows import find_newest_id
from tm.store.database import Database
from tm.store.history.author_pseudonyms import (
    AuthorPseudonyms,
    read_author_pseudonyms,
    store_author_pseudonyms,
)
from tm.store.history.logged_contents import LoggedContents
from tm.store.history.unit_range import UNIT_RANGE

_HEAD_PATTERN = re.compile(r"c([0-9]{1,18})-([0-9a-f]{64})")
_FIRST_HASH = hashlib.sha256(b"padanan history 1").digest()
_PAGE_SIZE = 2000
_MAX_HEAD_TRIES = 5
"""How often the head is computed while others give new authors their pseudonyms."""


@dataclass(frozen=True, slots=True)
class HistoryHead:
    """The hash over all changes up to one; written as `c913-` and 64 digits."""

    change_id: int
    """Id of the last change; 0 before the first."""
    sha256: str
    """In hexadecimal."""

    def __str__(self) -> str:
        return f"c{self.change_id}-{self.sha256}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse a head. Raises InputError."""
        head_match = _HEAD_PATTERN.fullmatch(text.strip().lower())
        if head_match is None:
            raise InputError(
                f"{text!r} is not a head of a history, such as c913-5f1d…; give one "
                "that was kept",
                next_step="print the head",
            )
        return cls(int(head_match[1]), head_match[2])


EMPTY_HEAD = HistoryHead(0, _FIRST_HASH.hex())
"""The head of a history without changes."""


def read_head(
    database: Database, report_progress: ReportProgress | None = None
) -> HistoryHead:
    """Compute the head of the history as it is now.

    Stores random ids for authors that have none yet. `report_progress` is called with
    the number of changes or units read.
    """
    for _ in range(_MAX_HEAD_TRIES):
        with database.open_snapshot() as connection:
            pseudonyms = read_author_pseudonyms(connection)
            newest_id = find_newest_id(connection, schema.change)
            (head,) = _compute_heads(
                connection, pseudonyms, [newest_id], report_progress
            )
        if store_author_pseudonyms(database, pseudonyms):
            return head
    raise StoreError(f"{database.name}: others write all the time; try again")


def compute_heads_at(
    connection: Connection,
    change_ids: Sequence[int],
    report_progress: ReportProgress | None = None,
) -> list[HistoryHead]:
    """Compute the heads that the history had after each of some changes.

    A change that the log does not reach gets no head.
    """
    newest_id = find_newest_id(connection, schema.change)
    reached_ids = sorted({*change_ids, newest_id})
    reached_ids = reached_ids[: reached_ids.index(newest_id) + 1]
    heads = _compute_heads(
        connection, read_author_pseudonyms(connection), reached_ids, report_progress
    )
    return [head for head in heads if head.change_id in set(change_ids)]


def _compute_heads(
    connection: Connection,
    pseudonyms: AuthorPseudonyms,
    change_ids: Sequence[int],
    report_progress: ReportProgress | None,
) -> Iterator[HistoryHead]:
    """Compute the heads after changes, whose ids rise.

    Each hash is the SHA-256 of the hash before it and of the change.
    """
    logged_contents = LoggedContents(connection, pseudonyms)
    chain_hash = _FIRST_HASH
    last_id = 0
    for change_id in change_ids:
        for row in _read_rows(connection, last_id, change_id):
            is_range = row["kind"] == UNIT_RANGE
            change_text = (
                logged_contents.dump_range(row)
                if is_range
                else logged_contents.dump_change(row)
            )
            chain_hash = hashlib.sha256(chain_hash + change_text.encode()).digest()
            if report_progress is not None:
                report_progress(row["last_id"] - row["first_id"] + 1 if is_range else 1)
        last_id = change_id
        yield HistoryHead(change_id, chain_hash.hex())


def _read_rows(
    connection: Connection, after_id: int, last_id: int
) -> Iterator[RowMapping]:
    """Read the changes after one up to another, with their change sets, in order."""
    change_table, change_set_table = schema.change, schema.change_set
    while True:
        query = (
            select(
                change_table,
                *(
                    change_set_table.c[column_name]
                    for column_name in ("at", "who", "command")
                ),
                *(
                    change_set_table.c[column_name]
                    for column_name in ("detail", "undoes")
                ),
            )
            .join(change_set_table, change_set_table.c.id == change_table.c.set_id)
            .where(change_table.c.id > after_id, change_table.c.id <= last_id)
            .order_by(change_table.c.id)
            .limit(_PAGE_SIZE)
        )
        rows = connection.execute(query).mappings().all()
        yield from rows
        if len(rows) < _PAGE_SIZE:
            return
        after_id = rows[-1]["id"]
