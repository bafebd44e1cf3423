"""The cases of checks, read once for all tests, and each check's together."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from checks.cases.text_case_reader import TextCase, iterate_text_cases


@cache
def list_text_cases() -> tuple[TextCase, ...]:
    """List all cases of the checks of texts."""
    return tuple(iterate_text_cases())


def group_cases(cases: Iterable[TextCase]) -> dict[str, list[TextCase]]:
    """Group cases by the id of their check."""
    cases_by_check: dict[str, list[TextCase]] = defaultdict(list)
    for case in cases:
        cases_by_check[case.check_id].append(case)
    return cases_by_check
