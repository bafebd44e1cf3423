"""PostgreSQL's phrase index: GIN over pg_trgm."""

import re
from bisect import bisect_right
from collections.abc import Generator, Iterable, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    Select,
    and_,
    func,
    literal_column,
    text,
    union_all,
)
from sqlalchemy.exc import DBAPIError

from tm.store.backend.phrase_index_protocol import (
    CandidateQueryMaker,
    LiteralAlternatives,
)
from tm.store.backend.sql import (
    DatabaseReader,
    RowValues,
    TextsWithIds,
    write_locale_condition,
)
from tm.text.locale import TagPatterns

PHRASE_INDEX_NAME = "ix_segment_phrase"
# PostgreSQL guesses badly how many texts hold a phrase. Bands are read in turn by one
# process, without compiling, which takes longer than the search; the plan is for the
# phrase at hand, and without the index it is us who decide to scan.
_PREPARE_SEARCH_SQL = (
    "SELECT set_config('max_parallel_workers_per_gather', '0', true), "
    "set_config('jit', 'off', true), set_config('enable_seqscan', 'off', true), "
    "set_config('plan_cache_mode', 'force_custom_plan', true), "
    f"to_regclass('{PHRASE_INDEX_NAME}') IS NOT NULL"
)
_PREPARE_FIND_SQL = (
    "SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true), "
    f"to_regclass('{PHRASE_INDEX_NAME}') IS NOT NULL"
)
# Bands are of no use here: nearly always all that hold the phrase are read.
_FIND_PHRASE_SQL = """
    WITH found AS MATERIALIZED (
        SELECT id, text FROM segment
        WHERE folded LIKE :pattern AND strpos(folded, :phrase) > 0
        AND {locale_condition}
    )
    SELECT id, text FROM found ORDER BY id {direction} LIMIT :most
"""
_WILDCARD_PATTERN = re.compile(r"[%_\\]")
_BAND_START_IDS = (2048, 32768, 524288, 8388608, 134217728)
"""First ids of the bands of the index, except the first band."""
# As PostgreSQL writes it: an index serves where a query has the same expression.
BAND_EXPRESSION = (
    "(ARRAY[split_part(locale, '-', 1) || ' ' || width_bucket(segment.id, "
    "'{2048,32768,524288,8388608,134217728}'::int[])::text])"
)
_MAX_INDEXED_WORD_COUNT = 3
"""Most words of a phrase that are looked up in the index."""


