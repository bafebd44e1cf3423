"""`padanan check --report`: each format, in a language, with the places of units."""

import json
import re
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rich.cells import cell_len
from rich.console import Console

from checks.catalogue import select_checks
from checks.engine.unit import Context, Unit
from checks.runner.run import RunMode, run
from cli.check.session.finding_view import draw_findings
from exports.reports.labels import load_labels
from exports.reports.report import make_report_entry
from tests.checks.findings import made
from tests.cli.calling import Called, call
from tm.finding import Severity
from tm.text.locale import Locale

UNITS = (
    '{"id": "a", "source": "Có 5 người.", "target": "Ada 5 orang."}\n'
    '{"id": "b", "source": "Có 5 người.", "target": "Ada  5 orang  ."}\n'
)


@pytest.fixture
def units(tmp_path: Path) -> Path:
    path = tmp_path / "units.jsonl"
    path.write_text(UNITS, "utf-8")
    return path


def check(*words: str | Path) -> Called:
    return call("check", *map(str, words))


def lines(path: Path, *more: str, only: str = "space") -> list[int]:
    """The lines that a SARIF report of a file has."""
    report = path.with_suffix(".sarif")
    check(path, *more, "--only", only, "--report", report)
    results = json.loads(report.read_bytes())["runs"][0]["results"]
    return [
        place["physicalLocation"]["region"]["startLine"]
        for result in results
        for place in result["locations"]
    ]


@pytest.mark.parametrize("suffix", [".html", ".xlsx", ".sarif", ".xml"])
def test_every_format_is_written(units: Path, suffix: str) -> None:
    report = units.with_suffix(suffix)
    check(units, "-s", "vi", "-t", "id", "--report", report)
    assert report.stat().st_size > 500


def test_junit_tells_its_time_with_seconds(units: Path) -> None:
    report = units.with_suffix(".xml")
    check(units, "-s", "vi", "-t", "id", "--report", report)
    time = re.search(r'timestamp="([^"]+)"', report.read_text("utf-8"))
    assert time and re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", time[1])


def test_reports_are_in_the_language_of_messages(units: Path) -> None:
    html, junit = units.with_suffix(".html"), units.with_suffix(".xml")
    pair = ("-s", "vi", "-t", "id", "--language", "id")
    check(units, *pair, "--report", html, "--report", junit)
    page = html.read_text("utf-8")
    assert "2 unit diperiksa" in page
    assert "Dua spasi atau lebih di antara kata-kata." in page
    root = ElementTree.parse(junit).getroot()
    assert root.get("name") == "Temuan dalam units.jsonl"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "3 findings: 0 errors, 3 warnings, 0 info"),
        ("id", "3 temuan: 0 galat, 3 peringatan, 0 info"),
        ("vi", "3 phát hiện: 0 lỗi, 3 cảnh báo, 0 thông tin"),
    ],
)
def test_the_table_and_the_summary_are_in_the_language_of_messages(
    units: Path, language: str, said: str
) -> None:
    report = units.with_suffix(".html")
    done = check(
        *(units, "-s", "vi", "-t", "id", "--only", "space,punct", "--format", "table"),
        *("--language", language, "--report", report),
    )
    words = load_labels(language)
    assert said in done.err and words.fill_in("report", str(report)) in done.err
    # The severity as the language has it, the check by its name.
    assert f"  {words.name_severity(Severity.WARNING)} " in done.out
    assert "punct.space_before" in done.out


def test_what_is_left_out_or_skipped_is_said_in_the_language(units: Path) -> None:
    units.write_text(UNITS + "{\n", "utf-8")
    pair = ("-s", "vi", "-t", "id", "--only", "space.double")
    earlier = units.with_suffix(".earlier")
    earlier.write_text(check(units, *pair).out, "utf-8")
    done = check(units, *pair, "--since-report", earlier, "--language", "vi")
    assert "không có phát hiện; 2 có trong báo cáo trước" in done.err
    assert ":3: bỏ qua: not JSON: " in done.err


def test_json_lines_know_their_lines(units: Path) -> None:
    assert set(lines(units, "-s", "vi", "-t", "id")) == {2}


