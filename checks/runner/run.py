"""Running checks over units: document by document, then over the corpus."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, groupby, islice

from checks.engine.batch import Batch
from checks.engine.check import Check, Level
from checks.engine.document import (
    Document,
    document_key,
    hold_document,
    release_document,
)
from checks.engine.unit import Context, Unit
from checks.runner.corpus import Corpus, run_corpus_checks
from checks.runner.findings import (
    CheckFailure,
    is_finding_about,
    prepare_prefilters,
    run_check,
    run_unit_check,
)
from checks.runner.overlaps import Overlaps
from checks.runner.source_side import run_source_checks
from checks.runner.uncomposed_text import (
    NFC_CHECK,
    UncomposedUnit,
    find_uncomposed_units,
    restore_uncomposed_positions,
)
from tm.finding import Finding, Span
from tm.text.phrases.prefilter import shared_prefilter

UNITS_PER_BATCH = 800
"""Units that one check sees before the next check: the fastest batch size.

With more, the caches for one check would be overwritten before the next check.
"""
_MOST_EXPECTED_UNITS = 2 * UNITS_PER_BATCH
"""The most units whose terms are found at once; more would take too much memory."""


@dataclass(slots=True)
class Run:
    """The findings of one run; iterate once, then read the other attributes."""

    findings: Iterator[Finding]
    failures: list[CheckFailure] = field(default_factory=list)
    """Checks that raised an error so far; the other checks continued."""
    unit_count: int = 0
    """How many units were read."""
    bilingual_unit_count: int = 0
    """How many of them had a source text."""
    _kept_units: Mapping[str, Sequence[Unit]] = field(default_factory=dict)
    """By id, the units that findings of the last batch are about, if they are kept.

    Ids come from users, so that several units may share one.
    """

    def __iter__(self) -> Iterator[Finding]:
        return self.findings

    def find_unit(self, finding: Finding) -> Unit | None:
        """Find the unit that a finding is about, if units are kept."""
        units = self._kept_units.get(finding.unit, ())
        return next((unit for unit in units if is_finding_about(finding, unit)), None)

    def keep_units(self, units: Iterable[Unit]) -> None:
        """Keep these units for `find_unit` instead of those kept before."""
        units_by_id: dict[str, list[Unit]] = defaultdict(list)
        for unit in units:
            units_by_id[unit.id].append(unit)
        self._kept_units = units_by_id


DocumentBatch = Sequence[Document]


@dataclass(slots=True)
class BatchFindings:
    """The findings of the checks of units and documents on a batch."""

    findings: list[list[Finding]] = field(default_factory=list)
    """The findings of each document."""
    failures: list[CheckFailure] = field(default_factory=list)


CheckBatch = Callable[[DocumentBatch], BatchFindings]
ShareBatches = Callable[[CheckBatch, Iterable[DocumentBatch]], Iterable[BatchFindings]]
"""Calls a function on each batch, perhaps in other processes; keeps the order."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which findings are reported."""

    is_judged: Callable[[Unit], bool] | None = None
    """Selects the units to report on; the others are only compared with them."""
    include_sources: bool = False
    """Whether source texts are checked by themselves, too.

    Only by checks that are precise enough (`judges_sources`); their findings have a
    source span only.
    """
    may_be_uncomposed: bool = False
    """Whether texts may not be in NFC; such texts are checked in NFC."""
    keep_overlaps: bool = False
    """Whether overlapping findings of several checks are kept, and not merged."""


@dataclass(frozen=True, slots=True)
class RunMode:
    """How a run shares its work and keeps units."""

    share_batches: ShareBatches = map
    """Runs the checks of documents on batches, perhaps in other processes."""
    batch_size: int = 1
    """The fewest units of a batch."""
    keep_units: bool = False
    """Whether `Run.find_unit` can be called until the next finding is read."""


_WHOLE_SCOPE = Scope()
_SINGLE_PROCESS = RunMode()


def run(
    units: Iterable[Unit],
    context: Context,
    checks: Sequence[Check],
    *,
    scope: Scope = _WHOLE_SCOPE,
    mode: RunMode = _SINGLE_PROCESS,
) -> Run:
    """Check units lazily: findings of each document by position, then of the corpus.

    The units of a document must be adjacent; `checks.catalogue.select_checks` selects
    checks. An error in one never stops the others: see `Run.failures`.
    """
    result = Run(iter(()))
    result.findings = _iterate_findings(units, context, checks, result, scope, mode)
    return result


