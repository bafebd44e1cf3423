"""Titles read in context: cases in tests/data/terms/titles_in_context*.tsv."""

import re
from functools import cache

import pytest

from exports.terms import csv as terms_csv
from glossary.entries.entry import ConceptEntry, Relation, RelationKind, Term
from glossary.recognition.recogniser import Recogniser
from glossary.title_phrases.phrase_rules import PhraseRule, read_phrase_rules
from glossary.title_phrases.title_reading import find_titles_in_context
from glossary.title_phrases.word_table import list_all_forms_with_words
from tests.paths import DATA, ROOT
from tm.text.locale import Locale

vi, id_ = Locale.parse("vi"), Locale.parse("id")


def read_cases(name: str) -> list[list[str]]:
    lines = (DATA / "terms" / name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


CASES = read_cases("titles_in_context.tsv")
VIETNAMESE_CASES = read_cases("titles_in_context.vi.tsv")
ENGLISH_CASES = read_cases("titles_in_context.en.tsv")


BAPPENAS = "Cơ quan Kế hoạch Phát triển Quốc gia Indonesia"


@cache
def starter(locale: Locale) -> Recogniser:
    table = ROOT / "seeds" / "glossary" / "official_titles.csv"
    return Recogniser.build(terms_csv.read_content(table).entries, locale)


def vietnamese(text: str) -> list[str]:
    """The first Vietnamese text of each hit in an Indonesian text."""
    return [
        (*hit.entry.list_preferred_texts(vi), "")[0]
        for hit in find_titles_in_context(starter(id_), text)
    ]


@pytest.mark.parametrize(("title", "expected"), CASES, ids=lambda text: text)
def test_a_title_is_one_hit(title: str, expected: str) -> None:
    assert vietnamese(title) == [expected]


@pytest.mark.parametrize(("title", "expected"), VIETNAMESE_CASES, ids=lambda text: text)
def test_a_vietnamese_title_is_one_hit(title: str, expected: str) -> None:
    hits = find_titles_in_context(starter(vi), title)
    texts = [(*hit.entry.list_preferred_texts(id_), "")[0] for hit in hits]
    assert texts == [expected]


@pytest.mark.parametrize(("title", "expected"), ENGLISH_CASES, ids=lambda text: text)
def test_an_english_title_is_one_hit(title: str, expected: str) -> None:
    hits = find_titles_in_context(starter(Locale.parse("en")), title)
    texts = [(*hit.entry.list_preferred_texts(vi), "")[0] for hit in hits]
    assert texts == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Presiden berpidato.", ["Tổng thống"]),
        # Two offices that share a word stay two.
        (
            "Wakil Menteri Keamanan Publik dan Luar Negeri",
            ["Thứ trưởng Bộ Công an", "Thứ trưởng Bộ Ngoại giao"],
        ),
        # No place is meant inside a person's name.
        ("Deputi PM Tran Hoa Binh", ["Phó Thủ tướng"]),
        ("Presiden Kim berkunjung ke Vietnam.", ["Tổng thống", "Việt Nam"]),
        ("kelurahan itu ramai", ["phường"]),
        # A name after a body of several states is not its branch in a regency.
        (
            "Komisaris Perdagangan UE Maros Petrovic",
            ["Ủy viên phụ trách Thương mại Liên minh châu Âu"],
        ),
        # What only contains the name of an office is not found by it.
        ("Komisaris Jenderal Pajak", []),
        # Without its rank, a title is another one.
        ("Wakil Presiden Direktur Angkasa", ["Phó Tổng Giám đốc"]),
        # An acronym stands for the words before it.
        ("Pusat Mawar (PM) dibuka.", []),
        ("Perdana Menteri Pham Van Nam", ["Thủ tướng Chính phủ"]),
        ("Perdana Menteri Smithson", ["Thủ tướng"]),
        # A title is not cut short in the name of its field or body.
        ("Menteri Perencanaan Kota", []),
        ("Direktur Jenderal Grup Kayu Nasional", []),
        ("Ketua Komite Kereta Gantung", []),
        # What another word makes of a ministry or of a common noun is no department.
        ("Otoritas Keuangan Kenya", ["Cơ quan Tài chính Kenya"]),
        ("administrasi kependudukan", []),
        ("Universitas Sao Paulo dibuka.", []),
        ("Ketua TP PKK Kota Pariaman", []),
        ("klub sepak bola West Ham", []),
        ("Kantor pemerintah tutup.", []),
        ("Ketua Umum Sekretariat Wayang", ["Ban Bí thư"]),
        # An office that always has a field or body is withheld without it.
        ("Direktur Jenderal Kopi Rakyat", []),
        ("mantan Kepala Dinas PMDX Bogor", []),
        ("Presiden Northern Bay Railway", []),
        ("Dinas Perumahan dan Penataan Taman Bogor", []),
        ("Kepala Badan Kebijakan Warisan", []),
        ("ketua Badan Pengaturan Monopoli Garam", []),
        # A rank of the holder is no word of a body.
        (
            "Kepala Staf Gabungan AS Jenderal Smith",
            ["Chủ tịch Hội đồng Tham mưu trưởng Liên quân Mỹ", "Đại tướng"],
        ),
        ("Kepala Bidang Perawatan, Pengamanan dan Kepatuhan Internal", []),
        ("Ketua Pusat Studi Air Wings Indonesia", ["Indonesia"]),
        ("Liga Premier Inggris dimulai.", []),
        ("BRI dan BNI", []),
        # A month is no person.
        ("presiden Desember", []),
        ("presiden Smithson", ["Tổng thống"]),
        ("Inspektur Jenderal Budi", []),
        (
            "Dirjen Imigrasi dan Menteri Keuangan",
            ["Tổng cục trưởng Tổng cục Di trú", "Bộ trưởng Bộ Tài chính"],
        ),
        ("Presiden Xi berpidato.", ["Chủ tịch nước"]),
        ("PRESIDEN PRABOWO BERPIDATO", ["Tổng thống"]),
        (
            "Pemerintah Daerah memperbaiki kantor-kantor pemerintah.",
            ["Chính quyền địa phương"],
        ),
        (
            "Menteri Pariwisata dan Komunikasi Awan",
            ["Bộ trưởng Du lịch và Truyền thông"],
        ),
    ],
)
def test_what_is_no_title_stays_as_it_was(text: str, expected: list[str]) -> None:
    assert vietnamese(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Vietnam's, if nothing of another state stands in the text.
        ("Presiden menghadiri upacara di Hanoi.", "Chủ tịch nước"),
        ("Ketua Komite Rakyat Kota Hue menyambut Presiden.", "Chủ tịch nước"),
        (
            "Polisi Da Nang dan Jaksa Agung",
            "Viện trưởng Viện kiểm sát nhân dân tối cao",
        ),
        # A guest may be meant.
        ("Presiden Kim berkunjung ke Vietnam.", "Tổng thống"),
        ("Presiden menerima Menlu Jepang di Hanoi.", "Tổng thống"),
        ("Di Hanoi kemarin Smithson menyambut Presiden.", "Tổng thống"),
        # Another state's, by its persons, places, parties or bodies.
        (
            "Fraksi PKB menemui calon Jaksa Agung.",
            "ứng cử viên Tổng Chưởng lý Indonesia",
        ),
        ("Sekretaris Jenderal Partai itu menemui Megawati.", "Tổng Thư ký đảng"),
        ("Jokowi keluar dari Istana Kepresidenan.", "Phủ Tổng thống"),
        ("Trump memuji wakil jaksa agung.", "Phó Tổng Chưởng lý"),
        ("Di Hanoi, Istana Kepresidenan dibuka.", "Phủ Chủ tịch"),
        ("Sekretaris Jenderal Partai menemui Politbiro.", "Tổng Bí thư"),
    ],
)
def test_the_text_tells_whose_office_it_is(text: str, expected: str) -> None:
    assert expected in vietnamese(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A field or a name goes on in a word that was not read.
        ("Direktur Pemasaran dan Kemitraan Sawah", []),
        ("Menteri PU dan Tenaga Listrik", []),
        ("Menteri Pendidikan, Pengajaran dan Kebudayaan", []),
        ("Menteri Pertahanan dan Bappenas", ["Bộ trưởng Bộ Quốc phòng", BAPPENAS]),
        ("Rumah Sakit Melton Garrity", []),
        ("Rumah Sakit Melton-in", []),
        ("Rumah Sakit Melton buka.", ["Bệnh viện Melton"]),
        ("Kecamatan Batu Boa Wae", ["xã"]),
        ("Ketua Menteri Benggala Barat", ["Thủ hiến"]),
        ("Sekjen ASEAN Jepang Center", ["Tổng Thư ký ASEAN", "Nhật Bản"]),
        ("presiden Amerika Latin", []),
        ("Komite Pasar Terbuka", []),
        ("Staf Khusus Menteri Perdagangan Sawah", []),
        ("Di Kabul, kata Smithson, Departemen Kepolisian Kriminal tiba.", []),
        ("Ketua Umum Ikatan Ahli Gizi Sawah", []),
        ("Ketua Tim Ahli Korupsi ADB", ["Ngân hàng Phát triển châu Á"]),
        # A person or a number is no place.
        ("kata juru bicara polisi Wayne Garrity", ["Người phát ngôn"]),
        ("Kabupaten 35 km dari sini", ["huyện"]),
        ("saham PT Melton Sekuritas 25 persen", ["Công ty PT Melton Sekuritas"]),
        ("Gedung MPR Jakarta", ["Hội đồng Hiệp thương Nhân dân Indonesia"]),
        ("Uskup Pertama Papua", ["Giám mục"]),
        # Common nouns are no bodies.
        ("dekat pusat gempa bumi", []),
        ("komisi 7 persen, komisi pemasaran", []),
        ("koperasi, badan usaha dan badan hukum", []),
        # The police of a level are Vietnam's only without names of other states.
        ("Kepolisian provinsi menahan dia.", ["công an tỉnh"]),
        ("Di Kabul, kata Smithson, kepolisian provinsi menahan dia.", []),
        ("wakil kepala kepolisian provinsi Afghanistan", []),
    ],
)
def test_what_was_not_read_whole_is_withheld(text: str, expected: list[str]) -> None:
    assert vietnamese(text) == expected


