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

    Of each whether it is `new_version`, `known` or `changed`.
    """
    connection = changes.connection
    named = {_name(stored_article): stored_article for stored_article in articles}
    keys = [key for key, _, _ in named]
    earlier = _current_versions(connection, keys)
    numbers = _version_numbers(connection, keys)
    unstored = {
        name: stored_article
        for name, stored_article in named.items()
        if name not in numbers
    }
    numbers |= _insert_versions(connection, unstored)
    outcomes: list[str] = []
    changed_versions: dict[str, Record | None] = {}
    for name in named:
        key = name[0]
        earlier_version, new_version = earlier.get(key), {"version": numbers[name]}
        outcomes.append(
            "known"
            if earlier_version == new_version
            else "changed"
            if earlier_version
            else "new"
        )
        if earlier_version != new_version:
            changed_versions[key] = new_version
            changes.record("article", key, before=earlier_version, after=new_version)
    _set_versions(changes, changed_versions)
    return outcomes


def article_undoer() -> Undoer:
    """The undoer of changes to articles."""
    return Undoer(current=_current_versions, restore=_set_versions)


def _name(stored: StoredArticle) -> _Name:
    article = stored.article
    return article.key, article.version, stored.source_article


def _current_versions(
    connection: Connection, keys: Sequence[str]
) -> dict[str, Record | None]:
    table = schema.article
    current: dict[str, Record | None] = {}
    for batch in pieces(keys, _PARAMETERS):
        query = select(table).where(table.c.key.in_(batch))
        for row in connection.execute(query):
            number = row.version_id
            current[row.key] = None if number is None else {"version": number}
    return current


def _set_versions(changes: ChangeSet, versions: Mapping[str, Record | None]) -> None:
    table = schema.article
    stored_articles = _current_versions(changes.connection, list(versions))
    rows = [
        {"article": key, "version": record["version"] if record else None}
        for key, record in versions.items()
    ]
    existing_rows = [row for row in rows if row["article"] in stored_articles]
    missing_rows = [row for row in rows if row["article"] not in stored_articles]
    key: BindParameter[str] = bindparam("article")
    version: BindParameter[int] = bindparam("version")
    if existing_rows:
        update_version = update(table).where(table.c.key == key)
        changes.connection.execute(
            update_version.values(version_id=version), existing_rows
        )
    if missing_rows:
        new_rows = insert(table).values(key=key, version_id=version)
        changes.connection.execute(new_rows, missing_rows)


def _version_numbers(connection: Connection, keys: Sequence[str]) -> dict[_Name, int]:
    """Read the numbers of all versions of articles."""
    table = schema.article_version.c
    numbers: dict[_Name, int] = {}
    for batch in pieces(keys, _PARAMETERS):
        query = select(table.article, table.version, table.source_article, table.id)
        for key, version, source, number in connection.execute(
            query.where(table.article.in_(batch))
        ):
            numbers[key, bytes(version), source] = number
    return numbers


def _insert_versions(
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
