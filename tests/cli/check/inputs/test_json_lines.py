"""JSON lines that `padanan export` wrote are checked as the memory is."""

import json
from pathlib import Path
from typing import Any

import pytest

from exports.io.lines import LINE_TOO_LONG, MAX_LINE_LENGTH
from tests.cli.calling import Called, call
from tests.paths import ROOT

SEEDS = ROOT / "seeds" / "articles"
PAIR = ("-s", "vi", "-t", "id")


def facts(called: Called) -> list[tuple[str, str, str, str]]:
    assert called.code in (0, 1), called.err
    findings: list[dict[str, Any]] = [
        json.loads(one) for one in called.out.splitlines()
    ]
    return sorted(
        (one["unit"], one["check"], one["quote"], one["severity"]) for one in findings
    )


def told(tmp_path: Path, unit: dict[str, object], *words: str) -> Called:
    file = tmp_path / "u.jsonl"
    file.write_text(json.dumps(unit), "utf-8")
    return call("check", str(file), *PAIR, *words)


def test_an_export_as_json_lines_or_tmx_is_checked_as_the_memory_is(
    tmp_path: Path,
) -> None:
    place = ("--database", str(tmp_path / "m.db"))
    for name in ("konvensi-hanoi", "hoi-nghi-rung-ngap-man"):
        # One without its original: its segments have a text in Indonesian only.
        path = str(SEEDS / f"{name}.id.txt")
        call(*place, "ingest", path, "--no-fetch", "-l", "id")
    page = str(SEEDS / "hoi-nghi-rung-ngap-man.id.txt")
    original = str(SEEDS / "hoi-nghi-rung-ngap-man.vi.txt")
    call(*place, "ingest", page, "--source", original)
    memory = facts(call(*place, "check", "--memory", *PAIR))
    assert len(memory) > 10
    for suffix in ("jsonl", "tmx"):
        file = str(tmp_path / f"m.{suffix}")
        assert call(*place, "export", file).code == 0
        assert facts(call(*place, "check", file, *PAIR)) == memory


def test_lines_that_are_too_long_or_no_text_cost_themselves(tmp_path: Path) -> None:
    file = tmp_path / "u.jsonl"
    file.write_bytes(
        b'{"source": "", "target": "Kh\xc3\xb4ng  ai."}\n'
        b'{"source": "%s"}\n{"target": "\xff"}\n{"target": "Ia  ."}\n'
        % (b"a" * MAX_LINE_LENGTH)
    )
    called = call("check", str(file), *PAIR, "--only", "space.double")
    assert [one[2] for one in facts(called)] == ["Không  ai.", "Ia  ."]
    assert f"u.jsonl:2: skipped: {LINE_TOO_LONG.reason}" in called.err
    assert "u.jsonl:3: skipped: not UTF-8" in called.err


def test_a_text_in_the_target_language_is_no_source(tmp_path: Path) -> None:
    unit: dict[str, object] = {
        "source": "Ia  datang.",
        "source_locale": "id",
        "target": None,
    }
    (finding,) = facts(told(tmp_path, unit))
    assert finding[1:3] == ("space.double", "Ia  datang.")


def test_a_unit_the_other_way_round_is_turned(tmp_path: Path) -> None:
    unit: dict[str, object] = {
        "source": "Ada  6 pohon.",
        "source_locale": "id",
        "target": "Có 5 cây.",
        "target_locale": "vi",
    }
    found = [
        check for _, check, *_ in facts(told(tmp_path, unit, "--only", "num,space"))
    ]
    assert found == ["num.value", "space.double"]
    # Its other side is what `--fix` may change: here nothing is, and it says so.
    done = told(tmp_path, unit, "--fix", "--yes")
    assert (done.code, ": not fixed: " in done.err) == (1, True)


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        (
            {"source": "One  two.", "source_locale": "en", "target": None},
            "not checked: 1 unit in en",
        ),
        ({"target": "a", "target_locale": "no such"}, "target_locale: "),
        ({"target": "a\ufffc  b", "target_codes": "x"}, "target_codes do not fit"),
        ({"target": "a\ufffc  b", "target_codes": [1]}, "a code is not an object"),
    ],
)
def test_a_file_with_nothing_of_use_is_refused(
    tmp_path: Path, unit: dict[str, object], said: str
) -> None:
    done = told(tmp_path, unit)
    assert (done.code, done.out, said in done.err) == (2, "", True), done.err


def test_codes_are_compared_by_what_they_are(tmp_path: Path) -> None:
    codes = [{"kind": "ph", "id": str(n), "data": f"%{n}"} for n in (1, 2)]
    unit: dict[str, object] = {
        "source": "Mở \ufffc và \ufffc.",
        "source_codes": codes,
        "target": "Buka \ufffc dan \ufffc.",
        "target_codes": [codes[0], codes[0]],
    }
    done = told(tmp_path, unit, "--only", "code")
    assert "Missing code: “%2”" in done.out


@pytest.mark.parametrize("suffix", ["tmx", "csv", "jsonl"])
def test_units_that_are_not_compared_with_their_source_are_told(
    tmp_path: Path, suffix: str
) -> None:
    unit = {"source": "Có 5 xe", "source_locale": "vi"}
    unit |= {"target": "Ada 6 mobil", "target_locale": "id"}
    lines, path = tmp_path / "lines.jsonl", tmp_path / f"pair.{suffix}"
    lines.write_text(json.dumps(unit) + "\n", "utf-8")
    if path != lines:
        assert call("convert", str(lines), str(path)).code == 0
    words = ("check", str(path), "-t", "id", "--only", "num.value")
    said = path.name
    said += ": checked without source text: 1 unit in vi → id; "
    called = call(*words, "-s", "en")
    assert (called.code, called.out) == (0, "")
    assert f"{said}the source language is en (-s)\n" in called.err
    for source in ((), ("-s", "vi")):
        called = call(*words, *source, "--fail-on", "info")
        assert called.code == 1 and "without source" not in called.err


def test_lines_whose_sources_have_no_language_are_told(tmp_path: Path) -> None:
    units = tmp_path / "u.jsonl"
    units.write_text('{"source": "Có 5 xe", "target": "Ada 5 mobil"}\n' * 2, "utf-8")
    called = call("check", str(units), "-t", "id")
    assert "checked without source text: 2 units; no source" in called.err
    called = call("check", str(units), *PAIR)
    assert "without source" not in called.err
