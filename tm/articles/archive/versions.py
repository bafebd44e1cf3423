"""Storing versions of articles as rows, and making one the current version.

Every version is kept; the row of the article names the current one.
"""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from sqlalchemy import BindParameter, Connection, bindparam, insert, select, update

from tm.articles.archive.article import Article
from tm.articles.archive.stored_article import StoredArticle
from tm.store import schema
from tm.store.backend.bulk_rows import insert_rows, reserve_ids
from tm.store.backend.sql import RowValues, split_into_batches
from tm.store.history.change_set import ChangeSet
from tm.store.history.undo import Undoer
from tm.store.rows.record import Record
from tm.store.units.unit_adder import store_segments
from tm.text.normal import fold_text

_VERSION_COLUMNS = (
    *("article", "version", "locale", "headline", "lead"),
    *("publisher", "published", "url", "source_url"),
    *("source_headline", "source_headline_status"),
    *("source_article", "folded", "is_part", "author", "place"),
)
_SEGMENT_COLUMNS = ("version_id", "position", "block", "kind", "segment_id")

_VersionIdentity: TypeAlias = tuple[str, bytes, str | None]
"""The identity of a version: article key, hash, and key of the original."""


def store_versions(
    stored_articles: Sequence[StoredArticle], change_set: ChangeSet
) -> list[str]:
    """Store articles as current versions; return each one's outcome.

    Outcomes are `new`, `known` and `changed`. No article may occur twice.
    """
    connection = change_set.connection
    article_by_identity = {
        _make_version_identity(stored_article): stored_article
        for stored_article in stored_articles
    }
    article_keys = [article_key for article_key, _, _ in article_by_identity]
    earlier_version_by_key = _read_current_versions(connection, article_keys)
    version_id_by_identity = _read_version_ids(connection, article_keys)
    new_article_by_identity = {
        identity: stored_article
        for identity, stored_article in article_by_identity.items()
        if identity not in version_id_by_identity
    }
    version_id_by_identity |= _insert_versions(connection, new_article_by_identity)
    outcomes: list[str] = []
    changed_version_by_key: dict[str, Record | None] = {}
    for identity in article_by_identity:
        article_key = identity[0]
        earlier_version, new_version = (
            earlier_version_by_key.get(article_key),
            {"version": version_id_by_identity[identity]},
        )
        outcomes.append(
            "known"
            if earlier_version == new_version
            else "changed"
            if earlier_version
            else "new"
        )
        if earlier_version != new_version:
            changed_version_by_key[article_key] = new_version
            change_set.record_change(
                "article",
                article_key,
                record_before=earlier_version,
                record_after=new_version,
            )
    _write_current_versions(change_set, changed_version_by_key)
    return outcomes


def make_article_undoer() -> Undoer:
    """Make the undoer of changes to articles."""
    return Undoer(
        read_records=_read_current_versions, restore_records=_write_current_versions
    )


def _make_version_identity(stored_article: StoredArticle) -> _VersionIdentity:
    article = stored_article.article
    return article.key, article.version, stored_article.original_key


def _read_current_versions(
    connection: Connection, article_keys: Sequence[str]
) -> dict[str, Record | None]:
    """Read the record of each article's current version, for the change log."""
    table = schema.article
    current_version_by_key: dict[str, Record | None] = {}
    for key_batch in split_into_batches(article_keys):
        query = select(table).where(table.c.key.in_(key_batch))
        for article_row in connection.execute(query):
            version_id = article_row.version_id
            current_version_by_key[article_row.key] = (
                None if version_id is None else {"version": version_id}
            )
    return current_version_by_key


