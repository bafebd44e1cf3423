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
    "termbase",
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
    value_by_field = {
        field_name: getattr(entry, field_name) for field_name in CONCEPT_FIELDS
    }
    return remove_empty_fields(
        {"id": entry.id, **value_by_field, "relations": _list_relations(entry) or None}
    ) | {"terms": [_make_term_record(term) for term in entry.terms]}


def read_record(entry_record: Mapping[str, Any]) -> ConceptEntry:
    """Make the entry of a record."""
    # The fields are text or absent, as `make_record` wrote them.
    value_by_field: dict[str, Any] = {
        field_name: entry_record.get(field_name) for field_name in CONCEPT_FIELDS
    }
    return ConceptEntry(
        id=entry_record["id"],
        terms=tuple(map(_read_term, entry_record["terms"])),
        relations=tuple(
            Relation(RelationKind(kind), *concept_and_dates)
            for kind, *concept_and_dates in entry_record.get("relations", ())
        ),
        **value_by_field,
    )


def make_entry_key(entry_record: Record) -> bytes:
    """Make 16 bytes that depend on all fields of an entry."""
    return compute_content_key(
        json.dumps(entry_record, ensure_ascii=False, sort_keys=True)
    )


def _list_relations(entry: ConceptEntry) -> list[list[str | None]]:
    """List the relations of an entry as records hold them."""
    return [_make_relation_list(relation) for relation in entry.relations]


def _make_relation_list(relation: Relation) -> list[str | None]:
    """Make the list of a relation: kind and concept, then two dates if it has any."""
    kind_and_concept = [relation.kind.value, relation.concept]
    dates = [relation.valid_from, relation.valid_to]
    return [*kind_and_concept, *dates] if any(dates) else [*kind_and_concept]


def _make_term_record(term: Term) -> Record:
    value_by_field = {
        field_name: getattr(term, field_name) for field_name in TERM_FIELDS
    }
    return remove_empty_fields(
        {
            "locale": term.locale.tag,
            "text": term.text,
            "status": term.status.value,
            "forbidden": term.forbidden or None,
            "shared": term.shared or None,
            **value_by_field,
        }
    )


def _read_term(term_record: Mapping[str, Any]) -> Term:
    # See `read_record`.
    value_by_field: dict[str, Any] = {
        field_name: term_record.get(field_name) for field_name in TERM_FIELDS
    }
    return Term(
        locale=Locale(term_record["locale"]),
        text=term_record["text"],
        status=TermStatus(term_record["status"]),
        forbidden=bool(term_record.get("forbidden")),
        shared=bool(term_record.get("shared")),
        **value_by_field,
    )
