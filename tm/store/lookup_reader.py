"""Reading segments and units for lookups, by plain SQL on one snapshot."""

import contextlib
from collections.abc import Iterator, Sequence
from itertools import islice

from tm.errors import StoreError
from tm.store.backend.sql import (
    MAX_PARAMETERS,
    NumberedTexts,
    Reader,
    format_id_list,
    split_into_batches,
)
from tm.store.database import Database
from tm.store.rows.untranslated import untranslated_units
from tm.store.units.by_segment import read_units_of_segments
from tm.text.locale import Locale
from tm.unit import TranslationUnit

_SEGMENTS_PER_BATCH = 2_000

_NEWEST = "SELECT max(id) FROM segment"
_AFTER = "SELECT id, locale, text FROM segment WHERE id > :after ORDER BY id"
_COUNT = "SELECT count(*) FROM segment WHERE id > :after AND id <= :last"
# The expression `locale || ''` keeps SQLite from using the index of locales, in which
# ids are not in order.
_IS_OF = "id > :after AND id <= :last AND locale || '' = :locale"
_BETWEEN = f"SELECT id, text FROM segment WHERE {_IS_OF} ORDER BY id"
_COUNT_OF = f"SELECT count(*) FROM segment WHERE {_IS_OF}"
_COUNT_ALL_OF = "SELECT count(*) FROM segment WHERE locale = :locale AND id <= :last"
_NEXT_LOCALE = "SELECT min(locale) FROM segment WHERE locale > :before"
_NUMBER = "SELECT id FROM segment WHERE key = :key"
_KEYS = "SELECT id, key FROM segment WHERE id IN ({})"
_TEXTS = "SELECT id, text FROM segment WHERE id IN ({})"
# Asked for both sides at once, PostgreSQL reads all units.
_ANY_UNIT = [
    f"SELECT 1 FROM unit WHERE {side} IN ({{}}) AND withheld IS NULL LIMIT 1"
    for side in ("source_id", "target_id")
]
_HAS_ARTICLES = "SELECT segment_id FROM article_segment LIMIT 1"
_IN_ARTICLES = (
    "SELECT DISTINCT segment_id FROM article_segment WHERE segment_id IN ({})"
)


class LookupReader:
    """Reads segments and units by id, on one snapshot of the database."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def find_newest_id(self) -> int:
        """Find the highest id of a segment; 0 if there is none."""
        [(newest_id,)] = self._reader.read_rows(_NEWEST)
        return int(newest_id or 0)

    def list_locales(self) -> list[str]:
        """List the tags of all locales that have segments."""
        locale_tags: list[str] = []
        previous_tag = ""
        while True:
            [(locale_tag,)] = self._reader.read_rows(_NEXT_LOCALE, before=previous_tag)
            if locale_tag is None:
                return locale_tags
            locale_tags.append(previous_tag := str(locale_tag))

    def read_segments_after(self, last_id: int) -> list[tuple[int, str, str]]:
        """Read id, locale and text of all segments after an id, in order."""
        rows = self._reader.read_rows(_AFTER, after=last_id)
        return [(row[0], row[1], row[2]) for row in rows]

    def count_segments(self, after_id: int, last_id: int) -> int:
        """Count the segments after one id, up to another."""
        [(segment_count,)] = self._reader.read_rows(
            _COUNT, after=after_id, last=last_id
        )
        return int(segment_count)

    def count_locale_segments(
        self, locale_tag: str, after_id: int, last_id: int
    ) -> int:
        """Count the segments of exactly one locale in a range of ids."""
        if after_id:
            count_rows = self._reader.read_rows(
                _COUNT_OF, locale=locale_tag, after=after_id, last=last_id
            )
        else:  # the locale's index is shorter than the table
            count_rows = self._reader.read_rows(
                _COUNT_ALL_OF, locale=locale_tag, last=last_id
            )
        [(segment_count,)] = count_rows
        return int(segment_count)

    def stream_locale_segments(
        self, locale_tag: str, after_id: int, last_id: int
    ) -> Iterator[NumberedTexts]:
        """Read the segments of exactly one locale, in batches."""
        row_stream = self._reader.stream_rows(
            _BETWEEN, locale=locale_tag, after=after_id, last=last_id
        )
        while rows := list(islice(row_stream, _SEGMENTS_PER_BATCH)):
            segment_ids, texts = zip(*rows, strict=True)
            yield segment_ids, texts

    def find_segment_id(self, segment_key: bytes) -> int | None:
        """Find the id of the segment with a key; None if there is none."""
        rows = self._reader.read_rows(_NUMBER, key=segment_key)
        return int(rows[0][0]) if rows else None

    def read_keys(self, segment_ids: Sequence[int]) -> dict[int, bytes]:
        """Read the keys of segments by id."""
        rows = self._reader.read_rows(_KEYS.format(format_id_list(segment_ids)))
        return {row[0]: bytes(row[1]) for row in rows}

    def read_texts(self, segment_ids: Sequence[int]) -> dict[int, str]:
        """Read the texts of segments by id."""
        rows = self._reader.read_rows(_TEXTS.format(format_id_list(segment_ids)))
        return {row[0]: row[1] for row in rows}

    def has_units(self, segment_ids: Sequence[int]) -> bool:
        """Whether any of the segments is in a unit in use, in any languages."""
        return any(
            self._reader.read_rows(query.format(format_id_list(id_batch)))
            for id_batch in split_into_batches(segment_ids, MAX_PARAMETERS)
            for query in _ANY_UNIT
        )

    def read_units_of_segments(
        self, segment_ids: Sequence[int], other_locale: Locale
    ) -> Iterator[tuple[int, TranslationUnit]]:
        """As `UnitStore.units_with`."""
        yield from read_units_of_segments(self._reader, segment_ids, other_locale)
        # A database without articles can skip the slower query.
        if not self._reader.read_rows(_HAS_ARTICLES):
            return
        for id_batch in split_into_batches(segment_ids, MAX_PARAMETERS):
            article_rows = self._reader.read_rows(
                _IN_ARTICLES.format(format_id_list(id_batch))
            )
            if article_rows:
                yield from untranslated_units(
                    self._reader, [row[0] for row in article_rows]
                )


@contextlib.contextmanager
def open_lookup_reader(database: Database) -> Iterator[LookupReader]:
    """Open a reader for lookups, on one snapshot of the database."""
    with database.open_reader() as reader:
        yield LookupReader(reader)


def find_settled_segment_id(database: Database) -> int | None:
    """Find an id up to which no segment can be added any more; None if unknown."""
    try:
        with database.open_reader(is_settled=True) as reader:
            return LookupReader(reader).find_newest_id()
    except StoreError:
        return None
