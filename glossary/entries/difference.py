"""Differences between two versions of a concept entry, field by field."""

from collections.abc import Iterator
from dataclasses import dataclass

from glossary.entries.entry import ConceptEntry, Term
from glossary.entries.entry_record import CONCEPT_FIELDS, TERM_FIELDS
from glossary.entries.notation import format_relation, get_status_word, make_term_name


@dataclass(frozen=True, slots=True)
class FieldChange:
    """The value of a field before and after a change; None if it is absent."""

    field_name: str
    """A field of the concept, such as `definition`; a field of a term, such as
    `vi=Bộ Công an: note`; or the term itself, whose value is its status."""
    old_value: str | None
    new_value: str | None


def compare_entries(
    old_entry: ConceptEntry | None, new_entry: ConceptEntry | None
) -> list[FieldChange]:
    """List the fields in which two versions of an entry differ."""
    old_value_by_field, new_value_by_field = (
        _map_fields(old_entry),
        _map_fields(new_entry),
    )
    return [
        FieldChange(field_name, old_value, new_value)
        for field_name in dict.fromkeys((*old_value_by_field, *new_value_by_field))
        if (old_value := old_value_by_field.get(field_name))
        != (new_value := new_value_by_field.get(field_name))
    ]


def _map_fields(entry: ConceptEntry | None) -> dict[str, str]:
    """Map the fields of an entry to their values; empty without an entry."""
    return dict(_list_entry_fields(entry)) if entry is not None else {}


def _list_entry_fields(entry: ConceptEntry) -> Iterator[tuple[str, str]]:
    """List the fields of an entry and its terms with their values."""
    for field_name in CONCEPT_FIELDS:
        field_value = getattr(entry, field_name)
        if field_value is not None:
            yield _make_field_label(field_name), field_value
    for term in entry.terms:
        yield from _list_term_fields(term)
    for relation in entry.relations:
        yield f"relation {format_relation(relation)}", "yes"


def _list_term_fields(term: Term) -> Iterator[tuple[str, str]]:
    term_label = str(make_term_name(term))
    yield term_label, get_status_word(term)
    if term.shared:
        yield f"{term_label}: shared", "yes"
    for field_name in TERM_FIELDS:
        field_value = getattr(term, field_name)
        if field_value is not None:
            field_text = (
                field_value
                if isinstance(field_value, str)
                else "yes"
                if field_value
                else "no"
            )
            yield f"{term_label}: {_make_field_label(field_name)}", field_text


def _make_field_label(field_name: str) -> str:
    return field_name.replace("_", " ")
