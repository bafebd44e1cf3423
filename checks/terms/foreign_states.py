"""Titles and bodies with the country that they are of, and those of other states."""

from bisect import bisect_left
from functools import lru_cache

from checks.text.countries import named_territories
from checks.text.language import language
from tm.finding import Span
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
    for code, span in named_territories(name, locale):
        if span.start == 0:
            remainder = name[span.end :]
        elif span.end == len(name):
            remainder = name[: span.start]
        else:
            continue
        words = without_joints(remainder, locale)
        if words:
            return words, code
    return name, ""


def is_abroad(title: Span, text: str, locale: Locale) -> bool:
    """Whether a text says that a title or body is of another state than Vietnam.

    >>> is_abroad(Span(0, 17), "National Assembly of South Korea", Locale("en"))
    True
    """
    places = _places(text, locale)
    next_index = bisect_left(places, title.end, key=_start)
    previous_index = bisect_left(places, title.start, key=_start)
    texts_between = [
        (code, text[title.end : span.start])
        for code, span in places[next_index : next_index + 1]
    ]
    texts_between += [
        (code, text[span.end : title.start])
        for code, span in places[max(0, previous_index - 1) : previous_index]
        if span.end <= title.start
    ]
    return any(
        code != _HOME and not without_joints(text_between, locale)
        for code, text_between in texts_between
    )


@lru_cache(maxsize=64)
def _places(text: str, locale: Locale) -> tuple[tuple[str, Span], ...]:
    """The countries of a text, for which each of its titles asks."""
    return tuple(named_territories(text, locale))


def _start(named: tuple[str, Span]) -> int:
    return named[1].start


def without_joints(text: str, locale: Locale) -> str:
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
