"""Run single checks, complete their findings and catch their errors."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import cast

from checks.engine.batch import Batch
from checks.engine.check import Check
from checks.engine.messages import write_finding_message
from checks.engine.unit import Context, Unit
from tm.finding import MAX_RELATED_COUNT, Finding, Fingerprinter, Span


@dataclass(frozen=True, slots=True)
class CheckFailure:
    """An error that a check raised on a unit; a defect of the check."""

    check_id: str
    unit_id: str
    reason: str


def find_first_failures(failures: Iterable[CheckFailure]) -> list[CheckFailure]:
    """Find the first failure of each check."""
    first_failure_by_check: dict[str, CheckFailure] = {}
    for failure in failures:
        first_failure_by_check.setdefault(failure.check_id, failure)
    return [*first_failure_by_check.values()]


def run_check(
    check: Check,
    unit_or_units: Unit | Sequence[Unit],
    first_unit: Unit,
    context: Context,
    failures: list[CheckFailure],
) -> Sequence[Finding]:
    """Run one check on a unit or several; its errors become failures."""
    fingerprinter = Fingerprinter()
    try:
        # Completed at once, since incomplete findings keep units in memory.
        return _drop_repeated_findings(
            [
                complete_finding(
                    check,
                    find_reported_unit(finding, first_unit),
                    finding,
                    fingerprinter,
                )
                for finding in _call_check(check, unit_or_units, context)
            ]
        )
    except MemoryError:  # what is left may not suffice for the others either
        raise
    except Exception as error:  # a check may come from anywhere: see `CheckFailure`
        failures.append(make_failure(check, first_unit, error))
        return ()


def _call_check(
    check: Check, unit_or_units: Unit | Sequence[Unit], context: Context
) -> Iterator[Finding]:
    if isinstance(unit_or_units, Unit):
        return check.find_in_unit(unit_or_units, context)
    return check.find_in_units(unit_or_units, context)


def read_listed_words(checks: Iterable[Check], context: Context) -> None:
    """Let checks and their prefilters read the words that they look for.

    If words were read later, all texts would have to be read again.
    """
    for check in checks:
        with suppress(Exception):  # it fails again on units, which is reported
            if check.prefilter is not None:
                check.prefilter.read_words(context)
            if check.read_words is not None:
                check.read_words(context)


def run_unit_check(
    check: Check, batch: Batch, failures: list[CheckFailure]
) -> Iterator[tuple[int, Sequence[Finding]]]:
    """Run one check over a batch; yield the findings of each unit that has any.

    The same as `run_check` on each unit, without a call or a list for each, since most
    units have no findings.
    """
    find, context, units = check.find_in_unit, batch.context, batch.units
    fingerprinter = Fingerprinter()
    findings: list[Finding] = []
    for unit_index in _select_prefiltered_indexes(check, batch, failures):
        unit = units[unit_index]
        try:
            for finding in find(unit, context):
                reported_unit = find_reported_unit(finding, unit)
                findings.append(
                    complete_finding(check, reported_unit, finding, fingerprinter)
                )
        except MemoryError:
            raise
        except Exception as error:  # as above
            failures.append(make_failure(check, unit, error))
            findings = []
        if findings:
            yield unit_index, _drop_repeated_findings(findings)
            findings = []


def _select_prefiltered_indexes(
    check: Check, batch: Batch, failures: list[CheckFailure]
) -> Sequence[int]:
    """Select the indexes of the units that pass a check's prefilter."""
    unit_indexes = range(len(batch.units))
    if check.prefilter is None or not batch.units:
        return unit_indexes
    try:
        return check.prefilter.select(batch, unit_indexes)
    except MemoryError:
        raise
    except Exception as error:  # as above
        failures.append(make_failure(check, batch.units[0], error))
        return ()


def _drop_repeated_findings(findings: list[Finding]) -> Sequence[Finding]:
    """Drop repeated findings of one check; the most severe about the same words stays.

    `quý II` is another number than `kuartal III` as a word and as an ordinal.
    """
    if len(findings) < 2:
        return findings
    distinct_findings: list[Finding] = []
    finding_index_by_key: dict[tuple[str, str, Span], int] = {}
    for finding in findings:
        finding_index = len(distinct_findings)
        if finding.target_span is not None:
            # Units may share an id; the fingerprint depends on both texts.
            finding_key = finding.unit, finding.fingerprint, finding.target_span
            finding_index = finding_index_by_key.setdefault(finding_key, finding_index)
        if finding_index == len(distinct_findings):
            distinct_findings.append(finding)
        elif finding.severity.rank < distinct_findings[finding_index].severity.rank:
            distinct_findings[finding_index] = finding
    return distinct_findings


def make_failure(check: Check, unit: Unit, error: Exception) -> CheckFailure:
    """Describe an error that a check raised on a unit."""
    return CheckFailure(check.id, unit.id, f"{type(error).__name__}: {error}")


def find_reported_unit(finding: Finding, unit: Unit) -> Unit:
    """Return the unit that a finding names, else the unit that was checked."""
    return unit if finding.checked_unit is None else cast(Unit, finding.checked_unit)


def complete_finding(
    check: Check, unit: Unit, finding: Finding, fingerprinter: Fingerprinter
) -> Finding:
    """Complete a finding that a check yielded with all that is reported."""
    if finding.target_span is not None:
        quote = finding.target_span.of(unit.target)
    elif finding.source_span is not None:
        quote = finding.source_span.of(unit.source_text)
    else:
        quote = ""
    related_unit_ids = [unit_id for unit_id in finding.related if unit_id != unit.id]
    # All fields are given, since `dataclasses.replace` takes twice as long.
    return Finding(
        key=finding.key,
        target_span=finding.target_span,
        source_span=finding.source_span,
        arguments=finding.arguments,
        fix=finding.fix,
        related=tuple(related_unit_ids[:MAX_RELATED_COUNT]),
        renderings=finding.renderings,
        check=check.id,
        severity=finding.severity_override or check.severity,
        message=write_finding_message(finding, check.id, "en"),
        about_source=finding.about_source,
        unit=unit.id,
        document=unit.document,
        quote=quote,
        fingerprint=fingerprinter.compute(
            check.id if finding.rule is None else f"{check.id} {finding.rule}",
            unit.source,
            unit.target,
            finding.target_span or finding.source_span,
        ),
    )


def is_finding_about(finding: Finding, unit: Unit) -> bool:
    """Whether a finding is about a unit: same document, its quote at its span."""
    if finding.document != unit.document:
        return False
    if finding.target_span is not None:
        return finding.target_span.of(unit.target) == finding.quote
    if finding.source_span is not None:
        return finding.source_span.of(unit.source_text) == finding.quote
    return True
