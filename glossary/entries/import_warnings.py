"""What is odd about concept entries on their way in, though they can be stored."""

from collections.abc import Iterator
from dataclasses import dataclass

from glossary.entries.entry import ConceptEntry, RelationKind, Term, TermStatus
from tm.text.locale import Locale

_ACYCLIC_KINDS = (RelationKind.BROADER, RelationKind.PART_OF, RelationKind.FORMERLY)
"""Kinds of relations that never lead back to where they began."""
_DISTINGUISHING_KINDS = (RelationKind.DISTINCT_FROM, RelationKind.FORMERLY)
"""Kinds of relations of which one tells a concept from others of its name."""
_MAX_TERMS_SHOWN = 3
_MAX_CHARACTERS_SHOWN = 40
"""Of what a message shows of terms: so many, and so many characters of each."""


@dataclass(frozen=True, slots=True)
class _NamedConcept:
    """The first concept of a file to have a name, and where it is."""

    id: str
    place: str
    subject_field: str | None
    texts: frozenset[tuple[Locale, str]]
    """All its names."""


class ImportWarnings:
    """Finds what is odd about imported entries, one by one and then together."""

    def __init__(self, source: Locale | None = None) -> None:
        """Shared names are reported in `source`, or an entry's first language."""
        self._source = source
        self._bearers: dict[tuple[Locale, str], _NamedConcept] = {}
        self._edges: dict[RelationKind, dict[str, list[str]]] = {
            kind: {} for kind in _ACYCLIC_KINDS
        }

    def check_entry(
        self, entry: ConceptEntry, place: str | None = None
    ) -> Iterator[str]:
        """Warn of what is odd about an entry, by itself or next to earlier ones.

        `place`: where it stands; its id, if absent.
        """
        yield from self._names(entry, place or entry.id)
        preferred: dict[Locale, list[str]] = {}
        for term in entry.terms:
            if term.status is TermStatus.PREFERRED:
                preferred.setdefault(term.locale, []).append(term.text)
        for locale, texts in preferred.items():
            if len(texts) > 1:
                # Ids may be made up by the reader, so that the terms say more.
                named = ", ".join(
                    f"{text[:_MAX_CHARACTERS_SHOWN]!r}"
                    for text in texts[:_MAX_TERMS_SHOWN]
                )
                more = ", …" if len(texts) > _MAX_TERMS_SHOWN else ""
                yield (
                    f"{entry.id} has {len(texts)} preferred terms in {locale}: "
                    f"{named}{more}; all but one should be admitted"
                )
        for relation in entry.relations:
            if relation.kind in self._edges:
                edges = self._edges[relation.kind].setdefault(entry.id, [])
                edges.append(relation.concept)

    def _names(self, entry: ConceptEntry, place: str) -> Iterator[str]:
        """Warn of names that an earlier concept has too, if nothing distinguishes the
        two.

        Who shares its names in all languages is a duplicate, of which others tell.
        """
        preferred_terms = [
            term for term in entry.terms if term.status is TermStatus.PREFERRED
        ]
        if not preferred_terms or any(
            relation.kind in _DISTINGUISHING_KINDS for relation in entry.relations
        ):
            return
        source = self._source or preferred_terms[0].locale
        texts = frozenset((term.locale, term.text) for term in preferred_terms)
        bearer = _NamedConcept(entry.id, place, entry.subject_field, texts)
        has_dates = entry.valid_from or entry.valid_to
        for term in preferred_terms:
            if not source.covers(term.locale) or has_dates or _may_share_name(term):
                continue
            first_bearer = self._bearers.setdefault((term.locale, term.text), bearer)
            fields = {first_bearer.subject_field, entry.subject_field} - {None}
            is_twin = len(texts) > 1 and texts <= first_bearer.texts
            if first_bearer.id == entry.id or len(fields) > 1 or is_twin:
                continue
            yield (
                f"{place}: {term.text[:_MAX_CHARACTERS_SHOWN]!r} ({term.locale}) is "
                f"also the name of the concept at {first_bearer.place}; both are stored"
            )

    def find_cycles(self) -> Iterator[str]:
        """Warn of cycles of relations among the entries so far, each once."""
        for kind, edges in self._edges.items():
            done: set[str] = set()
            for start in edges:
                for circle in _find_cycles(start, edges, done):
                    yield f"cycle of `{kind}` relations: {' → '.join(circle)}"


def _may_share_name(term: Term) -> bool:
    """Whether a term is marked as shared, or limited by dates."""
    return bool(term.shared or term.valid_from or term.valid_to)


def _find_cycles(
    start: str, edges: dict[str, list[str]], visited: set[str]
) -> Iterator[list[str]]:
    """Find cycles on the paths from a concept; iterative, since paths may be long."""
    if start in visited:
        return
    path = {start: iter(edges.get(start, ()))}
    while path:
        last = next(reversed(path))
        next_id = next(path[last], None)
        if next_id is None:
            visited.add(last)
            del path[last]
        elif next_id in path:
            names = list(path)
            yield [*names[names.index(next_id) :], next_id]
        elif next_id not in visited:
            path[next_id] = iter(edges.get(next_id, ()))
