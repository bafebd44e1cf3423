"""Concept entries: one idea, and the terms for it in each language.

The words are those of TBX (ISO 30042): a concept entry holds terms; a term has an
administrative status. A deprecated term can besides be forbidden: a known error.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import NamedTuple

from tm.text.locale import Locale

PERSON = "person"
"""The subject field of persons."""


class TermStatus(StrEnum):
    """TBX's administrative status, without its `Term-admn-sts` ending."""

    PREFERRED = "preferred"
    """The term to use."""
    ADMITTED = "admitted"
    """May be used as well, such as a short form or an abbreviation; no finding."""
    DEPRECATED = "deprecated"
    """Understood, but not to be used: a finding."""
    SUPERSEDED = "superseded"
    """Right until it was replaced: a finding in new text."""


USABLE = (TermStatus.PREFERRED, TermStatus.ADMITTED)
"""Of terms that may stand in any text."""


@dataclass(frozen=True, slots=True)
class Term:
    """One way to name a concept in one language."""

    locale: Locale
    text: str
    """NFC, without white space at its ends."""
    status: TermStatus = TermStatus.PREFERRED
    forbidden: bool = False
    """A known error: never to be used in a target, never matched in a source."""
    shared: bool = False
    """A form that is also, or rather, the name of another concept."""
    part_of_speech: str | None = None
    case_sensitive: bool | None = None
    """Whether capitals matter; absent: as the recogniser judges by the form."""
    valid_from: str | None = None
    valid_to: str | None = None
    """ISO 8601 dates, inclusive."""
    note: str | None = None
    source: str | None = None
    """Where the fact comes from: `page`, `standard`, `own knowledge` or a reference."""
    composed: bool = False
    """Derived by the rules of titles, and in no termbase."""

    def __post_init__(self) -> None:
        if not self.text:
            raise ValueError("a term needs text")
        if self.forbidden and self.status is not TermStatus.DEPRECATED:
            raise ValueError("only a deprecated term is forbidden")


class RelationKind(StrEnum):
    """How a concept stands to another."""

    BROADER = "broader"
    """The other is the wider concept."""
    PART_OF = "part of"
    """A department is part of its ministry."""
    OFFICE_HELD = "office held"
    """This is a person, the other an office; the dates say when."""
    FORMERLY = "formerly"
    """The other is what this was before."""
    DISTINCT_FROM = "distinct from"
    """Not to be confused; names that are alike are no variants of each other."""


@dataclass(frozen=True, slots=True)
class Relation:
    """How a concept stands to another, and from when to when."""

    kind: RelationKind
    concept: str
    """The other concept's id; it need not be there (yet)."""
    valid_from: str | None = None
    valid_to: str | None = None
    """ISO 8601 dates, inclusive."""


@dataclass(frozen=True, slots=True)
class ConceptEntry:
    """A concept with its terms."""

    id: str
    terms: tuple[Term, ...]
    subject_field: str | None = None
    definition: str | None = None
    note: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    relations: tuple[Relation, ...] = ()
    confidence: str | None = None
    """How sure its facts are: `high`, `medium` or `low`."""
    parts: tuple[str, ...] = ()
    """Of a title: the ids of its office, its body and its place. Derived, not kept."""

    @property
    def composed(self) -> bool:
        """Whether it is in no termbase, but derived from entries that are."""
        return bool(self.parts) and all(term.composed for term in self.terms)

    def in_locale(self, locale: Locale) -> tuple[Term, ...]:
        """Its terms that serve where the locale is asked for."""
        return tuple(term for term in self.terms if locale.covers(term.locale))

    def preferred(self, locale: Locale) -> tuple[str, ...]:
        """The texts to use in a language; normally one."""
        return tuple(
            term.text
            for term in self.in_locale(locale)
            if term.status is TermStatus.PREFERRED
        )


class TermHit(NamedTuple):
    """A term found in a text; offsets are code points of that text, half-open.

    A tuple, since texts have so many, and it is made four times as fast.
    """

    start: int
    end: int
    term: Term
    entry: ConceptEntry
    how: str
    """How it was found.

    `exact` letter for letter; `case` but for capitals; `variant` but for spelling, such
    as the place of a tone mark; `clitic`, `plural` or `reduplication` inflected (a
    clitic is not part of the hit, a doubled word is); `acronym` an abbreviation;
    `composed` a title, or a form of one, that is not in the termbase; `coordination`
    without a word that it shares with a term beside it.
    """
    others: tuple["TermHit", ...] = ()
    """The same stretch read as a term of other entries."""
    parts: tuple["TermHit", ...] = ()
    """Of a title joined with a place: both."""
    nested: bool = False
    """It stands inside a longer hit; found only when asked for."""


new_hit = partial(tuple.__new__, TermHit)
"""Makes a hit of a tuple of all its fields, twice as fast as its name does."""