class PostgresPhraseIndex:
    """The phrase index of PostgreSQL: GIN over pg_trgm, which is always current.

    Its first column is the language and the band of the segment's id, so that a list of
    trigrams is read for one band only.
    """

    def exists(self, connection: Connection) -> bool:
        """Implement `PhraseIndex.exists`."""
        query = text(f"SELECT to_regclass('{PHRASE_INDEX_NAME}') IS NOT NULL")
        return bool(connection.execute(query).scalar())

    def create(self, connection: Connection) -> bool:
        """Implement `PhraseIndex.create`, with all segments."""
        statement = (
            f"CREATE INDEX {PHRASE_INDEX_NAME} ON segment "
            f"USING gin ({BAND_EXPRESSION}, folded gin_trgm_ops)"
        )
        try:
            with connection.begin_nested():
                connection.execute(text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
                connection.exec_driver_sql(statement)
        except DBAPIError:
            return False
        return True

    def drop(self, connection: Connection) -> None:
        """Implement `PhraseIndex.drop`."""
        connection.execute(text(f"DROP INDEX IF EXISTS {PHRASE_INDEX_NAME}"))

    def fill(
        self, connection: Connection, text_batches: Iterable[TextsWithIds] | None
    ) -> bool:
        """Implement `PhraseIndex.fill`: the index is always current."""
        return False

    def append(self, connection: Connection, last_indexed_id: int) -> None:
        """Implement `PhraseIndex.append`: the index is always current."""

    def prepare_search(self, connection: Connection) -> bool:
        """Implement `PhraseIndex.prepare_search`."""
        return bool(connection.execute(text(_PREPARE_SEARCH_SQL)).one()[-1])

    def make_candidate_query_maker(
        self,
        connection: Connection,
        query: Select[Any],
        literal_alternatives: LiteralAlternatives,
        language: str,
    ) -> CandidateQueryMaker | None:
        """Implement `PhraseIndex.make_candidate_query_maker`.

        PostgreSQL gives the parts of a UNION ALL in turn, and begins none that is not
        needed.
        """
        if not all(map(has_word_trigram, literal_alternatives)):
            return None
        [segment_table] = query.get_final_froms()
        # With a bare number it would go through the segments in their order.
        segment_id_column = segment_table.c.id + 0

        def make_query(last_id: int, max_count: int) -> Executable:
            next_rows_query = (
                query.where(segment_id_column > last_id)
                .order_by(segment_id_column)
                .limit(max_count)
            )
            conditions = make_band_conditions(language, last_id)
            return union_all(
                *(next_rows_query.where(condition) for condition in conditions)
            ).limit(max_count)

        return make_query

    def stream_candidate_ids(
        self,
        reader: DatabaseReader,
        literal_alternatives: LiteralAlternatives,
        max_count: int,
    ) -> Generator[int, None, None] | None:
        """Implement `PhraseIndex.stream_candidate_ids`: its index is kept by locale."""
        return None

    def read_candidates(
        self,
        reader: DatabaseReader,
        segment_ids: Sequence[int],
        literal_alternatives: LiteralAlternatives,
    ) -> Sequence[RowValues]:
        """Implement `PhraseIndex.read_candidates`: none were found."""
        return ()

    def make_contains_condition(
        self, folded_column: ColumnElement[Any], literal: str
    ) -> ColumnElement[bool]:
        """Implement `PhraseIndex.make_contains_condition`."""
        # PostgreSQL looks up every trigram of a pattern, the frequent ones too.
        contains_condition: ColumnElement[bool] = (
            func.strpos(folded_column, literal) > 0
        )
        indexed_words = choose_longest_words(literal)
        return (
            and_(folded_column.like(f"%{'%'.join(indexed_words)}%"), contains_condition)
            if indexed_words
            else contains_condition
        )

    def select_segment_ids(
        self, connection: Connection, folded_phrase: str
    ) -> Select[Any] | None:
        """Implement `PhraseIndex.select_segment_ids`: the planner uses the index."""
        return None

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
        [[_, _, has_index]] = reader.read_rows(_PREPARE_FIND_SQL)
        if not has_index:
            return None
        query = _FIND_PHRASE_SQL.format(
            locale_condition=write_locale_condition("segment.locale", tag_patterns),
            direction="DESC" if starts_with_newest else "ASC",
        )
        like_pattern = f"%{_WILDCARD_PATTERN.sub('_', folded_phrase)}%"
        parameter_values = {
            "pattern": like_pattern,
            "phrase": folded_phrase,
            "most": max_count,
        }
        return reader.read_rows(query, **parameter_values)


def make_band_conditions(language: str, last_id: int) -> list[ColumnElement[bool]]:
    """Make a condition for each band with ids above one, in the order of the bands."""
    first_band_number = bisect_right(_BAND_START_IDS, last_id)
    band_expression: ColumnElement[Any] = literal_column(BAND_EXPRESSION)
    return [
        band_expression.op("@>", is_comparison=True)(
            func.string_to_array(f"{language} {band_number}", ",")
        )
        for band_number in range(first_band_number, len(_BAND_START_IDS) + 1)
    ]


def has_word_trigram(literals: Sequence[str]) -> bool:
    """Whether pg_trgm can find the literals: it ignores all but letters and digits."""
    return any(
        literal[start : start + 3].isalnum()
        for literal in literals
        for start in range(len(literal) - 2)
    )


def choose_longest_words(literal: str) -> list[str]:
    """Choose the words that are likely to be rare, in their order.

    >>> choose_longest_words("the unique name of the master")
    ['unique', 'name', 'master']
    """
    words = [
        "".join(characters)
        for is_word, characters in groupby(literal, str.isalnum)
        if is_word
    ]
    longest_first_indexes = sorted(
        range(len(words)), key=lambda index: -len(words[index])
    )
    longest_word_indexes = sorted(longest_first_indexes[:_MAX_INDEXED_WORD_COUNT])
    return [
        words[word_index]
        for word_index in longest_word_indexes
        if len(words[word_index]) > 2
    ]
