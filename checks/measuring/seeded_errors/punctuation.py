"""Faults of spaces, punctuation marks, brackets and quotation marks."""

import re
from collections.abc import Iterator
from functools import lru_cache
from random import Random

from checks.measuring.seeded_errors.clean_corpus import Site, is_free, text_of
from checks.measuring.seeded_errors.seeded_error import Edit, kind
from tm.finding import Span

_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_ENDS = ".?!。？！"


def _free_matches(pattern: str, text: str) -> Iterator[re.Match[str]]:
    """Where a pattern is found, outside addresses, placeholders and tags."""
    return (
        match
        for match in re.finditer(pattern, text)
        if is_free(text, match.start() - 1, match.end() + 1)
    )


@kind("double-space", "space.double", bilingual=False)
def double_space(site: Site, random: Random) -> Iterator[Edit]:
    """Two spaces stand between two words."""
    for match in _free_matches(r"(?<=\w) (?=\w)", site.target):
        yield Edit(Span(*match.span()), "  ")


@kind("edge-space", "space.edge", bilingual=False)
def edge_space(site: Site, random: Random) -> Iterator[Edit]:
    """A space stands at the beginning or the end."""
    if site.target == site.target.strip() and site.source == site.source.strip():
        yield Edit(Span(0, 0), " ")
        yield Edit(Span(len(site.target), len(site.target)), " ")


@kind("space-before-mark", "punct.space_before", bilingual=False)
def space_before(site: Site, random: Random) -> Iterator[Edit]:
    """A space stands before a punctuation mark."""
    for match in _free_matches(r"(?<=[^\W\d_]{2})[,.;:?!](?=\s|$)", site.target):
        if match[0] not in site.language.space_before:
            yield Edit(Span(*match.span()), f" {match[0]}")


@kind("missing-space", "punct.missing_space", bilingual=False)
def missing_space(site: Site, random: Random) -> Iterator[Edit]:
    """The space after a punctuation mark is gone."""
    for match in _free_matches(r"(?<=[^\W\d_]{2})[,.?] (?=[^\W\d_]{2})", site.target):
        if match[0] != ". " or site.target[match.end()].isupper():
            yield Edit(Span(*match.span()), match[0][0])


@kind("double-mark", "punct.double", bilingual=False)
def double_mark(site: Site, random: Random) -> Iterator[Edit]:
    """A comma or full stop stands twice."""
    for match in _free_matches(r"(?<=[^\W_])[.,](?=\s|$)", site.target):
        yield Edit(Span(*match.span()), match[0] * 2)


@kind("end-dropped", "punct.end")
def end_dropped(site: Site, random: Random) -> Iterator[Edit]:
    """The mark at the end is gone, which the source has."""
    if re.search(rf"\w[{_ENDS}]$", site.target) and site.source[-1:] in _ENDS:
        yield Edit(Span(len(site.target) - 1, len(site.target)), "")


@kind("end-added", "punct.end", "punct.double")
def end_added(site: Site, random: Random) -> Iterator[Edit]:
    """A full stop stands at the end, which the source has not."""
    if site.target[-1:].isalnum() and site.source[-1:].isalnum():
        yield Edit(Span(len(site.target), len(site.target)), ".")


@kind("bracket", "bracket.pair", bilingual=False)
def bracket(site: Site, random: Random) -> Iterator[Edit]:
    """A bracket has lost its partner."""
    text = site.target
    for opening, closing in _BRACKETS.items():
        if 0 < text.count(opening) == text.count(closing):
            for match in _free_matches(f"[{re.escape(opening + closing)}]", text):
                yield Edit(Span(*match.span()), "")


@kind("quote-unbalanced", "quote.pair", bilingual=False)
def quote_unbalanced(site: Site, random: Random) -> Iterator[Edit]:
    """A quotation mark has lost its partner."""
    for match in _quotes(site):
        yield Edit(Span(*match.span()), "")


@kind("quote-mixed", "quote.style", "quote.pair", bilingual=False)
def quote_mixed(site: Site, random: Random) -> Iterator[Edit]:
    """One curly quotation mark has become a straight one."""
    for match in _quotes(site):
        if match[0] != '"':
            yield Edit(Span(*match.span()), '"')


def _quotes(site: Site) -> Iterator[re.Match[str]]:
    """The quotation marks of a text where none is missing.

    One may be closed in another unit of the document.
    """
    opening, closing = site.language.curly_quotes
    marks = (opening, closing)
    if _is_paired(site.target, *marks) or _is_paired(
        text_of(site.corpus, site.number), *marks
    ):
        yield from _free_matches(f'["{re.escape(opening + closing)}]', site.target)


@lru_cache(maxsize=1024)
def _is_paired(text: str, opening: str, closing: str) -> bool:
    return text.count('"') % 2 == 0 and text.count(opening) == text.count(closing)
