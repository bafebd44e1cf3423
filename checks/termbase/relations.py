"""Checks of the dates and relations of concepts in the termbase."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from checks.engine.check import Level, check
from checks.engine.checked_termbase import (
    CheckedTermbase,
    FormKey,
    TermbaseFinding,
    make_form_key,
)
from glossary.entries.entry import (
    USABLE_STATUSES,
    ConceptEntry,
    RelationKind,
    Term,
    TermStatus,
)
from glossary.entries.period import do_periods_overlap, ends_before_start, parse_date
from tm.errors import InputError
from tm.finding import CatalogueWord, MessageArgument, Severity

_ACYCLIC_RELATION_KINDS = (
    RelationKind.FORMERLY,
    RelationKind.BROADER,
    RelationKind.PART_OF,
)
"""Relations that must not form a cycle."""
_MAX_LISTED_NAMES = 10
"""The most names that a message lists."""

NodeT = TypeVar("NodeT", bound=Hashable)


@check("tb.cycle", level=Level.TERMBASE, severity=Severity.ERROR)
def report_cycles(termbase: CheckedTermbase) -> Iterator[TermbaseFinding]:
    """Relations of concepts, or replacements of terms, form a circle.

    Terms form a circle where X is to be replaced by Y in one concept, and Y by X in
    another.
    """
    for relation_kind in _ACYCLIC_RELATION_KINDS:
        links_by_id = {
            entry.id: {
                relation.concept
                for relation in entry.relations
                if relation.kind is relation_kind
            }
            for entry in termbase.entries
        }
        for cycle_ids in find_cycles(links_by_id):
            cycle_entries = [
                termbase.entry_by_id[concept_id] for concept_id in sorted(cycle_ids)
            ]
            yield TermbaseFinding(
                "relation",
                cycle_entries[0],
                arguments={
                    "relation": relation_kind.value,
                    "concepts": _join_names(sorted(cycle_ids)),
                },
                related=[entry.id for entry in cycle_entries[1:]],
            )
    for cycle_form_keys in find_cycles(_find_replacement_forms(termbase)):
        form_keys = sorted(cycle_form_keys)
        entry_terms = [
            entry_term
            for form_key in form_keys
            for entry_term in termbase.entry_terms_by_form[form_key]
        ]
        wrong_entry_terms = [
            entry_term
            for entry_term in entry_terms
            if _is_unusable_term(entry_term.term)
        ]
        yield TermbaseFinding(
            "replacement",
            wrong_entry_terms[0].entry,
            wrong_entry_terms[0].term,
            {"terms": _join_names([text for _, text in form_keys])},
            related=[entry_term.entry.id for entry_term in wrong_entry_terms[1:]],
        )


@check("tb.dangling", level=Level.TERMBASE, severity=Severity.WARNING)
def report_dangling_relations(termbase: CheckedTermbase) -> Iterator[TermbaseFinding]:
    """A relation refers to a concept that does not exist, or to its own concept."""
    for entry in termbase.entries:
        for relation in entry.relations:
            if relation.concept == entry.id:
                arguments = {"relation": relation.kind.value}
                yield TermbaseFinding("itself", entry, arguments=arguments)
            elif relation.concept not in termbase.entry_by_id:
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
def report_wrong_dates(termbase: CheckedTermbase) -> Iterator[TermbaseFinding]:
    """Dates are invalid or reversed, or a term is never valid with its concept.

    The check reads the dates of concepts, terms and relations.
    """
    for entry in termbase.entries:
        concept_period = entry.valid_from, entry.valid_to
        for dated_object, term, start_date, end_date in _read_periods(entry):
            invalid_date = next(
                (day for day in (start_date, end_date) if not _is_valid_date(day)), None
            )
            if invalid_date is not None:
                yield TermbaseFinding(
                    "no_date",
                    entry,
                    term,
                    {"dated": dated_object, "date": invalid_date},
                )
            elif ends_before_start(start_date, end_date):
                arguments = {
                    "dated": dated_object,
                    "start": start_date or "",
                    "end": end_date or "",
                }
                yield TermbaseFinding("reversed", entry, term, arguments)
            elif term is not None and not do_periods_overlap(
                (start_date, end_date), concept_period
            ):
                yield TermbaseFinding("never_valid", entry, term)


def _read_periods(
    entry: ConceptEntry,
) -> Iterator[tuple[MessageArgument, Term | None, str | None, str | None]]:
    """Read each period of an entry: what it belongs to, its term, start and end."""
    yield CatalogueWord("concept"), None, entry.valid_from, entry.valid_to
    for term in entry.terms:
        if term.valid_from or term.valid_to:
            yield CatalogueWord("term"), term, term.valid_from, term.valid_to
    for relation in entry.relations:
        dated_relation = f"“{relation.kind.value}” {relation.concept}"
        yield dated_relation, None, relation.valid_from, relation.valid_to


def _join_names(names: Sequence[str]) -> str:
    """Join names by commas; of very many only the first."""
    listed_names = ", ".join(names[:_MAX_LISTED_NAMES])
    unlisted_count = len(names) - _MAX_LISTED_NAMES
    return (
        f"{listed_names}, … (+{unlisted_count})" if unlisted_count > 0 else listed_names
    )


def _is_valid_date(text: str | None) -> bool:
    try:
        return not text or bool(parse_date(text))
    except InputError:
        return False


def _is_unusable_term(term: Term) -> bool:
    return term.status not in USABLE_STATUSES and not term.shared


def _find_replacement_forms(termbase: CheckedTermbase) -> dict[FormKey, set[FormKey]]:
    """Find for each wrong form the preferred forms that replace it."""
    replacement_forms_by_wrong_form: dict[FormKey, set[FormKey]] = {}
    for entry in termbase.entries:
        wrong_terms = [
            term
            for term in entry.terms
            if term.status not in USABLE_STATUSES and not term.shared
        ]
        if not wrong_terms:
            continue
        preferred_forms_by_language: dict[str, list[FormKey]] = {}
        for term in entry.terms:
            if term.status is TermStatus.PREFERRED:
                preferred_forms = preferred_forms_by_language.setdefault(
                    term.locale.language, []
                )
                if len(preferred_forms) < _MAX_LISTED_NAMES:
                    preferred_forms.append(make_form_key(term))
        for term in wrong_terms:
            wrong_form = make_form_key(term)
            replacement_forms = preferred_forms_by_language.get(
                term.locale.language, ()
            )
            replacement_forms_by_wrong_form.setdefault(wrong_form, set()).update(
                replacement_form
                for replacement_form in replacement_forms
                if replacement_form != wrong_form
            )
    return replacement_forms_by_wrong_form


def find_cycles(
    links_by_node: Mapping[NodeT, Iterable[NodeT]],
) -> Iterator[list[NodeT]]:
    """Find cycles as groups of nodes that reach each other: Tarjan's algorithm.

    R. Tarjan, Depth-first search and linear graph algorithms, 1972; without recursion,
    since a chain of concepts may be long.
    """
    index_by_node: dict[NodeT, int] = {}
    lowest_index_by_node: dict[NodeT, int] = {}
    open_nodes: dict[NodeT, None] = {}
    for root in links_by_node:
        if root in index_by_node:
            continue
        node_stack = [(root, iter(links_by_node[root]))]
        index_by_node[root] = lowest_index_by_node[root] = len(index_by_node)
        open_nodes[root] = None
        while node_stack:
            node, next_nodes = node_stack[-1]
            for next_node in next_nodes:
                if next_node not in links_by_node:
                    continue
                if next_node not in index_by_node:
                    index_by_node[next_node] = lowest_index_by_node[next_node] = len(
                        index_by_node
                    )
                    open_nodes[next_node] = None
                    node_stack.append((next_node, iter(links_by_node[next_node])))
                    break
                if next_node in open_nodes:
                    lowest_index_by_node[node] = min(
                        lowest_index_by_node[node], index_by_node[next_node]
                    )
            else:
                node_stack.pop()
                if node_stack:
                    parent = node_stack[-1][0]
                    lowest_index_by_node[parent] = min(
                        lowest_index_by_node[parent], lowest_index_by_node[node]
                    )
                if lowest_index_by_node[node] == index_by_node[node]:
                    cycle_nodes = []
                    while True:
                        cycle_node, _ = open_nodes.popitem()
                        cycle_nodes.append(cycle_node)
                        if cycle_node == node:
                            break
                    if len(cycle_nodes) > 1:
                        yield cycle_nodes