@pytest.mark.parametrize(
    "text", ["President of Wonderland Fair", "At 5 PM Nguyen Van Nam left."]
)
def test_an_english_office_of_an_unread_body_is_withheld(text: str) -> None:
    hits = find_titles_in_context(starter(Locale.parse("en")), text)
    offices = {"Tổng thống", "Chủ tịch nước", "Thủ tướng"}
    assert offices.isdisjoint(
        found for hit in hits for found in hit.entry.list_preferred_texts(vi)
    )


def test_other_readings_stay_beside_the_preferred_one() -> None:
    hit = find_titles_in_context(starter(id_), "Presiden tiba di Hanoi.")[0]
    others = [other.entry.list_preferred_texts(vi) for other in hit.other_readings]
    assert others == [("Tổng thống",)]


def test_parts_of_a_title_are_hits_of_their_own() -> None:
    text = "mantan Duta Besar Vietnam untuk Amerika Serikat"
    (hit,) = find_titles_in_context(starter(id_), text)
    assert [text[part.start : part.end] for part in hit.parts] == [
        "mantan",
        "Duta Besar Vietnam untuk Amerika Serikat",
    ]
    assert [part.entry.id for part in hit.parts[1].parts] == [
        "diplomacy-001",
        "place-004",
        "country-us",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thủ tướng", "PM"),
        ("Thủ tướng thăm Hà Nội", "PM"),
        ("Đại sứ Indonesia", "Dubes Republik Indonesia"),
    ],
)
def test_a_term_of_the_termbase_comes_before_a_known_word(
    text: str, expected: str
) -> None:
    entries = [
        ConceptEntry(
            id=f"own{number}",
            terms=(Term(vi, source), Term(id_, target)),
        )
        for number, (source, target) in enumerate(
            [("Thủ tướng", "PM"), ("Đại sứ", "Dubes")]
        )
    ]
    (hit,) = find_titles_in_context(Recogniser.build(entries, vi), text)
    assert hit.entry.list_preferred_texts(id_)[0] == expected


