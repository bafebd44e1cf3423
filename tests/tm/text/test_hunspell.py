"""Finding and reading Hunspell dictionaries."""

import os
import sys
from pathlib import Path

import pytest

from tests.paths import DATA
from tm.errors import FormatError
from tm.text.hunspell import find_dictionary, open_dictionary
from tm.text.locale import Locale

FOLDER = DATA / "hunspell"
REGIONS, PLAIN, BROKEN = (FOLDER / name for name in ("regions", "plain", "broken"))


@pytest.mark.parametrize(
    ("tag", "name"),
    [("id", "id_ID"), ("en", "en_US"), ("en-GB", "en_GB"), ("en-NZ", "en_US")],
)
def test_the_nearest_dictionary_of_a_folder_is_taken(tag: str, name: str) -> None:
    assert find_dictionary(Locale.parse(tag), [str(REGIONS)]) == REGIONS / f"{name}.aff"


def test_one_without_its_words_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    found = find_dictionary(Locale("vi"), [str(REGIONS)])
    assert found is None or found.parent != REGIONS


def test_folders_that_are_given_go_before_those_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DICPATH", os.pathsep.join(["", str(tmp_path), str(REGIONS)]))
    assert find_dictionary(Locale("id")) == REGIONS / "id_ID.aff"
    assert find_dictionary(Locale("id"), [str(PLAIN)]) == PLAIN / "id.aff"


def test_a_folder_in_the_home_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(FOLDER.parent))
    assert find_dictionary(Locale("id"), ["~/hunspell/plain"]) == PLAIN / "id.aff"


def test_without_the_extra_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spylls", None)
    assert find_dictionary(Locale("id"), [str(REGIONS)]) is None


@pytest.mark.parametrize(
    ("word", "known"), [("sopran", True), ("soprannya", True), ("rafianya", False)]
)
def test_words_are_known_in_the_forms_that_the_dictionary_gives_them(
    word: str, known: bool
) -> None:
    assert open_dictionary(REGIONS / "id_ID.aff")(word) is known


def test_a_broken_one_is_named() -> None:
    with pytest.raises(
        FormatError, match="not a readable Hunspell dictionary"
    ) as caught:
        open_dictionary(BROKEN / "id.aff")
    assert str(BROKEN / "id.aff") in str(caught.value)
