"""What the match filter says of translations, on every database."""

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from checks.cases.text_case_reader import make_entry
from checks.match_filter.filter_by_checks import ChecksMatchFilter
from glossary.concept_store import ConceptStore
from tests.paths import DATA
from tests.properties.strategies import texts
from tests.tm.store.samples import changed_by, unit
from tm.match.lookup import LookupOptions, find_matches
from tm.match.match_rate import MatchType
from tm.settings import PenaltySettings
from tm.store.database import Database
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.segment import Code, Segment

VIETNAMESE, INDONESIAN = Locale("vi"), Locale("id")
FILE = DATA / "screen" / "cases.toml"
# What TOML holds is looked at case by case.
TABLE: dict[str, Any] = tomllib.loads(FILE.read_text("utf-8"))
CASES = TABLE["cases"]


def with_terms(database: Database) -> Database:
    with changed_by(database) as changes:
        ConceptStore(database).add(map(make_entry, TABLE["terms"]), changes)
    return database


def match_filter(
    database: Database,
    *,
    today: str = "2025-11-01",
    points: PenaltySettings | None = None,
) -> ChecksMatchFilter:
    languages = VIETNAMESE, INDONESIAN
    return ChecksMatchFilter(
        database, *languages, penalty_settings=points or PenaltySettings(), today=today
    )


def pair(case: dict[str, str]) -> tuple[Segment, Segment]:
    source = Segment.of(VIETNAMESE, case["source"])
    return source, Segment.of(INDONESIAN, case["target"])


@pytest.fixture(scope="module")
def terms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with Database.open(tmp_path_factory.mktemp("screen") / "x.db") as made:
        yield with_terms(made)


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_a_translation_is_judged_and_mended(
    terms: Database, case: dict[str, Any]
) -> None:
    judge = match_filter(terms, today=case.get("today", "2025-11-01"))
    source, target = pair(case)
    found = judge.find_penalties(source, target)
    assert sorted(one.check or "" for one in found) == case.get("checks", [])
    assert all(one.points and one.reason for one in found)
    assert sum(one.points for one in found) <= 30
    made = judge.fix_target(source, target)
    assert (made.text if made else None) == case.get("mended")
    if made is not None:
        left = {one.check for one in judge.find_penalties(source, made)}
        assert not any(str(check).startswith("term.") for check in left)


def test_every_database_says_the_same(database: Database, terms: Database) -> None:
    with_terms(database)
    one, other = match_filter(database), match_filter(terms)
    for case in CASES:
        source, target = pair(case)
        assert one.find_penalties(source, target) == other.find_penalties(
            source, target
        )
        assert one.fix_target(source, target) == other.fix_target(source, target)


def test_without_a_termbase_values_are_judged(sqlite_database: Database) -> None:
    judge = match_filter(sqlite_database)
    for case in CASES:
        source, target = pair(case)
        found = {one.check for one in judge.find_penalties(source, target)}
        wanted = {id for id in case.get("checks", ()) if not id.startswith("term.")}
        assert found == wanted
        assert judge.fix_target(source, target) is None


def test_a_termbase_of_other_languages_says_nothing(terms: Database) -> None:
    languages = map(Locale, ("ja", "fr"))
    judge = ChecksMatchFilter(
        terms, *languages, penalty_settings=PenaltySettings(), today="2025-11-01"
    )
    source = Segment.of(Locale("ja"), "ハノイ条約の署名式")
    target = Segment.of(Locale("fr"), "Cérémonie de signature de la Konvensi Ha Noi")
    assert not judge.find_penalties(source, target)
    assert judge.fix_target(source, target) is None


def test_points_of_nothing_are_no_penalty(terms: Database) -> None:
    none = PenaltySettings(
        forbidden_term=0,
        outdated_term=0,
        wrong_value=0,
        untranslated=0,
        mistranslated=0,
        opposite=0,
    )
    judge = match_filter(terms, points=none)
    assert not any(judge.find_penalties(*pair(case)) for case in CASES)


