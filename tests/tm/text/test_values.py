"""Values of numbers, dates and times, and that they compare across languages."""

from decimal import Decimal
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.text.conventions import conventions
from tm.text.locale import Locale
from tm.text.numerals import readings, roman
from tm.text.value import ValueKind
from tm.text.values import number_words, values

_LANGUAGES = ("id", "vi", "en", "zh", "fr")

_EQUAL = [
    # vi, id, en
    ("16,7 tỷ", "16,7 miliar", "16.7 billion"),
    ("16.700", "16.700", "16,700"),
    ("1.234,5", "1.234,5", "1,234.5"),
    ("1\u00a0500\u00a0000", "1.500.000", "1,500,000"),
    ("3,26 triệu", "3.26 juta", "3.26 million"),
    ("100 nghìn tỷ", "100 triliun", "100 trillion"),
    ("5,2%", "5,2 persen", "5.2 per cent"),
    ("5-6%", "5 hingga 6 persen", "5 to 6 percent"),
    ("từ 5 đến 6 triệu", "5–6 juta", "5-6 million"),
    ("2 tỷ 300 triệu", "2,3 miliar", "2.3 billion"),
    ("125 triệu bảng", "£125 juta", "£125m"),
    ("ngày 8/10", "8 Oktober", "October 8"),
    ("ngày 8 tháng 10 năm 2025", "8-10-2025", "8 October 2025"),
    ("8/10/2025", "08/10/2025", "10/8/2025"),
    ("tháng 10/2025", "Oktober 2025", "October 2025"),
    ("tháng Mười hai", "bulan Desember", "December"),
    ("ngày 25 và 26/10/2025", "25 dan 26 Oktober 2025", "October 25 and 26, 2025"),
    ("ngày 9-11/3", "9-11 Maret", "March 9-11"),
    ("sáng thứ Hai", "Senin", "Monday"),
    ("Chủ nhật", "hari Minggu", "Sunday"),
    ("15h30", "pukul 15.30", "15:30"),
    ("3 giờ chiều", "pukul 3 sore", "3 p.m."),
    ("lần thứ 43", "ke-43", "43rd"),
    ("thế kỷ XXI", "abad ke-21", "21st century"),
    ("khóa XIV", "XIV", "XIV"),
    ("quý II", "kuartal II", "part II"),
    ("200 km/h", "200 kilometer per jam", "200 km/h"),
    ("45 dặm", "45 mil", "45 miles"),
    ("2,5 tỷ USD", "2,5 miliar dolar AS", "2.5 billion dollars"),
    ("Nghị định 12/2011/NĐ-CP", "12 2011", "12 2011"),
]


def _keys(text: str, language: str) -> list[tuple[object, ...]]:
    found = values(text, Locale.parse(language))
    return sorted(((value.kind, *value.key) for value in found), key=repr)


@pytest.mark.parametrize(("vietnamese", "indonesian", "english"), _EQUAL)
def test_the_same_value_is_equal_in_all_languages(
    vietnamese: str, indonesian: str, english: str
) -> None:
    expected = _keys(vietnamese, "vi")
    assert expected
    assert _keys(indonesian, "id") == expected
    assert _keys(english, "en") == expected


