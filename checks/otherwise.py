"""A concept that stands in a target otherwise than by its whole preferred term."""

import re
from collections.abc import Collection, Sequence

from checks.abroad import without_country
from checks.subject import Context, Subject
from glossary.entry import TermHit, TermStatus
from tm.text.normal import folded

_USABLE = (TermStatus.PREFERRED, TermStatus.ADMITTED)


def is_there_otherwise(
    readings: Sequence[TermHit],
    bare: Collection[tuple[str, str]],
    found: Sequence[TermHit],
    subject: Subject,
    context: Context,
) -> bool:
    """Whether a concept is there inside another term, or with a country or without.

    `bare`: its preferred terms less their countries, each with the country's code;
    `found`: the terms of the target.
    """
    locale = context.target
    for term in (t for reading in readings for t in reading.entry.in_locale(locale)):
        if term.status in _USABLE and not term.forbidden:
            if re.search(rf"(?<!\w){re.escape(term.text)}(?!\w)", subject.target):
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


def as_bare_as(name: str, term: str) -> str:
    """The name in a term that begins with its kind, if the source has but the name.

    >>> as_bare_as("Hoa Binh", "tỉnh Hòa Bình"), as_bare_as("Hanoi", "tỉnh Hòa Bình")
    ('Hòa Bình', '')
    """
    kind, _, rest = term.partition(" ")
    return rest if kind.islower() and folded(rest) == folded(name) else ""
