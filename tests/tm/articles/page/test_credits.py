"""Authors, newsrooms and datelines wherever a page has them."""

import pytest

from tm.articles.archive.article import BlockKind
from tm.articles.page.copied_page import Page, read_page
from tm.articles.page_text.dateline import read_dateline
from tm.text.locale import Locale

HEADLINE = "Warga Lung Sen panen padi terapung"
FIRST = "Warga desa Lung Sen memanen padi yang tumbuh di atas air pada Senin pagi."
SECOND = "Sawah itu dibuat dari bambu dan tanah, sehingga naik bersama air sungai."
THIRD = "Dinas pertanian akan membantu tiga desa lain mulai musim tanam berikutnya."


def read(*lines: str) -> Page:
    return read_page("\n".join(lines), path="page", locale=Locale("id"))


def texts(page: Page) -> list[str]:
    return [block.text for block in page.blocks]


@pytest.mark.parametrize(
    ("ending", "author"),
    [
        (f"{THIRD} Kontributor: Dewi Ayu", "Dewi Ayu"),
        (f"{THIRD} Diadaptasi oleh Dewi Ayu Editor: Budi Raya", "Dewi Ayu"),
        (f"{THIRD} (Reporter: Dewi Ayu/Editor: Budi Raya)", "Dewi Ayu"),
        (f"{THIRD} (dwa/bdr)", None),
        (f"{THIRD} (Ant/dwa)", None),
        (f"{THIRD}\n( Dwa )", None),
        (f"{THIRD}\nPenulis: Dewi Ayu\nEditor: Budi Raya", "Dewi Ayu"),
        (f"{THIRD}\nPewarta: Dewi AyuEditor: Budi Raya Copyright © 2025", "Dewi Ayu"),
        (f"{THIRD}\nAuthor\nDewi Ayu\nEditor\nBudi Raya", "Dewi Ayu"),
        (f"{THIRD}\nDEWI AYU", "DEWI AYU"),
        (f"{THIRD} (dwa/)", None),
        (f"{THIRD} [dwa]", None),
        (f"{THIRD} [kabarmu24.info / dwa]", None),
        (f"{THIRD}\nPenulis | : | Dewi Ayu |\nEditor | : | Budi Raya |", "Dewi Ayu"),
        (f"{THIRD}\n(dwa/bdr)\n[Gambas:Video]", None),
        (f"{THIRD} (Wan | Bersambung)", None),
        (f"{THIRD}\n(Dewi Ayu)", "Dewi Ayu"),
        (f"{THIRD} (Sumber: Antara)", None),
        (f"{THIRD} (Red)", None),
        (f"{THIRD}\nTim Redaksi", None),
    ],
)
def test_a_signature_after_the_text_names_the_author(
    ending: str, author: str | None
) -> None:
    page = read(HEADLINE, FIRST, SECOND, *ending.split("\n"))
    assert page.author == author
    assert texts(page) == [HEADLINE, FIRST, SECOND, THIRD]


@pytest.mark.parametrize(
    "last",
    [
        "Panen itu dihadiri anggota Dewan Perwakilan Rakyat (DPR).",
        "Menurut Tim SAR, tidak ada korban jiwa di desa itu.",
        "Sawah itu dijaga oleh petani yang tinggal di Redaksi Lama.",
    ],
)
def test_other_last_sentences_stay(last: str) -> None:
    page = read(HEADLINE, FIRST, SECOND, last)
    assert page.author is None and texts(page)[-1] == last


def test_a_sentence_about_the_author_stays() -> None:
    last = "Artikel ini ditulis oleh Dewi Ayu dari laporan radio desa."
    page = read(HEADLINE, FIRST, last)
    assert page.author == "Dewi Ayu" and texts(page)[-1] == last


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("Oleh Dewi Ayu", "Dewi Ayu"),
        ("Posted by Dewi Ayu | 12 November 2025 | 0 comments | 3 views", "Dewi Ayu"),
        ("Laporan Wartawan Tribun Medan, Dewi Ayu", "Dewi Ayu"),
        ("RABU, 12 NOV 2025 | 12:56 WIB | LAPORAN: DEWI AYU", "DEWI AYU"),
        ("Dewi Ayu | Jum'at, 12 Desember 2025 - 09:30 wib", "Dewi Ayu"),
    ],
)
def test_an_author_above_the_text(line: str, author: str) -> None:
    page = read(HEADLINE, line, FIRST, SECOND)
    assert (page.headline, page.author) == (HEADLINE, author)


