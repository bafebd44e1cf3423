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
    """The id in the lower termbase."""
    lower_termbase: str | None
    locale: str
    preferred: str
    """The term to use, of the higher termbase."""
    lower_preferred: str
    """The term that the lower termbase prefers."""


class TermbasePrecedence:
    """The order of termbases, the highest first."""

    def __init__(
        self,
        termbase_order: Sequence[str] = (),
        starter_concept_ids: Set[str] = frozenset(),
    ) -> None:
        """`termbase_order`: names of termbases; others follow them, by their names.

        `starter_concept_ids`: the concepts that belong to the starter although nothing
        says so, as in older databases.
        """
        self._rank_by_termbase = {
            termbase: rank for rank, termbase in enumerate(termbase_order)
        }
        self._starter_concept_ids = starter_concept_ids

    def get_termbase_name(self, entry: ConceptEntry) -> str | None:
        """Get the name of an entry's termbase; None for the house's own."""
        if entry.termbase is None and entry.id in self._starter_concept_ids:
            return STARTER_TERMBASE
        return entry.termbase

    def get_rank(self, entry: ConceptEntry) -> tuple[int, str]:
        """Return the rank of an entry's termbase: the lower, the more it counts."""
        termbase = self.get_termbase_name(entry)
        if termbase is None:
            return (-1, "")
        if termbase == STARTER_TERMBASE:
            return (len(self._rank_by_termbase) + 1, "")
        return self._rank_by_termbase.get(
            termbase, len(self._rank_by_termbase)
        ), termbase

    def join_entries(self, entries: Iterable[ConceptEntry]) -> list[ConceptEntry]:
        """Join the entries of one concept in several termbases to one entry each.

        It has the id and the fields of the highest, then those terms of the others
        that it lacks. What a lower termbase prefers besides is deprecated; relations
        to a joined concept lead to the joint one.
        """
        all_entries = list(entries)
        higher_id_by_lower_id = self.pair_entries(all_entries)
        if not higher_id_by_lower_id:
            return all_entries
        entry_by_id = {entry.id: entry for entry in all_entries}
        # The lowest first, so that what they add reaches the highest.
        for lower_id in sorted(
            higher_id_by_lower_id,
            key=lambda concept_id: self.get_rank(entry_by_id[concept_id]),
            reverse=True,
        ):
            higher_id = higher_id_by_lower_id[lower_id]
            lower_entry = entry_by_id.pop(lower_id)
            entry_by_id[higher_id] = _join_entries(entry_by_id[higher_id], lower_entry)
        return [
            _redirect_relations(entry, higher_id_by_lower_id)
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
                self.get_termbase_name(entry_by_id[lower_id]),
                lower_term.locale.tag,
                higher_text,
                lower_term.text,
            )
            for lower_id, higher_id in self.pair_entries(all_entries).items()
            for lower_term in entry_by_id[lower_id].terms
            if lower_term.status is TermStatus.PREFERRED
            for higher_text in entry_by_id[higher_id].list_preferred_texts(
                lower_term.locale
            )[:1]
            if _make_term_key(lower_term)
            not in {
                _make_term_key(term)
                for term in entry_by_id[higher_id].terms
                if term.status in (TermStatus.PREFERRED, TermStatus.ADMITTED)
            }
        ]

    def pair_entries(self, entries: Sequence[ConceptEntry]) -> dict[str, str]:
        """Pair each entry of a lower termbase with that of a higher one, by id.

        They name the same concept if they share a preferred term in the first language
        of the higher entry, have no different subject fields, and no other entry of the
        lower termbase shares as many terms. In other languages concepts often share a
        term: `Departemen`.
        """
        ranks = {self.get_rank(entry) for entry in entries}
        if len(ranks) < 2:
            return {}
        entries_by_term_key: dict[_TermKey, list[ConceptEntry]] = defaultdict(list)
        for entry in entries:
            for term_key in _list_preferred_term_keys(entry):
                entries_by_term_key[term_key].append(entry)
        candidate_pairs = [
            (higher_entry, lower_entry, shared_term_count)
            for higher_entry in entries
            for lower_entry, shared_term_count in self._find_counterparts(
                higher_entry, entries_by_term_key
            )
        ]
        # A concept of a lower termbase belongs to one of the highest only.
        candidate_pairs.sort(
            key=lambda candidate_pair: (
                self.get_rank(candidate_pair[0]),
                -candidate_pair[2],
            )
        )
        higher_id_by_lower_id: dict[str, str] = {}
        for higher_entry, lower_entry, _ in candidate_pairs:
            higher_id_by_lower_id.setdefault(lower_entry.id, higher_entry.id)
        return {
            lower_id: _find_highest_id(higher_id, higher_id_by_lower_id)
            for lower_id, higher_id in higher_id_by_lower_id.items()
        }

    def _find_counterparts(
        self,
        entry: ConceptEntry,
        entries_by_term_key: Mapping[_TermKey, Sequence[ConceptEntry]],
    ) -> Iterator[tuple[ConceptEntry, int]]:
        """Find the entry of each lower termbase that names the concept of an entry.

        Yields it with the number of preferred terms that both have.
        """
        term_keys = _list_preferred_term_keys(entry)
        shared_term_count_by_id: dict[str, int] = defaultdict(int)
        lower_entry_by_id: dict[str, ConceptEntry] = {}
        for term_key in term_keys:
            for other_entry in entries_by_term_key[term_key]:
                is_lower = self.get_rank(other_entry) > self.get_rank(entry)
                if is_lower and _may_be_one_concept(entry, other_entry):
                    shared_term_count_by_id[other_entry.id] += 1
                    lower_entry_by_id[other_entry.id] = other_entry
        first_language = _get_first_language(entry)
        first_language_keys = {
            term_key for term_key in term_keys if term_key[0] == first_language
        }
        lower_ids_by_rank: dict[tuple[int, str], list[str]] = defaultdict(list)
        for lower_id, lower_entry in lower_entry_by_id.items():
            if first_language_keys & _list_preferred_term_keys(lower_entry):
                lower_ids_by_rank[self.get_rank(lower_entry)].append(lower_id)
        for lower_ids in lower_ids_by_rank.values():
            highest_shared_count = max(
                shared_term_count_by_id[lower_id] for lower_id in lower_ids
            )
            closest_ids = [
                lower_id
                for lower_id in lower_ids
                if shared_term_count_by_id[lower_id] == highest_shared_count
            ]
            if len(closest_ids) == 1:
                yield lower_entry_by_id[closest_ids[0]], highest_shared_count


