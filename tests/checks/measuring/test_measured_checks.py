"""What was measured of the checks, and what follows from it."""

import json

import pytest

from checks.catalogue import CHECKS
from checks.measuring.measured_checks import (
    DEFAULT_PROFILE,
    MIN_JUDGED_FINDINGS,
    JudgementCounts,
    is_in_default_profile,
    read_measured_checks,
)
from checks.profile import load_profile
from tests.cli.calling import call
from tm.finding import Severity

JUDGED = read_measured_checks().judgement_counts_by_check
SEEDED = read_measured_checks().seeding_counts_by_check


def test_only_checks_are_measured_and_no_count_is_impossible() -> None:
    assert {*JUDGED, *SEEDED} <= {*CHECKS}
    assert all(0 <= row.found <= row.seeded for row in SEEDED.values())
    assert all(0 <= row.false <= row.units for row in SEEDED.values())
    assert all(row.total for row in JUDGED.values())


def test_few_judged_findings_tell_nothing() -> None:
    assert not JudgementCounts(0, 0, MIN_JUDGED_FINDINGS - 1).is_often_wrong
    assert JudgementCounts(0, 0, MIN_JUDGED_FINDINGS).is_often_wrong


@pytest.mark.parametrize("check_id", sorted(JUDGED))
def test_a_check_that_is_often_wrong_only_advises(check_id: str) -> None:
    if JUDGED[check_id].is_often_wrong and is_in_default_profile(check_id):
        severity_by_check = load_profile(DEFAULT_PROFILE, {}).severity_by_check
        severity = severity_by_check.get(check_id, CHECKS[check_id].severity)
        assert severity is Severity.INFO


def test_the_explanation_shows_the_counts() -> None:
    [record] = json.loads(
        call("checks", "list", "word.repeat_near", "--format", "json").out
    )
    assert record["measured"]["pages"]["wrong"] > record["measured"]["pages"]["wanted"]
    assert record["by_default"] is False
    table = call("checks", "list", "word.repeat_near", "--format", "table").out
    assert "findings wanted by an editor" in table and "--profile strict" in table


def test_the_list_shows_the_severity_in_force() -> None:
    ids = ("clause.dropped", "bracket.pair", "page.residue")

    def read_rows(*words: str) -> dict[str, list[str]]:
        lines = call("checks", "--format", "tsv", *words).out.splitlines()
        return {line.split("\t")[0]: line.split("\t")[1:3] for line in lines}

    news, strict = read_rows(), read_rows("--profile", "strict")
    assert [news[id] for id in ids] == [
        ["off", "warning"],
        ["info", "warning"],
        ["info", ""],
    ]
    assert [strict[id] for id in ids] == [
        ["warning", ""],
        ["warning", ""],
        ["warning", "info"],
    ]
