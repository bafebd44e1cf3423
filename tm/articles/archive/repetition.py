"""How often lines come back on a site: a question to the archive's tables."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, and_, func, or_, select

from tm.articles.archive.article import Article
from tm.store import schema
from tm.store.database import Database
from tm.text.segment import Segment

# The fewest values that one statement may hold, over the databases we know.
_PARAMETERS = 400


def repeated(
    database: Database, article: Article, segments: Sequence[Segment]
) -> dict[bytes, tuple[int, int]]:
    """In how many articles of its site each segment has ever stood, and of how many:
    those up to the last in which it did. Only segments that several have.

    An article whose address is not known is of the site of its original.
    """
    version, place = schema.article_version, schema.article_segment
    at_site = _at_site(article)
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
    found = {}
    with database.reading() as connection:
        for start in range(0, len(keys), _PARAMETERS):
            some = keys[start : start + _PARAMETERS]
            query = counted.where(schema.segment.c.key.in_(some))
            for key, count, last in connection.execute(query).all():
                found[bytes(key)] = (int(count), int(last))
        totals = {
            last: int(
                connection.execute(total.where(version.c.id <= last)).scalar_one()
            )
            for last in {last for count, last in found.values() if count > 1}
        }
    return {
        key: (count, totals[last]) for key, (count, last) in found.items() if count > 1
    }


def _at_site(article: Article) -> ColumnElement[bool] | None:
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
