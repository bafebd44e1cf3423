"""The command line as a whole: options, formats, exit codes, errors."""

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete

from cli.commands import COMMAND_TABLE
from cli.program import padanan
from tests.cli.calling import Called, call


def test_every_command_has_help_with_examples() -> None:
    context = click.Context(padanan)
    for name, (_, summary) in COMMAND_TABLE.items():
        command = padanan.get_command(context, name)
        assert command is not None and command.help, name
        assert command.get_short_help_str(limit=200) == summary
        nested = (
            list(command.commands.values())
            if isinstance(command, click.Group)
            else [command]
        )
        for one in nested:
            assert one.help, (name, one.name)
            assert one.epilog and "padanan" in one.epilog, (name, one.name)


@pytest.mark.parametrize("place", ["before", "after"])
def test_global_options_stand_before_or_after_the_command(
    place: str, tmp_path: Path
) -> None:
    options = ["--database", str(tmp_path / "x.db"), "--format", "json"]
    words = ["stats"]
    done = call(*(options + words if place == "before" else words + options))
    assert json.loads(done.out)["articles"] == 0


def test_a_pair_is_added_looked_up_and_removed(tmp_path: Path) -> None:
    place = ("--database", str(tmp_path / "x.db"), "-s", "vi", "-t", "id")
    added = call("add", "họp báo", "konferensi pers", *place)
    assert json.loads(added.out) == {"new": 1, "known": 0, "changed": 0, "import": "i1"}
    found = json.loads(call("lookup", "họp báo", *place, "--format", "json").out)
    assert [match["target"] for match in found] == ["konferensi pers"]
    assert call("remove", "họp báo", *place).code == 0
    assert call("lookup", "họp báo", *place).code == 1
    assert call("undo", "last", *place[:2]).code == 0
    assert call("lookup", "họp báo", *place).code == 0


def test_a_match_has_the_fields_that_interfaces_promise(tmp_path: Path) -> None:
    place = ("--database", str(tmp_path / "x.db"), "-s", "vi", "-t", "id")
    call("add", "họp báo", "konferensi pers", *place)
    [match] = json.loads(call("lookup", "họp báo", *place, "--format", "json").out)
    promised = {
        *("rate", "type", "similarity", "penalties", "source", "target"),
        *("repaired", "state", "origin"),
    }
    assert promised <= set(match)
    origin = {
        *("memory", "page_url", "source_url", "headline", "source_headline"),
        *("publisher", "published", "position", "score"),
    }
    assert origin <= set(match["origin"])


def test_a_batch_answers_a_line_a_query(tmp_path: Path) -> None:
    place = ("--database", str(tmp_path / "x.db"), "-s", "vi", "-t", "id")
    call("add", "họp báo", "konferensi pers", *place)
    queries = tmp_path / "queries.txt"
    queries.write_text("họp báo\n\nkhông có\u2028gì\n", "utf-8")
    lines = call("lookup", "--batch", str(queries), *place).out.split("\n")
    answers = [json.loads(line) for line in lines if line]
    assert [len(answer["matches"]) for answer in answers] == [1, 0, 0]
    assert answers[2]["query"] == "không có\u2028gì"


BAD_CALLS: list[tuple[list[str], int, str]] = [
    (["lookup", "x", "-s", "vi"], 2, "target"),
    (["lookup", "x", "-s", "xx", "-t", "id"], 2, "unknown language 'xx'"),
    (["lookup", "", "-s", "vi", "-t", "id"], 2, "empty"),
    (["lookup", "-s", "vi", "-t", "id"], 2, "--batch"),
    (["lookup", "x", "-s", "vi", "-t", "id", "--min-rate", "200"], 2, "--min-rate"),
    (["lookup", "a\udcffb", "-s", "vi", "-t", "id"], 2, "not UTF-8 (0xFF"),
    (["lookup", "--batch", "absent.txt", "-s", "vi", "-t", "id"], 2, "absent.txt"),
    (["loookup", "x"], 2, "lookup"),
    (["add", "x", "", "-s", "vi", "-t", "id"], 2, "TARGET is empty"),
    (["add", "x", "y", "-s", "vi", "-t", "vi"], 2, "two languages"),
    (["show", "ffff"], 1, "no article"),
    (["undo", "i9"], 1, "i9"),
    (["undo", "nonsense"], 2, "nonsense"),
    (["undo", "last"], 1, "nothing"),
    (["ingest", "absent.txt"], 2, "absent.txt"),
    (["ingest", "."], 2, "no file in this folder can be read"),
    (["ingest", "a.txt", "b.txt", "--source", "c.txt"], 2, "one page"),
    (["stats", "--database", "mysql://x"], 2, "mysql"),
    (["stats", "--database", "."], 3, "folder"),
    (["remove"], 2, "SOURCE"),
]


@pytest.mark.parametrize(("words", "code", "said"), BAD_CALLS)
def test_a_bad_call_says_what_is_wrong(
    words: list[str],
    code: int,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = call(*words) if "--database" in words else call(*words, "--database", "x.db")
    assert (done.code, said in done.err) == (code, True), done
    assert "Traceback" not in done.err and "bug" not in done.err


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("source = 'xx'", "unknown language"),
        ("sorce = 'vi'", "source"),
        ("source = 3", "quotation marks"),
        ("[lookup]\nmin_rate = 'x'", "a whole number"),
        ("[lookup]\nmin = 3", "min_rate"),
        ("lookup = 3", "table"),
        ("source = ", "TOML"),
    ],
)
def test_bad_settings_are_named(
    settings: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "padanan.toml").write_text(settings, "utf-8")
    monkeypatch.chdir(tmp_path)
    done = call("stats")
    assert done.code == 2 and said in done.err and "padanan.toml" in done.err


