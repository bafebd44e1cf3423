"""Checks are called on few clean units: a prefilter that selects many costs time."""

import json
from pathlib import Path

import pytest

from checks.catalogue import CHECKS
from checks.engine.batch import Batch
from checks.engine.check import Level
from checks.engine.known_terms import KnownTerms
from checks.engine.unit import Context, Unit
from checks.runner.check_execution import read_listed_words
from exports.terms.csv import read_content
from tm.text.locale import Locale

_MAX_SHARE = 0.3
_MAX_SHARE_BY_CHECK = {
    "char.mojibake": 1.0,  # reads all that is not ASCII, as all of Vietnamese
}


@pytest.mark.parametrize("pair", ["vi-id", "en-id", "en-vi"])
def test_each_prefilter_selects_few_clean_units(shared: Path, pair: str) -> None:
    source_locale, target_locale = map(Locale.parse, pair.split("-"))
    folder = shared / "data" / "checks"
    rows = [
        json.loads(line)
        for line in (folder / "base.jsonl").read_text("utf-8").splitlines()
    ]
    units = [
        Unit(str(number), row[pair[3:]], row[pair[:2]], row["doc"])
        for number, row in enumerate(rows)
        if {*pair.split("-")} <= row.keys()
    ]
    assert units
    entries = read_content(folder / "glossary.csv").entries
    context = Context(
        target_locale,
        source_locale,
        KnownTerms.build(entries, target_locale, source_locale),
    )
    checks = [
        check for check in CHECKS.values() if check.level in (Level.ONE, Level.BOTH)
    ]
    read_listed_words(checks, context)
    batch = Batch(units, context)
    unit_indexes = range(len(units))
    share_by_check = {
        check.id: len(check.prefilter.select(batch, unit_indexes)) / len(units)
        if check.prefilter is not None
        else 1
        for check in checks
    }
    assert [
        f"{check_id} {share:.0%}"
        for check_id, share in share_by_check.items()
        if share > _MAX_SHARE_BY_CHECK.get(check_id, _MAX_SHARE)
    ] == []
