"""`padanan checks` with a name, and `padanan checks measure`."""

import contextlib
import html
import json
import re
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from click.shell_completion import ShellComplete
from rich.console import Console

from checks.catalogue import CHECKS
from checks.engine.unit import Context, Unit
from checks.measuring.measure import MeasurePlan
from checks.measuring.measure import measure_checks as measured
from checks.measuring.seeded_errors.error_kinds import select_error_kinds
from checks.measuring.seeded_errors.seeded_error import ERROR_KINDS
from cli.check.measure_table import draw_measurement
from cli.program import padanan
from exports.reports.labels import load_labels
from tests.checks.measuring.seeded_errors.test_seeded_errors import PAIRS
from tests.cli.calling import Called, call
from tm.text.locale import Locale


@pytest.fixture
def units(tmp_path: Path) -> Path:
    path = tmp_path / "units.jsonl"
    rows = [
        {"document": f"d{turn}", "source": source, "target": target}
        for turn in range(2)
        for source, target in PAIRS
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return path


def measure(units: Path, *words: str) -> Called:
    database = str(units.parent / "x.db")
    return call(
        *("--database", database, "checks", "measure", str(units), "-s", "vi"),
        *("-t", "id", *words),
    )


def lines(called: Called) -> list[dict[str, Any]]:
    assert called.code == 0, called.err
    return [json.loads(line) for line in called.out.splitlines()]


def test_kinds_and_checks_are_told_a_line_each(units: Path) -> None:
    summary, *rows = lines(measure(units))
    assert (summary["row"], summary["units"]) == ("summary", 2 * len(PAIRS))
    kinds = {row["kind"]: row for row in rows if row["row"] == "kind"}
    checks = {row["check"]: row for row in rows if row["row"] == "check"}
    assert kinds["weekday"]["recall"] == 100.0
    assert kinds["weekday"]["checks"] == ["date.weekday"]
    assert checks["date.weekday"]["injected"] == kinds["weekday"]["injected"] > 0
    assert {"alarms", "alarms_per_100", "precision", "examples"} <= set(
        checks["date.weekday"]
    )


def test_all_formats_tell_the_same(units: Path) -> None:
    told = partial(measure, units, "--kinds", "weekday,num-scale,typo")
    whole = json.loads(told("--format", "json").out)
    _, *rows = lines(told("--format", "jsonl"))
    assert whole["kinds"] == [
        {k: v for k, v in row.items() if k != "row"}
        for row in rows
        if row["row"] == "kind"
    ]
    head, *cells = told("--format", "tsv").out.splitlines()
    assert len(cells) == len(rows)
    assert head.split("\t")[:5] == ["row", "name", "injected", "found", "recall"]
    table = told("--format", "table")
    assert "weekday" in table.out and "mean recall" in table.err


def test_kinds_can_be_chosen(units: Path) -> None:
    _, *rows = lines(measure(units, "--kinds", "date.month,percent-dropped"))
    kinds = [row["kind"] for row in rows if row["row"] == "kind"]
    assert kinds == ["percent-dropped", "date-month"]


def test_the_page_is_whole_and_needs_nothing(units: Path) -> None:
    file = units.parent / "page.html"
    called = measure(units, "--report", str(file))
    text = file.read_text("utf-8")
    assert str(file) in called.err
    assert text.startswith("<!DOCTYPE html>") and text.endswith("</html>\n")
    assert not re.findall(r"(?:src|href)=|@import|<script", text)
    assert all(f"<code>{id}</code>" in text for id in ("date.weekday", "num.value"))


@pytest.mark.parametrize("language", ["en", "id", "vi"])
def test_all_of_a_measure_is_in_the_language(units: Path, language: str) -> None:
    words = load_labels(language).select_section("measure")
    file = units.parent / f"{language}.html"
    told = ("--language", language, "--report", str(file), "--kinds", "num-scale")
    done = measure(units, *told, "--format", "table")
    page = html.unescape(file.read_text("utf-8"))
    assert f'<html lang="{language}">' in page
    for name in (
        "title",
        "seeded_errors_note",
        "checks_note",
        "meant_and_missed",
        "alarms",
    ):
        assert words[name] in page
    description = ERROR_KINDS["num-scale"].describe(language)
    assert description in page
    for name in ("kind", "put_in", "recall", "precision"):
        assert words[name] in done.out
    assert words["summary"].split("{")[0] in done.err
    assert words.fill_in("report", str(file)) in done.err
    kinds = [one for one in lines(measure(units, *told)) if one["row"] == "kind"]
    assert [one["description"] for one in kinds] == [description]


@pytest.mark.parametrize(
    ("language", "source", "place"),
    [
        ("en", "no unit has a source text", "no unit has text to change"),
        (
            "id",
            "tidak ada unit yang memiliki teks",
            "tidak ada unit yang memuat",
        ),
        ("vi", "không đơn vị nào có bản nguồn", "không đơn vị nào có chỗ để cài"),
    ],
)
def test_it_is_told_why_a_kind_was_not_put_in(
    tmp_path: Path, language: str, source: str, place: str
) -> None:
    (tmp_path / "text.jsonl").write_text('{"target": "Ia datang. Ia pergi."}', "utf-8")
    page = tmp_path / "page.html"
    told = ("--language", language, "--report", str(page))
    words = ("text.jsonl", "-t", "id", "--kinds", "num-changed,bracket,double-space")
    with contextlib.chdir(tmp_path):
        done = call("checks", "measure", *words, *told, "--format", "table")
        rows = lines(call("checks", "measure", *words))
    assert source in done.out and "(-s): num-changed" in done.out
    for text in (done.out, page.read_text("utf-8")):
        assert place in text and ": bracket" in text
    assert {row["kind"]: row["obstacle"] for row in rows if row["row"] == "kind"} == {
        "num-changed": "no_source",
        "bracket": "no_place",
        "double-space": None,
    }


def test_terms_need_a_termbase_and_a_small_text_has_little_room(units: Path) -> None:
    one = units.parent / "one.jsonl"
    one.write_text(units.read_text("utf-8").partition("\n")[0], "utf-8")
    kinds = ("--kinds", "term-small,double-space,edge-space")
    rows = lines(measure(one, *kinds, "--rounds", "1"))
    found = {row["kind"]: row["obstacle"] for row in rows if row["row"] == "kind"}
    assert found.pop("term-small") == "no_termbase"
    assert sorted(found.values(), key=str) == [None, "no_room"]


def test_a_kind_whose_check_does_not_run_is_no_unknown_one(
    units: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("checks.words.word_lists.is_installed", lambda: False)
    called = measure(units, "--kinds", "typo")
    assert (called.code, "spell.word does not run" in called.err) == (2, True)


def test_a_page_of_another_kind_is_refused(units: Path) -> None:
    called = measure(units, "--report", "page.pdf")
    assert (called.code, "FILE.html" in called.err) == (2, True)


def test_an_unknown_kind_is_refused(units: Path) -> None:
    called = measure(units, "--kinds", "weekdy")
    assert (called.code, "weekday" in called.err) == (2, True)


def test_one_must_say_what_to_measure_on(units: Path) -> None:
    called = call("checks", "measure", "-t", "id")
    assert (called.code, "--memory" in called.err) == (2, True)


def test_a_text_of_nothing_is_not_found(tmp_path: Path) -> None:
    path = tmp_path / "empty.jsonl"
    path.write_text('{"source": "a", "target": ""}\n', "utf-8")
    called = measure(path)
    assert (called.code, "no text" in called.err) == (1, True)


def test_the_memory_can_be_measured(units: Path, tmp_path: Path) -> None:
    database = ("--database", str(tmp_path / "x.db"))
    rows = "\n".join("\t".join(pair) for pair in PAIRS[:6])
    (tmp_path / "pairs.tsv").write_text(rows, "utf-8")
    call(*database, "import", str(tmp_path / "pairs.tsv"), "-s", "vi", "-t", "id")
    words = ("checks", "measure", "--memory", "-s", "vi", "-t", "id")
    summary, *_ = lines(call(*database, *words))
    assert summary["units"] == 6


def test_a_page_is_measured_without_a_source(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("\n\n".join(target for _, target in PAIRS), "utf-8")
    called = call(
        *("--database", str(tmp_path / "x.db"), "checks", "measure", str(page)),
        *("-t", "id"),
    )
    _, *rows = lines(called)
    kinds = {row["kind"]: row["injected"] for row in rows if row["row"] == "kind"}
    assert kinds["double-space"] and not kinds["num-changed"]


def test_a_check_is_explained_with_examples() -> None:
    (value,) = json.loads(call("checks", "num.value", "--format", "json").out)
    assert value["id"] == "num.value"
    assert value["fires"][0]["findings"][0]["quote"] == "16.900"
    assert value["silent"] and not any(one["findings"] for one in value["silent"])
    assert "num-changed" in value["faults"]


@pytest.mark.parametrize("id", sorted(CHECKS))
def test_every_check_is_explained_for_people(id: str) -> None:
    called = call("checks", id, "--format", "table")
    assert called.code == 0
    assert (
        id in called.out and "reported" in called.out and "not reported" in called.out
    )
    assert "[[" not in called.out  # no list as Python prints it


def test_a_check_is_explained_in_a_pipe_too() -> None:
    explained = call("checks", "num.value")
    assert explained.out == call("checks", "num.value", "--format", "table").out
    assert call("checks", "num.value", "--format", "tsv").out.startswith("id\t")


def test_a_family_is_explained_whole() -> None:
    value = json.loads(call("checks", "date", "--format", "json").out)
    assert {one["id"].partition(".")[0] for one in value} == {"date"}


def test_an_unknown_check_is_refused() -> None:
    called = call("checks", "num.valu")
    assert (called.code, "num.value" in called.err) == (2, True)


def test_the_list_has_a_name_too() -> None:
    assert call("checks", "list").out == call("checks").out != ""


def test_the_shell_completes_the_commands_of_the_group() -> None:
    completion = ShellComplete(padanan, {}, "padanan", "_PADANAN_COMPLETE")
    found = completion.get_completions(["checks"], "m")
    assert [one.value for one in found] == ["measure", "missed"]


@pytest.mark.parametrize("width", [100, 44])
def test_a_narrow_terminal_loses_columns_and_no_name(width: int) -> None:
    checks = [CHECKS["punct.missing_space"], CHECKS["num.value"]]
    subjects = [Unit(str(n), f"Ada {n + 3} orang, dan {n}.") for n in range(30)]
    plan = MeasurePlan(select_error_kinds({one.id for one in checks}), round_count=1)
    result = measured(subjects, Context(Locale("id")), checks, plan)
    file = StringIO()
    console = Console(file=file, width=width, color_system=None, force_terminal=True)
    draw_measurement(console, result, load_labels("en").select_section("measure"))
    drawn = file.getvalue()
    assert "punct.missing_space" in drawn and "recall" in drawn
    assert "…" not in drawn
    assert ("do not fit the terminal" in drawn) is (width < 50)
