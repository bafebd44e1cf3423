"""Reader of segments and units for lookup, by plain SQL on one view."""

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
from tm.store.units.by_segment import units_of_segments
from tm.text.locale import Locale
from tm.unit import TranslationUnit

_STREAMED = 2_000

_NEWEST = "SELECT max(id) FROM segment"
_AFTER = "SELECT id, locale, text FROM segment WHERE id > :after ORDER BY id"
_COUNT = "SELECT count(*) FROM segment WHERE id > :after AND id <= :last"
# A locale that is no column alone keeps SQLite from going by the locale's index, in
# which the numbers are not in order.
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
    """Reader of segments and units by number, on one view of the database."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def newest(self) -> int:
        """Find the highest number of a segment; 0 if there is none."""
        [(number,)] = self._reader.read_rows(_NEWEST)
        return int(number or 0)

    def locales(self) -> list[str]:
        """List the tags of all locales that have segments."""
        tags: list[str] = []
        previous = ""
        while True:
            [(tag,)] = self._reader.read_rows(_NEXT_LOCALE, before=previous)
            if tag is None:
                return tags
            tags.append(previous := str(tag))

    def after(self, last: int) -> list[tuple[int, str, str]]:
        """Read number, locale and text of all segments after a number, in order."""
        rows = self._reader.read_rows(_AFTER, after=last)
        return [(row[0], row[1], row[2]) for row in rows]

    def count(self, after: int, last: int) -> int:
        """Count the segments after one number, up to another."""
        [(count,)] = self._reader.read_rows(_COUNT, after=after, last=last)
        return int(count)

    def count_of(self, tag: str, after: int, last: int) -> int:
        """Count the segments of exactly one locale in a range of numbers."""
        if after:
            rows = self._reader.read_rows(_COUNT_OF, locale=tag, after=after, last=last)
        else:  # the locale's index is shorter than the table
            rows = self._reader.read_rows(_COUNT_ALL_OF, locale=tag, last=last)
        [(count,)] = rows
        return int(count)

    def between(self, tag: str, after: int, last: int) -> Iterator[NumberedTexts]:
        """Read the segments of exactly one locale, some at a time."""
        stream = self._reader.stream_rows(_BETWEEN, locale=tag, after=after, last=last)
        while rows := list(islice(stream, _STREAMED)):
            numbers, texts = zip(*rows, strict=True)
            yield numbers, texts

    def number(self, key: bytes) -> int | None:
        """Find the number of the segment with a key; None if there is none."""
        rows = self._reader.read_rows(_NUMBER, key=key)
        return int(rows[0][0]) if rows else None

    def keys(self, numbers: Sequence[int]) -> dict[int, bytes]:
        """Read the keys of segments."""
        rows = self._reader.read_rows(_KEYS.format(format_id_list(numbers)))
        return {row[0]: bytes(row[1]) for row in rows}

    def texts(self, numbers: Sequence[int]) -> dict[int, str]:
        """Read the texts of segments."""
        rows = self._reader.read_rows(_TEXTS.format(format_id_list(numbers)))
        return {row[0]: row[1] for row in rows}

    def have_units(self, segments: Sequence[int]) -> bool:
        """Whether any of the segments is in a unit in use, in whatever languages."""
        return any(
            self._reader.read_rows(query.format(format_id_list(chunk)))
            for chunk in split_into_batches(segments, MAX_PARAMETERS)
            for query in _ANY_UNIT
        )

    def units_with(
        self, segments: Sequence[int], other: Locale
    ) -> Iterator[tuple[int, TranslationUnit]]:
        """As `UnitStore.units_with`."""
        yield from units_of_segments(self._reader, segments, other)
        # Where none is of an article, the costlier question need not be asked.
        if not self._reader.read_rows(_HAS_ARTICLES):
            return
        for chunk in split_into_batches(segments, MAX_PARAMETERS):
            placed = self._reader.read_rows(_IN_ARTICLES.format(format_id_list(chunk)))
            if placed:
                yield from untranslated_units(self._reader, [row[0] for row in placed])


@contextlib.contextmanager
def open_lookup_reader(database: Database) -> Iterator[LookupReader]:
    """Open a reader for lookup, on one view of the database."""
    with database.open_reader() as reader:
        yield LookupReader(reader)


def settled_segment_number(database: Database) -> int | None:
    """Get an id up to which no segment can come any more; None if it is not known."""
    try:
        with database.open_reader(is_settled=True) as reader:
            return LookupReader(reader).newest()
    except StoreError:
        return None
