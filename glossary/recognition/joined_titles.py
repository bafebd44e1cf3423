"""Splitting of the hits of joined titles into the title and its place."""

from operator import attrgetter

from glossary.entries.entry import TermHit

_get_parts = attrgetter("parts")


def split_joined_titles(hits: list[TermHit]) -> list[TermHit]:
    """Replace each title joined with a place by the hits of both."""
    if not any(map(_get_parts, hits)):
        return hits
    split_hits: list[TermHit] = []
    for hit in hits:
        split_hits += hit.parts or (hit,)
    return split_hits
