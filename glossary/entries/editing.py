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
from glossary.entries.notation import TermName, name_of, standing_of
from glossary.entries.validity import describe
from tm.errors import InputError, NotFound
from tm.text.normal import folded
from tm.text.segment import content_key

Standing = tuple[TermStatus, bool]
"""A status, and whether it is forbidden."""

_LONGEST_ID = 40


def term_named(entry: ConceptEntry, name: TermName) -> Term:
    """The term of a name; one that differs in case and marks only will do.

    Raises NotFound, which names the nearest.
    """
    same = [term for term in entry.terms if term.locale == name.locale]
    exact = [term for term in same if term.text == name.text]
    alike = [term for term in same if folded(term.text) == folded(name.text)]
    for found in (exact, alike):
        if len(found) == 1:
            return found[0]
    texts = [term.text for term in same]
    near = difflib.get_close_matches(name.text, texts, n=3, cutoff=0.5) or texts
    listed = f"did you mean {' or '.join(near)}?" if near else "it has none"
    raise NotFound(f"{entry.id} has no {name.locale.tag} term {name.text!r}; {listed}")


def with_term(entry: ConceptEntry, term: Term) -> ConceptEntry:
    """The entry with a term; one of the same text gives its place to it."""
    name = name_of(term)
    if any(name.names(other) for other in entry.terms):
        return _each_term(entry, lambda one: term if name.names(one) else one)
    # After those of its language, so that files list them together.
    places = [
        place + 1 for place, one in enumerate(entry.terms) if one.locale == term.locale
    ]
    place = places[-1] if places else len(entry.terms)
    return replace(entry, terms=(*entry.terms[:place], term, *entry.terms[place:]))


def with_status(
    entry: ConceptEntry, name: TermName, standing: Standing
) -> ConceptEntry:
    """The entry with a term in a status; the term is added where it is not there."""
    status, forbidden = standing
    known = [term for term in entry.terms if name.names(term)]
    term = known[0] if known else Term(name.locale, name.text)
    return with_term(entry, replace(term, status=status, forbidden=forbidden))


def without_term(entry: ConceptEntry, name: TermName) -> ConceptEntry:
    """The entry without a term. Raises NotFound; InputError for its last term."""
    gone = term_named(entry, name)
    left = tuple(term for term in entry.terms if term is not gone)
    if not left:
        raise InputError(
            f"{gone.text!r} is the only term of {entry.id}; "
            f"`padanan terms remove {entry.id}` removes the concept"
        )
    return replace(entry, terms=left)


def renamed(entry: ConceptEntry, name: TermName, text: str) -> ConceptEntry:
    """The entry with another spelling of a term, all else of it as it was."""
    old = term_named(entry, name)
    return _each_term(
        entry, lambda term: replace(term, text=text) if term is old else term
    )


def preferring(
    entry: ConceptEntry,
    name: TermName,
    *,
    demoted: Standing = (TermStatus.SUPERSEDED, False),
    on: str | None = None,
) -> ConceptEntry:
    """The entry with a term as the one to use; the one before gets another status.

    With `on`, the new one is valid from that day, and the old one to it.
    """
    status, forbidden = demoted
    if status is TermStatus.PREFERRED:
        raise InputError("the term before cannot stay preferred")

    def demote(term: Term) -> Term:
        rival = term.locale == name.locale and term.status is TermStatus.PREFERRED
        if not rival or name.names(term):
            return term
        changed = replace(term, status=status, forbidden=forbidden)
        return replace(changed, valid_to=on) if on and not term.valid_to else changed

    raised = with_status(_each_term(entry, demote), name, (TermStatus.PREFERRED, False))
    if on is None:
        return raised
    return _each_term(
        raised,
        lambda term: (
            replace(term, valid_from=on, valid_to=None) if name.names(term) else term
        ),
    )


def term_retired(entry: ConceptEntry, name: TermName, on: str) -> ConceptEntry:
    """The entry with a term that is superseded since a day."""
    old = term_named(entry, name)
    if old.status in (TermStatus.DEPRECATED, TermStatus.SUPERSEDED):
        raise InputError(f"{describe(old)} is not in use any more")
    gone = replace(old, status=TermStatus.SUPERSEDED, valid_to=on)
    return _each_term(entry, lambda term: gone if term is old else term)


