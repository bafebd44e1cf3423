"""Faults that are put into clean text."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.catalogue import CHECKS
from checks.engine.known_terms import KnownTerms
from checks.engine.unit import Context, Unit
from checks.measuring.seeded_errors.clean_corpus import CleanCorpus, CleanUnit
from checks.measuring.seeded_errors.error_kinds import (
    ERROR_KINDS,
    ErrorKind,
    list_error_kinds,
)
from checks.measuring.seeded_errors.rounds import draw_errors, plan_rounds
from checks.measuring.seeded_errors.seeded_error import (
    AddedUnit,
    TextEdit,
    make_error_change,
)
from glossary.entries.entry import ConceptEntry, Term, TermStatus
from tests.examples import examples
from tm.finding import Span
from tm.text.locale import Locale

NAMES = sorted(ERROR_KINDS)
VI, ID = Locale("vi"), Locale("id")
FOREIGN = {"code.mismatch", "url.mismatch", "email.mismatch"}
"""Checks that the kinds name and that not every installation has."""


def entry(id: str, vi: str, *terms: tuple[str, TermStatus, bool]) -> ConceptEntry:
    others = [Term(ID, text, status, forbidden) for text, status, forbidden in terms]
    return ConceptEntry(id, (Term(VI, vi), *others))


ENTRIES = (
    entry(
        "m1",
        "Bộ trưởng Bộ Công an",
        ("Menteri Keamanan Publik", TermStatus.PREFERRED, False),
        ("Menteri Keamanan Umum", TermStatus.DEPRECATED, False),
        ("Menteri Polisi", TermStatus.DEPRECATED, True),
    ),
    entry(
        "m2",
        "Bộ trưởng Bộ Xây dựng",
        ("Menteri Konstruksi", TermStatus.PREFERRED, False),
    ),
    entry(
        "un",
        "Liên hợp quốc",
        ("Perserikatan Bangsa-Bangsa", TermStatus.PREFERRED, False),
        ("PBB", TermStatus.ADMITTED, False),
    ),
)
CONTEXT = Context(ID, VI, KnownTerms.build(ENTRIES, ID, VI))

# (source, target): every kind has a place in one of them.
PAIRS = [
    (
        "Làng cách thị xã 10 dặm (16 km).",
        "Desa itu berjarak 10 mil (16 km) dari kota.",
    ),
    (
        "Vì sao giá gạo tăng? Các chuyên gia nêu ba lý do.",
        "Mengapa harga beras naik? Para ahli mengemukakan tiga alasan.",
    ),
    (
        "Bộ trưởng Bộ Công an Lương Tam Quang cho biết 16,7 tỷ đồng không được chi.",
        "Menteri Keamanan Publik Luong Tam Quang menyatakan 16,7 miliar dong tidak "
        "dibelanjakan.",
    ),
    (
        "Ông nói Bộ trưởng Bộ Xây dựng Trần Hồng Minh đến Hà Nội vào thứ Năm, ngày 8 "
        "tháng 10.",
        "Ia mengatakan Menteri Konstruksi Tran Hong Minh tiba di Hanoi pada hari "
        "Kamis, 8 Oktober.",
    ),
    (
        "Có 45% người dân (và khách) sống cách đó 12 km suốt 3 tháng, theo Liên hợp "
        "quốc.",
        "Ada 45% warga (dan tamu) tinggal 12 km dari sana selama 3 bulan, menurut "
        "Perserikatan Bangsa-Bangsa.",
    ),
    (
        "“Tôi rất vui”, Phó Tổng thống nói. Ông Trump gặp bà Clinton ở Washington.",
        "“Saya sangat senang,” kata Wakil Presiden. Tuan Trump menemui Clinton di "
        "Washington.",
    ),
    (
        "Washington và Bắc Kinh bắt đầu đàm phán, theo người phát ngôn của hai bên.",
        "Pihak Washington dan Beijing memulai perundingan itu, menurut juru bicara "
        "kedua belah pihak.",
    ),
    (
        "Xem https://example.org/a hoặc viết cho a@example.org, {name} thân mến",
        "Lihat https://example.org/a atau tulis kepada a@example.org, {name} yth",
    ),
    (
        "Nguyên Bộ trưởng thể thao đến Thái Lan bằng xe buýt và ủng hộ đội thắng 2-1.",
        "Mantan menteri olahraga tiba di Thailand naik bus dan mendukung tim yang "
        "menang 2-1.",
    ),
    ("Bị cáo hưởng án treo.", "Terdakwa dijatuhi hukuman percobaan."),
    ("Ý thắng Nhật Bản.", "Italia mengalahkan Jepang."),
    ("Năm ngoái chỉ có vài nhà bị ngập.", "Tahun lalu hanya ada beberapa rumah."),
    ("Hòa bình, hòa hợp, hòa giải", "Hòa bình, hòa hợp và hòa giải di Thủ Đô"),
    ("", "Menteri Keamanan Publik itu tiba kemarin."),
]
UNITS = [
    Unit(f"u{n}", target, source, f"d{n // len(PAIRS)}")
    for n, (source, target) in enumerate([*PAIRS, *PAIRS])
]
CORPUS = CleanCorpus(UNITS, CONTEXT)

text = st.text(max_size=80) | st.lists(
    st.sampled_from(
        'tidak Wakil Menteri Trump Hanoi 16,7 miliar 45% 12 km 8 Oktober Kamis “ ” " '
        "( ) , . https://a.b/c a@b.c {x} %s Ha\u0300 Thủ hòa \ud800 \u200b 长5 Nguyen "
        "Van Hai \t \n Perserikatan Bangsa-Bangsa".split(" ")
    ),
    max_size=20,
).map(" ".join)


@pytest.mark.parametrize("name", NAMES)
def test_every_kind_finds_a_place(name: str) -> None:
    kind = ERROR_KINDS[name]
    proposed = [
        change
        for place in range(len(UNITS))
        for change in kind.propose_changes(CleanUnit(CORPUS, place), Random(1))
    ]
    assert proposed, f"no text of PAIRS can have the error {name}: add one"


@pytest.mark.parametrize("name", NAMES)
def test_every_kind_is_meant_for_a_check_and_says_what_it_does(name: str) -> None:
    kind = ERROR_KINDS[name]
    assert kind.description.endswith(".")
    assert kind.check_ids[0] in {*CHECKS, *FOREIGN}


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=examples(40), deadline=None)
@given(units=st.lists(st.tuples(text, text), min_size=1, max_size=4))
def test_a_fault_differs_from_the_text_in_its_span_alone(
    name: str, units: list[tuple[str, str]]
) -> None:
    subjects = [Unit(str(n), t, s, "d") for n, (s, t) in enumerate(units)]
    corpus = CleanCorpus(subjects, CONTEXT)
    for place in range(len(subjects)):
        for proposed in ERROR_KINDS[name].propose_changes(
            CleanUnit(corpus, place), Random(1)
        ):
            change = make_error_change(proposed)
            if isinstance(change, AddedUnit):
                continue
            for edit in change:
                old = subjects[place + edit.unit_offset].target
                new = edit.apply(old)
                end = edit.span.start + len(edit.replacement)
                assert edit.span.end <= len(old)
                assert new[: edit.span.start] == old[: edit.span.start]
                assert new[edit.span.start : end] == edit.replacement
                assert new[end:] == old[edit.span.end :]


@pytest.mark.parametrize("name", NAMES)
def test_no_text_raises_without_a_source_or_a_termbase(name: str) -> None:
    subjects = [Unit(str(n), target) for n, (_, target) in enumerate(PAIRS)]
    corpus = CleanCorpus([*subjects, Unit("empty", "")], Context(ID))
    for place in range(len(corpus.units)):
        list(ERROR_KINDS[name].propose_changes(CleanUnit(corpus, place), Random(1)))


def shown(kind: ErrorKind, seed: int) -> list[tuple[int, object]]:
    faults = draw_errors(CORPUS, kind, most_errors=5, seed=seed)
    return [(fault.unit_index, fault.change) for fault in faults]


def test_a_number_is_no_end_of_a_clause() -> None:
    target = "Nilai ekspor beras kini 4,7 miliar, hampir dua kali lipat tahun lalu."
    corpus = CleanCorpus([Unit("u", target, PAIRS[0][0], "d")], CONTEXT)
    proposed = ERROR_KINDS["clause-lost"].propose_changes(
        CleanUnit(corpus, 0), Random(1)
    )
    assert [*proposed] == [TextEdit(Span(34, 68), "")]


@pytest.mark.parametrize("name", NAMES)
def test_the_same_seed_gives_the_same_faults(name: str) -> None:
    assert shown(ERROR_KINDS[name], 3) == shown(ERROR_KINDS[name], 3)


@pytest.mark.parametrize("name", NAMES)
def test_a_fault_changes_something_and_a_unit_has_one_of_a_kind(name: str) -> None:
    faults = draw_errors(CORPUS, ERROR_KINDS[name], most_errors=100, seed=1)
    assert len({fault.unit_index for fault in faults}) == len(faults)
    for fault in faults:
        for place in fault.changed_unit_indexes:
            assert fault.apply(UNITS[place], place).target != UNITS[place].target


def test_another_seed_gives_others() -> None:
    assert shown(ERROR_KINDS["double-space"], 1) != shown(
        ERROR_KINDS["double-space"], 2
    )


@given(st.integers(1, 5), st.integers(1, 20), st.integers(0, 9))
@settings(max_examples=examples(20), deadline=None)
def test_a_round_has_one_fault_a_unit_and_few_a_document(
    rounds: int, most: int, seed: int
) -> None:
    some = [one for one in list_error_kinds() if one.name < "d"]
    by_kind = [draw_errors(CORPUS, kind, most_errors=most, seed=seed) for kind in some]
    plan = plan_rounds(CORPUS, by_kind, round_count=rounds)
    assert len(plan) <= 3 * rounds
    for faults in plan:
        places = [
            place
            for fault in faults
            for place in fault.changed_unit_indexes or (fault.unit_index,)
        ]
        assert len(set(places)) == len(places)
        documents = Counter(CORPUS.document_indexes[place] for place in places)
        assert max(documents.values()) <= len(PAIRS) // 3


def test_kinds_of_a_family_stand_together() -> None:
    modules = [kind.propose_changes.__module__ for kind in list_error_kinds()]
    assert len(list(dict.fromkeys(modules))) == sum(
        1 for n, module in enumerate(modules) if not n or modules[n - 1] != module
    )


def test_an_edit_of_one_language_needs_no_other() -> None:
    english = Context(Locale("en"), Locale("fr"))
    unit = Unit(
        "1",
        "They did not pay $3.5 million on October 8, a Thursday.",
        "Ils n'ont pas payé 3,5 millions de dollars le 8 octobre, un jeudi.",
    )
    site = CleanUnit(CleanCorpus([unit], english), 0)
    news = {
        name: [
            edit.apply(unit.target)
            for edit in ERROR_KINDS[name].propose_changes(site, Random(1))
            if isinstance(edit, TextEdit)
        ]
        for name in ("num-scale", "num-separator", "date-month", "weekday")
    }
    assert news["num-separator"] == [
        "They did not pay $3,5 million on October 8, a Thursday."
    ]
    assert all("October" not in one for one in news["date-month"])
    assert news["num-scale"] and "million" not in news["num-scale"][0]
