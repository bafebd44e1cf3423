"""The heads of copied pages: headline, lead, publisher, author, place and date."""

from contextlib import suppress

import pytest

from tm.articles.archive.article import BlockKind, Certainty
from tm.articles.page import page_headline
from tm.articles.page.copied_page import Page, names_itself_as_source, read_page
from tm.articles.page_article import make_article
from tm.articles.page_text.byline_and_date import Byline, read_byline
from tm.errors import FormatError
from tm.text.locale import Locale

HEADLINE = "Warga Lung Sen panen padi terapung"
FIRST = "Warga desa Lung Sen memanen padi yang tumbuh di atas air pada Senin pagi."
SECOND = "Sawah itu dibuat dari bambu dan tanah, sehingga naik bersama air sungai."
THIRD = "Dinas pertanian akan membantu tiga desa lain mulai musim tanam berikutnya."


def read(*lines: str, language: str = "id", url: str | None = None) -> Page:
    return read_page(
        "\n\n".join(lines), path="page.txt", locale=Locale(language), url=url
    )


def body(page: Page) -> list[str]:
    return [
        block.text
        for block in page.blocks
        if block.kind in (BlockKind.LEAD, BlockKind.PARAGRAPH)
    ]


def publisher(page: Page) -> str | None:
    return page.byline.publisher if page.byline else None


def test_a_headline_and_its_lead_are_read() -> None:
    page = read(HEADLINE, FIRST, SECOND)
    assert (page.headline, page.lead) == (HEADLINE, FIRST)
    assert page.blocks[0].kind is BlockKind.HEADLINE


@pytest.mark.parametrize(
    "first_line",
    [
        FIRST,
        "Kepala desa di sawah (Foto: Hai Yen)",
        "SAWAH TERAPUNG",
        "Berita Desa",
        "Hanoi –",
        "SGGPO",
        "(VTC News) -",
        "Jakarta, Kabarmu.id —",
        "Sumber: Reuters | Editor: Dewi Ayu",
        "Nguyen Van An",
        "- Tahap pertama: mengenal bahan dan alat",
    ],
)
def test_what_has_no_headline_s_shape_is_none(first_line: str) -> None:
    page = read(first_line, SECOND, THIRD)
    assert page.headline == ""
    assert not any(block.kind is BlockKind.HEADLINE for block in page.blocks)
    assert body(page)[-2:] == [SECOND, THIRD]


def test_the_first_paragraph_is_the_lead_without_a_headline_however_long() -> None:
    second = "Panen itu yang pertama sejak banjir pada bulan lalu di desa tersebut."
    assert read(f"{FIRST}\n{second}").lead == FIRST
    quoted = "“Kami senang panen tahun ini baik,” kata kepala desa Lung Sen, Senin."
    assert read(f"Panen padi terapung\n{quoted}\n{second}").lead == quoted
    long = " ".join([FIRST] * 20)
    assert read(f"Panen padi terapung\n{long}\n{second}").lead == long


def test_one_paragraph_under_a_headline_is_the_lead() -> None:
    headline = "Panen Perdana Padi Terapung di Lung Sen Berhasil"
    page = read(headline, FIRST)
    assert (page.headline, page.lead) == (headline, FIRST)


def test_a_page_of_one_paragraph_is_a_page() -> None:
    page = read(FIRST)
    assert (page.headline, page.lead, body(page)) == ("", None, [FIRST])


@pytest.mark.parametrize(
    ("dateline", "name", "place"),
    [
        ("(VOVWORLD) - ", "VOVWORLD", None),
        ("(VOVworld)- ", "VOVWORLD", None),
        ("Brebes (ANTARA News) - ", "ANTARA News", "Brebes"),
        ("Hanoi, 12 Maret (VNA) – ", "VNA", "Hanoi"),
        ("Jakarta, CNN Indonesia - - ", "CNN Indonesia", "Jakarta"),
        ("KABARMU.COM, JAKARTA – ", "KABARMU.COM", "JAKARTA"),
        ("Liputan6.com, Jakarta - ", "Liputan6.com", "Jakarta"),
        ("Kabarmu.id | ", "Kabarmu.id", None),
        ("KOMPAS.com-", "KOMPAS.com", None),
        ("JAKARTA - ", None, "JAKARTA"),
        ("TTO - ", "TTO", None),
    ],
)
@pytest.mark.parametrize("head", [[], [HEADLINE]])
def test_a_dateline_becomes_publisher_and_place(
    dateline: str, name: str | None, place: str | None, head: list[str]
) -> None:
    page = read(*head, dateline + FIRST, SECOND)
    found = publisher(page)
    assert (found.casefold() if found else None) == (name.casefold() if name else None)
    assert page.place == place
    assert body(page) == [FIRST, SECOND]
    assert [line.reason for line in page.dropped_lines] == ["dateline"]


