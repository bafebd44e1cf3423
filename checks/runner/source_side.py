"""Checks of source texts, as texts of their own in their language."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from checks.engine.check import Check, Level
from checks.engine.document import held, release
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
    texts = held(
        one._replace(target=one.source, source=None) for one in subjects if one.source
    )
    findings: list[Finding] = []
    for entry in checks if texts else ():
        if entry.level is Level.DOCUMENT:
            findings += run_check(entry, texts, texts[0], context, failures)
        else:
            for text in texts:
                findings += run_check(entry, text, text, context, failures)
    release(texts)
    about = {finding.unit for finding in findings}
    units = {one.id: one for one in subjects if one.id in about}
    for finding in findings:
        unit = units[finding.unit]
        mild = finding.severity is not Severity.ERROR
        about_source = replace(finding, about_source=True)
        yield replace(
            about_source,
            severity=finding.severity if mild else Severity.WARNING,
            message=finding_message(about_source, finding.check, "en"),
            source_span=finding.target_span,
            target_span=None,
            fingerprint=fingerprint(
                f"source {finding.check}", unit.source, unit.target, finding.target_span
            ),
        )
