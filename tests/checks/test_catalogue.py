"""What is said of checks at their decorators."""

import pickle
import re
from graphlib import TopologicalSorter

from checks.catalogue import CHECKS, find_check_modules, select_checks
from checks.engine.check import Level
from checks.match_filter.match_fault_finder import list_match_checks
from tests.paths import ROOT
from tm.match.match_fault import MatchFault


def test_a_module_with_a_check_is_found_in_any_folder() -> None:
    found = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in (ROOT / "checks").rglob("*.py")
        if re.search(r"^@check\(", path.read_text("utf-8"), re.MULTILINE)
    }
    assert find_check_modules() == sorted(found)


def test_every_module_that_is_found_has_a_check() -> None:
    with_checks = {check.find.__module__ for check in CHECKS.values()}
    assert with_checks.issuperset(find_check_modules())


def test_checks_yield_to_checks_that_there_are_and_never_in_turn() -> None:
    yields_to = {check.id: check.yields_to for check in select_checks()}
    assert {id for ids in yields_to.values() for id in ids} <= {*CHECKS}
    TopologicalSorter(yields_to).prepare()


def test_source_texts_are_judgements_by_checks_that_need_no_other_text() -> None:
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
