"""`padanan import` and `padanan export`, from a file into the memory and back."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import polib
import pytest

from tests.cli.calling import Called, call
from tests.paths import DATA, ROOT

SEED = ROOT / "seeds" / "articles" / "konvensi-hanoi.id.txt"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder and a database of its own for each test."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PADANAN_DATABASE", str(tmp_path / "memory.db"))


def printed(called: Called) -> Any:  # whatever the command prints as JSON
    assert called.code == 0, called.err
    return json.loads(called.out)


def pairs_file(text: str = "một\tsatu\tdoc\nhai\tdua\tdoc\n") -> str:
    Path("pairs.tsv").write_text(text, encoding="utf-8")
    return "pairs.tsv"


def test_import_prints_what_interfaces_promise() -> None:
    value = printed(call("import", pairs_file(), "-s", "vi", "-t", "id"))
    assert value == {
        "new": 2,
        "known": 0,
        "changed": 0,
        "removed": 0,
        "skipped": [],
        "lost": [],
        "imports": ["i1"],
    }


def test_skipped_entries_and_losses_are_listed() -> None:
    path = str(DATA / "tmx" / "damaged.tmx")
    value = printed(call("import", path))
    assert value["new"] == 1
    assert value["skipped"][0]["path"] == path
    assert value["skipped"][0]["line"] == 5
    assert "language" in value["skipped"][0]["reason"]
    assert value["lost"] == [{"what": "characters that XML cannot hold", "count": 1}]


@pytest.mark.parametrize("name", ["a.tmx", "a.po", "a.jsonl"])
def test_own_file_imported_again_changes_nothing(name: str) -> None:
    call("import", pairs_file(), "-s", "vi", "-t", "id")
    for pair in (("vi", "id"), ("id", "vi")):
        written = printed(call("export", name, "-s", pair[0], "-t", pair[1]))
        assert (written["written"], written["left_out"], written["lost"]) == (2, 0, [])
        again = printed(call("import", name))
        assert (again["new"], again["known"], again["imports"]) == (0, 2, [])


def test_import_is_taken_back_by_undo() -> None:
    call("import", pairs_file(), "-s", "vi", "-t", "id")
    assert call("undo", "i1").code == 0
    assert call("export", "a.tmx").code == 1


def test_every_file_is_an_import_of_its_own() -> None:
    other = Path("other.tsv")
    other.write_text("ba\ttiga\n", encoding="utf-8")
    value = printed(call("import", pairs_file(), str(other), "-s", "vi", "-t", "id"))
    assert (value["new"], value["imports"]) == (3, ["i1", "i2"])


def test_file_that_breaks_off_leaves_the_database_as_it_was() -> None:
    units = "".join(
        f'<tu><tuv xml:lang="vi"><seg>{n}</seg></tuv>'
        f'<tuv xml:lang="id"><seg>{n}</seg></tuv></tu>\n'
        for n in range(3000)
    )
    Path("a.tmx").write_text(
        f'<tmx version="1.4"><header srclang="vi"/><body>\n{units}', encoding="utf-8"
    )
    done = call("import", "a.tmx")
    assert (done.code, "a.tmx:3002" in done.err) == (2, True), done.err
    assert printed(call("stats", "--format", "json"))["units"] == {}


def test_no_file_is_stored_if_one_of_them_cannot_be_read() -> None:
    done = call("import", pairs_file(), "absent.tmx", "-s", "vi", "-t", "id")
    assert (done.code, "absent.tmx" in done.err) == (2, True)
    assert printed(call("stats", "--format", "json"))["units"] == {}


def test_usual_pair_of_the_settings_serves_files_that_name_none() -> None:
    Path("padanan.toml").write_text("source = 'vi'\ntarget = 'id'\n", encoding="utf-8")
    assert printed(call("import", pairs_file()))["new"] == 2
    assert printed(call("export", "a.po"))["written"] == 2
    assert printed(call("import", str(DATA / "tmx" / "weblate.tmx")))["new"] == 1


def test_translator_fills_the_po_file_of_an_article() -> None:
    ingested = printed(call("ingest", str(SEED), "--format", "json"))
    article = ingested["articles"][0]
    written = printed(
        call("export", "fill.po", "-s", "id", "-t", "vi", "--untranslated")
    )
    assert written["written"] == article["segments"]
    file = polib.pofile("fill.po")
    assert article["source_url"] in file[0].occurrences[0][0]
    file[0].msgstr = "Lãnh đạo cấp cao nhiều quốc gia"
    file.save()
    assert printed(call("import", "fill.po"))["new"] == 1
    call("export", "a.jsonl", "--translated")
    [line] = Path("a.jsonl").read_text(encoding="utf-8").splitlines()
    unit = json.loads(line)
    assert unit["target"] == "Lãnh đạo cấp cao nhiều quốc gia"
    assert unit["origin"]["article"] == article["key"]
    assert unit["origin"]["source_url"] == article["source_url"]
    assert unit["origin"]["source_headline"] == article["source_headline"]
    left = printed(call("export", "b.po", "-s", "id", "-t", "vi", "--untranslated"))
    assert left["written"] == article["segments"] - 1
    done = call("export", "all.tmx")
    remark = f"{left['written']} units without a translation written; --translated"
    assert printed(done)["written"] == article["segments"]
    assert remark in done.err


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ((), 3),
        (("--article", "doc"), 2),
        (("--publisher", "Báo Tin Tức"), 1),
        (("--article-author", "Dewi Ayu"), 1),
        (("--article-place", "Hanoi"), 1),
        (("--article-place", "Jakarta"), 0),
        (("--source-url", "https://a.example"), 1),
        (("--since", "2025-10-08"), 3),  # the others were made later than that
        (("--since", "2099-01-01"), 0),
        (("--memory", "own"), 1),
        (("--memory", "default"), 2),
        (("--translated",), 3),
        (("--untranslated",), 0),
        (("-s", "vi", "-t", "id"), 3),
        (("-s", "en", "-t", "id"), 0),
    ],
)
def test_filters_choose_what_is_written(filters: tuple[str, ...], count: int) -> None:
    call("import", pairs_file(), "-s", "vi", "-t", "id")
    origin = {
        "memory": "own",
        "publisher": "Báo Tin Tức",
        "published": "2025-10-08",
        "article_author": "Dewi Ayu",
        "article_place": "Hanoi",
        "source_url": "https://a.example",
    }
    line = {"source": "ba", "target": "tiga", "origin": origin}
    Path("a.jsonl").write_text(json.dumps(line), encoding="utf-8")
    call("import", "a.jsonl", "-s", "vi", "-t", "id")
    done = call("export", "b.tmx", *filters)
    assert done.code == (0 if count else 1), done.err
    assert Path("b.tmx").exists() == bool(count)
    assert not count or json.loads(done.out)["written"] == count


def test_strict_export_refuses_a_loss() -> None:
    call("import", pairs_file("a\x01\tb\n"), "-s", "vi", "-t", "id")
    assert printed(call("export", "a.tmx"))["lost"][0]["count"] == 1
    before = Path("a.tmx").read_bytes()
    done = call("export", "a.tmx", "--strict")
    assert (done.code, "XML cannot hold" in done.err) == (2, True)
    assert Path("a.tmx").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["export", "a.docx"], "known format"),
        (["export", "-"], "name the format"),
        (
            ["export", "a", "--as", "tmxx"],
            "did you mean tmx or xlsx? known: csv, jsonl, mo",
        ),
        (["export", "a.po"], "no source language"),
        (["export", "a.tsv", "-s", "vi"], "no target language"),
        (["export", "a.tmx", "--since", "soon"], "not a date"),
        (["export", "none/a.tmx"], "folder"),
        (["export", "."], "known format"),
        (["import", "."], "this is a folder"),
        (["import", "pairs.tsv"], "name both (-s, -t)"),
        (["import", "pairs.tsv", "-s", "vi"], "name both (-s, -t)"),
        (["import"], "FILE"),
    ],
)
def test_a_bad_call_says_what_is_wrong(words: list[str], said: str) -> None:
    call("import", pairs_file(), "-s", "vi", "-t", "id")
    done = call(*words)
    assert (done.code, said in done.err) == (2, True), done
    assert "Traceback" not in done.err and "bug" not in done.err


def test_standard_output_holds_the_file_and_nothing_else() -> None:
    call("import", pairs_file(), "-s", "vi", "-t", "id")
    command = ["export", "-", "--as", "tsv", "-s", "vi", "-t", "id"]
    all, one = (
        subprocess.run(
            [sys.executable, "-c", "import cli; cli.main()", *command, *filters],
            capture_output=True,
            check=True,
        )
        for filters in ([], ["--query", "satu"])
    )
    assert all.stdout.decode().splitlines() == ["một\tsatu\tdoc", "hai\tdua\tdoc"]
    assert "2 units written" in all.stderr.decode()
    assert "1 unit written" in one.stderr.decode()


@pytest.mark.parametrize("name", ["backup.jsonl.gz", "backup.csv", "backup.xlsx"])
def test_backup_brought_into_an_empty_database_gives_the_same_backup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    original = SEED.with_name("hoi-nghi-rung-ngap-man.vi.txt")
    page = SEED.with_name("hoi-nghi-rung-ngap-man.id.txt")
    printed(call("ingest", str(page), "--source", str(original), "--format", "json"))
    call("import", pairs_file(), "-s", "vi", "-t", "id")
    call("import", str(DATA / "tmx" / "weblate.tmx"))
    before = printed(call("export", name, "--translated", "--strict"))
    written = Path(name).read_bytes()
    monkeypatch.setenv("PADANAN_DATABASE", str(tmp_path / "new.db"))
    again = printed(call("import", name))
    assert (again["new"], again["skipped"], again["lost"]) == (
        before["written"],
        [],
        [],
    )
    printed(call("export", name, "--translated", "--strict"))
    assert Path(name).read_bytes() == written


def test_columns_of_a_table_are_said_by_an_option() -> None:
    Path("a.csv").write_text("Sumber,Indo,Ket.\nmột,satu,x\n", encoding="utf-8")
    options = ("--columns", "Sumber=vi,Indo=id,Ket.=note")
    assert printed(call("import", "a.csv", *options))["new"] == 1
    printed(call("export", "b.csv", "--separator", "semicolon"))
    header, row = Path("b.csv").read_text("utf-8").splitlines()
    columns = "source;target;source-locale;target-locale;author;created;state;note"
    assert header == columns
    assert row.startswith("một;satu;vi;id;tester;2")
    assert row.endswith(";translated;x")


def test_what_a_column_was_taken_for_is_said() -> None:
    Path("a.csv").write_text("no,vi,id,en\n1,một,satu,one\n", encoding="utf-8")
    for done in (
        call("import", "a.csv", "-s", "vi", "-t", "id"),
        call("convert", "a.csv", "b.tmx", "-s", "vi", "-t", "id"),
    ):
        assert "column 'no' is read as identifiers of the rows" in done.err
        assert "column 'en' is in en, which was not requested" in done.err


def test_two_files_of_parallel_text_are_imported_as_one() -> None:
    Path("a.vi").write_text("một\nhai\n", encoding="utf-8")
    Path("a.id").write_text("satu\ndua\n", encoding="utf-8")
    value = printed(call("import", "a.vi", "a.id", "--as", "moses"))
    assert (value["new"], value["imports"]) == (2, ["i1"])
    assert printed(call("import", "a.vi-id"))["known"] == 2
    printed(call("export", "c.vi-id", "--query", "dua", "--save-selection", "two"))
    assert Path("c.id").read_text("utf-8") == "dua\n"
    printed(call("export", "d.vi-id", "--selection", "two"))
    assert Path("d.vi").read_text("utf-8") == "hai\n"


def test_undo_says_what_it_takes_back() -> None:
    path = pairs_file()
    call("import", path, "-s", "vi", "-t", "id")
    call("add", "x", "y", "-s", "vi", "-t", "id")
    assert json.loads(call("import", path, "-s", "vi", "-t", "id").out)["imports"] == []
    done = call("undo", "last")
    value = json.loads(done.out)
    assert (value["undoes"], value["command"]) == ("i2", "add")
    assert done.err.startswith("Undoing i2: add x → y, ")
    done = call("undo", " c1 ")
    assert done.err.startswith(f"Undoing c1 of i1: import {path}, ")


def test_units_that_the_format_cannot_hold_are_explained() -> None:
    Path("a.id.txt").write_text(SEED.read_text("utf-8"), "utf-8")
    call("ingest", "a.id.txt", "--no-fetch")
    call("import", pairs_file(), "-s", "vi", "-t", "id")
    written = call("export", "pairs-out.tsv", "-s", "vi", "-t", "id")
    assert written.code == 0
    left_out = json.loads(written.out)["left_out"]
    assert left_out > 1
    assert (
        f"{left_out} units left out: no text in vi, or no translation, which tsv "
        "needs\n"
    ) in written.err


def test_an_import_names_its_change_set() -> None:
    imported = call("import", pairs_file(), "-s", "vi", "-t", "id", "--format", "table")
    assert "change set" in imported.out and "i1" in imported.out
    assert "`padanan undo i1` takes the import back" in imported.err


@pytest.mark.parametrize("name", ["a.tmx", "a.jsonl", "a.xlsx"])
@pytest.mark.parametrize("pair", [(), ("-t", "id"), ("-s", "vi", "-t", "id")])
def test_an_empty_memory_is_told(name: str, pair: tuple[str, ...]) -> None:
    """Without languages it was a bug."""
    done = call("export", name, *pair)
    assert done.code == 1 and "The memory is empty" in done.err
    assert not Path(name).exists()