def test_many_faults_cost_no_more_than_the_worst(terms: Database) -> None:
    source = Segment.of(
        VIETNAMESE, "Nga, Công ước Hà Nội, họp báo, Ủy ban Nhân dân, 12"
    )
    text = "Uni Soviet, Konvensi Ha Noi, temu wartawan, Dewan Rakyat, 21"
    target = Segment.of(INDONESIAN, text)
    found = match_filter(terms).find_penalties(source, target)
    assert len(found) == 6
    assert sum(one.points for one in found) == 30
    dear = match_filter(terms, points=PenaltySettings(wrong_value=50)).find_penalties(
        source, target
    )
    assert sum(one.points for one in dear) == 50


@example("0", "10000000000000000000000000000")
@given(source=texts(max_size=60), target=texts(max_size=60))
def test_no_text_makes_it_fail(terms: Database, source: str, target: str) -> None:
    judge = match_filter(terms)
    pieces = (Segment(VIETNAMESE, source), Segment(INDONESIAN, target))
    judge.find_penalties(*pieces)
    judge.fix_target(*pieces)


WORDS = [*(case["source"] for case in CASES), *(case["target"] for case in CASES)]


@given(
    source=st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join),
    target=st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(", ".join),
)
def test_what_is_mended_has_no_wrong_term(
    terms: Database, source: str, target: str
) -> None:
    judge = match_filter(terms)
    theirs = Segment.of(VIETNAMESE, source)
    made = judge.fix_target(theirs, Segment.of(INDONESIAN, target))
    if made is not None:
        found = judge.find_penalties(theirs, made)
        assert not [one for one in found if str(one.check).startswith("term.")]
        assert judge.fix_target(theirs, made) is None


def test_codes_stay_where_they_are(terms: Database) -> None:
    codes = Code("bpt", "1", "<b>"), Code("ept", "1", "</b>")
    target = Segment(INDONESIAN, "Teks \ufffcKonvensi Ha Noi\ufffc", codes)
    made = match_filter(terms).fix_target(
        Segment.of(VIETNAMESE, "Công ước Hà Nội"), target
    )
    assert made is not None
    assert made.text == "Teks \ufffcKonvensi Hanoi\ufffc"
    assert made.codes == target.codes


def remembered(database: Database, *pairs: tuple[str, str]) -> UnitStore:
    with changed_by(database) as changes:
        UnitStore(database).add([unit(*one) for one in pairs], changes)
    return UnitStore(database)


def test_an_exact_match_with_a_wrong_term_is_exact_no_more(database: Database) -> None:
    text = "Lễ mở ký Công ước Hà Nội diễn ra"
    memory = remembered(
        with_terms(database),
        (text, "Upacara penandatanganan Konvensi Ha Noi berlangsung"),
        (text, "Pembukaan penandatanganan Konvensi Hanoi digelar"),
    )
    options = LookupOptions(match_filter=match_filter(database))
    right, wrong = find_matches(
        memory.database, Segment.of(VIETNAMESE, text), INDONESIAN, options
    )
    assert (right.rate, right.type, right.is_ambiguous) == (100, MatchType.EXACT, False)
    assert (wrong.rate, wrong.type) == (90, MatchType.REPAIRED)
    assert wrong.repaired_target is not None
    assert (
        wrong.repaired_target.text
        == "Upacara penandatanganan Konvensi Hanoi berlangsung"
    )
    unfiltered = find_matches(memory.database, Segment.of(VIETNAMESE, text), INDONESIAN)
    assert [one.rate for one in unfiltered] == [100, 100]


