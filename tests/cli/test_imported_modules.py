"""What a command imports, since start-up time is part of the feel of it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.calling import call
from tests.examples import quick_first
from tests.paths import DATA, ROOT

_PROGRAM = "from cli import main; main()"
_HEAVY = {
    *("sqlalchemy", "alembic", "rich", "polib", "sacrebleu", "httpx", "lxml"),
    *("asyncio", "babel", "ftfy", "charset_normalizer", "ahocorasick"),
}
_OF_SQLALCHEMY = {"sqlalchemy", "asyncio"}


def _imported(*words: str, **variables: str) -> set[str]:
    """The packages that `padanan` imports for a command line."""
    command = [sys.executable, "-X", "importtime", "-c", _PROGRAM, *words]
    environment = os.environ | variables
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    names = re.findall(r"^import time:.*\| +([\w.]+)$", done.stderr, re.MULTILINE)
    return {name.partition(".")[0] for name in names}


@pytest.fixture
def place(tmp_path: Path) -> str:
    path = str(tmp_path / "x.db")
    pair = ("-s", "vi", "-t", "id")
    call("add", "họp báo quốc tế lần thứ 5", "satu", *pair, "--database", path)
    assert call("index", "--database", path).code == 0
    return path


@pytest.mark.parametrize("text", ["họp báo quốc tế lần thứ 5", "họp báo lần thứ 7"])
def test_a_lookup_imports_nothing_that_it_does_not_need(place: str, text: str) -> None:
    words = ["lookup", text, "-s", "vi", "-t", "id", "--database", place]
    imported = _imported(*words)
    # The index is read, or the test would prove little.
    assert {"numpy", "rapidfuzz"} <= imported
    assert not imported & _HEAVY - {"ahocorasick"}  # half a millisecond, for values


@pytest.mark.parametrize("command", ["history", "stats"])
def test_what_there_is_and_was_done_is_told_without_sqlalchemy(
    place: str, command: str
) -> None:
    words = [command, "--format", "json", "--database", place]
    assert "vi" in call(*words).out or "tester" in call(*words).out
    assert not _imported(*words) & (_HEAVY | {"numpy", "rapidfuzz"})


def test_a_translation_is_scored_without_a_memory(tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    text.write_text("satu kalimat yang pendek saja\n", "utf-8")
    imported = _imported("score", str(text), str(text))
    assert "sacrebleu" in imported
    assert not imported & {"sqlalchemy", "rapidfuzz"}


@pytest.mark.parametrize("words", [["--version"], ["--help"]])
def test_help_and_version_import_next_to_nothing(words: list[str]) -> None:
    assert not _imported(*words) & (_HEAVY | {"numpy", "rapidfuzz", "sqlite3"})


def test_finding_terms_imports_nothing_that_it_does_not_need(place: str) -> None:
    call("terms", "add", "--term", "vi=họp báo", "--database", place)
    words = ["terms", "find", "cuộc họp báo", "-l", "vi", "--database", place]
    assert call(*words).code == 0  # which keeps the recogniser
    imported = _imported(*words)
    assert "ahocorasick" in imported  # by which terms are found
    assert not imported & (_HEAVY | {"numpy", "rapidfuzz"}) - {"ahocorasick"}


@pytest.mark.parametrize("typed", ["padanan ", "padanan terms "])
def test_names_of_commands_are_completed_without_them(typed: str) -> None:
    position = str(len(typed.split()))
    variables = {"COMP_WORDS": typed, "COMP_CWORD": position}
    imported = _imported(_PADANAN_COMPLETE="bash_complete", **variables)
    assert not imported & (_HEAVY | {"numpy", "rapidfuzz", "sqlite3"})


def test_a_pair_is_stored_without_revisions_and_indexes(tmp_path: Path) -> None:
    words = ["add", "một", "satu", "-s", "vi", "-t", "id"]
    imported = _imported(*words, "--database", str(tmp_path / "new.db"))
    assert "sqlalchemy" in imported
    assert not imported & (_HEAVY | {"numpy", "rapidfuzz", "mako"}) - _OF_SQLALCHEMY


def test_a_file_is_cut_and_converted_without_a_database(tmp_path: Path) -> None:
    tmx = str(DATA / "tmx" / "matecat.tmx")
    made = str(tmp_path / "made.jsonl")
    imported = _imported("convert", tmx, made) | _imported("segment", made, "-l", "id")
    assert not imported & (_HEAVY | {"numpy", "sqlite3"})


def test_a_start_is_not_held_up_by_searches_for_garbage() -> None:
    program = """
