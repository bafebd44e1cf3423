"""The total of a progress bar is estimated from the bytes of a file."""

from pathlib import Path

from exports.io.unit_count_estimate import estimate_unit_count


def test_a_bar_knows_how_many_units_a_file_seems_to_have(tmp_path: Path) -> None:
    path = tmp_path / "a.tmx"
    path.write_text("<tmx><body><tu>\n</tu>\n<tu></tu></body></tmx>", "utf-8")
    assert estimate_unit_count(path) == 2
    assert estimate_unit_count(tmp_path / "none.tmx") is None
    assert estimate_unit_count(Path("-")) is None
