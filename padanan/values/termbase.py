"""What is known about the concepts of a termbase: uses, relations, changes."""

from collections.abc import Mapping
from dataclasses import dataclass

from tm.unit import Origin


@dataclass(frozen=True, slots=True)
class SubjectFieldCount:
    """A subject field, and how many concepts have it."""

    name: str
    concepts: int


@dataclass(frozen=True, slots=True)
class TermbaseOverview:
    """What a termbase holds, to choose from."""

    concepts: int
    subject_fields: tuple[SubjectFieldCount, ...]
    """In alphabetical order."""
    locales: tuple[str, ...]
    """The languages of the terms, the most frequent first."""


@dataclass(frozen=True, slots=True)
class ConceptCount:
    """How many concepts a list has in all."""

    concepts: int


@dataclass(frozen=True, slots=True)
class RelatedConcept:
    """A concept that a relation leads to, or comes from."""

    concept: str
    """Its id."""
    kind: str
    """As that of a ConceptRelation, or `office of`, which the names tell."""
    is_incoming: bool
    """Whether the relation is one of the other concept to this one."""
    names: Mapping[str, str]
    """Its preferred term by language; empty for a concept that does not exist."""
    valid_from: str | None = None
    valid_to: str | None = None


@dataclass(frozen=True, slots=True)
class TermExample:
    """A unit of the memory that contains a term."""

    unit: str
    """Its key."""
    locale: str
    text: str
    """The side with the term."""
    span: tuple[int, int]
    """Where the term is in it."""
    other_locale: str | None
    other_text: str | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class TermAttestation:
    """How the memory uses a term."""

    locale: str
    text: str
    units: int
    """The units that contain it, of those that were read."""
    is_complete: bool
    """Whether all were read; otherwise only the oldest and the newest."""
    first: str | None
    """The first and the last day on which a unit with it was published or made."""
    last: str | None
    examples: tuple[TermExample, ...]
    """The newest first."""


@dataclass(frozen=True, slots=True)
class ConceptFieldChange:
    """The value of a field before and after a change; None if it is absent."""

    field: str
    """Such as `definition`, or `vi=Bộ Công an: note`; that of a term is its status."""
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class DatedConceptChange:
    """One change of a concept."""

    change: str
    """Its name, such as `c57`."""
    change_set: str
    """The name of the change set, such as `i3`."""
    at: str
    """ISO 8601, UTC."""
    who: str
    """The person who made it."""
    command: str
    """The command that made it, such as `terms edit`."""
    action: str
    """`add`, `change` or `remove`."""
    undoes: str | None
    """The change set or the change that it takes back."""
    fields: tuple[ConceptFieldChange, ...]
