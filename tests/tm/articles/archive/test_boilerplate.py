"""Boilerplate: lines that a site repeats, and lines that it does not."""

from dataclasses import replace

import pytest

from tests.tm.store.samples import changed_by
from tm.articles.archive.article import ArticleBlock, BlockKind
from tm.articles.archive.boilerplate import BOILERPLATE_REASON
from tm.articles.article_storing import IngestOptions, IngestResult, ingest
from tm.articles.page.copied_page import Page
from tm.store.database import Database
from tm.text.locale import Locale

SITE = "https://id.kabar.example/berita"
BUTTON = "Ikuti saluran kami untuk kabar terbaru"
BACKGROUND = (
    "Konvensi itu adalah perjanjian pertama tentang kejahatan di dunia maya yang "
    "dirundingkan selama lima tahun oleh perwakilan dari seratus negara lebih, dan "
    "akan berlaku setelah empat puluh negara meratifikasinya."
)


def page(number: int, *lines: str, site: str = SITE) -> Page:
    """The story of a number, with lines that others may have too."""
    own = f"Peristiwa nomor {number} terjadi di kota pelabuhan pada hari itu."
    headline = f"Berita tentang peristiwa nomor {number}"
    blocks = [ArticleBlock(BlockKind.HEADLINE, headline, 1)]
    for line, text in enumerate((own, *lines), 2):
        blocks.append(ArticleBlock(BlockKind.PARAGRAPH, text, line))
    return Page(
        locale=Locale("id"),
        headline=headline,
        lead=None,
        byline=None,
        source_url=None,
        blocks=tuple(blocks),
        dropped_lines=(),
        site="generic",
        url=f"{site}/{number}",
    )


def stored(database: Database, read: Page) -> IngestResult:
    with changed_by(database, command="ingest") as changes:
        return ingest(
            read,
            database,
            changes,
            IngestOptions(page_name="page", allow_incomplete=True),
        )


def dropped(done: IngestResult) -> list[str]:
    return [
        item.text for item in done.dropped_lines if item.reason == BOILERPLATE_REASON
    ]


def test_a_line_that_a_site_repeats_is_dropped_and_stays_so(database: Database) -> None:
    for number in range(5):
        assert dropped(stored(database, page(number, BUTTON))) == []
    for number in range(5, 27):
        done = stored(database, page(number, BUTTON))
        assert dropped(done) == [BUTTON], number
        assert len(done.article.blocks) == 2
    # The first ones lose it when they are read again, once.
    assert stored(database, page(0, BUTTON)).outcome == "changed"
    assert stored(database, page(0, BUTTON)).outcome == "known"
    assert dropped(stored(database, page(27, BUTTON))) == [BUTTON]


@pytest.mark.parametrize(
    ("lines", "site"),
    [
        (["Baris yang lain sama sekali"], SITE),
        ([BUTTON], "https://koran.example/berita"),
        ([BUTTON], "https://id.kabar.example.evil/berita"),
    ],
)
def test_other_lines_and_other_sites_keep_theirs(
    sqlite_database: Database, lines: list[str], site: str
) -> None:
    for number in range(8):
        stored(sqlite_database, page(number, BUTTON))
    assert dropped(stored(sqlite_database, page(9, *lines, site=site))) == []


def test_background_that_several_stories_have_is_text(
    sqlite_database: Database,
) -> None:
    for number in range(20):
        extra = [BACKGROUND] if number % 2 else []
        assert dropped(stored(sqlite_database, page(number, *extra))) == []


def test_a_line_that_few_of_many_stories_have_is_text(
    sqlite_database: Database,
) -> None:
    for number in range(41):
        extra = ["Hujan turun sepanjang hari."] if number % 8 == 0 else []
        assert dropped(stored(sqlite_database, page(number, *extra))) == []


def test_headline_and_lead_are_never_boilerplate(sqlite_database: Database) -> None:
    for number in range(9):
        read = page(number, BUTTON)
        lead = ArticleBlock(BlockKind.LEAD, BUTTON, 9)
        read = replace(read, blocks=(read.blocks[0], lead, read.blocks[1]))
        assert dropped(stored(sqlite_database, read)) == []


def test_an_article_of_nothing_else_is_kept_whole(sqlite_database: Database) -> None:
    for number in range(9):
        read = page(number, BUTTON)
        read = replace(read, blocks=(read.blocks[0], read.blocks[2]))
        done = stored(sqlite_database, read)
        assert dropped(done) == [] and len(done.article.blocks) == 2
