"""Check source texts on their own, in their language."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from checks.engine.check import Check, Level
from checks.engine.document import hold_document, release_document
from checks.engine.messages import write_finding_message
from checks.engine.unit import Context, Unit
from checks.runner.check_execution import CheckFailure, run_check
from tm.finding import Finding, Fingerprinter, Severity


def run_source_checks(
    units: Sequence[Unit],
    context: Context,
    checks: Sequence[Check],
    failures: list[CheckFailure],
) -> Iterator[Finding]:
    """Check the source texts of a document; the findings have source spans.

    `context` is that of the source language. No finding is an error: a translator may
    not be able to change the source.
    """
    source_units = hold_document(
        unit._replace(target=unit.source, source=None) for unit in units if unit.source
    )
    findings: list[Finding] = []
    for check in checks if source_units else ():
        if check.level is Level.DOCUMENT:
            findings += run_check(
                check, source_units, source_units[0], context, failures
            )
        else:
            for source_unit in source_units:
                findings += run_check(
                    check, source_unit, source_unit, context, failures
                )
    release_document(source_units)
    reported_unit_ids = {finding.unit for finding in findings}
    fingerprinter = Fingerprinter()
    unit_by_id = {unit.id: unit for unit in units if unit.id in reported_unit_ids}
    for finding in findings:
        unit = unit_by_id[finding.unit]
        is_below_error = finding.severity is not Severity.ERROR
        source_finding = replace(finding, about_source=True)
        yield replace(
            source_finding,
            severity=finding.severity if is_below_error else Severity.WARNING,
            message=write_finding_message(source_finding, finding.check, "en"),
            source_span=finding.target_span,
            target_span=None,
            fingerprint=fingerprinter.compute(
                f"source {finding.check}", unit.source, unit.target, finding.target_span
            ),
        )
