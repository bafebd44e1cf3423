"""Faults of what must be copied: placeholders, tags, links, addresses."""

import re
from collections.abc import Iterator
from random import Random

from checks.measuring.seeded_errors.clean_corpus import Site
from checks.measuring.seeded_errors.seeded_error import Edit, kind
from tm.finding import Span

_CODE = re.compile(r"\{[^{}\s]*\}|%\(\w+\)[a-z]|%[sdif]\b|</?\w[^<>]*>")
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"”)]*[\w/]")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@kind("code-lost", "code.mismatch")
def code(site: Site, random: Random) -> Iterator[Edit]:
    """A placeholder or tag of the source is gone."""
    have = set(_CODE.findall(site.source))
    for match in _CODE.finditer(site.target):
        if match[0] in have:
            yield Edit(Span(*match.span()), "")


@kind("url-changed", "url.mismatch")
def url(site: Site, random: Random) -> Iterator[Edit]:
    """A link of the source has another character."""
    yield from _changed(_URL, site, random)


@kind("email-changed", "email.mismatch")
def email(site: Site, random: Random) -> Iterator[Edit]:
    """A mail address of the source has another character."""
    yield from _changed(_MAIL, site, random)


def _changed(pattern: re.Pattern[str], site: Site, random: Random) -> Iterator[Edit]:
    have = set(pattern.findall(site.source))
    for match in pattern.finditer(site.target):
        if match[0] in have:
            at = match.end() - 1
            old = site.target[at]
            new = random.choice([x for x in "abcdeghiknorst" if x != old])
            yield Edit(Span(at, at + 1), new)
