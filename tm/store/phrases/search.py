"""Search for segments that may contain a phrase, and for their units.

The database compares folded texts, without diacritics and case; callers look for the
phrase in the texts themselves.
"""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    func,
    or_,
    select,
    true,
)

from tm.store import schema
from tm.store.backend.backend import get_backend
from tm.store.backend.phrase_index_protocol import (
    CandidateQueryMaker,
    LiteralAlternatives,
)
from tm.store.backend.queries.segments import SegmentReader
from tm.store.backend.sql import split_into_batches
from tm.store.database import Database
from tm.store.phrases.phrase_index_update import read_last_indexed_id
from tm.store.phrases.recent_phrases import KnownSegments, RecentPhrases
from tm.store.phrases.search_readiness import make_searchable
from tm.store.rows.unit_queries import make_locale_condition
from tm.store.rows.units_by_segment import read_units_in_segment_order
from tm.store.rows.untranslated_segments import read_untranslated_units
from tm.text.locale import Locale
from tm.text.normal import fold_text
from tm.unit import TranslationUnit

_FIRST_BATCH_SIZE = 64
_MAX_BATCH_SIZE = 4096
_INDEXED_IDS_PER_CANDIDATE = 2
"""How many segments, of any locale, the index names for each one to compare: it knows
trigrams only, and the database compares texts faster than the caller."""


@dataclass(frozen=True, slots=True)
class PhraseQuery:
    """Conditions on the segments of a phrase search."""

    literal_alternatives: LiteralAlternatives
    locale: Locale
    other_locale: Locale | None = None
    """The locale of the other side; any locale if None."""
    max_character_count: int | None = None
    """Most characters of the folded text."""
    max_scanned_segment_count: int | None = None
    """Most segments to read if the index cannot be used."""
    max_candidate_count: int | None = None
    """Most segments to compare with the phrase, of those that the index names."""
    segment_ids: Sequence[int] | None = None
    """The only segments that can have the phrase, if they are known."""


@dataclass(frozen=True, slots=True)
class CandidateSegment:
    """A segment that may contain the phrase."""

    id: int
    text: str


