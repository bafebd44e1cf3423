"""What the checks that take part in the match filter say of one translation."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib import import_module

from checks.engine.check import CHECKS, Check
from checks.engine.known_terms import KnownTerms
from checks.engine.messages import finding_message
from checks.engine.term_finder import TermFinder
from checks.engine.unit import Context, Unit
from glossary.entries.entry import ConceptEntry
from tm.finding import Finding
from tm.match.match_fault import MatchFault
from tm.text.locale import Locale

FaultFinding = tuple[MatchFault, Finding]
"""What is wrong with a translation, and where."""
_MODULES = (
    "checks.segments.segments",
    "checks.numbers.number_checks",
    "checks.numbers.lost_percent_signs",
    "checks.dates.date_checks",
    "checks.terms.term_checks",
    "checks.terms.outdated_terms",
)
"""The modules with checks of matches: importing all would take half as long again."""
_WHOLE_FAULTS = frozenset((MatchFault.UNTRANSLATED,))
_VALUE_FAULTS = frozenset((MatchFault.WRONG_VALUE,))
_TERM_FAULTS = frozenset((MatchFault.FORBIDDEN_TERM, MatchFault.OUTDATED_TERM))


def judge_whole(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> Iterator[FaultFinding]:
    """What is wrong with a translation as a whole: it is empty, or a copy."""
    return _find_faults(Unit("", target, source), _context(locales), _WHOLE_FAULTS)


def judge_values(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> Iterator[FaultFinding]:
    """The numbers, dates and units of a translation that are not its source's."""
    return _find_faults(Unit("", target, source), _context(locales), _VALUE_FAULTS)


def judge_terms(
    source: str,
    target: str,
    terms: tuple[TermFinder, TermFinder],
    successors: Mapping[str, Sequence[ConceptEntry]],
    *,
    today: str,
) -> Iterator[FaultFinding]:
    """The terms of a translation that are wrong today.

    `terms`: what finds those of the target and of the source.
    """
    target_terms, source_terms = terms
    known_terms = KnownTerms(target_terms, source_terms, successors=successors)
    context = Context(target_terms.locale, source_terms.locale, known_terms)
    unit = Unit("", target, source, published=today)
    return _find_faults(unit, context, _TERM_FAULTS)


def _context(locales: tuple[Locale, Locale]) -> Context:
    source, target = locales
    return Context(target, source)


def _find_faults(
    unit: Unit, context: Context, faults: Collection[MatchFault]
) -> Iterator[FaultFinding]:
    for check in checks_of_matches():
        fault = check.match_fault
        if fault is None or fault not in faults:
            continue
        for finding in check.find_in_unit(unit, context):
            message = finding_message(finding, check.id, "en")
            yield fault, replace(finding, check=check.id, message=message)


@lru_cache(maxsize=1)
def checks_of_matches() -> Sequence[Check]:
    """The checks that take part in the match filter, in the order of _MODULES."""
    modules = {import_module(name).__name__: at for at, name in enumerate(_MODULES)}
    checks = [check for check in CHECKS.values() if check.match_fault is not None]
    return sorted(
        checks, key=lambda one: modules.get(one.find.__module__, len(_MODULES))
    )