def _write_current_versions(
    change_set: ChangeSet, version_record_by_key: Mapping[str, Record | None]
) -> None:
    """Make other versions the current ones; None withdraws an article."""
    article_table = schema.article
    current_version_by_key = _read_current_versions(
        change_set.connection, list(version_record_by_key)
    )
    parameter_rows = [
        {
            "article": article_key,
            "version": version_record["version"] if version_record else None,
        }
        for article_key, version_record in version_record_by_key.items()
    ]
    existing_rows = [
        parameter_row
        for parameter_row in parameter_rows
        if parameter_row["article"] in current_version_by_key
    ]
    missing_rows = [
        parameter_row
        for parameter_row in parameter_rows
        if parameter_row["article"] not in current_version_by_key
    ]
    key_parameter: BindParameter[str] = bindparam("article")
    version_parameter: BindParameter[int] = bindparam("version")
    if existing_rows:
        update_query = update(article_table).where(article_table.c.key == key_parameter)
        change_set.connection.execute(
            update_query.values(version_id=version_parameter), existing_rows
        )
    if missing_rows:
        insert_query = insert(article_table).values(
            key=key_parameter, version_id=version_parameter
        )
        change_set.connection.execute(insert_query, missing_rows)


def _read_version_ids(
    connection: Connection, article_keys: Sequence[str]
) -> dict[_VersionIdentity, int]:
    """Read the ids of all versions of articles."""
    version_columns = schema.article_version.c
    version_id_by_identity: dict[_VersionIdentity, int] = {}
    for key_batch in split_into_batches(article_keys):
        query = select(
            version_columns.article,
            version_columns.version,
            version_columns.source_article,
            version_columns.id,
        )
        for article_key, version_hash, original_key, version_id in connection.execute(
            query.where(version_columns.article.in_(key_batch))
        ):
            version_id_by_identity[article_key, bytes(version_hash), original_key] = (
                version_id
            )
    return version_id_by_identity


def _insert_versions(
    connection: Connection,
    article_by_identity: Mapping[_VersionIdentity, StoredArticle],
) -> dict[_VersionIdentity, int]:
    """Store versions and their segments; return the id of each version."""
    if not article_by_identity:
        return {}
    segment_id_by_key = store_segments(
        connection,
        {
            article_segment.segment.key: article_segment.segment
            for stored_article in article_by_identity.values()
            for article_segment in stored_article.segments
        },
    )
    version_table = schema.article_version
    reserved_ids = reserve_ids(connection, version_table, len(article_by_identity))
    version_id_by_identity = dict(zip(article_by_identity, reserved_ids, strict=True))
    version_rows = [
        (
            version_id_by_identity[identity],
            *_make_version_row(identity, stored_article.article),
        )
        for identity, stored_article in article_by_identity.items()
    ]
    insert_rows(connection, version_table, ("id", *_VERSION_COLUMNS), version_rows)
    segment_rows = [
        (
            version_id_by_identity[identity],
            article_segment.position,
            article_segment.block_index,
            article_segment.kind.value,
            segment_id_by_key[article_segment.segment.key],
        )
        for identity, stored_article in article_by_identity.items()
        for article_segment in stored_article.segments
    ]
    insert_rows(connection, schema.article_segment, _SEGMENT_COLUMNS, segment_rows)
    return version_id_by_identity


def _make_version_row(identity: _VersionIdentity, article: Article) -> RowValues:
    """Make the row of a version, in the order of `_VERSION_COLUMNS`."""
    article_key, version_hash, original_key = identity
    headline_status = article.source_headline_status
    searchable_texts = (
        *(article.headline, article.source_headline, article.publisher),
        *(article.author, article.place),
    )
    return (
        *(
            article_key,
            version_hash,
            article.locale.tag,
            article.headline,
            article.lead,
        ),
        *(article.publisher, article.published, article.url, article.source_url),
        *(
            article.source_headline,
            None if headline_status is None else headline_status.value,
        ),
        original_key,
        fold_text(
            "\n".join(
                searchable_text
                for searchable_text in searchable_texts
                if searchable_text
            )
        ),
        *(article.is_partial, article.author, article.place),
    )
