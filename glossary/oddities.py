"""What is odd about concept entries on their way in, though they can be stored."""

from collections.abc import Iterator

from glossary.entry import ConceptEntry, RelationKind, TermStatus
from tm.text.locale import Locale

_ORDERS = (RelationKind.BROADER, RelationKind.PART_OF, RelationKind.FORMERLY)
"""Kinds of relations that never lead back to where they began."""
_MOST = 3
_SHOWN = 40
"""Of what a message shows of terms: so many, and so many characters of each."""


class Oddities:
    """Looks at entries one after the other, and at last at how they hang together."""

    def __init__(self) -> None:
        self._edges: dict[RelationKind, dict[str, list[str]]] = {
            kind: {} for kind in _ORDERS
        }

    def of(self, entry: ConceptEntry) -> Iterator[str]:
        """What is odd about an entry by itself."""
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

    def cycles(self) -> Iterator[str]:
        """Circles of relations among the entries so far, each once."""
        for kind, edges in self._edges.items():
            done: set[str] = set()
            for start in edges:
                for circle in _circles(start, edges, done):
                    yield f"a circle of `{kind}`: {' → '.join(circle)}"


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
