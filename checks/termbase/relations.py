"""Checks of the dates and relations of concepts in the termbase."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from checks.engine.check import Level, check
from checks.engine.termbase import FormKey, Termbase, TermbaseFinding, form_key
from glossary.entries.entry import (
    USABLE_STATUSES,
    ConceptEntry,
    RelationKind,
    Term,
    TermStatus,
)
from glossary.entries.period import ends_before_start, parse_date, periods_overlap
from tm.errors import InputError
from tm.finding import Argument, CatalogueWord, Severity

_ORDERED = (RelationKind.FORMERLY, RelationKind.BROADER, RelationKind.PART_OF)
"""Relations that must not form a cycle."""
_MOST_NAMED = 10

Node = TypeVar("Node", bound=Hashable)


@check("tb.cycle", level=Level.TERMBASE, severity=Severity.ERROR)
def cycle(termbase: Termbase) -> Iterator[TermbaseFinding]:
    """Relations of concepts, or replacements of terms, form a circle.

    Terms form a circle where X is to be replaced by Y in one concept, and Y by X in
    another.
    """
    for kind in _ORDERED:
        links = {
            entry.id: {r.concept for r in entry.relations if r.kind is kind}
            for entry in termbase.entries
        }
        for ring in rings(links):
            members = [termbase.by_id[id] for id in sorted(ring)]
            yield TermbaseFinding(
                "relation",
                members[0],
                arguments={"relation": kind.value, "concepts": _listed(sorted(ring))},
                related=[entry.id for entry in members[1:]],
            )
    for circle in rings(_replacements(termbase)):
        forms = sorted(circle)
        uses = [use for form in forms for use in termbase.uses[form]]
        wrong = [
            u
            for u in uses
            if u.term.status not in USABLE_STATUSES and not u.term.shared
        ]
        yield TermbaseFinding(
            "replacement",
            wrong[0].entry,
            wrong[0].term,
            {"terms": _listed([text for _, text in forms])},
            related=[use.entry.id for use in wrong[1:]],
        )


@check("tb.dangling", level=Level.TERMBASE, severity=Severity.WARNING)
def dangling(termbase: Termbase) -> Iterator[TermbaseFinding]:
    """A relation refers to a concept that does not exist, or to its own concept."""
    for entry in termbase.entries:
        for relation in entry.relations:
            if relation.concept == entry.id:
                itself = {"relation": relation.kind.value}
                yield TermbaseFinding("itself", entry, arguments=itself)
            elif relation.concept not in termbase.by_id:
                yield TermbaseFinding(
                    "missing",
                    entry,
                    arguments={
                        "relation": relation.kind.value,
                        "concept": relation.concept,
                    },
                    related=[relation.concept],
                )


@check("tb.dates", level=Level.TERMBASE, severity=Severity.ERROR)
def dates(termbase: Termbase) -> Iterator[TermbaseFinding]:
    """Dates are invalid or reversed, or a term is never valid with its concept.

    Checked are the dates of concepts, terms and relations.
    """
    for entry in termbase.entries:
        period = entry.valid_from, entry.valid_to
        for dated, term, start, end in _periods(entry):
            bad = next((day for day in (start, end) if not _is_date(day)), None)
            if bad is not None:
                yield TermbaseFinding(
                    "no_date", entry, term, {"dated": dated, "date": bad}
                )
            elif ends_before_start(start, end):
                days = {"dated": dated, "start": start or "", "end": end or ""}
                yield TermbaseFinding("reversed", entry, term, days)
            elif term is not None and not periods_overlap((start, end), period):
                yield TermbaseFinding("never_valid", entry, term)


def _periods(
    entry: ConceptEntry,
) -> Iterator[tuple[Argument, Term | None, str | None, str | None]]:
    """Read each period of an entry: what it belongs to, its term, start and end."""
    yield CatalogueWord("concept"), None, entry.valid_from, entry.valid_to
    for term in entry.terms:
        if term.valid_from or term.valid_to:
            yield CatalogueWord("term"), term, term.valid_from, term.valid_to
    for relation in entry.relations:
        dated = f"“{relation.kind.value}” {relation.concept}"
        yield dated, None, relation.valid_from, relation.valid_to


def _listed(names: Sequence[str]) -> str:
    """Join names by commas; of very many only the first."""
    shown = ", ".join(names[:_MOST_NAMED])
    remaining = len(names) - _MOST_NAMED
    return f"{shown}, … (+{remaining})" if remaining > 0 else shown


def _is_date(text: str | None) -> bool:
    try:
        return not text or bool(parse_date(text))
    except InputError:
        return False


def _replacements(termbase: Termbase) -> dict[FormKey, set[FormKey]]:
    """Find for each wrong form the preferred forms that replace it."""
    links: dict[FormKey, set[FormKey]] = {}
    for entry in termbase.entries:
        wrong = [
            t for t in entry.terms if t.status not in USABLE_STATUSES and not t.shared
        ]
        if not wrong:
            continue
        better: dict[str, list[FormKey]] = {}
        for term in entry.terms:
            if term.status is TermStatus.PREFERRED:
                forms = better.setdefault(term.locale.language, [])
                if len(forms) < _MOST_NAMED:
                    forms.append(form_key(term))
        for term in wrong:
            form = form_key(term)
            better_forms = better.get(term.locale.language, ())
            links.setdefault(form, set()).update(
                form_to_use for form_to_use in better_forms if form_to_use != form
            )
    return links


def rings(links: Mapping[Node, Iterable[Node]]) -> Iterator[list[Node]]:
    """Find cycles as groups of nodes that reach each other: Tarjan's algorithm.

    R. Tarjan, Depth-first search and linear graph algorithms, 1972; without recursion,
    since a chain of concepts may be long.
    """
    index: dict[Node, int] = {}
    low: dict[Node, int] = {}
    held: dict[Node, None] = {}
    for root in links:
        if root in index:
            continue
        work = [(root, iter(links[root]))]
        index[root] = low[root] = len(index)
        held[root] = None
        while work:
            node, following = work[-1]
            for next_node in following:
                if next_node not in links:
                    continue
                if next_node not in index:
                    index[next_node] = low[next_node] = len(index)
                    held[next_node] = None
                    work.append((next_node, iter(links[next_node])))
                    break
                if next_node in held:
                    low[node] = min(low[node], index[next_node])
            else:
                work.pop()
                if work:
                    above = work[-1][0]
                    low[above] = min(low[above], low[node])
                if low[node] == index[node]:
                    ring = []
                    while True:
                        last, _ = held.popitem()
                        ring.append(last)
                        if last == node:
                            break
                    if len(ring) > 1:
                        yield ring
