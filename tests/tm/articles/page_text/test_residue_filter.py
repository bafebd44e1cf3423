"""What content systems and machine translation leave in the lines of a page."""

import pytest

from tm.articles.archive.article import Certainty
from tm.articles.page_text.page_labels import load_page_labels
from tm.articles.page_text.page_line import PageLine
from tm.articles.page_text.residue_filter import ResidueFilter


def clean(*texts: str) -> tuple[list[str], list[str]]:
    """The texts that are kept, and those that are removed."""
    residue_filter = ResidueFilter(load_page_labels())
    lines = [PageLine.of(number, text) for number, text in enumerate(texts, 1)]
    kept = residue_filter.clean_lines(lines)
    return (
        [line.text for line in kept],
        [line.text for line in residue_filter.dropped_lines],
    )


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("[iklan_2]", []),
        ("![]() |", []),
        ("|", []),
        ("Chia sẻ", []),
        ("Advertisement", []),
        ("(membaca)", []),
        ("Nền tảng quảng bá Việt Nam", []),
        ("SCROLL TO CONTINUE WITH CONTENT", []),
        ("- foto 1", []),
        ("Ben Sua pagi.jpg", []),
        ("Keterangan foto", []),
        ("Scroll to Top", []),
        ("Kembali ke atas", []),
        ("[sematkan]https://a.example/padi[/sematkan]", ["https://a.example/padi"]),
        (
            "Kepala desa di sawah. (Foto: Hai Yen)... Selengkapnya",
            ["Kepala desa di sawah. (Foto: Hai Yen)"],
        ),
        ("Simak juga Video 'Panen padi terapung':", []),
        ("Panen padi dimulai. ![](a/b.png)", ["Panen padi dimulai."]),
        ("Panen dimulai. [ad_1] Warga senang.", ["Panen dimulai.", "Warga senang."]),
        ("Panen padi [iklan_2] dimulai.", ["Panen padi dimulai."]),
        (
            "Kepala desa di sawah (Foto: Hai Yen) |",
            ["Kepala desa di sawah (Foto: Hai Yen)"],
        ),
        ("Padi terapung dipanen - ảnh 1Kepala desa di sawah", ["Kepala desa di sawah"]),
        ("- ảnh 2Para petani", ["Para petani"]),
        (
            "Floating rice is cut ảnh 1The head of the village",
            ["The head of the village"],
        ),
        (
            "Bahasa Indonesia: Pada Senin, panen dimulai.",
            ["Pada Senin, panen dimulai."],
        ),
        ("Panen usai. Bahasa Indonesia: Warga senang.", ["Panen usai. Warga senang."]),
        ("Sawah Lung Sen.png Kepala desa memanen padi.", ["Kepala desa memanen padi."]),
        (
            "Panen usai. SCROLL TO CONTINUE WITH CONTENT Warga senang.",
            ["Panen usai.", "Warga senang."],
        ),
        (
            "Panen usai. Scroll untuk melanjutkan membaca Warga senang.",
            ["Panen usai.", "Warga senang."],
        ),
    ],
)
def test_residue_is_removed(text: str, kept: list[str]) -> None:
    lines, removed = clean(text)
    assert lines == kept
    assert removed


@pytest.mark.parametrize(
    "text",
    [
        "Ia memotret sawah itu dan menjual foto 3 kali.",
        "Bahasa Indonesia: bahasa persatuan kami",
        "Bahasa Indonesia: Selamat pagi. Bahasa Melayu tidak jauh berbeda",
        "Sumber dana program ini berasal dari iuran [catatan kaki].",
        "Ông chụp ảnh 3 lần trong ngày.",
        "Iklan layanan masyarakat itu ditayangkan sejak Senin.",
        "Di layar tertulis scroll untuk melanjutkan membaca artikel itu.",
        "Harga A|B dibandingkan setiap hari.",
        "Ia menulis: “Panen usai (lagi)… Selengkapnya besok.”",
        "Ia naik ke perahu dan kembali ke atas.",
        "Ia membuka berkas panen.jpg itu di kantor; gambarnya rusak.",
    ],
)
def test_text_that_is_like_residue_is_kept(text: str) -> None:
    assert clean(text) == ([text], [])


def test_a_marker_leaves_no_second_space() -> None:
    residue_filter = ResidueFilter(load_page_labels())
    kept = residue_filter.clean_lines([PageLine.of(1, "Panen [iklan_2] dimulai.")])
    assert [line.raw_text for line in kept] == ["Panen dimulai."]


def test_the_line_below_a_bare_label_is_a_caption() -> None:
    residue_filter = ResidueFilter(load_page_labels())
    texts = ("Padi terapung dipanen - ảnh 1", "Kepala desa di sawah", "Panen usai.")
    lines = [PageLine.of(number, text) for number, text in enumerate(texts, 1)]
    kept = residue_filter.clean_lines(lines)
    assert [line.is_caption for line in kept] == [True, False]
    assert [line.text for line in residue_filter.labelled_titles] == [
        "Padi terapung dipanen"
    ]


def test_what_only_seems_to_advertise_is_said_to_be_likely() -> None:
    residue_filter = ResidueFilter(load_page_labels())
    residue_filter.clean_lines([PageLine.of(1, "Ikuti kami di saluran kabar.")])
    assert residue_filter.dropped_lines[0].certainty is Certainty.LIKELY


@pytest.mark.parametrize(
    ("text", "raw_texts"),
    [
        ("Panen [iklan_2] dimulai.", ["Panen [iklan_2] dimulai."]),
        ("[iklan_2] Panen dimulai. |", ["[iklan_2] Panen dimulai. |"]),
        (
            "Panen dimulai. [ad_1] Warga senang.",
            ["Panen dimulai. [ad_1]", "Warga senang."],
        ),
        (
            "Bahasa Indonesia: Pada Senin, panen dimulai.",
            ["Bahasa Indonesia: Pada Senin, panen dimulai."],
        ),
        ("Padi terapung dipanen - ảnh 1Kepala desa", ["- ảnh 1Kepala desa"]),
    ],
)
def test_a_page_to_check_keeps_residue_inside_its_texts(
    text: str, raw_texts: list[str]
) -> None:
    residue_filter = ResidueFilter(load_page_labels(), keeps_residue=True)
    kept = residue_filter.clean_lines([PageLine.of(1, text)])
    assert [line.raw_text.strip() for line in kept] == raw_texts
    assert [line.text for line in kept] == clean(text)[0]
    assert residue_filter.dropped_lines == []


def test_residue_that_is_all_of_a_line_is_dropped_from_a_page_to_check() -> None:
    residue_filter = ResidueFilter(load_page_labels(), keeps_residue=True)
    assert residue_filter.clean_lines([PageLine.of(4, "[iklan_2]")]) == []
    [dropped] = residue_filter.dropped_lines
    assert (dropped.line_number, dropped.is_residue) == (4, True)


@pytest.mark.parametrize(
    ("text", "is_credited"),
    [
        ("Kepala desa di sawah. (Dokumentasi tim media desa)", True),
        ("Kepala desa di sawah (Dok. Kantor Desa)", True),
        ("Foto ilustrasi. Sumber: kabar.example", True),
        ("Berkas itu hilang (dokumen lama yang tidak disalin).", False),
        ("Foto ilustrasi. Sumber dana itu diperiksa.", False),
    ],
)
def test_a_picture_given_by_an_office_has_a_credit(
    text: str, is_credited: bool
) -> None:
    credit_match = load_page_labels().photo_credit_pattern.search(text)
    assert (credit_match is not None) is is_credited
