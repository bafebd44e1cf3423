"""Titles and bodies with the country that they are of, and those of other states."""

from functools import lru_cache

from checks.language import language
from checks.territories import named_in
from tm.issue import Span
from tm.text.locale import Locale

_HOME = "VN"
"""The state whose offices and bodies the starter termbase has."""
_POSSESSIVES = ("'s", "’s", "'", "’")


@lru_cache(maxsize=1024)
def without_country(name: str, locale: Locale) -> tuple[str, str]:
    """A name less the country that it begins or ends with, and the country's code.

    >>> without_country("President of Indonesia", Locale("en"))
    ('President', 'ID')
    >>> without_country("Tổng thống", Locale("vi"))
    ('Tổng thống', '')
    """
    for code, span in named_in(name, locale):
        if span.start == 0:
            rest = name[span.end :]
        elif span.end == len(name):
            rest = name[: span.start]
        else:
            continue
        words = _less_joints(rest, locale)
        if words:
            return words, code
    return name, ""


def is_abroad(title: Span, text: str, locale: Locale) -> bool:
    """Whether a text says that a title or body is of another state than Vietnam.

    >>> is_abroad(Span(0, 17), "National Assembly of South Korea", Locale("en"))
    True
    """
    return any(
        code != _HOME and not _less_joints(_between(title, place, text), locale)
        for code, place in named_in(text, locale)
    )


def _between(one: Span, other: Span, text: str) -> str:
    """What stands between two places of a text; all of it where they overlap."""
    if one.overlaps(other):
        return text
    first, second = sorted((one, other), key=lambda span: span.start)
    return text[first.end : second.start]


def _less_joints(text: str, locale: Locale) -> str:
    """Words less the small ones at both ends: of, the, 's."""
    for mark in _POSSESSIVES:
        text = text.removeprefix(mark)
    words = text.split()
    small = language(locale).belonging
    while words and words[-1].lower() in small:
        words.pop()
    while words and words[0].lower() in small:
        words.pop(0)
    return " ".join(words)
