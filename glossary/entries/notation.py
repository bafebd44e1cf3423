"""How terms, statuses and relations are written in a line, such as `vi=Thứ trưởng`."""

import re
import unicodedata
from dataclasses import dataclass

from glossary.entries.entry import Relation, RelationKind, Term, TermStatus
from glossary.entries.period import parse_date
from tm.errors import InputError, UnknownName
from tm.text.locale import Locale
from tm.text.normal import nfc, normalise_spaces
from tm.text.segment import CODE, demand_storable

MAX_TERM_LENGTH = 500
"""Characters of a term; what is longer is a sentence that slipped in."""

FORBIDDEN = "forbidden"
STANDINGS: dict[str, tuple[TermStatus, bool]] = {
    **{status.value: (status, False) for status in TermStatus},
    FORBIDDEN: (TermStatus.DEPRECATED, True),
}
"""What people choose from: the statuses, and `forbidden`, a flag of `deprecated`."""

_MAX_ID_LENGTH = 100
_DATED = re.compile(r"(.*)@([\d-]*)\.\.([\d-]*)", re.DOTALL)


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
        tag, sign, text = notation.partition("=")
        if not sign:
            raise InputError(
                f"{notation!r} is not a term; give LOCALE=TEXT, as in vi=Bộ"
            )
        return cls(Locale.parse(tag), clean_term_text(text))

    def __str__(self) -> str:
        return f"{self.locale.tag}={self.text}"

    def names(self, term: Term) -> bool:
        """Whether it is that term."""
        return self.locale == term.locale and self.text == term.text


def term_name(term: Term) -> TermName:
    """The name of a term."""
    return TermName(term.locale, term.text)


def clean_term_text(raw_text: str) -> str:
    """Clean the text of a term: composed, single spaces, nothing invisible.

    Raises InputError for what cannot be a term: nothing, a whole paragraph, control
    characters, inline codes.
    """
    demand_storable(raw_text)
    text = normalise_spaces(nfc(raw_text))
    if not text:
        raise InputError("a term needs text")
    if len(text) > MAX_TERM_LENGTH:
        raise InputError(
            f"a term of {len(text)} characters ({text[:30]}…) is a sentence; "
            f"the longest has {MAX_TERM_LENGTH}"
        )
    for letter in text:
        if letter == CODE or unicodedata.category(letter) == "Cc":
            raise InputError(
                f"{text[:40]!r} contains the control character U+{ord(letter):04X}"
            )
    return text


def parse_status(word: str) -> tuple[TermStatus, bool]:
    """Parse the word for a status: the status, and whether it is forbidden.

    Raises UnknownName, which names the nearest.

    >>> parse_status("forbidden")
    (<TermStatus.DEPRECATED: 'deprecated'>, True)
    """
    if word not in STANDINGS:
        raise UnknownName("status", word, STANDINGS)
    return STANDINGS[word]


def status_word_of(term: Term) -> str:
    """The word for a term's status."""
    return FORBIDDEN if term.forbidden else term.status.value


def parse_relation(notation: str) -> Relation:
    """Parse a relation: `KIND=CONCEPT` or `KIND=CONCEPT@FROM..TO`.

    Either date may be left out. Raises UnknownName and InputError.

    >>> parse_relation("office held=state-003@2021..")
    Relation(kind=<RelationKind.OFFICE_HELD: 'office held'>, concept='state-003', \
valid_from='2021', valid_to=None)
    """
    name, sign, rest = notation.partition("=")
    if not sign:
        raise InputError(
            f"{notation!r} is not a relation; give KIND=CONCEPT, as in "
            "'part of=ministry-002'"
        )
    kind = parse_relation_kind(name)
    dates: list[str | None] = [None, None]
    if dated := _DATED.fullmatch(rest):
        rest = dated[1]
        dates = [parse_date(day) if day else None for day in dated.groups()[1:]]
    return Relation(kind, parse_concept_id(rest), *dates)


def parse_relation_kind(name: str) -> RelationKind:
    """Parse the name of a kind of relation; a hyphen counts as a space."""
    plain = name.strip().lower().replace("-", " ").replace("_", " ")
    kinds = {kind.value: kind for kind in RelationKind}
    if plain not in kinds:
        raise UnknownName("kind of relation", name.strip(), kinds)
    return kinds[plain]


def format_relation(relation: Relation) -> str:
    """Format a relation as `parse_relation` reads it."""
    dates = (
        f"@{relation.valid_from or ''}..{relation.valid_to or ''}"
        if relation.valid_from or relation.valid_to
        else ""
    )
    return f"{relation.kind.value}={relation.concept}{dates}"


def parse_concept_id(raw_id: str) -> str:
    """Parse the id of a concept as typed. Raises InputError if it is empty."""
    demand_storable(raw_id)
    text = nfc(raw_id).strip()
    if not text:
        raise InputError("the id of a concept must not be empty")
    return text


def parse_new_id(raw_id: str) -> str:
    """Parse an id for a new concept. Raises InputError for one that is hard to type.

    Files may bring others: an id that is there is an id.
    """
    text = parse_concept_id(raw_id)
    if len(text) > _MAX_ID_LENGTH or len(text.split()) != 1 or not text.isprintable():
        raise InputError(
            f"{text[:40]!r} is not an id for a concept: use 1 to {_MAX_ID_LENGTH} "
            "characters without spaces"
        )
    return text
