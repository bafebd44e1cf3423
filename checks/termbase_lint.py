"""The linter of the termbase: runs the checks of the level TERMBASE."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace

from checks.catalogue import select_checks
from checks.engine.check import Check, Level
from checks.engine.checked_termbase import CheckedTermbase, TermbaseFinding
from checks.engine.messages import write_check_message
from checks.profile import Profile, parse_profile
from checks.runner.check_execution import CheckFailure
from tm.errors import InputError
from tm.settings import CheckSettings

MEMORY_CHECK_IDS = ("tb.unattested", "tb.otherwise")
"""Checks that compare the terms with their use in the memory."""
TERMBASE_UNIT_ID = "termbase"
"""The id of a unit that a failed check of the termbase is reported with."""
_MAX_RELATED_CONCEPTS = 10
"""The most other concepts that a finding names."""


@dataclass(slots=True)
class LintRun:
    """The findings of one run; iterate once, then read `failures`."""

    findings: Iterator[TermbaseFinding]
    failures: list[CheckFailure] = field(default_factory=list)

    def __iter__(self) -> Iterator[TermbaseFinding]:
        return self.findings


def choose_termbase_check_names(
    settings: CheckSettings, only: Sequence[str] = (), skip: Sequence[str] = ()
) -> tuple[list[str], list[str]]:
    """Choose the checks to run and to skip, as ids or families.

    The settings count as far as they name checks of the termbase. Raises InputError if
    no such check is named, and UnknownName.
    """
    selected_names = list(only) or [
        check_name for check_name in settings.only if _has_termbase_checks([check_name])
    ]
    if selected_names and not _has_termbase_checks(selected_names):
        raise InputError(
            "these checks are not for the termbase; check texts by them",
            next_step="check texts",
        )
    skipped_names = [*skip, *_read_profile(settings).skip]
    select_checks(selected_names, skipped_names)  # raises UnknownName
    return selected_names, skipped_names


def needs_memory_evidence(only: Sequence[str], skip: Sequence[str]) -> bool:
    """Whether any of the chosen checks needs the evidence of the memory."""
    return any(check.id in MEMORY_CHECK_IDS for check in select_checks(only, skip))


def apply_settings_to_findings(
    findings: Iterable[TermbaseFinding], settings: CheckSettings, message_language: str
) -> list[TermbaseFinding]:
    """Give findings the severities of the settings, and messages in a language."""
    severity_by_check = _read_profile(settings).severity_by_check
    return [
        replace(
            finding,
            severity=severity_by_check.get(finding.check, finding.severity),
            message=finding.write_message(message_language),
        )
        for finding in findings
    ]


def _has_termbase_checks(names: Iterable[str]) -> bool:
    return any(check.level is Level.TERMBASE for check in select_checks(names))


def _read_profile(settings: CheckSettings) -> Profile:
    return parse_profile(asdict(settings), "[checks] of padanan.toml")


def lint_termbase(
    termbase: CheckedTermbase, *, only: Iterable[str] = (), skip: Iterable[str] = ()
) -> LintRun:
    """Check a termbase; findings are in the order of its entries, then of the checks.

    Raises UnknownName for an unknown check. A check that raises never stops
    the others: see `LintRun.failures`.
    """
    checks = [
        check for check in select_checks(only, skip) if check.level is Level.TERMBASE
    ]
    lint_run = LintRun(iter(()))
    lint_run.findings = _find_sorted_findings(termbase, checks, lint_run.failures)
    return lint_run


def _find_sorted_findings(
    termbase: CheckedTermbase, checks: Sequence[Check], failures: list[CheckFailure]
) -> Iterator[TermbaseFinding]:
    findings = [
        finding for check in checks for finding in _run_check(check, termbase, failures)
    ]
    entry_index_by_id = {
        entry.id: entry_index for entry_index, entry in enumerate(termbase.entries)
    }
    yield from sorted(
        findings,
        key=lambda finding: (
            entry_index_by_id[finding.concept],
            finding.severity.rank,
            finding.check,
        ),
    )


def _run_check(
    check: Check, termbase: CheckedTermbase, failures: list[CheckFailure]
) -> list[TermbaseFinding]:
    """Run one check and complete its findings; its errors are caught here."""
    findings = []
    try:
        for finding in check.find_in_termbase(termbase):
            findings.append(_complete_finding(check, finding))
    except Exception as error:  # a check may come from anywhere: see `CheckFailure`
        reason = f"{type(error).__name__}: {error}"
        failures.append(CheckFailure(check.id, TERMBASE_UNIT_ID, reason))
    return findings


def _complete_finding(check: Check, finding: TermbaseFinding) -> TermbaseFinding:
    """Complete a finding with all that is reported."""
    related_ids = dict.fromkeys(
        concept_id for concept_id in finding.related if concept_id != finding.concept
    )
    return replace(
        finding,
        related=tuple(related_ids)[:_MAX_RELATED_CONCEPTS],
        examples=tuple(finding.examples),
        check=check.id,
        severity=check.severity,
        message=write_check_message(check.id, finding.key, finding.arguments, "en"),
    )
