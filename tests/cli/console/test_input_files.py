"""Pages of a large folder, and their originals beside them."""

import os
from pathlib import Path

import pytest

from cli.console.input_files import PAGE_SUFFIXES, find_input_files, pair_by_name
from tm.text.locale import Locale

VI, ID = Locale("vi"), Locale("id")


def test_a_folder_is_listed_once_for_all_its_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        for language in ("id", "vi", "en"):
            (tmp_path / f"p{number}.{language}.txt").touch()
    files = find_input_files([str(tmp_path)], suffixes=PAGE_SUFFIXES)
    listed: list[object] = []
    list_folder = os.listdir

    def listdir(path: str) -> list[str]:
        listed.append(path)
        return list_folder(path)

    monkeypatch.setattr("cli.console.input_files.os.listdir", listdir)
    paired = pair_by_name(files, ID, VI)
    assert listed == [str(tmp_path)]
    page, original = (str(tmp_path / f"p7.{language}.txt") for language in ("id", "vi"))
    assert paired.original_by_path[page] == original
    assert len(paired.paths) == len(paired.original_by_path) == 20
    assert len(paired.skipped_paths) == 20


def test_a_file_that_is_named_too_is_read_where_it_is_named(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).touch()
    first, second = (str(tmp_path / name) for name in ("a.txt", "b.txt"))
    files = find_input_files(
        [str(tmp_path), second, str(tmp_path)], suffixes=PAGE_SUFFIXES
    )
    assert files.paths == (first, second)
    assert files.paths_from_folders == {first}
