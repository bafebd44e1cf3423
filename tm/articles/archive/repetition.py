"""Counting how often lines recur on a site, in the archive's tables."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from tm.articles.archive.article import Article
from tm.store import schema
from tm.store.backend.sql import split_into_batches
from tm.store.database import Database
from tm.text.segment import Segment


def count_repetitions(
    database: Database, article: Article, segments: Sequence[Segment]
) -> dict[bytes, tuple[int, int]]:
    """Count for each segment the site's articles that ever had it, and all articles.

    All articles are those up to the last one with the segment. Segments of a single
    article are left out. An article without an address belongs to the site of its
    original.
    """
    version_table, article_segment_table = (
        schema.article_version,
        schema.article_segment,
    )
    site_condition = _make_same_site_condition(article)
    if site_condition is None:
        return {}
    count_query = (
        select(
            schema.segment.c.key,
            func.count(version_table.c.article.distinct()),
            func.max(version_table.c.id),
        )
        .join(
            article_segment_table,
            article_segment_table.c.segment_id == schema.segment.c.id,
        )
        .join(version_table, version_table.c.id == article_segment_table.c.version_id)
        .where(site_condition)
        .group_by(schema.segment.c.key)
    )
    segment_keys = sorted({segment.key for segment in segments})
    count_and_version_by_key = {}
    with database.open_snapshot() as connection:
        for key_batch in split_into_batches(segment_keys):
            query = count_query.where(schema.segment.c.key.in_(key_batch))
            for segment_key, article_count, last_version_id in connection.execute(
                query
            ).all():
                count_and_version_by_key[bytes(segment_key)] = (
                    int(article_count),
                    int(last_version_id),
                )
        total_count_by_last_version_id = {
            last_version_id: _count_articles_up_to(
                connection, last_version_id, site_condition
            )
            for last_version_id in {
                last_version_id
                for article_count, last_version_id in count_and_version_by_key.values()
                if article_count > 1
            }
        }
    return {
        segment_key: (article_count, total_count_by_last_version_id[last_version_id])
        for segment_key, (
            article_count,
            last_version_id,
        ) in count_and_version_by_key.items()
        if article_count > 1
    }


def _count_articles_up_to(
    connection: Connection, last_version_id: int, site_condition: ColumnElement[bool]
) -> int:
    """Count the articles of a site that have a version up to one."""
    version_table = schema.article_version
    query = select(func.count(version_table.c.article.distinct())).where(
        site_condition, version_table.c.id <= last_version_id
    )
    return int(connection.execute(query).scalar_one())


def _make_same_site_condition(article: Article) -> ColumnElement[bool] | None:
    """Make the condition that selects versions of the same site and language."""
    version_table = schema.article_version
    url = article.url or article.source_url
    if url is None:
        return None
    try:
        host = urlsplit(url).netloc
    except ValueError:  # such as a half-open IPv6 address
        return None
    url_prefixes = [f"{scheme}://{host}/" for scheme in ("https", "http")]
    url_column = version_table.c.url if article.url else version_table.c.source_url
    conditions = [version_table.c.locale == article.locale.tag]
    if not article.url:
        conditions.append(version_table.c.url.is_(None))
    return and_(
        *conditions,
        or_(
            *(
                url_column.startswith(url_prefix, autoescape=True)
                for url_prefix in url_prefixes
            )
        ),
    )