def retired(entry: ConceptEntry, on: str) -> ConceptEntry:
    """The entry of a concept that there is no more since a day.

    Its terms keep their statuses: of what was before that day they are still right.
    """
    return replace(entry, valid_to=on)


def related(entry: ConceptEntry, relation: Relation) -> ConceptEntry:
    """The entry with a relation; one of that kind, concept and start is replaced."""

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
                relation if is_same(one) else one for one in entry.relations
            ),
        )
    return replace(entry, relations=(*entry.relations, relation))


def unrelated(entry: ConceptEntry, kind: RelationKind, concept: str) -> ConceptEntry:
    """The entry without its relations of a kind to a concept. Raises NotFound."""
    left = tuple(
        one for one in entry.relations if (one.kind, one.concept) != (kind, concept)
    )
    if len(left) == len(entry.relations):
        raise NotFound(f"{entry.id} has no relation {kind.value!r} to {concept}")
    return replace(entry, relations=left)


def redirected(entry: ConceptEntry, old: str, new: str) -> ConceptEntry:
    """The entry with its relations to one concept as relations to another."""
    moved = (
        replace(one, concept=new) if one.concept == old else one
        for one in entry.relations
    )
    kept = (one for one in moved if one.concept != entry.id)
    return replace(entry, relations=tuple(dict.fromkeys(kept)))


@dataclass(frozen=True, slots=True)
class Merged:
    """Two entries as one, and what of the second one gave way."""

    entry: ConceptEntry
    notes: tuple[str, ...]


def merged(kept: ConceptEntry, other: ConceptEntry) -> Merged:
    """One entry of two; where they contradict each other, the first one is right.

    Terms are united: of a text that both have, the first one's status stays; a second
    preferred term becomes admitted. Empty fields are filled, but for dates, which say
    something by being absent; notes are joined.
    """
    notes: list[str] = []
    entry = kept
    for term in other.terms:
        same = [one for one in kept.terms if name_of(term).names(one)]
        if same:
            if standing_of(same[0]) != standing_of(term):
                notes.append(f"{describe(same[0])}: {other.id} had {standing_of(term)}")
            entry = with_term(entry, _filled(same[0], term))
            continue
        rival = [
            one
            for one in kept.terms
            if one.locale == term.locale and one.status is TermStatus.PREFERRED
        ]
        if rival and term.status is TermStatus.PREFERRED:
            notes.append(f"{describe(term)} becomes admitted: {describe(rival[0])}")
            term = replace(term, status=TermStatus.ADMITTED)
        entry = with_term(entry, term)
    for name in ("subject_field", "definition", "confidence", "valid_from", "valid_to"):
        mine, theirs = getattr(kept, name), getattr(other, name)
        dated = name.startswith("valid")
        if mine is None and theirs is not None and not dated:
            entry = replace(entry, **{name: theirs})
        elif theirs not in (None, mine):
            notes.append(f"{name.replace('_', ' ')} {theirs!r} of {other.id} is gone")
    # What an earlier join has said is not said again.
    fresh = other.note if other.note not in (kept.note or "").split("; ") else None
    said = filter(None, (kept.note, fresh))
    relations = tuple(dict.fromkeys((*kept.relations, *other.relations)))
    entry = replace(entry, note="; ".join(said) or None, relations=relations)
    return Merged(redirected(entry, other.id, kept.id), tuple(notes))


def made_id(entry: ConceptEntry, is_taken: Callable[[str], bool]) -> str:
    """An id made of the subject field and the first term, such as `office-thu-truong`.

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


def _filled(term: Term, other: Term) -> Term:
    """A term with the facts that only the other has."""
    facts = ("part_of_speech", "case_sensitive", "source")
    missing = {
        name: getattr(other, name) for name in facts if getattr(term, name) is None
    }
    said = dict.fromkeys(filter(None, (term.note, other.note)))
    return replace(term, **missing, note="; ".join(said) or None)


def _each_term(entry: ConceptEntry, change: Callable[[Term], Term]) -> ConceptEntry:
    return replace(entry, terms=tuple(map(change, entry.terms)))
