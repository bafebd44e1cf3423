"""The terms, persons and offices of a termbase in the two languages of a run."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from glossary.entries.entry import ConceptEntry, RelationKind
from tm.text.locale import Locale

if TYPE_CHECKING:
    from checks.engine.term_finder import TermFinder
    from glossary.recognition.recogniser import Recogniser
    from glossary.titles.office_holders import OfficeHolders

_WORD_PATTERN = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class KnownTerms:
    """The terms, persons and offices of a termbase; all empty without one."""

    target_finder: "TermFinder | None" = None
    """Finds the terms in a target."""
    source_finder: "TermFinder | None" = None
    office_holders: "OfficeHolders | None" = None
    """The persons, and the offices they held."""
    successors_by_concept: Mapping[str, Sequence[ConceptEntry]] = field(
        default_factory=dict
    )
    """By concept, the concepts that succeeded it."""
    term_words: frozenset[str] = frozenset()
    """The words of the terms in the target language, in lower case."""
    starter_concept_ids: frozenset[str] = frozenset()
    """Ids of the concepts that come with Padanan, many of which are common words."""

    @classmethod
    def build(
        cls,
        entries: Iterable[ConceptEntry],
        target_locale: Locale,
        source_locale: Locale | None = None,
        *,
        starter_concept_ids: frozenset[str] = frozenset(),
        make_recogniser: "Callable[[Locale], Recogniser] | None" = None,
    ) -> "KnownTerms":
        """Read the terms of two locales from the entries of a termbase.

        `make_recogniser` gives what finds the terms of a locale, if that is kept
        somewhere; else it is made of the entries.
        """
        all_entries = list(entries)
        if not all_entries:
            return cls()
        # Not needed without a termbase.
        from checks.engine.term_finder import TermFinder
        from glossary.recognition.recogniser import Recogniser
        from glossary.titles.office_holders import OfficeHolders

        make_recogniser = make_recogniser or partial(Recogniser.build, all_entries)
        return cls(
            TermFinder(make_recogniser(target_locale)),
            TermFinder(make_recogniser(source_locale)) if source_locale else None,
            OfficeHolders.build(all_entries),
            _map_successors_by_concept(all_entries),
            _read_term_words(all_entries, target_locale),
            starter_concept_ids,
        )


def _map_successors_by_concept(
    entries: Iterable[ConceptEntry],
) -> Mapping[str, list[ConceptEntry]]:
    """Map each concept to the concepts that succeeded it."""
    successors_by_concept: dict[str, list[ConceptEntry]] = {}
    for entry in entries:
        for relation in entry.relations:
            if relation.kind is RelationKind.FORMERLY:
                successors_by_concept.setdefault(relation.concept, []).append(entry)
    return successors_by_concept


def _read_term_words(entries: Iterable[ConceptEntry], locale: Locale) -> frozenset[str]:
    return frozenset(
        word
        for entry in entries
        for term in entry.list_terms_in(locale)
        for word in _WORD_PATTERN.findall(term.text.lower())
    )
