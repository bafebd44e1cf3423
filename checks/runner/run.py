"""Running checks over units: one pass a document, then one over all of them."""

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
    Failure,
    is_about,
    prepare_prefilters,
    run_check,
    run_unit_check,
)
from checks.runner.normalised_text import (
    NFC_CHECK,
    TypedUnit,
    find_typed_units,
    restore_typed_positions,
)
from checks.runner.overlaps import overlaps
from checks.runner.source_side import run_source_checks
from tm.finding import Finding, Span
from tm.text.phrases.prefilter import prefilter
from tm.text.words import expect_words

UNITS_AT_ONCE = 800
"""Units that one check sees before the next one does, and of a batch that is fast.

Of more, what is read of their texts for one check would be forgotten before the next.
"""
_UNITS_EXPECTED_AT_ONCE = 2 * UNITS_AT_ONCE
"""Units of documents whose terms are found at once; more would take too much memory."""


@dataclass(slots=True)
class Run:
    """The findings of one run; iterate once, then read the rest."""

    findings: Iterator[Finding]
    failures: list[Failure] = field(default_factory=list)
    """What broke so far; the other checks went on."""
    units: int = 0
    """How many were read."""
    _near: Mapping[str, Sequence[Unit]] = field(default_factory=dict)
    """By id, what findings are about of the units read with that of the last, if kept.

    Ids come from users: of several files, or of a careless one, units may share one.
    """

    def __iter__(self) -> Iterator[Finding]:
        return self.findings

    def unit_of(self, finding: Finding) -> Unit | None:
        """The unit that the finding is about that was read last, if units are kept."""
        units = self._near.get(finding.unit, ())
        return next((unit for unit in units if is_about(finding, unit)), None)

    def keep(self, units: Iterable[Unit]) -> None:
        """Have these at hand instead of others."""
        near: dict[str, list[Unit]] = defaultdict(list)
        for unit in units:
            near[unit.id].append(unit)
        self._near = near


DocumentBatch = Sequence[Document]


@dataclass(slots=True)
class BatchFindings:
    """What the checks of units and documents say of a batch."""

    findings: list[list[Finding]] = field(default_factory=list)
    """Of each document."""
    failures: list[Failure] = field(default_factory=list)


BatchWork = Callable[[DocumentBatch], BatchFindings]
ShareWork = Callable[[BatchWork, Iterable[DocumentBatch]], Iterable[BatchFindings]]
"""Does some work for each batch, perhaps in other processes, and keeps their order."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which findings are told."""

    judged: Callable[[Unit], bool] | None = None
    """Of which units; the others are only what these are compared with."""
    sources: bool = False
    """Those of the source texts as well, as texts of their own.

    Only checks that are sure enough look at them (`judges_sources`); these findings
    have a source span only.
    """
    as_typed: bool = False
    """Whether texts may not be composed (NFC); such are checked as if they were."""
    unmerged: bool = False
    """All that several checks say of one fault, which is made one finding otherwise."""


@dataclass(frozen=True, slots=True)
class Work:
    """How a run goes about its work."""

    share_work: ShareWork = map
    """What does the work on documents."""
    batch: int = 1
    """Units that it gets at once, at least."""
    keep: bool = False
    """Whether the unit of a finding can be asked for until the next one is read."""


_WHOLE_SCOPE = Scope()
_SINGLE_PROCESS = Work()


def run(
    units: Iterable[Unit],
    context: Context,
    checks: Sequence[Check],
    *,
    scope: Scope = _WHOLE_SCOPE,
    work: Work = _SINGLE_PROCESS,
) -> Run:
    """Check units, lazily: the findings of each document by place, then the corpus's.

    The units of a document stand together; `checks.catalogue.select_checks` gives the
    checks. One that raises never stops the others: see `Run.failures`.
    """
    result = Run(iter(()))
    result.findings = _iterate_findings(units, context, checks, result, scope, work)
    return result


def run_on_documents(
    checks: Sequence[Check], context: Context, scope: Scope, batch: DocumentBatch
) -> BatchFindings:
    """What the checks of units and of documents say of some documents."""
    typed_by_document = [*map(find_typed_units, batch)] if scope.as_typed else ()
    if not any(typed_by_document):
        return _run_on_composed(checks, context, scope, batch)
    typed_documents = [*zip(batch, typed_by_document, strict=True)]
    composed_documents = [
        _compose_units(document, typed_units) if typed_units else document
        for document, typed_units in typed_documents
    ]
    result = _run_on_composed(checks, context, scope, composed_documents)
    for index, (document, typed_units) in enumerate(typed_documents):
        if not typed_units:
            continue
        release_document(composed_documents[index])
        findings = [*restore_typed_positions(result.findings[index], typed_units)]
        for check in (item for item in checks if item.id == NFC_CHECK):
            for unit in (item.unit for item in typed_units):
                findings += run_check(check, unit, unit, context, result.failures)
                if scope.sources and context.source is not None:
                    findings += run_source_checks(
                        [unit], context.source, [check], result.failures
                    )
        result.findings[index] = _sort_by_position(findings, document)
    return result


def _compose_units(document: Document, typed_units: Iterable[TypedUnit]) -> Document:
    """A document with the composed units in place of those that were typed so."""
    composed_by_unit = {unit.unit: unit.composed for unit in typed_units}
    return hold_document(composed_by_unit.get(unit, unit) for unit in document)


