"""Reading the termbase by plain SQL, which a SQLite file answers without SQLAlchemy."""

import json
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any

from glossary.entries.entry import ConceptEntry, Term, TermStatus
from glossary.entries.record import CONCEPT_FIELDS, TERM_FIELDS, read_record
from tm.store.backend.sql import Reader, Row
from tm.store.rows.record import Record, forget_none
from tm.text.locale import Locale

_BATCH = 100
# So many names are in a statement, so that SQLite plans it once.
_NAMES = [f"id_{number}" for number in range(_BATCH)]
_SOME = ", ".join(f":{name}" for name in _NAMES)
_IDS = "SELECT id FROM concept"
_TERMS = "SELECT concept_id, ordinal, locale, text, status, forbidden FROM term"
_COUNT = "SELECT count(*) FROM term"
_COUNT_OF_CONCEPTS = "SELECT count(*) FROM concept"
_CONCEPTS_OF = (
    f"SELECT id, relations, {', '.join(CONCEPT_FIELDS)} FROM concept "
    f"WHERE id IN ({_SOME})"
)
_TERMS_OF = (
    "SELECT concept_id, locale, text, status, forbidden, shared, "
    f"{', '.join(TERM_FIELDS)} FROM term WHERE concept_id IN ({_SOME}) "
    "ORDER BY concept_id, ordinal"
)
_RELATING = "SELECT id, relations FROM concept WHERE relations IS NOT NULL"
_LAST_CHANGE = "SELECT max(id) FROM change"
_CHANGES = (
    "SELECT key, before, after FROM change "
    "WHERE id > :after AND kind = 'concept' ORDER BY id"
)


def concept_ids(reader: Reader) -> list[str]:
    """The ids of all entries, in their order, which no database has a part in."""
    return sorted(row[0] for row in reader.read_rows(_IDS))


def concept_count(reader: Reader) -> int:
    """How many entries there are."""
    [(count,)] = reader.read_rows(_COUNT_OF_CONCEPTS)
    return int(count)


def term_count(reader: Reader) -> int:
    """How many terms there are."""
    [(count,)] = reader.read_rows(_COUNT)
    return int(count)


def all_terms(reader: Reader) -> Generator[tuple[str, int, Term], None, None]:
    """All terms, without what is only shown: concept, place in it, term. Streams."""
    locales: dict[str, Locale] = {}
    # Whoever is interrupted here must not leave a query behind that is still read.
    with closing(reader.stream_rows(_TERMS)) as rows:
        for id, ordinal, tag, text, status, forbidden in rows:
            locale = locales.get(tag) or locales.setdefault(tag, Locale(tag))
            is_error = bool(forbidden)
            term = Term(locale, text, TermStatus(status), forbidden=is_error)
            yield id, ordinal, term


def last_change(reader: Reader) -> int:
    """The number of the last change to anything; 0 before the first."""
    [(number,)] = reader.read_rows(_LAST_CHANGE)
    return int(number or 0)


def changes_after(
    reader: Reader, number: int
) -> Iterator[tuple[str, Record | None, Record | None]]:
    """Read the changes to entries after a change: id, record before, record after."""
    for key, old_record, new_record in reader.stream_rows(_CHANGES, after=number):
        yield (
            key,
            None if old_record is None else json.loads(old_record),
            None if new_record is None else json.loads(new_record),
        )


def read_all_entries(reader: Reader) -> Iterator[ConceptEntry]:
    """All entries, in the order of their ids. Streams."""
    ids = concept_ids(reader)
    for start in range(0, len(ids), _BATCH):
        entries_by_id = read_entries(reader, batch := ids[start : start + _BATCH])
        yield from (entries_by_id[id] for id in batch if id in entries_by_id)


def read_entries(reader: Reader, ids: Sequence[str]) -> dict[str, ConceptEntry]:
    """Read entries by id; missing ones are left out."""
    entries_by_id = read_records(reader, ids)
    return {
        id: read_record(record)
        for id, record in entries_by_id.items()
        if record is not None
    }


def ids_relating_to(reader: Reader, id: str) -> list[str]:
    """The ids of the entries that have a relation to one."""
    ids = []
    for other, stored in reader.stream_rows(_RELATING):
        if any(relation[1] == id for relation in json.loads(stored)):
            ids.append(other)
    return sorted(ids)


def read_records(reader: Reader, ids: Sequence[str]) -> dict[str, Record | None]:
    """The records of entries by id, in the order asked for; None: no such entry."""
    records_by_id: dict[str, Record | None] = dict.fromkeys(ids)
    for start in range(0, len(ids), _BATCH):
        batch = [*ids[start : start + _BATCH]]
        batch += batch[-1:] * (_BATCH - len(batch))
        parameters: Mapping[str, object] = dict(zip(_NAMES, batch, strict=True))
        terms: dict[str, list[Record]] = {}
        for row in reader.read_records(_TERMS_OF, **parameters):
            terms.setdefault(row["concept_id"], []).append(_term_record(row))
        for row in reader.read_records(_CONCEPTS_OF, **parameters):
            relations = row["relations"]
            records_by_id[row["id"]] = forget_none(
                {"id": row["id"], **{name: row[name] for name in CONCEPT_FIELDS}}
                | {"relations": json.loads(relations) if relations else None}
                | {"terms": terms.get(row["id"], [])}
            )
    return records_by_id


def _term_record(row: Row) -> Record:
    fields: dict[str, Any] = {name: row[name] for name in TERM_FIELDS}  # as columns are
    if fields["case_sensitive"] is not None:
        fields["case_sensitive"] = bool(fields["case_sensitive"])
    return forget_none(
        {
            "locale": row["locale"],
            "text": row["text"],
            "status": row["status"],
            # As they were stored: SQLite itself has numbers only.
            "forbidden": bool(row["forbidden"]) or None,
            "shared": bool(row["shared"]) or None,
            **fields,
        }
    )
