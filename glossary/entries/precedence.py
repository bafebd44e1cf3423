"""Which of several termbases has the last word about a concept.

A house's own termbase ranks above those it was given, and these above the starter: of
a concept that two have, the terms of the higher one are those to use.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from glossary.entries.entry import (
    ConceptEntry,
    RelationKind,
    Term,
    TermStatus,
    make_term_form,
)

OWN_TERMBASE = "own"
"""What the house's own termbase, which has no name, is called."""
STARTER_TERMBASE = "starter"
"""The name of the termbase that comes with Padanan."""

_TermKey = tuple[str, str]
"""Language and text of a term, for comparison."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A concept whose preferred terms differ in two termbases."""

    concept: str
    """The id in the higher termbase."""
    lower_concept: str
    lower_termbase: str | None
    locale: str
    preferred: str
    """The term to use, of the higher termbase."""
    lower_preferred: str
    """The term that the lower termbase prefers."""


class Precedence:
    """The order of termbases, the highest first."""

    def __init__(
        self, order: Sequence[str] = (), starter_concept_ids: Set[str] = frozenset()
    ) -> None:
        """`order`: names of termbases; others follow them, by their names.

        `starter_concept_ids`: the concepts that belong to the starter although nothing
        says so, as in older databases.
        """
        self._rank_by_termbase = {name: rank for rank, name in enumerate(order)}
        self._starter_concept_ids = starter_concept_ids

    def name_termbase(self, entry: ConceptEntry) -> str | None:
        """Name the termbase of an entry; None for the house's own."""
        if entry.termbase is None and entry.id in self._starter_concept_ids:
            return STARTER_TERMBASE
        return entry.termbase

    def rank(self, entry: ConceptEntry) -> tuple[int, str]:
        """Return the rank of an entry's termbase: the lower, the more it counts."""
        termbase = self.name_termbase(entry)
        if termbase is None:
            return (-1, "")
        if termbase == STARTER_TERMBASE:
            return (len(self._rank_by_termbase) + 1, "")
        return self._rank_by_termbase.get(
            termbase, len(self._rank_by_termbase)
        ), termbase

    def join(self, entries: Iterable[ConceptEntry]) -> list[ConceptEntry]:
        """Join the entries of one concept in several termbases to one entry each.

        It has the id and the fields of the highest, then those terms of the others
        that it lacks. What a lower termbase prefers besides is deprecated; relations
        to a joined concept lead to the joint one.
        """
        all_entries = list(entries)
        higher_by_lower_id = self.pair(all_entries)
        if not higher_by_lower_id:
            return all_entries
        entry_by_id = {entry.id: entry for entry in all_entries}
        # The lowest first, so that what they add reaches the highest.
        for lower_id in sorted(
            higher_by_lower_id,
            key=lambda id_: self.rank(entry_by_id[id_]),
            reverse=True,
        ):
            higher_id = higher_by_lower_id[lower_id]
            lower_entry = entry_by_id.pop(lower_id)
            entry_by_id[higher_id] = _join_entries(entry_by_id[higher_id], lower_entry)
        return [
            _redirect_relations(entry, higher_by_lower_id)
            for entry in entry_by_id.values()
        ]

    def find_disagreements(self, entries: Iterable[ConceptEntry]) -> list[Disagreement]:
        """Find the concepts of which two termbases prefer different terms."""
        all_entries = list(entries)
        entry_by_id = {entry.id: entry for entry in all_entries}
        return [
            Disagreement(
                higher_id,
                lower_id,
                self.name_termbase(entry_by_id[lower_id]),
                lower_term.locale.tag,
                higher_text,
                lower_term.text,
            )
            for lower_id, higher_id in self.pair(all_entries).items()
            for lower_term in entry_by_id[lower_id].terms
            if lower_term.status is TermStatus.PREFERRED
            for higher_text in entry_by_id[higher_id].list_preferred_texts(
                lower_term.locale
            )[:1]
            if _make_key(lower_term)
            not in {
                _make_key(term)
                for term in entry_by_id[higher_id].terms
                if term.status in (TermStatus.PREFERRED, TermStatus.ADMITTED)
            }
        ]

    def pair(self, entries: Sequence[ConceptEntry]) -> dict[str, str]:
        """Pair each entry of a lower termbase with that of a higher one, by id.

        They name the same concept if they share a preferred term in the first language
        of the higher entry, have no different subject fields, and no other entry of the
        lower termbase shares as many terms. In other languages concepts often share a
        term: `Departemen`.
        """
        ranks = {self.rank(entry) for entry in entries}
        if len(ranks) < 2:
            return {}
        entries_by_key: dict[_TermKey, list[ConceptEntry]] = defaultdict(list)
        for entry in entries:
            for key in _list_preferred_keys(entry):
                entries_by_key[key].append(entry)
        candidates = [
            (higher_entry, lower_entry, shared_count)
            for higher_entry in entries
            for lower_entry, shared_count in self._find_counterparts(
                higher_entry, entries_by_key
            )
        ]
        # A concept of a lower termbase belongs to one of the highest only.
        candidates.sort(key=lambda candidate: (self.rank(candidate[0]), -candidate[2]))
        higher_by_lower_id: dict[str, str] = {}
        for higher_entry, lower_entry, _ in candidates:
            higher_by_lower_id.setdefault(lower_entry.id, higher_entry.id)
        return {
            lower_id: _find_highest_id(higher_id, higher_by_lower_id)
            for lower_id, higher_id in higher_by_lower_id.items()
        }

    def _find_counterparts(
        self,
        entry: ConceptEntry,
        entries_by_key: Mapping[_TermKey, Sequence[ConceptEntry]],
    ) -> Iterator[tuple[ConceptEntry, int]]:
        """Find the entry of each lower termbase that names the concept of an entry.

        Yields it with the number of preferred terms that both have.
        """
        keys = _list_preferred_keys(entry)
        shared_counts: dict[str, int] = defaultdict(int)
        lower_by_id: dict[str, ConceptEntry] = {}
        for key in keys:
            for other_entry in entries_by_key[key]:
                is_lower = self.rank(other_entry) > self.rank(entry)
                if is_lower and _may_be_one_concept(entry, other_entry):
                    shared_counts[other_entry.id] += 1
                    lower_by_id[other_entry.id] = other_entry
        first_language = _name_first_language(entry)
        first_keys = {key for key in keys if key[0] == first_language}
        lower_ids_by_rank: dict[tuple[int, str], list[str]] = defaultdict(list)
        for lower_id, lower_entry in lower_by_id.items():
            if first_keys & _list_preferred_keys(lower_entry):
                lower_ids_by_rank[self.rank(lower_entry)].append(lower_id)
        for lower_ids in lower_ids_by_rank.values():
            highest_count = max(shared_counts[lower_id] for lower_id in lower_ids)
            best_ids = [
                lower_id
                for lower_id in lower_ids
                if shared_counts[lower_id] == highest_count
            ]
            if len(best_ids) == 1:
                yield lower_by_id[best_ids[0]], highest_count


