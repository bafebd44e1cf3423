"""Counting how often lines recur on a site, in the archive's tables."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, and_, func, or_, select

from tm.articles.archive.article import Article
from tm.store import schema
from tm.store.database import Database
from tm.text.segment import Segment

# The fewest values that one statement may hold, over the databases we know.
_MAX_SQL_PARAMETERS = 400


def count_repetitions(
    database: Database, article: Article, segments: Sequence[Segment]
) -> dict[bytes, tuple[int, int]]:
    """Count the site's articles that ever had each segment, and the articles so far.

    Counted are the articles up to the last with the segment. Segments of a single
    article are left out. An article without an address is of the site of its original.
    """
    version, place = schema.article_version, schema.article_segment
    at_site = _same_site_condition(article)
    if at_site is None:
        return {}
    counted = (
        select(
            schema.segment.c.key,
            func.count(version.c.article.distinct()),
            func.max(version.c.id),
        )
        .join(place, place.c.segment_id == schema.segment.c.id)
        .join(version, version.c.id == place.c.version_id)
        .where(at_site)
        .group_by(schema.segment.c.key)
    )
    total = select(func.count(version.c.article.distinct())).where(at_site)
    keys = sorted({segment.key for segment in segments})
    counts_by_key = {}
    with database.reading() as connection:
        for start in range(0, len(keys), _MAX_SQL_PARAMETERS):
            batch = keys[start : start + _MAX_SQL_PARAMETERS]
            query = counted.where(schema.segment.c.key.in_(batch))
            for key, count, last in connection.execute(query).all():
                counts_by_key[bytes(key)] = (int(count), int(last))
        totals = {
            last: int(
                connection.execute(total.where(version.c.id <= last)).scalar_one()
            )
            for last in {last for count, last in counts_by_key.values() if count > 1}
        }
    return {
        key: (count, totals[last])
        for key, (count, last) in counts_by_key.items()
        if count > 1
    }


def _same_site_condition(article: Article) -> ColumnElement[bool] | None:
    """The condition that a version is of the same site and language."""
    version = schema.article_version
    url = article.url or article.source_url
    if url is None:
        return None
    try:
        site = urlsplit(url).netloc
    except ValueError:  # such as a half-open IPv6 address
        return None
    beginnings = [f"{scheme}://{site}/" for scheme in ("https", "http")]
    column = version.c.url if article.url else version.c.source_url
    conditions = [version.c.locale == article.locale.tag]
    if not article.url:
        conditions.append(version.c.url.is_(None))
    return and_(
        *conditions, or_(*(column.startswith(b, autoescape=True) for b in beginnings))
    )
