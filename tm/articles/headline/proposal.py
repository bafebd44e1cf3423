"""Proposing headlines of originals: the slug of the address with diacritics restored.

A proposal is derived from the address, never from an earlier proposal, so that a
renewed one contains no diacritics for which there is no evidence any more.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from tm.articles.archive.archive import Archive
from tm.articles.archive.article import Article
from tm.articles.headline.slug import read_slug
from tm.progress import ReportProgress
from tm.store.database import Database
from tm.store.history.change_set import ChangeSet
from tm.store.unit_store import UnitStore
from tm.store.units.filter import UnitFilter
from tm.unit import HeadlineStatus

RestoreDiacritics = Callable[[str], str | None]
"""Restores the diacritics of a headline; returns None if there is no evidence."""


@dataclass(frozen=True, slots=True)
class RenewedHeadline:
    """An article with a newly proposed headline of its original."""

    old_article: Article
    new_article: Article


def propose_headline(
    article: Article, restore_diacritics: RestoreDiacritics
) -> Article:
    """Propose the headline of an article's original.

    A headline confirmed by the page of the original stays as it is.
    """
    if article.source_headline_status in (None, HeadlineStatus.CONFIRMED):
        return article
    slug_headline = read_slug(article.source_url or "").headline
    if slug_headline is None:
        return article
    restored_headline = restore_diacritics(slug_headline)
    status = (
        HeadlineStatus.DERIVED if restored_headline is None else HeadlineStatus.PROPOSED
    )
    return replace(
        article,
        source_headline=restored_headline or slug_headline,
        source_headline_status=status,
    )


def renew_headlines(
    article_keys: Iterable[str],
    database: Database,
    change_set: ChangeSet,
    restore_diacritics: RestoreDiacritics,
    *,
    report_progress: ReportProgress = lambda count: None,
) -> list[RenewedHeadline]:
    """Propose the headlines of stored articles again; return those that changed.

    The headline in the origin of an article's units is updated, too.
    """
    archive, unit_store = Archive(database), UnitStore(database)
    renewed_headlines = []
    for article_key in article_keys:
        report_progress(1)
        stored_article = archive.get(article_key)
        new_article = propose_headline(stored_article.article, restore_diacritics)
        if new_article == stored_article.article:
            continue
        archive.add(
            new_article,
            stored_article.segments,
            change_set,
            original_key=stored_article.original_key,
        )
        unit_filter = UnitFilter(article=stored_article.article.key, translated=True)
        units = [
            unit.with_origin(
                replace(
                    unit.origin,
                    source_headline=new_article.source_headline,
                    source_headline_status=new_article.source_headline_status,
                )
            )
            for unit in unit_store.read_units(unit_filter)
            if unit.origin.source_url == new_article.source_url
            and unit.origin.source_headline_status is not HeadlineStatus.CONFIRMED
        ]
        unit_store.add(units, change_set)
        renewed_headlines.append(RenewedHeadline(stored_article.article, new_article))
    return renewed_headlines
