"""The check of spelling on the command line: with its extra, and without."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.calling import call
from tests.paths import DATA, ROOT

FOLDER = DATA / "hunspell"
UNIT = {"id": "u", "source": "Họ đối mặt.", "target": "Mereka siap menhgadapi badai."}
HINT = "pip install 'padanan[spell]'"


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "units.jsonl"
    path.write_text(json.dumps(UNIT, ensure_ascii=False), "utf-8")
    return str(path)


def without_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("wordfreq", "spylls"):
        monkeypatch.setitem(sys.modules, name, None)


def test_a_slip_is_found_as_the_check_promises(file: str) -> None:
    called = call("check", file, "-s", "vi", "-t", "id", "--format", "jsonl")
    lines = [json.loads(line) for line in called.out.splitlines()]
    (finding,) = [line for line in lines if line["check"] == "spell.word"]
    assert finding["quote"] == "menhgadapi" and finding["fix"] == "menghadapi"
    assert finding["severity"] == "info"


def test_without_the_extra_it_is_silent_and_unmentioned(
    file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_extra(monkeypatch)
    called = call("check", file, "-s", "vi", "-t", "id", "--format", "jsonl")
    assert "spell.word" not in called.out + called.err


def test_asked_for_by_name_it_says_what_it_lacks(
    file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_extra(monkeypatch)
    called = call("check", file, "-t", "id", "--only", "spell.word")
    assert called.code == 0
    assert HINT in called.err


def test_it_is_mended_where_it_is_asked_for_by_name(file: str) -> None:
    before = Path(file).read_text("utf-8")
    words = ("check", file, "-s", "vi", "-t", "id", "--format", "jsonl")
    assert call(*words, "--fix").out == ""
    shown = call(*words, "--fix-only", "spell.word")
    (diff,) = [json.loads(line) for line in shown.out.splitlines()]
    assert diff["fixes"] == [
        {"check": "spell.word", "quote": "menhgadapi", "fix": "menghadapi"}
    ]
    assert shown.code == 1 and Path(file).read_text("utf-8") == before
    assert call(*words, "--fix-only", "spell.word", "--yes").code == 0
    after = before.replace("menhgadapi", "menghadapi")
    assert Path(file).read_text("utf-8") == after


def test_in_the_memory_it_is_mended_as_one_change_that_can_be_undone(
    tmp_path: Path,
) -> None:
    place = ("--database", str(tmp_path / "m.db"))
    pair = ("-s", "vi", "-t", "id")
    call("add", UNIT["source"], UNIT["target"], *pair, *place)
    check = ("check", "--memory", *pair, *place)
    done = call(*check, "--fix-only", "spell.word", "--yes")
    assert "Fixed 1 unit (" in done.err and "`padanan undo i2`" in done.err
    assert "spell.word" not in call(*check).out
    assert call("undo", "i2", *place).code == 0
    assert "spell.word" in call(*check).out


def test_all_files_tell_whether_a_word_is_meant(tmp_path: Path) -> None:
    files = []
    for number, text in enumerate(["Kami menhgadapi badai.", "Ia menhgadapi hujan."]):
        files.append(tmp_path / f"{number}.jsonl")
        files[-1].write_text(json.dumps({"target": text}), "utf-8")
    done = call("check", *map(str, files), "-t", "id", "--fix-only", "spell.word")
    assert (done.code, done.out) == (0, "")
    done = call("check", str(files[0]), "-t", "id", "--fix-only", "spell.word")
    assert "menghadapi" in done.out


def test_without_the_extra_nothing_is_mended_and_it_says_why(
    file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_extra(monkeypatch)
    done = call("check", file, "-t", "id", "--fix-only", "spell.word", "--yes")
    assert (done.code, done.out) == (0, "")
    assert HINT in done.err


def test_its_explanation_says_how_to_switch_it_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    without_extra(monkeypatch)
    (told,) = json.loads(call("checks", "spell.word", "--format", "json").out)
    assert told["works"] is False and HINT in told["state"]
    assert told["fires"] and told["faults"] == ["typo"]
    drawn = call("checks", "spell.word", "--format", "table").out
    assert HINT in drawn


def test_what_is_missing_for_a_language_is_told(
    file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DICPATH", "")
    called = call("check", file, "-t", "jv", "--only", "spell.word")
    assert called.code == 0
    assert "spell.word is silent: there is no list of words for jv" in called.err


def test_other_checks_need_nothing() -> None:
    (told,) = json.loads(call("checks", "num.value", "--format", "json").out)
    assert told["works"] is True and told["state"] is None


def test_it_is_not_measured_without_its_words(
    file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_extra(monkeypatch)
    called = call(
        "checks", "measure", file, "-s", "vi", "-t", "id", "--kinds", "spell.word"
    )
    assert called.code == 2


def test_words_and_dictionaries_may_be_set(file: str) -> None:
    for option in ("allowed=menhgadapi", f"dictionaries={FOLDER / 'plain'}"):
        called = call(
            "check", file, "-t", "id", "--only", "spell.word",
            "--set", f"spell.word.{option}", "--format", "jsonl",
        )  # fmt: skip
        assert called.code == 0
        assert ("menhgadapi" in called.out) is not option.startswith("allowed")


def test_a_broken_dictionary_is_named(file: str) -> None:
    called = call(
        "check", file, "-t", "id", "--only", "spell.word",
        "--set", f"spell.word.dictionaries={FOLDER / 'broken'}", "--format", "jsonl",
    )  # fmt: skip
    assert str(FOLDER / "broken" / "id.aff") in called.err


def test_nothing_is_imported_where_the_check_is_skipped(file: str) -> None:
    code = (
        "import sys, cli\n"
        f"sys.argv = ['padanan', 'check', {file!r}, '-t', 'id', '--skip', 'spell']\n"
        "try: cli.main()\n"
        "except SystemExit: pass\n"
        "sys.exit(any(name in sys.modules for name in ('wordfreq', 'spylls')))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True)
    assert done.returncode == 0, done.stderr