class PhraseSearch:
    """A phrase search on one snapshot of the database; see `open_phrase_search`."""

    scan_batch_size = 20_000
    """Segments that are read together without an index."""

    def __init__(
        self, connection: Connection, query: PhraseQuery, known_segments: KnownSegments
    ) -> None:
        self.scanned_count = 0
        """Number of segments of the locale that were read without an index."""
        self.is_cut_short = False
        """Whether the search stopped at a limit of segments to read."""
        self.is_phrase_absent = False
        """Whether no segment of any locale has the phrase, as far as is known."""
        backend = get_backend(connection)
        self.has_index = backend.phrase_index.prepare_search(connection)
        """Whether the database has a phrase index."""
        self._connection = connection
        self._reader = backend.make_reader(connection)
        self._query = query
        self._known_segments = known_segments

    def read_candidates(self) -> Iterator[CandidateSegment]:
        """Stream the segments that may contain the phrase, by id, in use or not."""
        if self._query.segment_ids is not None:
            yield from self._read_segments(self._query.segment_ids)
            return
        last_indexed_id: int | None = 0
        candidates = self._find_indexed_candidates() if self.has_index else None
        if candidates is not None:
            yield from candidates
            if self.is_cut_short:
                return
            last_indexed_id = read_last_indexed_id(self._connection)
        if last_indexed_id is not None:
            newest_id = SegmentReader(self._reader).find_newest_id()
            self.is_phrase_absent = (
                self.is_phrase_absent and last_indexed_id >= newest_id
            )
            yield from self._scan_segments(last_indexed_id, newest_id)

    def read_units(
        self, segment_ids: Sequence[int]
    ) -> Iterator[tuple[int, bool, TranslationUnit]]:
        """Read the units in use with given segments, in the order of the segments.

        Yields the id of the segment, whether it is the source, and the unit.
        """
        return read_units_in_segment_order(
            self._reader, segment_ids, self._query.other_locale
        )

    def read_untranslated_units(
        self, segment_ids: Sequence[int]
    ) -> Iterator[tuple[int, TranslationUnit]]:
        """Read those of some segments that have no translation in their article."""
        for id_batch in split_into_batches(segment_ids):
            yield from read_untranslated_units(self._reader, id_batch)

    def _read_segments(self, segment_ids: Sequence[int]) -> Iterator[CandidateSegment]:
        id_column = schema.segment.c.id
        query = self._select_segments().order_by(id_column)
        for id_batch in split_into_batches(sorted(segment_ids)):
            segment_rows = self._connection.execute(
                query.where(id_column.in_(id_batch))
            )
            yield from map(_make_candidate, segment_rows.all())

    def _select_segments(self) -> Select[Any]:
        segment_table = schema.segment
        conditions = [
            make_locale_condition(self._query.locale),
            self._make_literal_condition(),
        ]
        if self._query.max_character_count is not None:
            text_length = func.length(segment_table.c.folded)
            conditions.append(text_length <= self._query.max_character_count)
        return select(segment_table.c.id, segment_table.c.text).where(*conditions)

    def _make_literal_condition(self) -> ColumnElement[bool]:
        """Make the condition that a folded text contains the literals."""
        make_contains_condition, folded_column = (
            get_backend(self._connection).phrase_index.make_contains_condition,
            schema.segment.c.folded,
        )
        return or_(
            *(
                and_(
                    true(),
                    *(
                        make_contains_condition(folded_column, literal)
                        for literal in literals
                    ),
                )
                for literals in self._query.literal_alternatives
            )
        )

    def _find_indexed_candidates(self) -> Iterator[CandidateSegment] | None:
        """Find the candidates that the index names; None if it cannot help."""
        phrase_index = get_backend(self._connection).phrase_index
        literal_alternatives, max_count = (
            self._query.literal_alternatives,
            self._query.max_candidate_count,
        )
        if max_count is not None:
            id_count = _INDEXED_IDS_PER_CANDIDATE * max_count
            segment_ids = self._find_known_ids()
            if segment_ids is None:
                segment_ids = phrase_index.stream_candidate_ids(
                    self._reader, literal_alternatives, id_count
                )
            if segment_ids is not None:
                return self._read_candidates_with_ids(segment_ids, max_count, id_count)
        make_query = phrase_index.make_candidate_query_maker(
            *(self._connection, self._select_segments(), literal_alternatives),
            self._query.locale.language,
        )
        return None if make_query is None else self._read_indexed_candidates(make_query)

    def _find_known_ids(self) -> Generator[int, None, None] | None:
        """Find the segments that had the beginning of the phrase; None if unknown."""
        [literals, *other_literals] = self._query.literal_alternatives
        if other_literals or len(literals) != 1:
            return None
        known_ids = self._known_segments.find_candidate_ids(literals[0])
        return None if known_ids is None else (known_id for known_id in known_ids)

    def _read_candidates_with_ids(
        self,
        segment_ids: Generator[int, None, None],
        max_count: int,
        max_id_count: int,
    ) -> Iterator[CandidateSegment]:
        """Read the first of some segments that satisfy the query, in their order.

        `max_id_count`: with so many ids, there may be more. The generator is closed.
        """
        query, read_count, id_count = self._query, 0, 0
        batch_size, matching_ids = _FIRST_BATCH_SIZE, list[int]()
        phrase_index = get_backend(self._connection).phrase_index
        with closing(segment_ids):
            while id_batch := list(islice(segment_ids, batch_size)):
                id_count += len(id_batch)
                self.is_cut_short = id_count == max_id_count
                for segment_id, tag, text in phrase_index.read_candidates(
                    self._reader, id_batch, query.literal_alternatives
                ):
                    matching_ids.append(segment_id)
                    if not query.locale.covers(Locale(tag)):
                        continue
                    if read_count == max_count:
                        self.is_cut_short = True
                        return
                    read_count += 1
                    max_length = query.max_character_count
                    if max_length is None or len(fold_text(text)) <= max_length:
                        yield CandidateSegment(segment_id, text)
                batch_size *= 4
        if not self.is_cut_short:
            self.is_phrase_absent = not matching_ids
            [literals, *other_literals] = query.literal_alternatives
            if len(literals) == 1 and not other_literals:
                self._known_segments.add(literals[0], matching_ids)

    def _read_indexed_candidates(
        self, make_query: CandidateQueryMaker
    ) -> Iterator[CandidateSegment]:
        """Read candidates by the index, in batches of growing size.

        `make_query`: takes the last id that was read, and the size of the batch.
        """
        batch_size, last_id = _FIRST_BATCH_SIZE, 0
        while True:
            segment_rows = self._connection.execute(
                make_query(last_id, batch_size)
            ).all()
            yield from map(_make_candidate, segment_rows)
            if len(segment_rows) < batch_size:
                return
            last_id = segment_rows[-1].id
            batch_size = min(batch_size * 4, _MAX_BATCH_SIZE)

    def _scan_segments(
        self, last_read_id: int, newest_id: int
    ) -> Iterator[CandidateSegment]:
        """Read candidates by scanning the segments after an id."""
        if last_read_id >= newest_id:
            return
        id_column = schema.segment.c.id
        query = self._select_segments()
        count_query = select(func.count()).where(
            make_locale_condition(self._query.locale)
        )
        while last_read_id < newest_id:
            if (
                self._query.max_scanned_segment_count is not None
                and self.scanned_count >= self._query.max_scanned_segment_count
            ):
                self.is_cut_short = True
                return
            batch_condition = and_(
                id_column > last_read_id,
                id_column <= last_read_id + self.scan_batch_size,
            )
            count_result = self._connection.execute(count_query.where(batch_condition))
            self.scanned_count += count_result.scalar_one()
            segment_rows = self._connection.execute(
                query.where(batch_condition).order_by(id_column)
            )
            yield from map(_make_candidate, segment_rows.all())
            last_read_id += self.scan_batch_size


@contextmanager
def open_phrase_search(
    database: Database, query: PhraseQuery
) -> Iterator[PhraseSearch]:
    """Open a search for a phrase, on one snapshot of the database."""
    make_searchable(database)
    known_segments = database.get_companion(RecentPhrases).read_known_segments()
    with database.open_snapshot() as connection:
        yield PhraseSearch(connection, query, known_segments)


def _make_candidate(row: Row[Any]) -> CandidateSegment:
    return CandidateSegment(row.id, row.text)


def find_texts_with_phrase(
    database: Database, folded_phrase: str, locale: Locale, *, max_count: int
) -> list[str]:
    """Find texts of segments of a locale that contain a folded phrase.

    For many short phrases of at least three letters. Only indexed segments are found,
    so none without a phrase index.
    """
    make_searchable(database)
    with database.open_reader() as reader:
        segment_rows = database.backend.phrase_index.find_segments(
            reader, folded_phrase, locale.list_tag_patterns(), max_count=max_count
        )
    return [str(segment_text) for _, segment_text in segment_rows or ()]
