"""Folders, and pages that are paired with their originals."""

import json
from pathlib import Path

import pytest

from tests.cli.calling import Called, call
from tests.paths import ROOT

_ARTICLES = ROOT / "seeds" / "articles"
_PAIR = ("-s", "vi", "-t", "id")
_DATABASE = ("--database", "../x.db")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("hoi-nghi-rung-ngap-man.id.txt", "hoi-nghi-rung-ngap-man.vi.txt"):
        path = tmp_path / "pages" / "2025" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((_ARTICLES / name).read_bytes())
    (tmp_path / "pages" / "logo.png").write_bytes(b"\x89PNG")
    (tmp_path / "pages" / ".hidden.id.txt").write_text("Rahasia.", "utf-8")
    (tmp_path / "pages" / "konvensi.id.txt").write_bytes(
        (_ARTICLES / "konvensi-hanoi.id.txt").read_bytes()
    )
    monkeypatch.chdir(tmp_path / "pages")
    return tmp_path / "pages"


def _check(*words: str) -> Called:
    called = call("check", *words, *_PAIR, *_DATABASE, "--no-baseline")
    assert called.code < 2, called.err
    return called


def _list_originals() -> list[str]:
    return [str(path) for path in Path("2025").glob("*.vi.txt")]


def test_a_folder_is_checked_with_its_subfolders_and_skipped_files_are_named() -> None:
    called = _check(".")
    assert "./logo.png" in called.err and "hidden" not in called.err
    documents = {json.loads(line)["document"] for line in called.out.splitlines()}
    assert "39136fdca7bba3e9" in documents
    assert "segments aligned with" in called.err


def test_a_page_of_a_list_is_paired_by_name() -> None:
    paired = _check("konvensi.id.txt", "2025/hoi-nghi-rung-ngap-man.id.txt")
    assert "2025/hoi-nghi-rung-ngap-man.vi.txt" in paired.err
    both = _check("2025/hoi-nghi-rung-ngap-man.id.txt", *_list_originals())
    assert "2025/hoi-nghi-rung-ngap-man.vi.txt" in both.err
    alone = _check("2025/hoi-nghi-rung-ngap-man.id.txt")
    assert "aligned with" not in alone.err


def test_a_page_of_a_list_is_paired_with_its_stored_original() -> None:
    page, original = sorted(Path("2025").iterdir())
    words = ("--source", str(original), *_DATABASE)
    assert call("ingest", str(page), *words).code == 0
    original.unlink()
    assert (
        "aligned with the stored original" in _check("konvensi.id.txt", str(page)).err
    )


def test_a_folder_is_ingested_and_its_pages_paired() -> None:
    Path("../padanan.toml").write_text('source = "vi"\ntarget = "id"\n', "utf-8")
    called = call("ingest", ".", "--no-fetch", *_DATABASE, "--format", "json")
    assert called.code == 0, called.err
    assert "./logo.png" in called.err
    units_by_locale_and_key = {
        (article["locale"], article["key"]): article["units"]
        for article in json.loads(called.out)["articles"]
    }
    assert sorted(units_by_locale_and_key.values()) == [0, 27]


def test_a_folder_without_pages_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for command in ("check", "ingest"):
        words = ("-t", "id") if command == "check" else ()
        called = call(command, str(tmp_path / "empty"), *words, *_DATABASE)
        assert called.code == 2 and "no file in this folder can be read" in called.err


def test_a_file_of_a_folder_that_cannot_be_read_is_named_and_skipped() -> None:
    Path("broken.tmx").write_text("<tmx", "utf-8")
    called = _check(".")
    assert "broken.tmx" in called.err and called.out
