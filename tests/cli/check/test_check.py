"""The commands check and checks, and the JSON that they promise."""

import io
import json
import sys
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lxml.etree
import pytest

from checks.catalogue import CHECKS
from checks.engine.check import Check, Level
from checks.engine.unit import Context, Unit
from tests.cli.calling import Called, call
from tests.paths import ROOT
from tm.finding import Finding, Severity

PAGE = """Para menteri akan menghadiri upacara di Hanoi

Menteri Luar Negeri tiba di Hanoi kemarin ; ia disambut banyak orang di bandara.

Báo Tin Tức08/10/2025

Kementerian Luar Negeri mengatakan bahwa bahwa pertemuan itu penting bagi kedua negara.

Sumber: https://baotintuc.vn/thoi-su/cac-bo-truong-se-du-le-o-ha-noi-20251008174102158.htm
"""
UNITS = [
    {"document": "d", "id": "u1", "source": "16.700 người.", "target": "16.900 orang."},
    {"document": "d", "id": "u2", "source": "Ông đã đến.", "target": "Dia sudah tiba."},
]
KEYS = [
    "file",
    "line",
    "unit",
    "document",
    "check",
    "severity",
    "message",
    "quote",
    "source_span",
    "target_span",
    "fix",
    "related",
    "fingerprint",
    "source",
    "target",
]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a page and a file of units."""
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    lines = [json.dumps(unit, ensure_ascii=False) for unit in UNITS]
    (tmp_path / "units.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return tmp_path


def check(place: Path, *words: str) -> Called:
    database = str(place / "x.db")
    return call("--database", database, "check", *words)


@pytest.mark.parametrize("words", [["check"], ["checks", "measure"]])
def test_checking_a_file_makes_no_database(place: Path, words: list[str]) -> None:
    database = place / "x.db"
    units = str(place / "units.jsonl")
    found = call("--database", str(database), *words, units, "-s", "vi", "-t", "id")
    assert found.code < 2
    assert not database.exists()


def lines(called: Called) -> list[Any]:
    """The findings printed, as JSON is."""
    return [json.loads(line) for line in called.out.split("\n") if line]


def test_units_are_checked_and_named(place: Path) -> None:
    words = ("-s", "vi", "-t", "id", "--fail-on", "info")
    called = check(place, str(place / "units.jsonl"), *words)
    findings = lines(called)
    assert called.code == 1
    assert [list(finding) for finding in findings] == [KEYS]
    finding = findings[0]
    assert (finding["unit"], finding["check"]) == ("u1", "num.value")
    assert (finding["severity"], finding["quote"]) == ("info", "16.900")
    assert (finding["source_span"], finding["target_span"]) == ([0, 6], [0, 6])
    assert finding["fix"] is None and finding["related"] == []


def test_a_page_is_read_as_an_article(place: Path) -> None:
    called = check(place, str(place / "page.txt"), "-t", "id")
    findings = lines(called)
    assert called.code == 0
    assert {finding["check"] for finding in findings} == {
        "punct.space_before",
        "word.doubled",
    }
    assert all(
        finding["unit"].startswith(finding["document"] + "#") for finding in findings
    )


def test_a_finding_tells_its_file_line_and_texts(place: Path) -> None:
    path = place / "units.jsonl"
    finding = lines(check(place, str(path), "-s", "vi", "-t", "id"))[0]
    assert (finding["file"], finding["line"]) == (str(path), 1)
    record = json.loads(path.read_text("utf-8").splitlines()[0])
    assert finding["source"] == record["source"]
    assert finding["target"] == record["target"]
    assert "target_codes" not in finding


def test_both_sides_are_shown_with_their_languages(place: Path) -> None:
    words = (str(place / "units.jsonl"), "-s", "vi", "-t", "id", "--format", "table")
    shown = check(place, *words).out.splitlines()
    record = json.loads((place / "units.jsonl").read_text("utf-8").splitlines()[0])
    assert f"          vi  {record['source']}" in shown
    assert any(line.startswith(f"          id  {record['target']}") for line in shown)


XLIFF = """<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
<file original="a" source-language="vi" target-language="id" datatype="html"><body>
<trans-unit id="1"><source>Giá <g id="1">gạo</g> tăng <x id="2"/>.</source>
<target>Harga <g id="1">beras</g>  naik.</target></trans-unit></body></file></xliff>
"""


def test_inline_codes_are_visible(tmp_path: Path) -> None:
    path = tmp_path / "a.xlf"
    path.write_text(XLIFF, "utf-8")
    pair = ("-s", "vi", "-t", "id")
    shown = check(tmp_path, str(path), *pair, "--format", "table").out
    assert "vi  Giá {g 1}gạo{/g 1} tăng {x 2}." in shown
    assert "id  Harga {g 1}beras{/g 1}  naik." in shown
    assert "\ufffc" not in shown
    for finding in lines(check(tmp_path, str(path), *pair)):
        assert finding["source_codes"] == ["{g 1}", "{/g 1}", "{x 2}"]
        assert len(finding["target_codes"]) == finding["target"].count("\ufffc")
    report = tmp_path / "r.html"
    check(tmp_path, str(path), *pair, "--report", str(report))
    assert "{x 2}" in report.read_text("utf-8")


def test_a_very_long_text_is_not_repeated_for_each_finding(tmp_path: Path) -> None:
    record = {"target": "Satu  dua. " * 1000}
    (tmp_path / "u.jsonl").write_text(json.dumps(record) + "\n", "utf-8")
    findings = lines(check(tmp_path, str(tmp_path / "u.jsonl"), "-t", "id"))
    assert findings and all(finding["target"] is None for finding in findings)


def test_json_is_one_list(place: Path) -> None:
    called = check(
        place, str(place / "units.jsonl"), "-s", "vi", "-t", "id", "--format", "json"
    )
    assert [finding["unit"] for finding in json.loads(called.out)] == ["u1"]


def test_a_table_shows_the_quote_in_its_text(place: Path) -> None:
    called = check(place, str(place / "page.txt"), "-t", "id", "--format", "table")
    assert "tiba di Hanoi kemarin ; ia disambut" in called.out
    assert "\x1b[" not in called.out


def test_a_table_shows_the_source_of_what_has_no_translation(tmp_path: Path) -> None:
    (tmp_path / "u.jsonl").write_text('{"source": "Xin chào.", "target": ""}', "utf-8")
    words = ("-s", "vi", "-t", "id", "--format", "table")
    called = call("check", str(tmp_path / "u.jsonl"), *words)
    assert "Missing translation" in called.out
    assert "Xin chào." in called.out


def test_a_table_without_headings_on_standard_input_is_told() -> None:
    rows = "Lúc 15h30, ông đến.\tPukul 16.30 ia tiba.\n"

    def checked(typed: str) -> Called:
        words = ("-s", "vi", "-t", "id", "--only", "num.value", "--format", "jsonl")
        return call("check", "-", *words, typed=typed)

    bare, headed = checked(rows), checked(f"source\ttarget\n{rows}")
    assert "add a first line `source⇥target`" in bare.err
    assert lines(bare) == []
    assert [finding["check"] for finding in lines(headed)] == ["num.value"]
    page = checked("Pukul 16.30\tia tiba.\nIa pergi.\n")
    assert "table" not in headed.err + page.err


def test_standard_input_is_read(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = (place / "units.jsonl").read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    called = check(place, "-", "-s", "vi", "-t", "id")
    assert [finding["unit"] for finding in lines(called)] == ["u1"]


@pytest.mark.parametrize(
    ("limit", "code"), [("error", 0), ("warning", 1), ("info", 1), ("never", 0)]
)
def test_the_exit_code_follows_the_limit(place: Path, limit: str, code: int) -> None:
    called = check(place, str(place / "page.txt"), "-t", "id", "--fail-on", limit)
    assert called.code == code


def test_checks_are_chosen(place: Path) -> None:
    page = str(place / "page.txt")
    only = lines(check(place, page, "-t", "id", "--only", "word,char.nfc"))
    assert {finding["check"] for finding in only} == {"word.doubled"}
    rest = lines(check(place, page, "-t", "id", "--skip", "word.*"))
    assert {finding["check"] for finding in rest} == {"punct.space_before"}


def test_an_unknown_check_is_refused(place: Path) -> None:
    called = check(place, str(place / "page.txt"), "-t", "id", "--only", "num.valu")
    assert called.code == 2
    assert "num.value" in called.err


@pytest.mark.parametrize(
    "words", [[], ["x.txt", "--memory"], ["--memory", "--article", "a"]]
)
def test_it_must_be_clear_what_to_check(place: Path, words: list[str]) -> None:
    assert check(place, *words, "-t", "id").code == 2


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("missing.txt", None, "no such file"),
        ("empty.txt", b"", "empty"),
        ("binary.txt", b"\x89PNG\x00\x00", "binary"),
    ],
)
def test_what_cannot_be_read_is_told(
    place: Path, name: str, data: bytes | None, words: str
) -> None:
    if data is not None:
        (place / name).write_bytes(data)
    called = check(place, str(place / name), "-t", "id")
    assert called.code == 2
    assert words in called.err


def test_a_damaged_line_is_skipped_and_told(place: Path) -> None:
    file = place / "units.jsonl"
    file.write_text(file.read_text("utf-8") + "{broken\n", "utf-8")
    called = check(place, str(file), "-s", "vi", "-t", "id")
    assert len(lines(called)) == 1
    assert "units.jsonl:3" in called.err


@pytest.mark.parametrize(
    ("damaged", "said"), [(10, ""), (11, "1 more entry"), (13, "3 more entries")]
)
def test_damaged_lines_that_are_not_told_are_counted(
    place: Path, damaged: int, said: str
) -> None:
    file = place / "units.jsonl"
    file.write_text(file.read_text("utf-8") + "{broken\n" * damaged, "utf-8")
    called = check(place, str(file), "-s", "vi", "-t", "id")
    assert called.err.count("not JSON") == 10
    assert (f"{said} skipped" in called.err) if said else ("more" not in called.err)


def test_lines_of_which_none_can_be_read_are_not_without_findings(place: Path) -> None:
    pairs = place / "pairs.jsonl"  # as `align` prints them
    pairs.write_text('{"source": [0], "target": [0], "score": 1}\n' * 20, "utf-8")
    called = check(place, str(pairs), "-s", "vi", "-t", "id")
    assert called.code == 2
    assert "no line is a unit to check; line 1: " in called.err
    assert "no findings" not in called.err


def test_a_run_whose_check_failed_is_not_without_findings(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find_broken(unit: Unit, context: Context) -> Iterator[Finding]:
        """Breaks on everything."""
        yield Finding(str(1 // len(unit.document or "")))

    broken = Check("test.broken", Level.ONE, Severity.ERROR, find_broken)
    monkeypatch.setitem(CHECKS._entry_by_name, broken.id, broken)
    unit_lines = [json.dumps({"id": id, "target": "Ha"}) for id in ("a", "b")]
    (place / "n.jsonl").write_text("\n".join(unit_lines), "utf-8")
    report_paths = [str(place / name) for name in ("report.xml", "report.sarif")]
    reports = [word for path in report_paths for word in ("--report", path)]
    words = (str(place / "n.jsonl"), "-t", "id", "--only", "test.broken", *reports)
    called = check(place, *words)
    assert called.code == 0
    junit = lxml.etree.parse(report_paths[0]).getroot()
    assert (junit.get("errors"), junit.get("failures")) == ("1", "0")
    (error,) = junit.iter("error")
    assert "ZeroDivisionError" in error.get("message", "")
    (run,) = json.loads(Path(report_paths[1]).read_text("utf-8"))["runs"]
    (invocation,) = run["invocations"]
    assert not invocation["executionSuccessful"]
    assert "test.broken" in str(invocation["toolExecutionNotifications"])
    assert called.err.count("check test.broken failed on ") == 1
    assert "No findings; 1 check failed and may have missed errors" in called.err


def test_characters_of_plain_lines_are_judged_as_they_came(place: Path) -> None:
    unit = {"id": "n", "target": "Ha\u0300 Nội"}
    (place / "n.jsonl").write_text(json.dumps(unit), "utf-8")
    findings = lines(check(place, str(place / "n.jsonl"), "-t", "vi"))
    assert [(finding["check"], finding["fix"]) for finding in findings] == [
        ("char.nfc", "Hà")
    ]


def test_a_file_of_another_format_is_checked(place: Path) -> None:
    file = place / "pairs.tsv"
    file.write_text("16.700 người.\t16.900 orang.\n", "utf-8")
    findings = lines(check(place, str(file), "-s", "vi", "-t", "id"))
    assert [finding["check"] for finding in findings] == ["num.value"]


def test_two_files_of_lines_are_checked_by_the_name_of_the_pair(place: Path) -> None:
    (place / "a.vi").write_text("Một.\nCó 7 ha.\n", "utf-8")
    (place / "a.id").write_text("Satu.\nAda 8 hektare.\n", "utf-8")
    name = str(place / "a.vi-id")
    called = check(place, name, "-s", "vi", "-t", "id", "--format", "jsonl")
    [finding] = lines(called)
    assert finding["check"] == "num.value"
    assert finding["unit"].endswith("a.vi-id#1")


def test_the_memory_is_checked(place: Path) -> None:
    database = ("--database", str(place / "x.db"))
    call(*database, "add", "16.700 người.", "16.900 orang.", "-s", "vi", "-t", "id")
    findings = lines(check(place, "--memory", "-s", "vi", "-t", "id"))
    assert [finding["check"] for finding in findings] == ["num.value"]


def test_an_article_is_checked_by_its_key(place: Path) -> None:
    database = ("--database", str(place / "x.db"))
    ingested = call(
        *database, "ingest", str(place / "page.txt"), "-l", "id", "--format", "json"
    )
    key = json.loads(ingested.out)["articles"][0]["key"]
    findings = lines(check(place, "--article", key, "-t", "id"))
    page = lines(check(place, str(place / "page.txt"), "-t", "id"))
    for finding in page:
        assert finding["file"].endswith("page.txt") and finding["line"]
        finding |= {"file": None, "line": None}
    assert findings and findings == page


def test_an_article_of_another_language_is_refused(place: Path) -> None:
    database = ("--database", str(place / "x.db"))
    call(*database, "ingest", str(place / "page.txt"), "-l", "id")
    found = json.loads(call(*database, "articles", "--format", "json").out)
    called = check(place, "--article", found[0]["key"], "-t", "vi")
    assert (called.code, "-t id" in called.err) == (2, True)


def test_checks_lists_every_check(place: Path) -> None:
    called = call("checks", "--format", "json")
    listed = json.loads(called.out)
    assert [entry["id"] for entry in listed] == sorted(CHECKS)
    names = {"id", "severity", "level", "description", "mends", "options"}
    assert names <= set(listed[0])


def test_lines_that_are_not_composed_are_judged_as_composed_ones(
    tmp_path: Path,
) -> None:
    text = unicodedata.normalize("NFD", "Ông ấy đến đến đây.")
    (tmp_path / "u.jsonl").write_text(json.dumps({"target": text}), "utf-8")
    called = check(tmp_path, str(tmp_path / "u.jsonl"), "-t", "vi")
    found = {one["check"]: one for one in map(json.loads, called.out.splitlines())}
    assert {"char.nfc", "word.doubled"} <= set(found)
    start, end = found["word.doubled"]["target_span"]
    assert text[start:end] == found["word.doubled"]["quote"]


def in_english(folder: Path, suffix: str) -> Path:
    """A file of one unit, from Vietnamese into English."""
    unit = {
        "source": "Chào",
        "source_locale": "vi",
        "target": "Hello",
        "target_locale": "en",
    }
    lines, path = folder / "english.jsonl", folder / f"english.{suffix}"
    lines.write_text(json.dumps(unit), "utf-8")
    if path != lines:
        assert call("convert", str(lines), str(path)).code == 0
    return path


@pytest.mark.parametrize("suffix", ["jsonl", "tmx", "po", "csv", "xlsx", "xlf"])
@pytest.mark.parametrize("fixing", [(), ("--fix", "--yes")])
def test_a_file_of_another_language_does_not_stop_the_check_of_others(
    tmp_path: Path, suffix: str, fixing: tuple[str, ...]
) -> None:
    other, good = in_english(tmp_path, suffix), tmp_path / "good.tsv"
    good.write_text("Chào .\tHalo .\n", "utf-8")
    pair = ("-s", "vi", "-t", "id", *fixing)
    called = check(tmp_path, str(other), str(good), *pair)
    assert called.code == 0
    assert "punct.space_before" in called.out
    assert f"{other}:" in called.err
    twice = check(tmp_path, str(other), str(other), *pair)
    assert (twice.code, twice.out) == (2, "")
    alone = check(tmp_path, str(other), *pair)
    said = alone.err.splitlines()
    assert alone.code == 2 and len(said) == len(set(said))


def test_a_page_of_html_is_read_as_an_article(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<!DOCTYPE html><html lang=id><body><article><h1>Berita hari ini</h1>"
        "<p>Presiden tiba di di Hanoi pada hari Senin untuk kunjungan resmi.</p>"
        "<p>Ia disambut oleh banyak orang di bandara dan di jalan raya.</p>"
        "</article></body></html>",
        "utf-8",
    )
    done = call(
        "check",
        str(page),
        "-t",
        "id",
        "--format",
        "jsonl",
        "--database",
        str(tmp_path / "m.db"),
    )
    findings = [json.loads(line) for line in done.out.splitlines()]
    assert [finding["quote"] for finding in findings] == ["di di"]


def test_messages_are_in_the_language_asked_for(place: Path) -> None:
    page = str(place / "page.txt")
    (finding, *_) = lines(check(place, page, "-t", "id", "--language", "vi"))
    assert finding["message"] == "Có dấu cách trước “;”"


def test_a_language_of_the_settings_without_messages_is_refused(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place / "padanan.toml").write_text('[checks]\nlanguage = "fr"\n', "utf-8")
    monkeypatch.chdir(place)
    called = check(place, "page.txt", "-t", "id")
    assert called.code == 2
    assert "fr" in called.err and "vi" in called.err


_UNTRANSLATED = {
    "a.po": 'msgid "Bộ Công an"\nmsgstr ""\n\n#~ msgid "Bộ Công an"\n#~ msgstr ""\n',
    "a.jsonl": '{"source": "Bộ Công an", "target": ""}\n',
    "a.csv": "vi,id\nBộ Công an,\n",
    "a.tsv": "Bộ Công an\t\n",
    "a.xlf": '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file '
    'original="a" source-language="vi" target-language="id" datatype="plaintext"><body>'
    '<trans-unit id="1"><source>Bộ Công an</source><target/></trans-unit>'
    '<trans-unit id="2" translate="no"><source>Bộ Công an</source></trans-unit>'
    '<trans-unit id="3" translate="no"><source>Bộ Công an</source>'
    "<target>Bộ Công an</target></trans-unit></body></file></xliff>",
    "b.xlf": '<xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0" '
    'srcLang="vi" trgLang="id"><file id="f"><unit id="1"><segment>'
    "<source>Bộ Công an</source></segment></unit>"
    '<unit id="2" translate="no"><segment><source>Bộ Công an</source></segment>'
    "</unit></file></xliff>",
    "a.tmx": '<tmx version="1.4"><header srclang="vi"/><body><tu><tuv xml:lang="vi">'
    "<seg>Bộ Công an</seg></tuv></tu></body></tmx>",
}


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with the starter termbase, by which tests check only."""
    path = str(tmp_path_factory.mktemp("starter") / "memory.db")
    assert call("terms", "import", "--starter", "--database", path).code == 0
    return path


