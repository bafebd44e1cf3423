"""Edits of concept entries: functions that return the changed entry.

They see neither other entries nor the database; `glossary.entries.entry_faults`
validates the results.
"""

import difflib
from collections.abc import Callable
from dataclasses import dataclass, replace

from glossary.entries.entry import (
    ConceptEntry,
    Relation,
    RelationKind,
    Term,
    TermStatus,
)
from glossary.entries.entry_faults import describe_term
from glossary.entries.notation import TermName, get_status_word, make_term_name
from tm.errors import InputError, NotFound
from tm.text.normal import fold_text
from tm.text.segment import compute_content_key

StatusAndForbidden = tuple[TermStatus, bool]
"""A status, and whether the term is forbidden."""

_MAX_SLUG_LENGTH = 40
"""The most characters of the term's part of an id."""


def find_term(entry: ConceptEntry, term_name: TermName) -> Term:
    """Find a term by its name, if necessary without case and diacritics.

    Raises NotFound, which names the most similar terms.
    """
    locale_terms = [term for term in entry.terms if term.locale == term_name.locale]
    exact_terms = [term for term in locale_terms if term.text == term_name.text]
    terms_with_equal_fold = [
        term
        for term in locale_terms
        if fold_text(term.text) == fold_text(term_name.text)
    ]
    for matching_terms in (exact_terms, terms_with_equal_fold):
        if len(matching_terms) == 1:
            return matching_terms[0]
    term_texts = [term.text for term in locale_terms]
    nearest_texts = (
        difflib.get_close_matches(term_name.text, term_texts, n=3, cutoff=0.5)
        or term_texts
    )
    hint = (
        f"did you mean {' or '.join(nearest_texts)}?"
        if nearest_texts
        else "it has none"
    )
    raise NotFound(
        f"{entry.id} has no {term_name.locale.tag} term {term_name.text!r}; {hint}"
    )


def add_or_replace_term(entry: ConceptEntry, term: Term) -> ConceptEntry:
    """Add a term to an entry, or replace the one with the same text."""
    term_name = make_term_name(term)
    if any(term_name.is_name_of(old_term) for old_term in entry.terms):
        return _change_each_term(
            entry,
            lambda old_term: term if term_name.is_name_of(old_term) else old_term,
        )
    # Terms of one language stay together, so that files list them so.
    indexes_after_locale_terms = [
        insertion_index + 1
        for insertion_index, present_term in enumerate(entry.terms)
        if present_term.locale == term.locale
    ]
    insertion_index = (
        indexes_after_locale_terms[-1]
        if indexes_after_locale_terms
        else len(entry.terms)
    )
    return replace(
        entry,
        terms=(*entry.terms[:insertion_index], term, *entry.terms[insertion_index:]),
    )


def set_status(
    entry: ConceptEntry, term_name: TermName, status_and_forbidden: StatusAndForbidden
) -> ConceptEntry:
    """Set the status of a term, and add the term if it is missing."""
    status, is_forbidden = status_and_forbidden
    present_terms = [term for term in entry.terms if term_name.is_name_of(term)]
    term = present_terms[0] if present_terms else Term(term_name.locale, term_name.text)
    return add_or_replace_term(
        entry, replace(term, status=status, forbidden=is_forbidden)
    )


def remove_term(entry: ConceptEntry, term_name: TermName) -> ConceptEntry:
    """Remove a term. Raises NotFound; InputError for the last term."""
    removed_term = find_term(entry, term_name)
    remaining_terms = tuple(term for term in entry.terms if term is not removed_term)
    if not remaining_terms:
        raise InputError(
            f"{removed_term.text!r} is the only term of {entry.id}; remove the whole "
            "concept instead"
        )
    return replace(entry, terms=remaining_terms)


def rename_term(
    entry: ConceptEntry, term_name: TermName, new_text: str
) -> ConceptEntry:
    """Change the text of a term and keep everything else."""
    old_term = find_term(entry, term_name)
    return _change_each_term(
        entry, lambda term: replace(term, text=new_text) if term is old_term else term
    )


