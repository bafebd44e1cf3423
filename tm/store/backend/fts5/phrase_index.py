"""SQLite's phrase index: an FTS5 table of trigrams of `segment.folded`.

SQLAlchemy and numpy are imported only when needed: a lookup does without them.
"""

import sqlite3
from collections.abc import Generator, Iterable, Sequence
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Any

from tm.store.backend.sql import (
    DatabaseReader,
    RowValues,
    SqliteReader,
    TextsWithIds,
    format_id_list,
    write_locale_condition,
)
from tm.store.backend.sqlite_file import get_driver_connection
from tm.text.locale import TagPatterns

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Select

    from tm.store.backend.phrase_index_protocol import (
        CandidateQueryMaker,
        LiteralAlternatives,
    )

_MIN_TRIGRAM_VERSION = (3, 34)
_HAS_FTS_TABLE_SQL = "SELECT 1 FROM sqlite_master WHERE name = 'segment_fts'"
_HAS_FTS5_MODULE_SQL = "SELECT 1 FROM pragma_module_list WHERE name = 'fts5'"
_CREATE_FTS_TABLE_SQL = (
    "CREATE VIRTUAL TABLE segment_fts USING fts5(folded, content='', "
    "detail=none, columnsize=0, tokenize='trigram case_sensitive 1')"
)
# The sign keeps SQLite from asking the index about each segment.
_FIND_PHRASE_SQL = """
    SELECT segment.id, segment.text FROM segment_fts
    JOIN segment ON segment.id = +segment_fts.rowid
    WHERE segment_fts MATCH :match AND instr(segment.folded, :phrase) > 0
    AND {locale_condition}
    ORDER BY segment_fts.rowid {direction} LIMIT :most
"""
_FIND_IDS_SQL = (
    "SELECT rowid FROM segment_fts WHERE segment_fts MATCH :match "
    "ORDER BY rowid LIMIT :most"
)
_READ_CANDIDATES_SQL = """
    SELECT id, locale, text FROM segment
    WHERE id IN ({id_list}) AND ({text_condition}) ORDER BY id
"""


