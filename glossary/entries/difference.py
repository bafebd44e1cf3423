"""What tells two states of a concept entry apart, field by field."""

from collections.abc import Iterator
from dataclasses import dataclass

from glossary.entries.entry import ConceptEntry, Term
from glossary.entries.notation import name_of, standing_of, written
from glossary.entries.record import CONCEPT_FIELDS, TERM_FIELDS


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after; None: it was not there, or is no more."""

    field: str
    """Of the concept, such as `definition`; of a term with it: `vi=Bộ Công an: note`;
    or the term itself, whose value is its status."""
    before: str | None
    after: str | None


def differences(
    before: ConceptEntry | None, after: ConceptEntry | None
) -> list[FieldChange]:
    """The fields in which two states of an entry differ, its own first."""
    earlier, later = _facts(before), _facts(after)
    return [
        FieldChange(field, old, new)
        for field in dict.fromkeys((*earlier, *later))
        if (old := earlier.get(field)) != (new := later.get(field))
    ]


def _facts(entry: ConceptEntry | None) -> dict[str, str]:
    return dict(_pairs(entry)) if entry is not None else {}


def _pairs(entry: ConceptEntry) -> Iterator[tuple[str, str]]:
    for name in CONCEPT_FIELDS:
        value = getattr(entry, name)
        if value is not None:
            yield _label(name), value
    for term in entry.terms:
        yield from _term_pairs(term)
    for relation in entry.relations:
        yield f"relation {written(relation)}", "yes"


def _term_pairs(term: Term) -> Iterator[tuple[str, str]]:
    name = str(name_of(term))
    yield name, standing_of(term)
    if term.shared:
        yield f"{name}: shared", "yes"
    for field in TERM_FIELDS:
        value = getattr(term, field)
        if value is not None:
            shown = value if isinstance(value, str) else "yes" if value else "no"
            yield f"{name}: {_label(field)}", shown


def _label(name: str) -> str:
    return name.replace("_", " ")
