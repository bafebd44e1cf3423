"""What the checks that serve a lookup say of one translation."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from checks.dates import changed_day, changed_month, changed_weekday
from checks.known_terms import KnownTerms
from checks.numbers import changed_scale, changed_unit, changed_value
from checks.percents import lost_percent
from checks.segments import empty, untranslated
from checks.subject import Context, Finding, Subject
from checks.terms import forbidden_term, variant_term
from checks.validity import outdated
from glossary.entry import ConceptEntry
from glossary.recogniser import Recogniser
from tm.text.locale import Locale

Flagged = tuple[str, Finding]
"""The id of a check, and what it has to say."""
_Checks = Mapping[str, Callable[[Subject, Context], Iterable[Finding]]]

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
    return _flagged(Subject("", target, source), _context(locales), _WHOLE)


def flagged_values(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> Iterator[Flagged]:
    """The numbers, dates and units of a translation that are not its source's."""
    return _flagged(Subject("", target, source), _context(locales), _VALUES)


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
    return _flagged(Subject("", target, source, published=today), context, _TERMS)


def _context(locales: tuple[Locale, Locale]) -> Context:
    source, target = locales
    return Context(target, source)


def _flagged(subject: Subject, context: Context, checks: _Checks) -> Iterator[Flagged]:
    for id, find in checks.items():
        for finding in find(subject, context):
            yield id, finding
