"""Terms, dates and relations as texts, shared by all formats of terms."""

import re
from collections.abc import Iterable

from exports.term_format import MAX_TERM_LENGTH
from glossary.entries.entry import Relation, RelationKind, Term, TermStatus
from tm.errors import InputError
from tm.text.locale import Locale
from tm.text.normal import nfc
from tm.text.segment import compute_content_key

_DATE_PATTERN = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_INTERVAL_PATTERN = re.compile(r"([\d-]*)/([\d-]*)\Z")
_RELATION_PATTERN = re.compile(
    rf"({'|'.join(kind.value for kind in RelationKind)})(?: ([\d-]*)/([\d-]*))?"
    r"(?:: (.*))?\Z",
    re.DOTALL,
)


def normalise_term(text: str, locale: Locale) -> str:
    """Normalise the text of a term: NFC, one space between words.

    Raises InputError for a term that is empty or too long.
    """
    normalised_text = " ".join(nfc(text).split())
    if not normalised_text:
        raise InputError(f"an empty term in {locale}")
    if len(normalised_text) > MAX_TERM_LENGTH:
        raise InputError(
            f"a term of {len(normalised_text):,} characters in {locale}; at most "
            f"{MAX_TERM_LENGTH} are allowed"
        )
    return normalised_text


def make_concept_id(terms: Iterable[Term]) -> str:
    """Make the id of a concept from its preferred terms."""
    key_parts = [
        key_part
        for term in terms
        if term.status is TermStatus.PREFERRED
        for key_part in (term.locale.tag, term.text)
    ]
    return "x" + compute_content_key(*key_parts).hex()[:12]


def parse_date(text: str, field_name: str) -> str | None:
    """Parse a date, month or year of ISO 8601; None for an empty text.

    Raises InputError, with the name of the field.
    """
    if text and not _DATE_PATTERN.fullmatch(text):
        raise InputError(f"{field_name} is {text!r}, not a date such as 2025-03-01")
    return text or None


def format_interval(valid_from: str | None, valid_to: str | None) -> str | None:
    """Format two dates as an ISO 8601 interval; None if both are unknown.

    >>> format_interval("2021", None)
    '2021/'
    """
    return f"{valid_from or ''}/{valid_to or ''}" if valid_from or valid_to else None


def parse_interval(text: str) -> tuple[str | None, str | None]:
    """Parse the two dates of an interval; both are None for other text."""
    interval_match = _INTERVAL_PATTERN.match(text)
    return (
        (interval_match[1] or None, interval_match[2] or None)
        if interval_match
        else (None, None)
    )


def format_relation(relation: Relation) -> str:
    """Format the kind and the dates of a relation, without its concept.

    >>> format_relation(Relation(RelationKind.OFFICE_HELD, "pm", "2021-04-05"))
    'office held 2021-04-05/'
    """
    interval = format_interval(relation.valid_from, relation.valid_to)
    return f"{relation.kind} {interval}" if interval else str(relation.kind)


def parse_relation(text: str, concept_id: str | None = None) -> Relation | None:
    """Parse a relation; None for other text.

    Without `concept_id`, the related concept is named after a colon.

    >>> parse_relation("part of 2007/2025: mofa") == Relation(
    ...     RelationKind.PART_OF, "mofa", "2007", "2025"
    ... )
    True
    """
    relation_match = _RELATION_PATTERN.match(text)
    related_concept = relation_match and (concept_id or relation_match[4])
    if not relation_match or not related_concept:
        return None
    return Relation(
        RelationKind(relation_match[1]),
        related_concept,
        relation_match[2] or None,
        relation_match[3] or None,
    )
