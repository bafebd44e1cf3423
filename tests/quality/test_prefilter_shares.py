"""Checks and house rules are tried on few clean texts, since each try costs time."""

import json
from collections import Counter
from pathlib import Path

import pytest

from checks.catalogue import CHECKS
from checks.engine.batch import Batch
from checks.engine.check import Level
from checks.engine.known_terms import KnownTerms
from checks.engine.unit import Context, Unit
from checks.runner.check_execution import read_listed_words
from checks.typography.house_rule_finder import RuleFinder
from checks.typography.house_style_file import read_own_rules
from exports.terms.csv import read_content
from tm.text.locale import Locale
from tm.text.phrases.batch_tokens import TokenReader
from tm.text.phrases.prefilter import Prefilter

_MAX_SHARE = 0.3
_MAX_SHARE_BY_CHECK = {
    "char.mojibake": 1.0,  # reads all that is not ASCII, as all of Vietnamese
}
_MAX_RULE_TRIES = 50
"""The most of 1,000 clean texts on which the pattern of one house rule is tried."""
_MAX_ALL_RULE_TRIES = 1800
"""The most tries of all house rules on 1,000 clean texts."""


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


@pytest.mark.parametrize("language", ["id", "en", "vi"])
def test_the_pattern_of_each_house_rule_is_tried_on_few_clean_texts(
    shared: Path, language: str
) -> None:
    lines = (shared / "data" / "checks" / "base.jsonl").read_text("utf-8").splitlines()
    texts = [row[language] for row in map(json.loads, lines) if row.get(language)]
    finder = RuleFinder(read_own_rules(language), Prefilter())
    rules_of_texts = [
        *map(finder.list_word_rules, texts),
        *(
            rules
            for _, rules in finder.list_rules_with_signs(
                TokenReader().read(texts), texts
            )
        ),
    ]
    tries = Counter(rule.name for rules in rules_of_texts for rule in rules)
    rates = {name: 1000 * count / len(texts) for name, count in tries.items()}
    advice = (
        f"narrow `chunk` and `next_chunk` of the rule in checks/data/{language}/"
        "house_style.toml, or add `requires_words = true`, if `contains` lists words "
        "that are in neither; see docs/architecture/check-engine.md"
    )
    assert [
        f"{name}: its pattern is tried on {rate:.0f} of 1,000 clean texts, at most "
        f"{_MAX_RULE_TRIES} are allowed; {advice}"
        for name, rate in rates.items()
        if rate > _MAX_RULE_TRIES
    ] == []
    assert sum(rates.values()) <= _MAX_ALL_RULE_TRIES, (
        f"all rules together are tried too often, most often "
        f"{sorted(rates, key=rates.__getitem__)[-5:]}; {advice}"
    )
