"""Running checks over units: one pass a document, then one over all of them."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, groupby, islice

from checks.engine.batch import Batch
from checks.engine.check import Check, Level
from checks.engine.document import Document, document_of, held, release
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
    OF_MARKS,
    Typed,
    findings_as_typed,
    typed_units,
)
from checks.runner.overlaps import overlaps
from checks.runner.source_side import run_source_checks
from tm.finding import Finding, Span
from tm.text.phrases.prefilter import prefilter
from tm.text.words import expect_words

TOGETHER = 800
"""Units that one check sees before the next one does, and of a batch that is fast.

Of more, what is read of their texts for one check would be forgotten before the next.
"""
_AHEAD = 2 * TOGETHER
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
class Examined:
    """What the checks of units and documents say of a batch."""

    findings: list[list[Finding]] = field(default_factory=list)
    """Of each document."""
    failures: list[Failure] = field(default_factory=list)


Examine = Callable[[DocumentBatch], Examined]
Share = Callable[[Examine, Iterable[DocumentBatch]], Iterable[Examined]]
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
    every: bool = False
    """All that several checks say of one fault, which is made one finding otherwise."""


@dataclass(frozen=True, slots=True)
class Work:
    """How a run goes about its work."""

    share: Share = map
    """What does the work on documents."""
    batch: int = 1
    """Units that it gets at once, at least."""
    keep: bool = False
    """Whether the unit of a finding can be asked for until the next one is read."""


_EVERYWHERE = Scope()
_AT_ONCE = Work()


def run(
    units: Iterable[Unit],
    context: Context,
    checks: Sequence[Check],
    *,
    scope: Scope = _EVERYWHERE,
    work: Work = _AT_ONCE,
) -> Run:
    """Check units, lazily: the findings of each document by place, then the corpus's.

    The units of a document stand together; `checks.catalogue.selected` gives the
    checks. One that raises never stops the others: see `Run.failures`.
    """
    result = Run(iter(()))
    result.findings = _findings(units, context, checks, result, scope, work)
    return result


def examined(
    checks: Sequence[Check], context: Context, scope: Scope, batch: DocumentBatch
) -> Examined:
    """What the checks of units and of documents say of some documents."""
    typed = [*map(typed_units, batch)] if scope.as_typed else ()
    if not any(typed):
        return _examined(checks, context, scope, batch)
    both = [*zip(batch, typed, strict=True)]
    whole = [_composed(document, some) if some else document for document, some in both]
    result = _examined(checks, context, scope, whole)
    for at, (document, some) in enumerate(both):
        if not some:
            continue
        release(whole[at])
        findings = [*findings_as_typed(result.findings[at], some)]
        for entry in (one for one in checks if one.id == OF_MARKS):
            for unit in (one.unit for one in some):
                findings += run_check(entry, unit, unit, context, result.failures)
                if scope.sources and context.source is not None:
                    findings += run_source_checks(
                        [unit], context.source, [entry], result.failures
                    )
        result.findings[at] = _ordered(findings, document)
    return result


def _composed(document: Document, typed: Iterable[Typed]) -> Document:
    """A document with the composed units in place of those that were typed so."""
    instead = {one.unit: one.composed for one in typed}
    return held(instead.get(one, one) for one in document)


def _examined(
    checks: Sequence[Check], context: Context, scope: Scope, batch: DocumentBatch
) -> Examined:
    of_sources = [one for one in checks if scope.sources and one.judges_sources]
    result, merge = Examined(), overlaps(tuple(checks)).merge
    found: list[list[Finding]] = [[] for _ in batch]
    if _are_few(batch):
        _expect((unit for document in batch for unit in document), context)
    for entry in (one for one in checks if one.level is Level.DOCUMENT):
        for document, findings in zip(batch, found, strict=True):
            findings += run_check(
                entry, document, document[0], context, result.failures
            )
    _of_units(checks, context, batch, found, result.failures)
    for document, findings in zip(batch, found, strict=True):
        if of_sources and context.source is not None:
            findings += run_source_checks(
                document, context.source, of_sources, result.failures
            )
        ordered = _ordered(findings, document)
        result.findings.append(ordered if scope.every else merge(ordered))
    return result


def _expect(units: Iterable[Unit], context: Context) -> None:
    """Say which units will be looked at next: what is read of them is read together.

    Terms, listed phrases, and words. Nothing is read before somebody asks.
    """
    expected = [*units]
    targets = [unit.target for unit in expected]
    sources = [unit.source for unit in expected if unit.source]
    written: dict[str, list[str]] = defaultdict(list)
    written[context.target.language] += targets
    if context.source is not None:
        written[context.source.language] += sources
    for language, texts in written.items():
        prefilter(language).expect(texts)
    for finder, texts in (
        (context.terms.source, sources),
        (context.terms.target, targets),
    ):
        if finder is not None:
            finder.expect(texts)
    expect_words(targets)


def _are_few(batch: DocumentBatch) -> bool:
    """Whether the terms of all units are found at once, and not some by some."""
    return sum(map(len, batch)) <= _AHEAD


def _of_units(
    checks: Sequence[Check],
    context: Context,
    batch: DocumentBatch,
    found: Sequence[list[Finding]],
    failures: list[Failure],
) -> None:
    """Add what the checks of units say to what is found of each document.

    One check after another has a go at many units: then the processor has at hand what
    the check needs, which saves a third of the time.
    """
    levels = (Level.ONE,) if context.source is None else (Level.ONE, Level.BOTH)
    entries = [entry for entry in checks if entry.level in levels]
    units = (
        (subject, findings)
        for document, findings in zip(batch, found, strict=True)
        for subject in document
    )
    few = _are_few(batch)
    prepare_prefilters(entries, context)
    while entries and (some := [*islice(units, TOGETHER)]):
        if not few:
            _expect((subject for subject, _ in some), context)
        both = [unit for unit in some if unit[0].source is not None]
        seen = {Level.ONE: _parted(some, context)}
        same = len(both) == len(some)
        seen[Level.BOTH] = seen[Level.ONE] if same else _parted(both, context)
        for entry in entries:
            columns, places = seen[entry.level]
            for at, said in run_unit_check(entry, columns, failures):
                places[at] += said


def _parted(
    units: Sequence[tuple[Unit, list[Finding]]], context: Context
) -> tuple[Batch, list[list[Finding]]]:
    """Units that are checked together, and the findings of each."""
    subjects, places = [unit for unit, _ in units], [findings for _, findings in units]
    return Batch(subjects, context), places


def _findings(
    subjects: Iterable[Unit],
    context: Context,
    checks: Sequence[Check],
    result: Run,
    scope: Scope,
    work: Work,
) -> Iterator[Finding]:
    judged = scope.judged
    of_corpus = [entry for entry in checks if entry.level is Level.CORPUS]
    corpus = Corpus(as_typed=scope.as_typed)
    # Batches whose findings are not known yet; `share` may have read ahead.
    ahead: deque[DocumentBatch] = deque()
    told: set[str] = set()
    """Ids of the units that are judged, where not all are."""

    def is_told(finding: Finding) -> bool:
        return judged is None or finding.unit in told

    def read() -> Iterator[DocumentBatch]:
        for batch in batches(subjects, work.batch):
            for unit in (one for document in batch for one in document):
                result.units += 1
                if judged is not None and judged(unit):
                    told.add(unit.id)
                if of_corpus:
                    corpus.append(unit)
            ahead.append(batch)
            yield batch

    try:
        # It may go to other processes, which need not know which units are judged.
        examine = partial(examined, checks, context, replace(scope, judged=None))
        for done in work.share(examine, read()):
            result.failures += done.failures
            batch = ahead.popleft()
            if work.keep:
                about = {finding.unit for finding in chain.from_iterable(done.findings)}
                units = (one for document in batch for one in document)
                result.keep(one for one in units if one.id in about)
            for document in batch:
                release(document)
            yield from filter(is_told, chain.from_iterable(done.findings))
        for finding, unit in run_corpus_checks(
            corpus, context, of_corpus, result.failures
        ):
            if is_told(finding):
                if work.keep:
                    result.keep([unit])
                yield finding
    finally:
        corpus.close()


def batches(subjects: Iterable[Unit], size: int) -> Iterator[DocumentBatch]:
    """The documents of units, some of them at a time: so many units, or more."""
    batch: list[Document] = []
    units = 0
    for _, group in groupby(subjects, key=document_of):
        batch.append(held(group))
        units += len(batch[-1])
        if units >= size:
            yield batch
            batch, units = [], 0
    if batch:
        yield batch


def _ordered(findings: list[Finding], units: Sequence[Unit]) -> list[Finding]:
    if not findings:
        return findings
    place: dict[str, int] = {}
    names = {finding.unit for finding in findings}
    for index, unit in enumerate(units):
        if unit.id in names:
            place.setdefault(unit.id, index)
    start = Span(0, 0)
    return sorted(
        findings,
        key=lambda finding: (
            place.get(finding.unit, 0),
            finding.target_span or finding.source_span or start,
            finding.check,
        ),
    )
