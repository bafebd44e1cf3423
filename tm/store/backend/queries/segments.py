"""Queries for segments by id, key and locale."""

from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from tm.store.backend.queries.counts import list_locale_tags
from tm.store.backend.sql import (
    DatabaseReader,
    TextsWithIds,
    format_id_list,
    split_into_batches,
)

_SEGMENTS_PER_BATCH = 2_000

_NEWEST_ID_SQL = "SELECT max(id) FROM segment"
_SEGMENTS_AFTER_SQL = (
    "SELECT id, locale, text FROM segment WHERE id > :after ORDER BY id"
)
_COUNT_BETWEEN_IDS_SQL = (
    "SELECT count(*) FROM segment WHERE id > :after AND id <= :last"
)
# The expression `locale || ''` keeps SQLite from using the index of locales, in which
# ids are not in order.
_LOCALE_RANGE_CONDITION = "id > :after AND id <= :last AND locale || '' = :locale"
_SEGMENTS_OF_LOCALE_SQL = (
    f"SELECT id, text FROM segment WHERE {_LOCALE_RANGE_CONDITION} ORDER BY id"
)
_COUNT_OF_LOCALE_SQL = f"SELECT count(*) FROM segment WHERE {_LOCALE_RANGE_CONDITION}"
_COUNT_OF_LOCALE_UP_TO_ID_SQL = (
    "SELECT count(*) FROM segment WHERE locale = :locale AND id <= :last"
)
_ID_BY_KEY_SQL = "SELECT id FROM segment WHERE key = :key"
_IDS_BY_KEY_SQL = "SELECT key, id FROM segment WHERE key IN ({})"
_IDS_BY_MATCH_KEY_SQL = (
    "SELECT id, locale FROM segment WHERE match_key = :match_key ORDER BY id"
)
_KEYS_BY_ID_SQL = "SELECT id, key FROM segment WHERE id IN ({})"
_TEXTS_BY_ID_SQL = "SELECT id, text FROM segment WHERE id IN ({})"
# Asked for both sides at once, PostgreSQL reads all units.
_ANY_UNIT_QUERIES = [
    f"SELECT 1 FROM unit WHERE {side} IN ({{}}) AND withheld IS NULL LIMIT 1"
    for side in ("source_id", "target_id")
]
_HAS_ARTICLES_SQL = "SELECT segment_id FROM article_segment LIMIT 1"
_ARTICLE_SEGMENT_IDS_SQL = (
    "SELECT DISTINCT segment_id FROM article_segment WHERE segment_id IN ({})"
)


class SegmentReader:
    """Reads segments by id, on one snapshot of the database."""

    def __init__(self, reader: DatabaseReader) -> None:
        self._reader = reader

    def find_newest_id(self) -> int:
        """Find the highest id of a segment; 0 if there is none."""
        [(newest_id,)] = self._reader.read_rows(_NEWEST_ID_SQL)
        return int(newest_id or 0)

    def list_locale_tags(self) -> list[str]:
        """List the tags of all locales that have segments."""
        return list_locale_tags(self._reader)

    def read_segments_after(self, last_id: int) -> list[tuple[int, str, str]]:
        """Read id, locale and text of all segments after an id, in order."""
        rows = self._reader.read_rows(_SEGMENTS_AFTER_SQL, after=last_id)
        return [(row[0], row[1], row[2]) for row in rows]

    def count_segments(self, after_id: int, last_id: int) -> int:
        """Count the segments after one id, up to another."""
        [(segment_count,)] = self._reader.read_rows(
            _COUNT_BETWEEN_IDS_SQL, after=after_id, last=last_id
        )
        return int(segment_count)

    def count_locale_segments(
        self, locale_tag: str, after_id: int, last_id: int
    ) -> int:
        """Count the segments of exactly one locale in a range of ids."""
        if after_id:
            count_rows = self._reader.read_rows(
                _COUNT_OF_LOCALE_SQL, locale=locale_tag, after=after_id, last=last_id
            )
        else:  # the locale's index is shorter than the table
            count_rows = self._reader.read_rows(
                _COUNT_OF_LOCALE_UP_TO_ID_SQL, locale=locale_tag, last=last_id
            )
        [(segment_count,)] = count_rows
        return int(segment_count)

    def stream_locale_segments(
        self, locale_tag: str, after_id: int, last_id: int
    ) -> Iterator[TextsWithIds]:
        """Read the segments of exactly one locale, in batches."""
        row_stream = self._reader.stream_rows(
            _SEGMENTS_OF_LOCALE_SQL, locale=locale_tag, after=after_id, last=last_id
        )
        while rows := list(islice(row_stream, _SEGMENTS_PER_BATCH)):
            segment_ids, texts = zip(*rows, strict=True)
            yield segment_ids, texts

    def find_segment_id(self, segment_key: bytes) -> int | None:
        """Find the id of the segment with a key; None if there is none."""
        rows = self._reader.read_rows(_ID_BY_KEY_SQL, key=segment_key)
        return int(rows[0][0]) if rows else None

    def find_segment_ids(self, segment_keys: Collection[bytes]) -> dict[bytes, int]:
        """Find the ids of the segments with some keys, by key."""
        key_by_parameter_name = {
            f"key_{number}": key for number, key in enumerate(segment_keys)
        }
        placeholder_list = ", ".join(f":{name}" for name in key_by_parameter_name)
        rows = self._reader.read_rows(
            _IDS_BY_KEY_SQL.format(placeholder_list), **key_by_parameter_name
        )
        return {bytes(key): int(segment_id) for key, segment_id in rows}

    def find_segments_with_match_key(self, match_key: bytes) -> list[tuple[int, str]]:
        """Find id and locale of the segments whose match form has a key."""
        rows = self._reader.read_rows(_IDS_BY_MATCH_KEY_SQL, match_key=match_key)
        return [(int(segment_id), str(locale_tag)) for segment_id, locale_tag in rows]

    def read_keys(self, segment_ids: Sequence[int]) -> dict[int, bytes]:
        """Read the keys of segments by id."""
        rows = self._reader.read_rows(
            _KEYS_BY_ID_SQL.format(format_id_list(segment_ids))
        )
        return {row[0]: bytes(row[1]) for row in rows}

    def read_texts(self, segment_ids: Sequence[int]) -> dict[int, str]:
        """Read the texts of segments by id."""
        rows = self._reader.read_rows(
            _TEXTS_BY_ID_SQL.format(format_id_list(segment_ids))
        )
        return {row[0]: row[1] for row in rows}

    def has_units(self, segment_ids: Sequence[int]) -> bool:
        """Whether any of the segments is in a unit in use, in any languages."""
        return any(
            self._reader.read_rows(query.format(format_id_list(id_batch)))
            for id_batch in split_into_batches(segment_ids)
            for query in _ANY_UNIT_QUERIES
        )

    def find_article_segment_ids(
        self, segment_ids: Sequence[int]
    ) -> Iterator[list[int]]:
        """Find the segments that are in articles, in batches of ids."""
        # A database without articles can skip the slower query.
        if not self._reader.read_rows(_HAS_ARTICLES_SQL):
            return
        for id_batch in split_into_batches(segment_ids):
            rows = self._reader.read_rows(
                _ARTICLE_SEGMENT_IDS_SQL.format(format_id_list(id_batch))
            )
            if rows:
                yield [row[0] for row in rows]