@pytest.mark.parametrize(
    ("language", "text", "kind", "key"),
    [
        ("id", "24/7", "number", (Decimal(24),)),
        ("vi", "2/3 dân số", "number", (Decimal(2),)),
        ("vi", "ngày 2/3", "date", (None, 3, 2)),
        ("vi", "(8/10)", "date", (None, 10, 8)),
        ("vi", "ngày 30/4", "date", (None, 4, 30)),
        ("en", "in March", "date", (None, 3, None)),
        ("id", "16.700 orang", "number", (Decimal(16700),)),
        ("en", "16.700 people", "number", (Decimal("16.7"),)),
        ("id", "3.26 juta", "number", (Decimal(3260000),)),
        ("id", "Rp1.500.000,50", "unit", ("currency", "IDR")),
        ("zh", "增长16.7%", "percent", (Decimal("16.7"),)),
        ("fr", "2025-10-08", "date", (2025, 10, 8)),
    ],
)
def test_the_first_value_is_read_as_meant(
    language: str, text: str, kind: str, key: tuple[object, ...]
) -> None:
    first = values(text, Locale.parse(language))[0]
    assert (first.kind, first.key) == (ValueKind(kind), key)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("id", "KTT G20 di https://contoh.id/2025/10/08"),
        ("id", "minggu lalu, Minggu ini"),
        ("en", "They march on, and I may go."),
        ("vi", "đứng thứ ba thế giới"),
        ("vi", "anh5@vidu.vn H5N1"),
        ("en", ""),
    ],
)
def test_what_is_no_value_is_left_alone(language: str, text: str) -> None:
    assert values(text, Locale.parse(language)) == []


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("id", "dua puluh lima", [25]),
        ("id", "seratus dua puluh tiga juta", [123_000_000]),
        ("id", "lima, enam", [5, 6]),
        ("id", "tujuh belas", [17]),
        ("vi", "một trăm linh năm", [105]),
        ("vi", "ba mươi mốt", [31]),
        ("en", "two million three hundred thousand", [2_300_000]),
        ("en", "twenty-five", [25]),
    ],
)
def test_amounts_in_words_are_read(
    language: str, text: str, expected: list[int]
) -> None:
    found = number_words(text, Locale.parse(language))
    assert [int(value.key[0] or 0) for value in found] == expected


_MEANING = st.text(
    alphabet=st.sampled_from("0123456789.,/-–: %hXIVngày tháng năm và pukul Mei$€"),
    max_size=40,
)


@given(st.one_of(st.text(max_size=60), _MEANING), st.sampled_from(_LANGUAGES))
def test_values_are_in_order_apart_and_quote_the_text(text: str, language: str) -> None:
    place = 0
    for value in values(text, Locale.parse(language)):
        assert place <= value.start < value.end
        assert value.text == text[value.start : value.end]
        hash(value.key)
        place = value.end
    number_words(text, Locale.parse(language))


@given(st.integers(1, 3999))
def test_roman_numerals_are_read_back(number: int) -> None:
    signs = [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC")]
    signs += [
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ]
    written, rest = "", number
    for size, sign in signs:
        written += sign * (rest // size)
        rest %= size
    assert roman(written) == number


@given(st.integers(0, 10**12), st.sampled_from(_LANGUAGES[:3]))
def test_an_amount_is_read_back_from_the_form_of_its_language(
    number: int, language: str
) -> None:
    numbers = conventions(Locale.parse(language)).numbers
    written = f"{number:,}".replace(",", numbers.group)
    assert next(readings(written, numbers)) == number


def test_every_data_file_can_be_read() -> None:
    for file in (files("tm.text") / "data").iterdir():
        if file.name.endswith(".toml") and len(file.name) == len("id.toml"):
            assert conventions(Locale(file.name[:2])).currencies


_WORDS = st.sampled_from(
    "thứ hai tháng Mười chủ nhật Senin Oktober minggu ke-4 ke XIV I may MAY Mayor "
    "Monday mon. sept ſept Sunday K\u0130 a@b.vn http://x 1 năm II² ıi ǰmon _may "
    "".split()
)


@given(st.lists(_WORDS | st.text(max_size=3), max_size=8), st.sampled_from(_LANGUAGES))
def test_a_text_that_is_passed_over_has_no_values(
    words: list[str], language: str
) -> None:
    text = " ".join(words)
    # After a digit far away every word is read.
    slow = [value for value in values(f"{text} .,. 7", Locale.parse(language))]
    assert slow and slow.pop().text.strip() == "7"
    assert values(text, Locale.parse(language)) == slow


def test_a_text_of_mail_addresses_is_read_in_linear_time() -> None:
    assert values("a@b.vn " * 20_000 + "7", Locale("en"))[0].text == "7"
