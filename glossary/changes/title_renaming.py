"""Titles that change because their body does, without an entry of their own.

Where `Kementerian Percobaan` becomes `Kementerian Riset`, `Menteri Percobaan` becomes
`Menteri Riset`. What the termbase has an entry for changes by its own entry only.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from glossary.changes.renaming import Renaming
from glossary.entries.entry import USABLE, ConceptEntry, Term
from glossary.titles.titles import compose_titles


def find_title_renamings(
    changes: Sequence[Renaming], entries: Sequence[ConceptEntry]
) -> Iterator[Renaming]:
    """Find the renamings of composed titles that follow from those of their parts.

    `entries`: all others of the termbase.
    """
    if not changes:
        return
    other_entries = [e for e in entries if e.id not in {c.concept.id for c in changes}]
    states: list[Mapping[str, ConceptEntry]] = []
    for changed in (
        {change.concept.id: change.before for change in changes},
        {change.concept.id: change.concept for change in changes},
    ):
        composed = compose_titles([*other_entries, *changed.values()])
        states.append({title.id: title for title in composed})
    old_titles, new_titles = states
    for change in changes:
        for id, title in old_titles.items():
            if change.concept.id in title.parts and id in new_titles:
                yield from _renamings_of_title(change, title, new_titles[id])


def _renamings_of_title(
    change: Renaming, old_title: ConceptEntry, new_title: ConceptEntry
) -> Iterator[Renaming]:
    old = _usable(old_title, change)
    new = [term.text for term in _usable(new_title, change)]
    if not old or not new:
        return
    if len(old) != len(new):  # else each form has its own, as made by one rule
        new = new[:1] * len(old)
    dated = replace(
        new_title, terms=tuple(_since(term, change) for term in new_title.terms)
    )
    for term, text in zip(old, new, strict=True):
        if term.text not in new:
            yield Renaming(old_title, dated, change.locale, (term,), text)


def _usable(entry: ConceptEntry, change: Renaming) -> list[Term]:
    return [
        term
        for term in entry.terms
        if term.locale == change.locale and term.status in USABLE
    ]


def _since(term: Term, change: Renaming) -> Term:
    return replace(term, valid_from=change.since)
