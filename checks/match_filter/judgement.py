"""What the checks that serve a lookup say of one translation."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from checks.dates.dates import changed_day, changed_month, changed_weekday
from checks.engine.known_terms import KnownTerms
from checks.engine.messages import finding_message
from checks.engine.unit import Context, Unit
from checks.numbers.numbers import changed_scale, changed_unit, changed_value
from checks.numbers.percents import lost_percent
from checks.segments.segments import empty, untranslated
from checks.terms.outdated import outdated
from checks.terms.terms import forbidden_term, variant_term
from glossary.entries.entry import ConceptEntry
from glossary.recognition.recogniser import Recogniser
from tm.finding import Finding
from tm.text.locale import Locale

Flagged = tuple[str, Finding]
"""The id of a check, and what it has to say."""
_Checks = Mapping[str, Callable[[Unit, Context], Iterable[Finding]]]

_ENGLISH = "en"

_WHOLE: _Checks = {"seg.empty": empty, "seg.untranslated": untranslated}
_VALUES: _Checks = {
    "num.value": changed_value,
    "num.scale": changed_scale,
    "num.percent": lost_percent,
    "num.unit": changed_unit,
    "date.month": changed_month,
    "date.day": changed_day,
    "date.weekday": changed_weekday,
}
_TERMS: _Checks = {
    "term.forbidden": forbidden_term,
    "term.variant": variant_term,
    "term.outdated": outdated,
}


def flagged_whole(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> Iterator[Flagged]:
    """What is wrong with a translation as a whole: it is empty, or a copy."""
    return _flagged(Unit("", target, source), _context(locales), _WHOLE)


def flagged_values(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> Iterator[Flagged]:
    """The numbers, dates and units of a translation that are not its source's."""
    return _flagged(Unit("", target, source), _context(locales), _VALUES)


def flagged_terms(
    source: str,
    target: str,
    terms: tuple[Recogniser, Recogniser],
    successors: Mapping[str, Sequence[ConceptEntry]],
    *,
    today: str,
) -> Iterator[Flagged]:
    """The terms of a translation that are wrong today.

    `terms`: what finds those of the target and of the source.
    """
    ours, theirs = terms
    known = KnownTerms(ours, theirs, successors=successors)
    context = Context(ours.locale, theirs.locale, known)
    return _flagged(Unit("", target, source, published=today), context, _TERMS)


def _context(locales: tuple[Locale, Locale]) -> Context:
    source, target = locales
    return Context(target, source)


def _flagged(unit: Unit, context: Context, checks: _Checks) -> Iterator[Flagged]:
    for id, find in checks.items():
        for finding in find(unit, context):
            message = finding_message(finding, id, _ENGLISH)
            yield id, replace(finding, message=message)
