"""The job `ingest` writes the units that `padanan ingest` stores."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.batch.corpora import read_outputs
from tests.batch.killing import run_with_kills
from tests.cli.calling import call
from tests.paths import ROOT

_LOCALES = ("-s", "vi", "-t", "id")
_PAIR = "hoi-nghi-rung-ngap-man"
_WHEN_STORED = ("author", "created", "changed")


def write_pages(folder: Path) -> Path:
    """Write two pages with their originals, of which one has another end."""
    for language in ("vi", "id"):
        source = ROOT / "seeds" / "articles" / f"{_PAIR}.{language}.txt"
        shutil.copy(source, folder)
        lines = source.read_text("utf-8").splitlines(keepends=True)
        if language == "id":
            lines[-1] = "Ini kalimat lain sama sekali.\n"
        (folder / f"b.{language}.txt").write_text("".join(lines), "utf-8")
    return folder


def read_units(lines: str) -> list[dict[str, Any]]:
    """The units of JSON lines, without when and by whom they were stored."""
    units = []
    for line in lines.splitlines():
        unit = json.loads(line)
        for name in _WHEN_STORED:
            unit["origin"].pop(name)
        units.append(unit)
    return sorted(units, key=lambda unit: str(unit["id"]))


def test_units_are_those_that_the_command_stores(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    pages = write_pages(tmp_path / "pages")
    out = tmp_path / "out"
    words = ("batch", "ingest", str(pages), *_LOCALES, "--format", "json")
    done = call(*words, "-o", str(out))
    assert done.code == 0, done.err
    answer = json.loads(done.out)
    assert len(answer["outputs"]) == 2 and answer["units"] > 40
    assert answer["review"] == 0
    for page, output in zip(("b", _PAIR), answer["outputs"], strict=True):
        database = ("--database", str(tmp_path / f"{page}.db"))
        stored = call(
            "ingest",
            str(pages / f"{page}.id.txt"),
            "--source",
            str(pages / f"{page}.vi.txt"),
            "--no-fetch",
            *database,
        )
        assert stored.code == 0, stored.err
        exported = tmp_path / f"{page}.jsonl"
        call("export", str(exported), "--translated", *database)
        written = (out / output).read_text("utf-8")
        assert read_units(written) == read_units(exported.read_text("utf-8")) != []
    imported = call(
        "import",
        *map(str, sorted(out.glob("part-*.jsonl"))),
        "--database",
        str(tmp_path / "imported.db"),
    )
    assert imported.code == 0, imported.err
    again = tmp_path / "again"
    for rank in "10":
        call(*words, "-o", str(again), "--rank", rank, "--of", "2")
    assert read_outputs(again) == read_outputs(out)


@pytest.mark.thorough
def test_kills_do_not_change_the_units(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    pages = write_pages(tmp_path / "pages")
    database = ("--database", str(tmp_path / "none.db"))
    words = ("batch", "ingest", str(pages), *_LOCALES, *database)
    once, again = tmp_path / "once", tmp_path / "again"
    call(*words, "-o", str(once))
    for seed in range(4):
        options = ("-o", str(again), "--workers", "2")
        killed = run_with_kills([*words, *options], again, seed, task_count=2)
        assert read_outputs(again) == read_outputs(once), killed
        shutil.rmtree(again)


def test_a_page_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    pages = write_pages(tmp_path)
    (pages / "a.id.txt").write_text("")
    (pages / "a.vi.txt").write_text("Họp báo.\n")
    (pages / "alone.id.txt").write_text("Tanpa naskah asli.\n")
    words = ("batch", "ingest", str(pages), *_LOCALES, "-o", str(tmp_path / "out"))
    done = call(*words)
    assert done.code == 2 and "a.id.txt) failed" in done.err
    assert "no original: 1 file" in done.err
    assert json.loads(done.out)["done"] == 2