def _find_highest_id(concept_id: str, higher_id_by_lower_id: Mapping[str, str]) -> str:
    """Follow a concept to the highest one; ranks fall, so there is no circle."""
    while concept_id in higher_id_by_lower_id:
        concept_id = higher_id_by_lower_id[concept_id]
    return concept_id


def _make_term_key(term: Term) -> _TermKey:
    return term.locale.language, make_term_form(term.text, term.locale)


def _get_first_language(entry: ConceptEntry) -> str:
    return entry.terms[0].locale.language if entry.terms else ""


def _list_preferred_term_keys(entry: ConceptEntry) -> set[_TermKey]:
    return {
        _make_term_key(term)
        for term in entry.terms
        if term.status is TermStatus.PREFERRED
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
        relation.kind is RelationKind.DISTINCT_FROM
        and relation.concept == other_entry.id
        for entry, other_entry in (
            (higher_entry, lower_entry),
            (lower_entry, higher_entry),
        )
        for relation in entry.relations
    )


def _join_entries(
    higher_entry: ConceptEntry, lower_entry: ConceptEntry
) -> ConceptEntry:
    """Join two entries of a concept; the higher one has the last word."""
    higher_term_keys = {_make_term_key(term) for term in higher_entry.terms}
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
        if _make_term_key(term) not in higher_term_keys
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
    entry: ConceptEntry, higher_id_by_lower_id: Mapping[str, str]
) -> ConceptEntry:
    """Let the relations of an entry lead to joint concepts, and not to itself."""
    if not any(
        part_id in higher_id_by_lower_id
        for relation in entry.relations
        for part_id in relation.concept.split("+")
    ):
        return entry
    relations = [
        replace(
            relation,
            concept="+".join(
                higher_id_by_lower_id.get(part_id, part_id)
                for part_id in relation.concept.split("+")
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