class SqlitePhraseIndex:
    """The phrase index of SQLite, which an older SQLite cannot use."""

    def __init__(
        self, sqlite_version: tuple[int, ...] = sqlite3.sqlite_version_info
    ) -> None:
        self.sqlite_version = sqlite_version
        self._has_module: bool | None = None
        """Whether SQLite has FTS5; None until it was asked."""

    def exists(self, connection: "Connection") -> bool:
        """Implement `PhraseIndex.exists`."""
        fts_table_row = connection.exec_driver_sql(_HAS_FTS_TABLE_SQL).first()
        return fts_table_row is not None and self._supports_trigrams(connection)

    def create(self, connection: "Connection") -> bool:
        """Implement `PhraseIndex.create`."""
        if not self._supports_trigrams(connection):
            return False
        connection.exec_driver_sql(_CREATE_FTS_TABLE_SQL)
        return True

    def drop(self, connection: "Connection") -> None:
        """Implement `PhraseIndex.drop`."""
        connection.exec_driver_sql("DROP TABLE IF EXISTS segment_fts")

    def fill(
        self, connection: "Connection", text_batches: Iterable[TextsWithIds] | None
    ) -> bool:
        """Implement `PhraseIndex.fill`."""
        # Needs numpy.
        from tm.store.backend.fts5.bulk_build import fill_index, read_folded_texts

        driver_connection = get_driver_connection(connection)
        return fill_index(
            driver_connection,
            read_folded_texts(driver_connection)
            if text_batches is None
            else text_batches,
        )

    def append(self, connection: "Connection", last_indexed_id: int) -> None:
        """Implement `PhraseIndex.append`, many rows a statement.

        A trigger would make FTS5 write its tree after each row: adding units would
        take nearly twice as long.
        """
        connection.exec_driver_sql(
            "INSERT INTO segment_fts (rowid, folded) "
            "SELECT id, folded FROM segment WHERE id > ? ORDER BY id",
            (last_indexed_id,),
        )

    def prepare_search(self, connection: "Connection") -> bool:
        """Implement `PhraseIndex.prepare_search`."""
        return self.exists(connection)

    def make_candidate_query_maker(
        self,
        connection: "Connection",
        query: "Select[Any]",
        literal_alternatives: "LiteralAlternatives",
        language: str,
    ) -> "CandidateQueryMaker | None":
        """Implement `PhraseIndex.make_candidate_query_maker`."""
        from tm.store.backend.fts5.candidates import make_candidate_query_maker

        fts_query = _make_rare_trigram_query(
            _make_reader(connection), literal_alternatives
        )
        return (
            None if fts_query is None else make_candidate_query_maker(query, fts_query)
        )

    def stream_candidate_ids(
        self,
        reader: DatabaseReader,
        literal_alternatives: "LiteralAlternatives",
        max_count: int,
    ) -> Generator[int, None, None] | None:
        """Implement `PhraseIndex.stream_candidate_ids`."""
        fts_query = _make_rare_trigram_query(reader, literal_alternatives)
        if fts_query is None:
            return None
        return _stream_ids(reader, fts_query, max_count)

    def read_candidates(
        self,
        reader: DatabaseReader,
        segment_ids: Sequence[int],
        literal_alternatives: "LiteralAlternatives",
    ) -> Sequence[RowValues]:
        """Implement `PhraseIndex.read_candidates`."""
        literal_by_parameter_name: dict[str, str] = {}
        alternative_conditions = []
        for literals in literal_alternatives:
            parameter_names = [
                f"text_{len(literal_by_parameter_name) + index}"
                for index in range(len(literals))
            ]
            literal_by_parameter_name |= zip(parameter_names, literals, strict=True)
            conditions = [
                f"instr(folded, :{parameter_name}) > 0"
                for parameter_name in parameter_names
            ]
            alternative_conditions.append(" AND ".join(conditions) or "TRUE")
        query = _READ_CANDIDATES_SQL.format(
            id_list=format_id_list(segment_ids),
            text_condition=" OR ".join(alternative_conditions),
        )
        return reader.read_rows(query, **literal_by_parameter_name)

    def make_contains_condition(
        self, folded_column: "ColumnElement[Any]", literal: str
    ) -> "ColumnElement[bool]":
        """Implement `PhraseIndex.make_contains_condition`."""
        from sqlalchemy import func

        # LIKE knows patterns of 50,000 bytes at most, and ASCII case.
        return func.instr(folded_column, literal) > 0

    def select_segment_ids(
        self, connection: "Connection", folded_phrase: str
    ) -> "Select[Any] | None":
        """Implement `PhraseIndex.select_segment_ids`."""
        from tm.store.backend.fts5.candidates import select_matching_segment_ids

        if not self.exists(connection):
            return None
        fts_query = _make_rare_trigram_query(
            _make_reader(connection), [[folded_phrase]]
        )
        if fts_query is None:
            return None
        return select_matching_segment_ids(fts_query)

    def find_segments(
        self,
        reader: DatabaseReader,
        folded_phrase: str,
        tag_patterns: TagPatterns,
        *,
        max_count: int,
        starts_with_newest: bool = False,
    ) -> Sequence[RowValues] | None:
        """Implement `PhraseIndex.find_segments`."""
        if self.sqlite_version < _MIN_TRIGRAM_VERSION:
            return None
        if not reader.read_rows(_HAS_FTS_TABLE_SQL):
            return None
        fts_query = _make_rare_trigram_query(reader, [[folded_phrase]])
        if fts_query is None:
            return None
        query = _FIND_PHRASE_SQL.format(
            locale_condition=write_locale_condition("segment.locale", tag_patterns),
            direction="DESC" if starts_with_newest else "ASC",
        )
        parameter_values = {
            "match": fts_query,
            "phrase": folded_phrase,
            "most": max_count,
        }
        return reader.read_rows(query, **parameter_values)

    def _supports_trigrams(self, connection: "Connection") -> bool:
        if self.sqlite_version < _MIN_TRIGRAM_VERSION:
            return False
        if self._has_module is None:
            module_row = connection.exec_driver_sql(_HAS_FTS5_MODULE_SQL).first()
            self._has_module = module_row is not None
        return self._has_module


def _stream_ids(
    reader: DatabaseReader, fts_query: str, max_count: int
) -> Generator[int, None, None]:
    rows = reader.stream_rows(_FIND_IDS_SQL, match=fts_query, most=max_count)
    with closing(rows):
        for (segment_id,) in rows:
            yield segment_id


def _make_reader(connection: "Connection") -> DatabaseReader:
    return SqliteReader(get_driver_connection(connection))


def _make_rare_trigram_query(
    reader: DatabaseReader, literal_alternatives: Sequence[Sequence[str]]
) -> str | None:
    """Make a query of the rarest trigrams; None if the texts have no trigrams."""
    # Imported here, since most commands search no phrase.
    from tm.store.backend.fts5.match_query import make_fts_query
    from tm.store.backend.fts5.rare_trigrams import choose_rare_trigrams

    return make_fts_query(literal_alternatives, partial(choose_rare_trigrams, reader))
