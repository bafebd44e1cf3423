"""The line of a finding's unit is found in its file, once for all its findings."""

from dataclasses import replace
from pathlib import Path

import pytest

from exports.reports.line_numbers import _SearchedText, add_line_numbers
from exports.reports.report import ReportEntry
from tests.exports.report_values import entry


def test_a_unit_with_many_findings_is_searched_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("satu\ndua\nsatu\n", "utf-8")
    searched: list[str] = []
    search = _SearchedText._search

    def search_and_count(
        text: _SearchedText, unit_name: str, unit_text: str
    ) -> int | None:
        searched.append(unit_text)
        return search(text, unit_name, unit_text)

    monkeypatch.setattr(_SearchedText, "_search", search_and_count)

    def make_entries(unit_name: str, text: str) -> list[ReportEntry]:
        made = entry(text, path=str(path))
        return [replace(made, finding=replace(made.finding, unit=unit_name))] * 500

    texts = {"u1": "satu", "u2": "dua", "u3": "satu"}
    entries = [made for item in texts.items() for made in make_entries(*item)]
    lines = [made.line for made in add_line_numbers(entries)]
    assert lines == [1] * 500 + [2] * 500 + [3] * 500
    assert searched == [*texts.values()]
