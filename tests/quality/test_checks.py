"""How well the checks find injected errors, and how seldom they flag clean text.

Recipe: the development data in `shared/data/checks` (news and synthetic title
documents; see its README), all checks at their defaults, the data's own termbase; a
kind of error counts as found when one of the checks named for it in
`shared/tools/check_kinds.json` says more of the unit than it says of the clean text.
Clean is the share of clean units with any finding, real errors of the human text and
advice left out. The scorer itself is `shared/tools/check_score.py`.

Floors only rise; lowering one needs a reason in the commit.
"""

import importlib.util
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from checks.run import run
from checks.subject import Context, Subject
from checks.vocabulary import InstalledWords
from exports.terms_csv import read
from tm.text.locale import Locale

pytestmark = pytest.mark.slow

STARTER = Path(__file__).parents[2] / "seeds" / "glossary" / "official_titles.csv"

FLOORS: Mapping[str, Mapping[str, float]] = {
    # pair: mean recall at least; clean news and titles with any finding at most (%)
    "vi-id": {"recall": 96.8, "news": 5.2, "titles": 0.0},
    "en-id": {"recall": 96.3, "news": 2.8, "titles": 0.0},
    "en-vi": {"recall": 95.2, "news": 3.8, "titles": 0.0},
}
KIND_FLOORS: Mapping[str, float] = {
    # vi-id: recall of the kinds that the first release is about, in percent
    "num_changed": 97,
    "num_scale": 100,
    "date_month": 100,
    "date_day": 100,
    "weekday": 97,
    "term_variant": 100,
    "title_person": 100,
    "term_caps": 100,
    "repeat_inconsistent": 100,
    "fuzzy_inconsistent": 97,
    "lookalike": 100,
    "mojibake": 100,
    "invisible": 100,
    "double_space": 100,
    "space_before_punct": 100,
    "missing_space": 100,
    "double_punct": 100,
    "bracket_unbalanced": 95,
    "end_punct_added": 100,
    "end_punct_dropped": 97,
    "doubled_word": 97,
    "caps_start": 100,
    "untranslated": 100,
    "wrong_language": 100,
    "quote_unbalanced": 90,
    "quote_mixed": 85,
    "omission_clause": 92,
    "omission_sentence": 84,
    "addition": 95,
    "swapped_adjacent": 100,
    "negation_dropped": 72,
    "caps_name": 97,
    "person_name_typo": 100,
    "person_name_order": 100,
    "typo": 95,
    "wrong_name_typo": 95,
    "wrong_name_other": 92,
    "unit_changed": 88,
    "partial_untranslated": 100,
    "percent_dropped": 100,
    "num_sep": 97,
}


@dataclass(frozen=True)
class Score:
    """What the scorer says of one pair, in percent."""

    recall: Mapping[str, float]
    controls: Mapping[str, float]
    news: float
    titles: float

    @property
    def mean(self) -> float:
        return sum(self.recall.values()) / len(self.recall)


@pytest.fixture(scope="module")
def scorer(shared: Path) -> ModuleType:
    """The scorer's own functions."""
    path = shared / "tools" / "check_score.py"
    spec = importlib.util.spec_from_file_location("check_score", path)
    if spec is None or spec.loader is None:
        pytest.skip("the scorer check_score.py is not here")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("pair", FLOORS)
def test_floors_hold(
    pair: str, shared: Path, scorer: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    score = scored(pair, shared, scorer)
    with capsys.disabled():
        print(
            f"\nchecks on development data, {pair}: mean recall {score.mean:.1f} over "
            f"{len(score.recall)} kinds; clean with any finding: news {score.news} %, "
            f"titles {score.titles} % (see tests/quality/test_checks.py)"
        )
    floors = FLOORS[pair]
    assert score.mean >= floors["recall"]
    assert score.news <= floors["news"]
    assert score.titles <= floors["titles"]
    assert set(score.controls.values()) <= {0.0}
    if pair == "vi-id":
        below = {
            k: score.recall[k] for k, v in KIND_FLOORS.items() if score.recall[k] < v
        }
        assert below == {}


@pytest.mark.parametrize("pair", FLOORS)
def test_the_starter_termbase_hardly_flags_more(
    pair: str, shared: Path, scorer: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    data = shared / "data" / "checks"
    units, _ = next(iter(scorer.rounds(data, pair)))
    wrong = scorer.wrong_by_nature(data, pair)
    news = [
        unit["id"]
        for unit in units
        if not unit["id"].startswith("titles-") and unit["id"] not in wrong
    ]
    shares = [
        scorer.share(news, findings(units, context_of(pair, data, *more), scorer)[1])
        for more in ((), (STARTER,))
    ]
    with capsys.disabled():
        print(
            f"\nclean news flagged, {pair}: {shares[0]} %, with starter {shares[1]} %"
        )
    assert shares[1] <= shares[0] + 1


def scored(pair: str, shared: Path, scorer: ModuleType) -> Score:
    """Run all rounds of the scorer in this process."""
    data = shared / "data" / "checks"
    expected = json.loads((shared / "tools" / "check_kinds.json").read_text("utf-8"))
    context = context_of(pair, data)
    found: Counter[str] = Counter()
    total: Counter[str] = Counter()
    controls: set[str] = set()
    clean: tuple[Any, Any, Any] | None = None  # the scorer's own shapes
    for units, marks in scorer.rounds(data, pair):
        named, own = findings(units, context, scorer)
        if clean is None:
            clean = named, own, [unit["id"] for unit in units]
            continue
        for error, unit, before in marks:
            kind = error["kind"]
            new = named[unit] - clean[0].get(before, Counter())
            total[kind] += 1
            found[kind] += any(new[check] for check in expected[kind])
            if error.get("control"):
                controls.add(kind)
    assert clean is not None
    wrong = scorer.wrong_by_nature(data, pair)
    titles = [unit for unit in clean[2] if unit.startswith("titles-")]
    news = [u for u in clean[2] if not u.startswith("titles-") and u not in wrong]
    rates = {kind: 100 * found[kind] / total[kind] for kind in total}
    return Score(
        {k: r for k, r in rates.items() if k not in controls and total[k] >= 5},
        {kind: rates[kind] for kind in controls},
        scorer.share(news, clean[1]),
        scorer.share(titles, clean[1]),
    )


def context_of(pair: str, data: Path, *more: Path) -> Context:
    """The pair's locales, and the data's termbase, perhaps with more files of terms."""
    source, target = map(Locale, pair.split("-"))
    files = (data / "glossary.csv", *more)
    entries = [entry for file in files for entry in read(file).entries]
    return Context.of(entries, target, source, words=InstalledWords(target, source))


def findings(
    units: Iterable[Mapping[str, str]], context: Context, scorer: ModuleType
) -> tuple[Mapping[str, Counter[str]], Mapping[str, set[str]]]:
    """How often each check names a unit, and the checks of the unit's own findings."""
    named: dict[str, Counter[str]] = defaultdict(Counter)
    own: dict[str, set[str]] = defaultdict(set)
    result = run(
        [Subject(u["id"], u["target"], u["source"], u["document"]) for u in units],
        context,
        sources=True,
    )
    for issue in result:
        own[issue.unit].add(issue.check)
        paired = issue.check.startswith(scorer.PAIRED)
        for unit in {issue.unit, *(issue.related if paired else ())}:
            named[unit][issue.check] += 1
    assert result.failures == []
    return named, own
