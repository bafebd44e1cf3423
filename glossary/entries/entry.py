"""Concept entries: one concept with its terms in each language.

The vocabulary is that of TBX (ISO 30042): a concept entry has terms; a term has an
administrative status. A deprecated term can also be forbidden: a known error.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import NamedTuple

from glossary.entries.period import is_valid_on
from tm.text.locale import Locale
from tm.text.normal import match_form

PERSON_FIELD = "person"
"""The subject field of persons."""


class TermStatus(StrEnum):
    """TBX's administrative status, without its `Term-admn-sts` ending."""

    PREFERRED = "preferred"
    """The term to use."""
    ADMITTED = "admitted"
    """May be used, too, such as a short form or an abbreviation; no finding."""
    DEPRECATED = "deprecated"
    """Understood, but not to be used: a finding."""
    SUPERSEDED = "superseded"
    """Right until it was replaced: a finding in new text."""


USABLE_STATUSES = (TermStatus.PREFERRED, TermStatus.ADMITTED)
"""The statuses of terms that may be used in any text."""


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
    """Whether the form is also, or even mainly, the name of another concept."""
    part_of_speech: str | None = None
    case_sensitive: bool | None = None
    """Whether capitals matter; None: the recogniser decides by the form."""
    valid_from: str | None = None
    valid_to: str | None = None
    """ISO 8601 dates, inclusive."""
    note: str | None = None
    source: str | None = None
    """Where the fact comes from: `page`, `standard`, `own knowledge` or a reference."""
    composed: bool = False
    """Whether the term was composed by the rules of titles, and is in no termbase."""

    def __post_init__(self) -> None:
        if not self.text:
            raise ValueError("a term needs text")
        if self.forbidden and self.status is not TermStatus.DEPRECATED:
            raise ValueError("only a deprecated term is forbidden")


class RelationKind(StrEnum):
    """The kind of a relation between two concepts."""

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


ACYCLIC_KINDS = (RelationKind.BROADER, RelationKind.PART_OF, RelationKind.FORMERLY)
"""The kinds of relations that must not form a cycle."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation of a concept to another one, with dates."""

    kind: RelationKind
    concept: str
    """The id of the other concept, which may be missing in the termbase."""
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
    termbase: str | None = None
    """The name of its termbase; None for the house's own. See `precedence`."""
    parts: tuple[str, ...] = ()
    """The ids of a title's office, body and place. Derived, and not stored."""

    @property
    def composed(self) -> bool:
        """Whether the entry was composed of other entries, and is in no termbase."""
        return bool(self.parts) and all(term.composed for term in self.terms)

    def list_terms_in(self, locale: Locale) -> tuple[Term, ...]:
        """List the terms that are valid in a locale."""
        return tuple(term for term in self.terms if locale.covers(term.locale))

    def list_preferred_texts(
        self, locale: Locale, day: str | None = None
    ) -> tuple[str, ...]:
        """List the texts of the preferred terms in a locale; normally one.

        With a day, those that were to be used on it, such as a term since superseded.
        """
        terms = self.list_terms_in(locale)
        preferred_terms = [
            term for term in terms if term.status is TermStatus.PREFERRED
        ]
        if day is None:
            return tuple(term.text for term in preferred_terms)
        former_terms = [
            term
            for term in terms
            if term.status is TermStatus.SUPERSEDED
            and (term.valid_from or term.valid_to)
        ]
        for candidate_terms in (preferred_terms, former_terms):
            valid_texts = tuple(
                term.text
                for term in candidate_terms
                if is_valid_on(term.valid_from, term.valid_to, day)
            )
            if valid_texts:
                return valid_texts
        return tuple(term.text for term in preferred_terms)


def make_term_form(text: str, locale: Locale) -> str:
    """Make the form by which equal terms are found: no case, no surplus spaces.

    >>> texts = ["Toà  án", "tòa án"]
    >>> len({make_term_form(text, Locale("vi")) for text in texts})
    1
    """
    is_vietnamese = locale.language == "vi"
    return match_form(" ".join(text.split()), is_vietnamese=is_vietnamese)


class TermHit(NamedTuple):
    """A term found in a text; offsets are code points of that text, half-open.

    A tuple, since it is made four times as fast, and texts have many hits.
    """

    start: int
    end: int
    term: Term
    entry: ConceptEntry
    match_kind: str
    """The kind of match.

    `exact` letter for letter; `case` but for capitals; `variant` but for spelling, such
    as the place of a tone mark; `clitic`, `plural` or `reduplication` inflected (a
    clitic is not part of the hit, a doubled word is); `acronym` an abbreviation;
    `composed` a title, or a form of one, that is not in the termbase; `coordination`
    without a word that it shares with a term next to it.
    """
    other_readings: tuple["TermHit", ...] = ()
    """The readings of the span as terms of other entries."""
    parts: tuple["TermHit", ...] = ()
    """The hits of the title and the place of which a joined title consists."""
    is_nested: bool = False
    """Whether it is inside a longer hit; such hits are only found on request."""


make_hit = partial(tuple.__new__, TermHit)
"""Makes a hit of a tuple of all fields, twice as fast as the class does."""
