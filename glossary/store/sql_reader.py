"""Reading the termbase by plain SQL, for a fast start without SQLAlchemy."""

import json
from collections.abc import Generator, Iterator, Mapping, Sequence, Set
from contextlib import closing
from typing import Any

from glossary.entries.entry import ConceptEntry, RelationKind, Term, TermStatus
from glossary.entries.entry_record import CONCEPT_FIELDS, TERM_FIELDS, read_record
from glossary.entries.precedence import Disagreement, TermbasePrecedence
from glossary.seed_files import read_starter_concept_ids
from glossary.store.termbase_version import TERMBASE_ORDER_NAME
from tm.store.backend.queries.metadata import read_meta_value
from tm.store.backend.sql import DatabaseReader, Row
from tm.store.rows.record import Record, remove_empty_fields
from tm.text.locale import Locale

_BATCH_CONCEPT_COUNT = 100
# Each statement has the same number of parameters, so that SQLite prepares it once.
_ID_PARAMETER_NAMES = [f"id_{number}" for number in range(_BATCH_CONCEPT_COUNT)]
_ID_PARAMETER_LIST = ", ".join(f":{name}" for name in _ID_PARAMETER_NAMES)
_TERMBASES_QUERY = "SELECT id, termbase FROM concept"
_CONCEPT_IDS_QUERY = "SELECT id FROM concept"
_ALL_TERMS_QUERY = (
    "SELECT concept_id, ordinal, locale, text, status, forbidden FROM term"
)
_TERM_COUNT_QUERY = "SELECT count(*) FROM term"
_CONCEPT_COUNT_QUERY = "SELECT count(*) FROM concept"
_SUBJECT_FIELDS_QUERY = (
    "SELECT subject_field, count(*) FROM concept GROUP BY subject_field"
)
_TERM_LOCALES_QUERY = "SELECT locale, count(*) FROM term GROUP BY locale"
_CONCEPTS_BY_ID_QUERY = (
    f"SELECT id, relations, {', '.join(CONCEPT_FIELDS)} FROM concept "
    f"WHERE id IN ({_ID_PARAMETER_LIST})"
)
_TERMS_BY_CONCEPT_QUERY = (
    "SELECT concept_id, locale, text, status, forbidden, shared, "
    f"{', '.join(TERM_FIELDS)} FROM term WHERE concept_id IN ({_ID_PARAMETER_LIST}) "
    "ORDER BY concept_id, ordinal"
)
_RELATIONS_QUERY = "SELECT id, relations FROM concept WHERE relations IS NOT NULL"
_LAST_CHANGE_QUERY = "SELECT max(id) FROM change"
_LATER_CHANGES_QUERY = (
    "SELECT key, before, after FROM change "
    "WHERE id > :after AND kind = 'concept' ORDER BY id"
)


def read_concept_ids(reader: DatabaseReader) -> list[str]:
    """Read the ids of all entries, sorted by Python, so that databases agree."""
    return sorted(row[0] for row in reader.read_rows(_CONCEPT_IDS_QUERY))


def count_concepts(reader: DatabaseReader) -> int:
    """Count the entries."""
    [(count,)] = reader.read_rows(_CONCEPT_COUNT_QUERY)
    return int(count)


def count_terms(reader: DatabaseReader) -> int:
    """Count the terms."""
    [(count,)] = reader.read_rows(_TERM_COUNT_QUERY)
    return int(count)


def count_subject_fields(reader: DatabaseReader) -> dict[str | None, int]:
    """Count the entries by subject field; None for those without one."""
    return {
        subject_field: int(count)
        for subject_field, count in reader.read_rows(_SUBJECT_FIELDS_QUERY)
    }


def count_term_locales(reader: DatabaseReader) -> dict[str, int]:
    """Count the terms by the tag of their locale."""
    return {
        locale_tag: int(count)
        for locale_tag, count in reader.read_rows(_TERM_LOCALES_QUERY)
    }


def read_all_terms(
    reader: DatabaseReader,
) -> Generator[tuple[str, int, Term], None, None]:
    """Stream all terms without notes and dates: concept id, ordinal and term."""
    locale_by_tag: dict[str, Locale] = {}
    # An interrupted reader must not leave an open query behind.
    with closing(reader.stream_rows(_ALL_TERMS_QUERY)) as rows:
        for (
            concept_id,
            term_position,
            language_tag,
            text,
            status,
            forbidden_value,
        ) in rows:
            locale = locale_by_tag.get(language_tag) or locale_by_tag.setdefault(
                language_tag, Locale(language_tag)
            )
            is_forbidden = bool(forbidden_value)
            term = Term(locale, text, TermStatus(status), forbidden=is_forbidden)
            yield concept_id, term_position, term


def read_last_change_number(reader: DatabaseReader) -> int:
    """Read the number of the last logged change of any kind; 0 if there is none."""
    [(change_number,)] = reader.read_rows(_LAST_CHANGE_QUERY)
    return int(change_number or 0)


def read_later_changes(
    reader: DatabaseReader, change_number: int
) -> Iterator[tuple[str, Record | None, Record | None]]:
    """Read the changes of entries after a logged change: id, old and new record."""
    for concept_id, old_record_json, new_record_json in reader.stream_rows(
        _LATER_CHANGES_QUERY, after=change_number
    ):
        yield (
            concept_id,
            None if old_record_json is None else json.loads(old_record_json),
            None if new_record_json is None else json.loads(new_record_json),
        )


