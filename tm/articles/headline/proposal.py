"""Proposing headlines of originals: the slug of the address with diacritics restored.

A proposal is derived from the address, never from an earlier proposal, so renewing it
takes nothing along that memory and termbase no longer support.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from tm.articles.archive.archive import Archive
from tm.articles.archive.article import Article
from tm.articles.headline.slug import read_slug
from tm.store.database import Database
from tm.store.history.change_set import ChangeSet
from tm.store.unit_store import UnitStore
from tm.store.units.filter import UnitFilter
from tm.unit import HeadlineStatus

RestoreDiacritics = Callable[[str], str | None]
"""A headline without marks, with those that are supported; None where none is."""


@dataclass(frozen=True, slots=True)
class RenewedHeadline:
    """An article with a newly proposed headline of its original."""

    before: Article
    after: Article


def propose_headline(article: Article, restore: RestoreDiacritics) -> Article:
    """Propose the headline of an article's original, as far as it is supported.

    One that the original's page confirmed stays as it is.
    """
    if article.source_headline_status in (None, HeadlineStatus.CONFIRMED):
        return article
    bare = read_slug(article.source_url or "").headline
    if bare is None:
        return article
    marked = restore(bare)
    status = HeadlineStatus.DERIVED if marked is None else HeadlineStatus.PROPOSED
    return replace(
        article, source_headline=marked or bare, source_headline_status=status
    )


def renew_headlines(
    keys: Iterable[str],
    database: Database,
    changes: ChangeSet,
    restore: RestoreDiacritics,
    *,
    progress: Callable[[int], object] = lambda count: None,
) -> list[RenewedHeadline]:
    """Propose the headlines of stored articles anew; returns those that changed.

    The units of an article name the headline too, and follow it.
    """
    archive, memory = Archive(database), UnitStore(database)
    renewed = []
    for key in keys:
        progress(1)
        stored = archive.get(key)
        new_article = propose_headline(stored.article, restore)
        if new_article == stored.article:
            continue
        archive.add(
            new_article, stored.segments, changes, source_article=stored.source_article
        )
        unit_filter = UnitFilter(article=stored.article.key, translated=True)
        units = [
            unit.with_origin(
                replace(
                    unit.origin,
                    source_headline=new_article.source_headline,
                    source_headline_status=new_article.source_headline_status,
                )
            )
            for unit in memory.units(unit_filter)
            if unit.origin.source_url == new_article.source_url
            and unit.origin.source_headline_status is not HeadlineStatus.CONFIRMED
        ]
        memory.add(units, changes)
        renewed.append(RenewedHeadline(stored.article, new_article))
    return renewed
