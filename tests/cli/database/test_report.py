"""The overview of a database from the command line."""

import json
from pathlib import Path

import pytest
from lxml import html

from tests.cli.calling import call

PAIR = ("-s", "vi", "-t", "id")


@pytest.mark.parametrize("language", ["en", "id", "vi"])
def test_the_page_has_leverage_and_open_findings(tmp_path: Path, language: str) -> None:
    place = ("--database", str(tmp_path / "a.db"))
    call(
        "add", "Họp báo lần thứ 5 tại Hà Nội", "Jumpa pers ke-6 di Hanoi", *PAIR, *place
    )
    call(
        "add", "Họp báo lần thứ 7 tại Hà Nội", "Jumpa pers ke-7 di Hanoi", *PAIR, *place
    )
    path = tmp_path / "overview.html"
    done = call("report", str(path), "--language", language, *place, "--format", "json")
    assert done.code == 0, done.err
    record = json.loads(done.out)
    assert record["units"] == 2 and record["findings"] >= 1
    page = html.fromstring(path.read_bytes())
    ids = [section.get("id") for section in page.findall(".//section")]
    assert {"growth", "person", "site", "leverage", "findings"} <= {*ids}
    assert "num.value" in html.tostring(page, encoding="unicode")


def test_an_empty_database_has_an_overview_too(tmp_path: Path) -> None:
    path = tmp_path / "overview.html"
    done = call("report", str(path), "--database", str(tmp_path / "none.db"))
    assert done.code == 0, done.err
    assert not (tmp_path / "none.db").exists()
    assert "Nothing to report" in path.read_text("utf-8")


def test_only_pages_are_written(tmp_path: Path) -> None:
    done = call("report", "overview.pdf", "--database", str(tmp_path / "a.db"))
    assert done.code == 2 and "FILE.html" in done.err
