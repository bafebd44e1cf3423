"""Storing segments, each once; private."""

from collections.abc import Mapping

from sqlalchemy import Connection

from tm.store import rows, schema
from tm.store.bulk import insert_rows, next_numbers
from tm.store.searchable import search_columns
from tm.store.stored_keys import StoredKeys
from tm.text.segment import Segment

_COLUMNS = ("id", "key", "locale", "text", "codes")
_SEARCH_COLUMNS = ("folded", "tokens", "match_key")


class SegmentRows:
    """The segments of a transaction: those that are there, and those that come."""

    def __init__(self, connection: Connection, *, later: bool = False) -> None:
        self.later = later
        """Whether what only searching needs is left out."""
        self.keys = StoredKeys(connection, schema.segment)
        self._connection = connection

    def store(self, segments: Mapping[bytes, Segment]) -> tuple[dict[bytes, int], int]:
        """Store those that are not there yet; the number of each by its key.

        And the least number that is new, which is no less than any other.
        """
        numbers = self.keys.numbers(list(segments))
        fresh = [key for key in segments if key not in numbers]
        given = next_numbers(self._connection, schema.segment, len(fresh))
        made = [
            (
                number,
                key,
                (segment := segments[key]).locale.tag,
                segment.text,
                rows.codes_text(segment.codes) if segment.codes else None,
            )
            for number, key in zip(given, fresh, strict=True)
        ]
        if self.later:
            insert_rows(self._connection, schema.segment, _COLUMNS, made)
        else:
            found = search_columns([(row[2], row[3]) for row in made])
            whole = [(*row, *values) for row, values in zip(made, found, strict=True)]
            columns = (*_COLUMNS, *_SEARCH_COLUMNS)
            insert_rows(self._connection, schema.segment, columns, whole)
        self.keys.added(fresh, given)
        first = given[0] if fresh else max(numbers.values(), default=0) + 1
        numbers.update(zip(fresh, given, strict=True))
        return numbers, first