def test_nothing_is_found_without_a_termbase() -> None:
    empty = Recogniser.build([], id_)
    assert find_titles_in_context(empty, "Presiden Vietnam") == []


def test_a_termbase_of_another_house_wins() -> None:
    house = ConceptEntry("h1", (Term(vi, "Bộ Giàu"), Term(id_, "Kementerian Keuangan")))
    recogniser = Recogniser.build([house], id_)
    (hit,) = find_titles_in_context(recogniser, "Kementerian Keuangan")
    assert hit.entry.id == "h1"


def test_an_office_is_read_by_its_holder() -> None:
    offices = [
        ConceptEntry(
            "o1", (Term(vi, "Tổng Thư ký"), Term(id_, "Sekretaris Jenderal")), "office"
        ),
        ConceptEntry(
            "o2", (Term(vi, "Tổng Bí thư"), Term(id_, "Sekretaris Jenderal")), "office"
        ),
    ]
    held = (Relation(RelationKind.OFFICE_HELD, "o2", "2020"),)
    holder = ConceptEntry(
        "p1", (Term(vi, "Sok Vanna"), Term(id_, "Sok Vanna")), "person", relations=held
    )
    recogniser = Recogniser.build([*offices, holder], id_)
    (hit,) = find_titles_in_context(recogniser, "Sekretaris Jenderal Sok Vanna")
    assert hit.entry.list_preferred_texts(vi) == ("Tổng Bí thư Sok Vanna",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Đại sứ Việt Nam tại Indonesia", ["Duta Besar Vietnam untuk Indonesia"]),
        ("Thủ tướng Nhật Bản", ["Perdana Menteri Jepang"]),
        ("nguyên Thứ trưởng Bộ Ngoại giao", ["mantan Wakil Menteri Luar Negeri"]),
        # Words that stand for many things in Vietnamese are not read alone.
        ("Phó Chủ tịch phát biểu", []),
        ("Bệnh viện Phụ sản", []),
    ],
)
def test_titles_are_read_in_vietnamese_as_well(text: str, expected: list[str]) -> None:
    hits = find_titles_in_context(starter(vi), text)
    assert [hit.entry.list_preferred_texts(id_)[0] for hit in hits] == expected


