"""What a termbase knows of the two languages of a run."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from checks.engine.term_finder import TermFinder
from glossary.entries.entry import ConceptEntry, RelationKind
from glossary.recognition.recogniser import Recogniser
from glossary.titles.office_holders import OfficeHolders
from tm.text.locale import Locale

_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class KnownTerms:
    """The terms, persons and offices of a termbase; nothing without a termbase."""

    target: TermFinder | None = None
    """Finds the terms in a target."""
    source: TermFinder | None = None
    persons: OfficeHolders | None = None
    """The persons, and the offices they held."""
    successors: Mapping[str, Sequence[ConceptEntry]] = field(default_factory=dict)
    """By concept, those that it became."""
    words: frozenset[str] = frozenset()
    """The words of the terms in the target language, in small letters."""
    starter: frozenset[str] = frozenset()
    """Ids of the concepts that come with Padanan, many of which are common words."""

    @classmethod
    def of(
        cls,
        entries: Iterable[ConceptEntry],
        target: Locale,
        source: Locale | None = None,
        *,
        starter: frozenset[str] = frozenset(),
        finder: Callable[[Locale], Recogniser] | None = None,
    ) -> "KnownTerms":
        """What the entries of a termbase, perhaps an empty one, say of two locales.

        `finder` gives what finds the terms of a locale, if that is kept somewhere;
        else it is made of the entries.
        """
        known_entries = list(entries)
        if not known_entries:
            return cls()
        finder = finder or partial(Recogniser.build, known_entries)
        return cls(
            TermFinder(finder(target)),
            TermFinder(finder(source)) if source else None,
            OfficeHolders.of(known_entries),
            _successors(known_entries),
            _words_of(known_entries, target),
            starter,
        )


def _successors(entries: Iterable[ConceptEntry]) -> Mapping[str, list[ConceptEntry]]:
    successors: dict[str, list[ConceptEntry]] = {}
    for entry in entries:
        for relation in entry.relations:
            if relation.kind is RelationKind.FORMERLY:
                successors.setdefault(relation.concept, []).append(entry)
    return successors


def _words_of(entries: Iterable[ConceptEntry], locale: Locale) -> frozenset[str]:
    return frozenset(
        word
        for entry in entries
        for term in entry.in_locale(locale)
        for word in _WORD.findall(term.text.lower())
    )