def _find_highest_id(concept_id: str, higher_by_lower_id: Mapping[str, str]) -> str:
    """Follow a concept to the highest one; ranks fall, so there is no circle."""
    while concept_id in higher_by_lower_id:
        concept_id = higher_by_lower_id[concept_id]
    return concept_id


def _make_key(term: Term) -> _TermKey:
    return term.locale.language, make_term_form(term.text, term.locale)


def _name_first_language(entry: ConceptEntry) -> str:
    return entry.terms[0].locale.language if entry.terms else ""


def _list_preferred_keys(entry: ConceptEntry) -> set[_TermKey]:
    return {
        _make_key(term) for term in entry.terms if term.status is TermStatus.PREFERRED
    }


def _may_be_one_concept(higher_entry: ConceptEntry, lower_entry: ConceptEntry) -> bool:
    """Whether nothing says that two entries are of different concepts."""
    if (
        higher_entry.subject_field is not None
        and lower_entry.subject_field is not None
        and higher_entry.subject_field.casefold()
        != lower_entry.subject_field.casefold()
    ):
        return False
    return not any(
        relation.kind is RelationKind.DISTINCT_FROM and relation.concept == other.id
        for entry, other in ((higher_entry, lower_entry), (lower_entry, higher_entry))
        for relation in entry.relations
    )


def _join_entries(
    higher_entry: ConceptEntry, lower_entry: ConceptEntry
) -> ConceptEntry:
    """Join two entries of a concept; the higher one has the last word."""
    higher_keys = {_make_key(term) for term in higher_entry.terms}
    preferred_languages = {
        term.locale.language
        for term in higher_entry.terms
        if term.status is TermStatus.PREFERRED
    }
    added_terms = [
        replace(term, status=TermStatus.DEPRECATED)
        if term.status is TermStatus.PREFERRED
        and term.locale.language in preferred_languages
        else term
        for term in lower_entry.terms
        if _make_key(term) not in higher_keys
    ]
    return replace(
        higher_entry,
        terms=(*higher_entry.terms, *added_terms),
        subject_field=higher_entry.subject_field or lower_entry.subject_field,
        definition=higher_entry.definition or lower_entry.definition,
        note=higher_entry.note or lower_entry.note,
        valid_from=higher_entry.valid_from or lower_entry.valid_from,
        valid_to=higher_entry.valid_to or lower_entry.valid_to,
        relations=(*higher_entry.relations, *lower_entry.relations),
        confidence=higher_entry.confidence or lower_entry.confidence,
    )


def _redirect_relations(
    entry: ConceptEntry, higher_by_lower_id: Mapping[str, str]
) -> ConceptEntry:
    """Let the relations of an entry lead to joint concepts, and not to itself."""
    if not any(
        part in higher_by_lower_id
        for relation in entry.relations
        for part in relation.concept.split("+")
    ):
        return entry
    relations = [
        replace(
            relation,
            concept="+".join(
                higher_by_lower_id.get(part, part)
                for part in relation.concept.split("+")
            ),
        )
        for relation in entry.relations
    ]
    return replace(
        entry,
        relations=tuple(
            relation for relation in relations if relation.concept != entry.id
        ),
    )
