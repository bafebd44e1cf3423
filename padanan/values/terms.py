"""Terms found in a text or by typing, and the termbases they are of."""

from dataclasses import dataclass

from padanan.values.concepts import StoredConcept


@dataclass(frozen=True, slots=True)
class FoundTerm:
    """A term of the termbase found in a text."""

    start: int
    end: int
    """Code points of the text, half-open."""
    text: str
    """The matched text."""
    term: str
    """The term as the termbase has it."""
    concept: str
    """The id of its concept entry."""
    translations: tuple[str, ...]
    """The preferred terms in the other language; normally one."""
    is_forbidden: bool
    """Whether the term is a known error."""


@dataclass(frozen=True, slots=True)
class TermMatch:
    """A concept that has a term like a typed text."""

    match: str
    """How the term matches, such as `exact`, `prefix` or `fuzzy`."""
    locale: str
    term: str
    """The term that matches."""
    is_composed: bool
    """Whether the title was composed of an office, a body or a place."""
    concept: StoredConcept


@dataclass(frozen=True, slots=True)
class TermbaseCount:
    """One termbase of a memory."""

    name: str
    """`own` for the house's own, `starter` for that of Padanan."""
    concepts: int
