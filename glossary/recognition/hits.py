"""Hits of terms in a text, and titles that are split into office and place."""

from operator import attrgetter

from glossary.entries.entry import TermHit

_parts = attrgetter("parts")


def split_joined_titles(hits: list[TermHit]) -> list[TermHit]:
    """The hits of a text; of titles joined with a place, title and place."""
    if not any(map(_parts, hits)):
        return hits
    split_hits: list[TermHit] = []
    for hit in hits:
        split_hits += hit.parts or (hit,)
    return split_hits
