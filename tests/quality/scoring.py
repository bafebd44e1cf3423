"""What the scorer of the development data says of the checks, in this process.

The scorer itself is `shared/tools/check_score.py`; see `test_checks` for the recipe.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from checks.catalogue import select_checks
from checks.engine.check import Level
from checks.engine.known_terms import KnownTerms
from checks.engine.unit import Context, Unit
from checks.runner.document_batch import UNITS_PER_BATCH, RunScope
from checks.runner.run import RunMode, run
from checks.session import make_plan
from checks.words.word_lists import InstalledWords
from exports.terms.csv import read_content
from glossary.seed_files import read_starter_concept_ids
from tm.settings import CheckSettings
from tm.text.locale import Locale


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
        if clean is None:
            named, own = findings(units, context, scorer)
            clean = named, own, [unit["id"] for unit in units]
            continue
        wanted = {check for error, *_ in marks for check in expected[error["kind"]]}
        said = _round(units, {unit for _, unit, _ in marks}, wanted, context, scorer)
        for error, unit, before in marks:
            kind = error["kind"]
            new = said[unit] - clean[0].get(before, Counter())
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
    entries = [entry for file in files for entry in read_content(file).entries]
    return Context(
        target,
        source,
        KnownTerms.build(
            entries, target, source, starter_concept_ids=read_starter_concept_ids()
        ),
        # All that the checks can find: `news` leaves out what is unsure.
        options=make_plan(CheckSettings(profile="strict")).options,
        vocabulary=InstalledWords(target, source),
    )


def _round(
    units: Sequence[Mapping[str, str]],
    marked: Collection[str],
    wanted: Collection[str],
    context: Context,
    scorer: ModuleType,
) -> Mapping[str, Counter[str]]:
    """How often wanted checks name a marked unit.

    Checks of units and documents see the documents that have one, all of them, since
    what several say of one fault is made one finding. Those of the corpus, which take
    longest, each speak for themselves, and see all units.
    """
    of_corpus = {check.id for check in select_checks() if check.level is Level.CORPUS}
    of_documents = {check.id for check in select_checks()} - of_corpus
    named: dict[str, Counter[str]] = defaultdict(Counter)
    documents = {unit["document"] for unit in units if unit["id"] in marked}
    there = [unit for unit in units if unit["document"] in documents]
    for some, only in (
        (units, of_corpus & {*wanted}),
        (there, of_documents if of_documents & {*wanted} else ()),
    ):
        if only:
            said, _ = findings(some, context, scorer, only)
            for unit, counts in said.items():
                named[unit] += counts
    return named


def findings(
    units: Iterable[Mapping[str, str]],
    context: Context,
    scorer: ModuleType,
    only: Collection[str] = (),
) -> tuple[Mapping[str, Counter[str]], Mapping[str, set[str]]]:
    """How often each check names a unit, and the checks of the unit's own findings.

    `only`: of these checks, or of all.
    """
    named: dict[str, Counter[str]] = defaultdict(Counter)
    own: dict[str, set[str]] = defaultdict(set)
    result = run(
        [Unit(u["id"], u["target"], u["source"], u["document"]) for u in units],
        context,
        select_checks(only),
        scope=RunScope(includes_sources=True),
        mode=RunMode(units_per_batch=UNITS_PER_BATCH),
    )
    for finding in result:
        own[finding.unit].add(finding.check)
        paired = finding.check.startswith(scorer.PAIRED)
        for unit in {finding.unit, *(finding.related if paired else ())}:
            named[unit][finding.check] += 1
    assert result.failures == []
    return named, own