@pytest.mark.parametrize(
    "text",
    [
        "Harga beras (medium) - yang naik sejak Juni - kini stabil.",
        "Lung Sen – desa di tepi sungai – memanen padi.",
        "Ketua kelompok tani, Sao Mai - Warga senang.",
        "(Lanjutan) Warga memanen padi.",
    ],
)
def test_a_sentence_is_no_dateline(text: str) -> None:
    assert body(read(HEADLINE, text, SECOND))[0] == text


def test_the_address_tells_the_publisher() -> None:
    page = read(HEADLINE, FIRST, url="https://m.vovworld.vn/id-ID/berita/x-1.vov")
    assert publisher(page) == "VOVWORLD"


def test_credits_become_author_and_publisher() -> None:
    page = read("Sumber: Reuters | Penulis: Dewi Ayu", FIRST, SECOND)
    assert (publisher(page), page.author) == ("Reuters", "Dewi Ayu")


def test_a_contributor_is_an_author() -> None:
    page = read(HEADLINE, FIRST, SECOND, "Kontributor: Dewi Ayu")
    assert page.author == "Dewi Ayu"


def test_an_editor_is_no_author() -> None:
    page = read(HEADLINE, "Penulis: Dewi Ayu", "Editor: Budi Raya", FIRST, SECOND)
    assert page.author == "Dewi Ayu"
    assert "Budi Raya" not in " ".join(block.text for block in page.blocks)


def test_the_title_in_the_label_of_an_image_confirms_the_headline() -> None:
    page = read(
        "Kabar Desa Hari Ini Lengkap", HEADLINE, f"{HEADLINE} - ảnh 1Sawah", FIRST
    )
    assert page.headline == HEADLINE


def test_the_title_in_the_label_of_an_image_is_the_headline_of_a_page_without() -> None:
    page = read(FIRST, f"{HEADLINE} - ảnh 1Sawah terapung", SECOND)
    assert page.headline == HEADLINE
    assert [b.kind for b in page.blocks if b.text == "Sawah terapung"] == [
        BlockKind.CAPTION
    ]


def test_a_section_above_the_headline_is_dropped_and_listed() -> None:
    page = read("Berita Desa", HEADLINE, FIRST, SECOND)
    assert page.headline == HEADLINE
    assert page.dropped_lines[0].certainty is Certainty.LIKELY


def test_a_last_line_that_may_be_a_name_is_kept_and_listed() -> None:
    page = read(HEADLINE, FIRST, SECOND, "Padi Lung Sen Juara")
    assert body(page)[-1] == "Padi Lung Sen Juara"
    assert page.dropped_lines[-1].certainty is Certainty.UNCERTAIN


def test_initials_after_the_last_sentence_are_no_text() -> None:
    assert body(read(HEADLINE, FIRST, f"{SECOND} (dka/jun)"))[-1] == SECOND


def test_links_inside_an_article_are_dropped_and_its_rest_is_kept() -> None:
    page = read(
        HEADLINE, FIRST + " " + SECOND, "Populer", "Pasar malam ramai", SECOND * 2
    )
    assert body(page)[-1] == SECOND * 2
    assert not any("Pasar malam" in text for text in body(page))


def test_a_button_above_the_text_cuts_nothing_off() -> None:
    page = read(HEADLINE, "Bagikan", "Komentar (0)", FIRST * 2, SECOND)
    assert body(page) == [FIRST * 2, SECOND]


def test_short_paragraphs_are_no_headings() -> None:
    page = read(HEADLINE, FIRST * 2, "Panen usai.", SECOND * 2, THIRD * 2)
    assert not any(block.kind is BlockKind.HEADING for block in page.blocks)


