"""Run the checks of units and of documents on a batch of documents."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from itertools import islice
from math import ceil

from checks.engine.batch import Batch
from checks.engine.check import Check, Level
from checks.engine.document import (
    DocumentUnits,
    hold_document,
    release_document,
)
from checks.engine.unit import Context, Unit
from checks.runner.check_execution import (
    CheckFailure,
    read_listed_words,
    run_check,
    run_unit_check,
)
from checks.runner.non_nfc_units import (
    NFC_CHECK,
    UncomposedUnit,
    find_uncomposed_units,
    restore_uncomposed_positions,
)
from checks.runner.overlaps import Overlaps
from checks.runner.repeats import merge_repeats
from checks.runner.source_side import run_source_checks
from tm.finding import Finding, Span
from tm.text.phrases.prefilter import shared_prefilter

UNITS_PER_BATCH = 1200
"""About so many units one check sees before the next check: the fastest batch size.

With more, the caches for one check would be overwritten before the next check.
"""
_MAX_EXPECTED_UNITS = 2 * UNITS_PER_BATCH
"""The most units whose terms are found at once; more would take too much memory."""
DocumentBatch = Sequence[DocumentUnits]


@dataclass(slots=True)
class BatchFindings:
    """The findings of the checks of units and documents on a batch."""

    findings_of_documents: list[list[Finding]] = field(default_factory=list)
    """The findings of each document."""
    failures: list[CheckFailure] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RunScope:
    """The units and texts whose findings are reported."""

    is_reported: Callable[[Unit], bool] | None = None
    """Selects the units to report on; the others are only compared with them."""
    includes_sources: bool = False
    """Whether source texts are checked by themselves, too.

    Only by checks that are precise enough (`judges_sources`); their findings have a
    source span only.
    """
    may_be_uncomposed: bool = False
    """Whether texts may not be in NFC; such texts are checked in NFC."""
    keeps_overlaps: bool = False
    """Whether overlapping findings of several checks are kept, and not merged."""
    merges_repeats: bool = False
    """Whether a document gets one finding, with its count, for each repeated term."""


def run_on_documents(
    checks: Sequence[Check], context: Context, scope: RunScope, batch: DocumentBatch
) -> BatchFindings:
    """Run the checks of units and of documents on a batch of documents."""
    uncomposed_units_of_documents = (
        [*map(find_uncomposed_units, batch)] if scope.may_be_uncomposed else ()
    )
    if not any(uncomposed_units_of_documents):
        return _check_composed_documents(checks, context, scope, batch)
    documents_with_uncomposed_units = [
        *zip(batch, uncomposed_units_of_documents, strict=True)
    ]
    composed_documents = [
        _compose_document(document, uncomposed_units) if uncomposed_units else document
        for document, uncomposed_units in documents_with_uncomposed_units
    ]
    batch_findings = _check_composed_documents(
        checks, context, scope, composed_documents
    )
    for document_index, (document, uncomposed_units) in enumerate(
        documents_with_uncomposed_units
    ):
        if not uncomposed_units:
            continue
        release_document(composed_documents[document_index])
        findings = [
            *restore_uncomposed_positions(
                batch_findings.findings_of_documents[document_index], uncomposed_units
            )
        ]
        for check in (check for check in checks if check.id == NFC_CHECK):
            for unit in (uncomposed_unit.unit for uncomposed_unit in uncomposed_units):
                findings += run_check(
                    check, unit, unit, context, batch_findings.failures
                )
                if scope.includes_sources and (
                    source_context := context.make_source_context()
                ):
                    findings += run_source_checks(
                        [unit], source_context, [check], batch_findings.failures
                    )
        batch_findings.findings_of_documents[document_index] = _sort_by_position(
            findings, document
        )
    return batch_findings


def _compose_document(
    document: DocumentUnits, uncomposed_units: Iterable[UncomposedUnit]
) -> DocumentUnits:
    """Replace the typed units of a document by their composed forms."""
    composed_unit_by_unit = {
        uncomposed_unit.unit: uncomposed_unit.composed_unit
        for uncomposed_unit in uncomposed_units
    }
    return hold_document(composed_unit_by_unit.get(unit, unit) for unit in document)


def _check_composed_documents(
    checks: Sequence[Check], context: Context, scope: RunScope, batch: DocumentBatch
) -> BatchFindings:
    """Run the checks on documents whose texts are in NFC."""
    if not _is_read_at_once(batch):
        return _check_announced_documents(checks, context, scope, batch)
    with _announce_units((unit for document in batch for unit in document), context):
        return _check_announced_documents(checks, context, scope, batch)


def _check_announced_documents(
    checks: Sequence[Check], context: Context, scope: RunScope, batch: DocumentBatch
) -> BatchFindings:
    """Run the checks on documents whose texts are in NFC, and perhaps announced."""
    source_checks = [
        check for check in checks if scope.includes_sources and check.judges_sources
    ]
    batch_findings, overlaps = (
        BatchFindings(),
        context.cache.call(Overlaps, tuple(checks)),
    )
    findings_of_documents: list[list[Finding]] = [[] for _ in batch]
    read_listed_words(_select_levels(checks, context), context)
    for document_check in (check for check in checks if check.level is Level.DOCUMENT):
        for document, findings in zip(batch, findings_of_documents, strict=True):
            findings += run_check(
                document_check, document, document[0], context, batch_findings.failures
            )
    _run_unit_checks(
        checks, context, batch, findings_of_documents, batch_findings.failures
    )
    for document, findings in zip(batch, findings_of_documents, strict=True):
        if source_checks and (source_context := context.make_source_context()):
            findings += run_source_checks(
                document, source_context, source_checks, batch_findings.failures
            )
        sorted_findings = _sort_by_position(findings, document)
        if not scope.keeps_overlaps:
            sorted_findings = overlaps.merge(sorted_findings)
        if scope.merges_repeats:
            sorted_findings = merge_repeats(sorted_findings)
        batch_findings.findings_of_documents.append(sorted_findings)
    return batch_findings


@contextmanager
def _announce_units(units: Iterable[Unit], context: Context) -> Iterator[None]:
    """Announce the units to check next: their texts are read together, then forgotten.

    Their terms, listed phrases and words are read when the first of them is needed.
    """
    expected_units = [*units]
    targets = [unit.target for unit in expected_units]
    sources = [unit.source for unit in expected_units if unit.source]
    texts_by_language: dict[str, list[str]] = defaultdict(list)
    texts_by_language[context.target_locale.language] += targets
    if context.source_locale is not None:
        texts_by_language[context.source_locale.language] += sources
    with ExitStack() as announcements:
        for language_tag, texts in texts_by_language.items():
            announcements.enter_context(shared_prefilter(language_tag).expect(texts))
        for term_finder, texts in (
            (context.terms.source_finder, sources),
            (context.terms.target_finder, targets),
        ):
            if term_finder is not None:
                announcements.enter_context(term_finder.expect(texts))
        yield


def _select_levels(checks: Iterable[Check], context: Context) -> list[Check]:
    """Select the checks of documents and units; of both texts only with a source."""
    levels = {Level.DOCUMENT, Level.ONE}
    if context.source_locale is not None:
        levels.add(Level.BOTH)
    return [check for check in checks if check.level in levels]


def _is_read_at_once(batch: DocumentBatch) -> bool:
    """Whether the texts of the whole batch are read at once."""
    return sum(map(len, batch)) <= _MAX_EXPECTED_UNITS


def _run_unit_checks(
    checks: Sequence[Check],
    context: Context,
    batch: DocumentBatch,
    findings_of_documents: Sequence[list[Finding]],
    failures: list[CheckFailure],
) -> None:
    """Run the checks of units, and add their findings to those of each document.

    Each check runs over many units before the next one: what it needs then stays in
    the processor cache, which saves a third of the time.
    """
    unit_checks = [
        check
        for check in _select_levels(checks, context)
        if check.level is not Level.DOCUMENT
    ]
    remaining_units_with_findings = (
        (unit, findings)
        for document, findings in zip(batch, findings_of_documents, strict=True)
        for unit in document
    )
    is_read_at_once = _is_read_at_once(batch)
    # Of equal sizes, since a small rest would take longer by the unit.
    unit_count = sum(map(len, batch))
    batch_size = ceil(unit_count / max(1, round(unit_count / UNITS_PER_BATCH)))
    while unit_checks and (
        units_with_findings := [*islice(remaining_units_with_findings, batch_size)]
    ):
        with (
            nullcontext()
            if is_read_at_once
            else _announce_units((unit for unit, _ in units_with_findings), context)
        ):
            _run_on_batch(unit_checks, context, units_with_findings, failures)


def _run_on_batch(
    unit_checks: Sequence[Check],
    context: Context,
    units_with_findings: Sequence[tuple[Unit, list[Finding]]],
    failures: list[CheckFailure],
) -> None:
    """Run one check after another on units, and add the findings to those of each."""
    bilingual_units_with_findings = [
        unit_with_findings
        for unit_with_findings in units_with_findings
        if unit_with_findings[0].source is not None
    ]
    batch_with_findings_by_level = {
        Level.ONE: _make_batch(units_with_findings, context)
    }
    is_bilingual = len(bilingual_units_with_findings) == len(units_with_findings)
    batch_with_findings_by_level[Level.BOTH] = (
        batch_with_findings_by_level[Level.ONE]
        if is_bilingual
        else _make_batch(bilingual_units_with_findings, context)
    )
    for check in unit_checks:
        unit_batch, findings_of_units = batch_with_findings_by_level[check.level]
        for unit_index, new_findings in run_unit_check(check, unit_batch, failures):
            findings_of_units[unit_index] += new_findings


def _make_batch(
    units_with_findings: Sequence[tuple[Unit, list[Finding]]], context: Context
) -> tuple[Batch, list[list[Finding]]]:
    """Make a batch of units, and the list of their finding lists."""
    units, findings_of_units = (
        [unit for unit, _ in units_with_findings],
        [findings for _, findings in units_with_findings],
    )
    return Batch(units, context), findings_of_units


def _sort_by_position(findings: list[Finding], units: Sequence[Unit]) -> list[Finding]:
    if not findings:
        return findings
    index_by_id: dict[str, int] = {}
    unit_ids = {finding.unit for finding in findings}
    for unit_index, unit in enumerate(units):
        if unit.id in unit_ids:
            index_by_id.setdefault(unit.id, unit_index)
    text_start = Span(0, 0)
    return sorted(
        findings,
        key=lambda finding: (
            index_by_id.get(finding.unit, 0),
            finding.target_span or finding.source_span or text_start,
            finding.check,
        ),
    )
