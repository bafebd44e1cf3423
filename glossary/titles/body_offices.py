"""The offices of bodies: which stored title is that of an office in which body.

No relation says that `Bộ trưởng Bộ Ngoại giao` is the office of `Bộ Ngoại giao`: the
names do, by the rules that compose titles.
"""

from collections.abc import Iterable, Mapping

from glossary.entries.entry import ConceptEntry
from glossary.titles.office_titles import find_titles


def find_body_offices(entries: Iterable[ConceptEntry]) -> Mapping[str, tuple[str, ...]]:
    """Find the stored offices of each body, by its id, in the order of the rules."""
    offices_by_body: dict[str, dict[str, None]] = {}
    for title in find_titles(entries):
        if not title.entry.composed and title.entry.id != title.body.entry.id:
            offices = offices_by_body.setdefault(title.body.entry.id, {})
            offices[title.entry.id] = None
    return {body: tuple(offices) for body, offices in offices_by_body.items()}
