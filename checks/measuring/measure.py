"""Measure the checks on a user's text: seed errors into the text, count those found.

The text is taken as clean. Errors are seeded into copies, a few into each. An error
counts as found if a check of its kind names its unit more often than in the clean
text, so that faults of the text itself are not counted. A finding on the clean
text is a false alarm, or a real error that nobody had seen: see the examples.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from checks.catalogue import select_checks
from checks.engine.check import Check, Level
from checks.engine.unit import Context, Unit
from checks.measuring.check_scores import (
    CheckScore,
    KindScore,
    MeasureExample,
    Measurement,
    Obstacle,
    Share,
)
from checks.measuring.seeded_errors.clean_corpus import CleanCorpus
from checks.measuring.seeded_errors.error_kinds import (
    ERROR_KINDS,
    ErrorKind,
)
from checks.measuring.seeded_errors.rounds import draw_errors, plan_rounds
from checks.measuring.seeded_errors.seeded_error import AddedUnit, SeededError
from checks.runner.check_execution import CheckFailure
from checks.runner.document_batch import UNITS_PER_BATCH, RunScope
from checks.runner.run import RunMode, run
from tm.finding import Finding, Severity, Span
from tm.progress import ReportProgress

_MAX_EXAMPLES_PER_SCORE = 3
"""The most examples that a score shows."""
_COMPARING_LEVELS = (Level.DOCUMENT, Level.CORPUS)
"""Levels whose findings count for the related units, too."""


@dataclass(frozen=True, slots=True)
class MeasurePlan:
    """The kinds and the number of errors to seed."""

    error_kinds: Sequence[ErrorKind]
    round_count: int = 10
    most_errors_per_kind: int = 100
    """The most errors of each kind."""
    seed: int = 1


def measure_checks(
    units: Sequence[Unit],
    context: Context,
    checks: Sequence[Check],
    plan: MeasurePlan,
    *,
    report_progress: ReportProgress = lambda step_count: None,
) -> Measurement:
    """Seed errors into clean units and count the errors that the checks find.

    `report_progress` is called with the number of steps done since the last call.
    """
    corpus = CleanCorpus(_make_ids_unique(units), context)
    failures: list[CheckFailure] = []
    clean_run_findings = _run_checks(corpus.units, context, checks, failures)
    report_progress(1)
    errors_by_kind: dict[str, list[SeededError]] = {}
    for error_kind in plan.error_kinds:
        is_possible = context.source_locale or not error_kind.needs_source
        most_errors = plan.most_errors_per_kind if is_possible else 0
        errors_by_kind[error_kind.name] = draw_errors(
            corpus, error_kind, most_errors=most_errors, seed=plan.seed
        )
        report_progress(1)
    error_rounds = plan_rounds(
        corpus, errors_by_kind.values(), round_count=plan.round_count
    )
    score_counter = _ScoreCounter(
        corpus, clean_run_findings, {check.id for check in checks}
    )
    for round_errors in error_rounds:
        round_units, seeded_units = _seed_errors(corpus, round_errors)
        score_counter.count_round(
            _run_checks(round_units, context, checks, failures), seeded_units
        )
        report_progress(1)
    return Measurement(
        kind_scores=[
            score_counter.score_kind(error_kind, errors_by_kind[error_kind.name])
            for error_kind in plan.error_kinds
        ],
        check_scores=[
            score_counter.score_check(check)
            for check in sorted(checks, key=lambda check: check.id)
        ],
        clean_unit_count=len(corpus.units),
        flagged_unit_count=len(
            {
                finding.unit
                for finding in clean_run_findings.findings
                if finding.severity is not Severity.INFO
            }
        ),
        round_count=len(error_rounds),
        failures=failures,
    )


def count_steps(plan: MeasurePlan) -> int:
    """Count the most steps of progress that `measure_checks` reports."""
    return 1 + len(plan.error_kinds) + 3 * plan.round_count


@dataclass(slots=True)
class _RunFindings:
    """The findings of a run, and how often each check names each unit."""

    finding_counts_by_unit: defaultdict[str, Counter[str]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _SeededUnits:
    """A seeded error with the units that it changes or adds."""

    seeded_error: SeededError
    units_with_clean_ids: Sequence[tuple[Unit, str]]
    """Each unit with the id of its clean unit."""


class _ScoreCounter:
    """Counts the errors found in all rounds, and makes the scores."""

    def __init__(
        self,
        corpus: CleanCorpus,
        clean_run_findings: _RunFindings,
        check_ids: Collection[str],
    ) -> None:
        self._corpus = corpus
        self._clean_run_findings = clean_run_findings
        self._check_ids = check_ids
        self._error_count_by_kind: Counter[str] = Counter()
        self._found_error_count_by_kind: Counter[str] = Counter()
        self._found_counts_by_check_by_kind: defaultdict[str, Counter[str]] = (
            defaultdict(Counter)
        )
        """By kind, the number of errors that each check found."""
        self._missed_examples_by_kind: defaultdict[str, list[MeasureExample]] = (
            defaultdict(list)
        )

    def count_round(
        self, round_run_findings: _RunFindings, seeded_units: Iterable[_SeededUnits]
    ) -> None:
        """Count the errors found in one round."""
        for error_units in seeded_units:
            kind = error_units.seeded_error.kind
            new_finding_count_by_check: Counter[str] = Counter()
            for unit, clean_id in error_units.units_with_clean_ids:
                new_finding_count_by_check |= (
                    round_run_findings.finding_counts_by_unit[unit.id]
                    - self._clean_run_findings.finding_counts_by_unit[clean_id]
                )
            self._error_count_by_kind[kind.name] += 1
            self._found_counts_by_check_by_kind[kind.name].update(
                set(new_finding_count_by_check)
            )
            if any(new_finding_count_by_check[check_id] for check_id in kind.check_ids):
                self._found_error_count_by_kind[kind.name] += 1
                is_missed = kind.is_control
            else:
                is_missed = not kind.is_control
            if (
                is_missed
                and len(self._missed_examples_by_kind[kind.name])
                < _MAX_EXAMPLES_PER_SCORE
            ):
                self._missed_examples_by_kind[kind.name].append(
                    self._make_missed_example(error_units)
                )

    def score_kind(
        self, kind: ErrorKind, seeded_errors: Sequence[SeededError]
    ) -> KindScore:
        """Make the score of a kind, of which these errors were drawn."""
        error_count = self._error_count_by_kind[kind.name]
        return KindScore(
            kind,
            tuple(
                check_id for check_id in kind.check_ids if check_id in self._check_ids
            ),
            Share(self._found_error_count_by_kind[kind.name], error_count),
            dict(self._found_counts_by_check_by_kind[kind.name].most_common()),
            self._missed_examples_by_kind[kind.name],
            None if error_count else self._find_obstacle(kind, seeded_errors),
        )

    def score_check(self, check: Check) -> CheckScore:
        """Make the score of a check."""
        kind_names_of_check = {
            kind.name
            for kind in ERROR_KINDS.values()
            if kind.check_ids[0] == check.id and not kind.is_control
        }
        alarm_findings = [
            alarm_finding
            for alarm_finding in self._clean_run_findings.findings
            if alarm_finding.check == check.id
        ]
        unit_by_id = self._corpus.unit_by_id
        return CheckScore(
            check,
            Share(
                sum(
                    self._found_counts_by_check_by_kind[kind_name][check.id]
                    for kind_name in kind_names_of_check
                ),
                sum(
                    self._error_count_by_kind[kind_name]
                    for kind_name in kind_names_of_check
                ),
            ),
            sum(
                counts_by_check[check.id]
                for kind_name, counts_by_check in (
                    self._found_counts_by_check_by_kind.items()
                )
                if kind_name not in kind_names_of_check
            ),
            len(alarm_findings),
            len(self._corpus.units),
            [
                _make_alarm_example(finding, unit_by_id[finding.unit])
                for finding in alarm_findings[:_MAX_EXAMPLES_PER_SCORE]
            ],
        )

    def _find_obstacle(
        self, kind: ErrorKind, seeded_errors: Sequence[SeededError]
    ) -> Obstacle:
        """Find the reason why no error of a kind was seeded."""
        context = self._corpus.context
        source_texts = (unit.source for unit in self._corpus.units)
        if kind.needs_source and not (context.source_locale and any(source_texts)):
            return Obstacle.NO_SOURCE
        if kind.needs_termbase and not (
            context.terms.source_finder and context.terms.target_finder
        ):
            return Obstacle.NO_TERMBASE
        return Obstacle.NO_ROOM if seeded_errors else Obstacle.NO_PLACE

    def _make_missed_example(self, error_units: _SeededUnits) -> MeasureExample:
        seeded_error, (unit, clean_id) = (
            error_units.seeded_error,
            error_units.units_with_clean_ids[0],
        )
        clean_unit = self._corpus.unit_by_id[clean_id]
        if isinstance(seeded_error.change, AddedUnit):
            span, original_text = Span(0, len(unit.target)), clean_unit.target
        else:
            first_edit = seeded_error.change[0]
            span = Span(
                first_edit.span.start,
                first_edit.span.start + len(first_edit.replacement),
            )
            original_text = first_edit.span.of(clean_unit.target)
        return MeasureExample(clean_id, unit.target, unit.source, span, original_text)


def _make_alarm_example(finding: Finding, unit: Unit) -> MeasureExample:
    """Make an example of a finding on the clean text."""
    span, target = finding.target_span, unit.target
    return MeasureExample(
        finding.unit,
        target,
        unit.source,
        span or Span(0, len(target)),
        finding=finding,
    )


def _run_checks(
    units: Iterable[Unit],
    context: Context,
    checks: Sequence[Check],
    failures: list[CheckFailure],
) -> _RunFindings:
    run_findings = _RunFindings()
    comparing_check_ids = {
        check.id for check in checks if check.level in _COMPARING_LEVELS
    }
    # Each check is measured on its own, even where it yields to another one.
    check_ids = [check.id for check in checks]
    run_result = run(
        units,
        context,
        select_checks(check_ids),
        scope=RunScope(keeps_overlaps=True),
        mode=RunMode(units_per_batch=UNITS_PER_BATCH),
    )
    for finding in run_result:
        run_findings.findings.append(finding)
        evidence_unit_ids = (
            finding.related if finding.check in comparing_check_ids else ()
        )
        for unit_id in {finding.unit, *evidence_unit_ids}:
            run_findings.finding_counts_by_unit[unit_id][finding.check] += 1
    failures += run_result.failures
    return run_findings


def _seed_errors(
    corpus: CleanCorpus, seeded_errors: Iterable[SeededError]
) -> tuple[Iterator[Unit], list[_SeededUnits]]:
    """Return the units of a round, and each error with its units."""
    changed_units = list(corpus.units)
    added_units_by_document: defaultdict[int, list[Unit]] = defaultdict(list)
    seeded_units: list[_SeededUnits] = []
    for seeded_error in seeded_errors:
        if isinstance(seeded_error.change, AddedUnit):
            repeated_unit, change = (
                corpus.units[seeded_error.unit_index],
                seeded_error.change,
            )
            added_unit = repeated_unit._replace(
                id=f"{repeated_unit.id}+", source=change.source, target=change.target
            )
            added_units_by_document[
                corpus.document_indexes[seeded_error.unit_index]
            ].append(added_unit)
            seeded_units.append(
                _SeededUnits(seeded_error, [(added_unit, repeated_unit.id)])
            )
            continue
        for unit_index in seeded_error.changed_unit_indexes:
            changed_units[unit_index] = seeded_error.apply(
                changed_units[unit_index], unit_index
            )
        units_with_clean_ids = [
            (changed_units[unit_index], changed_units[unit_index].id)
            for unit_index in seeded_error.changed_unit_indexes
        ]
        seeded_units.append(_SeededUnits(seeded_error, units_with_clean_ids))

    def iterate_units_in_order() -> Iterator[Unit]:
        for document_index, unit_indexes in enumerate(corpus.document_ranges):
            yield from (changed_units[unit_index] for unit_index in unit_indexes)
            yield from added_units_by_document[document_index]

    return iterate_units_in_order(), seeded_units


def _make_ids_unique(units: Iterable[Unit]) -> list[Unit]:
    """Give units with a repeated id another id."""
    count_by_id: Counter[str] = Counter()
    units_with_unique_ids = []
    for unit in units:
        count_by_id[unit.id] += 1
        occurrence_number = count_by_id[unit.id]
        units_with_unique_ids.append(
            unit
            if occurrence_number == 1
            else unit._replace(id=f"{unit.id}~{occurrence_number}")
        )
    return units_with_unique_ids
