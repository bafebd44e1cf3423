"""The termbase's linter: all checks of the level termbase, over all entries."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from checks.catalogue import selected
from checks.engine.check import Check, Level
from checks.engine.termbase import Flaw, Termbase
from checks.runner.findings import Failure
from tm.finding import Severity

TERMBASE = "termbase"
_MOST_RELATED = 10


@dataclass(frozen=True, slots=True)
class TermbaseFinding:
    """One finding of one check about one concept."""

    check: str
    severity: Severity
    message: str
    concept: str
    """The id of the entry to change."""
    locale: str | None = None
    """Of the term that is meant."""
    quote: str = ""
    """The text of that term."""
    fix: str | None = None
    related: tuple[str, ...] = ()
    """Ids of other concepts that show why."""
    examples: tuple[str, ...] = ()
    """Ids of units that show why."""


@dataclass(slots=True)
class LintRun:
    """The findings of one run; iterate once, then read `failures`."""

    findings: Iterator[TermbaseFinding]
    failures: list[Failure] = field(default_factory=list)

    def __iter__(self) -> Iterator[TermbaseFinding]:
        return self.findings


def lint(
    termbase: Termbase, *, only: Iterable[str] = (), skip: Iterable[str] = ()
) -> LintRun:
    """Check a termbase: the findings in the order of its entries, then of the checks.

    Raises UnknownName for a check that there is not. A check that raises never stops
    the others: see `LintRun.failures`.
    """
    checks = [c for c in selected(only, skip) if c.level is Level.TERMBASE]
    result = LintRun(iter(()))
    result.findings = _findings(termbase, checks, result.failures)
    return result


def _findings(
    termbase: Termbase, checks: Sequence[Check], failures: list[Failure]
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
    entry: Check, termbase: Termbase, failures: list[Failure]
) -> list[TermbaseFinding]:
    """The findings of one check. The one place where a check's errors are caught."""
    found = []
    try:
        for flaw in entry.find(termbase):
            found.append(_finding(entry, flaw))
    except Exception as error:  # a check may come from anywhere: see `Failure`
        reason = f"{type(error).__name__}: {error}"
        failures.append(Failure(entry.id, TERMBASE, reason))
    return found


def _finding(entry: Check, flaw: Flaw) -> TermbaseFinding:
    return TermbaseFinding(
        check=entry.id,
        severity=flaw.severity or entry.severity,
        message=flaw.message,
        concept=flaw.entry.id,
        locale=flaw.term.locale.tag if flaw.term else None,
        quote=flaw.term.text if flaw.term else "",
        fix=flaw.fix,
        related=flaw.related_ids[:_MOST_RELATED],
        examples=tuple(flaw.examples),
    )
