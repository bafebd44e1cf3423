"""What lookup reads of the database, over one connection and prepared once.

Building a statement takes ten times as long as answering it, so these are built when
the module is imported.
"""

import contextlib
from collections.abc import Iterator, Sequence

from sqlalchemy import BindParameter, Connection, bindparam, func, select, text

from tm.errors import StoreError
from tm.store import schema
from tm.store.database import Database
from tm.store.segment_units import units_of_segments
from tm.store.untranslated import of_segments
from tm.text.locale import Locale
from tm.unit import TranslationUnit

_BATCH = 5000
_PARAMETERS = 500
# How long indexing waits for writers; they may be in the middle of an import.
_LOCK = "SET LOCAL lock_timeout = '20s'"

_segment = schema.segment
_NEWEST = select(func.max(_segment.c.id))
_AFTER = (
    select(_segment.c.id, _segment.c.locale, _segment.c.text)
    .where(_segment.c.id > bindparam("after"))
    .order_by(_segment.c.id)
)
_COUNT = select(func.count()).where(
    _segment.c.id > bindparam("after"), _segment.c.id <= bindparam("last")
)
# A locale that is no column alone keeps SQLite from going by the locale's index, in
# which the numbers are not in order.
_BETWEEN = (
    select(_segment.c.id, _segment.c.text)
    .where(
        _segment.c.id > bindparam("after"),
        _segment.c.id <= bindparam("last"),
        _segment.c.locale.concat("") == bindparam("locale"),
    )
    .order_by(_segment.c.id)
)
_COUNT_OF = select(func.count()).where(
    _segment.c.id > bindparam("after"),
    _segment.c.id <= bindparam("last"),
    _segment.c.locale.concat("") == bindparam("locale"),
)
_NEXT_LOCALE = select(func.min(_segment.c.locale)).where(
    _segment.c.locale > bindparam("before")
)
_SOME: BindParameter[int] = bindparam("some", expanding=True)
_KEYS = select(_segment.c.id, _segment.c.key).where(_segment.c.id.in_(_SOME))
_TEXTS = select(_segment.c.id, _segment.c.text).where(_segment.c.id.in_(_SOME))
_HAS_ARTICLES = "SELECT 1 FROM article_segment LIMIT 1"
_IN_ARTICLES = (
    select(schema.article_segment.c.segment_id)
    .where(schema.article_segment.c.segment_id.in_(_SOME))
    .distinct()
)


class Proposals:
    """Segments and units by number, as one moment has them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def newest(self) -> int:
        """The highest number of a segment; 0 where there is none."""
        return int(self._connection.execute(_NEWEST).scalar() or 0)

    def locales(self) -> list[str]:
        """The tags of all locales that have segments."""
        found: list[str] = []
        before = ""
        while True:
            tag = self._connection.execute(_NEXT_LOCALE, {"before": before}).scalar()
            if tag is None:
                return found
            found.append(before := str(tag))

    def after(self, number: int) -> list[tuple[int, str, str]]:
        """Number, locale and text of all segments after a number, in order."""
        found = self._connection.execute(_AFTER, {"after": number})
        return [(row[0], row[1], row[2]) for row in found]

    def count(self, after: int, last: int) -> int:
        """How many segments have numbers after one, up to another."""
        query = {"after": after, "last": last}
        return int(self._connection.execute(_COUNT, query).scalar_one())

    def count_of(self, tag: str, after: int, last: int) -> int:
        """The same, of exactly one locale."""
        query = {"locale": tag, "after": after, "last": last}
        return int(self._connection.execute(_COUNT_OF, query).scalar_one())

    def between(self, tag: str, after: int, last: int) -> Iterator[tuple[int, str]]:
        """Number and text of the segments of exactly one locale, in order; streams."""
        connection = self._connection.execution_options(yield_per=_BATCH)
        query = {"locale": tag, "after": after, "last": last}
        with connection.execute(_BETWEEN, query) as found:
            for row in found:
                yield row[0], row[1]

    def keys(self, numbers: Sequence[int]) -> dict[int, bytes]:
        """The key of each segment that there is."""
        found = self._connection.execute(_KEYS, {"some": list(numbers)})
        return {row[0]: bytes(row[1]) for row in found}

    def texts(self, numbers: Sequence[int]) -> dict[int, str]:
        """The text of each segment that there is."""
        found = self._connection.execute(_TEXTS, {"some": list(numbers)})
        return {row[0]: row[1] for row in found}

    def units_with(
        self, segments: Sequence[int], other: Locale
    ) -> Iterator[tuple[int, TranslationUnit]]:
        """As `Memory.units_with`."""
        yield from units_of_segments(self._connection, segments, other)
        # Where none is of an article, the costlier question need not be asked.
        for start in range(
            0, len(segments) if self._has_articles() else 0, _PARAMETERS
        ):
            some = segments[start : start + _PARAMETERS]
            found = self._connection.execute(_IN_ARTICLES, {"some": list(some)})
            if placed := list(found.scalars()):
                yield from of_segments(self._connection, placed)

    def _has_articles(self) -> bool:
        return bool(self._connection.exec_driver_sql(_HAS_ARTICLES).fetchone())


@contextlib.contextmanager
def proposals(database: Database) -> Iterator[Proposals]:
    """What lookup reads, over one connection."""
    with database.reading() as connection:
        yield Proposals(connection)


def settled(database: Database) -> int | None:
    """A number up to which no segment can come any more; None if that is not known.

    PostgreSQL gives numbers before they are committed, so this waits for its writers.
    """
    try:
        with database.reading() as connection:
            if database.dialect == "postgresql":
                connection.execute(text(_LOCK))
                connection.execute(text("LOCK TABLE segment IN SHARE MODE"))
            return Proposals(connection).newest()
    except StoreError:
        return None
