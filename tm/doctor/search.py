"""Examination of what a search needs: columns, phrase index and fuzzy index."""

from collections.abc import Iterator

from sqlalchemy import func, or_, select

from tm.doctor.symptom import ExaminedDatabase, RepairStep, Symptom
from tm.finding import Severity
from tm.match.index.index_update import find_damaged_shards
from tm.match.index.manifest import (
    UnusableIndex,
    fits_database,
    list_index_folders,
    read_manifest,
)
from tm.store import schema
from tm.store.backend.sql import DatabaseReader
from tm.store.database import Database
from tm.store.lookup_reader import open_lookup_reader
from tm.store.phrases.phrase_index_update import (
    has_index,
    has_unsearchable_segments,
    read_last_indexed_id,
)
from tm.store.phrases.search_columns import make_search_columns

_SAMPLE_COUNT = 200
_MAX_PHRASE_LENGTH = 30
_MIN_PHRASE_LENGTH = 8
_MAX_HIT_COUNT = 10_000
"""The most segments to read that have a sampled phrase; more prove nothing."""


def find_missing_search_columns(
    examined_database: ExaminedDatabase,
) -> Iterator[Symptom]:
    """Find segments that searches would miss, or find by another text."""
    segment_table = schema.segment
    is_missing_condition = or_(
        segment_table.c.folded.is_(None),
        segment_table.c.tokens.is_(None),
        segment_table.c.match_key.is_(None),
    )
    with examined_database.database.open_snapshot() as connection:
        if has_unsearchable_segments(connection):
            return  # the next search makes them
        missing_count = connection.scalar(
            select(func.count()).select_from(segment_table).where(is_missing_condition)
        )
        newest_id = connection.scalar(select(func.max(segment_table.c.id))) or 0
        sample_step = newest_id // _SAMPLE_COUNT + 1
        sampled_rows = connection.execute(
            select(segment_table).where(
                segment_table.c.id % sample_step == 0, ~is_missing_condition
            )
        ).all()
    if missing_count:
        yield Symptom(
            Severity.ERROR,
            f"{missing_count:,} segments cannot be found by searching",
            "table segment",
            "make their search columns",
            RepairStep.SEARCH,
        )
    search_value_rows = zip(
        *make_search_columns(
            [row.locale for row in sampled_rows], [row.text for row in sampled_rows]
        ),
        strict=True,
    )
    wrong_ids = [
        row.id
        for row, search_values in zip(sampled_rows, search_value_rows, strict=True)
        if search_values != (row.folded, row.tokens, bytes(row.match_key))
    ]
    if wrong_ids:
        yield Symptom(
            Severity.WARNING,
            f"{len(wrong_ids)} of {len(sampled_rows)} sampled segments have search "
            "columns of another text",
            f"segment {wrong_ids[0]}",
            "make their search columns again",
            RepairStep.SEARCH,
        )


def find_phrase_index_faults(examined_database: ExaminedDatabase) -> Iterator[Symptom]:
    """Find out whether the phrase index has the segments, by samples."""
    database, segment_table = examined_database.database, schema.segment
    place = f"{database.name}: phrase index"
    with database.open_snapshot() as connection:
        if has_unsearchable_segments(connection):
            return
        if not has_index(connection):
            yield Symptom(
                Severity.INFO,
                "there is no phrase index, so that concordance is slow",
                place,
                "install SQLite 3.34 or pg_trgm, and make the index",
                RepairStep.SEARCH,
            )
            return
        newest_id = connection.scalar(select(func.max(segment_table.c.id))) or 0
        last_id = read_last_indexed_id(connection)
        sample_step = newest_id // _SAMPLE_COUNT + 1
        sampled_rows = connection.execute(
            select(segment_table.c.id, segment_table.c.folded, segment_table.c.locale)
            .where(
                segment_table.c.id % sample_step == 0,
                segment_table.c.folded.is_not(None),
            )
            .where(segment_table.c.id <= (newest_id if last_id is None else last_id))
        ).all()
    with database.open_reader() as reader:
        missing_ids = [
            row.id
            for row in sampled_rows
            if not _is_in_phrase_index(database, reader, row.id, row.folded, row.locale)
        ]
    if missing_ids or (last_id is not None and last_id > newest_id):
        yield Symptom(
            Severity.ERROR,
            "segments are missing from the phrase index, and not found by concordance",
            f"{place}, segment {missing_ids[0] if missing_ids else last_id}",
            "make the phrase index again",
            RepairStep.SEARCH,
        )


def _is_in_phrase_index(
    database: Database,
    reader: DatabaseReader,
    segment_id: int,
    folded_text: str,
    tag: str,
) -> bool:
    """Whether a segment is found by the first letters of its text, as far as known."""
    phrase = folded_text[:_MAX_PHRASE_LENGTH].strip()
    if len(phrase) < _MIN_PHRASE_LENGTH:
        return True
    found_rows = database.backend.phrase_index.find_segments(
        reader, phrase, ((tag,), ()), max_count=_MAX_HIT_COUNT
    )
    if found_rows is None or len(found_rows) == _MAX_HIT_COUNT:
        return True
    return segment_id in {found_row[0] for found_row in found_rows}


def find_index_faults(examined_database: ExaminedDatabase) -> Iterator[Symptom]:
    """Find damaged or foreign files of the index of lookups."""
    for folder in list_index_folders(examined_database.database):
        try:
            manifest = read_manifest(folder)
        except UnusableIndex as error:
            yield _make_index_symptom(str(error), str(folder))
            continue
        if manifest is None:
            continue
        for path in find_damaged_shards(folder, manifest):
            yield _make_index_symptom("the file is damaged or missing", str(path))
        with open_lookup_reader(examined_database.database) as reader:
            newest_id = reader.find_newest_id()
            for locale_tag, indexed_locale in manifest.indexed_locale_by_tag.items():
                if not fits_database(reader, indexed_locale) or (
                    indexed_locale.last_indexed_id > newest_id
                ):
                    yield _make_index_symptom(
                        f"the index of {locale_tag} is of another database", str(folder)
                    )


def _make_index_symptom(message: str, place: str) -> Symptom:
    advice = "build it again; nothing else is lost"
    return Symptom(Severity.WARNING, message, place, advice, RepairStep.INDEX)


EXAMINATION_BY_NAME = {
    "search columns": find_missing_search_columns,
    "phrase index": find_phrase_index_faults,
    "index": find_index_faults,
}
"""The examinations of this module, by the names that reports use."""