def read_all_entries(reader: DatabaseReader) -> Iterator[ConceptEntry]:
    """Stream all entries in the order of their ids."""
    concept_ids = read_concept_ids(reader)
    for batch_start in range(0, len(concept_ids), _BATCH_CONCEPT_COUNT):
        entry_by_id = read_entries(
            reader,
            batch_ids := concept_ids[batch_start : batch_start + _BATCH_CONCEPT_COUNT],
        )
        yield from (
            entry_by_id[concept_id]
            for concept_id in batch_ids
            if concept_id in entry_by_id
        )


def read_joint_entries(reader: DatabaseReader) -> list[ConceptEntry]:
    """Read all entries, those of one concept in several termbases joined to one."""
    entries = [*read_all_entries(reader)]
    return read_precedence(reader).join_entries(entries)


def find_disagreements(
    reader: DatabaseReader, concept_ids: Set[str]
) -> list[Disagreement]:
    """Find where other termbases prefer other terms for some concepts."""
    precedence = read_precedence(reader)
    if count_termbases(reader, precedence) < 2:
        return []  # the entries need not be read
    return [
        disagreement
        for disagreement in precedence.find_disagreements(read_all_entries(reader))
        if {disagreement.concept, disagreement.lower_concept} & concept_ids
    ]


def count_termbases(reader: DatabaseReader, precedence: TermbasePrecedence) -> int:
    """Count the termbases that have entries."""
    return len(
        {
            precedence.get_rank(ConceptEntry(concept_id, (), termbase=termbase))
            for concept_id, termbase in reader.read_rows(_TERMBASES_QUERY)
        }
    )


def read_precedence(reader: DatabaseReader) -> TermbasePrecedence:
    """Read the order of the termbases."""
    order_json = read_meta_value(reader, TERMBASE_ORDER_NAME)
    return TermbasePrecedence(
        json.loads(order_json) if order_json else (), read_starter_concept_ids()
    )


def read_entries(
    reader: DatabaseReader, concept_ids: Sequence[str]
) -> dict[str, ConceptEntry]:
    """Read entries by id; missing ones are left out."""
    record_by_id = read_records(reader, concept_ids)
    return {
        concept_id: read_record(record)
        for concept_id, record in record_by_id.items()
        if record is not None
    }


def find_related_ids(reader: DatabaseReader, concept_id: str) -> list[str]:
    """Find the ids of the entries that have a relation to a concept."""
    related_ids = []
    for related_id, relations_json in reader.stream_rows(_RELATIONS_QUERY):
        if any(relation[1] == concept_id for relation in json.loads(relations_json)):
            related_ids.append(related_id)
    return sorted(related_ids)


def read_persons_and_offices(reader: DatabaseReader) -> Iterator[ConceptEntry]:
    """Read the persons who held an office, with these offices and their countries."""
    person_ids: list[str] = []
    related_ids: set[str] = set()
    for concept_id, relations_json in reader.stream_rows(_RELATIONS_QUERY):
        relations = json.loads(relations_json)
        if any(relation[0] == RelationKind.OFFICE_HELD for relation in relations):
            person_ids.append(concept_id)
            related_ids.update(
                part_id
                for relation in relations
                for part_id in (relation[1], *relation[1].split("+"))
            )
    yield from read_entries(
        reader, [*person_ids, *sorted(related_ids.difference(person_ids))]
    ).values()


def read_records(
    reader: DatabaseReader, concept_ids: Sequence[str]
) -> dict[str, Record | None]:
    """Read the records of entries in the order of the ids; None for a missing entry."""
    record_by_id: dict[str, Record | None] = dict.fromkeys(concept_ids)
    for batch_start in range(0, len(concept_ids), _BATCH_CONCEPT_COUNT):
        batch_ids = [*concept_ids[batch_start : batch_start + _BATCH_CONCEPT_COUNT]]
        batch_ids += batch_ids[-1:] * (_BATCH_CONCEPT_COUNT - len(batch_ids))
        id_by_parameter: Mapping[str, object] = dict(
            zip(_ID_PARAMETER_NAMES, batch_ids, strict=True)
        )
        term_records_by_concept: dict[str, list[Record]] = {}
        for row in reader.read_records(_TERMS_BY_CONCEPT_QUERY, **id_by_parameter):
            term_records_by_concept.setdefault(row["concept_id"], []).append(
                _make_term_record(row)
            )
        for row in reader.read_records(_CONCEPTS_BY_ID_QUERY, **id_by_parameter):
            relations_json = row["relations"]
            record_by_id[row["id"]] = remove_empty_fields(
                {
                    "id": row["id"],
                    **{field_name: row[field_name] for field_name in CONCEPT_FIELDS},
                }
                | {"relations": json.loads(relations_json) if relations_json else None}
                | {"terms": term_records_by_concept.get(row["id"], [])}
            )
    return record_by_id


def _make_term_record(term_row: Row) -> Record:
    """Make the record of a term from its row."""
    value_by_field: dict[str, Any] = {
        field_name: term_row[field_name] for field_name in TERM_FIELDS
    }  # any column type
    if value_by_field["case_sensitive"] is not None:
        value_by_field["case_sensitive"] = bool(value_by_field["case_sensitive"])
    return remove_empty_fields(
        {
            "locale": term_row["locale"],
            "text": term_row["text"],
            "status": term_row["status"],
            # SQLite stores numbers; records have booleans.
            "forbidden": bool(term_row["forbidden"]) or None,
            "shared": bool(term_row["shared"]) or None,
            **value_by_field,
        }
    )
