"""Concept entries as records: what the change log keeps, and what tells them apart."""

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
from tm.store.rows.record import Record, forget_none
from tm.text.locale import Locale
from tm.text.segment import content_key

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
    return forget_none(
        {"id": entry.id, **fields, "relations": _relations(entry) or None}
    ) | {"terms": [_term_record(term) for term in entry.terms]}


def read_record(record: Mapping[str, Any]) -> ConceptEntry:
    """Make the entry of a record."""
    # The fields are text or absent, as `make_record` wrote them.
    fields: dict[str, Any] = {name: record.get(name) for name in CONCEPT_FIELDS}
    return ConceptEntry(
        id=record["id"],
        terms=tuple(_term(term) for term in record["terms"]),
        relations=tuple(
            Relation(RelationKind(kind), *rest)
            for kind, *rest in record.get("relations", ())
        ),
        **fields,
    )


def entry_key(record: Record) -> bytes:
    """16 bytes that differ when anything of the entry does."""
    return content_key(json.dumps(record, ensure_ascii=False, sort_keys=True))


def _relations(entry: ConceptEntry) -> list[list[str | None]]:
    return [_relation(relation) for relation in entry.relations]


def _relation(relation: Relation) -> list[str | None]:
    """Without dates, as short as it was before relations had any."""
    pair = [relation.kind.value, relation.concept]
    dates = [relation.valid_from, relation.valid_to]
    return [*pair, *dates] if any(dates) else [*pair]


def _term_record(term: Term) -> Record:
    fields = {name: getattr(term, name) for name in TERM_FIELDS}
    return forget_none(
        {
            "locale": term.locale.tag,
            "text": term.text,
            "status": term.status.value,
            "forbidden": term.forbidden or None,
            "shared": term.shared or None,
            **fields,
        }
    )


def _term(record: Mapping[str, Any]) -> Term:
    # As above.
    fields: dict[str, Any] = {name: record.get(name) for name in TERM_FIELDS}
    return Term(
        locale=Locale(record["locale"]),
        text=record["text"],
        status=TermStatus(record["status"]),
        forbidden=bool(record.get("forbidden")),
        shared=bool(record.get("shared")),
        **fields,
    )