def test_settings_give_pair_and_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "padanan.toml").write_text(
        'source = "vi"\ntarget = "id"\ndatabase = "here.db"\n', "utf-8"
    )
    below = tmp_path / "below"
    below.mkdir()
    monkeypatch.chdir(below)
    assert call("add", "họp báo", "konferensi pers").code == 0
    assert (tmp_path / "here.db").exists()
    assert call("lookup", "họp báo").code == 0


def test_a_file_that_is_no_database_is_a_failure_of_the_store(tmp_path: Path) -> None:
    place = tmp_path / "x.db"
    place.write_text("hello " * 500)
    done = call("stats", "--database", str(place))
    assert done.code == 3 and "not a database" in done.err


def test_history_of_somebody_who_did_nothing_names_them(tmp_path: Path) -> None:
    place = "--database", str(tmp_path / "memory.db")
    call("add", "một", "satu", *place, "-s", "vi", "-t", "id")
    called = call("history", "--who", "Siti", *place)
    assert called.err == "No changes yet by Siti\n"
    assert called.code == 0


def test_undo_counts_what_it_took_back(tmp_path: Path) -> None:
    place = "--database", str(tmp_path / "memory.db")
    call("add", "một", "satu", *place, "-s", "vi", "-t", "id")
    *_, told = call("undo", "last", *place).err.splitlines()
    assert told == "Undone: 1 change; `padanan redo i2` restores them"


def test_history_tells_what_was_done(tmp_path: Path) -> None:
    place = ("--database", str(tmp_path / "x.db"))
    call("add", "một", "satu", "-s", "vi", "-t", "id", *place)
    [line] = json.loads(call("history", *place, "--format", "json").out)
    assert (line["import"], line["command"], line["who"]) == ("i1", "add", "tester")
    [change] = json.loads(call("history", "i1", *place, "--format", "json").out)
    assert change["action"] == "add"


def test_a_long_import_is_told_in_part_with_its_counts(tmp_path: Path) -> None:
    place = ("--database", str(tmp_path / "x.db"))
    table = tmp_path / "a.tsv"
    table.write_text("".join(f"câu {n}\tkalimat {n}\n" for n in range(30)), "utf-8")
    call("import", str(table), "-s", "vi", "-t", "id", *place)
    done = call("history", "i1", *place)
    assert len(done.out.splitlines()) == 20
    assert "Showing 20 of 30 changes of i1 (add unit: 30)" in done.err
    some = call("history", "i1", "--limit", "3", *place)
    assert done.out.startswith(some.out) and len(some.out.splitlines()) == 3
    for words in (("--all",), ("--limit", "30")):
        whole = call("history", "i1", *words, *place)
        assert (len(whole.out.splitlines()), whole.err) == (30, "")
    assert call("history", "c1.7", "--limit", "1", *place).err == ""


def test_history_of_a_person_is_found_in_any_capitals(tmp_path: Path) -> None:
    place = ("--database", str(tmp_path / "x.db"), "-s", "vi", "-t", "id")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PADANAN_AUTHOR", "Đặng Hạnh")
        call("add", "một", "satu", *place)
    call("add", "hai", "dua", *place)
    done = call("history", "--who", "ĐẶNG hạnh", *place[:2])
    assert [json.loads(line)["who"] for line in done.out.splitlines()] == ["Đặng Hạnh"]


def test_a_table_has_no_colour_in_a_pipe(tmp_path: Path) -> None:
    place = ("--database", str(tmp_path / "x.db"), "-s", "vi", "-t", "id")
    call("add", "[b]họp báo[/b]", "konferensi pers", *place)
    done = call("lookup", "[b]họp báo[/b]", *place, "--format", "table")
    assert "\x1b" not in done.out and "[b]họp báo[/b]" in done.out


def test_the_reader_of_a_pipe_may_leave(tmp_path: Path) -> None:
    place = str(tmp_path / "x.db")
    call(
        "add", "họp báo", "konferensi pers", "-s", "vi", "-t", "id", "--database", place
    )
    queries = tmp_path / "queries.txt"
    queries.write_text("họp báo\n" * 3000, "utf-8")
    command = "import cli; cli.main()"
    words = [
        "lookup",
        "--batch",
        str(queries),
        "-s",
        "vi",
        "-t",
        "id",
        "--database",
        place,
    ]
    process = subprocess.Popen(
        [sys.executable, "-c", command, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait(60) == 0 and said == b""


def test_a_command_that_is_an_option_is_told_where_it_is() -> None:
    done = call("fix", "page.txt")
    assert (done.code, done.out) == (2, "")
    assert "no command 'fix'; type `padanan check FILE --fix`" in done.err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_printed_for_each_shell(shell: str) -> None:
    done: Called = call("completion", shell)
    assert done.code == 0 and "_PADANAN_COMPLETE" in done.out


def test_commands_are_completed_with_their_summaries() -> None:
    completion = ShellComplete(padanan, {}, "padanan", "_PADANAN_COMPLETE")
    found = completion.get_completions([], "che")
    assert [(one.value, one.help) for one in found] == [
        (name, COMMAND_TABLE[name][1]) for name in ("check", "checks")
    ]
    assert [one.value for one in completion.get_completions([], "--deb")] == ["--debug"]
    [named] = completion.get_completions(["terms"], "lin")
    assert named.value == "lint"
