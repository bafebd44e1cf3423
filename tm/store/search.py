"""Finding the segments that may hold a phrase, and the units that they are in.

The database proposes by the folded text (no marks, no case); whether and where the
phrase really stands is for the caller to see.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Executable,
    FromClause,
    Row,
    Select,
    UnaryExpression,
    and_,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.sql.operators import custom_op

from tm.store import schema
from tm.store.backend.sql import CoreReader
from tm.store.database import Database
from tm.store.phrases.index import FTS, bands, indexed_up_to, prepare
from tm.store.phrases.match_query import match_expression
from tm.store.phrases.pending_check import make_searchable
from tm.store.rows import columns as rows
from tm.store.rows.unit import unit_of
from tm.store.rows.untranslated import of_segments
from tm.text.locale import Locale
from tm.unit import TranslationUnit

Literals = tuple[tuple[str, ...], ...]
"""Folded texts to look for: all of one of the tuples. One that is empty is in any."""

_MOST_WORDS = 3
_FIRST_BATCH = 64
_LARGEST_BATCH = 4096
_SCAN_BATCH = 20_000
# The fewest values that one statement may hold, over the databases we know.
_PARAMETERS = 500


@dataclass(frozen=True, slots=True)
class PhraseQuery:
    """Which segments are looked for."""

    literals: Literals
    locale: Locale
    other: Locale | None = None
    """What stands opposite; any locale when absent."""
    most_characters: int | None = None
    """Of the folded text."""
    scan: int | None = None
    """Most segments to read where the index is of no help."""


@dataclass(frozen=True, slots=True)
class CandidateSegment:
    """A segment that may hold the phrase."""

    number: int
    text: str


class PhraseSearch:
    """One search, on one view of the database; made by `phrase_search`."""

    def __init__(self, connection: Connection, wanted: PhraseQuery) -> None:
        self.scanned = 0
        """Segments of the locale that were read without the help of an index."""
        self.is_cut_short = False
        """Whether there were more to read than were wanted."""
        self.has_index = prepare(connection)
        """Whether the database has an index of phrases at all."""
        self._connection = connection
        self._wanted = wanted

    def candidates(self) -> Iterator[CandidateSegment]:
        """The segments that may hold the phrase, by number, in use or not; streams."""
        done = 0
        if self.has_index:
            if self._connection.dialect.name != "sqlite":
                if all(map(_has_word_trigram, self._wanted.literals)):
                    yield from self._indexed(self._first_in_bands)
                    return
            elif match := match_expression(self._wanted.literals):
                # The sign keeps SQLite from asking the index about each segment.
                plus = custom_op[Any]("+")
                number = UnaryExpression[int](FTS.c.rowid, operator=plus)
                joined = FTS.join(schema.segment, schema.segment.c.id == number)
                query = self._select(joined).where(FTS.c.segment_fts.op("MATCH")(match))
                yield from self._indexed(
                    lambda after, most: (
                        query.where(FTS.c.rowid > after)
                        .order_by(FTS.c.rowid)
                        .limit(most)
                    )
                )
                done = indexed_up_to(self._connection)
        yield from self._scanned(done)

    def units(
        self, numbers: Sequence[int]
    ) -> Iterator[tuple[int, bool, TranslationUnit]]:
        """The units in use that hold one of some segments; by segment, as they came.

        Yields the segment's number, and whether it is the unit's source.
        """
        order = {number: place for place, number in enumerate(numbers)}
        for start in range(0, len(numbers), _PARAMETERS):
            query = self._units_of(numbers[start : start + _PARAMETERS])
            found = self._connection.execute(query).mappings().all()
            for row in sorted(found, key=lambda row: (order[row["this"]], row["id"])):
                yield row["this"], bool(row["is_source"]), unit_of(row)

    def untranslated(
        self, numbers: Sequence[int]
    ) -> Iterator[tuple[int, TranslationUnit]]:
        """Those of some segments that stand in articles without translation."""
        reader = CoreReader(self._connection)
        for start in range(0, len(numbers), _PARAMETERS):
            yield from of_segments(reader, numbers[start : start + _PARAMETERS])

    def _units_of(self, numbers: Sequence[int]) -> CompoundSelect[Any]:
        """Units with the segment, and whether that is the source."""
        unit = schema.unit
        queries = []
        # Asked for both sides at once, PostgreSQL reads all units.
        for this, that, is_source in (
            (unit.c.source_id, rows.target, True),
            (unit.c.target_id, rows.source, False),
        ):
            query = rows.units_query().add_columns(
                this.label("this"), literal(is_source).label("is_source")
            )
            query = query.where(this.in_(numbers), unit.c.withheld.is_(None))
            if self._wanted.other is not None:
                query = query.where(rows.covered(self._wanted.other, that.c.locale))
            queries.append(query)
        return union_all(*queries)

    def _select(self, source: FromClause) -> Select[Any]:
        segment = schema.segment
        conditions = [rows.covered(self._wanted.locale), self._holds()]
        if self._wanted.most_characters is not None:
            length = func.length(segment.c.folded)
            conditions.append(length <= self._wanted.most_characters)
        return (
            select(segment.c.id, segment.c.text).select_from(source).where(*conditions)
        )

    def _holds(self) -> ColumnElement[bool]:
        """The condition that a segment's folded text holds the literals."""
        return or_(
            *(
                and_(true(), *(self._contains(one) for one in alternative))
                for alternative in self._wanted.literals
            )
        )

    def _contains(self, one: str) -> ColumnElement[bool]:
        folded = schema.segment.c.folded
        if self._connection.dialect.name == "sqlite":
            # LIKE knows patterns of 50,000 bytes at most, and ASCII case.
            return func.instr(folded, literal(one)) > 0
        # PostgreSQL looks up every trigram of a pattern, the frequent ones too.
        holds = func.strpos(folded, literal(one)) > 0
        words = _longest_words(one)
        return and_(folded.like(f"%{'%'.join(words)}%"), holds) if words else holds

    def _indexed(
        self, query: Callable[[int, int], Executable]
    ) -> Iterator[CandidateSegment]:
        """What queries find, in batches: at first few, since few are often enough.

        `query` asks for the first after a number, and at most so many.
        """
        batch, after = _FIRST_BATCH, 0
        while True:
            found = self._connection.execute(query(after, batch)).all()
            yield from map(_candidate, found)
            if len(found) < batch:
                return
            after = found[-1].id
            batch = min(batch * 4, _LARGEST_BATCH)

    def _first_in_bands(self, after: int, most: int) -> Executable:
        """PostgreSQL's query for the first candidates after a number.

        It gives the parts of a UNION ALL in turn, and begins none that is not needed.
        """
        # With a bare number it would go through the segments in their order.
        number = schema.segment.c.id + 0
        query = self._select(schema.segment).where(number > after)
        query = query.order_by(number).limit(most)
        parts = (query.where(band) for band in bands(self._wanted.locale, after))
        return union_all(*parts).limit(most)

    def _scanned(self, done: int) -> Iterator[CandidateSegment]:
        """What is found by reading the segments after a number, one after the other."""
        number = schema.segment.c.id
        query = self._select(schema.segment)
        counted = select(func.count()).where(rows.covered(self._wanted.locale))
        last = self._connection.execute(select(func.max(number))).scalar() or 0
        while done < last:
            if self._wanted.scan is not None and self.scanned >= self._wanted.scan:
                self.is_cut_short = True
                return
            stretch = and_(number > done, number <= done + _SCAN_BATCH)
            counts = self._connection.execute(counted.where(stretch))
            self.scanned += counts.scalar_one()
            found = self._connection.execute(query.where(stretch).order_by(number))
            yield from map(_candidate, found.all())
            done += _SCAN_BATCH


@contextmanager
def phrase_search(database: Database, wanted: PhraseQuery) -> Iterator[PhraseSearch]:
    """A search for a phrase, on one consistent view of the database."""
    make_searchable(database)
    with database.reading() as connection:
        yield PhraseSearch(connection, wanted)


def _candidate(row: Row[Any]) -> CandidateSegment:
    return CandidateSegment(row.id, row.text)


def _has_word_trigram(alternative: Sequence[str]) -> bool:
    """Whether pg_trgm, which sees letters and digits only, can help to find it."""
    return any(
        one[start : start + 3].isalnum()
        for one in alternative
        for start in range(len(one) - 2)
    )


def _longest_words(one: str) -> list[str]:
    """The words that are likely to be rare, in their order.

    >>> _longest_words("the unique name of the master")
    ['unique', 'name', 'master']
    """
    runs = ["".join(run) for is_word, run in groupby(one, str.isalnum) if is_word]
    places = sorted(range(len(runs)), key=lambda place: -len(runs[place]))
    chosen = sorted(places[:_MOST_WORDS])
    return [runs[place] for place in chosen if len(runs[place]) > 2]
