"""What follows the article on a page that was copied whole."""

import pytest

from tm.articles.archive.article import Certainty
from tm.articles.page.copied_page import Page, read_page
from tm.text.locale import Locale

HEADLINE = "Warga Lung Sen panen padi terapung"
TEXT = [
    "Warga desa Lung Sen memanen padi terapung sejak Senin pagi, kata kepala desa.",
    "Padi terapung itu dijual di pasar terapung dengan harga dua kali lipat.",
    "Panen berakhir pada Kamis sore dan warga desa merayakannya di tepi sungai.",
]
TEASERS = [
    "Kuliner 16 Feb 2025 07:16",
    "Pasar malam kembali menarik pengunjung",
    "Pasar malam di tepi sungai kembali dibuka dan dikunjungi banyak warga kota itu.",
    "Olahraga 15 Feb 2025 17:11",
    "Lomba perahu naga ditunda dua pekan",
    "Lomba perahu naga ditunda karena hujan lebat, kata panitia lomba pada Selasa.",
    "Budaya 14 Feb 2025 10:00",
    "Penari desa tampil di alun-alun",
    "Para penari dari tiga desa tampil di alun-alun kota pada Sabtu malam pekan lalu.",
]
MENU = ["Nasional", "Bisnis", "9 menit lalu", "Share", "Terpopuler", "Indeks", "Video"]


def read(*lines: str) -> Page:
    return read_page("\n".join(lines), path="page", locale=Locale("id"))


def texts(page: Page) -> list[str]:
    return [block.text for block in page.blocks]


@pytest.mark.parametrize(
    "tail",
    [
        ["(dwa/bdr)", *MENU, *MENU],
        ["Penulis: Dewi Ayu", "Editor: Budi Raya", *MENU, *TEASERS],
        ["Share", "Tweet", *TEASERS, *MENU],
        ["(DWA)", *MENU, *(line for line in TEASERS if "Feb" not in line), *MENU],
    ],
)
def test_menus_and_teasers_after_the_article_are_cut(tail: list[str]) -> None:
    page = read(HEADLINE, "12 November 2025", *TEXT, *tail)
    assert texts(page) == [HEADLINE, *TEXT]
    assert all(line.certainty is not Certainty.UNCERTAIN for line in page.dropped_lines)


def test_a_list_at_the_end_stays() -> None:
    names = [f"Desa nomor {number} di tepi sungai" for number in range(12)]
    page = read(HEADLINE, "12 November 2025", *TEXT, *names)
    assert texts(page) == [HEADLINE, *TEXT, *names]


def test_several_titles_below_one_label_are_dropped() -> None:
    page = read(
        HEADLINE,
        "12 November 2025",
        TEXT[0],
        "Baca Juga",
        "Sawah terapung dikunjungi wisatawan dari kota",
        "Padi terapung menjadi makanan khas desa itu",
        "Cara menanam",
        *TEXT[1:],
    )
    assert texts(page) == [HEADLINE, TEXT[0], "Cara menanam", *TEXT[1:]]
