"""Repairing a stored translation: values and codes, and when to leave it alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.match.repair.repair import repair_target
from tm.text.locale import Locale
from tm.text.segment import CODE, Code, Segment
from tm.text.values.reader import read_values

# Languages, query, stored source, stored target, repaired target.
REPAIRS = [
    # Vietnamese to Indonesian: amounts and separators.
    ("vi id", "tăng 5,5%", "tăng 3,2%", "naik 3,2 persen", "naik 5,5 persen"),
    ("vi id", "tăng 5%", "tăng 3,2 %", "naik 3,2%", "naik 5%"),
    ("vi id", "có 1.234,5 ha", "có 20 ha", "ada 20 ha", "ada 1.234,5 ha"),
    ("vi id", "có 12.500 xe", "có 900 xe", "ada 900 mobil", "ada 12.500 mobil"),
    ("vi id", "năm 2026", "năm 2025", "tahun 2025", "tahun 2026"),
    ("vi id", "thu 16,7 tỷ", "thu 5,2 tỷ", "meraup 5,2 miliar", "meraup 16,7 miliar"),
    ("vi id", "thu 16,7 tỷ", "thu 5 triệu", "meraup 5 juta", "meraup 16,7 miliar"),
    ("vi id", "thu 3 triệu", "thu 5,2 tỷ", "meraup 5,2 miliar", "meraup 3 juta"),
    ("vi id", "có 30 nghìn xe", "có 2 triệu xe", "2 juta mobil", "30 ribu mobil"),
    ("vi id", "thu 2 nghìn tỷ", "thu 5 tỷ", "meraup 5 miliar", "meraup 2 triliun"),
    ("vi id", "thu 5 trăm tỷ", "thu 5 tỷ", "meraup 5 miliar", "meraup 500 miliar"),
    ("vi id", "thu 2 tỷ 300 triệu", "thu 5 tỷ", "raup 5 miliar", "raup 2,3 miliar"),
    ("vi id", "có 3 triệu xe", "có 5 triệu xe", "5.000.000 unit", "3.000.000 unit"),
    ("vi id", "có 750.000 xe", "có 5 triệu xe", "5 juta unit", "750.000 unit"),
    ("vi id", "từ 7–8 triệu", "từ 5–6 triệu", "dari 5–6 juta", "dari 7–8 juta"),
    ("vi id", "từ 7-8%", "từ 5-6%", "dari 5-6 persen", "dari 7-8 persen"),
    ("vi id", "5 nam, 7 nữ", "3 nam, 4 nữ", "3 pria, 4 wanita", "5 pria, 7 wanita"),
    ("vi id", "7 nam, 3 nữ", "3 nam, 7 nữ", "7 wanita, 3 pria", "3 wanita, 7 pria"),
    ("vi id", "5 nam, 5 nữ", "3 nam, 3 nữ", "3 pria, 3 wanita", "5 pria, 5 wanita"),
    ("vi id", "giá 3,50 USD", "giá 2,25 USD", "harga 2,25 USD", "harga 3,50 USD"),
    ("vi id", "phiên bản 1.2.4", "phiên bản 1.2.3", "versi 1.2.3", "versi 1.2.4"),
    ("vi id", "mã 0075", "mã 0012", "kode 0012", "kode 0075"),
    # Dates.
    ("vi id", "ngày 8/10", "ngày 29/8", "29 Agustus", "8 Oktober"),
    ("vi id", "ngày 8/10/2025", "ngày 9/3/2024", "9 Maret 2024", "8 Oktober 2025"),
    ("vi id", "ngày 8/10", "ngày 29 tháng 8", "29 Agustus", "8 Oktober"),
    ("vi id", "ngày 8/10/2025", "ngày 9/3/2024", "9/3/2024", "8/10/2025"),
    ("vi id", "ngày 8/10/2025", "ngày 9/3/2024", "2024-03-09", "2025-10-08"),
    ("vi id", "ngày 8/5/2025", "ngày 9/3/2024", "09/03/2024", "08/05/2025"),
    ("vi id", "tháng 10/2025", "tháng 3/2024", "Maret 2024", "Oktober 2025"),
    ("vi id", "tháng 10", "tháng 3", "bulan Maret", "bulan Oktober"),
    ("vi id", "ngày 8/10", "ngày 5/1", "5 Jan", "8 Okt"),
    ("vi id", "từ 9-11/3", "từ 5-7/8", "pada 5-7 Agustus", "pada 9-11 Maret"),
    (
        "vi id",
        "ngày 25 và 26/10",
        "ngày 3 và 4/8",
        "3 dan 4 Agustus",
        "25 dan 26 Oktober",
    ),
    # Times, weekdays, ordinals, units.
    ("vi id", "lúc 15h30", "lúc 9h05", "pukul 09.05", "pukul 15.30"),
    ("vi id", "lúc 9h15", "lúc 15 giờ 30", "pukul 15.30", "pukul 09.15"),
    ("vi id", "lúc 16 giờ", "lúc 15 giờ", "pukul 15.00", "pukul 16.00"),
    ("vi id", "sáng thứ Ba", "sáng thứ Hai", "Senin pagi", "Selasa pagi"),
    ("vi id", "sáng Chủ nhật", "sáng thứ Hai", "pada Senin", "pada Minggu"),
    ("vi id", "quý III", "quý II", "kuartal II", "kuartal III"),
    ("vi id", "thế kỷ XX", "thế kỷ XIV", "abad ke-14", "abad ke-20"),
    ("vi id", "kỳ họp thứ 10", "kỳ họp thứ 9", "sidang ke-9", "sidang ke-10"),
    ("vi id", "dài 5 km", "dài 3 km", "panjangnya 3 km", "panjangnya 5 km"),
    ("vi id", "dài 5 km", "dài 3 m", "panjangnya 3 m", "panjangnya 5 km"),
    ("vi id", "nặng 5 tấn", "nặng 3 tạ", "beratnya 3 kuintal", "beratnya 5 ton"),
    ("vi id", "giá 5 USD", "giá 3 đồng", "harga 3 dong", "harga 5 USD"),
    # Indonesian to Vietnamese.
    ("id vi", "naik 5,5 persen", "naik 3,2 persen", "tăng 3,2%", "tăng 5,5%"),
    ("id vi", "raup 16,7 miliar", "raup 5 juta", "thu 5 triệu", "thu 16,7 tỷ"),
    ("id vi", "raup 2 triliun", "raup 5 miliar", "thu 5 tỷ", "thu 2 nghìn tỷ"),
    ("id vi", "ada 30 ribu unit", "ada 2 juta unit", "2 triệu xe", "30 nghìn xe"),
    ("id vi", "8 Oktober 2025", "9 Maret 2024", "ngày 9/3/2024", "ngày 8/10/2025"),
    ("id vi", "8 Oktober", "9 Maret", "ngày 9 tháng 3", "ngày 8 tháng 10"),
    ("id vi", "Oktober 2025", "Maret 2024", "tháng 3 năm 2024", "tháng 10 năm 2025"),
    ("id vi", "pukul 15.30", "pukul 09.05", "lúc 9h05", "lúc 15h30"),
    ("id vi", "Selasa pagi", "Senin pagi", "sáng thứ Hai", "sáng thứ Ba"),
    ("id vi", "hari Minggu", "hari Senin", "sáng thứ Hai", "sáng Chủ Nhật"),
    ("id vi", "kuartal III", "kuartal II", "quý II", "quý III"),
    ("id vi", "ada 12.500 mobil", "ada 9.000 mobil", "có 9.000 xe", "có 12.500 xe"),
    # English to both.
    ("en id", "up 5.5%", "up 3.2%", "naik 3,2 persen", "naik 5,5 persen"),
    ("en id", "all 1,234.5 km", "all 20 km", "20 km", "1.234,5 km"),
    ("en id", "some 12,500 cars", "some 9,000 cars", "9.000 mobil", "12.500 mobil"),
    ("en vi", "earned 16.7 billion", "earned 5 million", "thu 5 triệu", "thu 16,7 tỷ"),
    ("en vi", "on October 8, 2025", "on March 9, 2024", "9/3/2024", "8/10/2025"),
    ("en id", "on October 8", "on March 9", "9 Maret", "8 Oktober"),
    ("en id", "the 15th round", "the 2nd round", "putaran ke-2", "putaran ke-15"),
    ("en id", "on Tuesday", "on Monday", "pada Senin", "pada Selasa"),
    # To English.
    ("id en", "putaran ke-3", "putaran ke-2", "the 2nd round", "the 3rd round"),
    ("id en", "putaran ke-21", "putaran ke-12", "the 12th round", "the 21st round"),
    ("id en", "8 Oktober", "9 Maret", "on March 9", "on October 8"),
    ("id en", "9 Maret", "8 Oktober", "on October 8th", "on March 9th"),
    ("id en", "3 hari", "2 hari", "2 days", "3 days"),
    ("vi en", "thu 16,7 tỷ", "thu 5 triệu", "5 million", "16.7 billion"),
    ("vi en", "thu 3 triệu bảng", "thu 5 triệu bảng", "£5m", "£3m"),
    ("vi en", "có 12.500 xe", "có 9.000 xe", "9,000 cars", "12,500 cars"),
    ("vi zh", "ngày 9/10/2025", "ngày 8/10/2025", "2025年10月8日", "2025年10月9日"),
    ("vi zh", "17 tỷ đồng", "16,7 tỷ đồng", "167亿越南盾", "170亿越南盾"),
    ("vi zh", "thứ Năm", "thứ Tư", "星期三", "星期四"),
    ("vi fr", "1.234 người", "16.700 người", "16 700 personnes", "1 234 personnes"),
]

# Languages, query, stored source, stored target: what must be left alone.
REFUSALS = [
    ("vi id", "tăng 3,2%", "tăng 3,2%", "naik 3,2 persen"),  # nothing differs
    ("vi id", "tăng 3,20%", "tăng 3,2%", "naik 3,2 persen"),  # the same value
    ("vi id", "giảm 5%", "tăng 3%", "naik 3%"),  # a word differs too
    ("vi id", "tăng 5%", "tăng 3%", "naik tajam"),  # not in the target
    ("vi id", "có 5 xe", "có 3 xe", "ada tiga mobil"),  # as a word in the target
    ("vi id", "5 nam, 3 nữ", "3 nam, 3 nữ", "3 pria, 3 wanita"),  # which of two?
    ("vi id", "5 nam, 7 nữ", "3 nam, 3 nữ", "3 pria, 3 wanita"),
    ("vi id", "5 nam", "3 nam", "3 pria dari 3 negara"),  # twice in the target
    ("vi id", "5 nam, 5 nữ", "3 nam, 3 nữ", "3 pria dan wanita"),  # once in it
    ("vi id", "ngày 8/10", "ngày 9/3", "9 Maret 2024"),  # a year of its own
    ("vi id", "ngày 8/10/2025", "ngày 9/3", "9 Maret"),  # a year to add
    ("vi id", "tháng 10", "ngày 9/3", "9 Maret"),  # a day to leave out
    ("vi id", "lúc 15h30", "lúc 15 giờ", "pukul 15"),  # minutes to add
    ("vi id", "lúc 8 giờ tối", "lúc 3 giờ chiều", "pukul 3 sore"),  # another half
    ("vi id", "quý III", "quý II", "kuartal kedua"),  # as a word
    ("vi id", "họp G7", "họp G20", "rapat G20"),  # no values, so another text
    ("vi id", "giá 5 USD", "giá 3 đồng", "harga 3 rupiah"),  # another currency
    ("vi id", "mã 0075", "mã 0012", "kode nomor 12"),
    ("vi id", "có 3 phần", "có 3,5 phần và 2", "ada 3,5 bagian"),
    ("vi id", "có 5 trong năm 2025", "có 5 trong năm 2024", "5 tahun itu"),
    ("vi id", "tăng 5%", "tăng 3", "naik 3"),  # another kind of value
    ("en vi", "3 of three, 5 cats", "3 of three, 4 cats", "3 của ba, bốn mèo"),
    ("id en", "1 hari", "2 hari", "2 days"),  # a plural that would be wrong
    ("id en", "2 hari", "1 hari", "1 day"),
    ("id en", "5 kilometer", "3 meter", "3 metres"),
    ("id en", "kuartal III", "kuartal II", "the second quarter"),
    ("id ru", "1 hari", "5 hari", "5 дней"),
    ("en id", "chapter 2", "chapter IV", "bab IV"),
    ("vi th", "năm 2026", "năm 2025", "ปี 2568"),
    ("vi ja", "ngày 9/10/2026", "ngày 8/10/2025", "令和7年10月8日"),
]


def segments(languages: str, *texts: str) -> tuple[Segment, Segment, Segment]:
    source, target = (Locale.parse(tag) for tag in languages.split())
    query, stored, translation = texts
    return (
        Segment.of(source, query),
        Segment.of(source, stored),
        Segment.of(target, translation),
    )


@pytest.mark.parametrize(
    ("languages", "query", "source", "target", "expected"), REPAIRS
)
def test_a_value_is_replaced_as_the_target_writes_it(
    languages: str, query: str, source: str, target: str, expected: str
) -> None:
    made = repair_target(*segments(languages, query, source, target))
    assert made is not None and made.text == expected


@pytest.mark.parametrize(("languages", "query", "source", "target"), REFUSALS)
def test_what_is_not_certain_is_left_alone(
    languages: str, query: str, source: str, target: str
) -> None:
    assert repair_target(*segments(languages, query, source, target)) is None


@pytest.mark.parametrize(
    ("query", "source", "target", "expected"),
    [
        (("%d",), ("%s",), ("%s",), ("%d",)),
        (("<i>", "</i>"), ("<b>", "</b>"), ("<b>", "</b>"), ("<i>", "</i>")),
        (("%d", "%i"), ("%s", "%u"), ("%u", "%s"), ("%i", "%d")),
        (("%d", "%i"), ("%s", "%s"), ("%s", "%s"), None),
        (("%d",), ("%s",), (), None),
        ((), ("%s",), ("%s",), None),
        (("%s",), (), (), None),
    ],
)
def test_codes_are_replaced_where_their_places_are_certain(
    query: tuple[str, ...],
    source: tuple[str, ...],
    target: tuple[str, ...],
    expected: tuple[str, ...] | None,
) -> None:
    sides = [
        Segment(
            Locale(tag),
            " a ".join([CODE] * len(codes)) + " b" if codes else "a b",
            tuple(Code("ph", str(n), code) for n, code in enumerate(codes)),
        )
        for tag, codes in (("vi", query), ("vi", source), ("id", target))
    ]
    if not query:
        sides[0] = Segment(Locale("vi"), "b")
    made = repair_target(sides[0], sides[1], sides[2])
    shown = tuple(code.data for code in made.codes) if made else None
    assert shown == expected


def test_formatting_that_the_query_does_not_have_goes() -> None:
    pair = (Code("bpt", "1", "<b>"), Code("ept", "1", "</b>"))
    source = Segment(Locale("vi"), f"{CODE}có{CODE} 5 xe", pair)
    target = Segment(Locale("id"), f"{CODE}ada{CODE} 5 mobil", pair)
    made = repair_target(Segment.of(Locale("vi"), "có 7 xe"), source, target)
    assert made is not None and (made.text, made.codes) == ("ada 7 mobil", ())


AMOUNTS = st.one_of(
    st.integers(0, 10**7).map(str),
    st.integers(1000, 10**8).map(lambda n: f"{n:,}".replace(",", ".")),
    st.decimals(0, 9999, places=2).map(lambda n: str(n).replace(".", ",")),
    st.tuples(st.integers(1, 999), st.sampled_from(["nghìn", "triệu", "tỷ"])).map(
        lambda parts: f"{parts[0]} {parts[1]}"
    ),
    st.integers(0, 100).map(lambda n: f"{n}%"),
    st.dates().map(lambda day: f"ngày {day.day}/{day.month}/{day.year}"),
    st.times().map(lambda time: f"{time.hour}h{time.minute:02d}"),
    st.integers(1, 40).map(lambda n: f"lần thứ {n}"),
)
TARGETS = [
    "3", "3,5", "1.234", "3 juta", "3,2 miliar", "3%", "3 persen", "pukul 09.05",
    "9 Maret 2024", "9/3/2024", "ke-3", "2024", "5 Mei", "Senin", "III",
]  # fmt: skip
SOURCES = [
    "3", "3,5", "1.234", "3 triệu", "3,2 tỷ", "3%", "3%", "9h05",
    "ngày 9/3/2024", "ngày 9/3/2024", "lần thứ 3", "2024", "ngày 5/5", "thứ Hai", "III",
]  # fmt: skip


@given(AMOUNTS, AMOUNTS, st.sampled_from(range(len(SOURCES))))
def test_a_repaired_target_has_the_values_of_the_query_and_no_others(
    first: str, second: str, number: int
) -> None:
    query = f"có {first} và được {second} rồi"
    source = f"có {SOURCES[number]} và được {SOURCES[-1 - number]} rồi"
    target = f"ada {TARGETS[number]} serta dapat {TARGETS[-1 - number]} sudah"
    given_sides = segments("vi id", query, source, target)
    made = repair_target(*given_sides)
    if made is not None:
        asked = [(v.kind, v.key) for v in read_values(query, given_sides[0].locale)]
        assert [(v.kind, v.key) for v in read_values(made.text, made.locale)] == asked


_TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30
)


@given(_TEXT, _TEXT, _TEXT)
def test_no_text_makes_it_fail(query: str, source: str, target: str) -> None:
    repair_target(*segments("vi id", query, source, target))
