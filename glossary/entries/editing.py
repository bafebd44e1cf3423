"""Changing concept entries: functions from an entry to the entry it becomes.

None of them looks at other entries or at the database; `glossary.entries.validity`
judges what comes of them.
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
from glossary.entries.notation import TermName, status_word_of, term_name
from glossary.entries.validity import describe_term
from tm.errors import InputError, NotFound
from tm.text.normal import folded
from tm.text.segment import content_key

Standing = tuple[TermStatus, bool]
"""A status, and whether it is forbidden."""

_LONGEST_ID = 40


def find_term(entry: ConceptEntry, name: TermName) -> Term:
    """Find a term by its name, ignoring case and diacritics if need be.

    Raises NotFound, which names the nearest.
    """
    terms = [term for term in entry.terms if term.locale == name.locale]
    exact = [term for term in terms if term.text == name.text]
    similar = [term for term in terms if folded(term.text) == folded(name.text)]
    for matches in (exact, similar):
        if len(matches) == 1:
            return matches[0]
    texts = [term.text for term in terms]
    nearest = difflib.get_close_matches(name.text, texts, n=3, cutoff=0.5) or texts
    hint = f"did you mean {' or '.join(nearest)}?" if nearest else "it has none"
    raise NotFound(f"{entry.id} has no {name.locale.tag} term {name.text!r}; {hint}")


def with_term(entry: ConceptEntry, term: Term) -> ConceptEntry:
    """Add a term to an entry, or replace the one with the same text."""
    name = term_name(term)
    if any(name.names(other) for other in entry.terms):
        return _map_terms(entry, lambda one: term if name.names(one) else one)
    # After those of its language, so that files list them together.
    positions = [
        position + 1
        for position, present in enumerate(entry.terms)
        if present.locale == term.locale
    ]
    position = positions[-1] if positions else len(entry.terms)
    return replace(
        entry, terms=(*entry.terms[:position], term, *entry.terms[position:])
    )


def with_status(
    entry: ConceptEntry, name: TermName, standing: Standing
) -> ConceptEntry:
    """Set the status of a term, which is added if it is missing."""
    status, forbidden = standing
    same_terms = [term for term in entry.terms if name.names(term)]
    term = same_terms[0] if same_terms else Term(name.locale, name.text)
    return with_term(entry, replace(term, status=status, forbidden=forbidden))


def without_term(entry: ConceptEntry, name: TermName) -> ConceptEntry:
    """Remove a term. Raises NotFound; InputError for the last term."""
    removed = find_term(entry, name)
    remaining = tuple(term for term in entry.terms if term is not removed)
    if not remaining:
        raise InputError(
            f"{removed.text!r} is the only term of {entry.id}; "
            f"`padanan terms remove {entry.id}` removes the concept"
        )
    return replace(entry, terms=remaining)


def rename_term(entry: ConceptEntry, name: TermName, text: str) -> ConceptEntry:
    """Change the text of a term and keep everything else."""
    old = find_term(entry, name)
    return _map_terms(
        entry, lambda term: replace(term, text=text) if term is old else term
    )


def prefer_term(
    entry: ConceptEntry,
    name: TermName,
    *,
    demoted: Standing = (TermStatus.SUPERSEDED, False),
    on: str | None = None,
) -> ConceptEntry:
    """Make a term preferred, and give the former preferred term another status.

    With `on`, the new one is valid from that day, and the old one to it.
    """
    status, forbidden = demoted
    if status is TermStatus.PREFERRED:
        raise InputError("the former preferred term needs another status")

    def demote(term: Term) -> Term:
        is_rival = term.locale == name.locale and term.status is TermStatus.PREFERRED
        if not is_rival or name.names(term):
            return term
        changed = replace(term, status=status, forbidden=forbidden)
        return replace(changed, valid_to=on) if on and not term.valid_to else changed

    changed_entry = with_status(
        _map_terms(entry, demote), name, (TermStatus.PREFERRED, False)
    )
    if on is None:
        return changed_entry
    return _map_terms(
        changed_entry,
        lambda term: (
            replace(term, valid_from=on, valid_to=None) if name.names(term) else term
        ),
    )


def retire_term(entry: ConceptEntry, name: TermName, on: str) -> ConceptEntry:
    """Mark a term as superseded from a day on."""
    old = find_term(entry, name)
    if old.status in (TermStatus.DEPRECATED, TermStatus.SUPERSEDED):
        raise InputError(f"{describe_term(old)} is already retired")
    superseded = replace(old, status=TermStatus.SUPERSEDED, valid_to=on)
    return _map_terms(entry, lambda term: superseded if term is old else term)


def retire_concept(entry: ConceptEntry, on: str) -> ConceptEntry:
    """End the validity of a concept on a day.

    Its terms keep their statuses: of what was before that day they are still right.
    """
    return replace(entry, valid_to=on)


def add_relation(entry: ConceptEntry, relation: Relation) -> ConceptEntry:
    """Add a relation, or replace the one of the same kind, concept and start."""

    def is_same(other: Relation) -> bool:
        return (other.kind, other.concept, other.valid_from) == (
            relation.kind,
            relation.concept,
            relation.valid_from,
        )

    if any(map(is_same, entry.relations)):
        return replace(
            entry,
            relations=tuple(
                relation if is_same(present) else present for present in entry.relations
            ),
        )
    return replace(entry, relations=(*entry.relations, relation))


def remove_relation(
    entry: ConceptEntry, kind: RelationKind, concept: str
) -> ConceptEntry:
    """Remove the relations of a kind to a concept. Raises NotFound."""
    remaining = tuple(
        relation
        for relation in entry.relations
        if (relation.kind, relation.concept) != (kind, concept)
    )
    if len(remaining) == len(entry.relations):
        raise NotFound(f"{entry.id} has no relation {kind.value!r} to {concept}")
    return replace(entry, relations=remaining)


def redirect_relations(entry: ConceptEntry, old: str, new: str) -> ConceptEntry:
    """Redirect the relations to one concept to another concept."""
    redirected_relations = (
        replace(relation, concept=new) if relation.concept == old else relation
        for relation in entry.relations
    )
    relations = (
        relation for relation in redirected_relations if relation.concept != entry.id
    )
    return replace(entry, relations=tuple(dict.fromkeys(relations)))


@dataclass(frozen=True, slots=True)
class MergedEntry:
    """Two entries merged into one, and what of the second was dropped."""

    entry: ConceptEntry
    notes: tuple[str, ...]


def merge_concepts(entry_to_keep: ConceptEntry, other: ConceptEntry) -> MergedEntry:
    """Merge two entries; where they contradict each other, the first one wins.

    Terms are united: of a text that both have, the first one's status stays; a second
    preferred term becomes admitted. Empty fields are filled, but for dates, which say
    something by being absent; notes are joined.
    """
    notes: list[str] = []
    entry = entry_to_keep
    for term in other.terms:
        same_terms = [
            own_term
            for own_term in entry_to_keep.terms
            if term_name(term).names(own_term)
        ]
        if same_terms:
            if status_word_of(same_terms[0]) != status_word_of(term):
                own_word, other_word = (
                    describe_term(same_terms[0]),
                    status_word_of(term),
                )
                notes.append(f"{own_word}: {other.id} had {other_word}")
            entry = with_term(entry, _fill_term(same_terms[0], term))
            continue
        rivals = [
            own_term
            for own_term in entry_to_keep.terms
            if own_term.locale == term.locale
            and own_term.status is TermStatus.PREFERRED
        ]
        if rivals and term.status is TermStatus.PREFERRED:
            notes.append(
                f"{describe_term(term)} becomes admitted next to "
                f"{describe_term(rivals[0])}"
            )
            term = replace(term, status=TermStatus.ADMITTED)
        entry = with_term(entry, term)
    for name in ("subject_field", "definition", "confidence", "valid_from", "valid_to"):
        own_value, other_value = getattr(entry_to_keep, name), getattr(other, name)
        is_date = name.startswith("valid")
        if own_value is None and other_value is not None and not is_date:
            entry = replace(entry, **{name: other_value})
        elif other_value not in (None, own_value):
            notes.append(
                f"{name.replace('_', ' ')} {other_value!r} of {other.id} is dropped"
            )
    # What an earlier join has said is not said again.
    new_note = (
        other.note if other.note not in (entry_to_keep.note or "").split("; ") else None
    )
    notes_to_join = filter(None, (entry_to_keep.note, new_note))
    relations = tuple(dict.fromkeys((*entry_to_keep.relations, *other.relations)))
    entry = replace(entry, note="; ".join(notes_to_join) or None, relations=relations)
    return MergedEntry(
        redirect_relations(entry, other.id, entry_to_keep.id), tuple(notes)
    )


def make_id(entry: ConceptEntry, is_taken: Callable[[str], bool]) -> str:
    """Make an id of the subject field and the first term, such as `office-thu-truong`.

    From content, so that two people who add one concept give it one id.
    """
    text = entry.terms[0].text
    letters = [letter if letter.isalnum() else " " for letter in folded(text)]
    slug = "-".join("".join(letters).split())
    if not slug.isascii() or not slug:
        slug = content_key(text).hex()[:8]
    if len(slug) > _LONGEST_ID:
        slug = slug[:_LONGEST_ID].rpartition("-")[0] or slug[:_LONGEST_ID]
    field = "-".join(folded(entry.subject_field or "").split())
    stem = f"{field}-{slug}" if field else slug
    number, id = 1, stem
    while is_taken(id):
        number += 1
        id = f"{stem}-{number}"
    return id


def _fill_term(term: Term, other: Term) -> Term:
    """Add the facts to a term that only the other one has."""
    fields = ("part_of_speech", "case_sensitive", "source")
    missing = {
        name: getattr(other, name) for name in fields if getattr(term, name) is None
    }
    notes = dict.fromkeys(filter(None, (term.note, other.note)))
    return replace(term, **missing, note="; ".join(notes) or None)


def _map_terms(entry: ConceptEntry, change: Callable[[Term], Term]) -> ConceptEntry:
    return replace(entry, terms=tuple(map(change, entry.terms)))
