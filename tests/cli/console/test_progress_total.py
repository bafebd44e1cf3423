"""What goes by is counted whole, and told to the bar in few steps."""

from pathlib import Path

import pytest

from cli.console.progress_total import counted, length_of


@pytest.mark.parametrize("many", [0, 1, 99, 100, 101, 250])
def test_all_are_told_in_few_steps(many: int) -> None:
    told: list[int] = []
    assert list(counted(range(many), told.append)) == list(range(many))
    assert sum(told) == many and len(told) <= many // 100 + 1


def test_a_bar_knows_how_many_units_a_file_seems_to_have(tmp_path: Path) -> None:
    path = tmp_path / "a.tmx"
    path.write_text("<tmx><body><tu>\n</tu>\n<tu></tu></body></tmx>", "utf-8")
    assert length_of(path) == 2
    assert length_of(tmp_path / "none.tmx") is None
    assert length_of(Path("-")) is None