@pytest.mark.parametrize(
    ("last_line", "published"),
    [
        ("© 2025 Kabar Mu", "2025-11-12"),
        ("Pasar dibuka pada 12 November 2024 pukul tujuh pagi.", "2024-11-12"),
        ("Pasar dibuka pada 3 Mei 2024 pukul tujuh pagi.", ""),
    ],
)
def test_a_date_without_a_year_takes_that_of_the_page(
    last_line: str, published: str
) -> None:
    page = read(HEADLINE, "Rabu, 12 November 09:30 WIB", FIRST, SECOND, last_line)
    assert page.byline is not None and page.headline == HEADLINE
    assert page.byline.iso[:10] == published


def test_the_date_of_a_dateline_is_that_of_the_page() -> None:
    page = read(HEADLINE, f"Hanoi, 12/11/2025 (VNA) – {FIRST}", SECOND)
    assert page.byline is not None and page.byline.iso == "2025-11-12"


@pytest.mark.parametrize(
    ("headline", "address", "is_own"),
    [
        (HEADLINE, "https://kabar.example/warga-lung-sen-panen-padi-terapung", True),
        (HEADLINE, "https://bao.example/lung-sen-gat-lua-noi-dau-mua", False),
        ("", "https://kabar.example/warga-lung-sen-panen-padi-terapung", False),
    ],
)
def test_the_address_of_the_page_itself_is_no_original(
    headline: str, address: str, is_own: bool
) -> None:
    page = read(*([headline] if headline else []), FIRST, SECOND, f"Sumber: {address}")
    assert page.source_url == address
    assert names_itself_as_source(page) is is_own
    article, _, _ = make_article(page)
    assert (article.source_url, article.url) == (
        (None, address) if is_own else (address, None)
    )
    assert (article.source_headline is None) is is_own


MENU = ("Home", "News", "Bisnis", "Bola", "Tokoh", "Indeks", "Kanal")
LONG_MENU = "Home Liga Desa Liga Kota Liga Danau Klasemen Jadwal Indeks"


@pytest.mark.parametrize(
    ("head", "author", "published", "lead"),
    [
        # menus, headline, byline, headline again, caption, font sizes
        (
            [
                *MENU,
                LONG_MENU,
                HEADLINE,
                "Dewi Ayu , Jurnalis-Rabu, 12 November 2025 |21:12 WIB",
                HEADLINE,
                "Kepala desa di sawah. (Foto: Hai Yen/Kabar Mu)",
                "A",
                "A",
            ],
            "Dewi Ayu",
            "2025-11-12",
            FIRST,
        ),
        # menus, section, headline, credits, font sizes
        (
            [*MENU, "Panen Raya 2025", HEADLINE, "Penulis: Dewi Ayu", "AA", "Medium"],
            "Dewi Ayu",
            "",
            FIRST,
        ),
        # a line of the site, headline, author and date
        (
            [
                "Terdaftar dan Diperiksa oleh Dewan Pers Desa",
                HEADLINE,
                "By Dewi Ayu - Rabu, 12 November 2025 | 16:06 WIB",
            ],
            "Dewi Ayu",
            "2025-11-12",
            FIRST,
        ),
        # caption and its source, headline, lead, date
        (
            [
                "Kepala desa bersama para petani di sawah Lung Sen",
                "Sumber :",
                "• Kolase Kabar Mu",
                HEADLINE,
                "Warga desa Lung Sen mulai panen hari ini.",
                "Rabu, 12 November 2025 - 12:28 WIB",
            ],
            None,
            "2025-11-12",
            "Warga desa Lung Sen mulai panen hari ini.",
        ),
        # the date of today above the menus
        (
            ["Kamis, 13 November 2025", *MENU, HEADLINE, "Rabu, 12/11/2025 09:30 WIB"],
            None,
            "2025-11-12",
            FIRST,
        ),
    ],
)
def test_the_headline_is_found_below_menus(
    head: list[str], author: str | None, published: str, lead: str | None
) -> None:
    page = read(*head, f"HANOI – {FIRST}", SECOND, THIRD)
    assert page.headline == HEADLINE
    assert (page.author, page.byline.iso[:10] if page.byline else "") == (
        author,
        published,
    )
    assert page.lead == lead
    assert [text for text in body(page) if text != lead or lead == FIRST][-3:] == [
        FIRST,
        SECOND,
        THIRD,
    ]
    assert not any(menu in body(page) for menu in (*MENU, LONG_MENU, "A", "AA"))


def test_beginnings_of_other_articles_at_the_end_are_dropped() -> None:
    page = read(HEADLINE, FIRST, SECOND, "Pasar malam ramai…", "Harga beras turun…")
    assert body(page) == [FIRST, SECOND]
    assert {line.reason for line in page.dropped_lines} == {"related"}


