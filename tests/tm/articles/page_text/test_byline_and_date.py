"""Bylines in the many ways that pages glue them."""

from datetime import date, datetime

import pytest

from tm.articles.page_text.byline_and_date import (
    choose_day,
    complete_year,
    read_byline,
    read_name_line,
    remove_repeated_name,
)
from tm.articles.page_text.dateline import read_dateline
from tm.text.locale import Locale

INDONESIAN = Locale("id")
PAPERS = [
    "Báo Tin Tức",
    "Báo Quân đội Nhân dân",
    "Báo Sài Gòn Giải phóng",
    "Báo điện tử Đảng Cộng sản Việt Nam",
    "Cổng Thông tin điện tử Chính phủ",
    "Bộ Khoa học và Công nghệ",
    "Bộ Văn hóa, Thể thao và Du lịch",
    "Sở Văn hóa, Thể thao và Du lịch Hà Nội",
    "Báo Bà Rịa - Vũng Tàu",
    "Thời báo Ngân hàng (Banking Times)",
    "VTV1",
    "ZNews2024",
    "24h",
    "VnExpress",
    "VietnamPlus",
]


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("locale", ["id", "en", "vi", "zh", "ja", "de"])
def test_a_doubled_paper_glued_to_its_date_is_one_paper(
    paper: str, locale: str
) -> None:
    found = read_byline(f"{paper}{paper}05/11/2025", Locale(locale))
    assert found is not None
    assert (found.publisher, found.published) == (paper, date(2025, 11, 5))


@pytest.mark.parametrize(
    ("line", "publisher", "iso"),
    [
        ("VietnamPlus04/11/2025", "VietnamPlus", "2025-11-04"),
        ("Báo Mẫu - 12/11/2025 09:30", "Báo Mẫu", "2025-11-12T09:30"),
        ("Báo Mẫu, 12 November 2025", "Báo Mẫu", "2025-11-12"),
        ("Minggu, 5 Oktober 2025 | 09:30 WIB", None, "2025-10-05T09:30+07:00"),
        ("Rabu, 12/11/2025", None, "2025-11-12"),
        ("Thứ Tư, 12/11/2025, 09:30 (GMT+7)", None, "2025-11-12T09:30+07:00"),
        ("Oleh Nguyen Van A - 05/10/2025", None, "2025-10-05"),
        ("November 12, 2025", None, "2025-11-12"),
        ("Updated 12 May 2025, 10:30 EDT", None, "2025-05-12T10:30-04:00"),
        ("Thu, 12 Nov 2025 | UPDATED: 12 Nov 2025", None, "2025-11-12"),
        ("(Updated 12 November 2025)", None, "2025-11-12"),
        ("2025-11-12T09:30:00.000Z", None, "2025-11-12T09:30"),
        ("3 minute read · 12 November 2025", None, "2025-11-12"),
        ("Duqm, Oman, 12 November 2025", None, "2025-11-12"),
        ("Báo Lung, Sen và Ben 12/11/2025", "Báo Lung, Sen và Ben", "2025-11-12"),
        ("Báo MẫuBáo Mẫu31/13/2025", "Báo Mẫu", ""),
    ],
)
def test_a_byline_is_read(line: str, publisher: str | None, iso: str) -> None:
    found = read_byline(line, INDONESIAN)
    assert found is not None
    assert (found.publisher, found.iso) == (publisher, iso)


@pytest.mark.parametrize(
    "line",
    [
        "Rapat itu digelar pada 12 November 2025 di Hanoi.",
        "Festival seni rakyat pesisir yang digelar warga pada 12/11/2025 di kota tua",
        "Judul tanpa tanggal",
        "",
        "24/7",
        "Pada tahun 2025",
    ],
)
def test_a_line_of_text_is_no_byline(line: str) -> None:
    assert read_byline(line, INDONESIAN) is None


