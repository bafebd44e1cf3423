"""Measuring the checks on clean text."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.catalogue import select_checks
from checks.engine.check import Check, Level
from checks.engine.unit import Context, Unit
from checks.measuring.check_scores import CheckScore, Measurement, Obstacle, Share
from checks.measuring.measure import MeasurePlan, count_steps, measure_checks
from checks.measuring.sample import sample_units
from checks.measuring.seeded_errors.error_kinds import select_error_kinds
from tests.checks.measuring.seeded_errors.test_seeded_errors import CONTEXT, UNITS
from tm.errors import UnknownName
from tm.finding import Finding, Severity
from tm.text.locale import Locale

CHECKS = [c for c in select_checks() if c.level is not Level.TERMBASE]
IDS = {check.id for check in CHECKS}


@pytest.fixture(scope="module")
def measured() -> Measurement:
    return measure_checks(
        UNITS,
        CONTEXT,
        CHECKS,
        MeasurePlan(select_error_kinds(IDS), round_count=20, most_errors_per_kind=5),
    )


def test_what_the_checks_are_for_is_found(measured: Measurement) -> None:
    recall = {one.kind.name: one.found_share.percent for one in measured.kind_scores}
    sure = ("num-changed", "percent-dropped", "date-month", "weekday", "double-space")
    assert {name: recall[name] for name in sure} == dict.fromkeys(sure, 100.0)
    assert measured.recall is not None and measured.recall > 60
    assert measured.failures == []


def test_a_consistent_repetition_is_no_fault(measured: Measurement) -> None:
    controls = [one for one in measured.kind_scores if one.kind.is_control]
    assert [one.found_share.count for one in controls] == [0, 0]
    assert all(one.found_share.total_count for one in controls)


def test_what_was_wrong_before_is_not_counted_as_found() -> None:
    units = [
        Unit(f"{n}", "Ini  teks yang salah sejak awal", "văn bản", "d")
        for n in range(6)
    ]
    checks = select_checks(["space.double"])
    result = measure_checks(
        units, CONTEXT, checks, MeasurePlan(select_error_kinds({"space.double"}))
    )
    (kind,) = result.kind_scores
    (score,) = result.check_scores
    assert kind.found_share == Share(6, 6)
    assert (score.alarm_count, score.alarms_per_hundred) == (6, 100.0)
    assert "  " in score.alarm_examples[0].span.of(score.alarm_examples[0].target)


def test_missed_faults_are_shown_with_what_stood_there() -> None:
    silent = Check("space.double", Level.ONE, Severity.WARNING, lambda *_: iter(()))
    plan = MeasurePlan(select_error_kinds({"space.double"}), most_errors_per_kind=2)
    (kind,) = measure_checks(UNITS, CONTEXT, [silent], plan).kind_scores
    assert kind.found_share.count == 0 or kind.missed_examples == []
    for example in kind.missed_examples:
        assert example.span.of(example.target) == "  " and example.original_text == " "


def test_without_a_source_only_faults_of_one_text_are_put_in() -> None:
    units = [Unit(unit.id, unit.target) for unit in UNITS]
    result = measure_checks(
        units, Context(Locale("id")), CHECKS, MeasurePlan(select_error_kinds(IDS))
    )
    assert result.kind_scores
    for one in result.kind_scores:
        if one.kind.needs_source:
            assert (one.found_share.total_count, one.obstacle) == (
                0,
                Obstacle.NO_SOURCE,
            )


def test_units_with_one_id_are_told_apart() -> None:
    units = [Unit("same", unit.target, unit.source) for unit in UNITS]
    plan = MeasurePlan(select_error_kinds(IDS, ["weekday"]), round_count=1)
    (kind,) = measure_checks(units, CONTEXT, CHECKS, plan).kind_scores
    assert kind.found_share == Share(2, 2)


def test_the_same_seed_gives_the_same_measure(measured: Measurement) -> None:
    plan = MeasurePlan(select_error_kinds(IDS), round_count=20, most_errors_per_kind=5)
    assert measure_checks(UNITS, CONTEXT, CHECKS, plan) == measured


def test_progress_comes_to_no_more_than_the_steps() -> None:
    done: list[int] = []
    plan = MeasurePlan(select_error_kinds(IDS, ["space"]), round_count=3)
    measure_checks(UNITS, CONTEXT, CHECKS, plan, report_progress=done.append)
    assert len(plan.error_kinds) < sum(done) <= count_steps(plan)


def test_a_check_that_breaks_stops_no_measure() -> None:
    def broken(*_: object) -> Iterator[Finding]:
        raise ValueError("broken")

    checks = [*select_checks(["space.double"])]
    checks.append(Check("x.y", Level.ONE, Severity.ERROR, broken))
    result = measure_checks(
        UNITS, CONTEXT, checks[:1], MeasurePlan(select_error_kinds({"space.double"}))
    )
    assert result.failures == []


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("num-changed", ["num-changed"]),
        ("num.unit", ["unit-changed", "period-changed"]),
        ("date", ["date-month", "date-day", "weekday"]),
        ("date.*", ["date-month", "date-day", "weekday"]),
        ("date-*", ["date-month", "date-day"]),
    ],
)
def test_kinds_are_named_by_themselves_and_by_checks(
    name: str, kinds: list[str]
) -> None:
    assert [one.name for one in select_error_kinds(IDS, [name])] == kinds


def test_an_unknown_kind_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="num-changed"):
        select_error_kinds(IDS, ["num-chnged"])


def test_kinds_whose_checks_are_left_out_are_not_put_in() -> None:
    assert [one.name for one in select_error_kinds({"date.day"})] == ["date-day"]


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_interval_holds_the_share(some: int, of: int) -> None:
    share = Share(min(some, of), of)
    if not of:
        assert share.percent is None and share.interval is None
        return
    assert share.percent is not None and share.interval is not None
    low, high = share.interval
    assert 0 <= low <= share.percent + 1e-9 and share.percent - 1e-9 <= high <= 100


def test_precision_weighs_recall_against_alarms() -> None:
    score = CheckScore(CHECKS[0], Share(9, 10), 0, 3, 1000, [])
    assert score.precision == pytest.approx(100 * 0.9 / (0.9 + 0.3))


documents = st.lists(st.integers(1, 5), max_size=20)


@given(documents, st.integers(1, 30), st.integers())
def test_a_sample_has_whole_documents_in_order(
    sizes: list[int], most: int, seed: int
) -> None:
    units = [
        Unit(f"{n}.{m}", "x", None, str(n))
        for n, size in enumerate(sizes)
        for m in range(size)
    ]
    some = sample_units(iter(units), most, seed=seed)
    assert len(some) <= most
    assert some == sample_units(iter(units), most, seed=seed)
    assert [u for u in units if u in some] == some
    if sum(sizes) <= most:
        assert some == units
    names = {unit.document for unit in some}
    if len(names) > 1:
        assert len(some) == sum(sizes[int(name or 0)] for name in names)
