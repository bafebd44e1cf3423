"""The offices of bodies: which stored title is that of an office in which body.

No relation says that `Bộ trưởng Bộ Ngoại giao` is the office of `Bộ Ngoại giao`: the
names do, by the rules that compose titles.
"""

from collections.abc import Iterable, Mapping

from glossary.entries.entry import ConceptEntry
from glossary.titles.office_titles import find_titles


def find_body_offices(entries: Iterable[ConceptEntry]) -> Mapping[str, tuple[str, ...]]:
    """Find the stored offices of each body, by its id, in the order of the rules."""
    office_ids_by_body_id: dict[str, dict[str, None]] = {}
    for title in find_titles(entries):
        if not title.entry.composed and title.entry.id != title.body.entry.id:
            office_ids = office_ids_by_body_id.setdefault(title.body.entry.id, {})
            office_ids[title.entry.id] = None
    return {
        body_id: tuple(office_ids)
        for body_id, office_ids in office_ids_by_body_id.items()
    }
