"""What tells two states of a concept entry apart, field by field."""

from collections.abc import Iterator
from dataclasses import dataclass

from glossary.entries.entry import ConceptEntry, Term
from glossary.entries.notation import format_relation, status_word_of, term_name
from glossary.entries.record import CONCEPT_FIELDS, TERM_FIELDS


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after a change; None where it is absent."""

    field: str
    """Of the concept, such as `definition`; of a term with it: `vi=Bộ Công an: note`;
    or the term itself, whose value is its status."""
    before: str | None
    after: str | None


def compare_entries(
    old_entry: ConceptEntry | None, new_entry: ConceptEntry | None
) -> list[FieldChange]:
    """List the fields in which two states of an entry differ."""
    before_fields, after_fields = _fields(old_entry), _fields(new_entry)
    return [
        FieldChange(field, before_value, after_value)
        for field in dict.fromkeys((*before_fields, *after_fields))
        if (before_value := before_fields.get(field))
        != (after_value := after_fields.get(field))
    ]


def _fields(entry: ConceptEntry | None) -> dict[str, str]:
    return dict(_entry_fields(entry)) if entry is not None else {}


def _entry_fields(entry: ConceptEntry) -> Iterator[tuple[str, str]]:
    for name in CONCEPT_FIELDS:
        value = getattr(entry, name)
        if value is not None:
            yield _label(name), value
    for term in entry.terms:
        yield from _term_fields(term)
    for relation in entry.relations:
        yield f"relation {format_relation(relation)}", "yes"


def _term_fields(term: Term) -> Iterator[tuple[str, str]]:
    name = str(term_name(term))
    yield name, status_word_of(term)
    if term.shared:
        yield f"{name}: shared", "yes"
    for field in TERM_FIELDS:
        value = getattr(term, field)
        if value is not None:
            shown = value if isinstance(value, str) else "yes" if value else "no"
            yield f"{name}: {_label(field)}", shown


def _label(name: str) -> str:
    return name.replace("_", " ")