def all_rules(language: str) -> list[PhraseRule]:
    rules = read_phrase_rules(language)
    return [r for c in rules.first_categories for r in rules.list_rules_from(c)]


@pytest.mark.parametrize("language", ["vi", "id", "en"])
def test_rules_name_categories_that_there_are(language: str) -> None:
    known = {
        category
        for other in ("vi", "id", "en")
        for _, word in list_all_forms_with_words(other)
        for category in word.categories
    }
    known |= {"vnname", "vnperson", "vnplace", "person", "place", "country", "foreign"}
    known |= {"number", "ordinal", "edition", "foreign-name", "long-number"}
    known |= {"police-division-code", "police-department-code"}
    known |= {"unknown-acronym", "years", "international"}
    for other in ("vi", "id", "en"):
        known |= {category for rule in all_rules(other) for category in rule.categories}
    used = {
        category
        for rule in all_rules(language)
        for element in rule.elements
        for category in element.categories | element.excluded_categories
    }
    assert used <= known


def test_vietnamese_texts_use_only_elements_of_the_indonesian_patterns() -> None:
    wrong = [
        rule.name
        for rule in all_rules("id")
        for alias in re.findall(r"\{([\w-]+)", rule.templates_by_language["vi"])
        if alias not in {element.alias for element in rule.elements}
    ]
    assert wrong == []


def test_a_letter_that_is_two_in_lower_case_hides_no_title() -> None:
    assert vietnamese("İzmir, 5 Mei: Perdana Menteri Jepang tiba") == [
        "Thủ tướng Nhật Bản"
    ]


def test_such_a_letter_shifts_no_words_inside_a_title() -> None:
    assert vietnamese("İzmir, 5 Mei: Duta Besar Jepang untuk Vietnam tiba") == [
        "Đại sứ Nhật Bản tại Việt Nam"
    ]
