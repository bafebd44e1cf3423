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
    hits: Sequence[TermHit],
    unit: Unit,
    context: Context,
) -> bool:
    """Whether a concept is there inside another term, or with a country or without.

    One of the starter may also be there without the body that it is of: `Majelis Umum`
    of the United Nations.

    `bare`: its preferred terms less their countries, each with the country's code;
    `hits`: the terms of the target.
    """
    locale, starter = context.target, context.terms.starter
    surfaces = [unit.target[hit.start : hit.end] for hit in hits]
    target = _DOTTED.sub(_without_stops, unit.target)
    for reading in readings:
        for term in reading.entry.in_locale(locale):
            if term.status not in USABLE or term.forbidden:
                continue
            if is_in(term.text, target):
                return True
            if not (reading.entry.composed or reading.entry.id in starter):
                continue
            for name_without_body in _without_body(term.text, context):
                of_others = (
                    surface
                    for surface in surfaces
                    if surface != name_without_body
                    and is_in(name_without_body, surface)
                )
                if is_in(name_without_body, target) and not any(of_others):
                    return True
    bare_names = {
        without_country(text, locale)
        for hit in hits
        for reading in (hit, *hit.others)
        for text in reading.entry.preferred(locale)
    }
    return any(
        name == other_name and (code == country or not (code and country))
        for name, code in bare
        for other_name, country in bare_names
    )


def _without_stops(match: re.Match[str]) -> str:
    return match[0].replace(".", "")


def _without_body(name: str, context: Context) -> Iterator[str]:
    """What is left of a name less the term that it begins or ends with."""
    words = name.split()
    for split in range(1, len(words)):
        for body, remaining_words in (
            (words[:split], words[split:]),
            (words[split:], words[:split]),
        ):
            name_part = without_joints(" ".join(remaining_words), context.target)
            if name_part.count(" ") + 1 >= _FEWEST and _is_term(
                " ".join(body), context
            ):
                yield name_part


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
    start = text.find(words)
    while start >= 0:
        end = start + len(words)
        if not (
            _is_of_word(text[start - 1 : start]) or _is_of_word(text[end : end + 1])
        ):
            return True
        start = text.find(words, start + 1)
    return False


def as_bare_as(name: str, term: str) -> str:
    """The name in a term that begins with its kind, if the source has but the name.

    >>> as_bare_as("Hoa Binh", "tỉnh Hòa Bình"), as_bare_as("Hanoi", "tỉnh Hòa Bình")
    ('Hòa Bình', '')
    """
    kind, _, bare_name = term.partition(" ")
    return bare_name if kind.islower() and folded(bare_name) == folded(name) else ""


def _is_of_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"
