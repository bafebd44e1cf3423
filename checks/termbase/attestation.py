"""Checks of the termbase against the memory."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checks.engine.check import Level, check
from checks.engine.checked_termbase import CheckedTermbase, TermbaseFinding
from glossary.entries.entry import ConceptEntry, Term, TermStatus
from tm.finding import Severity

if TYPE_CHECKING:
    from checks.engine.checked_termbase import ObservedRendering


@check("tb.unattested", level=Level.TERMBASE, severity=Severity.INFO)
def report_unattested(termbase: CheckedTermbase) -> Iterator[TermbaseFinding]:
    """A concept does not occur in the memory in any of its languages.

    One finding for each concept, and none without a memory. Languages without any
    text in the memory are ignored.
    """
    evidence = termbase.evidence
    if evidence is None:
        return
    for entry in termbase.entries:
        language_tags_in_memory = [
            language_tag
            for language_tag in _list_language_tags(entry)
            if evidence.segment_counts.get(language_tag)
        ]
        if language_tags_in_memory and not any(
            (entry.id, language_tag) in evidence.occurrences_by_concept_and_language
            for language_tag in language_tags_in_memory
        ):
            term = (
                _find_preferred_term(entry, language_tags_in_memory[0])
                or entry.terms[0]
            )
            arguments = {"languages": ", ".join(language_tags_in_memory)}
            yield TermbaseFinding("never", entry, term, arguments)


@check("tb.otherwise", level=Level.TERMBASE, severity=Severity.WARNING)
def report_other_renderings(termbase: CheckedTermbase) -> Iterator[TermbaseFinding]:
    """The memory translates a term differently in at least a third of the units.

    Units with the term on one side are searched for what the other side has
    instead. The finding says how often, from when to when, and in which units.
    """
    if termbase.evidence is None:
        return
    for entry in termbase.entries:
        for rendering in termbase.evidence.renderings_by_concept.get(entry.id, ()):
            term = _find_preferred_term(entry, rendering.target_language)
            if term is not None:
                dates_text = _format_dates(rendering)
                yield TermbaseFinding(
                    "rendered_dates" if dates_text else "rendered",
                    entry,
                    term,
                    {
                        "source": rendering.source_language,
                        "text": rendering.text,
                        "count": rendering.occurrences.count,
                        "dates": dates_text,
                        "term_count": rendering.usable_count,
                    },
                    examples=rendering.occurrences.example_ids,
                )


def _list_language_tags(entry: ConceptEntry) -> list[str]:
    return list(dict.fromkeys(term.locale.language for term in entry.terms))


def _find_preferred_term(entry: ConceptEntry, language_tag: str) -> Term | None:
    for term in entry.terms:
        if term.locale.language == language_tag and term.status is TermStatus.PREFERRED:
            return term
    return None


def _format_dates(rendering: "ObservedRendering") -> str:
    """Format the first and last day of a rendering; empty if not known."""
    first_day, last_day = (
        rendering.occurrences.first_day,
        rendering.occurrences.last_day,
    )
    if not first_day or not last_day:
        return ""
    return first_day if first_day == last_day else f"{first_day} – {last_day}"
