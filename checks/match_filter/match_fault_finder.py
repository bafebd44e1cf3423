"""Find the faults of a match by the checks that take part in the match filter."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from checks.engine.check import CHECKS, Check, Level
from checks.engine.known_terms import KnownTerms
from checks.engine.messages import write_finding_message
from checks.engine.unit import Context, Unit
from glossary.entries.entry import ConceptEntry
from tm.finding import Finding
from tm.match.match_fault import MatchFault
from tm.result_cache import ResultCache, lazy_constant
from tm.text.locale import Locale

if TYPE_CHECKING:
    from checks.engine.term_finder import TermFinder

FaultFinding = tuple[MatchFault, Finding]
"""A kind of fault of a translation, and the finding."""
_VALUE_CHECK_MODULES = (
    "checks.numbers.number_checks",
    "checks.numbers.lost_percent_signs",
    "checks.dates.date_checks",
)
_CHECK_MODULES_BY_FAULT: Mapping[MatchFault, Sequence[str]] = {
    MatchFault.UNTRANSLATED: ("checks.segments.untranslated",),
    MatchFault.WRONG_VALUE: _VALUE_CHECK_MODULES,
    MatchFault.FORBIDDEN_TERM: ("checks.terms.term_checks",),
    MatchFault.OUTDATED_TERM: ("checks.terms.outdated_terms",),
    MatchFault.MISTRANSLATED: ("checks.meaning.mistranslations",),
    MatchFault.OPPOSITE: ("checks.meaning.antonyms",),
}
"""The modules with the checks of each fault.

Importing all of them takes longer than a lookup; most lookups need none or one.
"""
_TERM_FAULTS = MatchFault.FORBIDDEN_TERM, MatchFault.OUTDATED_TERM


def find_text_faults(
    source: str,
    target: str,
    locales: tuple[Locale, Locale],
    cache: ResultCache,
    *,
    fault: MatchFault,
) -> Iterator[FaultFinding]:
    """Find the faults of one kind in a translation, by its text and its source.

    For the opposite, `source` is the text that is looked up.
    """
    source_locale, target_locale = locales
    context = Context(target_locale, source_locale, cache=cache)
    return _find_faults(Unit("", target, source), context, (fault,))


def find_term_faults(
    source: str,
    target: str,
    term_finders: "tuple[TermFinder, TermFinder]",
    successors_by_concept: Mapping[str, Sequence[ConceptEntry]],
    *,
    today: str,
    cache: ResultCache,
) -> Iterator[FaultFinding]:
    """Find the terms of a translation that are wrong today.

    `term_finders`: what finds those of the source and of the target.
    """
    source_finder, target_finder = term_finders
    known_terms = KnownTerms(
        target_finder, source_finder, successors_by_concept=successors_by_concept
    )
    context = Context(
        target_finder.locale, source_finder.locale, known_terms, cache=cache
    )
    unit = Unit("", target, source, published=today)
    return _find_faults(unit, context, _TERM_FAULTS)


def _find_faults(
    unit: Unit, context: Context, faults: Sequence[MatchFault]
) -> Iterator[FaultFinding]:
    for fault in faults:
        for check in list_match_checks(fault):
            findings = (
                check.find_in_units((unit,), context)
                if check.level is Level.DOCUMENT
                else check.find_in_unit(unit, context)
            )
            for finding in findings:
                message = write_finding_message(finding, check.id, "en")
                yield fault, replace(finding, check=check.id, message=message)


@lazy_constant
def list_match_checks(fault: MatchFault) -> Sequence[Check]:
    """List the checks that find a fault of a match, in the order of their modules."""
    module_names = [
        import_module(module_name).__name__
        for module_name in _CHECK_MODULES_BY_FAULT[fault]
    ]
    checks = [
        check
        for check in CHECKS.values()
        if check.match_fault is fault and check.find.__module__ in module_names
    ]
    return sorted(checks, key=lambda check: module_names.index(check.find.__module__))
