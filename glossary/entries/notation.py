"""The notation of terms, statuses and relations in one line: `vi=Thứ trưởng`."""

import re
import unicodedata
from dataclasses import dataclass

from glossary.entries.entry import Relation, RelationKind, Term, TermStatus
from glossary.entries.period import parse_date
from tm.errors import InputError, UnknownName
from tm.text.locale import Locale
from tm.text.normal import nfc, normalise_spaces
from tm.text.segment import CODE, require_storable_text

MAX_TERM_LENGTH = 500
"""The most characters of a term; a longer text is a sentence imported by mistake."""

FORBIDDEN_WORD = "forbidden"
STATUS_AND_FORBIDDEN_BY_WORD: dict[str, tuple[TermStatus, bool]] = {
    **{status.value: (status, False) for status in TermStatus},
    FORBIDDEN_WORD: (TermStatus.DEPRECATED, True),
}
"""The words for statuses: those of TBX, and `forbidden`, a flag of `deprecated`."""

_MAX_ID_LENGTH = 100
"""The most characters of the id of a concept."""
_RELATION_WITH_DATES_PATTERN = re.compile(r"(.*)@([\d-]*)\.\.([\d-]*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class TermName:
    """The locale and text that identify a term within its concept."""

    locale: Locale
    text: str

    @classmethod
    def parse(cls, notation: str) -> "TermName":
        """Parse `LOCALE=TEXT`. Raises InputError.

        >>> TermName.parse("id=Wakil  Menteri").text
        'Wakil Menteri'
        """
        language_tag, equals_sign, term_text = notation.partition("=")
        if not equals_sign:
            raise InputError(
                f"{notation!r} is not a term; give LOCALE=TEXT, as in vi=Bộ"
            )
        return cls(Locale.parse(language_tag), clean_term_text(term_text))

    def __str__(self) -> str:
        return f"{self.locale.tag}={self.text}"

    def is_name_of(self, term: Term) -> bool:
        """Whether a term has this locale and text."""
        return self.locale == term.locale and self.text == term.text


def make_term_name(term: Term) -> TermName:
    """Make the name of a term."""
    return TermName(term.locale, term.text)


def clean_term_text(typed_text: str) -> str:
    """Clean the text of a term: composed, single spaces, nothing invisible.

    Raises InputError for what cannot be a term: nothing, a whole paragraph, control
    characters, inline codes.
    """
    require_storable_text(typed_text)
    text = normalise_spaces(nfc(typed_text))
    if not text:
        raise InputError("a term needs text")
    if len(text) > MAX_TERM_LENGTH:
        raise InputError(
            f"a term of {len(text)} characters ({text[:30]}…) is a sentence; "
            f"the longest has {MAX_TERM_LENGTH}"
        )
    for character in text:
        if character == CODE or unicodedata.category(character) == "Cc":
            raise InputError(
                f"{text[:40]!r} contains the control character U+{ord(character):04X}"
            )
    return text


def parse_status(status_word: str) -> tuple[TermStatus, bool]:
    """Parse the word for a status: the status, and whether it is forbidden.

    Raises UnknownName, which names the nearest.

    >>> parse_status("forbidden")
    (<TermStatus.DEPRECATED: 'deprecated'>, True)
    """
    if status_word not in STATUS_AND_FORBIDDEN_BY_WORD:
        raise UnknownName("status", status_word, STATUS_AND_FORBIDDEN_BY_WORD)
    return STATUS_AND_FORBIDDEN_BY_WORD[status_word]


def get_status_word(term: Term) -> str:
    """Get the word for a term's status."""
    return FORBIDDEN_WORD if term.forbidden else term.status.value


def parse_relation(notation: str) -> Relation:
    """Parse a relation: `KIND=CONCEPT` or `KIND=CONCEPT@FROM..TO`.

    Either date may be left out. Raises UnknownName and InputError.

    >>> parse_relation("office held=state-003@2021..")
    Relation(kind=<RelationKind.OFFICE_HELD: 'office held'>, concept='state-003', \
valid_from='2021', valid_to=None)
    """
    kind_name, equals_sign, concept_text = notation.partition("=")
    if not equals_sign:
        raise InputError(
            f"{notation!r} is not a relation; give KIND=CONCEPT, as in "
            "'part of=ministry-002'"
        )
    kind = parse_relation_kind(kind_name)
    first_and_last_date: list[str | None] = [None, None]
    if dates_match := _RELATION_WITH_DATES_PATTERN.fullmatch(concept_text):
        concept_text = dates_match[1]
        first_and_last_date = [
            parse_date(date_text) if date_text else None
            for date_text in dates_match.groups()[1:]
        ]
    return Relation(kind, parse_concept_id(concept_text), *first_and_last_date)


def parse_relation_kind(kind_name: str) -> RelationKind:
    """Parse the name of a kind of relation; a hyphen counts as a space."""
    normalised_name = kind_name.strip().lower().replace("-", " ").replace("_", " ")
    kind_by_name = {kind.value: kind for kind in RelationKind}
    if normalised_name not in kind_by_name:
        raise UnknownName("kind of relation", kind_name.strip(), kind_by_name)
    return kind_by_name[normalised_name]


def format_relation(relation: Relation) -> str:
    """Format a relation as `parse_relation` reads it."""
    dates_notation = (
        f"@{relation.valid_from or ''}..{relation.valid_to or ''}"
        if relation.valid_from or relation.valid_to
        else ""
    )
    return f"{relation.kind.value}={relation.concept}{dates_notation}"


def parse_concept_id(typed_id: str) -> str:
    """Parse the id of a concept as typed. Raises InputError if it is empty."""
    require_storable_text(typed_id)
    concept_id = nfc(typed_id).strip()
    if not concept_id:
        raise InputError("the id of a concept must not be empty")
    return concept_id


def parse_new_id(typed_id: str) -> str:
    """Parse an id for a new concept. Raises InputError for one that is hard to type.

    Imported files may have other ids.
    """
    concept_id = parse_concept_id(typed_id)
    if (
        len(concept_id) > _MAX_ID_LENGTH
        or len(concept_id.split()) != 1
        or not concept_id.isprintable()
    ):
        raise InputError(
            f"{concept_id[:40]!r} is not an id for a concept; use 1 to "
            f"{_MAX_ID_LENGTH} characters without spaces"
        )
    return concept_id
