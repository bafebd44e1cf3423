"""Finding the segments that may hold a phrase, and the units that they are in.

The database proposes by the folded text (no marks, no case); whether and where the
phrase really stands is for the caller to see.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
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
)
from sqlalchemy.sql.operators import custom_op

from tm.store import rows, schema
from tm.store.database import Database
from tm.store.phrase_index import FTS, has_index, indexed_up_to
from tm.store.reader import CoreReader
from tm.store.unit_row import unit_of
from tm.store.untranslated import of_segments
from tm.text.locale import Locale
from tm.unit import TranslationUnit

Literals = tuple[tuple[str, ...], ...]
"""Folded texts to look for: all of one of the tuples. One that is empty is in any."""

# More do not make the choice smaller, and each is one more list to go through.
_MOST_TRIGRAMS = 10
_FIRST_BATCH = 64
_LARGEST_BATCH = 4096
_SCAN_BATCH = 20_000
# The fewest values that one statement may hold, over the databases we know.
_PARAMETERS = 500


@dataclass(frozen=True, slots=True)
class Wanted:
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
class Candidate:
    """A segment that may hold the phrase."""

    number: int
    text: str


class PhraseSearch:
    """One search, on one view of the database; made by `phrase_search`."""

    def __init__(self, connection: Connection, wanted: Wanted) -> None:
        self.scanned = 0
        """Segments of the locale that were read without the help of an index."""
        self.is_cut_short = False
        """Whether there were more to read than were wanted."""
        self.has_index = has_index(connection)
        """Whether the database has an index of phrases at all."""
        self._connection = connection
        self._wanted = wanted

    def candidates(self) -> Iterator[Candidate]:
        """The segments that may hold the phrase, by number, in use or not; streams."""
        done = 0
        if self.has_index:
            if self._connection.dialect.name != "sqlite":
                if all(map(_has_word_trigram, self._wanted.literals)):
                    yield from self._indexed(self._select(schema.segment))
                    return
            elif match := _match_expression(self._wanted.literals):
                # The sign keeps SQLite from asking the index about each segment.
                plus = custom_op[Any]("+")
                number = UnaryExpression[int](FTS.c.rowid, operator=plus)
                joined = FTS.join(schema.segment, schema.segment.c.id == number)
                query = self._select(joined).where(FTS.c.segment_fts.op("MATCH")(match))
                yield from self._indexed(query, FTS.c.rowid)
                done = indexed_up_to(self._connection)
        yield from self._scanned(done)

    def units(
        self, numbers: Sequence[int]
    ) -> Iterator[tuple[int, bool, TranslationUnit]]:
        """The units in use that hold one of some segments; by segment, as they came.

        Yields the segment's number, and whether it is the unit's source.
        """
        for start in range(0, len(numbers), _PARAMETERS):
            sides = self._sides(numbers[start : start + _PARAMETERS])
            for begin in range(0, len(sides), _PARAMETERS):
                some = sides[begin : begin + _PARAMETERS]
                query = rows.units_query().where(
                    schema.unit.c.id.in_([unit for _, unit, _ in some])
                )
                found = self._connection.execute(query).mappings()
                made = {row["id"]: unit_of(row) for row in found}
                for number, unit, is_source in some:
                    yield number, is_source, made[unit]

    def untranslated(
        self, numbers: Sequence[int]
    ) -> Iterator[tuple[int, TranslationUnit]]:
        """Those of some segments that stand in articles without translation."""
        reader = CoreReader(self._connection)
        for start in range(0, len(numbers), _PARAMETERS):
            yield from of_segments(reader, numbers[start : start + _PARAMETERS])

    def _sides(self, numbers: Sequence[int]) -> list[tuple[int, int, bool]]:
        """Segment, unit, and whether the one is the source of the other."""
        unit = schema.unit
        queries = []
        # Asked for both sides at once, PostgreSQL reads all units.
        for this, that, is_source in (
            (unit.c.source_id, unit.c.target_id, True),
            (unit.c.target_id, unit.c.source_id, False),
        ):
            query = select(this, unit.c.id, literal(is_source))
            query = query.where(this.in_(numbers), unit.c.withheld.is_(None))
            if self._wanted.other is not None:
                opposite = schema.segment.alias("opposite")
                query = query.join(opposite, opposite.c.id == that).where(
                    rows.covered(self._wanted.other, opposite.c.locale)
                )
            queries.append(query)
        order = {number: place for place, number in enumerate(numbers)}
        sides = [
            (row[0], row[1], bool(row[2]))
            for query in queries
            for row in self._connection.execute(query)
        ]
        return sorted(sides, key=lambda side: (order[side[0]], side[1]))

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
        return folded.like(f"%{_escaped(one)}%", escape="\\")

    def _indexed(
        self, query: Select[Any], number: ColumnElement[int] = schema.segment.c.id
    ) -> Iterator[Candidate]:
        """What a query finds, in batches: at first few, since few are often enough."""
        batch, after = _FIRST_BATCH, 0
        while True:
            step = query.where(number > after).order_by(number).limit(batch)
            found = self._connection.execute(step).all()
            yield from map(_candidate, found)
            if len(found) < batch:
                return
            after = found[-1].id
            batch = min(batch * 4, _LARGEST_BATCH)

    def _scanned(self, done: int) -> Iterator[Candidate]:
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
def phrase_search(database: Database, wanted: Wanted) -> Iterator[PhraseSearch]:
    """A search for a phrase, on one consistent view of the database."""
    with database.reading() as connection:
        yield PhraseSearch(connection, wanted)


def _candidate(row: Row[Any]) -> Candidate:
    return Candidate(row.id, row.text)


def _match_expression(literals: Literals) -> str | None:
    """The query in FTS5's language, or None where there are no trigrams to ask for."""
    alternatives = [_some_trigrams(alternative) for alternative in literals]
    if not all(alternatives):
        return None
    return " OR ".join(
        f"({' AND '.join(map(_quoted, trigrams))})" for trigrams in alternatives
    )


def _some_trigrams(alternative: Sequence[str]) -> list[str]:
    """Trigrams that the text must have, from all over the literals."""
    found = list(
        dict.fromkeys(
            one[start : start + 3]
            for one in alternative
            for start in range(len(one) - 2)
        )
    )
    if len(found) <= _MOST_TRIGRAMS:
        return found
    step = (len(found) - 1) / (_MOST_TRIGRAMS - 1)
    return [found[round(place * step)] for place in range(_MOST_TRIGRAMS)]


def _quoted(trigram: str) -> str:
    return '"' + trigram.replace('"', '""') + '"'


def _has_word_trigram(alternative: Sequence[str]) -> bool:
    """Whether pg_trgm, which sees letters and digits only, can help to find it."""
    return any(
        one[start : start + 3].isalnum()
        for one in alternative
        for start in range(len(one) - 2)
    )


def _escaped(one: str) -> str:
    for mark in "\\%_":
        one = one.replace(mark, "\\" + mark)
    return one
