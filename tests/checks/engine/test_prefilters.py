"""A check finds nothing in a unit that its prefilter does not select."""

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from checks.cases.text_case_reader import TextCase
from checks.catalogue import CHECKS
from checks.engine.batch import Batch
from checks.engine.check import Check, Level
from checks.engine.prefilter_conditions import SOURCE, TARGET, any_of, unit_meets
from checks.engine.text_traits import Trait
from checks.engine.unit import Context, Unit
from checks.runner.check_execution import CheckFailure, run_unit_check
from tests.checks.case_groups import list_text_cases
from tm.finding import Finding, Severity
from tm.text.locale import Locale

_PREFILTERED = [entry for entry in CHECKS.values() if entry.prefilter is not None]
_MARKS = ". , ; : ? ! … 。 、 ( ) [ ] } （ “ ” ‘ ’ » \" ' / % – - @ # < { $ €"
_PIECES = (
    *_MARKS.split(" "),
    *(" ", "  ", "\n", "\t", "\u00a0", "\u202f", "\u200b", "\u00ad", "\u0301", "\x07"),
    *("harga", "nhà", "Ông", "Rabu", "thứ Hai", "8 Oktober", "tháng 10", "XIV", "２"),
    *("kata", "nói", "a)", ":)", "www.a.vn", "https://a.vn", "a@b.co", "%s", "<b>"),
    *("Аb", "ο", "Ã¡", "µ", "\ufffd", "\ufffc", "5 %", "5 persen", "16.700", "6:1"),
    *("ﬁ", "ſ", "İ", " tujuh ", " sáu ", " không ", " tidak ", "Ⓐ", " dua dua "),
    *(" dua tahun ", " hai tháng ", " setiap ", " mỗi ", "/ngày", "/bulan", " per km "),
    *(" -3,5", " âm 5 độ", " 3,5", "5 mil", "5 km", " a mile ", " dua kilometer "),
    *(" kedua ", "Lần đầu tiên ", " juta ", " một triệu ", " sepertiga ", " một nửa "),
    *(" dua juta tahun ", " hai triệu tháng ", "-month", "三個月", "3 개월", "Monate"),
    *("DUA JUTA", "nha\u0300", "２つ", "สอง ", "zweite", "hai_ba", "năm-mươi", "KM"),
    *(" hai ", "_ba", " ketiga ", "thứ tư", " three", "sixth ", "2 tahun ", " nhì "),
    *("pukul 15.00", "3 giờ sáng", "1-2", "2-1", "0,5 điểm phần trăm", " ten percent"),
)
_TEXTS = st.lists(st.sampled_from(_PIECES), max_size=8).map("".join) | st.text()
_LOCALES = st.sampled_from([*map(Locale, "vi id en fr de zh ja ko th".split())])
_IDS = {entry.id for entry in _PREFILTERED}
_FIRING = [
    case for case in list_text_cases() if case.must_fire and case.check_id in _IDS
]


def _is_asked(check: Check, batch: Batch) -> bool:
    """Whether a check is asked about the one unit of a batch."""
    assert check.prefilter is not None
    return [*check.prefilter.select(batch, range(1))] == [0]


def _assert_asked(unit: Unit, context: Context) -> None:
    both = unit.source is not None and context.source_locale is not None
    batch = Batch([unit], context)
    for check in _PREFILTERED:
        if (check.level is Level.ONE or both) and [*check.find_in_unit(unit, context)]:
            assert _is_asked(check, batch), check.id


@given(_TEXTS, _TEXTS, _LOCALES, _LOCALES)
def test_what_is_found_in_any_texts_is_likely(
    source: str, target: str, theirs: Locale, ours: Locale
) -> None:
    _assert_asked(Unit("1", target, source), Context(ours, theirs))


@given(st.sampled_from(_FIRING), _TEXTS, _TEXTS, st.booleans())
def test_what_is_found_beside_other_words_is_likely(
    case: TextCase, before: str, after: str, of_source: bool
) -> None:
    unit = case.units[0]
    source = unit.source
    if source is not None and of_source:
        source = f"{before}{source}{after}"
    target = unit.target if of_source else f"{before}{unit.target}{after}"
    _assert_asked(unit._replace(target=target, source=source), case.context)


@given(st.lists(st.tuples(_TEXTS, _TEXTS), max_size=6), _LOCALES, _LOCALES)
def test_units_are_selected_alone_as_among_others(
    texts: list[tuple[str, str]], theirs: Locale, ours: Locale
) -> None:
    context = Context(ours, theirs)
    units = [Unit(str(at), target, source) for at, (source, target) in enumerate(texts)]
    batch = Batch(units, context)
    for check in _PREFILTERED:
        assert check.prefilter is not None
        alone = [
            at
            for at, unit in enumerate(units)
            if _is_asked(check, Batch([unit], context))
        ]
        assert [*check.prefilter.select(batch, range(len(units)))] == alone, check.id


def test_a_check_that_breaks_over_many_units_finds_nothing() -> None:
    def find(subject: Unit, context: Context) -> Iterator[Finding]:
        yield Finding("here")

    def broken(unit: Unit, context: Context) -> bool:
        raise ValueError("of all")

    batch = Batch([Unit("1", "a"), Unit("2", "b (c)")], Context(Locale("id")))
    failures: list[CheckFailure] = []
    info = Level.ONE, Severity.INFO, find
    assert [
        *run_unit_check(Check("x.y", *info, unit_meets(broken)), batch, failures)
    ] == []
    assert [one.reason for one in failures] == ["ValueError: of all"]
    bracketed = Check("x.z", *info, TARGET.has(Trait.BRACKET))
    found = [*run_unit_check(bracketed, batch, failures)]
    assert [(at, one.unit) for at, findings in found for one in findings] == [(1, "2")]
    assert len(failures) == 1


def test_conditions_are_joined() -> None:
    bracket, colon = TARGET.has(Trait.BRACKET), TARGET.has(Trait.COLON)
    units = [Unit(str(at), text) for at, text in enumerate(["a", "(a)", ": a", "(a):"])]
    batch = Batch(units, Context(Locale("id")))
    selected = {
        joined: [*condition.select(batch, range(4))]
        for joined, condition in (
            ("and", bracket & colon),
            ("or", bracket | colon),
            ("any", any_of(bracket, colon)),
            ("traits", TARGET.has(Trait.BRACKET, Trait.COLON)),
            ("source", SOURCE.has(Trait.BRACKET)),
        )
    }
    either = [1, 2, 3]
    assert selected == {
        "and": [3],
        "or": either,
        "any": either,
        "traits": either,
        "source": [],
    }
