"""Values of numbers, dates and times, and that they compare across languages."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tm.language_data import list_languages_with_file, read_table
from tm.text.locale import Locale
from tm.text.phrases.prefilter import Prefilter
from tm.text.values.conventions import (
    add_general_values,
    compile_conventions,
    load_conventions,
)
from tm.text.values.numerals import list_possible_amounts, read_roman
from tm.text.values.reader import read_number_words, read_values
from tm.text.values.value import ValueKind

_OTHERS = ("zh", "ja", "ko", "th", "fr")
_LANGUAGES = ("id", "vi", "en", "zh", "ja", "ko", "th", "fr", "de", "sw")

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

_EQUAL_ELSEWHERE = [
    # en, then zh, ja, ko, th, fr; None where it is not written so
    (
        *("16.7 billion", "167亿", "167億", "167억"),
        *("16.7 พันล้าน", "16,7 milliards"),
    ),
    (
        *("35,000", "3万5000", "3万5千", "3만 5000"),
        *("35,000", "35 000"),
    ),
    (
        *("123,450,000", "1亿2345万", "1億2345万", "1억 2345만"),
        *("123.45 ล้าน", "123\u202f450\u202f000"),
    ),
    ("30 million", "3000余万", "3000余万", "3000여만", "30 ล้าน", "30 millions"),
    ("3.5 million", "350多万", "350万", "350여만", "3.5 ล้าน", "3,5 millions"),
    ("1.2 trillion", "1.2万亿", "1兆2000億", "1조 2000억", "1.2 ล้านล้าน", None),
    ("5.2 percent", "百分之5.2", "5.2パーセント", "5.2%", "ร้อยละ 5.2", "5,2 %"),
    ("1,234.5", "1,234.5", "1,234.5", "1,234.5", "1,234.5", "1 234,5"),
    ("October 8", "10月8日", "10月8日", "10월 8일", "8 ตุลาคม", "8 octobre"),
    (
        *("October 8, 2025", "2025年10月8日", "令和7年10月8日", "2025년 10월 8일"),
        *("8 ต.ค. 2568", "le 8 octobre 2025"),
    ),
    (
        *("October 8 and 9", "10月8日和9日", "10月8日、9日", "10월 8일, 9일"),
        *("8 และ 9 ตุลาคม", "8 et 9 octobre"),
    ),
    ("October 2025", "2025年10月", "2025年10月", "2025년 10월", "ตุลาคม 2568", None),
    ("October 1", "10月1日", "10月1日", "10월 1일", "1 ตุลาคม", "1er octobre"),
    ("in October", "十月", "十月", "10월", "ตุลาคม", "octobre"),
    ("Wednesday", "星期三", "水曜日", "수요일", "วันพุธ", "mercredi"),
    (
        *("Wednesday, October 8", "10月8日（周三）", "10月8日(水)", "10월 8일(수)"),
        *("วันพุธที่ 8 ตุลาคม", "mercredi 8 octobre"),
    ),
    (
        *("3:30 p.m.", "下午3点30分", "午後3時30分", "오후 3시 30분"),
        *("15.30 น.", "15h30"),
    ),
    ("15:30", "下午3时半", "午後3時半", "오후 3시 반", "15:30 น.", "15 heures 30"),
    ("in 2025", "2025年", "令和7年", "2025년", "ปี 2568", "en 2025"),
    ("43rd", "第43", "第43回", "제43회", "ครั้งที่ 43", "43e"),
    ("5 km", "5公里", "5キロ", "5킬로미터", "5 กิโลเมตร", "5 kilomètres"),
    ("20 dollars", "20美元", "20ドル", "20달러", "20 ดอลลาร์", "20 dollars"),
]


def _keys(text: str, language: str) -> list[tuple[object, ...]]:
    found = read_values(text, Locale.parse(language))
    return sorted(((value.kind, *value.key) for value in found), key=repr)


@pytest.mark.parametrize(("vietnamese", "indonesian", "english"), _EQUAL)
def test_the_same_value_is_equal_in_all_languages(
    vietnamese: str, indonesian: str, english: str
) -> None:
    expected = _keys(vietnamese, "vi")
    assert expected
    assert _keys(indonesian, "id") == expected
    assert _keys(english, "en") == expected


@pytest.mark.parametrize("row", _EQUAL_ELSEWHERE, ids=lambda row: row[0])
def test_the_same_value_is_equal_in_other_languages(
    row: tuple[str | None, ...],
) -> None:
    expected = _keys(row[0] or "", "en")
    assert expected
    texts = dict(zip(_OTHERS, row[1:], strict=True))
    found = {tag: _keys(text, tag) for tag, text in texts.items() if text}
    assert found == dict.fromkeys(found, expected)


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
        ("fr", "En 2025 300 personnes", "number", (Decimal(2025),)),
        ("fr", "1.234,5", "number", (Decimal("1234.5"),)),
        ("de", "1.234,5", "number", (Decimal("1234.5"),)),
        ("de", "40 Prozent", "percent", (Decimal(40),)),
        ("de", "8. Oktober 2025", "date", (2025, 10, 8)),
        ("de", "15.30 Uhr", "time", (15, 30)),
        ("de", "2,8 Milliarden Euro", "number", (Decimal(2_800_000_000),)),
        ("zh", "２０２５年１０月８日", "date", (2025, 10, 8)),
        ("zh", "25年10月8日", "date", (None, 10, 8)),
        ("zh", "10个月", "number", (Decimal(10),)),
        ("zh", "民國114年", "number", (Decimal(2025),)),
        ("ja", "3時間", "number", (Decimal(3),)),
        ("ja", "昭和64年1月7日", "date", (1989, 1, 7)),
        ("ko", "10개월", "number", (Decimal(10),)),
        ("th", "ค.ศ. 2025", "number", (Decimal(2025),)),
        ("th", "2568 คน", "number", (Decimal(2568),)),
        ("th", "๘ ตุลาคม ๒๕๖๘", "date", (2025, 10, 8)),
    ],
)
def test_the_first_value_is_read_as_meant(
    language: str, text: str, kind: str, key: tuple[object, ...]
) -> None:
    first = read_values(text, Locale.parse(language))[0]
    assert (first.kind, first.key) == (ValueKind(kind), key)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("id", "KTT G20 di https://contoh.id/2025/10/08"),
        ("id", "minggu lalu, Minggu ini"),
        ("en", "They march on, and I may go."),
        ("vi", "đứng thứ ba thế giới"),
        ("vi", "anh5@vidu.vn H5N1"),
        ("zh", "两周三次，一周一次"),
        ("fr", "Les armées marchent vers Mars."),
        ("th", "ดาวพุธ"),
        ("en", ""),
    ],
)
def test_what_is_no_value_is_left_alone(language: str, text: str) -> None:
    assert read_values(text, Locale.parse(language)) == []


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
        ("zh", "三千五百二十", [3520]),
        ("zh", "一百零五万", [1_050_000]),
        ("ja", "二十五", [25]),
        ("ko", "이십오", [25]),
        ("th", "ยี่สิบห้า", [25]),
        ("fr", "quatre-vingt-dix-sept", [97]),
        ("fr", "vingt et un", [21]),
    ],
)
def test_amounts_in_words_are_read(
    language: str, text: str, expected: list[int]
) -> None:
    found = read_number_words(text, Locale.parse(language))
    assert [int(value.key[0] or 0) for value in found] == expected


_MEANING = st.text(
    alphabet=st.sampled_from(
        "0123456789.,/-–: %hXIVngày tháng năm và pukul Mei$€"
        "年月日万億第時半午後(水)년월일만ตุลาคมพ.ศ.１๑"
    ),
    max_size=40,
)


@given(st.one_of(st.text(max_size=60), _MEANING), st.sampled_from(_LANGUAGES))
def test_values_are_in_order_apart_and_quote_the_text(text: str, language: str) -> None:
    place = 0
    for value in read_values(text, Locale.parse(language)):
        assert place <= value.start < value.end
        assert value.text == text[value.start : value.end]
        hash(value.key)
        place = value.end
    read_number_words(text, Locale.parse(language))


@pytest.mark.parametrize("name", ["ſenin", "Senİn", "senın", "SENIN"])
def test_a_name_is_known_by_whatever_letters_ignoring_case_finds_it(name: str) -> None:
    (weekday,) = read_values(f"pada {name} lalu", Locale.parse("id"))
    assert weekday.key == (1,)


@pytest.mark.parametrize("language", _LANGUAGES)
def test_no_weekday_begins_with_a_digit(language: str) -> None:
    names = load_conventions(Locale.parse(language)).dates.weekday_number_by_name
    assert not any(name[0].isdigit() for name in names)


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
    assert read_roman(written) == number


@given(st.integers(0, 10**12), st.sampled_from(("id", "vi", "en", *_OTHERS)))
def test_an_amount_is_read_back_from_the_form_of_its_language(
    number: int, language: str
) -> None:
    numbers = load_conventions(Locale.parse(language)).numbers
    written = f"{number:,}".replace(",", numbers.group_mark)
    assert next(list_possible_amounts(written, numbers)) == number


def test_every_data_file_can_be_read() -> None:
    for language in list_languages_with_file("values.toml"):
        assert load_conventions(Locale(language)).currency_code_by_name


@pytest.mark.parametrize("language", list_languages_with_file("values.toml"))
def test_a_table_that_a_language_leaves_out_is_the_general_one(language: str) -> None:
    general = read_table("general", "values.toml")
    own = read_table(language, "values.toml")
    for left_out in own:
        rest = {name: table for name, table in own.items() if name != left_out}
        completed = add_general_values(rest)
        assert completed.get(left_out) == general.get(left_out)
        assert compile_conventions(completed, Prefilter()).numbers.decimal_mark


def test_a_language_with_one_word_reads_values_by_the_general_rules() -> None:
    completed = add_general_values({"numbers": {"percent": ["asilimia"]}})
    assert completed["numbers"] == {
        "decimal": ".",
        "group": ",",
        "percent": ["asilimia"],
    }
    assert compile_conventions(completed, Prefilter()).dates.number_order == "dmy"


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
    slow = [value for value in read_values(f"{text} .,. 7", Locale.parse(language))]
    assert slow and slow.pop().text.strip() == "7"
    assert read_values(text, Locale.parse(language)) == slow


_BESIDE_NUMBERS = st.sampled_from(
    "1 5 12 31 300 2025 1.234 3,5 8.10.2025 10/8 2025-10-08 15:30 7.30 €5 US$ $ Rp £ "
    "kr £12m USD VNĐ đồng dolar AS rupiah % persen percent phần trăm juta triệu km m "
    "million mph °C độ st th 2nd ke- thứ và dan and hingga to đến - – ~ , . / ( ) "
    "tháng bulan of October Oktober Mười mei May năm tahun pukul jam giờ h p.m. sore "
    "Senin".split()
)
_GAPS = st.sampled_from(("", " ", " ", " ", "  ", "\u00a0"))


@given(
    st.lists(st.tuples(_BESIDE_NUMBERS, _GAPS), max_size=8),
    st.sampled_from(_LANGUAGES),
)
def test_what_is_told_at_once_is_read_thing_by_thing_too(
    pieces: list[tuple[str, str]], language: str
) -> None:
    text = ""
    for piece, gap in pieces:
        is_word = text[-1:].isalpha() and piece[0].isalpha()
        text += (" " if is_word else "") + piece + gap
    # In a text with a mail address, nothing is told at once.
    slow = read_values(f"{text} .,. a@b.vn", Locale.parse(language))
    assert read_values(text, Locale.parse(language)) == slow


def test_a_text_of_mail_addresses_is_read_in_linear_time() -> None:
    assert read_values("a@b.vn " * 20_000 + "7", Locale("en"))[0].text == "7"
