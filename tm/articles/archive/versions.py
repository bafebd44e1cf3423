"""Storing versions of articles as rows, and making one the current version.

Every version is kept; the row of the article names the current one.
"""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from sqlalchemy import BindParameter, Connection, bindparam, insert, select, update

from tm.articles.archive.article import Article
from tm.articles.archive.stored_article import StoredArticle
from tm.store import schema
from tm.store.backend.many_rows import insert_rows, reserve_ids
from tm.store.backend.sql import RowValues, split_into_batches
from tm.store.history.change_set import ChangeSet
from tm.store.history.undo import Undoer
from tm.store.rows.record import Record
from tm.store.units.add import store_segments
from tm.text.normal import fold_text

# The fewest values that one statement may hold, over the databases we know.
_MAX_SQL_PARAMETERS = 400
_COLUMNS = (
    *("article", "version", "locale", "headline", "lead"),
    *("publisher", "published", "url", "source_url"),
    *("source_headline", "source_headline_status"),
    *("source_article", "folded", "is_part"),
)
_SEGMENT_COLUMNS = ("version_id", "position", "block", "kind", "segment_id")

_VersionIdentity: TypeAlias = tuple[str, bytes, str | None]
"""The identity of a version: article key, hash, and key of the original."""


def store_versions(articles: Sequence[StoredArticle], changes: ChangeSet) -> list[str]:
    """Store articles as current versions; return each one's outcome.

    Outcomes are `new`, `known` and `changed`. No article may occur twice.
    """
    connection = changes.connection
    articles_by_identity = {
        _version_identity(stored_article): stored_article for stored_article in articles
    }
    keys = [key for key, _, _ in articles_by_identity]
    earlier_versions = _read_current_versions(connection, keys)
    version_ids = _read_version_ids(connection, keys)
    new_articles = {
        identity: stored_article
        for identity, stored_article in articles_by_identity.items()
        if identity not in version_ids
    }
    version_ids |= _insert_versions(connection, new_articles)
    outcomes: list[str] = []
    changed_versions: dict[str, Record | None] = {}
    for identity in articles_by_identity:
        key = identity[0]
        earlier_version, new_version = (
            earlier_versions.get(key),
            {"version": version_ids[identity]},
        )
        outcomes.append(
            "known"
            if earlier_version == new_version
            else "changed"
            if earlier_version
            else "new"
        )
        if earlier_version != new_version:
            changed_versions[key] = new_version
            changes.record_change(
                "article", key, record_before=earlier_version, record_after=new_version
            )
    _write_current_versions(changes, changed_versions)
    return outcomes


def make_article_undoer() -> Undoer:
    """Make the undoer of changes to articles."""
    return Undoer(
        read_records=_read_current_versions, restore_records=_write_current_versions
    )


def _version_identity(stored_article: StoredArticle) -> _VersionIdentity:
    article = stored_article.article
    return article.key, article.version, stored_article.source_article


def _read_current_versions(
    connection: Connection, keys: Sequence[str]
) -> dict[str, Record | None]:
    table = schema.article
    current_versions: dict[str, Record | None] = {}
    for batch in split_into_batches(keys, _MAX_SQL_PARAMETERS):
        query = select(table).where(table.c.key.in_(batch))
        for row in connection.execute(query):
            version_id = row.version_id
            current_versions[row.key] = (
                None if version_id is None else {"version": version_id}
            )
    return current_versions


def _write_current_versions(
    changes: ChangeSet, versions: Mapping[str, Record | None]
) -> None:
    table = schema.article
    current_versions = _read_current_versions(changes.connection, list(versions))
    rows = [
        {"article": key, "version": record["version"] if record else None}
        for key, record in versions.items()
    ]
    existing_rows = [row for row in rows if row["article"] in current_versions]
    missing_rows = [row for row in rows if row["article"] not in current_versions]
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


def _read_version_ids(
    connection: Connection, keys: Sequence[str]
) -> dict[_VersionIdentity, int]:
    """Read the ids of all versions of articles."""
    table = schema.article_version.c
    version_ids: dict[_VersionIdentity, int] = {}
    for batch in split_into_batches(keys, _MAX_SQL_PARAMETERS):
        query = select(table.article, table.version, table.source_article, table.id)
        for key, version, source, version_id in connection.execute(
            query.where(table.article.in_(batch))
        ):
            version_ids[key, bytes(version), source] = version_id
    return version_ids


def _insert_versions(
    connection: Connection, articles: Mapping[_VersionIdentity, StoredArticle]
) -> dict[_VersionIdentity, int]:
    """Store versions and their segments; return the id of each version."""
    if not articles:
        return {}
    segment_ids = store_segments(
        connection,
        {
            article_segment.segment.key: article_segment.segment
            for stored_article in articles.values()
            for article_segment in stored_article.segments
        },
    )
    table = schema.article_version
    reserved_ids = reserve_ids(connection, table, len(articles))
    version_ids = dict(zip(articles, reserved_ids, strict=True))
    version_rows = [
        (version_ids[identity], *_make_version_row(identity, stored_article.article))
        for identity, stored_article in articles.items()
    ]
    insert_rows(connection, table, ("id", *_COLUMNS), version_rows)
    segment_rows = [
        (
            version_ids[identity],
            article_segment.position,
            article_segment.block_index,
            article_segment.kind.value,
            segment_ids[article_segment.segment.key],
        )
        for identity, stored_article in articles.items()
        for article_segment in stored_article.segments
    ]
    insert_rows(connection, schema.article_segment, _SEGMENT_COLUMNS, segment_rows)
    return version_ids


def _make_version_row(identity: _VersionIdentity, article: Article) -> RowValues:
    """Make the row of a version, in the order of `_COLUMNS`."""
    key, version, source_article = identity
    status = article.source_headline_status
    searchable_texts = (article.headline, article.source_headline, article.publisher)
    return (
        *(key, version, article.locale.tag, article.headline, article.lead),
        *(article.publisher, article.published, article.url, article.source_url),
        *(article.source_headline, None if status is None else status.value),
        source_article,
        fold_text("\n".join(text for text in searchable_texts if text)),
        article.is_partial,
    )