def _run_on_composed(
    checks: Sequence[Check], context: Context, scope: Scope, batch: DocumentBatch
) -> BatchFindings:
    source_checks = [
        check for check in checks if scope.sources and check.judges_sources
    ]
    result, merge = BatchFindings(), overlaps(tuple(checks)).merge
    findings_by_document: list[list[Finding]] = [[] for _ in batch]
    if _is_expected_whole(batch):
        _expect_units((unit for document in batch for unit in document), context)
    for document_check in (check for check in checks if check.level is Level.DOCUMENT):
        for document, findings in zip(batch, findings_by_document, strict=True):
            findings += run_check(
                document_check, document, document[0], context, result.failures
            )
    _run_unit_checks(checks, context, batch, findings_by_document, result.failures)
    for document, findings in zip(batch, findings_by_document, strict=True):
        if source_checks and context.source is not None:
            findings += run_source_checks(
                document, context.source, source_checks, result.failures
            )
        ordered = _sort_by_position(findings, document)
        result.findings.append(ordered if scope.unmerged else merge(ordered))
    return result


def _expect_units(units: Iterable[Unit], context: Context) -> None:
    """Say which units will be looked at next: what is read of them is read together.

    Terms, listed phrases, and words. Nothing is read before somebody asks.
    """
    expected = [*units]
    targets = [unit.target for unit in expected]
    sources = [unit.source for unit in expected if unit.source]
    texts_by_language: dict[str, list[str]] = defaultdict(list)
    texts_by_language[context.target.language] += targets
    if context.source is not None:
        texts_by_language[context.source.language] += sources
    for language, texts in texts_by_language.items():
        prefilter(language).expect(texts)
    for finder, texts in (
        (context.terms.source_finder, sources),
        (context.terms.target_finder, targets),
    ):
        if finder is not None:
            finder.expect(texts)
    expect_words(targets)


def _is_expected_whole(batch: DocumentBatch) -> bool:
    """Whether the terms of all units are found at once, and not some by some."""
    return sum(map(len, batch)) <= _UNITS_EXPECTED_AT_ONCE


def _run_unit_checks(
    checks: Sequence[Check],
    context: Context,
    batch: DocumentBatch,
    findings_by_document: Sequence[list[Finding]],
    failures: list[Failure],
) -> None:
    """Add what the checks of units say to what is found of each document.

    One check after another has a go at many units: then the processor has at hand what
    the check needs, which saves a third of the time.
    """
    levels = (Level.ONE,) if context.source is None else (Level.ONE, Level.BOTH)
    unit_checks = [check for check in checks if check.level in levels]
    units = (
        (subject, findings)
        for document, findings in zip(batch, findings_by_document, strict=True)
        for subject in document
    )
    is_expected = _is_expected_whole(batch)
    prepare_prefilters(unit_checks, context)
    while unit_checks and (chosen_units := [*islice(units, UNITS_AT_ONCE)]):
        if not is_expected:
            _expect_units((subject for subject, _ in chosen_units), context)
        bilingual_units = [unit for unit in chosen_units if unit[0].source is not None]
        batch_by_level = {Level.ONE: _make_batch(chosen_units, context)}
        is_bilingual = len(bilingual_units) == len(chosen_units)
        batch_by_level[Level.BOTH] = (
            batch_by_level[Level.ONE]
            if is_bilingual
            else _make_batch(bilingual_units, context)
        )
        for check in unit_checks:
            unit_batch, unit_findings = batch_by_level[check.level]
            for index, new_findings in run_unit_check(check, unit_batch, failures):
                unit_findings[index] += new_findings


def _make_batch(
    units_with_findings: Sequence[tuple[Unit, list[Finding]]], context: Context
) -> tuple[Batch, list[list[Finding]]]:
    """Units that are checked together, and the findings of each."""
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
    work: Work,
) -> Iterator[Finding]:
    judged = scope.judged
    corpus_checks = [check for check in checks if check.level is Level.CORPUS]
    corpus = Corpus(as_typed=scope.as_typed)
    # Batches whose findings are not known yet; `share` may have read ahead.
    waiting_batches: deque[DocumentBatch] = deque()
    judged_ids: set[str] = set()
    """Ids of the units that are judged, where not all are."""

    def is_judged(finding: Finding) -> bool:
        return judged is None or finding.unit in judged_ids

    def read_batches() -> Iterator[DocumentBatch]:
        for batch in batch_documents(units, work.batch):
            for unit in (batch_unit for document in batch for batch_unit in document):
                result.units += 1
                if judged is not None and judged(unit):
                    judged_ids.add(unit.id)
                if corpus_checks:
                    corpus.append(unit)
            waiting_batches.append(batch)
            yield batch

    try:
        # It may go to other processes, which need not know which units are judged.
        batch_work = partial(
            run_on_documents, checks, context, replace(scope, judged=None)
        )
        for batch_findings in work.share_work(batch_work, read_batches()):
            result.failures += batch_findings.failures
            batch = waiting_batches.popleft()
            if work.keep:
                unit_ids = {
                    finding.unit
                    for finding in chain.from_iterable(batch_findings.findings)
                }
                batch_units = (
                    batch_unit for document in batch for batch_unit in document
                )
                result.keep(
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
                if work.keep:
                    result.keep([unit])
                yield finding
    finally:
        corpus.close()


def batch_documents(units: Iterable[Unit], size: int) -> Iterator[DocumentBatch]:
    """The documents of units, some of them at a time: so many units, or more."""
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
    start = Span(0, 0)
    return sorted(
        findings,
        key=lambda finding: (
            index_by_id.get(finding.unit, 0),
            finding.target_span or finding.source_span or start,
            finding.check,
        ),
    )
