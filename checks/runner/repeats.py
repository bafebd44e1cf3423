"""Merge the findings that a page repeats: one with its count stays."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from checks.engine.messages import read_messages, write_finding_message
from tm.finding import MAX_RELATED_COUNT, Finding

COUNTED_SUFFIX = "_several"
"""The end of the key of a message that says how often a finding is repeated."""


def merge_repeats(findings: Iterable[Finding]) -> list[Finding]:
    """Keep the first of equal findings, if a message can say how many there are.

    Equal are findings of one check with the same message; the order stays.
    """
    messages = read_messages("en")
    findings_by_message: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        can_count = f"{finding.check}.{finding.key}{COUNTED_SUFFIX}" in messages
        # A finding that cannot be counted is a group of its own.
        message_or_number = (
            finding.message if can_count else str(len(findings_by_message))
        )
        findings_by_message[finding.check, message_or_number].append(finding)
    return [
        _merge_group(message_or_number)
        for message_or_number in findings_by_message.values()
    ]


def _merge_group(findings: list[Finding]) -> Finding:
    first_finding, *repeated_findings = findings
    if not repeated_findings:
        return first_finding
    related_unit_ids = dict.fromkeys(finding.unit for finding in repeated_findings)
    counted_finding = replace(
        first_finding,
        key=f"{first_finding.key}{COUNTED_SUFFIX}",
        arguments={**first_finding.arguments, "count": len(findings)},
        related=tuple(
            unit_id for unit_id in related_unit_ids if unit_id != first_finding.unit
        )[:MAX_RELATED_COUNT],
    )
    message = write_finding_message(counted_finding, first_finding.check, "en")
    return replace(counted_finding, message=message)
