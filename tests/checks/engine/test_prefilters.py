"""A check finds nothing in a unit that it does not tell as likely among many."""

from collections.abc import Iterator
from itertools import compress, islice

from hypothesis import given
from hypothesis import strategies as st

from checks.cases.text import Case, cases
from checks.catalogue import CHECKS
from checks.engine.batch import Batch
from checks.engine.check import Check, Level
from checks.engine.unit import Context, Unit
from checks.runner.findings import Failure, run_unit_check
from tm.finding import Finding, Severity
from tm.text.locale import Locale

_TELLING = [entry for entry in CHECKS.values() if entry.likely is not None]
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
_IDS = {entry.id for entry in _TELLING}
_FIRING = [case for case in cases() if case.fires and case.check in _IDS]


def _likely(entry: Check, columns: Batch) -> Iterator[Unit]:
    """The units that the check is asked about."""
    assert entry.likely is not None
    return compress(columns.subjects, entry.likely(columns))


def _assert_likely(subject: Unit, context: Context) -> None:
    both = subject.source is not None and context.source is not None
    columns = Batch([subject], context)
    for entry in _TELLING:
        if (entry.level is Level.ONE or both) and [*entry.find(subject, context)]:
            assert [*_likely(entry, columns)], entry.id


@given(_TEXTS, _TEXTS, _LOCALES, _LOCALES)
def test_what_is_found_in_any_texts_is_likely(
    source: str, target: str, theirs: Locale, ours: Locale
) -> None:
    _assert_likely(Unit("1", target, source), Context(ours, theirs))


@given(st.sampled_from(_FIRING), _TEXTS, _TEXTS, st.booleans())
def test_what_is_found_beside_other_words_is_likely(
    case: Case, before: str, after: str, of_source: bool
) -> None:
    unit = case.subjects[0]
    source = unit.source
    if source is not None and of_source:
        source = f"{before}{source}{after}"
    target = unit.target if of_source else f"{before}{unit.target}{after}"
    _assert_likely(unit._replace(target=target, source=source), case.context)


@given(_LOCALES, _LOCALES)
def test_each_unit_is_told_of_once(theirs: Locale, ours: Locale) -> None:
    columns = Batch([Unit("1", "没有 a", "不 b")], Context(ours, theirs))
    for entry in _TELLING:
        assert entry.likely is not None
        told = [*islice(entry.likely(columns), 2)]
        assert len(told) == len(columns.subjects), entry.id


def test_a_check_that_breaks_over_many_units_finds_nothing() -> None:
    def find(subject: Unit, context: Context) -> Iterator[Finding]:
        yield Finding("here")

    def likely(columns: Batch) -> list[object]:
        raise ValueError("of all")

    def other(columns: Batch) -> list[object]:
        return ["(" in target for target in columns.targets]

    units = [Unit("1", "a"), Unit("2", "b (c)")]
    columns = Batch(units, Context(Locale("id")))
    failures: list[Failure] = []
    broken = Check("x.y", Level.ONE, Severity.INFO, find, likely=likely)
    whole = Check("x.z", Level.ONE, Severity.INFO, find, likely=other)
    assert [*run_unit_check(broken, columns, failures)] == []
    assert [one.reason for one in failures] == ["ValueError: of all"]
    found = [*run_unit_check(whole, columns, failures)]
    assert [(at, one.unit) for at, said in found for one in said] == [(1, "2")]
    assert len(failures) == 1
