"""What a check has to say of what it sees, as issues; and what broke in it."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress

from checks.engine.batch import Batch
from checks.engine.check import Check, Likely
from checks.engine.unit import MOST_RELATED, Context, Finding, Unit
from tm.finding import Issue, Span, fingerprint
from tm.text.locale import Locale


@dataclass(frozen=True, slots=True)
class Failure:
    """A check that broke on a unit; a defect of the check, not of the text."""

    check: str
    unit: str
    reason: str


def issued(
    entry: Check,
    seen: Unit | Sequence[Unit],
    subject: Unit,
    context: Context,
    failures: list[Failure],
) -> Sequence[Issue]:
    """The issues of one check. Its errors end here, or in `checks.engine.corpus`."""
    try:
        # Issues, since a finding keeps units in memory.
        return _each_once(
            [
                issue_of(entry, one.subject or subject, one)
                for one in entry.find(seen, context)
            ]
        )
    except Exception as error:  # a check may come from anywhere: see `Failure`
        failures.append(failure_of(entry, subject, error))
        return ()


@lru_cache(maxsize=64)
def read_listings(
    checks: Sequence[Likely], target: Locale, source: Locale | None
) -> None:
    """Have what tells of many units at once read the listings that it tells them by.

    One that is read later makes what all texts have of listings be read anew.
    """
    nothing = Batch((), Context(target, source))
    for tell in checks:
        with suppress(Exception):  # it is told of when it breaks on units
            tell(nothing)


def issued_of_units(
    entry: Check, columns: Batch, failures: list[Failure]
) -> Iterator[tuple[int, Sequence[Issue]]]:
    """The issues of one check of units, by the number of each unit that has any.

    What `issued` gives for each, without a call for each: most units have none. Nor is
    a list made for each, which would first ask how many there will be.
    """
    find, context = entry.find, columns.context
    said: list[Issue] = []
    for at, subject in _likely(entry, columns, failures):
        try:
            for one in find(subject, context):
                said.append(issue_of(entry, one.subject or subject, one))
        except Exception as error:  # as above
            failures.append(failure_of(entry, subject, error))
            said = []
        if said:
            yield at, _each_once(said)
            said = []


def _likely(
    entry: Check, columns: Batch, failures: list[Failure]
) -> Iterable[tuple[int, Unit]]:
    """The units in which a check may find anything, by their numbers."""
    if entry.likely is None or not columns.subjects:
        return columns.numbered
    try:
        return [*compress(columns.numbered, entry.likely(columns))]
    except Exception as error:  # as above
        failures.append(failure_of(entry, columns.subjects[0], error))
        return ()


def _each_once(issues: list[Issue]) -> Sequence[Issue]:
    """The issues of one check; of two about the same words the graver one.

    `quý II` is another number than `kuartal III` as a word and as an ordinal.
    """
    if len(issues) < 2:
        return issues
    kept: list[Issue] = []
    places: dict[tuple[str, str, Span], int] = {}
    for issue in issues:
        at = len(kept)
        if issue.target_span is not None:
            # With the check, the fingerprint tells both texts: units may share an id.
            key = issue.unit, issue.fingerprint, issue.target_span
            at = places.setdefault(key, at)
        if at == len(kept):
            kept.append(issue)
        elif issue.severity.rank < kept[at].severity.rank:
            kept[at] = issue
    return kept


def failure_of(entry: Check, subject: Unit, error: Exception) -> Failure:
    """What to say of a check that raised."""
    return Failure(entry.id, subject.id, f"{type(error).__name__}: {error}")


def issue_of(entry: Check, subject: Unit, finding: Finding) -> Issue:
    """The issue that a finding is, with the words that it quotes."""
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
            if len(related) == MOST_RELATED:
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
            entry.id if finding.rule is None else f"{entry.id} {finding.rule}",
            subject.source,
            subject.target,
            finding.span or finding.source_span,
        ),
        renderings=finding.renderings,
    )


def is_about(issue: Issue, unit: Unit) -> bool:
    """Whether an issue's quote stands where it says, in a unit of its document."""
    if issue.document != unit.document:
        return False
    if issue.target_span is not None:
        return issue.target_span.of(unit.target) == issue.quote
    if issue.source_span is not None:
        return issue.source_span.of(unit.source or "") == issue.quote
    return True
