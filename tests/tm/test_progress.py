"""All items go by, and are counted in few steps."""

import pytest

from tm.progress import report_counts


@pytest.mark.parametrize("many", [0, 1, 99, 100, 101, 250])
def test_all_are_reported_in_few_steps(many: int) -> None:
    steps: list[int] = []
    assert list(report_counts(range(many), steps.append)) == list(range(many))
    assert sum(steps) == many and len(steps) <= many // 100 + 1