@pytest.mark.parametrize(
    ("line", "publisher", "author"),
    [
        ("Nguyễn Văn An - Báo Mẫu 12/11/2025", "Báo Mẫu", "Nguyễn Văn An"),
        ("Dewi Ayu - detikNews, Rabu 12/11/2025 09:30 WIB", "detikNews", "Dewi Ayu"),
        ("Oleh Nguyen Van A - 05/10/2025", None, "Nguyen Van A"),
        ("Dewi Ayu | Rabu, 12/11/2025", None, "Dewi Ayu"),
        ("Kabar Desa | Rabu, 12/11/2025", "Kabar Desa", None),
        ("Báo Bà Rịa - Vũng Tàu 12/11/2025", "Báo Bà Rịa - Vũng Tàu", None),
    ],
)
def test_the_author_is_told_from_the_publisher(
    line: str, publisher: str | None, author: str | None
) -> None:
    found = read_byline(line, INDONESIAN)
    assert found is not None
    assert (found.publisher, found.author) == (publisher, author)


@pytest.mark.parametrize(
    "line", ["Rabu, 12 November 09:30 WIB", "Kamis (12/11)", "ANTARA, 12 November"]
)
def test_a_date_may_lack_its_year(line: str) -> None:
    found = read_byline(line, INDONESIAN)
    assert found is not None and found.published is None
    assert found.partial_date == (11, 12)
    assert complete_year(found, 2025).published == date(2025, 11, 12)


@pytest.mark.parametrize("line", ["12 November", "Festival 12 November di Lung Sen"])
def test_a_date_alone_may_be_a_heading(line: str) -> None:
    assert read_byline(line, INDONESIAN) is None


def test_the_address_decides_how_a_date_is_read() -> None:
    found = read_byline("VNA 04/11/2025", Locale("en"))
    assert found is not None
    assert choose_day(found, datetime(2025, 4, 11, 8)) == (date(2025, 4, 11), True)
    assert choose_day(found, datetime(2025, 11, 4, 8)) == (date(2025, 11, 4), True)
    assert choose_day(found, datetime(2025, 1, 1)) == (date(2025, 11, 4), False)
    assert choose_day(found, None) == (date(2025, 11, 4), None)


@pytest.mark.parametrize("name", ["Tin Tin", "ABAB", "Báo Mẫu"])
def test_a_name_is_undoubled_once(name: str) -> None:
    assert remove_repeated_name(name + name).startswith(name[:2])


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Dewi Ayu", (None, "Dewi Ayu")),
        ("Oleh ANTARA News", ("ANTARA News", None)),
        ("Kabar Desa", ("Kabar Desa", None)),
        ("Bùi Thu Cúc", (None, "Bùi Thu Cúc")),
        ("Ben Sua, Lung Sen", (None, None)),
    ],
)
def test_the_line_above_a_date_names_publisher_or_author(
    line: str, names: tuple[str | None, str | None]
) -> None:
    assert read_name_line(line) == names


@pytest.mark.parametrize(
    ("text", "publisher", "place"),
    [
        ("LUNG SEN, Nov 22 — Panen dimulai.", None, "LUNG SEN"),
        ("BENSUA, Lung Sen — Panen dimulai.", None, "BENSUA"),
        ("BREBES, ANTARA — Panen dimulai.", "ANTARA", "BREBES"),
        ("LUNG SEN, April 25 (Reuters) - Panen dimulai.", "Reuters", "LUNG SEN"),
        ("JAKARTA, KOMPAS.com - Panen dimulai.", "Kompas.com", "JAKARTA"),
    ],
)
def test_a_dateline_names_agency_and_place(
    text: str, publisher: str | None, place: str
) -> None:
    found = read_dateline(text, is_body=True)
    assert found is not None
    assert (found.publisher, found.place) == (publisher, place)


def test_two_abbreviations_before_a_dash_are_no_dateline() -> None:
    assert read_dateline("ASEAN, PBB – dua badan itu sepakat.", is_body=True) is None