def test_the_text_of_a_page_is_found_in_its_file(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(
        "Judul berita hari ini\n\nKalimat pertama di sini.\n\nKalimat  kedua.\n"
        "\nKalimat ketiga di sini.\n\nKalimat  kedua.\n",
        "utf-8",
    )
    assert lines(page, "-t", "id") == [5, 9]


def test_a_text_that_is_no_page_is_checked_by_its_sentences(tmp_path: Path) -> None:
    text = tmp_path / "s.txt"
    text.write_text("Itu  benar.", "utf-8")
    assert lines(text, "-t", "id") == [1]
    assert check(text, "-t", "id", "--fix", "--yes").code == 0
    assert text.read_text("utf-8") == "Itu benar."


def test_texts_with_codes_and_sources_alone_have_lines(tmp_path: Path) -> None:
    file = tmp_path / "a.xlf"
    file.write_text(
        '<xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0"'
        ' srcLang="vi" trgLang="id"><file id="f">\n'
        '<unit id="1"><segment><source>Giá <pc id="1">tăng</pc>.</source>\n'
        '<target>Harga  <pc id="1">naik</pc>.</target></segment></unit>\n'
        '<unit id="2"><segment><source>Họp báo</source></segment></unit>\n'
        "</file></xliff>\n",
        "utf-8",
    )
    assert lines(file, "-s", "vi", "-t", "id", only="space,seg.empty") == [3, 4]


def test_a_text_that_its_format_escapes_has_no_line(tmp_path: Path) -> None:
    catalogue = tmp_path / "app.po"
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    escaped = 'msgid "A \\"b\\" c"\nmsgstr "A  \\"b\\" c"\n\n'
    plain = 'msgid "Open it"\nmsgstr "Buka  itu"\n'
    catalogue.write_text(head + escaped + plain, "utf-8")
    assert lines(catalogue, "-s", "en", "-t", "id") == [1, 9]
    table = check(catalogue, "-s", "en", "-t", "id", "--format", "table").out
    assert f"{catalogue}:9" in table and f"{catalogue}:1" not in table


def test_a_page_is_named_by_its_address_or_that_of_its_original(
    tmp_path: Path,
) -> None:
    page = tmp_path / "page.txt"
    page.write_text(
        "Judul berita hari ini\n\nKalimat  pertama di sini.\n\n"
        "Sumber: https://example.org/tin-tuc-123.htm\n",
        "utf-8",
    )
    report = page.with_suffix(".html")
    check(page, "-t", "id", "--only", "space", "--report", report)
    shown = report.read_text("utf-8")
    url = "https://example.org/tin-tuc-123.htm"
    assert shown.count(f'<a href="{url}" rel="noreferrer">{url}</a>') == 1
    assert "<h2>Judul berita hari ini</h2>" in shown


def test_units_of_one_id_have_each_its_own_text_in_a_report(tmp_path: Path) -> None:
    for name, text in (("a", "Ini  satu."), ("b", "Itu dua kata  lain.")):
        line = json.dumps({"id": "1", "target": text})
        (tmp_path / f"{name}.jsonl").write_text(line + "\n", "utf-8")
    report = tmp_path / "r.sarif"
    paths = (tmp_path / "a.jsonl", tmp_path / "b.jsonl")
    check(*paths, "-t", "id", "--only", "space.double", "--report", report)
    results = json.loads(report.read_bytes())["runs"][0]["results"]
    assert [one["properties"]["target"] for one in results] == [
        "Ini  satu.",
        "Itu dua kata  lain.",
    ]


def drawn(text: str, *, width: int) -> str:
    """The table of a text's findings, as a terminal of a width shows it."""
    subject = Unit("u1", text, document="d")
    result = run(
        [subject],
        Context(Locale("id")),
        select_checks(["space.double"]),
        mode=RunMode(keeps_units=True),
    )
    file = StringIO()
    console = Console(file=file, width=width, force_terminal=True, no_color=True)
    entries = [
        make_report_entry(finding, result.find_unit(finding)) for finding in result
    ]
    draw_findings(console, entries, load_labels("en"), ("vi", "id"))
    return re.sub(r"\x1b\[[\d;]*m", "", file.getvalue())


@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize(
    "text",
    [
        "日本語の長い文章  です。" * 8,
        "kata biasa yang cukup panjang  untuk baris sempit " * 4,
        "👨‍👩‍👧‍👦  dan" * 9,
    ],
)
def test_no_line_is_wider_than_the_terminal(text: str, width: int) -> None:
    lines = drawn(text, width=width).splitlines()
    assert len(lines) > 3
    assert max(map(cell_len, lines)) <= width


def test_a_fix_that_takes_its_quote_away_is_seen() -> None:
    finding = made("x.y", "teks", fix="")
    file = StringIO()
    entries = [make_report_entry(finding, None)]
    draw_findings(Console(file=file), entries, load_labels("en"), ("vi", "id"))
    assert "→ (nothing)" in file.getvalue()


def test_what_a_terminal_would_obey_is_shown_as_its_code_point() -> None:
    assert "\x1b]0;" not in drawn("a\x1b]0;judul\x07  b", width=80)


@pytest.mark.parametrize("ids", [(), ("space.double",), ("tb.space",)])
def test_checks_are_listed_and_explained_in_a_language(ids: tuple[str, ...]) -> None:
    english, other = (
        json.loads(check_list(*ids, "--language", language))
        for language in ("en", "id")
    )
    for ours, theirs in zip(english, other, strict=True):
        assert ours["id"] == theirs["id"]
        assert ours["description"] != theirs["description"]
        for fires, said in zip(
            ours.get("fires", ()), theirs.get("fires", ()), strict=True
        ):
            assert fires["findings"][0]["message"] != said["findings"][0]["message"]


def check_list(*words: str) -> str:
    return call("checks", *words, "--format", "json").out