@pytest.mark.parametrize("name", _UNTRANSLATED)
def test_a_source_without_translation_is_told_once_in_any_format(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, starter: str, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(_UNTRANSLATED[name], "utf-8")
    pair = ("-s", "vi", "-t", "id", "--database", starter)
    done = call("check", name, *pair, "--format", "json")
    assert [finding["check"] for finding in json.loads(done.out)] == ["seg.empty"]
    assert "skipped" not in done.err


def test_the_only_form_of_a_plural_is_checked_once(tmp_path: Path) -> None:
    catalogue = tmp_path / "app.po"
    catalogue.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "One file"\nmsgid_plural "%d files"\nmsgstr[0] "%d  berkas"\n\n'
        'msgid "One day"\nmsgid_plural "%d days"\n'
        'msgstr[0] "Sehari"\nmsgstr[1] "%d  hari"\n',
        "utf-8",
    )
    called = call("check", str(catalogue), "-s", "en", "-t", "id")
    found = [(one["check"], one["quote"]) for one in lines(called)]
    assert found == [("space.double", "%d  berkas"), ("space.double", "%d  hari")]


def test_a_plural_with_the_text_of_its_singular_is_checked(tmp_path: Path) -> None:
    catalogue = tmp_path / "app.po"
    catalogue.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "%d left"\nmsgid_plural "%d left"\nmsgstr[0] "tersisa"\n',
        "utf-8",
    )
    called = call("check", str(catalogue), "-s", "en", "-t", "id")
    found = [(one["check"], one["quote"]) for one in lines(called)]
    assert found == [("code.mismatch", "%d")]


