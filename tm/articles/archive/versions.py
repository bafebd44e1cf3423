"""Versions of articles as rows: storing them, and which of an article's counts.

Every version stays; the row of the article names the one that counts.
"""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from sqlalchemy import BindParameter, Connection, bindparam, insert, select, update

from tm.articles.archive.article import Article
from tm.articles.archive.stored_article import StoredArticle
from tm.store import schema
from tm.store.backend.many_rows import insert_rows, reserve_ids
from tm.store.backend.sql import RowValues, pieces
from tm.store.history.change_set import ChangeSet
from tm.store.history.undo import Undoer
from tm.store.rows.record import Record
from tm.store.units.add import store_segments
from tm.text.normal import folded

# The fewest values that one statement may hold, over the databases we know.
_PARAMETERS = 400
_COLUMNS = (
    *("article", "version", "locale", "headline", "lead"),
    *("publisher", "published", "url", "source_url"),
    *("source_headline", "source_headline_status"),
    *("source_article", "folded", "is_part"),
)
_PLACE_COLUMNS = ("version_id", "position", "block", "kind", "segment_id")

_Name: TypeAlias = tuple[str, bytes, str | None]
"""What makes two versions the same: article, hash, and key of the original."""


def store_versions(articles: Sequence[StoredArticle], changes: ChangeSet) -> list[str]:
    """Make these the versions that count; no article may come twice.

    Of each whether it is `new`, `known` or `changed`.
    """
    connection = changes.connection
    named = {_name(stored_article): stored_article for stored_article in articles}
    keys = [key for key, _, _ in named]
    earlier = _current(connection, keys)
    numbers = _numbers(connection, keys)
    fresh = {
        name: stored_article
        for name, stored_article in named.items()
        if name not in numbers
    }
    numbers |= _insert(connection, fresh)
    outcomes: list[str] = []
    wanted: dict[str, Record | None] = {}
    for name in named:
        key = name[0]
        old, new = earlier.get(key), {"version": numbers[name]}
        outcomes.append("known" if old == new else "changed" if old else "new")
        if old != new:
            wanted[key] = new
            changes.record("article", key, before=old, after=new)
    _restore(changes, wanted)
    return outcomes


def article_undoer() -> Undoer:
    """How changes to articles are taken back."""
    return Undoer(current=_current, restore=_restore)


def _name(stored: StoredArticle) -> _Name:
    article = stored.article
    return article.key, article.version, stored.source_article


def _current(connection: Connection, keys: Sequence[str]) -> dict[str, Record | None]:
    table = schema.article
    current: dict[str, Record | None] = {}
    for batch in pieces(keys, _PARAMETERS):
        query = select(table).where(table.c.key.in_(batch))
        for row in connection.execute(query):
            number = row.version_id
            current[row.key] = None if number is None else {"version": number}
    return current


def _restore(changes: ChangeSet, wanted: Mapping[str, Record | None]) -> None:
    table = schema.article
    known = _current(changes.connection, list(wanted))
    rows = [
        {"article": key, "version": record["version"] if record else None}
        for key, record in wanted.items()
    ]
    old = [row for row in rows if row["article"] in known]
    new = [row for row in rows if row["article"] not in known]
    key: BindParameter[str] = bindparam("article")
    version: BindParameter[int] = bindparam("version")
    if old:
        there = update(table).where(table.c.key == key)
        changes.connection.execute(there.values(version_id=version), old)
    if new:
        made = insert(table).values(key=key, version_id=version)
        changes.connection.execute(made, new)


def _numbers(connection: Connection, keys: Sequence[str]) -> dict[_Name, int]:
    """The numbers of all versions of some articles."""
    table = schema.article_version.c
    numbers: dict[_Name, int] = {}
    for batch in pieces(keys, _PARAMETERS):
        query = select(table.article, table.version, table.source_article, table.id)
        for key, version, source, number in connection.execute(
            query.where(table.article.in_(batch))
        ):
            numbers[key, bytes(version), source] = number
    return numbers


def _insert(
    connection: Connection, articles: Mapping[_Name, StoredArticle]
) -> dict[_Name, int]:
    """Store versions and their segments; the number of each."""
    if not articles:
        return {}
    segments = store_segments(
        connection,
        {
            place.segment.key: place.segment
            for stored in articles.values()
            for place in stored.segments
        },
    )
    table = schema.article_version
    stored_articles = reserve_ids(connection, table, len(articles))
    numbers = dict(zip(articles, stored_articles, strict=True))
    versions = [
        (numbers[name], *_values(name, stored.article))
        for name, stored in articles.items()
    ]
    insert_rows(connection, table, ("id", *_COLUMNS), versions)
    places = [
        (
            numbers[name],
            place.position,
            place.block,
            place.kind.value,
            segments[place.segment.key],
        )
        for name, stored in articles.items()
        for place in stored.segments
    ]
    insert_rows(connection, schema.article_segment, _PLACE_COLUMNS, places)
    return numbers


def _values(name: _Name, article: Article) -> RowValues:
    """What is stored of a version, as `_COLUMNS` name it."""
    key, version, source_article = name
    status = article.source_headline_status
    searched = (article.headline, article.source_headline, article.publisher)
    return (
        *(key, version, article.locale.tag, article.headline, article.lead),
        *(article.publisher, article.published, article.url, article.source_url),
        *(article.source_headline, None if status is None else status.value),
        source_article,
        folded("\n".join(text for text in searched if text)),
        article.is_part,
    )
