"""Concepts of the termbase, their terms and their relations."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ConceptTerm:
    """One way to name a concept in one language."""

    locale: str
    text: str
    status: str = "preferred"
    """`preferred`, `admitted`, `deprecated`, `superseded` or `forbidden`."""
    shared: bool = False
    """Whether the form is also, or even mainly, the name of another concept."""
    part_of_speech: str | None = None
    case_sensitive: bool | None = None
    """Whether capitals matter; None: the spelling decides."""
    valid_from: str | None = None
    """A day, a month or a year, here and in `valid_to`; both are inclusive."""
    valid_to: str | None = None
    note: str | None = None
    source: str | None = None
    """Where the fact comes from: `page`, `standard` or a reference."""


@dataclass(frozen=True, slots=True)
class ConceptRelation:
    """A relation of a concept to another one."""

    kind: str
    """`broader`, `part of`, `office held`, `formerly` or `distinct from`."""
    concept: str
    """The id of the other concept."""
    valid_from: str | None = None
    valid_to: str | None = None


@dataclass(frozen=True, slots=True)
class OfficeHolding:
    """A person who holds or held an office."""

    person: str
    """The id of the person's concept."""
    names: Mapping[str, str]
    """The person's name by language."""
    valid_from: str | None = None
    valid_to: str | None = None
    """The last day; None for somebody who still holds the office."""
    country: Mapping[str, str] = field(default_factory=dict)
    """The state whose office it is, by language; empty where the office names it."""


@dataclass(frozen=True, slots=True)
class StoredConcept:
    """A concept of the termbase with its terms in all languages."""

    concept: str
    """Its id."""
    terms: tuple[ConceptTerm, ...]
    subject_field: str | None
    """What distinguishes it from others with the same terms."""
    definition: str | None
    note: str | None
    valid_from: str | None
    valid_to: str | None
    confidence: str | None
    """How sure its facts are: `high`, `medium` or `low`."""
    termbase: str | None
    """The name of its termbase; None for the house's own."""
    relations: tuple[ConceptRelation, ...]
    version: str
    """A hash of the whole concept; an edit that names it fails if it has changed."""


@dataclass(frozen=True, slots=True)
class ConceptPage:
    """Some concepts of a list, in the order of their ids."""

    concepts: tuple[StoredConcept, ...]
    next: str | None
    """The cursor of the next page; None at the end."""

    def __iter__(self) -> Iterator[StoredConcept]:
        return iter(self.concepts)


@dataclass(frozen=True, slots=True)
class ConceptChange:
    """A concept as it is after a change."""

    change_set: str | None
    """The name of the change set, for `Memory.undo`; None if nothing changed."""
    concept: StoredConcept
    warnings: tuple[str, ...]
    """What is stored and may be wrong, such as a term that another concept has."""

    @property
    def version(self) -> str:
        """The version of the concept."""
        return self.concept.version