@pytest.mark.parametrize("suffix", ["tmx", "jsonl"])
def test_translation_into_a_third_language_is_not_called_missing(
    tmp_path: Path, suffix: str
) -> None:
    units = [
        {
            "source": "Xin chào",
            "target": target,
            "source_locale": "vi",
            "target_locale": locale,
            "origin": {"tuid": "1"},
        }
        for target, locale in [("Halo", "id"), ("Hello", "en")]
    ]
    lines, path = tmp_path / "lines.jsonl", tmp_path / f"three.{suffix}"
    lines.write_text("".join(f"{json.dumps(unit)}\n" for unit in units), "utf-8")
    if path != lines:
        assert call("convert", str(lines), str(path)).code == 0
    called = call("check", str(path), "-s", "vi", "-t", "id")
    assert (called.code, called.out) == (0, "")
    assert "1 unit in vi → en, because the target is id (-t)" in called.err
    called = call("check", str(path), "-s", "vi", "-t", "en-GB")
    assert called.code == 2
    assert "2 units" not in called.err
    assert "-t en takes all of en" in called.err


def test_a_page_without_its_original_says_which_checks_did_not_run(
    place: Path,
) -> None:
    page = str(place / "page.txt")
    alone = check(place, page, "-t", "id")
    profile = tomllib.loads(
        (ROOT / "checks/data/profiles/news.toml").read_text("utf-8")
    )
    count = sum(
        entry.level.value == "both" and check_id not in profile["skip"]
        for check_id, entry in zip(CHECKS, CHECKS.values(), strict=True)
    )
    assert (
        f"{count} checks compare with the original and did not run: give the original "
        "page (--source)\n"
    ) in alone.err
    chosen = check(place, page, "-t", "id", "--only", "num.value", "--language", "id")
    assert "1 pemeriksaan membandingkan" in chosen.err
    assert "did not run" not in check(place, page, "-t", "id", "--only", "punct").err
    units = str(place / "units.jsonl")
    assert "did not run" not in check(place, units, "-s", "vi", "-t", "id").err
    without_source = check(place, units, "-t", "id").err
    assert "did not run: give the source language (-s)" in without_source


def test_many_findings_are_counted_by_check(place: Path) -> None:
    lines = [f"Kota {number}  besar , kata dia." for number in range(20)]
    many, few = place / "many.txt", place / "few.txt"
    many.write_text("\n".join(lines), "utf-8")
    few.write_text("\n".join(lines[:3]), "utf-8")
    words = ("-t", "id", "--only", "space.double,punct.space_before")
    as_table = (*words, "--format", "table")
    counted = check(place, str(many), *as_table, "--language", "id").err
    assert "Menurut pemeriksaan: " in counted
    assert "punct.space_before 20" in counted and "space.double 20" in counted
    assert "By check" not in check(place, str(few), *as_table).err
    assert "By check" not in check(place, str(many), *words).err
