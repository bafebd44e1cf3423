"""Pages in the shapes that newspapers of Vietnam and Indonesia have when copied."""

import pytest

from tm.articles.archive.article import BlockKind, Certainty
from tm.articles.page.copied_page import Page, read_page
from tm.articles.page_text.dateline import read_dateline

HEADLINE = "Warga Lung Sen Panen Padi Terapung"
TEXT = [
    "Warga desa memanen padi terapung sejak Senin pagi, kata kepala desa di sungai.",
    "Padi terapung itu dijual di pasar terapung dengan harga dua kali lipat.",
    "Panen berakhir pada Kamis sore dan warga desa merayakannya di tepi sungai.",
]
VIETNAMESE_HEADLINE = "Người dân Lũng Sen thu hoạch lúa nổi"
VIETNAMESE_TEXT = [
    "Người dân xã Lũng Sen thu hoạch lúa nổi từ sáng thứ Hai, trưởng thôn cho biết.",
    "Lúa nổi được bán ở chợ nổi với giá gấp đôi so với năm ngoái, ông nói thêm.",
    "Vụ thu hoạch kết thúc vào chiều thứ Năm và người dân cùng nhau ăn mừng bên sông.",
]


def read(*lines: str) -> Page:
    return read_page("\n".join(lines), path="page")


def facts(found: Page) -> tuple[str, str | None, str | None, str | None]:
    publisher = found.byline.publisher if found.byline else None
    return found.headline, publisher, found.author, found.place


@pytest.mark.parametrize(
    ("above", "dateline", "below", "publisher", "author", "place"),
    [
        (  # a news site whose authors stand above the date
            ["Dewi Ayu - detikNews", "Rabu, 12 Nov 2025 09:30 WIB"],
            "Jakarta - ",
            ["(day/bdr)"],
            *("detikNews", "Dewi Ayu", "Jakarta"),
        ),
        (  # several authors in a line of their own
            ["Kompas.com, 12 November 2025, 09:30 WIB", "Dewi Ayu, Budi Raya"],
            "JAKARTA, KOMPAS.com - ",
            [],
            *("Kompas.com", "Dewi Ayu, Budi Raya", "JAKARTA"),
        ),
        (
            ["Tayang: Rabu, 12 November 2025 09:30 WIB", "Penulis: Dewi Ayu"],
            "TRIBUNNEWS.COM, JAKARTA - ",
            ["(Tribunnews.com/Dewi Ayu)"],
            *("Tribunnews.com", "Dewi Ayu", "JAKARTA"),
        ),
        (
            ["Rabu, 12 November 2025 09:30 WIB"],
            "Brebes (ANTARA) - ",
            ["Pewarta: Dewi Ayu", "Editor: Budi Raya", "Copyright © ANTARA 2025"],
            *("ANTARA", "Dewi Ayu", "Brebes"),
        ),
        (
            ["Rabu, 12 November 2025 | 09:30:15"],
            "(VOVWORLD) - ",
            ["Nguyen Thi Hoa"],
            *("VOVWORLD", "Nguyen Thi Hoa", None),
        ),
    ],
)
def test_an_indonesian_page_names_publisher_author_and_place(
    above: list[str],
    dateline: str,
    below: list[str],
    publisher: str,
    author: str,
    place: str | None,
) -> None:
    found = read(HEADLINE, *above, dateline + TEXT[0], *TEXT[1:], *below)
    assert facts(found) == (HEADLINE, publisher, author, place)
    assert [block.text for block in found.blocks[1:]] == TEXT


@pytest.mark.parametrize(
    ("above", "dateline", "below", "publisher", "author", "place"),
    [
        (["12/11/2025 09:30"], "TTO - ", ["BÙI THU CÚC"], "TTO", "BÙI THU CÚC", None),
        (["12/11/2025"], "(VTC News) - ", [], "VTC News", None, None),
        (["12/11/2025"], "Hà Nội (TTXVN) - ", [], "TTXVN", None, "Hà Nội"),
        (["Thứ tư, 12/11/2025"], "Quảng Ninh", [], None, None, "Quảng Ninh"),
        (
            ["Bùi Thu Cúc", "12/11/2025 09:30 GMT+7", "0"],
            "",
            ["BÙI THU CÚC", "Trở lại chủ đề"],
            *(None, "Bùi Thu Cúc", None),
        ),
    ],
)
def test_a_vietnamese_page_names_publisher_author_and_place(
    above: list[str],
    dateline: str,
    below: list[str],
    publisher: str | None,
    author: str | None,
    place: str | None,
) -> None:
    first, *others = VIETNAMESE_TEXT
    found = read(VIETNAMESE_HEADLINE, *above, dateline + first, *others, *below)
    assert facts(found) == (VIETNAMESE_HEADLINE, publisher, author, place)
    assert [block.text for block in found.blocks[1:]] == VIETNAMESE_TEXT


@pytest.mark.parametrize(
    ("line", "caption"),
    [
        ("Foto: Kepala desa di sawah. (Hai Yen/detikcom)", None),
        ("Kepala desa di sawah. Foto: Hai Yen/TTXVN", None),
        (f"{HEADLINE} - Ảnh 1.Kepala desa di sawah", "Kepala desa di sawah"),
    ],
)
def test_a_caption_above_the_text_is_no_line_of_an_agency(
    line: str, caption: str | None
) -> None:
    found = read(HEADLINE, "12 November 2025", line, *TEXT)
    captions = [block for block in found.blocks if block.kind is BlockKind.CAPTION]
    assert [block.text for block in captions] == [caption or line]


def test_a_sentence_that_begins_like_a_promotion_is_text() -> None:
    sentence = "Bergabung di kelompok tani itu sejak 2019, ia memanen tiga ton padi."
    found = read(HEADLINE, *TEXT, sentence, "Ikuti berita kami di WhatsApp Channel")
    assert found.blocks[-1].text == sentence
    certainty_by_text = {line.text: line.certainty for line in found.dropped_lines}
    assert certainty_by_text == {
        sentence: Certainty.UNCERTAIN,
        "Ikuti berita kami di WhatsApp Channel": Certainty.LIKELY,
    }


@pytest.mark.parametrize(
    "text", ["Lung SenNgười dân thu hoạch.", "VnExpress tăng giá."]
)
def test_only_a_known_place_is_glued_to_the_text(text: str) -> None:
    assert read_dateline(text, is_body=True) is None