def run_on_documents(
    checks: Sequence[Check], context: Context, scope: Scope, batch: DocumentBatch
) -> BatchFindings:
    """Run the checks of units and of documents on a batch of documents."""
    uncomposed_by_document = (
        [*map(find_uncomposed_units, batch)] if scope.may_be_uncomposed else ()
    )
    if not any(uncomposed_by_document):
        return _check_composed(checks, context, scope, batch)
    documents_with_uncomposed = [*zip(batch, uncomposed_by_document, strict=True)]
    composed_documents = [
        _compose_document(document, uncomposed_units) if uncomposed_units else document
        for document, uncomposed_units in documents_with_uncomposed
    ]
    result = _check_composed(checks, context, scope, composed_documents)
    for index, (document, uncomposed_units) in enumerate(documents_with_uncomposed):
        if not uncomposed_units:
            continue
        release_document(composed_documents[index])
        findings = [
            *restore_uncomposed_positions(result.findings[index], uncomposed_units)
        ]
        for check in (check for check in checks if check.id == NFC_CHECK):
            for unit in (uncomposed_unit.unit for uncomposed_unit in uncomposed_units):
                findings += run_check(check, unit, unit, context, result.failures)
                if scope.include_sources and (
                    source_context := context.for_source_texts()
                ):
                    findings += run_source_checks(
                        [unit], source_context, [check], result.failures
                    )
        result.findings[index] = _sort_by_position(findings, document)
    return result


def _compose_document(
    document: Document, uncomposed_units: Iterable[UncomposedUnit]
) -> Document:
    """Replace the typed units of a document by their composed forms."""
    composed_by_unit = {
        uncomposed_unit.unit: uncomposed_unit.composed_unit
        for uncomposed_unit in uncomposed_units
    }
    return hold_document(composed_by_unit.get(unit, unit) for unit in document)


def _check_composed(
    checks: Sequence[Check], context: Context, scope: Scope, batch: DocumentBatch
) -> BatchFindings:
    source_checks = [
        check for check in checks if scope.include_sources and check.judges_sources
    ]
    result, overlaps = BatchFindings(), context.cache.call(Overlaps, tuple(checks))
    findings_by_document: list[list[Finding]] = [[] for _ in batch]
    if _is_read_at_once(batch):
        _expect_units((unit for document in batch for unit in document), context)
    for document_check in (check for check in checks if check.level is Level.DOCUMENT):
        for document, findings in zip(batch, findings_by_document, strict=True):
            findings += run_check(
                document_check, document, document[0], context, result.failures
            )
    _run_unit_checks(checks, context, batch, findings_by_document, result.failures)
    for document, findings in zip(batch, findings_by_document, strict=True):
        if source_checks and (source_context := context.for_source_texts()):
            findings += run_source_checks(
                document, source_context, source_checks, result.failures
            )
        ordered = _sort_by_position(findings, document)
        result.findings.append(
            ordered if scope.keep_overlaps else overlaps.merge(ordered)
        )
    return result


def _expect_units(units: Iterable[Unit], context: Context) -> None:
    """Announce the units to check next, so that their texts are read together.

    Their terms, listed phrases and words are read when the first of them is needed.
    """
    expected = [*units]
    targets = [unit.target for unit in expected]
    sources = [unit.source for unit in expected if unit.source]
    texts_by_language: dict[str, list[str]] = defaultdict(list)
    texts_by_language[context.target.language] += targets
    if context.source is not None:
        texts_by_language[context.source.language] += sources
    for language, texts in texts_by_language.items():
        shared_prefilter(language).expect(texts)
    for finder, texts in (
        (context.terms.source_finder, sources),
        (context.terms.target_finder, targets),
    ):
        if finder is not None:
            finder.expect(texts)


def _is_read_at_once(batch: DocumentBatch) -> bool:
    """Whether the texts of the whole batch are read at once."""
    return sum(map(len, batch)) <= _MOST_EXPECTED_UNITS


