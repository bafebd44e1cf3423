"""The job `terms` finds the candidates of `padanan terms extract`."""

import json
from pathlib import Path

import pytest

from tests.batch.corpora import read_outputs
from tests.batch.killing import run_with_kills
from tests.cli.calling import call

_SOURCES = ("Ông Lê nói.", "Hội đồng nhân dân họp.", "Bộ Y tế, Bộ Tài chính.")
_TARGETS = ("Kata Le.", "Dewan rakyat rapat.", "Kementerian Kesehatan dan Keuangan.")


@pytest.fixture
def paths(tmp_path: Path) -> list[str]:
    """Two files whose texts follow each other, one with a line that is damaged."""
    made = []
    for name in ("a", "b"):
        path = tmp_path / f"{name}.jsonl"
        lines = [
            json.dumps(
                {"source": _SOURCES[n // 4 % 3], "target": _TARGETS[n // 4 % 3]}
                | {"source_locale": "vi", "target_locale": "id"}
            )
            for n in range(40)
        ]
        path.write_text("\n".join([*lines[:30], "{", *lines[30:]]) + "\n", "utf-8")
        made.append(str(path))
    return made


@pytest.mark.parametrize("languages", [("-s", "vi", "-t", "id"), ("-l", "vi")])
@pytest.mark.parametrize("part_size", [".0003", ".002"])
def test_candidates_are_those_of_the_command(
    paths: list[str], tmp_path: Path, languages: tuple[str, ...], part_size: str
) -> None:
    out, once = tmp_path / "out", tmp_path / "once.csv"
    options = ("--min-count", "2", "--limit", "5")
    words = ("batch", "terms", *paths, *languages, *options, "--part-size", part_size)
    for rank in ("1", "0", "0"):  # the last of them counts the phrases
        done = call(*words, "-o", str(out), "--rank", rank, "--of", "2")
        assert done.code == 0, done.err
    answer = json.loads(done.out)
    assert answer["complete"] and answer["candidates"] > 1
    # Both name the line in the whole file.
    assert "a.jsonl:31: " in done.err and "b.jsonl:31: " in done.err
    call("terms", "extract", *paths, *languages, *options, "-O", str(once))
    assert (out / answer["outputs"][0]).read_bytes() == once.read_bytes()
    imported = call("terms", "import", str(out / answer["outputs"][0]))
    assert imported.code == 0, imported.err


def test_terms_of_the_termbase_are_none(paths: list[str], tmp_path: Path) -> None:
    call("terms", "add", "--term", "vi=Hội đồng nhân dân họp", "--term", "id=DPR")
    out, once = tmp_path / "out", tmp_path / "once.csv"
    words = (*paths, "-s", "vi", "-t", "id", "--min-count", "2")
    answer = json.loads(call("batch", "terms", *words, "-o", str(out)).out)
    assert answer["known"] == 1, (out / answer["outputs"][0]).read_text()
    call("terms", "extract", *words, "-O", str(once))
    assert (out / answer["outputs"][0]).read_bytes() == once.read_bytes()


@pytest.mark.thorough
def test_kills_do_not_change_the_candidates(paths: list[str], tmp_path: Path) -> None:
    database = ("--database", str(tmp_path / "none.db"), "--part-size", ".0007")
    words = ("batch", "terms", *paths, "-s", "vi", "-t", "id", *database)
    once, again = tmp_path / "once", tmp_path / "again"
    call(*words, "-o", str(once))
    for seed in range(4):
        options = ("-o", str(again / str(seed)), "--workers", "2")
        (again / str(seed)).mkdir(parents=True)
        folder = again / str(seed)
        killed = run_with_kills([*words, *options], folder, seed, task_count=12)
        assert read_outputs(folder) == read_outputs(once), killed
