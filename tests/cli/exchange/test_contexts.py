"""The same text in two contexts is two units, from import to export."""

import json
import re
from pathlib import Path

import pytest

from tests.cli.calling import call

_HEAD = 'msgid ""\nmsgstr ""\n"Language: id\\n"\n'
_HEAD += '"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
_ENTRIES = (
    'msgctxt "menu"\nmsgid "Open"\nmsgstr "Buka"\n\n'
    'msgctxt "state"\nmsgid "Open"\nmsgstr "Terbuka"\n\n'
    'msgctxt "door"\nmsgid "Open"\nmsgstr "Terbuka"\n\n'
    'msgid "Open"\nmsgstr "Buka"\n'
)
_PAIR = ("-s", "en", "-t", "id")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """The options for a database with four entries of one msgid."""
    monkeypatch.chdir(tmp_path)
    Path("a.po").write_text(_HEAD + _ENTRIES, "utf-8")
    place = (*_PAIR, "--database", "x.db")
    counts = json.loads(call("import", "a.po", *place, "--format", "json").out)
    assert (counts["new"], counts["known"], counts["changed"]) == (4, 0, 0)
    return place


def test_an_import_is_idempotent(place: tuple[str, ...]) -> None:
    again = call("import", "a.po", "--again", *place, "--format", "json")
    counts = json.loads(again.out)
    assert (counts["new"], counts["known"], counts["changed"]) == (0, 4, 0)


def test_all_entries_come_back(place: tuple[str, ...]) -> None:
    assert call("export", "b.po", *place).code == 0
    text = Path("b.po").read_text("utf-8")
    for entry in _ENTRIES.strip().split("\n\n"):
        assert entry in text
    assert text.count("msgctxt") == 3


def test_units_are_selected_by_context(place: tuple[str, ...]) -> None:
    assert call("export", "c.tsv", "--context", "state", *place).code == 0
    assert Path("c.tsv").read_text("utf-8") == "Open\tTerbuka\n"


def test_a_lookup_prefers_the_same_context_and_shows_it(place: tuple[str, ...]) -> None:
    found = call("lookup", "Open", "--context", "state", *place, "--format", "json")
    best, other = json.loads(found.out)
    assert (best["rate"], best["type"], best["target"], best["context"]) == (
        101,
        "in-context",
        "Terbuka",
        "state",
    )
    assert (other["rate"], other["target"]) == (100, "Buka")
    table = call("lookup", "Open", "--context", "door", *place, "--format", "table")
    assert "context: door" in table.out


def test_an_entry_is_filled_from_its_context(place: tuple[str, ...]) -> None:
    empty = 'msgctxt "state"\nmsgid "Open"\nmsgstr ""\n'
    Path("d.po").write_text(_HEAD + empty, "utf-8")
    filled = call("pretranslate", "d.po", "-O", "e.po", *place, "--format", "json")
    assert json.loads(filled.out)["translated"] == 1
    assert 'msgid "Open"\nmsgstr "Terbuka"\n' in Path("e.po").read_text("utf-8")


@pytest.mark.parametrize("version", ["1.2", "2.1"])
def test_a_unit_of_xliff_is_filled_from_its_context(
    version: str, place: tuple[str, ...]
) -> None:
    empty = 'msgctxt "state"\nmsgid "Open"\nmsgstr ""\n'
    Path("d.po").write_text(_HEAD + empty, "utf-8")
    as_format = () if version == "2.1" else ("--as-out", "xliff-1.2")
    assert call("convert", "d.po", "d.xlf", *_PAIR, *as_format).code == 0
    filled = call("pretranslate", "d.xlf", "-O", "e.xlf", *place, "--format", "json")
    assert json.loads(filled.out)["translated"] == 1
    assert "<target>Terbuka</target>" in re.sub(
        r"<target [^>]*>", "<target>", Path("e.xlf").read_text("utf-8")
    )


def test_different_translations_in_different_contexts_are_consistent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    entries = [
        f'msgctxt "{context}"\nmsgid "Open the file now"\nmsgstr "{translation}"\n'
        for context, translation in (("menu", "Buka berkas"), ("log", "Berkas dibuka"))
    ]
    only = ("--only", "seg.same_source", *_PAIR, "--format", "jsonl")
    Path("a.po").write_text(_HEAD + "\n".join(entries), "utf-8")
    assert call("check", "a.po", *only).out == ""
    Path("b.po").write_text(
        _HEAD + "\n".join(entries).replace('"log"', '"menu"', 1), "utf-8"
    )
    Path("c.tsv").write_text(
        "Open the file now\tBuka berkas\nOpen the file now\tBerkas dibuka\n", "utf-8"
    )
    assert "seg.same_source" in call("check", "c.tsv", *only).out


def test_imported_and_ingested_units_have_an_author(tmp_path: Path) -> None:
    place = ("--database", str(tmp_path / "x.db"))
    table = tmp_path / "a.csv"
    table.write_text("source,target,author\nsatu,one,budi\ndua,two,\n", "utf-8")
    call("import", str(table), "-s", "id", "-t", "en", *place)
    out = tmp_path / "b.jsonl"
    call("export", str(out), *place)
    units = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    authors = {unit["source"]: unit["origin"]["author"] for unit in units}
    assert authors == {"satu": "budi", "dua": "tester"}
    again = call("import", str(table), "-s", "id", "-t", "en", "--again", *place)
    assert json.loads(again.out)["changed"] == 0


def test_a_column_of_contexts_tells_rows_apart(tmp_path: Path) -> None:
    table = tmp_path / "weblate.csv"
    table.write_text("source,target,context\nOpen,Buka,menu\nOpen,Buka,door\n", "utf-8")
    place = (*_PAIR, "--database", str(tmp_path / "x.db"), "--format", "json")
    assert json.loads(call("import", str(table), *place).out)["new"] == 2


def test_an_obsolete_entry_with_other_space_replaces_none_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    entries = (
        '#: a.c:1\nmsgid "Sign in"\nmsgstr "Masuk"\n\n'
        'msgid "one file"\nmsgid_plural "%d files"\nmsgstr[0] "%d berkas"\n\n'
        '#: a.c:2\nmsgid "%d files"\nmsgstr "%d berkas"\n\n'
        '#~ msgid "Sign in "\n#~ msgstr "Masuk "\n'
    )
    Path("a.po").write_text(_HEAD + entries, "utf-8")
    place = (*_PAIR, "--database", "x.db", "--format", "json")
    call("import", "a.po", *place)
    assert json.loads(call("import", "a.po", "--again", *place).out)["changed"] == 0
    call("export", "b.po", *place)
    exported = Path("b.po").read_text("utf-8")
    assert '#: a.c:1\nmsgid "Sign in"\n' in exported
    assert '#: a.c:2\nmsgid "%d files"\n' in exported
