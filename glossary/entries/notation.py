"""How terms, statuses and relations are written in a line, such as `vi=Thứ trưởng`."""

import re
import unicodedata
from dataclasses import dataclass

from glossary.entries.entry import Relation, RelationKind, Term, TermStatus
from glossary.entries.period import checked_date
from tm.errors import InputError, UnknownName
from tm.text.locale import Locale
from tm.text.normal import nfc, tidied
from tm.text.segment import CODE, demand_storable

LONGEST = 500
"""Characters of a term; what is longer is a sentence that slipped in."""

FORBIDDEN = "forbidden"
STANDINGS: dict[str, tuple[TermStatus, bool]] = {
    **{status.value: (status, False) for status in TermStatus},
    FORBIDDEN: (TermStatus.DEPRECATED, True),
}
"""What people choose from: the statuses, and `forbidden`, a flag of `deprecated`."""

_LONGEST_ID = 100
_DATED = re.compile(r"(.*)@([\d-]*)\.\.([\d-]*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class TermName:
    """What tells a term from the others of its concept."""

    locale: Locale
    text: str

    @classmethod
    def parse(cls, given: str) -> "TermName":
        """The term that `LOCALE=TEXT` names. Raises InputError.

        >>> TermName.parse("id=Wakil  Menteri").text
        'Wakil Menteri'
        """
        tag, sign, text = given.partition("=")
        if not sign:
            raise InputError(f"{given!r} is no term; give LOCALE=TEXT, as in vi=Bộ")
        return cls(Locale.parse(tag), term_text(text))

    def __str__(self) -> str:
        return f"{self.locale.tag}={self.text}"

    def names(self, term: Term) -> bool:
        """Whether it is that term."""
        return self.locale == term.locale and self.text == term.text


def name_of(term: Term) -> TermName:
    """The name of a term."""
    return TermName(term.locale, term.text)


def term_text(given: str) -> str:
    """A term's text as it is stored: composed, single spaces, nothing invisible.

    Raises InputError for what cannot be a term: nothing, a whole paragraph, control
    characters, inline codes.
    """
    demand_storable(given)
    text = tidied(nfc(given))
    if not text:
        raise InputError("a term needs text")
    if len(text) > LONGEST:
        raise InputError(
            f"a term of {len(text)} characters ({text[:30]}…) is a sentence; "
            f"the longest has {LONGEST}"
        )
    for letter in text:
        if letter == CODE or unicodedata.category(letter) == "Cc":
            raise InputError(f"{text[:40]!r} holds U+{ord(letter):04X}, no letter")
    return text


def standing(word: str) -> tuple[TermStatus, bool]:
    """The status that a word means, and whether it is forbidden.

    Raises UnknownName, which names the nearest.

    >>> standing("forbidden")
    (<TermStatus.DEPRECATED: 'deprecated'>, True)
    """
    if word not in STANDINGS:
        raise UnknownName("status", word, STANDINGS)
    return STANDINGS[word]


def standing_of(term: Term) -> str:
    """The word for a term's status."""
    return FORBIDDEN if term.forbidden else term.status.value


def relation(given: str) -> Relation:
    """The relation that `KIND=CONCEPT` or `KIND=CONCEPT@FROM..TO` means.

    Either date may be left out. Raises UnknownName and InputError.

    >>> relation("office held=state-003@2021..")
    Relation(kind=<RelationKind.OFFICE_HELD: 'office held'>, concept='state-003', \
valid_from='2021', valid_to=None)
    """
    name, sign, rest = given.partition("=")
    if not sign:
        raise InputError(
            f"{given!r} is no relation; give KIND=CONCEPT, as in 'part of=ministry-002'"
        )
    kind = relation_kind(name)
    dates: list[str | None] = [None, None]
    if found := _DATED.fullmatch(rest):
        rest = found[1]
        dates = [checked_date(day) if day else None for day in found.groups()[1:]]
    return Relation(kind, concept_id(rest), *dates)


def relation_kind(name: str) -> RelationKind:
    """The kind of relation of a name, in which a hyphen is as good as a space."""
    plain = name.strip().lower().replace("-", " ").replace("_", " ")
    kinds = {kind.value: kind for kind in RelationKind}
    if plain not in kinds:
        raise UnknownName("kind of relation", name.strip(), kinds)
    return kinds[plain]


def written(one: Relation) -> str:
    """A relation as `relation` reads it."""
    dates = (
        f"@{one.valid_from or ''}..{one.valid_to or ''}"
        if one.valid_from or one.valid_to
        else ""
    )
    return f"{one.kind.value}={one.concept}{dates}"


def concept_id(given: str) -> str:
    """The id of a concept, as somebody types it. Raises InputError for an empty one."""
    demand_storable(given)
    text = nfc(given).strip()
    if not text:
        raise InputError("an empty id names no concept")
    return text


def new_id(given: str) -> str:
    """An id for a new concept. Raises InputError for one that is hard to type.

    Files may bring others: an id that is there is an id.
    """
    text = concept_id(given)
    if len(text) > _LONGEST_ID or len(text.split()) != 1 or not text.isprintable():
        raise InputError(
            f"{text[:40]!r} is no id for a concept: 1 to {_LONGEST_ID} letters, "
            "without spaces"
        )
    return text