def test_a_signature_names_the_publisher() -> None:
    page = read(HEADLINE, FIRST, SECOND, "(Tribunnews.com/Ayu)")
    assert publisher(page) == "Tribunnews.com" and body(page) == [FIRST, SECOND]


@pytest.mark.parametrize("ending", [" – VNA", "./. (Vietnam+)", " (ANTARA)", " -VNA."])
def test_an_agency_after_the_last_sentence_is_the_publisher(ending: str) -> None:
    page = read(HEADLINE, FIRST, SECOND + ending)
    assert publisher(page) in ("VNA", "Vietnam+", "ANTARA")
    assert body(page)[-1].rstrip("/.") == SECOND.rstrip(".")


def test_a_last_sentence_with_brackets_is_kept_whole() -> None:
    last = SECOND + " Begitu kata kepala desa (ketua kelompok tani)."
    assert body(read(HEADLINE, FIRST, last))[-1] == last


def test_a_credit_after_a_dash_makes_a_caption() -> None:
    page = read(HEADLINE, FIRST, "Sawah terapung di desa - Foto: Hai Yen", SECOND)
    assert [b.kind for b in page.blocks if "Hai Yen" in b.text] == [BlockKind.CAPTION]


CAPTION = "Kepala desa di sawah Lung Sen (Kabar Mu/Hai Yen)"


@pytest.mark.parametrize(
    ("head", "author", "name", "lead"),
    [
        # headline twice, author and publisher, date, caption, bare place
        (
            [
                *(HEADLINE, HEADLINE, "Dewi Ayu Putri - detikNews"),
                *("Rabu, 12 Nov 2025 14:22 WIB", CAPTION, "Jakarta -"),
            ],
            "Dewi Ayu Putri",
            "detikNews",
            FIRST,
        ),
        # logo, headline, author, date, the same caption twice
        (
            [
                *("Logo Kabar Mu", HEADLINE, "Rezha Ayu", "12 November 2025 14:00"),
                *(CAPTION, CAPTION),
            ],
            "Rezha Ayu",
            None,
            FIRST,
        ),
        # headline, subheadline, caption
        (
            [HEADLINE, "Kepala desa juga ikut turun ke sawah", CAPTION],
            None,
            None,
            "Kepala desa juga ikut turun ke sawah",
        ),
        # two dates
        (
            [
                *(HEADLINE, "Warga desa Lung Sen mulai panen hari ini."),
                "oleh Dewi Ayu Diperbarui 12 Nov 2025, 13:14 WIB",
                "Diterbitkan 11 Nov 2025, 13:14 WIB",
            ],
            "Dewi Ayu",
            None,
            "Warga desa Lung Sen mulai panen hari ini.",
        ),
        # a dateline without a dash, on its own line
        ([HEADLINE, "Jakarta, KABARMU.ID"], None, "KABARMU.ID", FIRST),
    ],
)
def test_what_stands_between_headline_and_text_is_no_text(
    head: list[str], author: str | None, name: str | None, lead: str | None
) -> None:
    page = read(*head, FIRST, SECOND, THIRD)
    assert (page.headline, page.author, publisher(page)) == (HEADLINE, author, name)
    assert page.lead == lead
    assert [text for text in body(page) if text != lead or lead == FIRST] == [
        *(FIRST, SECOND, THIRD)
    ]


def test_a_paragraph_of_an_agency_is_no_line_of_names() -> None:
    page = read(f"Suara.com - {FIRST}", SECOND)
    assert body(page) == [FIRST, SECOND] and page.author is None


@pytest.mark.parametrize(
    ("dateline", "place"),
    [
        ("JAKARTA | KABARMU.COM – ", "JAKARTA"),
        ("KABARMEDIA/ JAKARTA – ", "JAKARTA"),
        ("(Ngày Nay) - ", None),
        ("HANOI. ", "HANOI"),
    ],
)
def test_other_datelines_are_read(dateline: str, place: str | None) -> None:
    page = read(HEADLINE, dateline + FIRST, SECOND)
    assert body(page) == [FIRST, SECOND] and page.place == place


def test_the_number_of_an_image_may_end_in_a_stop() -> None:
    page = read(HEADLINE, FIRST, f"{HEADLINE} - Ảnh 1.", SECOND, f"{HEADLINE} ảnh 2")
    assert body(page) == [FIRST, SECOND]


