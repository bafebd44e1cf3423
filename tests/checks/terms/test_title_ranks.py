"""Wrong ranks: laws over all titles of the starter termbase."""

from collections import defaultdict
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from checks.catalogue import select_checks
from checks.engine.known_terms import KnownTerms
from checks.engine.unit import Context, Unit
from checks.runner.run import run
from exports.terms import csv as terms_csv
from glossary.titles.office_titles import Title, find_titles
from tests.examples import tries_all
from tests.paths import ROOT
from tm.text.locale import Locale

STARTER = ROOT / "seeds" / "glossary" / "official_titles.csv"
VI, ID, EN = map(Locale.parse, ("vi", "id", "en"))
PAIRS = ((VI, ID), (ID, VI), (EN, ID), (EN, VI))


@cache
def list_tried_pairs() -> tuple[tuple[Locale, Locale], ...]:
    """Two for `make test`, since each takes seconds to prepare; else all."""
    return PAIRS if tries_all() else PAIRS[:2]


@cache
def made() -> list[Title]:
    """All titles of the starter termbase."""
    return list(find_titles(terms_csv.read_content(STARTER).entries))


@cache
def context(source: Locale, target: Locale) -> Context:
    """A run with the starter termbase."""
    entries = terms_csv.read_content(STARTER).entries
    return Context(target, source, KnownTerms.build(entries, target, source))


@cache
def by_body() -> list[list[Title]]:
    """Titles with the same body, of which no two are called the same anywhere."""
    groups: dict[str, list[Title]] = defaultdict(list)
    for title in made():
        groups[title.body.entry.id].append(title)
    return [group for group in groups.values() if len(group) > 1]


def findings(source: str, target: str, within: Context) -> list[str]:
    """What the checks of terms say of a pair."""
    unit = Unit("x", target, source)
    result = run([unit], within, select_checks(["term.missing", "term.variant"]))
    return [finding.message for finding in result.findings]


@settings(deadline=None)
@given(st.data())
def test_the_right_title_raises_nothing(data: st.DataObject) -> None:
    title = data.draw(st.sampled_from(made()))
    source, target = data.draw(st.sampled_from(list_tried_pairs()))
    (said,) = title.entry.list_preferred_texts(source)[:1]
    (wanted,) = title.entry.list_preferred_texts(target)[:1]
    assert findings(said, wanted, context(source, target)) == []


@settings(deadline=None)
@given(st.data())
def test_another_rank_of_the_same_body_is_a_wrong_rank(data: st.DataObject) -> None:
    group = data.draw(st.sampled_from(by_body()))
    title, other = data.draw(st.permutations(group))[:2]
    source, target = data.draw(st.sampled_from(list_tried_pairs()))
    (said,) = title.entry.list_preferred_texts(source)[:1]
    (wanted,) = title.entry.list_preferred_texts(target)[:1]
    (wrong,) = other.entry.list_preferred_texts(target)[:1]
    found = findings(said, wrong, context(source, target))
    assert found == [f"Wrong rank: “{wrong}” should be “{wanted}”"]
