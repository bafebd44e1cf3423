"""What is found without comparing all with all is what comparing all would find."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.catalogue import select_checks
from checks.engine.known_terms import KnownTerms
from checks.engine.unit import Context, Unit
from checks.names.name_typos import TypoCandidates, is_typo
from checks.numbers.foreign_number_formats import NumberSubstrings
from checks.numbers.number_pairs import may_be_changed, pair_numbers
from checks.runner.run import run
from checks.terms.foreign_states import is_foreign_title
from checks.text.capitalised_words import cached_capitalised_words
from checks.text.language_words import read_language
from checks.text.measurements import Amount
from checks.text.offset_distance import calculate_relative_distance, find_nearby_indexes
from checks.text.span_set import SpanSet
from checks.titles.similar_titles import (
    MIN_CONTENT_WORDS,
    are_variants,
    find_title_variants,
    select_content_words,
)
from glossary.entries.entry import ConceptEntry, Term
from tests.examples import quick_first
from tm.finding import Span
from tm.result_cache import ResultCache
from tm.text.locale import Locale
from tm.text.values.value import Value, ValueKind

VI, ID = Locale("vi"), Locale("id")
WORDS = "Badan Nasional Pusat Daerah Kerja Pekerja Kerjanya dan Siber Maya 3".split()
KINDS = st.sampled_from([ValueKind.NUMBER, ValueKind.PERCENT, ValueKind.DATE])


@st.composite
def amounts(draw: st.DrawFn) -> list[Amount]:
    """Numbers at rising places of a text of thirty letters."""
    places = sorted(draw(st.sets(st.integers(0, 29), max_size=10)))
    kinds = [draw(KINDS) for _ in places]
    return [
        Amount(draw(st.decimals(0, 9)), Value(kind, (), at, at + 1, "x"))
        for kind, at in zip(kinds, places, strict=True)
    ]


@given(amounts(), amounts())
def test_each_number_takes_the_nearest_of_its_kind_then_of_any(
    source: list[Amount], target: list[Amount]
) -> None:
    left, pairs = [*target], {}
    digits = [
        [one.number.normalize().as_tuple().digits for one in side]
        for side in (source, target)
    ]
    for at, own in enumerate(digits[0]):
        if digits[0].count(own) == 1 == digits[1].count(own):
            pairs[at] = source[at], target[digits[1].index(own)]
            left.remove(pairs[at][1])
    for same_kind in (True, False):
        for at, one in enumerate(source):
            distances = [
                (abs(one.value.start / 40 - other.value.start / 30), index)
                for index, other in enumerate(left)
                if one.value.kind is other.value.kind or not same_kind
            ]
            if at not in pairs and distances:
                other = left.pop(min(distances)[1])
                if same_kind or may_be_changed(one, other, (40, 30)):
                    pairs[at] = one, other
    assert pair_numbers(source, target, (40, 30)) == (
        [pairs[at] for at in sorted(pairs)],
        left,
    )


NAMES = st.lists(st.sampled_from(WORDS), min_size=2, max_size=7).map(
    lambda words: ("Badan", *words)
)


@given(st.lists(NAMES, max_size=12, unique=True))
def test_variants_are_those_of_all_pairs(names: list[tuple[str, ...]]) -> None:
    indonesian, common = read_language(ID), frozenset({"siber", "maya", "pusat"})
    contents = {name: select_content_words(name, indonesian) for name in names}
    contents = {
        name: own for name, own in contents.items() if len(own) >= MIN_CONTENT_WORDS
    }
    every = [
        pair
        for pair in combinations(contents, 2)
        if are_variants(*pair, indonesian, common)
    ]
    assert list(find_title_variants(contents, indonesian, common)) == every


FORMS = st.text("Aabcde", min_size=3, max_size=7).map(str.capitalize)


@given(
    st.lists(st.tuples(FORMS, st.booleans()), max_size=12),
    st.lists(FORMS, max_size=20),
)
def test_slips_are_those_of_all_pairs(
    names: list[tuple[str, bool]], words: list[str]
) -> None:
    strangers = TypoCandidates(
        cached_capitalised_words(" ".join(words), ResultCache()).words
    )
    left = [*cached_capitalised_words(" ".join(words), ResultCache()).words]
    for text, known in names:
        name = cached_capitalised_words(text, ResultCache()).words[0]
        first = next(
            (w for w in left if is_typo(name.form, w.form, is_known=known)), None
        )
        if first is not None:
            left.remove(first)
        assert strangers.take_typo(name, is_known=known) == first


PLACES = st.lists(st.integers(0, 999), min_size=1, max_size=500, unique=True)


@given(st.integers(0, 299), PLACES.map(sorted))
def test_the_nearest_place_is_among_those_around(place: int, others: list[int]) -> None:
    lengths = 300, 1000
    every = [
        (calculate_relative_distance(place, other, lengths), other) for other in others
    ]
    assert min(every) == min(
        every[at] for at in find_nearby_indexes(place, others, lengths)
    )


@given(st.text("12.,3 a"), st.text("12.,3", min_size=1, max_size=14))
def test_a_number_is_in_a_text_as_its_letters_are(text: str, number: str) -> None:
    assert (number in NumberSubstrings(text)) is (number in text)


SPANS = st.tuples(st.integers(0, 20), st.integers(1, 5)).map(
    lambda pair: Span(pair[0], pair[0] + pair[1])
)


@given(st.lists(SPANS), SPANS)
def test_a_cover_is_touched_where_a_span_overlaps(
    spans: list[Span], span: Span
) -> None:
    cover = SpanSet("x" * 26, spans)
    assert cover.overlaps(span) == any(map(span.overlaps, spans))


def test_a_word_knows_its_neighbours() -> None:
    found = cached_capitalised_words("kepada Nguyen Van Hai dan Le Minh", ResultCache())
    beside = {word.text: found.find_neighbour_forms(word) for word in found.words}
    assert beside["Van"] == ("nguyen", "hai")
    assert beside["Le"] == (None, "minh")


@pytest.mark.parametrize(
    ("source", "target", "checks", "wanted"),
    quick_first(
        8,
        [
            # Each repeated so often that comparing all with all would take minutes.
            ("(", "(" * 50_000, ["bracket.pair"], 49_999),
            ("x", "a\u200bb " * 20_000, ["char.invisible"], 20_000),
            ("x", "a\x01 " * 20_000, ["char.control"], 20_000),
            ("x", '“a" ' * 20_000, ["quote.style"], 1),
            (
                "Thứ Hai " * 20_000 + "Thứ Ba",
                "Senin " * 20_000 + "Rabu",
                ["date.weekday"],
                1,
            ),
            ("x", '"' * 50_000 + "a" + " " * 50_000 + "b", ["punct.end"], 0),
            ("x % " * 20_000 + "năm %", "Ada 5.", ["num.percent"], 1),
            # Beside a rendered word, as the check asks.
            ("xuất khẩu gạo " * 5_000, "impor beras " * 5_000, ["sense.contrary"], 1),
            # Where so many negations are rendered, one may stand for several.
            (
                "không ăn gạo. " * 5_000 + "Ông chưa uống trà.",
                "tidak makan beras. " * 5_000 + "Ia minum teh.",
                ["neg.dropped"],
                0,
            ),
            # One clause, and repeated beside the same words: one negation may do.
            (
                "không ăn gạo " * 5_000,
                "tidak makan beras " * 4_999 + "makan beras",
                ["neg.dropped"],
                0,
            ),
            (
                "hàng không không ăn gạo " * 5_000,
                "tidak makan beras " * 4_999 + "makan beras",
                ["neg.dropped"],
                0,
            ),
            ("không " * 5_000, "gagal " * 5_000, ["neg.dropped"], 0),
            ("không A và không B hoặc " * 3_000, "tidak " * 100, ["neg.dropped"], 0),
            (
                "Nga cáo buộc Anh. Jim " * 6_000,
                "Iran menuduh Ian. " * 6_000,
                ["sense.roles"],
                0,
            ),
            ("chín " * 6_000, "tujuh sepertiga " * 6_000, ["num.value"], 0),
            (
                "Hồ Chí Minh nói. " * 6_000,
                "Hồ Chi Minh kata. " * 6_000,
                ["name.spelling"],
                6_000,
            ),
            ("21h30 và 19h15 " * 6_000, "09.30 dan 07.15 " * 6_000, ["num.value"], 0),
        ],
    ),
)
def test_long_units_give_each_finding_once(
    source: str, target: str, checks: list[str], wanted: int
) -> None:
    result = run(
        [Unit("a", target, source, "d")], Context(ID, VI), select_checks(checks)
    )
    assert len(list(result)) == wanted
    assert result.failures == []


@pytest.mark.parametrize(
    ("target", "check", "wanted"),
    quick_first(
        2,
        [
            ("(a " * 50_000, "bracket.pair", 49_999),
            ("PBB (" * 30_000, "bracket.pair", 30_000),
            ("Mr. A " * 50_000, "term.mixed", 0),
            ("Liên Hợp Quốc (LHQ) " * 20_000, "acro.intro", 0),
            ("Liên Hợp Quốc (LHQ) " * 20_000, "acro.mixed", 0),
            ("TP.HCM " * 30_000, "sense.mistranslated", 30_000),
        ],
    ),
)
def test_long_pages_of_one_shape_give_each_finding_once(
    target: str, check: str, wanted: int
) -> None:
    result = run([Unit("a", target, None, "d")], Context(ID), select_checks([check]))
    assert len(list(result)) == wanted
    assert result.failures == []


def test_each_of_thousands_of_offices_is_of_another_state() -> None:
    office = "President of Peru, "
    starts = range(0, 5_000 * len(office), len(office))
    text, locale, cache = office * len(starts), Locale("en"), ResultCache()
    assert all(is_foreign_title(Span(at, at + 9), text, locale, cache) for at in starts)


def test_thousands_of_changed_numbers_in_one_unit_are_paired_off() -> None:
    source = " ".join(f"{number} người," for number in range(10_001, 14_001))
    target = " ".join(f"{number} orang," for number in range(50_001, 54_001))
    result = run(
        [Unit("a", target, source)], Context(ID, VI), select_checks(["num.value"])
    )
    assert len(list(result)) == 4_000


def test_small_terms_are_named_once_each_however_many() -> None:
    entry = ConceptEntry("a", (Term(ID, "Konvensi Hukum Laut"),))
    terms = KnownTerms.build([entry], ID)
    units = [Unit(str(n), f"{n} konvensi hukum laut.", None, "d") for n in range(5_000)]
    result = run(units, Context(ID, None, terms), select_checks(["term.case"]))
    assert [finding.unit for finding in result] == [unit.id for unit in units]


class Searched(str):
    """A text that counts how often it is looked through."""

    times = 0

    def __contains__(self, part: object) -> bool:
        Searched.times += 1
        return isinstance(part, str) and str.__contains__(self, part)


@pytest.mark.parametrize("count", [300, 900])
def test_a_long_text_is_not_looked_through_for_each_name(count: int) -> None:
    syllables = [one + other for one in "bcdfghklmn" for other in ("anto", "ilda")]
    names = [a + b + c for a in syllables for b in syllables for c in syllables]
    names = names[:count]
    target = Searched(" ".join(names))
    subject = Unit("u", target, " ".join(map(str.capitalize, names)), "d")
    Searched.times = 0
    result = run([subject], Context(ID, Locale("en")), select_checks(["caps.name"]))
    assert sum(1 for _ in result) == count - 1  # the first begins a sentence
    assert Searched.times < 10
