"""Pages copied whole from a browser: menus, cookies and newsletters above the text."""

import pytest

from tm.articles.page.copied_page import Page, read_page
from tm.articles.page_text.dateline import read_dateline
from tm.text.locale import Locale

INDONESIAN = Locale("id")
MENUS = [f"Rubrik {number} desa dan kota" for number in range(12)]
COOKIES = (
    "Situs ini memakai kuki agar Anda dapat membaca dengan nyaman dan aman setiap hari."
)
TRENDING = "Pertandingan sepak bola antarkampung berakhir tanpa pemenang"
HEADLINE = "Warga Lung Sen panen padi terapung"
DECK = "Padi terapung dipanen warga desa Lung Sen dan dijual di pasar"
TEXT = [
    "Warga desa Lung Sen memanen padi terapung sejak Senin pagi, kata kepala desa.",
    "Padi terapung itu dijual di pasar terapung dengan harga dua kali lipat.",
    "Panen berakhir pada Kamis sore dan warga desa merayakannya di tepi sungai.",
]


def read(*lines: str) -> Page:
    return read_page("\n".join(lines), path="page", locale=INDONESIAN)


@pytest.mark.parametrize(
    "above",
    [
        [*MENUS, TRENDING, *MENUS, HEADLINE, DECK, "Dewi Ayu", "12 November 2025"],
        [*MENUS, COOKIES, TRENDING, *MENUS, HEADLINE, "12 November 2025", DECK],
        [COOKIES, *MENUS, *MENUS, TRENDING, HEADLINE],
    ],
)
def test_the_headline_below_menus_has_the_words_of_the_text(above: list[str]) -> None:
    found = read(*above, *TEXT)
    assert found.headline == HEADLINE
    assert [block.text for block in found.blocks][-len(TEXT) :] == TEXT


def test_no_line_of_menus_becomes_the_headline() -> None:
    assert read(*MENUS, TRENDING, *MENUS, *TEXT).headline == ""


@pytest.mark.parametrize("section", ["MLB", "TV", "Politik"])
def test_no_line_of_menus_becomes_the_publisher(section: str) -> None:
    found = read(*MENUS, section, HEADLINE, section, "12 November 2025", *TEXT)
    assert found.byline is not None
    assert found.byline.publisher is None


def test_a_compound_name_of_a_paper_begins_a_dateline() -> None:
    found = read_dateline("Desanews-Panen dimulai.", is_body=True)
    assert found is not None and found.publisher == "Desanews"
    assert read_dateline("Indonesia-Vietnam sepakat berdagang.", is_body=True) is None


def test_a_headline_of_two_words_is_known_by_the_text() -> None:
    assert read("PADI TERAPUNG", "Foto padi desa", *TEXT).headline == "PADI TERAPUNG"
    assert read("Kabar Daerah", *TEXT).headline == ""


def test_the_headline_stands_below_a_section_of_several_words() -> None:
    assert read("Kehidupan di sekitar kita", HEADLINE, *TEXT).headline == HEADLINE


def test_a_date_after_the_text_makes_no_headline_of_a_sentence() -> None:
    page = read(*TEXT, TEXT[0], f"{TEXT[1]} (dwa)", "Kabar Mu. Minggu, 18 Jun 2017")
    assert page.headline == ""


def test_sections_above_one_another_are_no_headline() -> None:
    page = read("Bola / Liga Desa", HEADLINE, "12 November 2025", *TEXT)
    assert page.headline == HEADLINE