def test_one_in_context_is_demoted_too(database: Database) -> None:
    around = (Segment.of(VIETNAMESE, "trước").key, None)
    stored = unit("Tăng 16,7% trong quý II", "Naik 17,6% pada kuartal II")
    with changed_by(database) as changes:
        UnitStore(database).add([replace(stored, neighbours=around)], changes)
    query = Segment.of(VIETNAMESE, "Tăng 16,7% trong quý II")
    plain = LookupOptions(neighbours=around)
    assert find_matches(database, query, INDONESIAN, plain)[0].rate == 101
    judged = LookupOptions(neighbours=around, match_filter=match_filter(database))
    (found,) = find_matches(database, query, INDONESIAN, judged)
    assert (found.rate, found.type, found.repaired_target) == (
        90,
        MatchType.FUZZY,
        None,
    )


def test_what_falls_below_the_lowest_rate_is_not_shown(database: Database) -> None:
    memory = remembered(database, ("Tăng 16,7% trong quý II", "Naik 17,6%"))
    options = LookupOptions(min_rate=95, match_filter=match_filter(database))
    query = Segment.of(VIETNAMESE, "Tăng 16,7% trong quý II")
    assert not find_matches(memory.database, query, INDONESIAN, options)


def test_one_that_is_fine_takes_the_place_of_those_at_fault(
    database: Database,
) -> None:
    text = "Lễ mở ký Công ước Hà Nội diễn ra tại Mỹ Đình"
    pairs = [(text, f"Upacara Konvensi Ha Noi berlangsung {n}") for n in "abcdef"]
    memory = remembered(
        with_terms(database),
        *pairs,
        (text + " hôm", "Upacara Konvensi Hanoi berlangsung"),
    )
    options = LookupOptions(limit=1, match_filter=match_filter(database))
    query = Segment.of(VIETNAMESE, text)
    (found,) = find_matches(memory.database, query, INDONESIAN, options)
    assert found.target is not None
    assert found.target.text == "Upacara Konvensi Hanoi berlangsung"


def test_values_are_repaired_first_then_terms(database: Database) -> None:
    memory = remembered(
        with_terms(database),
        ("Có 12 nước ký Công ước Hà Nội", "Ada 12 negara meneken Konvensi Ha Noi"),
    )
    options = LookupOptions(match_filter=match_filter(database))
    query = Segment.of(VIETNAMESE, "Có 15 nước ký Công ước Hà Nội")
    (found,) = find_matches(memory.database, query, INDONESIAN, options)
    assert found.type is MatchType.REPAIRED
    assert found.repaired_target is not None
    assert found.repaired_target.text == "Ada 15 negara meneken Konvensi Hanoi"
    assert [one.points for one in found.penalties] == [1, 10]


def test_what_would_stay_wrong_is_not_offered_mended(database: Database) -> None:
    text = "Có 12 nước ký Công ước Hà Nội"
    memory = remembered(
        with_terms(database), (text, "Ada 13 negara meneken Konvensi Ha Noi")
    )
    options = LookupOptions(match_filter=match_filter(database))
    (found,) = find_matches(
        memory.database, Segment.of(VIETNAMESE, text), INDONESIAN, options
    )
    assert (found.type, found.repaired_target) == (MatchType.FUZZY, None)
    checks = {one.check for one in found.penalties}
    assert checks == {"num.value", "term.forbidden"}


def test_a_match_that_says_the_opposite_is_told_and_comes_later(
    database: Database,
) -> None:
    store = remembered(
        database,
        ("Giá gạo xuất khẩu tăng mạnh.", "Harga ekspor beras naik tajam."),
        ("Giá ngô xuất khẩu giảm mạnh.", "Harga ekspor jagung turun tajam."),
    )
    query = Segment.of(VIETNAMESE, "Giá gạo xuất khẩu giảm mạnh.")
    options = LookupOptions(match_filter=match_filter(database))
    first, second = find_matches(store.database, query, INDONESIAN, options)
    assert (first.source.text, first.penalties) == ("Giá ngô xuất khẩu giảm mạnh.", ())
    [penalty] = second.penalties
    assert (penalty.check, penalty.points) == ("sense.contrary", 10)
    assert "giảm" in penalty.reason and "naik" in penalty.reason
