"""The files of test cases: for which checks there are any, and their cases in order."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from checks.cases import CASE_FOLDER

# Any: the values of TOML.
CaseTable = Mapping[str, Any]
_TERMBASE_CHECK_PREFIX = "tb."


@dataclass(frozen=True, slots=True)
class CheckCase:
    """A test case of one check, as its file has it."""

    check_id: str
    case_index: int
    """Index among the cases of its check, from 0."""
    must_fire: bool
    """Whether the check must report a finding, or none."""
    case_table: CaseTable
    """What the check is given, and what it is expected to find."""

    def __str__(self) -> str:
        outcome = "fires" if self.must_fire else "silent"
        return f"{self.check_id}-{outcome}-{self.case_index}"


def list_checks_with_cases(*, is_termbase_check: bool) -> list[str]:
    """List the ids of the checks of the termbase, or of texts, that have cases."""
    return sorted(
        case_file.name.removesuffix(".toml")
        for case_file in CASE_FOLDER.iterdir()
        if case_file.name.endswith(".toml")
        and case_file.name.startswith(_TERMBASE_CHECK_PREFIX) is is_termbase_check
    )


def read_case_file(check_id: str) -> Iterator[CheckCase]:
    """Read the cases of a check, those that fire first; none without a file."""
    case_file = CASE_FOLDER / f"{check_id}.toml"
    if not case_file.is_file():
        return
    case_tables_by_outcome = tomllib.loads(case_file.read_text(encoding="utf-8"))
    for outcome in ("fires", "silent"):
        for case_index, case_table in enumerate(case_tables_by_outcome[outcome]):
            yield CheckCase(check_id, case_index, outcome == "fires", case_table)
