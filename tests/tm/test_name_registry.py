"""Entries of other packages, which are found without importing their metadata."""

from pathlib import Path

import pytest

from tm.name_registry import Registry


def test_entries_of_installed_packages_are_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    metadata_folder = tmp_path / "other_package-1.0.dist-info"
    metadata_folder.mkdir()
    (metadata_folder / "METADATA").write_text("Name: other-package\nVersion: 1.0\n")
    (metadata_folder / "entry_points.txt").write_text(
        "[padanan.trial]\nnumber = other_package:NUMBER\n"
    )
    (tmp_path / "other_package.py").write_text("NUMBER = 7\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert [*Registry[int]("number", group="padanan.trial")] == ["number"]
    assert [*Registry[int]("number", group="padanan.tria")] == []


def test_packages_in_an_archive_are_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "packages.zip").touch()
    monkeypatch.syspath_prepend(tmp_path / "packages.zip")
    assert [*Registry[int]("number", group="padanan.trial")] == []
