"""Running checks over units: one pass a document, then one over all of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from checks.catalogue import selected
from checks.messages import IN_THE_SOURCE
from checks.registry import Check, Level
from checks.subject import Context, Finding, Subject
from tm.issue import Issue, Severity, Span, fingerprint
from tm.text.locale import Locale

SOURCE_CHECKS = frozenset(
    {
        "char.control",
        "char.invisible",
        "char.lookalike",
        "char.mojibake",
        "char.nfc",
        "name.variant",
        "num.format",
        "space.double",
    }
)
"""The checks that are sure enough of a text that nobody here has written."""
_MOST_RELATED = 3
"""How many units an issue names besides its own."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A check that broke on a unit; a defect of the check, not of the text."""

    check: str
    unit: str
    reason: str


@dataclass(slots=True)
class Run:
    """The issues of one run; iterate once, then read `failures`."""

    issues: Iterator[Issue]
    failures: list[Failure] = field(default_factory=list)
    """What broke so far; the other checks went on."""

    def __iter__(self) -> Iterator[Issue]:
        return self.issues


def run(
    subjects: Iterable[Subject],
    context: Context,
    *,
    only: Iterable[str] = (),
    skip: Iterable[str] = (),
    sources: bool = False,
) -> Run:
    """Check units, lazily: the issues of each document by place, then the corpus's.

    With `sources` the source texts are checked as well, as texts of their own, by the
    checks that are sure enough (SOURCE_CHECKS); these issues have a source span only.

    The units of a document stand together. Raises UnknownName for a check that there
    is not. A check that raises never stops the others: see `Run.failures`.
    """
    checks = selected(only, skip)
    result = Run(iter(()))
    result.issues = _issues(subjects, context, checks, result.failures, sources)
    return result


def _issues(
    subjects: Iterable[Subject],
    context: Context,
    checks: Sequence[Check],
    failures: list[Failure],
    sources: bool,
) -> Iterator[Issue]:
    of_sources = [one for one in checks if one.id in SOURCE_CHECKS] if sources else []
    by_level = {level: [c for c in checks if c.level is level] for level in Level}
    corpus: list[Subject] = []
    for _, group in groupby(subjects, key=_document):
        document = list(group)
        found: list[Issue] = []
        for entry in by_level[Level.DOCUMENT]:
            found += _issued(entry, document, document[0], context, failures)
        for subject in document:
            for entry in by_level[Level.ONE]:
                found += _issued(entry, subject, subject, context, failures)
            if subject.source is not None and context.source is not None:
                for entry in by_level[Level.BOTH]:
                    found += _issued(entry, subject, subject, context, failures)
        if of_sources and context.source is not None:
            found += _of_sources(document, context.source, of_sources, failures)
        yield from _ordered(found, document)
        if by_level[Level.CORPUS]:
            corpus += document
    found = []
    for entry in by_level[Level.CORPUS] if corpus else ():
        found += _issued(entry, corpus, corpus[0], context, failures)
    yield from _ordered(found, corpus)


def _of_sources(
    subjects: Sequence[Subject],
    locale: Locale,
    checks: Sequence[Check],
    failures: list[Failure],
) -> Iterator[Issue]:
    """The issues of the source texts of a document, each as the source's of its unit.

    None is an error: whoever translates may not be able to change the text.
    """
    context = Context(locale)
    texts = [
        replace(one, target=one.source, source=None) for one in subjects if one.source
    ]
    issues: list[Issue] = []
    for entry in checks if texts else ():
        if entry.level is Level.DOCUMENT:
            issues += _issued(entry, texts, texts[0], context, failures)
        else:
            for text in texts:
                issues += _issued(entry, text, text, context, failures)
    units = {one.id: one for one in subjects}
    for issue in issues:
        unit = units[issue.unit]
        mild = issue.severity is not Severity.ERROR
        yield replace(
            issue,
            severity=issue.severity if mild else Severity.WARNING,
            message=IN_THE_SOURCE + issue.message,
            source_span=issue.target_span,
            target_span=None,
            fingerprint=fingerprint(
                f"source {issue.check}", unit.source, unit.target, issue.target_span
            ),
        )


def _document(subject: Subject) -> object:
    """What units of one document share; a unit without a document stands alone."""
    return subject if subject.document is None else subject.document


def _issued(
    entry: Check,
    seen: Subject | Sequence[Subject],
    subject: Subject,
    context: Context,
    failures: list[Failure],
) -> list[Issue]:
    """The issues of one check. The one place where a check's errors are caught."""
    try:
        return [
            _issue(entry, finding.subject or subject, finding)
            for finding in entry.find(seen, context)
        ]
    except Exception as error:  # a check may come from anywhere: see `Failure`
        reason = f"{type(error).__name__}: {error}"
        failures.append(Failure(entry.id, subject.id, reason))
        return []


def _issue(entry: Check, subject: Subject, finding: Finding) -> Issue:
    if finding.span is not None:
        quote = finding.span.of(subject.target)
    elif finding.source_span is not None:
        quote = finding.source_span.of(subject.source or "")
    else:
        quote = ""
    related: list[str] = []
    for other in finding.related:
        if other.id != subject.id and other.id not in related:
            related.append(other.id)
            if len(related) == _MOST_RELATED:
                break
    return Issue(
        check=entry.id,
        severity=finding.severity or entry.severity,
        message=finding.message,
        unit=subject.id,
        document=subject.document,
        source_span=finding.source_span,
        target_span=finding.span,
        quote=quote,
        fix=finding.fix,
        related=tuple(related),
        fingerprint=fingerprint(
            entry.id,
            subject.source,
            subject.target,
            finding.span or finding.source_span,
        ),
        renderings=finding.renderings,
    )


def _ordered(issues: list[Issue], subjects: Sequence[Subject]) -> list[Issue]:
    place = {subject.id: index for index, subject in reversed([*enumerate(subjects)])}
    start = Span(0, 0)
    return sorted(
        issues,
        key=lambda issue: (
            place.get(issue.unit, 0),
            issue.target_span or issue.source_span or start,
            issue.check,
        ),
    )
