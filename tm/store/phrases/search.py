"""Search for the segments that may hold a phrase, and for their units.

The database proposes by the folded text (no marks, no case); whether and where the
phrase really stands is for the caller to see.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Row,
    Select,
    and_,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)

from tm.store import schema
from tm.store.backend.backend import get_backend
from tm.store.backend.phrase_index import CandidateQueryMaker, Literals
from tm.store.backend.sql import MAX_PARAMETERS, CoreReader
from tm.store.database import Database
from tm.store.phrases.index import indexed_up_to
from tm.store.phrases.pending_check import make_searchable
from tm.store.rows import columns as rows
from tm.store.rows.unit import read_units
from tm.store.rows.untranslated import untranslated_units
from tm.text.locale import Locale
from tm.unit import TranslationUnit

_FIRST_BATCH = 64
_LARGEST_BATCH = 4096


@dataclass(frozen=True, slots=True)
class PhraseQuery:
    """The conditions for segments of a phrase search."""

    literals: Literals
    locale: Locale
    other: Locale | None = None
    """The locale of the other side; any locale if None."""
    most_characters: int | None = None
    """Maximum length of the folded text."""
    scan: int | None = None
    """Maximum of segments to read if the index cannot be used."""


@dataclass(frozen=True, slots=True)
class CandidateSegment:
    """A segment that may hold the phrase."""

    number: int
    text: str


class PhraseSearch:
    """One phrase search, on one view of the database; made by `phrase_search`."""

    scan_batch = 20_000
    """How many segments are read at once without an index."""

    def __init__(self, connection: Connection, query: PhraseQuery) -> None:
        self.scanned = 0
        """How many segments of the locale were read without an index."""
        self.is_cut_short = False
        """Whether the search stopped at the limit of segments to read."""
        self.has_index = get_backend(connection).phrase_index.prepare_search(connection)
        """Whether the database has an index of phrases at all."""
        self._connection = connection
        self._wanted = query

    def candidates(self) -> Iterator[CandidateSegment]:
        """Stream the segments that may hold the phrase, by number, in use or not."""
        indexed: int | None = 0
        if self.has_index:
            query = get_backend(
                self._connection
            ).phrase_index.make_candidate_query_maker(
                self._select(), self._wanted.literals, self._wanted.locale.language
            )
            if query is not None:
                yield from self._indexed(query)
                indexed = indexed_up_to(self._connection)
        if indexed is not None:
            yield from self._scanned(indexed)

    def units(
        self, numbers: Sequence[int]
    ) -> Iterator[tuple[int, bool, TranslationUnit]]:
        """Read the units in use with given segments, in the order of the segments.

        Yields the segment's number, and whether it is the unit's source.
        """
        order = {number: place for place, number in enumerate(numbers)}
        for start in range(0, len(numbers), MAX_PARAMETERS):
            query = self._units_of(numbers[start : start + MAX_PARAMETERS])
            rows_found = self._connection.execute(query).all()
            ordered = sorted(rows_found, key=lambda row: (order[row.this], row.id))
            for row, unit in zip(ordered, read_units(ordered), strict=True):
                yield row.this, bool(row.is_source), unit

    def untranslated(
        self, numbers: Sequence[int]
    ) -> Iterator[tuple[int, TranslationUnit]]:
        """Read those of some segments that have no translation in their article."""
        reader = CoreReader(self._connection)
        for start in range(0, len(numbers), MAX_PARAMETERS):
            yield from untranslated_units(
                reader, numbers[start : start + MAX_PARAMETERS]
            )

    def _units_of(self, numbers: Sequence[int]) -> CompoundSelect[Any]:
        """Select units with given segments, and whether these are the source."""
        unit = schema.unit
        queries = []
        # Asked for both sides at once, PostgreSQL reads all units.
        for side_id, opposite, is_source in (
            (unit.c.source_id, rows.target, True),
            (unit.c.target_id, rows.source, False),
        ):
            query = rows.units_query().add_columns(
                side_id.label("this"), literal(is_source).label("is_source"), unit.c.id
            )
            query = query.where(side_id.in_(numbers), unit.c.withheld.is_(None))
            if self._wanted.other is not None:
                query = query.where(
                    rows.locale_condition(self._wanted.other, opposite.c.locale)
                )
            queries.append(query)
        return union_all(*queries)

    def _select(self) -> Select[Any]:
        segment = schema.segment
        conditions = [rows.locale_condition(self._wanted.locale), self._holds()]
        if self._wanted.most_characters is not None:
            length = func.length(segment.c.folded)
            conditions.append(length <= self._wanted.most_characters)
        return select(segment.c.id, segment.c.text).where(*conditions)

    def _holds(self) -> ColumnElement[bool]:
        """Make the condition that a segment's folded text holds the literals."""
        contains, folded = (
            get_backend(self._connection).phrase_index.make_contains_condition,
            schema.segment.c.folded,
        )
        return or_(
            *(
                and_(true(), *(contains(folded, literal) for literal in alternative))
                for alternative in self._wanted.literals
            )
        )

    def _indexed(self, query: CandidateQueryMaker) -> Iterator[CandidateSegment]:
        """Read candidates by the index, in batches that grow from a small one.

        `query` asks for the first after a number, and at most so many.
        """
        batch, last_id = _FIRST_BATCH, 0
        while True:
            rows_found = self._connection.execute(query(last_id, batch)).all()
            yield from map(_candidate, rows_found)
            if len(rows_found) < batch:
                return
            last_id = rows_found[-1].id
            batch = min(batch * 4, _LARGEST_BATCH)

    def _scanned(self, last_read: int) -> Iterator[CandidateSegment]:
        """Read candidates by scanning the segments after a number."""
        number = schema.segment.c.id
        query = self._select()
        counted = select(func.count()).where(rows.locale_condition(self._wanted.locale))
        last = self._connection.execute(select(func.max(number))).scalar() or 0
        while last_read < last:
            if self._wanted.scan is not None and self.scanned >= self._wanted.scan:
                self.is_cut_short = True
                return
            in_batch = and_(number > last_read, number <= last_read + self.scan_batch)
            counts = self._connection.execute(counted.where(in_batch))
            self.scanned += counts.scalar_one()
            rows_found = self._connection.execute(
                query.where(in_batch).order_by(number)
            )
            yield from map(_candidate, rows_found.all())
            last_read += self.scan_batch


@contextmanager
def phrase_search(database: Database, query: PhraseQuery) -> Iterator[PhraseSearch]:
    """Open a search for a phrase, on one consistent view of the database."""
    make_searchable(database)
    with database.open_snapshot() as connection:
        yield PhraseSearch(connection, query)


def _candidate(row: Row[Any]) -> CandidateSegment:
    return CandidateSegment(row.id, row.text)


def texts_with(
    database: Database, phrase: str, locale: Locale, *, most: int
) -> list[str]:
    """Find texts of segments of a language that hold a folded phrase.

    For asking about many short phrases, of three letters at least. Only what the index
    of phrases knows is found, so without one nothing is.
    """
    make_searchable(database)
    with database.open_reader() as reader:
        rows_found = database.backend.phrase_index.find_segments(
            reader, phrase, locale.tag, max_count=most
        )
    return [str(text) for _, text in rows_found or ()]
