"""Entries of other packages, which are found without importing their metadata."""

from pathlib import Path

import pytest

from tm.errors import InputError
from tm.name_registry import Registry


def install_package(folder: Path, module_name: str, code: str) -> None:
    """Install a package with an entry `number` in a folder of the path."""
    metadata_folder = folder / f"{module_name}-1.0.dist-info"
    metadata_folder.mkdir()
    (metadata_folder / "METADATA").write_text("Name: other-package\nVersion: 1.0\n")
    (metadata_folder / "entry_points.txt").write_text(
        f"[padanan.trial]\nnumber = {module_name}:NUMBER\n"
    )
    (folder / f"{module_name}.py").write_text(code)


def test_entries_of_installed_packages_are_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_package(tmp_path, "other_package", "NUMBER = 7\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert [*Registry[int]("number", entry_point_group="padanan.trial")] == ["number"]
    assert [*Registry[int]("number", entry_point_group="padanan.tria")] == []


def test_packages_in_an_archive_are_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "packages.zip").touch()
    monkeypatch.syspath_prepend(tmp_path / "packages.zip")
    assert [*Registry[int]("number", entry_point_group="padanan.trial")] == []


def test_a_package_that_cannot_be_loaded_is_named_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_package(tmp_path, "broken_package", "1 / 0\n")
    monkeypatch.syspath_prepend(tmp_path)
    registry = Registry[int]("number", entry_point_group="padanan.trial")
    for _ in range(2):
        with pytest.raises(InputError, match="other-package cannot be loaded"):
            registry.values()
