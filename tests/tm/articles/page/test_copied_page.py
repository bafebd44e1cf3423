"""Reading pages: each fixture page against what a careful person reads in it."""

import json
from time import process_time
from typing import Any

import pytest

from tests.paths import DATA
from tm.articles.archive.article import BlockKind
from tm.articles.headline.slug import read_slug
from tm.articles.page.copied_page import Page, read_page
from tm.articles.page_text.byline_and_date import choose_day
from tm.errors import FormatError
from tm.text.input.encoding import decode_text
from tm.text.locale import Locale

PAGES = DATA / "pages"
NAMES = sorted(path.name.removesuffix(".txt") for path in PAGES.glob("*.txt"))
READABLE = [name for name in NAMES if not name.startswith("no_body")]


def page(name: str) -> Page:
    path = PAGES / f"{name}.txt"
    return read_page(decode_text(path.read_bytes(), path=name).text, path=name)


def expected(name: str) -> dict[str, Any]:
    wanted: dict[str, Any] = json.loads((PAGES / f"{name}.json").read_text("utf-8"))
    return wanted


@pytest.mark.parametrize("name", READABLE)
def test_the_facts_of_a_page_are_read(name: str) -> None:
    found, wanted = page(name), expected(name)
    facts = {
        "locale": found.locale.tag,
        "headline": found.headline,
        "lead": found.lead,
        "publisher": found.byline.publisher if found.byline else None,
        "published": found.byline.iso[:10] if found.byline else None,
        "published_time": found.byline.time_text if found.byline else None,
        "source_url": found.source_url,
    }
    assert facts == {field: wanted[field] for field in facts}


@pytest.mark.parametrize("name", READABLE)
def test_the_blocks_of_a_page_are_kept_in_order(name: str) -> None:
    kept = [
        (block.line_number, block.kind.value, " ".join(block.text.split()[:6]))
        for block in page(name).blocks
    ]
    wanted = expected(name)["kept"]
    assert kept == [(item["line"], item["kind"], item["starts"]) for item in wanted]


@pytest.mark.parametrize("name", READABLE)
def test_the_other_lines_are_dropped_and_said(name: str) -> None:
    dropped = [item.line_number for item in page(name).dropped_lines]
    assert dropped == [item["line"] for item in expected(name)["dropped"]]


@pytest.mark.parametrize("name", READABLE)
def test_the_address_gives_headline_and_date(name: str) -> None:
    found, wanted = page(name), expected(name)
    slug = read_slug(found.source_url) if found.source_url else None
    assert (slug.headline if slug else None) == wanted["slug_headline"]
    stamp = slug.published if slug else None
    assert (stamp.date().isoformat() if stamp else None) == wanted["slug_date"]
    assert found.byline is not None
    assert choose_day(found.byline, stamp)[1] == wanted["dates_agree"]


def test_a_page_without_a_body_is_refused() -> None:
    with pytest.raises(FormatError, match="no body"):
        page("no_body.id")


@pytest.mark.parametrize("text", ["", " \n\n\t\n", "\ufeff"])
def test_an_empty_page_is_refused(text: str) -> None:
    with pytest.raises(FormatError, match="empty"):
        read_page(text, path="page.txt")


def test_the_kinds_of_blocks_are_those_of_the_format() -> None:
    kinds = {block.kind for name in READABLE for block in page(name).blocks}
    assert kinds <= set(BlockKind)


def test_what_is_kept_of_a_page_is_as_it_stands_there() -> None:
    text = (
        "Judul berita yang cukup panjang\n\nParagraf  ini memuat spasi ganda dan "
        "huruf\u200b tak tampak, yang dilihat oleh pemeriksaan.\n"
    )
    block = read_page(text, path="page.txt", locale=Locale("id")).blocks[-1]
    assert "Paragraf  ini" in block.text and "\u200b" in block.text


@pytest.mark.parametrize(
    "line", ["Nama" + "_" * 2_000 + "Alamat", "a" + "\xa0" * 20_000 + "b"]
)
def test_a_long_run_of_one_mark_is_read_in_no_time(line: str) -> None:
    began = process_time()
    read_page(f"Judul\n\n{line}\n", path="page", locale=Locale("id"))
    assert process_time() - began < 5  # took minutes


def test_a_last_line_without_a_visible_character_is_no_name() -> None:
    text = "Judul berita itu\n\nWarga desa itu memanen padi sejak pagi.\n\n**\u200b**\n"
    page = read_page(text, path="page", locale=Locale("id"))
    assert "Warga desa itu memanen padi" in page.blocks[1].text


@pytest.mark.thorough
@pytest.mark.parametrize(
    "repeated",
    [
        "[iklan_2]\n",
        "Senin 12/11/2025 09:30\n",
        "Populer\nWarga desa di Lung Sen memanen padi terapung sejak Senin pagi.\n",
        "Baca juga: Panen padi di Ben Sua\n",
    ],
)
def test_the_time_to_read_a_page_grows_with_its_length(repeated: str) -> None:
    head = "Warga Lung Sen panen padi\nPadi terapung dipanen warga sejak Senin pagi.\n"

    def measure(count: int) -> float:
        began = process_time()
        for text in (head + repeated * count, repeated * count + head):
            read_page(text, path="page", locale=Locale("id"))
        return process_time() - began

    measure(10)  # loads the labels
    # Eight times the lines; work for each pair of lines would take 64 times as long.
    # The lesser of two, as other processes may run at the same time.
    short, long = (min(measure(count) for _ in range(2)) for count in (1_000, 8_000))
    assert long < 24 * short
