"""Concepts as plain values, and the entries of the termbase that are made of them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, TypedDict

from glossary.entries.edit_form import read_relations, read_terms
from glossary.entries.entry import ConceptEntry, Relation, RelationKind, Term
from glossary.entries.entry_record import make_entry_key, make_record
from glossary.entries.notation import get_status_word
from glossary.entries.period import parse_date
from glossary.titles.office_holders import get_country_id
from padanan.argument_validation import require_known_arguments
from padanan.values.concepts import (
    ConceptRelation,
    ConceptTerm,
    OfficeHolding,
    StoredConcept,
)
from tm.errors import VersionConflict
from tm.text.normal import nfc
from tm.text.segment import require_storable_text


class ConceptFields(TypedDict, total=False):
    """The fields of a concept next to its terms; None is no value."""

    subject_field: str | None
    definition: str | None
    note: str | None
    valid_from: str | None
    """A day, a month or a year: 2025-03-01, 2025-03, 2025."""
    valid_to: str | None
    confidence: str | None
    """`high`, `medium` or `low`."""
    termbase: str | None
    """None is the house's own."""
    relations: Sequence[ConceptRelation]
    """All relations, those that stay as well."""


class ConceptEdit(ConceptFields, total=False):
    """What changes of a concept; what is not named stays, and None removes it."""

    terms: Sequence[ConceptTerm]
    """All terms, those that stay as well."""


def edit_concept_entry(entry: ConceptEntry, changes: ConceptEdit) -> ConceptEntry:
    """Change the fields of an entry. Raises InputError for what cannot be stored."""
    require_known_arguments(changes, ConceptEdit)
    value_by_field: Mapping[str, Any] = changes  # any: each field has a type of its own
    new_value_by_field: dict[str, Any] = {}
    for field_name, field_value in value_by_field.items():
        if field_name == "terms":
            new_value_by_field[field_name] = read_terms(list(map(asdict, field_value)))
        elif field_name == "relations":
            new_value_by_field[field_name] = read_relations(
                list(map(asdict, field_value))
            )
        else:
            new_value_by_field[field_name] = _clean_field_text(field_name, field_value)
    return replace(entry, **new_value_by_field)


def make_stored_concept(entry: ConceptEntry) -> StoredConcept:
    """Make the plain values of an entry."""
    return StoredConcept(
        concept=entry.id,
        terms=tuple(map(_make_concept_term, entry.terms)),
        subject_field=entry.subject_field,
        definition=entry.definition,
        note=entry.note,
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
        confidence=entry.confidence,
        termbase=entry.termbase,
        relations=tuple(map(_make_concept_relation, entry.relations)),
        version=make_entry_key(make_record(entry)).hex(),
    )


def _clean_field_text(field_name: str, text: str | None) -> str | None:
    if text is None:
        return None
    require_storable_text(text)
    clean_text = nfc(text).strip()
    if clean_text and field_name in ("valid_from", "valid_to"):
        return parse_date(clean_text)
    return clean_text or None


def _make_concept_term(term: Term) -> ConceptTerm:
    return ConceptTerm(
        locale=term.locale.tag,
        text=term.text,
        status=get_status_word(term),
        shared=term.shared,
        part_of_speech=term.part_of_speech,
        case_sensitive=term.case_sensitive,
        valid_from=term.valid_from,
        valid_to=term.valid_to,
        note=term.note,
        source=term.source,
    )


def _make_concept_relation(relation: Relation) -> ConceptRelation:
    return ConceptRelation(
        relation.kind.value, relation.concept, relation.valid_from, relation.valid_to
    )


def group_holdings(
    entries: Sequence[ConceptEntry],
) -> dict[str, tuple[OfficeHolding, ...]]:
    """Group who held which office by the id of the office, the last first."""
    names_by_id = {entry.id: _map_first_texts(entry) for entry in entries}
    holdings_by_office_id: dict[str, list[OfficeHolding]] = {}
    for entry in entries:
        country_id = get_country_id(entry)
        country_names = (
            names_by_id.get(country_id, {}) if country_id is not None else {}
        )
        for relation in entry.relations:
            if relation.kind is RelationKind.OFFICE_HELD:
                holding = OfficeHolding(
                    entry.id,
                    names_by_id[entry.id],
                    relation.valid_from,
                    relation.valid_to,
                    country_names,
                )
                holdings_by_office_id.setdefault(relation.concept, []).append(holding)
    return {
        office_id: tuple(
            sorted(holdings, key=lambda holding: holding.valid_from or "", reverse=True)
        )
        for office_id, holdings in holdings_by_office_id.items()
    }


def _map_first_texts(entry: ConceptEntry) -> dict[str, str]:
    """Map each language to the first term of an entry."""
    return {term.locale.tag: term.text for term in reversed(entry.terms)}


def require_concept_version(entry: ConceptEntry, version: str | None) -> None:
    """Raise VersionConflict if a concept is not as the caller has read it."""
    stored_concept = make_stored_concept(entry)
    if version not in (None, stored_concept.version):
        raise VersionConflict(
            f"the concept {entry.id} was changed by someone else in the meantime; "
            "nothing stored, so read it again",
            stored_concept,
        )
