"""How many typing errors spell.word finds, and how many clean units it flags.

Recipe: the clean news and titles of `shared/data/checks`, as they are; in them our own
fault `typo` (two letters of a long word swapped; seed 1, 10 rounds, 100 at most), the
only check `spell.word`, with the lists of wordfreq and whatever dictionaries the
machine has. The human text has slips of its own (`beteen`), which count as flagged.
"""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from checks.catalogue import select_checks
from checks.engine.unit import Context, Unit
from checks.measuring.measure import MeasurePlan, measure_checks
from checks.measuring.seeded_errors.error_kinds import select_error_kinds
from checks.runner.run import run
from checks.words.word_lists import InstalledWords
from tm.text.locale import Locale

pytestmark = pytest.mark.slow

FLOORS: Mapping[str, tuple[float, float]] = {
    # source-target: recall at least; clean news units flagged at most, in percent
    "vi-id": (95, 0.5),
    "en-id": (95, 0.5),
    "en-vi": (95, 0.2),
    "id-en": (95, 0.5),
}


@pytest.mark.parametrize("pair", FLOORS)
def test_floors_hold(
    pair: str, shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, target = map(Locale, pair.split("-"))
    context = Context(target, source, vocabulary=InstalledWords(target, source))
    units = subjects(shared, source, target)
    checks = select_checks(["spell.word"])
    kinds = select_error_kinds({"spell.word"})
    (score,) = measure_checks(units, context, checks, MeasurePlan(kinds)).kind_scores
    news = [unit for unit in units if not unit.id.startswith("titles-")]
    told = list(run(news, context, select_checks(["spell.word"])))
    flagged = 100 * len({finding.unit for finding in told}) / len(news)
    recall = score.found_share.percent
    assert recall is not None
    with capsys.disabled():
        print(
            f"\nspelling on development data, {pair}: recall {recall:.1f} % "
            f"of {score.found_share.total_count}; clean news units flagged "
            f"{flagged:.2f} % of {len(news)} (see {Path(__file__).name})"
        )
    least, most = FLOORS[pair]
    assert recall >= least
    assert flagged <= most


def subjects(shared: Path, source: Locale, target: Locale) -> list[Unit]:
    """The clean units of a pair."""
    lines = (shared / "data" / "checks" / "base.jsonl").read_text("utf-8").split("\n")
    rows = [json.loads(line) for line in lines if line.strip()]
    return [
        Unit(f"{row['doc']}#{row['seg']}", row[target.tag], row[source.tag], row["doc"])
        for row in rows
        if source.tag in row and target.tag in row
    ]
