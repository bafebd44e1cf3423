"""Storing segments, each once; private."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from tm.store import schema
from tm.store.backend.many_rows import insert_columns, reserve_ids
from tm.store.phrases.pending import make_search_columns
from tm.store.rows import columns as rows
from tm.store.units.key_lookup import KeyLookup
from tm.text.segment import Code

_COLUMNS = ("id", "key", "locale", "text", "codes")
_SEARCH_COLUMNS = ("folded", "tokens", "match_key")


class SegmentWriter:
    """The segments of a transaction: those that are there, and those that come."""

    def __init__(self, connection: Connection) -> None:
        self.later = False
        """Whether what only searching needs is left out."""
        self.keys = KeyLookup(connection, schema.segment)
        self._connection = connection

    def store(
        self,
        keys: Sequence[bytes],
        tags: Sequence[str],
        texts: Sequence[bytes],
        codes: Sequence[tuple[Code, ...]],
    ) -> tuple[Sequence[int], int]:
        """Store those that are not there yet; the number of each, in their order.

        And the least number that is new, which is no less than any other. One may
        come more than once. Texts are UTF-8.
        """
        numbers = self.keys.numbers(keys)
        if not numbers and len(set(keys)) == len(keys):
            ids = self._insert(keys, tags, texts, codes)
            return ids, ids[0] if ids else 1
        places: dict[bytes, int] = {}
        for index, key in enumerate(keys):
            if key not in numbers:
                places.setdefault(key, index)
        new_keys = list(places)
        ids = self._insert(
            new_keys,
            [tags[index] for index in places.values()],
            [texts[index] for index in places.values()],
            [codes[index] for index in places.values()],
        )
        first = ids[0] if new_keys else max(numbers.values(), default=0) + 1
        numbers.update(zip(new_keys, ids, strict=True))
        return [numbers[key] for key in keys], first

    def _insert(
        self,
        keys: Sequence[bytes],
        tags: Sequence[str],
        texts: Sequence[bytes],
        codes: Sequence[tuple[Code, ...]],
    ) -> Sequence[int]:
        numbers = reserve_ids(self._connection, schema.segment, len(keys))
        if not keys:
            return numbers
        written = [
            rows.dump_codes(codes_of_segment) if codes_of_segment else None
            for codes_of_segment in codes
        ]
        columns: list[Sequence[Any]] = [numbers, keys, tags, texts, written]
        names: tuple[str, ...] = _COLUMNS
        if not self.later:
            columns += make_search_columns(tags, list(map(bytes.decode, texts)))
            names += _SEARCH_COLUMNS
        insert_columns(self._connection, schema.segment, names, columns)
        self.keys.added(keys, numbers)
        return numbers
