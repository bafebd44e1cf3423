"""Pages in Markdown, as readers and converters save them."""

from tm.articles.archive.article import BlockKind
from tm.articles.page.copied_page import Page, read_page

TEXT = [
    "Warga desa memanen padi terapung sejak Senin pagi, kata kepala desa di sungai.",
    "Padi terapung itu dijual di pasar terapung dengan harga dua kali lipat.",
    "Panen berakhir pada Kamis sore dan warga desa merayakannya di tepi sungai.",
]


def read(*lines: str) -> Page:
    return read_page("\n\n".join(lines), path="page.md")


def test_the_marks_of_markdown_are_no_text() -> None:
    linked = TEXT[1].replace("pasar terapung", "[pasar terapung](https://x.example/p)")
    found = read(
        "Rubrik desa dan kota hari ini",
        "# Warga Lung Sen panen padi terapung",
        "**Dewi Ayu** | 12 November 2025",
        "*Kepala desa di sawah. (Foto: Hai Yen)*",
        f"**JAKARTA** - {TEXT[0]}",
        "## Harga naik",
        linked,
        "> “Kami senang,” kata seorang petani.",
        "- Padi: **3 ton**",
        "| Tahun | Panen |",
        "|---|---|",
        "| 2025 | 5 ton |",
        TEXT[2],
        "Sumber: [Báo Mẫu](https://baomau.example/lung-sen-thu-hoach-lua-noi.htm)",
    )
    assert [(block.kind, block.text) for block in found.blocks] == [
        (BlockKind.HEADLINE, "Warga Lung Sen panen padi terapung"),
        (BlockKind.CAPTION, "Kepala desa di sawah. (Foto: Hai Yen)"),
        (BlockKind.LEAD, TEXT[0]),
        (BlockKind.HEADING, "Harga naik"),
        (BlockKind.PARAGRAPH, TEXT[1]),
        (BlockKind.QUOTE, "“Kami senang,” kata seorang petani."),
        (BlockKind.LIST_ITEM, "Padi: 3 ton"),
        (BlockKind.LIST_ITEM, "Tahun | Panen"),
        (BlockKind.LIST_ITEM, "2025 | 5 ton"),
        (BlockKind.PARAGRAPH, TEXT[2]),
    ]
    assert (found.author, found.place) == ("Dewi Ayu", "JAKARTA")
    assert found.source_url == "https://baomau.example/lung-sen-thu-hoach-lua-noi.htm"


def test_a_page_without_marks_of_markdown_keeps_its_signs() -> None:
    starred = TEXT[0].replace("padi terapung", "padi *terapung*")
    found = read("Warga Lung Sen panen padi terapung", starred, *TEXT[1:])
    assert starred in [block.text for block in found.blocks]
