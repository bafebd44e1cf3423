"""How near `padanan checks measure` comes to the scorer of the development data.

Recipe: the clean text of `shared/data/checks`, the data's own termbase, the checks
meant for the kinds that both have; faults of our own kinds (seed 1, 2 rounds, 20 of a
kind at most) beside the errors of the data, which somebody else made. The recall of a
kind may differ, since no two faults are the same; the mean over the kinds that both
have must not, or one of the two makes its faults too easy.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from checks.catalogue import select_checks
from checks.engine.check import Level
from checks.engine.unit import Unit
from checks.measuring.check_scores import Measurement
from checks.measuring.measure import MeasurePlan, measure_checks
from checks.measuring.seeded_errors.error_kinds import select_error_kinds
from tests.quality.scoring import Score, context_of
from tests.quality.test_checks import PAIRS

pytestmark = pytest.mark.slow

KINDS: Mapping[str, str] = {
    "acronym_unexpanded": "acronym",
    "addition": "addition",
    "bracket_unbalanced": "bracket",
    "caps_name": "name-small",
    "caps_start": "start-small",
    "copy_target": "other-text",
    "date_day": "date-day",
    "date_month": "date-month",
    "double_punct": "double-mark",
    "double_space": "double-space",
    "doubled_word": "doubled-word",
    "end_punct_added": "end-added",
    "end_punct_dropped": "end-dropped",
    "fuzzy_inconsistent": "repeat-alike-reworded",
    "invisible": "invisible",
    "lookalike": "lookalike",
    "missing_space": "missing-space",
    "mojibake": "mojibake",
    "nbsp": "nbsp",
    "negation_dropped": "negation-dropped",
    "nfd_seg": "nfd-unit",
    "nfd_word": "nfd-word",
    "num_changed": "num-changed",
    "num_scale": "num-scale",
    "num_sep": "num-separator",
    "omission_clause": "clause-lost",
    "omission_sentence": "sentence-lost",
    "partial_untranslated": "partly-untranslated",
    "percent_dropped": "percent-dropped",
    "person_name_order": "person-order",
    "person_name_typo": "person-typo",
    "quote_mixed": "quote-mixed",
    "quote_unbalanced": "quote-unbalanced",
    "repeat_inconsistent": "repeat-reworded",
    "space_before_punct": "space-before-mark",
    "swapped_adjacent": "neighbours-swapped",
    "term_caps": "term-small",
    "term_forbidden": "term-forbidden",
    "term_variant": "term-variant",
    "title_person": "title-other",
    "tone_placement": "tone-place",
    "typo": "typo",
    "unit_changed": "unit-changed",
    "untranslated": "untranslated",
    "weekday": "weekday",
    "wrong_language": "other-language",
    "wrong_name_other": "name-other",
    "wrong_name_typo": "name-typo",
}
"""The kinds of the data, and ours."""
OURS = frozenset(KINDS.values())
_FEWEST = 5
MEAN = 2.5
"""How many points the means may be apart."""
EACH = 5.0
"""How many points a kind may be apart, on average."""


@pytest.mark.thorough
@pytest.mark.parametrize("pair", PAIRS)
def test_the_measure_agrees_with_the_scorer(
    pair: str,
    shared: Path,
    score_of: Callable[[str], Score],
    capsys: pytest.CaptureFixture[str],
) -> None:
    theirs = score_of(pair).recall
    ours = {
        one.kind.name: one.found_share.percent
        for one in measured(pair, shared).kind_scores
        if one.found_share.percent is not None
        and one.found_share.total_count >= _FEWEST
    }
    both = [
        (recall, own)
        for kind, recall in theirs.items()
        if (own := ours.get(KINDS.get(kind, ""))) is not None
    ]
    means = [sum(side) / len(both) for side in zip(*both, strict=True)]
    apart = sum(abs(one - other) for one, other in both) / len(both)
    with capsys.disabled():
        print(
            f"\nmeasure on development data, {pair}: mean recall {means[1]:.1f} over "
            f"{len(both)} kinds, the scorer's {means[0]:.1f}; {apart:.1f} points apart "
            f"on average (see {Path(__file__).name})"
        )
    assert abs(means[0] - means[1]) <= MEAN
    assert apart <= EACH


def measured(pair: str, shared: Path) -> Measurement:
    """The measure on the clean text of the development data."""
    data = shared / "data" / "checks"
    source, target = pair.split("-")
    lines = (data / "base.jsonl").read_text("utf-8").split("\n")
    rows = [json.loads(line) for line in lines if line.strip()]
    units = [
        Unit(f"{row['doc']}#{row['seg']}", row[target], row[source], row["doc"])
        for row in rows
        if source in row and target in row
    ]
    kinds = select_error_kinds(
        {one.id for one in select_checks() if one.level is not Level.TERMBASE}
    )
    compared = {check for one in kinds if one.name in OURS for check in one.check_ids}
    # What others say of the faults is not compared, and takes longer.
    checks = [one for one in select_checks() if one.id in compared]
    return measure_checks(
        units,
        context_of(pair, data),
        checks,
        MeasurePlan(kinds, round_count=2, most_errors_per_kind=20),
    )
