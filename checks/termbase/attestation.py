"""Checks of the termbase against the memory."""

from collections.abc import Iterator

from checks.engine.check import Level, check
from checks.engine.evidence import Rendering
from checks.engine.termbase import Flaw, Termbase
from glossary.entries.entry import ConceptEntry, Term, TermStatus
from tm.finding import Severity


@check("tb.unattested", level=Level.TERMBASE, severity=Severity.INFO)
def unattested(termbase: Termbase) -> Iterator[Flaw]:
    """The memory has a concept in no language, though it has text in those languages.

    One finding a concept; none without a memory.
    """
    evidence = termbase.evidence
    if evidence is None:
        return
    for entry in termbase.entries:
        names = [n for n in _languages(entry) if evidence.units.get(n)]
        if names and not any((entry.id, name) in evidence.attested for name in names):
            term = _preferred(entry, names[0]) or entry.terms[0]
            yield Flaw("never in the memory: " + ", ".join(names), entry, term)


@check("tb.otherwise", level=Level.TERMBASE, severity=Severity.WARNING)
def otherwise(termbase: Termbase) -> Iterator[Flaw]:
    """The memory renders a term by something else, at least every third time.

    The units whose one side has the term are searched for what the other side has
    instead; how often, from when to when, and in which units is said.
    """
    if termbase.evidence is None:
        return
    for entry in termbase.entries:
        for rendering in termbase.evidence.renderings.get(entry.id, ()):
            term = _preferred(entry, rendering.target)
            if term is not None:
                yield Flaw(
                    _said(rendering), entry, term, examples=rendering.seen.examples
                )


def _languages(entry: ConceptEntry) -> list[str]:
    return list(dict.fromkeys(term.locale.language for term in entry.terms))


def _preferred(entry: ConceptEntry, name: str) -> Term | None:
    for term in entry.terms:
        if term.locale.language == name and term.status is TermStatus.PREFERRED:
            return term
    return None


def _said(rendering: Rendering) -> str:
    seen = rendering.seen
    when = ""
    if seen.first and seen.last:
        one_day = seen.first == seen.last
        when = f", {seen.first}" if one_day else f", {seen.first} to {seen.last}"
    return (
        f"from {rendering.source} the memory has “{rendering.text}” instead "
        f"({seen.count}×{when}), a term to use {rendering.usable}×"
    )
