"""Concept entries as records for the change log, and keys of their content."""

import json
from collections.abc import Mapping
from typing import Any

from glossary.entries.entry import (
    ConceptEntry,
    Relation,
    RelationKind,
    Term,
    TermStatus,
)
from tm.store.rows.record import Record, remove_empty_fields
from tm.text.locale import Locale
from tm.text.segment import compute_content_key

CONCEPT_FIELDS = (
    "subject_field",
    "definition",
    "note",
    "confidence",
    "valid_from",
    "valid_to",
)
TERM_FIELDS = (
    "part_of_speech",
    "case_sensitive",
    "valid_from",
    "valid_to",
    "note",
    "source",
)


def make_record(entry: ConceptEntry) -> Record:
    """Make the record of an entry, ready for JSON, without empty fields."""
    fields = {name: getattr(entry, name) for name in CONCEPT_FIELDS}
    return remove_empty_fields(
        {"id": entry.id, **fields, "relations": _make_relation_lists(entry) or None}
    ) | {"terms": [_make_term_record(term) for term in entry.terms]}


def read_record(record: Mapping[str, Any]) -> ConceptEntry:
    """Make the entry of a record."""
    # The fields are text or absent, as `make_record` wrote them.
    fields: dict[str, Any] = {name: record.get(name) for name in CONCEPT_FIELDS}
    return ConceptEntry(
        id=record["id"],
        terms=tuple(_read_term(term) for term in record["terms"]),
        relations=tuple(
            Relation(RelationKind(kind), *concept_and_dates)
            for kind, *concept_and_dates in record.get("relations", ())
        ),
        **fields,
    )


def make_entry_key(record: Record) -> bytes:
    """Make 16 bytes that depend on all fields of an entry."""
    return compute_content_key(json.dumps(record, ensure_ascii=False, sort_keys=True))


def _make_relation_lists(entry: ConceptEntry) -> list[list[str | None]]:
    return [_make_relation_list(relation) for relation in entry.relations]


def _make_relation_list(relation: Relation) -> list[str | None]:
    """Make the list of a relation: kind and concept, then two dates if it has any."""
    kind_and_concept = [relation.kind.value, relation.concept]
    dates = [relation.valid_from, relation.valid_to]
    return [*kind_and_concept, *dates] if any(dates) else [*kind_and_concept]


def _make_term_record(term: Term) -> Record:
    fields = {name: getattr(term, name) for name in TERM_FIELDS}
    return remove_empty_fields(
        {
            "locale": term.locale.tag,
            "text": term.text,
            "status": term.status.value,
            "forbidden": term.forbidden or None,
            "shared": term.shared or None,
            **fields,
        }
    )


def _read_term(record: Mapping[str, Any]) -> Term:
    # See `read_record`.
    fields: dict[str, Any] = {name: record.get(name) for name in TERM_FIELDS}
    return Term(
        locale=Locale(record["locale"]),
        text=record["text"],
        status=TermStatus(record["status"]),
        forbidden=bool(record.get("forbidden")),
        shared=bool(record.get("shared")),
        **fields,
    )
