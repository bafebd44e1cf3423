"""The page of an overview: charts with tables, escaped, in three languages."""

import re
from dataclasses import replace

import pytest
from lxml import etree, html

from exports.reports.labels import load_labels
from exports.reports.overview import (
    OTHER_LABELS,
    CountBreakdown,
    Overview,
    count_breakdowns,
)
from exports.reports.overview_html import render_overview
from glossary.undo_by_record_kind import undo_named_changes
from tests.tm.store.samples import changed_by, unit
from tm.store.database import Database
from tm.store.unit_store import UnitStore
from tm.unit import State

OVERVIEW = Overview(
    database_name="<b>memory</b>\x1b.db",
    made_at="2026-11-30 22:00",
    totals={"units": 1200, "segments": 3, "articles": 1, "concepts": 0, "waiting": 2},
    breakdowns=[
        CountBreakdown(
            "growth", {"": 2, "2026-01": 3, "2026-02": -1}, is_by_month=True
        ),
        CountBreakdown(
            "publisher", {"</text><script>x</script>" * 3: 5, OTHER_LABELS: 1}
        ),
        CountBreakdown("state", {"translated": 7}),
        CountBreakdown("reviews", {}, is_by_month=True),
    ],
    share_by_band={"101": 0.25, "new": 0.75},
    sample_size=400,
    language_pair="vi → id",
    findings={"num.value": ("error", 3), "punct.end": ("warning", 1)},
)


@pytest.mark.parametrize("language", ["en", "id", "vi"])
def test_each_chart_has_its_table(language: str) -> None:
    text = render_overview(OVERVIEW, load_labels(language))
    page = html.document_fromstring(text)
    assert page.get("lang") == language
    sections = page.findall(".//section")
    assert len(sections) == 6
    for section in sections:
        assert section.findtext("h2")
        charts, tables = section.findall(".//svg"), section.findall(".//table")
        assert len(charts) == len(tables) <= 1
        for chart, table in zip(charts, tables, strict=True):
            assert chart.get("role") == "img" and chart.get("aria-label")
            assert table.findtext("caption") and section.findtext(".//figcaption")
            bars = chart.findall(".//rect")
            assert len(bars) == len(table.findall("./tbody/tr"))
            assert all(float(bar.get("width", "-1")) >= 0 for bar in bars)
            etree.fromstring(etree.tostring(chart))


def test_no_text_becomes_markup_and_nothing_is_fetched() -> None:
    text = render_overview(OVERVIEW, load_labels("en"))
    assert "<script" not in text and "\x1b" not in text and "<b>" not in text
    assert "&lt;script&gt;" in text
    assert not re.search(r"(src|href)=|url\(|@import", text)


def test_numbers_and_names_are_those_of_the_language() -> None:
    text = render_overview(OVERVIEW, load_labels("id"))
    assert "1.200" in text and "diterjemahkan" in text and "25,0%" in text


def test_an_overview_without_leverage_and_findings_is_shorter() -> None:
    shorter = replace(OVERVIEW, sample_size=0, findings=None)
    text = render_overview(shorter, load_labels("vi"))
    assert 'id="leverage"' not in text and 'id="findings"' not in text


def test_units_are_counted_by_who_added_them_and_where_they_are_from(
    database: Database,
) -> None:
    with changed_by(database, "siti") as changes:
        UnitStore(database).add(
            [
                unit(f"a {n}", f"b {n}", page_url="https://www.vietnam.vn/id/a")
                for n in range(5)
            ],
            changes,
        )
    with changed_by(database, "budi") as changes:
        others = [unit("c", "d", publisher="Antara", state=State.FINAL), unit("e", "f")]
        UnitStore(database).add(others, changes)
    with changed_by(database, "budi") as changes:
        UnitStore(database).add([unit("g", "h")], changes)
    undo_named_changes(database, "i3", author="budi")
    with database.open_reader() as reader:
        counts = {
            group.name: group.count_by_label for group in count_breakdowns(reader)
        }
    assert counts["person"] == {"siti": 5, "budi": 2}
    assert list(counts["growth"].values()) == [7]
    assert counts["site"] == {"vietnam.vn": 5, "": 2}
    assert counts["publisher"] == {"": 6, "Antara": 1}
    assert counts["state"] == {"translated": 6, "final": 1}
    assert counts["withheld"] == {"undone": 1}
    assert counts["pair"] == {"vi → id": 7}
