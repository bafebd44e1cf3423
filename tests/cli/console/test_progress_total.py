"""The total of a progress bar is estimated from the bytes of a file."""

from pathlib import Path

from cli.console.progress_total import length_of


def test_a_bar_knows_how_many_units_a_file_seems_to_have(tmp_path: Path) -> None:
    path = tmp_path / "a.tmx"
    path.write_text("<tmx><body><tu>\n</tu>\n<tu></tu></body></tmx>", "utf-8")
    assert length_of(path) == 2
    assert length_of(tmp_path / "none.tmx") is None
    assert length_of(Path("-")) is None
