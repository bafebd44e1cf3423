"""The job `dedupe` keeps what `padanan dedupe` keeps, however parts are shared."""

import json
from pathlib import Path

import pytest

from tests.batch.corpora import read_outputs
from tests.cli.calling import call

_LOCALES = ("-s", "vi", "-t", "id")
_LONG = " ".join(f"kata{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")


@pytest.fixture
def paths(tmp_path: Path) -> list[str]:
    """Two files with duplicates within and across them."""
    made = []
    for name, first in (("a", 0), ("b", 40)):
        path = tmp_path / f"{name}.jsonl"
        lines = []
        for number in range(first, first + 60):
            word = "xyz"[number % 3] if number % 4 else ""
            target = f"Teks {word} {number % 29} {_LONG}"
            if number % 5 == 0:
                target = target.upper()
            lines.append({"id": f"u{number}", "source": _LONG, "target": target})
        path.write_text("".join(json.dumps(line) + "\n" for line in lines))
        made.append(str(path))
    return made


@pytest.mark.parametrize("kind", ["exact", "form", "near"])
def test_what_is_kept_is_what_the_command_keeps(
    paths: list[str], tmp_path: Path, kind: str
) -> None:
    out, once = tmp_path / "out", tmp_path / "once.jsonl"
    words = (*paths, *_LOCALES, "--by", kind)
    done = call("batch", "dedupe", *words, "-o", str(out), "--part-size", ".004")
    assert done.code == 0, done.err
    answer = json.loads(done.out)
    call("dedupe", *words, "-O", str(once))
    parts = sorted(out.glob("part-*.jsonl"))
    assert len(parts) > 4
    kept = b"".join(path.read_bytes() for path in parts)
    assert kept == once.read_bytes()
    [removed] = out.glob("removed-*.jsonl")
    pairs = [json.loads(line) for line in removed.read_text().splitlines()]
    assert len(pairs) == answer["duplicates"] == 120 - answer["kept"] > 0


def test_shares_write_the_same_files(paths: list[str], tmp_path: Path) -> None:
    words = ("batch", "dedupe", *paths, *_LOCALES, "--part-size", ".004")
    whole, shared = tmp_path / "whole", tmp_path / "shared"
    call(*words, "-o", str(whole))
    for _ in range(4):  # as many stages
        for rank in ("1", "0"):
            done = call(*words, "-o", str(shared), "--rank", rank, "--of", "2")
            assert done.code == 0
    assert json.loads(done.out)["complete"]
    assert read_outputs(shared) == read_outputs(whole)
