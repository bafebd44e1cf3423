"""The termbase's linter: all checks of the level termbase, over all entries."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from checks.catalogue import select_checks
from checks.engine.check import Check, Level
from checks.engine.messages import message_text
from checks.engine.termbase import Termbase, TermbaseFinding
from checks.runner.findings import CheckFailure

TERMBASE = "termbase"
_MOST_RELATED = 10


@dataclass(slots=True)
class LintRun:
    """The findings of one run; iterate once, then read `failures`."""

    findings: Iterator[TermbaseFinding]
    failures: list[CheckFailure] = field(default_factory=list)

    def __iter__(self) -> Iterator[TermbaseFinding]:
        return self.findings


def lint(
    termbase: Termbase, *, only: Iterable[str] = (), skip: Iterable[str] = ()
) -> LintRun:
    """Check a termbase: the findings in the order of its entries, then of the checks.

    Raises UnknownName for a check that there is not. A check that raises never stops
    the others: see `LintRun.failures`.
    """
    checks = [c for c in select_checks(only, skip) if c.level is Level.TERMBASE]
    result = LintRun(iter(()))
    result.findings = _findings(termbase, checks, result.failures)
    return result


def _findings(
    termbase: Termbase, checks: Sequence[Check], failures: list[CheckFailure]
) -> Iterator[TermbaseFinding]:
    found = [finding for each in checks for finding in _found(each, termbase, failures)]
    places = {entry.id: place for place, entry in enumerate(termbase.entries)}
    yield from sorted(
        found,
        key=lambda finding: (
            places[finding.concept],
            finding.severity.rank,
            finding.check,
        ),
    )


def _found(
    entry: Check, termbase: Termbase, failures: list[CheckFailure]
) -> list[TermbaseFinding]:
    """The findings of one check. The one place where a check's errors are caught."""
    found = []
    try:
        for finding in entry.find_in_termbase(termbase):
            found.append(_completed(entry, finding))
    except Exception as error:  # a check may come from anywhere: see `CheckFailure`
        reason = f"{type(error).__name__}: {error}"
        failures.append(CheckFailure(entry.id, TERMBASE, reason))
    return found


def _completed(check: Check, finding: TermbaseFinding) -> TermbaseFinding:
    """A finding as it is reported."""
    related = dict.fromkeys(id for id in finding.related if id != finding.concept)
    return replace(
        finding,
        related=tuple(related)[:_MOST_RELATED],
        examples=tuple(finding.examples),
        check=check.id,
        severity=check.severity,
        message=message_text(check.id, finding.key, finding.arguments, "en"),
    )
