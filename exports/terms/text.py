"""Terms, dates and relations as texts: what every format of terms reads and writes."""

import re
from collections.abc import Iterable

from exports.term_format import MAX_TERM_LENGTH
from glossary.entries.entry import Relation, RelationKind, Term, TermStatus
from tm.errors import InputError
from tm.text.locale import Locale
from tm.text.normal import nfc
from tm.text.segment import content_key

_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_DATES = re.compile(r"([\d-]*)/([\d-]*)\Z")
_RELATION = re.compile(
    rf"({'|'.join(kind.value for kind in RelationKind)})(?: ([\d-]*)/([\d-]*))?"
    r"(?:: (.*))?\Z",
    re.DOTALL,
)


def term_text(text: str, locale: Locale) -> str:
    """The text of a term: NFC, one space between words.

    Raises InputError for a term that is empty or too long.
    """
    plain = " ".join(nfc(text).split())
    if not plain:
        raise InputError(f"an empty term in {locale}")
    if len(plain) > MAX_TERM_LENGTH:
        raise InputError(
            f"a term of {len(plain):,} characters in {locale}; at most "
            f"{MAX_TERM_LENGTH} are allowed"
        )
    return plain


def made_id(terms: Iterable[Term]) -> str:
    """Without an id, the terms to use say which concept it is."""
    parts = [
        part
        for term in terms
        if term.status is TermStatus.PREFERRED
        for part in (term.locale.tag, term.text)
    ]
    return "x" + content_key(*parts).hex()[:12]


def date_of(text: str, name: str) -> str | None:
    """A date of ISO 8601, or a month or year; absent for an empty text.

    Raises InputError, which calls the field by its name.
    """
    if text and not _DATE.fullmatch(text):
        raise InputError(f"{name} is {text!r}, not a date such as 2025-03-01")
    return text or None


def dates_text(first: str | None, last: str | None) -> str | None:
    """From when to when, as ISO 8601 writes an interval; absent if neither is known.

    >>> dates_text("2021", None)
    '2021/'
    """
    return f"{first or ''}/{last or ''}" if first or last else None


def dates_of(text: str) -> tuple[str | None, str | None]:
    """The two dates of an interval; both are absent if it is none."""
    match = _DATES.match(text)
    return (match[1] or None, match[2] or None) if match else (None, None)


def relation_text(relation: Relation) -> str:
    """How a concept stands to another, without saying to which.

    >>> relation_text(Relation(RelationKind.OFFICE_HELD, "pm", "2021-04-05"))
    'office held 2021-04-05/'
    """
    dates = dates_text(relation.valid_from, relation.valid_to)
    return f"{relation.kind} {dates}" if dates else str(relation.kind)


def relation_of(text: str, target: str | None = None) -> Relation | None:
    """The relation that a text means, if it means one.

    Without a target, the other concept is named after a colon.

    >>> relation_of("part of 2007/2025: mofa")
    Relation(kind=<RelationKind.PART_OF: 'part of'>, concept='mofa', \
valid_from='2007', valid_to='2025')
    """
    match = _RELATION.match(text)
    concept = match and (target or match[4])
    if not match or not concept:
        return None
    return Relation(RelationKind(match[1]), concept, match[2] or None, match[3] or None)
