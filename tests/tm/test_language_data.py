"""The data files of a language, and what is said of those that are missing."""

import json
import sys
import unicodedata
from pathlib import Path

import pytest

from tests.paths import ROOT
from tm.language_data import (
    FILE_KINDS,
    convert_to_json,
    list_files,
    list_languages_with_file,
    read_data_file,
)


def test_every_file_of_a_language_is_described() -> None:
    paths = (ROOT / "tm" / "data").glob("*/*")
    names = {path.name for path in paths if path.parent.name != "general"}
    assert names == {kind.file_name for kind in FILE_KINDS}


@pytest.mark.parametrize("language", ["vi", "id", "en"])
def test_nothing_is_missing_for_the_languages_of_the_desk(language: str) -> None:
    assert not [found.file for found in list_files(language) if not found.is_present]


def test_a_missing_file_says_what_it_costs() -> None:
    missing = [found for found in list_files("tlh") if not found.is_present]
    assert len(missing) == len(FILE_KINDS) + 1
    assert all(found.purpose and found.cost_of_absence for found in missing)


def test_only_languages_with_the_file_are_listed() -> None:
    assert {"vi", "ms", "ru"} <= set(list_languages_with_file("common_words.toml"))
    assert "general" not in list_languages_with_file("sentences.toml")


@pytest.mark.parametrize("package", ["tm", "glossary", "checks", "exports"])
def test_data_files_are_in_nfc_and_hold_what_json_can(package: str) -> None:
    for path in (ROOT / package).rglob("data/**/*.toml"):
        text = path.read_text("utf-8")
        assert unicodedata.is_normalized("NFC", text), path
        _, _, json_text = convert_to_json(text.encode()).partition(b"\n")
        module_path = path.relative_to(ROOT / package)
        assert json.loads(json_text) == read_data_file(package, str(module_path))


def test_json_is_read_while_it_is_of_the_same_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "package_with_data").mkdir()
    (tmp_path / "package_with_data" / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    toml_path = tmp_path / "package_with_data" / "words.toml"
    toml_path.write_bytes('word = "khởi công"\n'.encode())
    assert _read_words() == {"word": "khởi công"}
    toml_path.with_suffix(".json").write_bytes(convert_to_json(toml_path.read_bytes()))
    monkeypatch.setitem(sys.modules, "tomllib", None)
    assert _read_words() == {"word": "khởi công"}
    monkeypatch.undo()
    monkeypatch.syspath_prepend(tmp_path)
    toml_path.write_bytes('word = "khánh thành"\n'.encode())
    assert _read_words() == {"word": "khánh thành"}


def _read_words() -> object:
    return read_data_file("package_with_data", "words.toml")
