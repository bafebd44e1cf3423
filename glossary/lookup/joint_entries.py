"""Joining of found entries of one concept in several termbases.

Like `Precedence.join_entries`, but only the entries that may be of the same concept as
those found are read, since a termbase may have a hundred thousand.
"""

from collections.abc import Callable, Iterable, Mapping

from glossary.entries.entry import ConceptEntry, Term, TermStatus, make_term_form
from glossary.entries.precedence import TermbasePrecedence

EntryReader = Callable[[Iterable[str]], Mapping[str, ConceptEntry]]
"""Reads entries by their ids."""
ConceptIdFinder = Callable[[Term], Iterable[str]]
"""Finds the ids of the entries with a term, in any spelling of its capitals."""


def join_found_entries(
    found_entry_by_id: Mapping[str, ConceptEntry],
    precedence: TermbasePrecedence,
    find_ids_with_term: ConceptIdFinder,
    read_entries: EntryReader,
) -> dict[str, ConceptEntry]:
    """Map the id of each found entry to the joint entry of its concept."""
    entry_by_id = dict(found_entry_by_id)
    new_entries = [*found_entry_by_id.values()]
    while new_entries:
        ids_with_equal_terms = {
            concept_id
            for entry in new_entries
            for term in entry.terms
            if term.status is TermStatus.PREFERRED
            for concept_id in find_ids_with_term(term)
        }
        newly_read_entry_by_id = read_entries(
            sorted(ids_with_equal_terms - entry_by_id.keys())
        )
        entry_by_id.update(newly_read_entry_by_id)
        new_entries = [*newly_read_entry_by_id.values()]
    # What a reader sees does not depend on the order in which entries were found.
    entries = [entry_by_id[concept_id] for concept_id in sorted(entry_by_id)]
    higher_id_by_lower_id = precedence.pair_entries(entries)
    joint_entry_by_id = {entry.id: entry for entry in precedence.join_entries(entries)}
    return {
        concept_id: joint_entry_by_id[higher_id_by_lower_id.get(concept_id, concept_id)]
        for concept_id in found_entry_by_id
    }


def find_joint_term(entry: ConceptEntry, found_term: Term) -> Term:
    """Find a term in a joint entry, where it may have another status."""
    found_form = make_term_form(found_term.text, found_term.locale)
    for term in entry.list_terms_in(found_term.locale):
        if make_term_form(term.text, term.locale) == found_form:
            return term
    return found_term
