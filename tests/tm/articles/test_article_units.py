"""Which parts of two pages are aligned with each other."""

import pytest

from tm.articles.archive.article import Article, ArticleBlock, BlockKind
from tm.articles.article_units import align_units
from tm.articles.page_article import make_segments
from tm.errors import UnknownName
from tm.text.locale import Locale

VIETNAMESE, INDONESIAN = Locale("vi"), Locale("id")
KINDS = {
    "h": BlockKind.HEADLINE,
    "l": BlockKind.LEAD,
    "p": BlockKind.PARAGRAPH,
    "c": BlockKind.CAPTION,
}


def page(locale: Locale, *blocks: str) -> Article:
    """A page of blocks, each with the letter of its kind before it."""
    made = tuple(ArticleBlock(KINDS[text[0]], text[2:]) for text in blocks)
    return Article(
        locale=locale,
        headline=made[0].text,
        lead=None,
        publisher=None,
        published=None,
        url=f"https://{locale.tag}.example/1.html",
        source_url=None,
        source_headline=None,
        source_headline_status=None,
        blocks=made,
    )


def pairs(original: Article, translation: Article) -> list[tuple[str, str]]:
    units = align_units(
        translation, make_segments(translation), make_segments(original), profile="news"
    )
    return [
        (unit.source.text, unit.target.text)
        for unit in units
        if unit.target is not None
    ]


def test_captions_go_with_captions_wherever_they_stand() -> None:
    original = page(
        VIETNAMESE,
        "h Thủ tướng thăm Indonesia",
        "p Thủ tướng đến Jakarta ngày 10/3.",
        "p Hai bên ký 5 văn kiện hợp tác.",
        "p Chuyến thăm kéo dài 3 ngày.",
        "c Lễ đón tại sân bay Jakarta năm 2025.",
    )
    translation = page(
        INDONESIAN,
        "h Perdana Menteri mengunjungi Indonesia",
        "c Upacara penyambutan di bandara Jakarta tahun 2025.",
        "p Perdana Menteri tiba di Jakarta pada 10 Maret.",
        "p Kedua pihak menandatangani 5 dokumen kerja sama.",
        "p Kunjungan berlangsung selama 3 hari.",
    )
    found = dict(pairs(original, translation))
    assert found == {
        "Thủ tướng thăm Indonesia": "Perdana Menteri mengunjungi Indonesia",
        "Lễ đón tại sân bay Jakarta năm 2025.": (
            "Upacara penyambutan di bandara Jakarta tahun 2025."
        ),
        "Thủ tướng đến Jakarta ngày 10/3.": (
            "Perdana Menteri tiba di Jakarta pada 10 Maret."
        ),
        "Hai bên ký 5 văn kiện hợp tác.": (
            "Kedua pihak menandatangani 5 dokumen kerja sama."
        ),
        "Chuyến thăm kéo dài 3 ngày.": "Kunjungan berlangsung selama 3 hari.",
    }


def test_the_pairs_stand_in_the_order_of_the_page() -> None:
    original = page(VIETNAMESE, "h Tin", "l Ông đến Hà Nội.", "p Năm 2025 có 7 đoàn.")
    translation = page(
        INDONESIAN, "h Berita", "l Ia tiba di Hanoi.", "p Pada 2025 ada 7 delegasi."
    )
    assert [target for _, target in pairs(original, translation)] == [
        "Berita",
        "Ia tiba di Hanoi.",
        "Pada 2025 ada 7 delegasi.",
    ]


def test_a_lead_that_stands_in_the_other_s_body_is_found_there() -> None:
    original = page(
        VIETNAMESE,
        "h Tin",
        "l Giá gạo tăng 12,5% trong tháng 3.",
        "p Ông Nguyễn Văn An đến Jakarta ngày 10/3.",
    )
    translation = page(
        INDONESIAN,
        "h Berita",
        "l Nguyen Van An tiba di Jakarta pada 10 Maret.",
        "p Harga beras naik 12,5% pada Maret.",
    )
    for source, target in pairs(original, translation):
        assert ("12,5%" in source) == ("12,5%" in target)


ORIGINAL = page(
    VIETNAMESE,
    "h Thủ tướng Việt Nam thăm Indonesia và ký văn kiện hợp tác",
    "p Thủ tướng Việt Nam đến Jakarta ngày 10/3 để ký 5 văn kiện hợp tác.",
    "p Hai bên ký 5 văn kiện hợp tác về thủy sản và du lịch.",
    "p Chuyến thăm Indonesia kéo dài 3 ngày.",
)
SENTENCES = (
    "p Perdana Menteri Vietnam tiba di Jakarta pada 10 Maret untuk menandatangani 5 "
    "dokumen kerja sama.",
    "p Kedua pihak menandatangani 5 dokumen kerja sama tentang perikanan dan wisata.",
    "p Kunjungan ke Indonesia berlangsung selama 3 hari.",
)


@pytest.mark.parametrize("headline", [(), ("h Panen padi terapung di Ben Sua usai",)])
def test_a_headline_that_one_page_lacks_takes_no_sentence_from_another(
    headline: tuple[str, ...],
) -> None:
    found = pairs(ORIGINAL, page(INDONESIAN, *headline, *SENTENCES))
    right = {
        (source, target[2:])
        for source, target in zip(
            (block.text for block in ORIGINAL.blocks[1:]), SENTENCES, strict=True
        )
    }
    assert right <= set(found)
    assert not any(source == ORIGINAL.headline for source, _ in found)


def test_a_pair_that_goes_on_in_a_sentence_without_a_pair_waits_for_review() -> None:
    half = (
        "p Hai bên ký 5 văn kiện hợp tác về thủy sản và du lịch, và sau đó họ cùng "
        "thăm chợ nổi, nhà bảo tàng và một trường học ở ngoại ô thành phố.",
    )
    original = page(VIETNAMESE, "h Tin", "p Ông đến Jakarta ngày 10/3.", *half)
    translation = page(
        INDONESIAN,
        "h Berita",
        "p Ia tiba di Jakarta pada 10 Maret.",
        SENTENCES[1],
        "p Lalu semuanya pergi.",
    )
    units = align_units(
        translation, make_segments(translation), make_segments(original), profile="news"
    )
    [unit] = [unit for unit in units if unit.source.text == half[0][2:]]
    assert unit.target is not None
    assert (unit.origin.score or 0) < 0.7 or unit.target.text.endswith("pergi.")


def test_an_unknown_profile_is_named() -> None:
    one = page(VIETNAMESE, "h Tin")
    with pytest.raises(UnknownName, match="profile"):
        align_units(one, make_segments(one), make_segments(one), profile="nwes")