@pytest.mark.parametrize(
    ("last_line", "name"),
    [("Nguồn tin: Báo Mẫu", "Báo Mẫu"), ("Theo TTXVN", "TTXVN")],
)
def test_a_last_line_names_the_source(last_line: str, name: str) -> None:
    page = read(HEADLINE, FIRST, SECOND, last_line)
    assert publisher(page) == name and body(page) == [FIRST, SECOND]


def test_the_date_of_an_archive_is_that_of_the_page() -> None:
    page = read(f"date 2025-11-12 {HEADLINE}", FIRST, SECOND)
    assert page.headline == HEADLINE
    assert page.byline is not None and page.byline.iso == "2025-11-12"


def test_a_place_after_the_author_is_none_of_the_name() -> None:
    page = read(HEADLINE, "Oleh: Dewi Ayu | Hanoi, 12 Maret 2025", FIRST, SECOND)
    assert (page.author, page.place) == ("Dewi Ayu", "Hanoi")


def test_buttons_on_one_line_are_no_text() -> None:
    buttons = "Bagikan Facebook Twitter WhatsApp"
    page = read(HEADLINE, FIRST, buttons, SECOND, buttons)
    assert body(page) == [FIRST, SECOND]
    assert buttons in body(read(HEADLINE, FIRST, f"{buttons} {SECOND}"))[-1]


def test_a_line_with_a_photo_credit_is_no_headline() -> None:
    page = read("Kepala desa di sawah - Foto: HAI YEN", FIRST, SECOND, THIRD)
    assert page.headline == ""


def test_a_word_of_an_image_s_label_tells_no_headline() -> None:
    headline = "Desa itu punya semua alat untuk memanen padi dengan cepat."
    lead = f"Ketua koperasi, Le Van Hai, menegaskan hal itu pada 4 Mei. {FIRST}"
    page = read(
        "Vietnam.vn - Nền tảng quảng bá Việt Nam",
        "Độc lập - Tự do - Hạnh phúc",
        headline,
        lead,
        "Báo Tuổi TrẻBáo Tuổi Trẻ04/05/2025",
        "panen - Foto 1.",
        SECOND,
        THIRD,
    )
    assert page.headline == headline
    dropped_texts = {dropped_line.text for dropped_line in page.dropped_lines}
    assert "Độc lập - Tự do - Hạnh phúc" in dropped_texts


@pytest.mark.parametrize(
    ("image_text", "caption"),
    [
        ("Sawah terapung di Lung Sen.", "Sawah terapung di Lung Sen."),
        ("desa sawah, ilustrasi desa sawah", "ilustrasi desa sawah (Foto: Hai Yen)"),
        ("Ruộng lúa nổi ở bản. Ảnh: Hải Yến.", "Sawah di desa itu. Foto: Hai Yen."),
    ],
)
def test_the_text_of_an_image_above_its_caption_is_dropped(
    image_text: str, caption: str
) -> None:
    page = read(HEADLINE, FIRST, image_text, caption, SECOND, THIRD)
    captions = [block.text for block in page.blocks if block.kind is BlockKind.CAPTION]
    assert captions == [caption]
    assert body(page)[-2:] == [SECOND, THIRD]


def test_sentences_that_are_only_alike_stay() -> None:
    other = SECOND.replace("bambu", "rotan")
    assert body(read(HEADLINE, FIRST, SECOND, other, THIRD))[-3:] == [
        SECOND,
        other,
        THIRD,
    ]


@pytest.mark.parametrize("line", ["[]", "TONTON KLIP :", "Halaman 2 dari 3"])
def test_marks_and_buttons_are_no_text(line: str) -> None:
    assert body(read(HEADLINE, FIRST, SECOND, line, THIRD))[-2:] == [SECOND, THIRD]


def test_a_byline_is_searched_in_a_limited_number_of_lines(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read_lines: list[str] = []

    def read(line: str, locale: Locale) -> Byline | None:
        read_lines.append(line)
        return read_byline(line, locale)

    monkeypatch.setattr(page_headline, "read_byline", read)
    for line in ("Menu {} tin", "Tin {} 05/11/2025"):
        read_lines.clear()
        text = "\n".join(line.format(number) for number in range(5000))
        with suppress(FormatError):
            read_page(text, path="menu.txt", locale=Locale.parse("id"))
        assert 0 < len(read_lines) < 2100
