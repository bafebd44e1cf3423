"""A concept that stands in a target otherwise than by its whole preferred term."""

import re
from collections.abc import Collection, Iterator, Sequence

from checks.engine.unit import Context, Unit
from checks.terms.foreign_states import without_country, without_joints
from glossary.entries.entry import USABLE, TermHit
from tm.text.normal import folded

_DOTTED = re.compile(r"(?<![\w.])(?:[^\W\d_a-z]\.){2,}")
"""An abbreviation with full stops: `U.N.`."""
_FEWEST = 2
"""Words of a name that may do without the body that it is of."""


def is_there_otherwise(
    readings: Sequence[TermHit],
    bare: Collection[tuple[str, str]],
    found: Sequence[TermHit],
    unit: Unit,
    context: Context,
) -> bool:
    """Whether a concept is there inside another term, or with a country or without.

    One of the starter may also be there without the body that it is of: `Majelis Umum`
    of the United Nations.

    `bare`: its preferred terms less their countries, each with the country's code;
    `found`: the terms of the target.
    """
    locale, starter = context.target, context.terms.starter
    surfaces = [unit.target[hit.start : hit.end] for hit in found]
    target = _DOTTED.sub(_without_stops, unit.target)
    for reading in readings:
        for term in reading.entry.in_locale(locale):
            if term.status not in USABLE or term.forbidden:
                continue
            if is_in(term.text, target):
                return True
            if not (reading.entry.composed or reading.entry.id in starter):
                continue
            for rest in _without_body(term.text, context):
                of_others = (
                    one for one in surfaces if one != rest and is_in(rest, one)
                )
                if is_in(rest, target) and not any(of_others):
                    return True
    theirs = {
        without_country(text, locale)
        for hit in found
        for reading in (hit, *hit.others)
        for text in reading.entry.preferred(locale)
    }
    return any(
        name == other and (code == country or not (code and country))
        for name, code in bare
        for other, country in theirs
    )


def _without_stops(found: re.Match[str]) -> str:
    return found[0].replace(".", "")


def _without_body(name: str, context: Context) -> Iterator[str]:
    """What is left of a name less the term that it begins or ends with."""
    words = name.split()
    for at in range(1, len(words)):
        for body, rest in (words[:at], words[at:]), (words[at:], words[:at]):
            left = without_joints(" ".join(rest), context.target)
            if left.count(" ") + 1 >= _FEWEST and _is_term(" ".join(body), context):
                yield left


def _is_term(text: str, context: Context) -> bool:
    terms = context.terms.target
    return terms is not None and any(
        (hit.start, hit.end) == (0, len(text)) for hit in terms.find_split_titles(text)
    )


def is_in(words: str, text: str) -> bool:
    """Whether words stand in a text as they are, and are no part of others.

    >>> is_in("hà", "hành, hà"), is_in("hà", "hành")
    (True, False)
    """
    at = text.find(words)
    while at >= 0:
        end = at + len(words)
        if not (_is_of_word(text[at - 1 : at]) or _is_of_word(text[end : end + 1])):
            return True
        at = text.find(words, at + 1)
    return False


def as_bare_as(name: str, term: str) -> str:
    """The name in a term that begins with its kind, if the source has but the name.

    >>> as_bare_as("Hoa Binh", "tỉnh Hòa Bình"), as_bare_as("Hanoi", "tỉnh Hòa Bình")
    ('Hòa Bình', '')
    """
    kind, _, rest = term.partition(" ")
    return rest if kind.islower() and folded(rest) == folded(name) else ""


def _is_of_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"
