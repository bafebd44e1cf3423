"""Renaming of composed titles, which follows from the renaming of their body.

If `Kementerian Percobaan` becomes `Kementerian Riset`, `Menteri Percobaan` becomes
`Menteri Riset`. A title with its own entry in the termbase only changes by that entry.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from glossary.changes.renaming import Renaming
from glossary.entries.entry import USABLE_STATUSES, ConceptEntry, Term
from glossary.titles.office_titles import compose_titles


def find_title_renamings(
    renamings: Sequence[Renaming], entries: Sequence[ConceptEntry]
) -> Iterator[Renaming]:
    """Find the renamings of composed titles that follow from those of their parts.

    `entries`: all entries of the termbase.
    """
    if not renamings:
        return
    renamed_ids = {renaming.new_entry.id for renaming in renamings}
    other_entries = [entry for entry in entries if entry.id not in renamed_ids]
    titles_by_id_before_and_after: list[Mapping[str, ConceptEntry]] = []
    for renamed_entry_by_id in (
        {renaming.new_entry.id: renaming.old_entry for renaming in renamings},
        {renaming.new_entry.id: renaming.new_entry for renaming in renamings},
    ):
        composed_titles = compose_titles(
            [*other_entries, *renamed_entry_by_id.values()]
        )
        titles_by_id_before_and_after.append(
            {title.id: title for title in composed_titles}
        )
    old_title_by_id, new_title_by_id = titles_by_id_before_and_after
    for renaming in renamings:
        for title_id, title in old_title_by_id.items():
            if renaming.new_entry.id in title.parts and title_id in new_title_by_id:
                yield from _make_title_renamings(
                    renaming, title, new_title_by_id[title_id]
                )


def _make_title_renamings(
    renaming: Renaming, old_title: ConceptEntry, new_title: ConceptEntry
) -> Iterator[Renaming]:
    """Make the renamings of a title, for each of its forms that changed."""
    old_terms = _list_usable_terms(old_title, renaming)
    new_texts = [term.text for term in _list_usable_terms(new_title, renaming)]
    if not old_terms or not new_texts:
        return
    # With equal counts, the forms correspond, since one rule made them.
    if len(old_terms) != len(new_texts):
        new_texts = new_texts[:1] * len(old_terms)
    dated_title = replace(
        new_title,
        terms=tuple(_set_valid_from(term, renaming) for term in new_title.terms),
    )
    for term, new_text in zip(old_terms, new_texts, strict=True):
        if term.text not in new_texts:
            yield Renaming(old_title, dated_title, renaming.locale, (term,), new_text)


def _list_usable_terms(entry: ConceptEntry, renaming: Renaming) -> list[Term]:
    return [
        term
        for term in entry.terms
        if term.locale == renaming.locale and term.status in USABLE_STATUSES
    ]


def _set_valid_from(term: Term, renaming: Renaming) -> Term:
    return replace(term, valid_from=renaming.valid_from)
