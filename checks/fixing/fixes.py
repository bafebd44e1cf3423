"""Apply the fixes of findings to texts, without causing new findings."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from checks.catalogue import select_checks
from checks.engine.check import CHECKS, Check, Level
from checks.engine.document import DocumentUnits, hold_document, release_document
from checks.engine.messages import Message
from checks.engine.unit import Context, Unit
from checks.fixing.fix_counter import FixCounter
from checks.fixing.text_changes import (
    SeparateSpans,
    apply_changes,
    find_minimal_change,
    find_refusal_reason,
    iterate_changed_spans,
)
from checks.runner.document_batch import UNITS_PER_BATCH, RunScope, run_on_documents
from checks.runner.overlaps import Overlaps
from checks.runner.run import batch_documents, run
from tm.finding import Finding, Span

_MAX_ROUNDS = 100
"""Rounds of fixing one document; each applies all fixes that are far enough apart."""

_UNCOMPOSED_SCOPE = RunScope(may_be_uncomposed=True)
_SEPARATE_CHECKS_SCOPE = RunScope(may_be_uncomposed=True, keeps_overlaps=True)
"""Findings of one check must not hide the fixes of another one."""
_FindingKey = tuple[str, str, str]
"""The key of a finding whose position may move: its unit, check and quote."""


@dataclass(frozen=True, slots=True)
class FixedUnit:
    """A unit whose text was fixed."""

    original_unit: Unit
    fixed_unit: Unit
    fixed_findings: tuple[Finding, ...]
    """The fixed findings in order; a span refers to the text before its fix."""


@dataclass(frozen=True, slots=True)
class UnfixedFinding:
    """A finding whose fix was not applied, and the reason."""

    finding: Finding
    reason: Message


@dataclass(frozen=True, slots=True)
class DocumentFixes:
    """The fixed units of a document, and the findings that remain."""

    fixed_units: Sequence[FixedUnit]
    unfixed_findings: Sequence[UnfixedFinding]


def fix_documents(
    units: Iterable[Unit],
    context: Context,
    check_ids: Iterable[str],
    *,
    is_selected: Callable[[Finding], bool] = lambda finding: True,
    corpus_findings: Iterable[Finding] = (),
    fix_counter: FixCounter | None = None,
) -> Iterator[tuple[DocumentUnits, DocumentFixes]]:
    """Fix units document by document, by the fixes of some checks.

    Each document comes with its fixes, and is released when the next one is requested.
    `is_selected` selects the findings to fix. `fix_counter` counts the fixes that
    further checks offer. Corpus checks must see all units before the first one is
    fixed, so the caller has run them before, and passes their findings: see
    `find_corpus_fixes`.
    """
    fix_counter = fix_counter or FixCounter(())
    fixing_checks = [
        check
        for check in map(CHECKS.__getitem__, check_ids)
        if check.level is not Level.CORPUS
    ]
    fixing_check_ids = {check.id for check in fixing_checks}
    overlaps = Overlaps(fixing_checks)
    corpus_findings_by_unit = _group_by_unit(corpus_findings)
    for batch in batch_documents(units, UNITS_PER_BATCH):
        batch_findings = run_on_documents(
            [*fixing_checks, *fix_counter.checks],
            context,
            _SEPARATE_CHECKS_SCOPE,
            batch,
        )
        for document, findings in zip(
            batch, batch_findings.findings_of_documents, strict=True
        ):
            fixing_check_findings: list[Finding] = []
            counted_findings: list[Finding] = []
            for finding in findings:
                is_fixing = finding.check in fixing_check_ids
                (fixing_check_findings if is_fixing else counted_findings).append(
                    finding
                )
            fix_counter.count_document(document, counted_findings)
            document_corpus_findings = [
                finding
                for unit in document
                for finding in _select_findings_about_unit(
                    unit, corpus_findings_by_unit
                )
            ]
            fixer = _DocumentFixer(
                document, context, fixing_checks, is_selected, document_corpus_findings
            )
            document_findings = overlaps.merge(fixing_check_findings)
            yield document, fixer.fix([*document_findings, *document_corpus_findings])
            release_document(document)


def _group_by_unit(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    findings_by_unit: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        findings_by_unit[finding.unit].append(finding)
    return findings_by_unit


def find_corpus_fixes(
    units: Iterable[Unit],
    context: Context,
    check_ids: Iterable[str],
    *,
    is_selected: Callable[[Finding], bool] = lambda finding: True,
) -> list[Finding]:
    """Find what the corpus checks among some checks can fix."""
    corpus_check_ids = [
        check_id for check_id in check_ids if CHECKS[check_id].level is Level.CORPUS
    ]
    findings = (
        run(units, context, select_checks(corpus_check_ids), scope=_UNCOMPOSED_SCOPE)
        if corpus_check_ids
        else ()
    )
    return [
        finding
        for finding in findings
        if finding.fix is not None and is_selected(finding)
    ]


def _select_findings_about_unit(
    unit: Unit, findings_by_unit: Mapping[str, Sequence[Finding]]
) -> Iterator[Finding]:
    """Select the findings of a unit; several documents may have equal unit ids."""
    for finding in findings_by_unit.get(unit.id, ()):
        if finding.document == unit.document and finding.target_span is not None:
            if finding.target_span.of(unit.target) == finding.quote:
                yield finding


@dataclass(slots=True)
class _DocumentFixer:
    """Fixes one document in rounds, and reverts fixes that cause new findings."""

    units: Sequence[Unit]
    context: Context
    checks: Sequence[Check]
    is_selected: Callable[[Finding], bool]
    corpus_findings: Sequence[Finding] = ()
    """The findings of corpus checks that remain."""
    lost_findings: list[Finding] = field(default_factory=list)
    """Findings of corpus checks whose text another fix has changed."""
    refusal_reason_by_key: dict[_FindingKey, Message | None] = field(
        default_factory=dict
    )
    """By finding, the reason why its fix is refused; None if the caller excludes it."""
    max_fix_count_by_unit: dict[str, int] = field(default_factory=dict)
    """By unit id, the most fixes in a round, after one of them caused a finding."""
    fixed_findings_by_unit: dict[str, list[Finding]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def fix(self, findings: list[Finding]) -> DocumentFixes:
        """Apply the fixes of the findings, round by round."""
        if all(finding.fix is None for finding in findings):
            return DocumentFixes((), ())
        self._refuse_excluded_fixes(findings)
        unit_by_id = {unit.id: unit for unit in self.units}
        for _ in range(_MAX_ROUNDS):
            fixes_by_unit = self._choose_fixes(findings, unit_by_id)
            if not fixes_by_unit:
                break
            changed_unit_by_id = unit_by_id | {
                unit_id: unit_by_id[unit_id]._replace(
                    target=apply_changes(unit_by_id[unit_id].target, fixes)
                )
                for unit_id, fixes in fixes_by_unit.items()
            }
            moved_findings, lost_findings = self._move_corpus_findings(fixes_by_unit)
            new_findings = self._check_again(changed_unit_by_id, moved_findings)
            reason_by_harmed_unit = self._find_harmed_units(
                fixes_by_unit, findings, new_findings
            )
            if reason_by_harmed_unit:
                self._revert_round(fixes_by_unit, reason_by_harmed_unit)
                continue
            for unit_id, fixes in fixes_by_unit.items():
                self.fixed_findings_by_unit[unit_id] += fixes
                if unit_id in self.max_fix_count_by_unit:
                    self.max_fix_count_by_unit[unit_id] = 2 * len(fixes)
            unit_by_id, findings = changed_unit_by_id, new_findings
            self.corpus_findings = moved_findings
            self.lost_findings += lost_findings
        fixed_units = [
            FixedUnit(
                unit,
                unit_by_id[unit.id],
                tuple(self.fixed_findings_by_unit[unit.id]),
            )
            for unit in self.units
            if self.fixed_findings_by_unit.get(unit.id)
        ]
        return DocumentFixes(fixed_units, [*self._list_unfixed_findings(findings)])

    def _refuse_excluded_fixes(self, findings: Iterable[Finding]) -> None:
        """Refuse fixes that the caller excludes, and those of units with equal ids."""
        count_by_unit_id = Counter(unit.id for unit in self.units)
        for finding in findings:
            if not self.is_selected(finding):
                self.refusal_reason_by_key[_make_finding_key(finding)] = None
            elif count_by_unit_id[finding.unit] > 1:
                self.refusal_reason_by_key[_make_finding_key(finding)] = Message(
                    "fix.same_id"
                )

    def _revert_round(
        self,
        fixes_by_unit: Mapping[str, Sequence[Finding]],
        reason_by_harmed_unit: Mapping[str, Message],
    ) -> None:
        """Allow harmed units half the fixes next time, or refuse a single fix."""
        for unit_id, reason in reason_by_harmed_unit.items():
            fixes = fixes_by_unit[unit_id]
            if len(fixes) == 1:
                self.refusal_reason_by_key[_make_finding_key(fixes[0])] = reason
            self.max_fix_count_by_unit[unit_id] = max(1, len(fixes) // 2)

    def _check_again(
        self, unit_by_id: Mapping[str, Unit], corpus_findings: Sequence[Finding]
    ) -> list[Finding]:
        """Check the changed units of the document again."""
        document = hold_document(unit_by_id[unit.id] for unit in self.units)
        (findings,) = run_on_documents(
            self.checks, self.context, _SEPARATE_CHECKS_SCOPE, [document]
        ).findings_of_documents
        release_document(document)
        overlaps = self.context.cache.call(Overlaps, tuple(self.checks))
        return [*overlaps.merge(findings), *corpus_findings]

    def _move_corpus_findings(
        self, fixes_by_unit: Mapping[str, Sequence[Finding]]
    ) -> tuple[list[Finding], list[Finding]]:
        """Move the findings of corpus checks to their new positions, and list lost
        ones.
        """
        moved_findings: list[Finding] = []
        lost_findings: list[Finding] = []
        for finding in self.corpus_findings:
            assert finding.target_span is not None
            fixes = fixes_by_unit.get(finding.unit, ())
            changes = [find_minimal_change(fix) for fix in fixes]
            start, end = finding.target_span.start, finding.target_span.end
            if finding in fixes:
                continue
            if any(span.start < end and start < span.end for span, _ in changes):
                lost_findings.append(finding)
                continue
            shift = sum(
                len(replacement) - (span.end - span.start)
                for span, replacement in changes
                if span.end <= start
            )
            moved_findings.append(
                replace(finding, target_span=Span(start + shift, end + shift))
            )
        return moved_findings, lost_findings

    def _choose_fixes(
        self, findings: Sequence[Finding], unit_by_id: Mapping[str, Unit]
    ) -> dict[str, list[Finding]]:
        """Choose by unit fixes that do not touch, the most severe and longest first."""
        fixes_by_unit: dict[str, list[Finding]] = defaultdict(list)
        separate_spans_by_unit: dict[str, SeparateSpans] = defaultdict(SeparateSpans)
        for finding in sorted(findings, key=_rank_fix):
            if finding.fix is None or finding.target_span is None:
                continue
            if _make_finding_key(finding) in self.refusal_reason_by_key:
                continue
            text = unit_by_id[finding.unit].target
            reason = find_refusal_reason(finding, text)
            if reason:
                self.refusal_reason_by_key[_make_finding_key(finding)] = reason
                continue
            max_fix_count = self.max_fix_count_by_unit.get(finding.unit)
            if (
                max_fix_count is not None
                and len(fixes_by_unit[finding.unit]) >= max_fix_count
            ):
                continue
            if separate_spans_by_unit[finding.unit].add(
                find_minimal_change(finding)[0]
            ):
                fixes_by_unit[finding.unit].append(finding)
        return {unit_id: fixes for unit_id, fixes in fixes_by_unit.items() if fixes}

    def _find_harmed_units(
        self,
        fixes_by_unit: Mapping[str, Sequence[Finding]],
        old_findings: Sequence[Finding],
        new_findings: Sequence[Finding],
    ) -> dict[str, Message]:
        """Find units with more findings of a check, or with the same one as before."""
        old_count_by_unit_and_check = Counter(
            (finding.unit, finding.check) for finding in old_findings
        )
        new_count_by_unit_and_check = Counter(
            (finding.unit, finding.check) for finding in new_findings
        )
        spans_by_unit_and_check: dict[tuple[str, str], list[Span]] = defaultdict(list)
        for finding in new_findings:
            if finding.target_span is not None:
                fix_span = (
                    finding.target_span
                    if finding.fix is None
                    else find_minimal_change(finding)[0]
                )
                spans_by_unit_and_check[finding.unit, finding.check].append(fix_span)
        reason_by_harmed_unit: dict[str, Message] = {}
        for unit_id, fixes in fixes_by_unit.items():
            for check_id in (check.id for check in self.checks):
                if (
                    new_count_by_unit_and_check[unit_id, check_id]
                    > old_count_by_unit_and_check[unit_id, check_id]
                ):
                    reason_by_harmed_unit[unit_id] = Message(
                        "fix.other_finding", {"check": check_id}
                    )
            for finding, fix_span in iterate_changed_spans(fixes):
                # A check may report one position at a time: the next one is no harm.
                if new_count_by_unit_and_check[
                    unit_id, finding.check
                ] >= old_count_by_unit_and_check[unit_id, finding.check] and any(
                    span.start <= fix_span.end and fix_span.start <= span.end
                    for span in spans_by_unit_and_check[unit_id, finding.check]
                ):
                    reason_by_harmed_unit.setdefault(unit_id, Message("fix.no_help"))
        return reason_by_harmed_unit

    def _list_unfixed_findings(
        self, findings: Iterable[Finding]
    ) -> Iterator[UnfixedFinding]:
        """List the findings whose fix was not applied, with the reasons."""
        for finding in findings:
            if finding.fix is None or finding.target_span is None:
                continue
            reason = self.refusal_reason_by_key.get(
                _make_finding_key(finding), Message("fix.more")
            )
            if reason:
                yield UnfixedFinding(finding, reason)
        for finding in self.lost_findings:
            yield UnfixedFinding(finding, Message("fix.overlap"))


def _make_finding_key(finding: Finding) -> _FindingKey:
    """Make the key that a finding keeps when the text before it changes."""
    return finding.unit, finding.check, finding.quote


def _rank_fix(finding: Finding) -> tuple[int, int, Span]:
    """Rank fixes: the most severe first, then the longest, then by position."""
    span = finding.target_span or Span(0, 0)
    return finding.severity.rank, span.start - span.end, span