import atexit, gc, sys
from cli import main
gc.collect()
searches = []
gc.callbacks.append(lambda phase, info: searches.append(phase))
atexit.register(lambda: print(len(searches), len(gc.get_objects()), file=sys.stderr))
main()
"""
    command = [sys.executable, "-c", program, "--help"]
    done = subprocess.run(command, capture_output=True, text=True)
    searches, left = map(int, done.stderr.split())
    assert searches == 0
    # What Python goes through once more at its end.
    assert left < 100


def test_a_lookup_in_articles_needs_no_more(place: str, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("Judul berita yang panjang\n\nKalimat pertama di sini.\n", "utf-8")
    call("ingest", "--incomplete", str(page), "-l", "id", "--database", place)
    words = ["lookup", "Kalimat pertama di sini.", "-s", "id", "-t", "vi"]
    done = call(*words, "--database", place)
    assert [m["target"] for m in json.loads(done.out)["matches"]] == [None]
    assert not _imported(*words, "--database", place) & _HEAVY


@pytest.mark.parametrize(
    "text", quick_first(2, ["họp báo", "hopbao", "hop bao", "hbqt", "quốc tếe"])
)
def test_a_lookup_of_terms_imports_nothing_that_it_does_not_need(
    place: str, tmp_path: Path, text: str
) -> None:
    file = tmp_path / "terms.csv"
    file.write_text("concept_id,vi,id\na,họp báo quốc tế,konferensi pers\n", "utf-8")
    assert call("terms", "import", str(file), "--database", place).code == 0
    words = ["terms", "lookup", text, "-l", "vi", "--database", place]
    assert call(*words).code == 0
    imported = _imported(*words)
    assert "numpy" in imported
    assert not imported & _HEAVY - {"ahocorasick"}  # titles in the text
    file.write_text("concept_id,vi,id\nb,họp báo trong nước,jumpa pers\n", "utf-8")
    assert call("terms", "import", str(file), "--database", place).code == 0
    assert not _imported(*words) & _HEAVY - {"ahocorasick"}


def test_a_check_of_a_file_imports_nothing_that_it_does_not_need(
    place: str, tmp_path: Path
) -> None:
    file = tmp_path / "units.jsonl"
    unit = {"source": "Ông Trump thăm Hà Nội.", "target": "Trum mengunjungi Hanoi."}
    file.write_text("\n".join([json.dumps(unit)] * 5), "utf-8")
    words = ["check", str(file), "-s", "vi", "-t", "id", "--format", "jsonl"]
    imported = _imported(*words, "--fail-on", "never", "--database", place)
    assert "ahocorasick" in imported  # the termbase is read, and rules of style
    assert not imported & {"sqlalchemy", "alembic", "wordfreq", "langcodes", "lxml"}


_COUNT_WORK = """
import re._compiler, sys, tm.language_data
patterns, files = [], []
compile_pattern, read_file = re._compiler.compile, tm.language_data.read_data_file
re._compiler.compile = lambda *args: patterns.append(1) or compile_pattern(*args)
tm.language_data.read_data_file = lambda *args: files.append(1) or read_file(*args)
import cli
assert cli.run(sys.argv[1:]) == 0
packages = [name.partition(".")[0] for name in sys.modules]
own_count = sum(map(packages.count, ("cli", "checks", "exports", "glossary", "tm")))
from tm.text.pattern_store import open_pattern_store, save_patterns
print()
print(own_count, len(files), len(patterns), open_pattern_store().new_count, *packages)
save_patterns()
"""


def test_a_page_is_checked_with_few_imports_files_and_patterns(tmp_path: Path) -> None:
    page = ROOT / "seeds" / "articles" / "hoi-nghi-rung-ngap-man.id.txt"
    words = ["check", str(page), "-t", "id", "--database", str(tmp_path / "x.db")]
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    for _ in range(2):
        command = [sys.executable, "-c", _COUNT_WORK, *words, "--fail-on", "never"]
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
        assert done.returncode == 0, done.stderr
        *counts, packages = done.stdout.splitlines()[-1].split(maxsplit=4)
        own_count, file_count, pattern_count, new_count = map(int, counts)
        assert own_count < 410 and file_count < 90
        assert not {*packages.split()} & (
            _HEAVY - {"ahocorasick", "babel"} | {"numpy", "rapidfuzz"}
        )
    # The second time, most patterns are read from the user's cache.
    assert pattern_count < 450 and new_count == 0
