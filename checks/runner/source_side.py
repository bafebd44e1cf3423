"""Checks of source texts, as texts of their own in their language."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from checks.engine.check import Check, Level
from checks.engine.document import hold_document, release_document
from checks.engine.messages import finding_message
from checks.engine.unit import Context, Unit
from checks.runner.findings import Failure, run_check
from tm.finding import Finding, Severity, fingerprint
from tm.text.locale import Locale


def run_source_checks(
    subjects: Sequence[Unit],
    locale: Locale,
    checks: Sequence[Check],
    failures: list[Failure],
) -> Iterator[Finding]:
    """The findings of the source texts of a document, each as the source's of its unit.

    None is an error: whoever translates may not be able to change the text.
    """
    context = Context(locale)
    source_units = hold_document(
        one._replace(target=one.source, source=None) for one in subjects if one.source
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
    unit_ids = {finding.unit for finding in findings}
    unit_by_id = {one.id: one for one in subjects if one.id in unit_ids}
    for finding in findings:
        unit = unit_by_id[finding.unit]
        is_mild = finding.severity is not Severity.ERROR
        about_source = replace(finding, about_source=True)
        yield replace(
            about_source,
            severity=finding.severity if is_mild else Severity.WARNING,
            message=finding_message(about_source, finding.check, "en"),
            source_span=finding.target_span,
            target_span=None,
            fingerprint=fingerprint(
                f"source {finding.check}", unit.source, unit.target, finding.target_span
            ),
        )
