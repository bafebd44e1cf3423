"""Apply the fixes of findings to texts, without causing new findings."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from checks.catalogue import select_checks
from checks.engine.check import CHECKS, Check, Level
from checks.engine.document import Document, hold_document, release_document
from checks.engine.messages import Message
from checks.engine.unit import Context, Unit
from checks.fixing.fix_counter import Offers
from checks.runner.overlaps import Overlaps
from checks.runner.run import (
    UNITS_PER_BATCH,
    Scope,
    batch_documents,
    run,
    run_on_documents,
)
from tm.finding import Finding, Span
from tm.text.segment import CODE

_MOST_ROUNDS = 100
"""Rounds of fixing one document; each applies all fixes that are far enough apart."""

_AS_TYPED = Scope(may_be_uncomposed=True)
_SEPARATELY = Scope(may_be_uncomposed=True, keep_overlaps=True)
"""What one check reports is not to hide what another one could fix."""
_FindingKey = tuple[str, str, str]
"""A finding through the rounds, while its place moves: unit, check and quote."""


@dataclass(frozen=True, slots=True)
class FixedUnit:
    """A unit whose text was fixed."""

    before: Unit
    after: Unit
    fixed: tuple[Finding, ...]
    """What was fixed, in order; spans are of that moment."""


@dataclass(frozen=True, slots=True)
class UnfixedFinding:
    """A finding with a fix that was not applied, and why."""

    finding: Finding
    reason: Message


@dataclass(frozen=True, slots=True)
class DocumentFixes:
    """What became of the units of a document."""

    units: Sequence[FixedUnit]
    unfixed: Sequence[UnfixedFinding]


def fix_documents(
    units: Iterable[Unit],
    context: Context,
    checks: Iterable[str],
    *,
    is_wanted: Callable[[Finding], bool] = lambda finding: True,
    corpus_findings: Iterable[Finding] = (),
    offers: Offers | None = None,
) -> Iterator[tuple[Document, DocumentFixes]]:
    """Fix units document by document, by the fixes of some checks.

    Each document comes with what became of it; it is let go of when the next one is
    asked for. `is_wanted`: which findings to fix. `offers`: what takes the fixes that
    other checks have. Checks of the corpus must see all units before the first is
    fixed, so whoever calls has run them, and gives what they found (`find_in_corpus`).
    """
    offers = offers or Offers(())
    entries = [CHECKS[id] for id in checks]
    entries = [one for one in entries if one.level is not Level.CORPUS]
    ids = {entry.id for entry in entries}
    overlaps = Overlaps(entries)
    corpus_findings_by_unit: dict[str, list[Finding]] = defaultdict(list)
    for finding in corpus_findings:
        corpus_findings_by_unit[finding.unit].append(finding)
    for batch in batch_documents(units, UNITS_PER_BATCH):
        batch_findings = run_on_documents(
            [*entries, *offers.checks], context, _SEPARATELY, batch
        )
        for document, findings in zip(batch, batch_findings.findings, strict=True):
            offers.take(document, [one for one in findings if one.check not in ids])
            check_findings = overlaps.merge(
                [one for one in findings if one.check in ids]
            )
            document_findings = [
                one
                for unit in document
                for one in _findings_about(unit, corpus_findings_by_unit)
            ]
            if document_findings or any(one.fix is not None for one in check_findings):
                fixer = _DocumentFixer(
                    document, context, entries, is_wanted, document_findings
                )
                yield document, fixer.fix([*check_findings, *document_findings])
            else:
                yield document, DocumentFixes((), ())
            release_document(document)


def find_in_corpus(
    units: Iterable[Unit],
    context: Context,
    checks: Iterable[str],
    *,
    is_wanted: Callable[[Finding], bool] = lambda finding: True,
) -> list[Finding]:
    """What those of some checks that look at the corpus find and can fix."""
    ids = [id for id in checks if CHECKS[id].level is Level.CORPUS]
    findings = run(units, context, select_checks(ids), scope=_AS_TYPED) if ids else ()
    return [
        finding
        for finding in findings
        if finding.fix is not None and is_wanted(finding)
    ]


def _findings_about(
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
    is_wanted: Callable[[Finding], bool]
    corpus_findings: Sequence[Finding] = ()
    """What the corpus says of the texts as they are now."""
    lost: list[Finding] = field(default_factory=list)
    """Of these, what nobody can tell of any more."""
    refused: dict[_FindingKey, Message | None] = field(default_factory=dict)
    """Findings whose fix is refused, and why; no reason where it is not wanted."""
    most_fixes: dict[str, int] = field(default_factory=dict)
    """How many fixes a unit gets in a round, after one of them did harm."""
    fixed: dict[str, list[Finding]] = field(default_factory=lambda: defaultdict(list))

    def fix(self, findings: list[Finding]) -> DocumentFixes:
        """Apply the fixes of the findings of the texts as they are now."""
        texts = {subject.id: subject for subject in self.units}
        unit_counts = Counter(subject.id for subject in self.units)
        for finding in findings:
            if not self.is_wanted(finding):
                self.refused[_finding_key(finding)] = None
            elif unit_counts[finding.unit] > 1:
                self.refused[_finding_key(finding)] = Message("fix.same_id")
        for _ in range(_MOST_ROUNDS):
            fixes_by_unit = self._choose_fixes(findings, texts)
            if not fixes_by_unit:
                break
            changed_texts = texts | {
                unit: texts[unit]._replace(target=_applied(texts[unit].target, fixes))
                for unit, fixes in fixes_by_unit.items()
            }
            moved_findings, lost_findings = self._move_corpus_findings(fixes_by_unit)
            new_findings = self._check_again(changed_texts, moved_findings)
            harmed_units = self._find_harmed_units(
                fixes_by_unit, findings, new_findings
            )
            if not harmed_units:
                for unit, fixes in fixes_by_unit.items():
                    self.fixed[unit] += fixes
                    if unit in self.most_fixes:
                        self.most_fixes[unit] = 2 * len(fixes)
                texts, findings, self.corpus_findings = (
                    changed_texts,
                    new_findings,
                    moved_findings,
                )
                self.lost += lost_findings
                continue
            for unit, reason in harmed_units.items():
                if len(fixes_by_unit[unit]) == 1:
                    self.refused[_finding_key(fixes_by_unit[unit][0])] = reason
                self.most_fixes[unit] = max(1, len(fixes_by_unit[unit]) // 2)
        units = [
            FixedUnit(subject, texts[subject.id], tuple(self.fixed[subject.id]))
            for subject in self.units
            if self.fixed.get(subject.id)
        ]
        unfixed = [
            UnfixedFinding(finding, Message("fix.overlap")) for finding in self.lost
        ]
        return DocumentFixes(units, [*self._unfixed(findings), *unfixed])

    def _check_again(
        self, texts: Mapping[str, Unit], corpus_findings: Sequence[Finding]
    ) -> list[Finding]:
        document = hold_document(texts[unit.id] for unit in self.units)
        (findings,) = run_on_documents(
            self.checks, self.context, _SEPARATELY, [document]
        ).findings
        release_document(document)
        overlaps = self.context.cache.call(Overlaps, tuple(self.checks))
        return [*overlaps.merge(findings), *corpus_findings]

    def _move_corpus_findings(
        self, fixes_by_unit: Mapping[str, Sequence[Finding]]
    ) -> tuple[list[Finding], list[Finding]]:
        """What was given, where it stands once others are fixed, and what does not."""
        moved: list[Finding] = []
        lost: list[Finding] = []
        for finding in self.corpus_findings:
            assert finding.target_span is not None
            fixes = fixes_by_unit.get(finding.unit, ())
            changes = [_change_of(fix) for fix in fixes]
            start, end = finding.target_span.start, finding.target_span.end
            if finding in fixes:
                continue
            if any(span.start < end and start < span.end for span, _ in changes):
                lost.append(finding)
                continue
            shift = sum(
                len(new) - (span.end - span.start)
                for span, new in changes
                if span.end <= start
            )
            moved.append(replace(finding, target_span=Span(start + shift, end + shift)))
        return moved, lost

    def _choose_fixes(
        self, findings: Sequence[Finding], texts: Mapping[str, Unit]
    ) -> dict[str, list[Finding]]:
        """By unit, fixes that are far enough apart: the worst and longest go first."""
        fixes_by_unit: dict[str, list[Finding]] = defaultdict(list)
        spans_by_unit: dict[str, _SeparateSpans] = defaultdict(_SeparateSpans)
        for finding in sorted(findings, key=_priority):
            if finding.fix is None or finding.target_span is None:
                continue
            if _finding_key(finding) in self.refused:
                continue
            text = texts[finding.unit].target
            reason = _reason_to_refuse(finding, text)
            if reason:
                self.refused[_finding_key(finding)] = reason
                continue
            most = self.most_fixes.get(finding.unit)
            if most is not None and len(fixes_by_unit[finding.unit]) >= most:
                continue
            if spans_by_unit[finding.unit].add(_change_of(finding)[0]):
                fixes_by_unit[finding.unit].append(finding)
        return {unit: fixes for unit, fixes in fixes_by_unit.items() if fixes}

    def _find_harmed_units(
        self,
        fixes_by_unit: Mapping[str, Sequence[Finding]],
        old_findings: Sequence[Finding],
        new_findings: Sequence[Finding],
    ) -> dict[str, Message]:
        """Find units with more findings of a check, or with the same one as before."""
        old_counts = Counter((finding.unit, finding.check) for finding in old_findings)
        new_counts = Counter((finding.unit, finding.check) for finding in new_findings)
        remaining_spans: dict[tuple[str, str], list[Span]] = defaultdict(list)
        for finding in new_findings:
            if finding.target_span is not None:
                fix_span = (
                    finding.target_span
                    if finding.fix is None
                    else _change_of(finding)[0]
                )
                remaining_spans[finding.unit, finding.check].append(fix_span)
        harmed_units: dict[str, Message] = {}
        for unit, fixes in fixes_by_unit.items():
            for id in (entry.id for entry in self.checks):
                if new_counts[unit, id] > old_counts[unit, id]:
                    harmed_units[unit] = Message("fix.other_finding", {"check": id})
            for finding, fix_span in _positions_after(fixes):
                # A check may tell of one place at a time: then it is another now.
                if new_counts[unit, finding.check] >= old_counts[
                    unit, finding.check
                ] and any(
                    span.start <= fix_span.end and fix_span.start <= span.end
                    for span in remaining_spans[unit, finding.check]
                ):
                    harmed_units.setdefault(unit, Message("fix.no_help"))
        return harmed_units

    def _unfixed(self, findings: Iterable[Finding]) -> Iterator[UnfixedFinding]:
        for finding in findings:
            if finding.fix is None or finding.target_span is None:
                continue
            reason = self.refused.get(_finding_key(finding), Message("fix.more"))
            if reason:
                yield UnfixedFinding(finding, reason)


def _finding_key(finding: Finding) -> _FindingKey:
    return finding.unit, finding.check, finding.quote


def _priority(finding: Finding) -> tuple[int, int, Span]:
    span = finding.target_span or Span(0, 0)
    return finding.severity.rank, span.start - span.end, span


def _change_of(finding: Finding) -> tuple[Span, str]:
    """Reduce a fix to the span that changes, and its new text.

    Quotes have words around them to be read by; neighbours share those.
    """
    assert finding.target_span is not None and finding.fix is not None
    span, old, new = finding.target_span, finding.quote, finding.fix
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while (
        end < min(len(old), len(new)) - start
        and old[len(old) - end - 1] == new[-1 - end]
    ):
        end += 1
    return Span(span.start + start, span.end - end), new[start : len(new) - end]


class _SeparateSpans:
    """Spans of a text that do not touch each other, in order."""

    def __init__(self) -> None:
        self._taken: list[Span] = []

    def add(self, span: Span) -> bool:
        """Add a span if it touches no other; returns whether it was added."""
        index = bisect_left(self._taken, span)
        previous, following = (
            self._taken[max(0, index - 1) : index],
            self._taken[index : index + 1],
        )
        if any(other.end >= span.start for other in previous):
            return False
        if any(span.end >= other.start for other in following):
            return False
        self._taken.insert(index, span)
        return True


def _reason_to_refuse(finding: Finding, text: str) -> Message | None:
    """Why a fix must not be applied; None if it may."""
    assert finding.target_span is not None and finding.fix is not None
    quote = finding.target_span.of(text)
    if quote.count(CODE) != finding.fix.count(CODE):
        return Message("fix.inline_codes")
    if finding.fix.strip():
        return None
    remaining_text = text[: finding.target_span.start] + text[finding.target_span.end :]
    return None if remaining_text.strip() else Message("fix.no_text_left")


def _positions_after(findings: Iterable[Finding]) -> Iterator[tuple[Finding, Span]]:
    """Compute the span of each change after all fixes are applied."""
    shift = 0
    for finding in sorted(findings, key=lambda finding: _change_of(finding)[0]):
        span, new = _change_of(finding)
        start = span.start + shift
        yield finding, Span(start, start + len(new))
        shift += len(new) - (span.end - span.start)


def _applied(text: str, findings: Iterable[Finding]) -> str:
    pieces = []
    at = 0
    for span, new in sorted(map(_change_of, findings)):
        pieces += [text[at : span.start], new]
        at = span.end
    return "".join([*pieces, text[at:]])
