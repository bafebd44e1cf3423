"""What a check has to say of what it sees, as findings; and what broke in it."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import cast

from checks.engine.batch import Batch
from checks.engine.check import Check
from checks.engine.messages import finding_message
from checks.engine.unit import Context, Unit
from tm.finding import MOST_RELATED, Finding, Span, fingerprint


@dataclass(frozen=True, slots=True)
class Failure:
    """A check that broke on a unit; a defect of the check, not of the text."""

    check: str
    unit: str
    reason: str


def run_check(
    check: Check,
    checked: Unit | Sequence[Unit],
    unit: Unit,
    context: Context,
    failures: list[Failure],
) -> Sequence[Finding]:
    """The findings of one check. Its errors end here, or in `checks.runner.corpus`."""
    try:
        # Completed at once, since what a check yields keeps units in memory.
        return _drop_repeated(
            [
                complete_finding(check, unit_to_change(finding, unit), finding)
                for finding in _call_check(check, checked, context)
            ]
        )
    except Exception as error:  # a check may come from anywhere: see `Failure`
        failures.append(make_failure(check, unit, error))
        return ()


def _call_check(
    check: Check, checked: Unit | Sequence[Unit], context: Context
) -> Iterator[Finding]:
    if isinstance(checked, Unit):
        return check.find_in_unit(checked, context)
    return check.find_in_units(checked, context)


def prepare_prefilters(checks: Iterable[Check], context: Context) -> None:
    """Have the prefilters of checks read the words that they look for.

    Of words that are read later all texts would be read anew.
    """
    for check in checks:
        if check.prefilter is not None:
            with suppress(Exception):  # it fails again on units, which is reported
                check.prefilter.prepare(context)


def run_unit_check(
    check: Check, batch: Batch, failures: list[Failure]
) -> Iterator[tuple[int, Sequence[Finding]]]:
    """The findings of one check of units, by the index of each unit that has any.

    What `run_check` gives for each, without a call for each: most units have none. Nor
    is a list made for each, which would first ask how many there will be.
    """
    find, context, units = check.find_in_unit, batch.context, batch.units
    findings: list[Finding] = []
    for index in _prefiltered(check, batch, failures):
        unit = units[index]
        try:
            for finding in find(unit, context):
                changed = unit_to_change(finding, unit)
                findings.append(complete_finding(check, changed, finding))
        except Exception as error:  # as above
            failures.append(make_failure(check, unit, error))
            findings = []
        if findings:
            yield index, _drop_repeated(findings)
            findings = []


def _prefiltered(check: Check, batch: Batch, failures: list[Failure]) -> Sequence[int]:
    """The indexes of the units that a check is asked about."""
    indexes = range(len(batch.units))
    if check.prefilter is None or not batch.units:
        return indexes
    try:
        return check.prefilter.select(batch, indexes)
    except Exception as error:  # as above
        failures.append(make_failure(check, batch.units[0], error))
        return ()


def _drop_repeated(findings: list[Finding]) -> Sequence[Finding]:
    """The findings of one check; of two about the same words the graver one.

    `quý II` is another number than `kuartal III` as a word and as an ordinal.
    """
    if len(findings) < 2:
        return findings
    distinct: list[Finding] = []
    index_by_key: dict[tuple[str, str, Span], int] = {}
    for finding in findings:
        index = len(distinct)
        if finding.target_span is not None:
            # With the check, the fingerprint tells both texts: units may share an id.
            key = finding.unit, finding.fingerprint, finding.target_span
            index = index_by_key.setdefault(key, index)
        if index == len(distinct):
            distinct.append(finding)
        elif finding.severity.rank < distinct[index].severity.rank:
            distinct[index] = finding
    return distinct


def make_failure(check: Check, unit: Unit, error: Exception) -> Failure:
    """What to say of a check that raised."""
    return Failure(check.id, unit.id, f"{type(error).__name__}: {error}")


def unit_to_change(finding: Finding, unit: Unit) -> Unit:
    """The unit that a finding names, else the one that its check saw."""
    return unit if finding.about is None else cast(Unit, finding.about)


def complete_finding(check: Check, unit: Unit, finding: Finding) -> Finding:
    """A finding as it is reported, of what a check yielded about a unit."""
    if finding.target_span is not None:
        quote = finding.target_span.of(unit.target)
    elif finding.source_span is not None:
        quote = finding.source_span.of(unit.source_text)
    else:
        quote = ""
    related = [id for id in finding.related if id != unit.id]
    return replace(
        finding,
        about=None,
        related=tuple(related[:MOST_RELATED]),
        own_severity=None,
        rule=None,
        check=check.id,
        severity=finding.own_severity or check.severity,
        message=finding_message(finding, check.id, "en"),
        unit=unit.id,
        document=unit.document,
        quote=quote,
        fingerprint=fingerprint(
            check.id if finding.rule is None else f"{check.id} {finding.rule}",
            unit.source,
            unit.target,
            finding.target_span or finding.source_span,
        ),
    )


def is_about(finding: Finding, unit: Unit) -> bool:
    """Whether a finding's quote stands where it says, in a unit of its document."""
    if finding.document != unit.document:
        return False
    if finding.target_span is not None:
        return finding.target_span.of(unit.target) == finding.quote
    if finding.source_span is not None:
        return finding.source_span.of(unit.source_text) == finding.quote
    return True
