"""One thing rendered in two ways, where each way alone would be right."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from checks.found import found_terms
from checks.registry import Level, check
from checks.subject import Context, Finding, Subject
from glossary.entry import TermHit, TermStatus
from tm.issue import Severity, Span
from tm.text.normal import folded

_USABLE = (TermStatus.PREFERRED, TermStatus.ADMITTED)
_Place = tuple[Subject, TermHit]


@check("term.inconsistent", level=Level.DOCUMENT, severity=Severity.WARNING)
def inconsistent(subjects: Sequence[Subject], context: Context) -> Iterator[Finding]:
    """One concept has two names in one document: `negosiasi` and `perundingan`.

    Both are terms to use; named is the one that stands there less often. Names with
    capitals, which are shortened on second mention, abbreviations, and terms that are
    part of each other are passed. So are those whose concept the source does not name:
    `kampanye` stands for more than one thing.
    """
    if context.target_terms is None:
        return
    found: dict[str, dict[str, list[_Place]]] = {}
    for subject in subjects:
        for hit in found_terms(context.target_terms, subject.target, wrong=True):
            if not _is_common(hit) or not _is_meant(hit, subject, context):
                continue
            if not all(other.term.shared for other in hit.others):
                continue  # nothing tells whose form it is
            forms = found.setdefault(hit.entry.id, defaultdict(list))
            forms[folded(hit.term.text)].append((subject, hit))
    for forms in found.values():
        if len(forms) > 1:
            yield from _rarer(forms)


def _is_meant(hit: TermHit, subject: Subject, context: Context) -> bool:
    """Whether the source names the concept too, or nobody can tell."""
    locale, terms = context.source, context.source_terms
    if not subject.source or locale is None or terms is None:
        return True
    if not hit.entry.in_locale(locale):
        return True
    return any(
        reading.entry.id == hit.entry.id
        for there in found_terms(terms, subject.source, wrong=False)
        for reading in (there, *there.others)
    )


def _is_common(hit: TermHit) -> bool:
    """Whether a term is a common noun that may be used."""
    term = hit.term
    return (
        term.status in _USABLE
        and not hit.entry.composed
        and term.text == term.text.lower()
        and len(term.text) > 3
    )


def _rarer(forms: dict[str, list[_Place]]) -> Iterator[Finding]:
    # Of equals, the form that comes first is taken for the usual one.
    usual, *others = sorted(forms, key=lambda form: -len(forms[form]))
    for other in others:
        if usual in other or other in usual:
            continue
        subject, hit = forms[other][0]
        name = forms[usual][0][1].term.text
        yield Finding(
            f"elsewhere called “{name}” ({len(forms[usual])}×, this form "
            f"{len(forms[other])}×)",
            Span(hit.start, hit.end),
            subject=subject,
            related=[place for place, _ in forms[usual]],
        )
