"""Proposing headlines of originals: marks for what their addresses keep without them.

A proposal is derived from the address, never from an earlier proposal, so renewing it
takes nothing along that memory and termbase no longer support.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from tm.articles.archive.archive import Archive
from tm.articles.archive.article import Article
from tm.articles.headline.slug import slug_of
from tm.store.database import Database
from tm.store.history.change_set import ChangeSet
from tm.store.unit_store import UnitStore
from tm.store.units.filter import UnitFilter
from tm.unit import HeadlineStatus

Mark = Callable[[str], str | None]
"""A headline without marks, with those that are supported; None where none is."""


@dataclass(frozen=True, slots=True)
class Renewed:
    """An article whose original's headline is proposed anew."""

    before: Article
    after: Article


def proposed(article: Article, mark: Mark) -> Article:
    """An article with its original's headline marked as far as that is supported.

    One that the original's page confirmed stays as it is.
    """
    if article.source_headline_status in (None, HeadlineStatus.CONFIRMED):
        return article
    bare = slug_of(article.source_url or "").headline
    if bare is None:
        return article
    marked = mark(bare)
    status = HeadlineStatus.DERIVED if marked is None else HeadlineStatus.PROPOSED
    return replace(
        article, source_headline=marked or bare, source_headline_status=status
    )


def renew(
    keys: Iterable[str],
    database: Database,
    changes: ChangeSet,
    mark: Mark,
    *,
    progress: Callable[[int], object] = lambda count: None,
) -> list[Renewed]:
    """Propose the headlines of stored articles anew; returns those that changed.

    The units of an article name the headline too, and follow it.
    """
    archive, memory = Archive(database), UnitStore(database)
    done = []
    for key in keys:
        progress(1)
        stored = archive.get(key)
        after = proposed(stored.article, mark)
        if after == stored.article:
            continue
        archive.add(
            after, stored.segments, changes, source_article=stored.source_article
        )
        wanted = UnitFilter(article=stored.article.key, translated=True)
        units = [
            unit.with_origin(
                replace(
                    unit.origin,
                    source_headline=after.source_headline,
                    source_headline_status=after.source_headline_status,
                )
            )
            for unit in memory.units(wanted)
            if unit.origin.source_url == after.source_url
            and unit.origin.source_headline_status is not HeadlineStatus.CONFIRMED
        ]
        memory.add(units, changes)
        done.append(Renewed(stored.article, after))
    return done
