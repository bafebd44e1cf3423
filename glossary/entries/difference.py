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
    old_fields, new_fields = _read_fields(old_entry), _read_fields(new_entry)
    return [
        FieldChange(field_name, old_value, new_value)
        for field_name in dict.fromkeys((*old_fields, *new_fields))
        if (old_value := old_fields.get(field_name))
        != (new_value := new_fields.get(field_name))
    ]


def _read_fields(entry: ConceptEntry | None) -> dict[str, str]:
    return dict(_list_entry_fields(entry)) if entry is not None else {}


def _list_entry_fields(entry: ConceptEntry) -> Iterator[tuple[str, str]]:
    for field_name in CONCEPT_FIELDS:
        value = getattr(entry, field_name)
        if value is not None:
            yield _make_label(field_name), value
    for term in entry.terms:
        yield from _list_term_fields(term)
    for relation in entry.relations:
        yield f"relation {format_relation(relation)}", "yes"


def _list_term_fields(term: Term) -> Iterator[tuple[str, str]]:
    name_in_list = str(make_term_name(term))
    yield name_in_list, get_status_word(term)
    if term.shared:
        yield f"{name_in_list}: shared", "yes"
    for field_name in TERM_FIELDS:
        value = getattr(term, field_name)
        if value is not None:
            value_text = value if isinstance(value, str) else "yes" if value else "no"
            yield f"{name_in_list}: {_make_label(field_name)}", value_text


def _make_label(field_name: str) -> str:
    return field_name.replace("_", " ")
