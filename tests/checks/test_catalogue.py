"""What is said of checks at their decorators."""

import pickle
from graphlib import TopologicalSorter

from checks.catalogue import CHECKS, select_checks
from checks.engine.check import Level
from checks.match_filter.judgement import list_match_checks
from tm.match.match_fault import MatchFault


def test_checks_yield_to_checks_that_there_are_and_never_in_turn() -> None:
    yields_to = {check.id: check.yields_to for check in select_checks()}
    assert {id for ids in yields_to.values() for id in ids} <= {*CHECKS}
    TopologicalSorter(yields_to).prepare()


def test_source_texts_are_judged_by_checks_that_need_no_other_text() -> None:
    levels = {check.level for check in select_checks() if check.judges_sources}
    assert levels == {Level.ONE, Level.DOCUMENT}


def test_the_match_filter_knows_the_modules_of_its_checks() -> None:
    expected = {check.id for check in select_checks() if check.match_fault is not None}
    listed_checks = [
        check for fault in MatchFault for check in list_match_checks(fault)
    ]
    assert {check.id for check in listed_checks} == expected
    assert Level.CORPUS not in {check.level for check in listed_checks}


def test_a_check_of_another_process_is_that_of_its_id() -> None:
    assert all(pickle.loads(pickle.dumps(check)) is check for check in select_checks())
