"""Dismissing findings, and reports, through the command line."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from exports.reports.labels import load_labels
from tests.cli.calling import Called, call
from tests.paths import ROOT

UNITS = [
    {"document": "d", "id": "u1", "source": "16.700 người.", "target": "16.900 orang."},
    {"document": "d", "id": "u2", "source": "Ông ấy đến.", "target": "Dia dia tiba."},
]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    lines = [json.dumps(unit, ensure_ascii=False) for unit in UNITS]
    (tmp_path / "units.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(*words: str) -> Called:
    only = ("--only", "num.value,word.doubled")
    pair = ("-s", "vi", "-t", "id")
    return call("--database", "x.db", "check", "units.jsonl", *pair, *only, *words)


def found(called: Called) -> dict[str, str]:
    """The fingerprints of the findings by check."""
    findings = [json.loads(line) for line in called.out.splitlines()]
    return {finding["check"]: finding["fingerprint"] for finding in findings}


def test_a_dismissed_finding_is_left_out_and_counted(place: Path) -> None:
    key = found(check())["word.doubled"]
    assert call("dismiss", key, "--why", "a name").code == 0
    called = check()
    assert list(found(called)) == ["num.value"]
    assert "1 dismissed" in called.err
    (line,) = (place / "padanan-dismissed.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["why"] == "a name"


def test_findings_of_a_pipe_are_dismissed(place: Path) -> None:
    typed = check().out
    assert call("dismiss", "-", "--baseline", "b.jsonl", typed=typed).code == 0
    assert found(check("--baseline", "b.jsonl")) == {}
    assert check("--baseline", "b.jsonl").code == 0
    assert len(found(check())) == 2


def test_a_changed_text_is_found_again(place: Path) -> None:
    call("dismiss", *found(check()).values())
    file = place / "units.jsonl"
    text = file.read_text("utf-8").replace("Dia dia tiba.", "Dia dia sudah tiba.")
    file.write_text(text, "utf-8")
    assert list(found(check())) == ["word.doubled"]


def test_restoring_shows_a_finding_again(place: Path) -> None:
    key = found(check())["num.value"]
    call("dismiss", key)
    assert call("dismiss", key, "--restore").code == 0
    assert "num.value" in found(check())
    again = call("dismiss", key, "--restore")
    assert again.code == 1
    assert key in again.err


def test_dismissals_of_texts_that_have_changed_are_listed_and_pruned(
    place: Path,
) -> None:
    old = found(check())
    call("dismiss", *old.values(), "--why", "seen")
    file = place / "units.jsonl"
    file.write_text(file.read_text("utf-8").replace("Dia dia", "Dia  dia"), "utf-8")
    now = check("--no-baseline").out
    assert now.count("\n") == 2
    listed = json.loads(
        call("dismiss", "--list", "-", "--format", "json", typed=now).out
    )
    assert {one["fingerprint"]: one["found"] for one in listed} == {
        old["num.value"]: True,
        old["word.doubled"]: False,
    }
    pruned = call("dismiss", "--prune", "-", "--format", "json", typed=now)
    assert json.loads(pruned.out)["pruned"] == 1
    (line,) = (place / "padanan-dismissed.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["fingerprint"] == old["num.value"]


def test_nothing_is_pruned_by_findings_of_a_check_that_left_some_out(
    place: Path,
) -> None:
    old = found(check())
    call("dismiss", old["num.value"], "--why", "seen")
    kept = (place / "padanan-dismissed.jsonl").read_bytes()
    done = call("dismiss", "--prune", "-", typed=check().out)
    assert done.code == 2
    assert "--no-baseline" in done.err
    assert (place / "padanan-dismissed.jsonl").read_bytes() == kept


def test_nothing_is_pruned_where_no_finding_came(place: Path) -> None:
    call("dismiss", *found(check()).values())
    assert call("dismiss", "--prune", "-", typed="").code == 2
    assert found(check()) == {}
    assert check("--no-baseline", "--baseline", "b.jsonl").code == 2


def test_an_expired_dismissal_is_listed_and_told_as_such(place: Path) -> None:
    key = found(check())["num.value"]
    line = json.dumps({"fingerprint": key, "until": "2020-01-31"})
    (place / "padanan-dismissed.jsonl").write_text(line, "utf-8")
    (listed,) = map(json.loads, call("dismiss", "--list").out.splitlines())
    assert (listed["until"], listed["holds"]) == ("2020-01-31", False)
    called = check()
    assert "num.value" in found(called)
    assert f"expired dismissals (and their last day): {key} (2020-01-31)" in called.err
    assert f"đã hết hạn, kèm ngày cuối cùng: {key}" in check("--language", "vi").err


def test_nothing_is_dismissed_until_a_day_that_is_over(place: Path) -> None:
    called = call("dismiss", "0" * 16, "--until", "2020-01-31")
    assert called.code == 2
    assert "--until 2020-01-31 is in the past" in called.err
    assert not (place / "padanan-dismissed.jsonl").exists()


def test_of_a_time_the_day_is_written_down(place: Path) -> None:
    assert call("dismiss", "0" * 16, "--until", "2999-01-31T10:00").code == 0
    (listed,) = map(json.loads, call("dismiss", "--list").out.splitlines())
    assert listed["until"] == "2999-01-31"


def test_a_baseline_of_another_project_dismisses_nothing_and_says_so(
    place: Path,
) -> None:
    call("dismiss", "0" * 16, "--baseline", "other.jsonl")
    called = check("--baseline", "other.jsonl")
    assert len(found(called)) == 2
    assert (
        "other.jsonl dismisses none of these findings: is it the baseline of another"
        in called.err
    )


@pytest.mark.parametrize(
    "words",
    [[], ["12"], ["0123456789abcdeX"], ["--list", "--restore", "0123456789abcdef"]],
)
def test_what_is_no_fingerprint_is_refused(place: Path, words: list[str]) -> None:
    assert call("dismiss", *words).code == 2
    assert not (place / "padanan-dismissed.jsonl").exists()


def test_a_baseline_with_damaged_lines_is_used_but_not_overwritten(place: Path) -> None:
    key = found(check())["num.value"]
    file = place / "padanan-dismissed.jsonl"
    file.write_text(f'{{"fingerprint": "{key}"}}\n<<<<<<< ours\n', "utf-8")
    called = check()
    assert list(found(called)) == ["word.doubled"]
    assert "padanan-dismissed.jsonl:2" in called.err
    assert call("dismiss", "0" * 16).code == 2
    assert "<<<<<<<" in file.read_text("utf-8")


def test_a_missing_baseline_that_is_named_is_an_error(place: Path) -> None:
    assert check("--baseline", "none.jsonl").code == 2


def test_a_report_without_a_folder_is_refused_before_anything_is_checked(
    place: Path,
) -> None:
    called = check("--report", "none/a.html")
    assert (called.code, called.out) == (2, "")
    assert "no folder none; create it" in called.err


def test_reports_are_written_by_suffix(place: Path) -> None:
    words = ["--report", "a.html", "--report", "b.sarif", "--report", "c.xml"]
    words += ["--fail-on", "info"]
    called = check(*words)
    assert called.code == 1
    assert "16.900" in (place / "a.html").read_text("utf-8")
    log = json.loads((place / "b.sarif").read_text("utf-8"))
    assert len(log["runs"][0]["results"]) == len(found(called)) == 2
    assert "<testsuites" in (place / "c.xml").read_text("utf-8")


def test_an_unknown_report_is_refused_before_anything_is_checked(place: Path) -> None:
    called = check("--report", "a.docx")
    assert (called.code, called.out) == (2, "")
    assert ".html" in called.err


def test_who_dismisses_at_the_same_time_loses_nothing(place: Path) -> None:
    wanted = [f"{number:016x}" for number in range(6)]
    command = [sys.executable, "-c", "import sys, cli; sys.exit(cli.run(sys.argv[1:]))"]
    calls = [
        subprocess.Popen(
            [*command, "dismiss", one, "--baseline", str(place / "b.jsonl")],
            stdout=subprocess.DEVNULL,
            cwd=ROOT,
        )
        for one in wanted
    ]
    assert [call.wait() for call in calls] == [0] * len(wanted)
    lines = (place / "b.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["fingerprint"] for line in lines] == wanted


def test_what_a_reviewer_leaves_in_a_workbook_is_dismissed(place: Path) -> None:
    key = found(check())["word.doubled"]
    words = load_labels("vi")
    book = Workbook(place / "findings.xlsx")
    names = ("fingerprint", "check", "quote", "verdict", "note")
    rows = [
        [words[name] for name in names],
        [key, "word.doubled", "Dia dia", words.list_texts("verdicts")[1], "nhấn mạnh"],
    ]
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    assert call("dismiss", "findings.xlsx", "--why", "read").code == 0
    assert list(found(check())) == ["num.value"]
    (line,) = (place / "padanan-dismissed.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["why"] == "nhấn mạnh"


def test_fingerprints_are_not_looked_up(place: Path) -> None:
    called = call("dismiss", "0123456789abcdef", "--format", "json")
    assert called.code == 0
    assert "1 fingerprint not looked up" in called.err
