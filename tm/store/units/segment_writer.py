"""Storing segments, each once; private to the store."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from tm.store import schema
from tm.store.backend.bulk_rows import insert_rows_by_column, reserve_ids
from tm.store.phrases.search_columns import make_search_columns
from tm.store.rows.stored_values import dump_codes
from tm.store.units.key_lookup import KeyLookup
from tm.text.segment import Code

_SEGMENT_COLUMNS = ("id", "key", "locale", "text", "codes")
_SEARCH_COLUMNS = ("folded", "tokens", "match_key")


class SegmentWriter:
    """Stores the new segments of a transaction and finds the ids of all."""

    def __init__(self, connection: Connection) -> None:
        self.defers_search_columns = False
        """Whether search columns are left out."""
        self.key_lookup = KeyLookup(connection, schema.segment)
        self._connection = connection

    def store(
        self,
        segment_keys: Sequence[bytes],
        locale_tags: Sequence[str],
        texts: Sequence[bytes],
        codes: Sequence[tuple[Code, ...]],
    ) -> tuple[Sequence[int], int]:
        """Store new segments; return the id of each, in order, and the first new id.

        The ids of known segments are lower than the first new id. Segments may be
        repeated. Texts are UTF-8.
        """
        id_by_key = self.key_lookup.find_ids(segment_keys)
        if not id_by_key and len(set(segment_keys)) == len(segment_keys):
            new_ids = self._insert(segment_keys, locale_tags, texts, codes)
            return new_ids, new_ids[0] if new_ids else 1
        index_by_new_key: dict[bytes, int] = {}
        for segment_index, segment_key in enumerate(segment_keys):
            if segment_key not in id_by_key:
                index_by_new_key.setdefault(segment_key, segment_index)
        new_keys = list(index_by_new_key)
        new_ids = self._insert(
            new_keys,
            [locale_tags[segment_index] for segment_index in index_by_new_key.values()],
            [texts[segment_index] for segment_index in index_by_new_key.values()],
            [codes[segment_index] for segment_index in index_by_new_key.values()],
        )
        first_new_id = (
            new_ids[0] if new_keys else max(id_by_key.values(), default=0) + 1
        )
        id_by_key.update(zip(new_keys, new_ids, strict=True))
        return [id_by_key[segment_key] for segment_key in segment_keys], first_new_id

    def _insert(
        self,
        segment_keys: Sequence[bytes],
        locale_tags: Sequence[str],
        texts: Sequence[bytes],
        codes: Sequence[tuple[Code, ...]],
    ) -> Sequence[int]:
        segment_ids = reserve_ids(self._connection, schema.segment, len(segment_keys))
        if not segment_keys:
            return segment_ids
        codes_json = [
            dump_codes(segment_codes) if segment_codes else None
            for segment_codes in codes
        ]
        columns: list[Sequence[Any]] = [
            segment_ids,
            segment_keys,
            locale_tags,
            texts,
            codes_json,
        ]
        column_names: tuple[str, ...] = _SEGMENT_COLUMNS
        if not self.defers_search_columns:
            columns += make_search_columns(locale_tags, list(map(bytes.decode, texts)))
            column_names += _SEARCH_COLUMNS
        insert_rows_by_column(self._connection, schema.segment, column_names, columns)
        self.key_lookup.add(segment_keys, segment_ids)
        return segment_ids