def prefer_term(
    entry: ConceptEntry,
    term_name: TermName,
    *,
    former_status: StatusAndForbidden = (TermStatus.SUPERSEDED, False),
    first_day: str | None = None,
) -> ConceptEntry:
    """Make a term preferred, and give the former preferred term another status.

    With `first_day`, the new term is valid from that day, and the old one until then.
    """
    status, is_forbidden = former_status
    if status is TermStatus.PREFERRED:
        raise InputError("the former preferred term needs another status")

    def demote(term: Term) -> Term:
        is_preferred_in_locale = (
            term.locale == term_name.locale and term.status is TermStatus.PREFERRED
        )
        if not is_preferred_in_locale or term_name.is_name_of(term):
            return term
        demoted_term = replace(term, status=status, forbidden=is_forbidden)
        return (
            replace(demoted_term, valid_to=first_day)
            if first_day and not term.valid_to
            else demoted_term
        )

    changed_entry = set_status(
        _change_each_term(entry, demote), term_name, (TermStatus.PREFERRED, False)
    )
    if first_day is None:
        return changed_entry
    return _change_each_term(
        changed_entry,
        lambda term: (
            replace(term, valid_from=first_day, valid_to=None)
            if term_name.is_name_of(term)
            else term
        ),
    )


def retire_term(
    entry: ConceptEntry, term_name: TermName, last_day: str
) -> ConceptEntry:
    """Mark a term as superseded after a day."""
    old_term = find_term(entry, term_name)
    if old_term.status in (TermStatus.DEPRECATED, TermStatus.SUPERSEDED):
        raise InputError(f"{describe_term(old_term)} is already retired")
    superseded_term = replace(old_term, status=TermStatus.SUPERSEDED, valid_to=last_day)
    return _change_each_term(
        entry, lambda term: superseded_term if term is old_term else term
    )


def retire_concept(entry: ConceptEntry, last_day: str) -> ConceptEntry:
    """End the validity of a concept on a day.

    Its terms keep their statuses, since they are right in texts about earlier days.
    """
    return replace(entry, valid_to=last_day)


def add_relation(entry: ConceptEntry, relation: Relation) -> ConceptEntry:
    """Add a relation, or replace the one of the same kind, concept and start."""

    def is_same_relation(old_relation: Relation) -> bool:
        return (old_relation.kind, old_relation.concept, old_relation.valid_from) == (
            relation.kind,
            relation.concept,
            relation.valid_from,
        )

    if any(map(is_same_relation, entry.relations)):
        return replace(
            entry,
            relations=tuple(
                relation if is_same_relation(old_relation) else old_relation
                for old_relation in entry.relations
            ),
        )
    return replace(entry, relations=(*entry.relations, relation))


def remove_relation(
    entry: ConceptEntry, kind: RelationKind, concept_id: str
) -> ConceptEntry:
    """Remove the relations of a kind to a concept. Raises NotFound."""
    remaining_relations = tuple(
        relation
        for relation in entry.relations
        if (relation.kind, relation.concept) != (kind, concept_id)
    )
    if len(remaining_relations) == len(entry.relations):
        raise NotFound(f"{entry.id} has no relation {kind.value!r} to {concept_id}")
    return replace(entry, relations=remaining_relations)


def redirect_relations(entry: ConceptEntry, old_id: str, new_id: str) -> ConceptEntry:
    """Redirect the relations to one concept to another concept."""
    redirected_relations = (
        replace(relation, concept=new_id) if relation.concept == old_id else relation
        for relation in entry.relations
    )
    relations = (
        relation for relation in redirected_relations if relation.concept != entry.id
    )
    return replace(entry, relations=tuple(dict.fromkeys(relations)))


@dataclass(frozen=True, slots=True)
class MergeOutcome:
    """The entry made of two, with notes on dropped facts of the second."""

    entry: ConceptEntry
    notes: tuple[str, ...]


def merge_concepts(
    kept_entry: ConceptEntry, removed_entry: ConceptEntry
) -> MergeOutcome:
    """Merge two entries; where they contradict each other, the first one wins.

    A term of both entries keeps its status in the first one; a second preferred term
    becomes admitted. Empty fields are filled, except dates, since no date has a
    meaning, too; notes are joined.
    """
    entry_with_terms, term_notes = _merge_terms(kept_entry, removed_entry)
    merged_entry, field_notes = _fill_empty_entry_fields(
        entry_with_terms, removed_entry
    )
    # A note that an earlier merge added is not added again.
    new_note = (
        removed_entry.note
        if removed_entry.note not in (kept_entry.note or "").split("; ")
        else None
    )
    notes_to_join = filter(None, (kept_entry.note, new_note))
    relations = tuple(dict.fromkeys((*kept_entry.relations, *removed_entry.relations)))
    merged_entry = replace(
        merged_entry, note="; ".join(notes_to_join) or None, relations=relations
    )
    return MergeOutcome(
        redirect_relations(merged_entry, removed_entry.id, kept_entry.id),
        (*term_notes, *field_notes),
    )


