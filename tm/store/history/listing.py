"""Listing of change sets with their authors, dates and sizes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tm.store.backend.queries.change_sets import (
    read_change_set_authors,
    read_change_set_row,
    read_change_set_rows,
)
from tm.store.backend.sql import DatabaseReader
from tm.store.database import Database
from tm.text.normal import nfc


@dataclass(frozen=True, slots=True)
class ChangeSetRecord:
    """Author, date, command and size of a change set."""

    id: int
    timestamp: str
    """ISO 8601, UTC."""
    author: str
    command: str
    """The command that made it, such as `import`."""
    detail: str | None
    """What the command was about, such as the names of files."""
    undone_change_name: str | None
    """What it undid, if it is an undo or a redo."""
    change_count: int
    """How many units, articles and concepts it changed."""

    @property
    def name(self) -> str:
        """The name for `padanan undo`."""
        return f"i{self.id}"

    @property
    def description(self) -> str:
        """The command and its detail, such as `import news.tmx`."""
        return " ".join(filter(None, (self.command, self.detail)))


def list_change_sets(
    database: Database,
    *,
    limit: int | None = None,
    author: str | None = None,
    since: str | None = None,
    until: str | None = None,
    before_id: int | None = None,
    article_key: str | None = None,
) -> Iterator[ChangeSetRecord]:
    """List change sets, the latest first; `author` is compared without case.

    `since` and `until`: times in ISO 8601 and UTC, the second excluded. `before_id`:
    only those before that of an id. `article_key`: only those that changed the
    article of a key, or a unit of it.
    """
    with database.open_reader() as reader:
        author_spellings = (
            None if author is None else find_author_spellings(reader, author)
        )
        rows = read_change_set_rows(
            reader,
            authors=author_spellings,
            since=since,
            until=until,
            before_id=before_id,
            article_key=article_key,
            limit=limit,
        )
        yield from map(_make_record, rows)


def find_author_spellings(reader: DatabaseReader, author: str) -> list[str]:
    """Find the spellings of an author in the log, whatever their capitals."""
    # In Python: SQLite knows the capitals of ASCII only.
    logged_spellings = (
        logged_author
        for logged_author in read_change_set_authors(reader)
        if is_same_author(logged_author, author)
    )
    return list(dict.fromkeys([author, *logged_spellings]))


def is_same_author(first_name: str, second_name: str) -> bool:
    """Whether two names differ at most in capitals, or in how letters are composed."""
    return nfc(first_name).casefold() == nfc(second_name).casefold()


def read_latest_change_set(reader: DatabaseReader) -> ChangeSetRecord | None:
    """Read the latest change set of all; None in an empty log."""
    rows = read_change_set_rows(reader, limit=1)
    return _make_record(rows[0]) if rows else None


def read_change_set(reader: DatabaseReader, change_set_id: int) -> ChangeSetRecord:
    """Read the change set with an id."""
    return _make_record(read_change_set_row(reader, change_set_id))


def _make_record(row: Sequence[Any]) -> ChangeSetRecord:
    (
        change_set_id,
        timestamp,
        author,
        command,
        detail,
        undone_change_name,
        change_count,
    ) = row
    return ChangeSetRecord(
        change_set_id,
        timestamp,
        author,
        command,
        detail,
        undone_change_name,
        int(change_count),
    )