def _run_unit_checks(
    checks: Sequence[Check],
    context: Context,
    batch: DocumentBatch,
    findings_by_document: Sequence[list[Finding]],
    failures: list[CheckFailure],
) -> None:
    """Run the checks of units, and add their findings to those of each document.

    Each check runs over many units before the next one: what it needs then stays in
    the processor cache, which saves a third of the time.
    """
    levels = (Level.ONE,) if context.source is None else (Level.ONE, Level.BOTH)
    unit_checks = [check for check in checks if check.level in levels]
    units = (
        (unit, findings)
        for document, findings in zip(batch, findings_by_document, strict=True)
        for unit in document
    )
    is_expected = _is_read_at_once(batch)
    prepare_prefilters(unit_checks, context)
    while unit_checks and (units_with_findings := [*islice(units, UNITS_PER_BATCH)]):
        if not is_expected:
            _expect_units((unit for unit, _ in units_with_findings), context)
        bilingual_with_findings = [
            unit for unit in units_with_findings if unit[0].source is not None
        ]
        batch_by_level = {Level.ONE: _make_batch(units_with_findings, context)}
        is_bilingual = len(bilingual_with_findings) == len(units_with_findings)
        batch_by_level[Level.BOTH] = (
            batch_by_level[Level.ONE]
            if is_bilingual
            else _make_batch(bilingual_with_findings, context)
        )
        for check in unit_checks:
            unit_batch, unit_findings = batch_by_level[check.level]
            for index, new_findings in run_unit_check(check, unit_batch, failures):
                unit_findings[index] += new_findings


def _make_batch(
    units_with_findings: Sequence[tuple[Unit, list[Finding]]], context: Context
) -> tuple[Batch, list[list[Finding]]]:
    """Make a batch of units, and the list of their finding lists."""
    units, unit_findings = (
        [unit for unit, _ in units_with_findings],
        [findings for _, findings in units_with_findings],
    )
    return Batch(units, context), unit_findings


def _iterate_findings(
    units: Iterable[Unit],
    context: Context,
    checks: Sequence[Check],
    result: Run,
    scope: Scope,
    mode: RunMode,
) -> Iterator[Finding]:
    is_unit_judged = scope.is_judged
    corpus_checks = [check for check in checks if check.level is Level.CORPUS]
    corpus = Corpus(may_be_uncomposed=scope.may_be_uncomposed)
    # Batches whose findings are not known yet; `share_batches` may read ahead.
    waiting_batches: deque[DocumentBatch] = deque()
    judged_ids: set[str] = set()
    """Ids of the units to report on, unless all are."""

    def is_judged(finding: Finding) -> bool:
        return is_unit_judged is None or finding.unit in judged_ids

    def read_batches() -> Iterator[DocumentBatch]:
        for batch in batch_documents(units, mode.batch_size):
            for unit in (batch_unit for document in batch for batch_unit in document):
                result.unit_count += 1
                result.bilingual_unit_count += unit.source is not None
                if is_unit_judged is not None and is_unit_judged(unit):
                    judged_ids.add(unit.id)
                if corpus_checks:
                    corpus.append(unit)
            waiting_batches.append(batch)
            yield batch

    try:
        # The function may be sent to other processes, and `is_judged` is not needed
        # there.
        check_batch = partial(
            run_on_documents, checks, context, replace(scope, is_judged=None)
        )
        for batch_findings in mode.share_batches(check_batch, read_batches()):
            result.failures += batch_findings.failures
            batch = waiting_batches.popleft()
            if mode.keep_units:
                unit_ids = {
                    finding.unit
                    for finding in chain.from_iterable(batch_findings.findings)
                }
                batch_units = (
                    batch_unit for document in batch for batch_unit in document
                )
                result.keep_units(
                    batch_unit
                    for batch_unit in batch_units
                    if batch_unit.id in unit_ids
                )
            for document in batch:
                release_document(document)
            yield from filter(is_judged, chain.from_iterable(batch_findings.findings))
        for finding, unit in run_corpus_checks(
            corpus, context, corpus_checks, result.failures
        ):
            if is_judged(finding):
                if mode.keep_units:
                    result.keep_units([unit])
                yield finding
    finally:
        corpus.close()


def batch_documents(units: Iterable[Unit], size: int) -> Iterator[DocumentBatch]:
    """Group units into documents, and these into batches of at least `size` units."""
    batch: list[Document] = []
    unit_count = 0
    for _, group in groupby(units, key=document_key):
        batch.append(hold_document(group))
        unit_count += len(batch[-1])
        if unit_count >= size:
            yield batch
            batch, unit_count = [], 0
    if batch:
        yield batch


def _sort_by_position(findings: list[Finding], units: Sequence[Unit]) -> list[Finding]:
    if not findings:
        return findings
    index_by_id: dict[str, int] = {}
    unit_ids = {finding.unit for finding in findings}
    for index, unit in enumerate(units):
        if unit.id in unit_ids:
            index_by_id.setdefault(unit.id, index)
    text_start = Span(0, 0)
    return sorted(
        findings,
        key=lambda finding: (
            index_by_id.get(finding.unit, 0),
            finding.target_span or finding.source_span or text_start,
            finding.check,
        ),
    )