def _merge_terms(
    kept_entry: ConceptEntry, removed_entry: ConceptEntry
) -> tuple[ConceptEntry, list[str]]:
    """Add the terms of one entry to another; also return notes on what is dropped."""
    notes: list[str] = []
    merged_entry = kept_entry
    for term in removed_entry.terms:
        terms_of_same_name = [
            kept_term
            for kept_term in kept_entry.terms
            if make_term_name(term).is_name_of(kept_term)
        ]
        if terms_of_same_name:
            if get_status_word(terms_of_same_name[0]) != get_status_word(term):
                kept_term_description, removed_term_status_word = (
                    describe_term(terms_of_same_name[0]),
                    get_status_word(term),
                )
                notes.append(
                    f"{kept_term_description}: {removed_entry.id} had "
                    f"{removed_term_status_word}"
                )
            merged_entry = add_or_replace_term(
                merged_entry, _fill_empty_fields(terms_of_same_name[0], term)
            )
            continue
        kept_preferred_terms = [
            kept_term
            for kept_term in kept_entry.terms
            if kept_term.locale == term.locale
            and kept_term.status is TermStatus.PREFERRED
        ]
        if kept_preferred_terms and term.status is TermStatus.PREFERRED:
            notes.append(
                f"{describe_term(term)} becomes admitted next to "
                f"{describe_term(kept_preferred_terms[0])}"
            )
            term = replace(term, status=TermStatus.ADMITTED)
        merged_entry = add_or_replace_term(merged_entry, term)
    return merged_entry, notes


def _fill_empty_entry_fields(
    kept_entry: ConceptEntry, removed_entry: ConceptEntry
) -> tuple[ConceptEntry, list[str]]:
    """Fill empty fields, except dates; also return notes on what is dropped."""
    notes: list[str] = []
    merged_entry = kept_entry
    for field_name in (
        "subject_field",
        "definition",
        "confidence",
        "valid_from",
        "valid_to",
    ):
        kept_value, removed_value = (
            getattr(kept_entry, field_name),
            getattr(removed_entry, field_name),
        )
        is_date = field_name.startswith("valid")
        if kept_value is None and removed_value is not None and not is_date:
            merged_entry = replace(merged_entry, **{field_name: removed_value})
        elif removed_value not in (None, kept_value):
            field_label = field_name.replace("_", " ")
            notes.append(
                f"{field_label} {removed_value!r} of {removed_entry.id} is dropped"
            )
    return merged_entry, notes


def make_id(entry: ConceptEntry, is_taken: Callable[[str], bool]) -> str:
    """Make an id of the subject field and the first term, such as `office-thu-truong`.

    It depends only on content, so that two people who add a concept give it the same
    id.
    """
    term_text = entry.terms[0].text
    term_slug = _make_slug(term_text)
    if not term_slug.isascii() or not term_slug:
        term_slug = compute_content_key(term_text).hex()[:8]
    if len(term_slug) > _MAX_SLUG_LENGTH:
        term_slug = (
            term_slug[:_MAX_SLUG_LENGTH].rpartition("-")[0]
            or term_slug[:_MAX_SLUG_LENGTH]
        )
    field_slug = _make_slug(entry.subject_field or "")
    id_without_number = f"{field_slug}-{term_slug}" if field_slug else term_slug
    id_number, concept_id = 1, id_without_number
    while is_taken(concept_id):
        id_number += 1
        concept_id = f"{id_without_number}-{id_number}"
    return concept_id


def _make_slug(text: str) -> str:
    """Join the folded words of a text by hyphens, without other marks.

    >>> _make_slug("Bộ NN&MT")
    'bo-nn-mt'
    """
    letters_and_spaces = (
        letter if letter.isalnum() else " " for letter in fold_text(text)
    )
    return "-".join("".join(letters_and_spaces).split())


def _fill_empty_fields(term: Term, term_to_merge: Term) -> Term:
    """Fill the empty fields of a term from another term, and join their notes."""
    field_names = ("part_of_speech", "case_sensitive", "source")
    missing_value_by_field = {
        field_name: getattr(term_to_merge, field_name)
        for field_name in field_names
        if getattr(term, field_name) is None
    }
    notes = dict.fromkeys(filter(None, (term.note, term_to_merge.note)))
    return replace(term, **missing_value_by_field, note="; ".join(notes) or None)


def _change_each_term(
    entry: ConceptEntry, change_term: Callable[[Term], Term]
) -> ConceptEntry:
    return replace(entry, terms=tuple(map(change_term, entry.terms)))
