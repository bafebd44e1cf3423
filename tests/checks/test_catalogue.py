"""What is said of checks at their decorators."""

import pickle
import re
from graphlib import TopologicalSorter

from checks.catalogue import CHECK_MODULE_NAMES_BY_FOLDER, CHECKS, select_checks
from checks.engine.check import Level
from checks.match_filter.match_fault_finder import list_match_checks
from tests.paths import ROOT
from tm.match.match_fault import MatchFault


def test_all_modules_with_checks_are_listed() -> None:
    found = {
        (path.parent.name, path.stem)
        for path in (ROOT / "checks").glob("*/*.py")
        if re.search(r"^@check\(", path.read_text("utf-8"), re.MULTILINE)
    }
    listed = [
        (folder, name)
        for folder, names in CHECK_MODULE_NAMES_BY_FOLDER.items()
        for name in names.split()
    ]
    assert sorted(found) == sorted(listed)


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
