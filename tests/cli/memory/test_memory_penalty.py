"""Matches of a memory that is trusted less lose points."""

import json
from pathlib import Path

import pytest

from tests.cli.calling import call

_PAIR = ("-s", "vi", "-t", "id")
_TEXT = "họp báo"


@pytest.fixture(autouse=True)
def _import_two_memories(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("own.tsv").write_text("vi\tid\nhọp báo\tjumpa pers\n", "utf-8")
    Path("partner.tsv").write_text("vi\tid\nhọp báo\tkonferensi pers\n", "utf-8")
    call("import", "own.tsv", *_PAIR)
    call("import", "partner.tsv", *_PAIR, "--memory", "reference")


def _look_up() -> list[tuple[str, int, list[str]]]:
    return [
        (
            match["target"],
            match["rate"],
            [penalty["reason"] for penalty in match["penalties"]],
        )
        for match in json.loads(call("lookup", _TEXT, *_PAIR).out)["matches"]
    ]


def test_a_memory_costs_the_points_of_the_settings() -> None:
    assert {rate for _, rate, _ in _look_up()} == {100}
    Path("padanan.toml").write_text("[penalties.memory]\nreference = 7\n", "utf-8")
    assert _look_up() == [
        ("jumpa pers", 100, []),
        ("konferensi pers", 93, ["other memory"]),
    ]


def _count_new_units(*words: str) -> int:
    count: int = json.loads(call("import", "own.tsv", *_PAIR, *words).out)["new"]
    return count


def test_a_file_may_be_in_two_memories() -> None:
    assert _count_new_units("--memory", "reference") == 1
    assert _count_new_units("--memory", "reference") == 0
    assert _count_new_units() == 0


@pytest.mark.parametrize("points", ["101", "-1", "true", '"5"', "{}"])
def test_points_of_a_memory_are_a_whole_number(points: str) -> None:
    Path("padanan.toml").write_text(f"[penalties.memory]\nx = {points}\n", "utf-8")
    called = call("lookup", _TEXT, *_PAIR)
    assert called.code == 2
    assert "[penalties.memory] x must be a whole number from 0 to 100" in called.err
