"""Proposed headlines of stored articles, on every database."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.paths import ROOT
from tests.tm.store.samples import changed_by, unit
from tm.articles.archive.archive import Archive
from tm.articles.archive.article import Article
from tm.articles.archive.article_filter import ArticleFilter
from tm.articles.archive.versions import make_article_undoer
from tm.articles.article_storing import IngestOptions, IngestResult, ingest
from tm.articles.headline.proposal import propose_headline, renew_headlines
from tm.articles.page.copied_page import Page, read_page
from tm.store.database import Database
from tm.store.history.listing import list_change_sets
from tm.store.history.undo import undo_changes
from tm.store.history.unit_records import make_unit_undoer
from tm.store.unit_store import UnitStore
from tm.store.units.filter import UnitFilter
from tm.text.input.encoding import decode_text
from tm.unit import HeadlineStatus

PAIR = ROOT / "seeds" / "articles" / "hoi-nghi-rung-ngap-man"


def page(language: str) -> Page:
    path = PAIR.with_suffix(f".{language}.txt")
    return read_page(
        decode_text(path.read_bytes(), path=path.name).text, path=path.name
    )


def shout(headline: str) -> str | None:
    """Stands for what termbase and memory support."""
    return headline.replace("hoi nghi", "Hội nghị")


def ingested(
    database: Database,
    source: Page | None = None,
    mark: Callable[[str], str | None] | None = shout,
) -> IngestResult:
    with changed_by(database, command="ingest") as changes:
        return ingest(
            page("id"),
            database,
            changes,
            IngestOptions(
                page_name="page", source_page=source, restore_diacritics=mark
            ),
        )


def renewed(database: Database, mark: Callable[[str], str | None]) -> list[Article]:
    keys = [article.key for article in Archive(database).find(_ALL)]
    with changed_by(database, command="articles") as changes:
        return [
            each.new_article for each in renew_headlines(keys, database, changes, mark)
        ]


_ALL = ArticleFilter()


def test_a_headline_gets_its_marks_when_it_is_stored(database: Database) -> None:
    article = ingested(database).article
    assert article.source_headline_status is HeadlineStatus.PROPOSED
    assert "Hội nghị" in (article.source_headline or "")
    [stored] = Archive(database).find(_ALL)
    assert stored.source_headline == article.source_headline


def test_a_headline_without_support_stays_derived(database: Database) -> None:
    article = ingested(database, mark=lambda headline: None).article
    assert article.source_headline_status is HeadlineStatus.DERIVED


def test_the_page_of_the_original_confirms(database: Database) -> None:
    ingested(database)
    article = ingested(database, source=page("vi")).article
    assert article.source_headline_status is HeadlineStatus.CONFIRMED
    assert article.source_headline == page("vi").headline
    # Neither another reading of the page nor another proposal takes that back.
    assert ingested(database).article.source_headline == page("vi").headline
    assert renewed(database, lambda headline: "Sai") == []


def test_reading_a_page_again_changes_no_proposal(database: Database) -> None:
    first = ingested(database).article
    again = ingested(database, mark=lambda headline: headline.upper())
    assert again.outcome == "known"
    assert again.article.source_headline == first.source_headline


def test_proposals_are_renewed_from_the_address(database: Database) -> None:
    ingested(database)
    [article] = renewed(database, lambda headline: headline.replace("viet", "Việt"))
    assert "Việt" in (article.source_headline or "")
    assert "Hội nghị" not in (article.source_headline or "")
    assert renewed(database, lambda h: h.replace("viet", "Việt")) == []
    [article] = renewed(database, lambda headline: None)
    assert article.source_headline_status is HeadlineStatus.DERIVED


def test_renewed_proposals_are_one_change_that_can_be_undone(
    database: Database,
) -> None:
    before = ingested(database, mark=None).article
    key = before.key
    origin: dict[str, Any] = {
        "article": key,
        "source_url": before.source_url,
        "source_headline": before.source_headline,
        "source_headline_status": HeadlineStatus.DERIVED,
    }
    with changed_by(database) as changes:
        UnitStore(database).add([unit("Xin chào", "Halo", **origin)], changes)
    renewed(database, shout)
    [stored] = UnitStore(database).read_units(UnitFilter(article=key, translated=True))
    assert stored.origin.source_headline_status is HeadlineStatus.PROPOSED
    assert stored.origin.source_headline == shout(before.source_headline or "")
    last = next(iter(list_change_sets(database)))
    assert last.command == "articles"
    undoers = {"article": make_article_undoer(), "unit": make_unit_undoer()}
    undo_changes(database, last.name, author="tester", undoer_by_kind=undoers)
    [article] = Archive(database).find(_ALL)
    assert article.source_headline_status is HeadlineStatus.DERIVED
    [stored] = UnitStore(database).read_units(UnitFilter(article=key, translated=True))
    assert stored.origin.source_headline_status is HeadlineStatus.DERIVED


def test_an_article_without_a_headline_in_its_address_is_left_alone() -> None:
    article = Article(
        locale=page("id").locale,
        headline="Halo",
        lead=None,
        publisher=None,
        published=None,
        url=None,
        source_url="https://a.example/1234567.htm",
        source_headline=None,
        source_headline_status=None,
        blocks=(),
    )
    assert propose_headline(article, shout) == article
    odd = replace(
        article,
        source_headline="a b c",
        source_headline_status=HeadlineStatus.DERIVED,
    )
    assert propose_headline(odd, shout) == odd
