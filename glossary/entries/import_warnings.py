"""What is odd about concept entries on their way in, though they can be stored."""

from collections.abc import Iterator
from dataclasses import dataclass

from glossary.entries.entry import ConceptEntry, RelationKind, Term, TermStatus
from tm.text.locale import Locale

_ORDERS = (RelationKind.BROADER, RelationKind.PART_OF, RelationKind.FORMERLY)
"""Kinds of relations that never lead back to where they began."""
_APART = (RelationKind.DISTINCT_FROM, RelationKind.FORMERLY)
"""Kinds of relations of which one tells a concept from others of its name."""
_MOST = 3
_SHOWN = 40
"""Of what a message shows of terms: so many, and so many characters of each."""


@dataclass(frozen=True, slots=True)
class _Bearer:
    """Which concept was the first to have a name, and where it stands."""

    id: str
    place: str
    subject_field: str | None
    texts: frozenset[tuple[Locale, str]]
    """All its names."""


class Oddities:
    """Looks at entries one after the other, and at last at how they hang together."""

    def __init__(self, source: Locale | None = None) -> None:
        """Names of two concepts are told of in `source`, or the first of an entry."""
        self._source = source
        self._bearers: dict[tuple[Locale, str], _Bearer] = {}
        self._edges: dict[RelationKind, dict[str, list[str]]] = {
            kind: {} for kind in _ORDERS
        }

    def of(self, entry: ConceptEntry, place: str | None = None) -> Iterator[str]:
        """What is odd about an entry by itself, and beside those before it.

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
                named = ", ".join(f"{text[:_SHOWN]!r}" for text in texts[:_MOST])
                more = ", …" if len(texts) > _MOST else ""
                yield (
                    f"{entry.id} has {len(texts)} preferred terms in {locale}: "
                    f"{named}{more}; all but one should be admitted"
                )
        for relation in entry.relations:
            if relation.kind in self._edges:
                edges = self._edges[relation.kind].setdefault(entry.id, [])
                edges.append(relation.concept)

    def _names(self, entry: ConceptEntry, place: str) -> Iterator[str]:
        """The names that an earlier concept has too, if nothing tells the two apart.

        Who shares its names in all languages is a duplicate, of which others tell.
        """
        own = [term for term in entry.terms if term.status is TermStatus.PREFERRED]
        if not own or any(one.kind in _APART for one in entry.relations):
            return
        source = self._source or own[0].locale
        texts = frozenset((term.locale, term.text) for term in own)
        bearer = _Bearer(entry.id, place, entry.subject_field, texts)
        dated = entry.valid_from or entry.valid_to
        for term in own:
            if not source.covers(term.locale) or dated or _is_apart(term):
                continue
            first = self._bearers.setdefault((term.locale, term.text), bearer)
            fields = {first.subject_field, entry.subject_field} - {None}
            is_twin = len(texts) > 1 and texts <= first.texts
            if first.id == entry.id or len(fields) > 1 or is_twin:
                continue
            yield (
                f"{place}: {term.text[:_SHOWN]!r} ({term.locale}) is the name of "
                f"another concept too, at {first.place}; both are stored"
            )

    def cycles(self) -> Iterator[str]:
        """Circles of relations among the entries so far, each once."""
        for kind, edges in self._edges.items():
            done: set[str] = set()
            for start in edges:
                for circle in _circles(start, edges, done):
                    yield f"a circle of `{kind}`: {' → '.join(circle)}"


def _is_apart(term: Term) -> bool:
    """Whether a term says itself that another concept may have its name."""
    return bool(term.shared or term.valid_from or term.valid_to)


def _circles(
    start: str, edges: dict[str, list[str]], done: set[str]
) -> Iterator[list[str]]:
    """Circles on the ways from a concept; without recursion, ways may be long."""
    if start in done:
        return
    way = {start: iter(edges.get(start, ()))}
    while way:
        last = next(reversed(way))
        following = next(way[last], None)
        if following is None:
            done.add(last)
            del way[last]
        elif following in way:
            names = list(way)
            yield [*names[names.index(following) :], following]
        elif following not in done:
            way[following] = iter(edges.get(following, ()))
