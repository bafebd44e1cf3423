"""Run checks over units: document by document, then over the corpus."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, groupby

from checks.engine.check import Check, Level
from checks.engine.document import (
    MAX_UNITS_IN_RAM,
    DocumentUnits,
    hold_document,
    make_document_key,
    release_document,
)
from checks.engine.unit import Context, Unit
from checks.runner.check_execution import CheckFailure, is_finding_about
from checks.runner.corpus import Corpus, run_corpus_checks
from checks.runner.document_batch import (
    BatchFindings,
    DocumentBatch,
    RunScope,
    run_on_documents,
)
from checks.runner.overlaps import ReportedFaults
from tm.finding import Finding


@dataclass(slots=True)
class Run:
    """The findings of one run; iterate once, then read the other attributes."""

    findings: Iterator[Finding]
    failures: list[CheckFailure] = field(default_factory=list)
    """Checks that raised an error so far; the other checks continued."""
    unit_count: int = 0
    """The number of units read."""
    bilingual_unit_count: int = 0
    """The number of units with a source text."""
    _kept_units_by_id: Mapping[str, Sequence[Unit]] = field(default_factory=dict)
    """By id, the units that findings of the last batch are about, if they are kept.

    Ids come from users, so that several units may share one.
    """

    def __iter__(self) -> Iterator[Finding]:
        return self.findings

    def find_unit(self, finding: Finding) -> Unit | None:
        """Find the unit that a finding is about, if units are kept."""
        units = self._kept_units_by_id.get(finding.unit, ())
        return next((unit for unit in units if is_finding_about(finding, unit)), None)

    def keep_units(self, units: Iterable[Unit]) -> None:
        """Keep these units for `find_unit` instead of those kept before."""
        units_by_id: dict[str, list[Unit]] = defaultdict(list)
        for unit in units:
            units_by_id[unit.id].append(unit)
        self._kept_units_by_id = units_by_id


CheckBatch = Callable[[DocumentBatch], BatchFindings]
DistributeBatches = Callable[
    [CheckBatch, Iterable[DocumentBatch]], Iterable[BatchFindings]
]
"""Calls a function on each batch, perhaps in other processes; keeps the order."""


@dataclass(frozen=True, slots=True)
class RunMode:
    """How a run shares its work and keeps units."""

    distribute_batches: DistributeBatches = map
    """Runs the checks of documents on batches, perhaps in other processes."""
    units_per_batch: int = 1
    """The fewest units of a batch."""
    keeps_units: bool = False
    """Whether `Run.find_unit` can be called until the next finding is read."""
    max_units_in_ram: int = MAX_UNITS_IN_RAM
    """The most units of a document held in memory; more wait in a file."""


_DEFAULT_SCOPE = RunScope()
_SINGLE_PROCESS = RunMode()


def run(
    units: Iterable[Unit],
    context: Context,
    checks: Sequence[Check],
    *,
    scope: RunScope = _DEFAULT_SCOPE,
    mode: RunMode = _SINGLE_PROCESS,
) -> Run:
    """Check units lazily: findings of each document by position, then of the corpus.

    The units of a document must be adjacent; `checks.catalogue.select_checks` selects
    checks. An error in one never stops the others: see `Run.failures`.
    """
    run_result = Run(iter(()))
    run_result.findings = _iterate_findings(
        units, context, checks, run_result, scope, mode
    )
    return run_result


def _iterate_findings(
    units: Iterable[Unit],
    context: Context,
    checks: Sequence[Check],
    run_result: Run,
    scope: RunScope,
    mode: RunMode,
) -> Iterator[Finding]:
    """Yield the findings of all documents, then those of the corpus."""
    is_reported_unit = scope.is_reported
    corpus_checks = [check for check in checks if check.level is Level.CORPUS]
    corpus = Corpus(may_be_uncomposed=scope.may_be_uncomposed)
    reported_faults = ReportedFaults(() if scope.keeps_overlaps else corpus_checks)
    # Batches whose findings are not known yet; `distribute_batches` may read ahead.
    waiting_batches: deque[DocumentBatch] = deque()
    reported_unit_ids: set[str] = set()
    """Ids of the units to report on, unless all are."""

    def is_reported(finding: Finding) -> bool:
        """Whether the unit of a finding is one of those to report on."""
        return is_reported_unit is None or finding.unit in reported_unit_ids

    def read_batches() -> Iterator[DocumentBatch]:
        for batch in batch_documents(
            units, mode.units_per_batch, max_units_in_ram=mode.max_units_in_ram
        ):
            for unit in (batch_unit for document in batch for batch_unit in document):
                run_result.unit_count += 1
                run_result.bilingual_unit_count += unit.source is not None
                if is_reported_unit is not None and is_reported_unit(unit):
                    reported_unit_ids.add(unit.id)
                if corpus_checks:
                    corpus.append(unit)
            waiting_batches.append(batch)
            yield batch

    try:
        check_batch = _make_batch_check(checks, context, scope)
        for batch_findings in mode.distribute_batches(check_batch, read_batches()):
            run_result.failures += batch_findings.failures
            batch = waiting_batches.popleft()
            if mode.keeps_units:
                run_result.keep_units(_list_reported_units(batch, batch_findings))
            for document in batch:
                release_document(document)
            for finding in filter(
                is_reported, chain.from_iterable(batch_findings.findings_of_documents)
            ):
                reported_faults.add(finding)
                yield finding
        yield from filter(
            is_reported,
            _iterate_corpus_findings(
                corpus, context, corpus_checks, run_result, reported_faults
            ),
        )
    finally:
        corpus.close()


def run_on_corpus(
    units: Iterable[Unit],
    context: Context,
    corpus_checks: Sequence[Check],
    reported_findings: Iterable[Finding],
    *,
    may_be_uncomposed: bool = False,
) -> Run:
    """Run checks of level CORPUS over units whose documents were checked before.

    `reported_findings`: what the other checks found; it is not reported again.
    """
    run_result = Run(iter(()))
    run_result.findings = _iterate_corpus(
        units,
        context,
        corpus_checks,
        run_result,
        reported_findings,
        may_be_uncomposed=may_be_uncomposed,
    )
    return run_result


def _iterate_corpus(
    units: Iterable[Unit],
    context: Context,
    corpus_checks: Sequence[Check],
    run_result: Run,
    reported_findings: Iterable[Finding],
    *,
    may_be_uncomposed: bool,
) -> Iterator[Finding]:
    reported_faults = ReportedFaults(corpus_checks)
    for finding in reported_findings:
        reported_faults.add(finding)
    with closing(Corpus(may_be_uncomposed=may_be_uncomposed)) as corpus:
        for unit in units:
            run_result.unit_count += 1
            run_result.bilingual_unit_count += unit.source is not None
            corpus.append(unit)
        yield from _iterate_corpus_findings(
            corpus, context, corpus_checks, run_result, reported_faults
        )


def _iterate_corpus_findings(
    corpus: Corpus,
    context: Context,
    corpus_checks: Sequence[Check],
    run_result: Run,
    reported_faults: ReportedFaults,
) -> Iterator[Finding]:
    """Yield the findings of the corpus that no other check reports."""
    for finding, unit in run_corpus_checks(
        corpus, context, corpus_checks, run_result.failures
    ):
        if not reported_faults.has_fault_of(finding):
            run_result.keep_units([unit])
            yield finding


def _make_batch_check(
    checks: Sequence[Check], context: Context, scope: RunScope
) -> Callable[[DocumentBatch], BatchFindings]:
    """Make the function that checks a batch, which other processes may be sent.

    `is_reported` of the scope, which they do not need, is left out.
    """
    return partial(run_on_documents, checks, context, replace(scope, is_reported=None))


def _list_reported_units(
    batch: DocumentBatch, batch_findings: BatchFindings
) -> list[Unit]:
    """List the units of a batch that have findings."""
    unit_ids = {
        finding.unit
        for finding in chain.from_iterable(batch_findings.findings_of_documents)
    }
    return [unit for document in batch for unit in document if unit.id in unit_ids]


def batch_documents(
    units: Iterable[Unit],
    units_per_batch: int,
    *,
    max_units_in_ram: int = MAX_UNITS_IN_RAM,
) -> Iterator[DocumentBatch]:
    """Group units into documents, and these into batches of at least `units_per_batch`
    units.
    """
    batch: list[DocumentUnits] = []
    unit_count = 0
    for _, document_units in groupby(units, key=make_document_key):
        document = hold_document(document_units, max_units_in_ram=max_units_in_ram)
        batch.append(document)
        unit_count += len(document)
        if unit_count >= units_per_batch:
            yield batch
            batch, unit_count = [], 0
    if batch:
        yield batch