@pytest.mark.parametrize(
    ("dateline", "publisher", "place"),
    [
        ("KEBUN MAS | Kabarmu.com — ", "Kabarmu.com", "KEBUN MAS"),
        ("KEBUNMAS I Kabarmu.com- ", "Kabarmu.com", "KEBUNMAS"),
        ("BANDUNG, KEBUN MAS || Kabarmu.com – ", "Kabarmu.com", "BANDUNG"),
        ("JAKARTA, KOMPAS.com- ", "Kompas.com", "JAKARTA"),
        ("Bisnis.com, JAKARTA--- ", "Bisnis.com", "JAKARTA"),
        ("Liputan6.com, Jakarta- ", "Liputan6.com", "Jakarta"),
        ("Liputan6.com, Jakarta ", "Liputan6.com", "Jakarta"),
        ("Liputan6.com, Kebunmas: ", "Liputan6.com", "Kebunmas"),
        ("KONTAN.CO.ID - JAKARTA. ", "KONTAN.CO.ID", "JAKARTA"),
        ("KEBUNMAS,||Kabarmu.com - ", "Kabarmu.com", "KEBUNMAS"),
        ("Jakarta, KompasSawah – ", "KompasSawah", "Jakarta"),
        ("KEBUNMAS - ", None, "KEBUNMAS"),
        ("KABAR DESA , BANDUNG - ", "KABAR DESA", "BANDUNG"),
        ("Jakarta, KabarPublik - ", "KabarPublik", "Jakarta"),
        ("Jakarta: ", None, "Jakarta"),
        ("Kominfo Kota Mas --- ", "Kominfo Kota Mas", None),
        ("KEBUNMAS, 23 Februari 2016 (Antara/KabarWire) -- ", "ANTARA", "KEBUNMAS"),
    ],
)
def test_datelines_of_local_papers(
    dateline: str, publisher: str | None, place: str | None
) -> None:
    found = read_dateline(dateline + FIRST, is_body=True)
    assert found is not None
    assert (found.publisher, found.place) == (publisher, place)
    assert found.text == dateline.strip()


@pytest.mark.parametrize(
    "text", ["HOT NEWS - Warga panen padi.", "Liputan6.com, Warga panen padi."]
)
def test_no_datelines(text: str) -> None:
    assert read_dateline(text, is_body=True) is None


def test_a_dateline_below_captions_and_links() -> None:
    page = read(
        HEADLINE,
        "12 November 2025",
        "Warga berdiri di sawah terapung di desa itu. (ANTARA FOTO/Dewi Ayu)",
        "Berita Terkait",
        "Sawah terapung dikunjungi wisatawan dari kota",
        'Padi terapung disebut "padi langit" oleh warga',
        f"KEBUNMAS, KOMPAS.com - {FIRST}",
        SECOND,
    )
    assert page.byline is not None and page.byline.publisher == "Kompas.com"
    assert page.place == "KEBUNMAS"
    assert texts(page)[2:] == [FIRST, SECOND]


def test_the_credit_of_a_picture_is_no_place() -> None:
    page = read(HEADLINE, "12 November 2025", "Antara/Dewi Ayu", FIRST, SECOND)
    assert page.place is None and page.author is None


def test_invisible_marks_do_not_hide_a_dateline() -> None:
    page = read(
        HEADLINE, f"\u200eKEBUNMAS | Kabarmu.com\u200e - {FIRST}", SECOND, "\u200e(dwa)"
    )
    assert (page.place, page.author) == ("KEBUNMAS", None)


def test_a_headline_in_title_case_may_end_in_a_full_stop() -> None:
    headline = "Warga Desa Lung Sen Panen Padi Terapung di Sungai."
    assert read(headline, FIRST, SECOND).headline == headline


def test_a_repeated_caption_is_no_headline() -> None:
    caption = "Warga berdiri di sawah terapung yang luas"
    page = read(
        "12 November 2025", HEADLINE, caption, "Foto: Kabar", caption, FIRST, SECOND
    )
    assert page.headline == HEADLINE


def test_the_beginning_of_the_headline_is_not_repeated() -> None:
    page = read(
        HEADLINE, "12 November 2025", "Warga Lung Sen panen...", "A A A", FIRST, SECOND
    )
    assert texts(page) == [HEADLINE, FIRST, SECOND]


@pytest.mark.parametrize(
    ("lines", "caption"),
    [
        (
            ["Warga memanen padi di desa", "(Foto: Kabar Mu)"],
            "Warga memanen padi di desa (Foto: Kabar Mu)",
        ),
        (["- ANTARA FOTO/Dewi Ayu"], "ANTARA FOTO/Dewi Ayu"),
        (
            ["Warga memanen padi. /Kabar Mu/Dewi Ayu"],
            "Warga memanen padi. /Kabar Mu/Dewi Ayu",
        ),
        (["Foto ilustrasi. |"], "Foto ilustrasi."),
    ],
)
def test_the_credit_of_a_picture_makes_a_line_its_caption(
    lines: list[str], caption: str
) -> None:
    page = read(HEADLINE, FIRST, *lines, SECOND, THIRD)
    kinds = {block.text: block.kind for block in page.blocks}
    assert kinds[caption] is BlockKind.CAPTION
    assert texts(page) == [HEADLINE, FIRST, caption, SECOND, THIRD]


def test_a_sentence_above_the_credit_of_a_picture_stays_text() -> None:
    page = read(HEADLINE, FIRST, SECOND, "(Foto: Kabar Mu)", THIRD)
    assert texts(page) == [HEADLINE, FIRST, SECOND, "(Foto: Kabar Mu)", THIRD]
