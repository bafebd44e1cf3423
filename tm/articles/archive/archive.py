"""The articles of a database: their versions, and their segments in order.

An article keeps its order here, and a segment without a translation has its place
here. Every version stays; the article names the one that counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, Select, or_, select

from tm.articles.archive.article import Article, ArticleBlock, BlockKind
from tm.articles.archive.stored_article import ArticleSegment, StoredArticle
from tm.articles.archive.versions import store_versions
from tm.errors import InputError, NotFound
from tm.store import schema
from tm.store.backend.sql import pieces
from tm.store.database import Database
from tm.store.history.change_set import ChangeSet
from tm.store.rows import columns as rows
from tm.store.rows.unit import segment_of
from tm.text.locale import Locale
from tm.text.normal import folded
from tm.unit import HeadlineStatus

# The fewest values that one statement may hold, over the databases we know.
_PARAMETERS = 400


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    """Which articles are wanted; headline and publisher by part, marks aside."""

    source_url: str | None = None
    headline: str | None = None
    publisher: str | None = None
    since: str | None = None
    locale: Locale | None = None
    key: str | None = None


class Archive:
    """Articles of one database."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def add(
        self,
        article: Article,
        segments: Sequence[ArticleSegment],
        changes: ChangeSet,
        *,
        source_article: str | None = None,
    ) -> str:
        """Store an article; returns `new`, `known` or `changed`."""
        given = StoredArticle(article, tuple(segments), source_article)
        [outcome] = store_versions([given], changes)
        return outcome

    def find(self, wanted: ArticleFilter) -> list[Article]:
        """The articles of a filter, the latest first; without their blocks."""
        with self.database.reading() as connection:
            found = connection.execute(_filtered(wanted)).mappings()
            return [_article(row, ()) for row in found]

    def at(self, url: str) -> list[Article]:
        """The article whose page has an address, else those whose original has it."""
        version = schema.article_version
        with self.database.reading() as connection:
            for column in (version.c.url, version.c.source_url):
                query = _filtered(ArticleFilter()).where(column == url)
                found = connection.execute(query).mappings().all()
                if found:
                    return [_article(row, ()) for row in found]
        return []

    def editions(self, articles: Sequence[Article]) -> dict[str, list[Article]]:
        """By the key of each article, the others of the same story: those with the
        same original, the original itself, and the translations of it."""
        version = schema.article_version
        stories = {story for each in articles for story in _stories(each)}
        found: dict[str, list[Article]] = {story: [] for story in stories}
        wanted = sorted(stories)
        with self.database.reading() as connection:
            for some in pieces(wanted, _PARAMETERS):
                query = _filtered(ArticleFilter()).where(
                    or_(version.c.source_url.in_(some), version.c.url.in_(some))
                )
                for row in connection.execute(query).mappings():
                    other = _article(row, ())
                    for story in _stories(other) & set(some):
                        found[story].append(other)
        return {
            each.key: list(
                {
                    other.key: other
                    for story in sorted(_stories(each))
                    for other in found[story]
                    if other.key != each.key
                }.values()
            )
            for each in articles
        }

    def latest(self, key: str) -> StoredArticle | None:
        """The article of a whole key, or None."""
        return self.get(key) if self.find(ArticleFilter(key=key)) else None

    def version(self, key: str) -> bytes | None:
        """The version of an article that counts: `Article.version`, or None."""
        version = schema.article_version
        query = (
            select(version.c.version)
            .join(schema.article, schema.article.c.version_id == version.c.id)
            .where(version.c.article == key)
        )
        with self.database.reading() as connection:
            found = connection.execute(query).scalar_one_or_none()
        return None if found is None else bytes(found)

    def earlier(self, key: str) -> list[tuple[ArticleSegment, ...]]:
        """The segments of every version of an article but the one that counts."""
        version, article = schema.article_version, schema.article
        current = select(article.c.version_id).where(article.c.key == key)
        query = (
            select(version.c.id)
            .where(version.c.article == key, version.c.id.not_in(current))
            .order_by(version.c.id.desc())
        )
        with self.database.reading() as connection:
            numbers = list(connection.execute(query).scalars())
            return [_segments(connection, number) for number in numbers]

    def get(self, key: str) -> StoredArticle:
        """One article, by its key or the beginning of it.

        Raises NotFound, and InputError when several keys begin so.
        """
        if not key:
            raise InputError("the key is empty; `padanan articles` lists them")
        version = schema.article_version
        with self.database.reading() as connection:
            query = _versions().where(
                version.c.article.startswith(key, autoescape=True)
            )
            found = connection.execute(query.limit(3)).mappings().all()
            exact = [row for row in found if row["article"] == key]
            found = exact or found
            if not found:
                raise NotFound(f"no article {key!r}; `padanan articles` lists them")
            if len(found) > 1:
                keys = ", ".join(row["article"] for row in found)
                raise InputError(f"{key!r} begins several keys: {keys} …; give more")
            return _stored(connection, found[0])


def stored_articles(
    connection: Connection, keys: Sequence[str]
) -> dict[str, StoredArticle]:
    """The articles of whole keys as a transaction sees them; those that are there."""
    version = schema.article_version
    found: dict[str, StoredArticle] = {}
    for some in pieces(keys, _PARAMETERS):
        query = _versions().where(version.c.article.in_(some))
        for row in connection.execute(query).mappings().all():
            found[row["article"]] = _stored(connection, row)
    return found


def _stories(article: Article) -> set[str]:
    """The addresses that a story is known by: the original's; an original's own."""
    return {url for url in (article.source_url, article.url) if url}


def _versions() -> Select[tuple[object, ...]]:
    version = schema.article_version
    return select(version).join(
        schema.article, schema.article.c.version_id == version.c.id
    )


def _filtered(wanted: ArticleFilter) -> Select[tuple[object, ...]]:
    version = schema.article_version
    query = _versions().order_by(version.c.published.desc(), version.c.article)
    if wanted.key is not None:
        query = query.where(version.c.article.startswith(wanted.key, autoescape=True))
    if wanted.source_url is not None:
        query = query.where(
            version.c.source_url.contains(wanted.source_url, autoescape=True)
        )
    for part in (wanted.headline, wanted.publisher):
        if part is not None:
            query = query.where(
                version.c.folded.contains(folded(part), autoescape=True)
            )
    if wanted.since is not None:
        query = query.where(version.c.published >= wanted.since)
    if wanted.locale is not None:
        query = query.where(rows.locale_condition(wanted.locale, version.c.locale))
    return query


def _stored(connection: Connection, row: RowMapping) -> StoredArticle:
    segments = _segments(connection, row["id"])
    article = _article(row, _blocks(segments))
    return StoredArticle(article, segments, row["source_article"])


def _segments(connection: Connection, version: int) -> tuple[ArticleSegment, ...]:
    place, segment = schema.article_segment, schema.segment
    query = (
        select(place, segment.c.locale, segment.c.text, segment.c.codes)
        .join(segment, segment.c.id == place.c.segment_id)
        .where(place.c.version_id == version)
        .order_by(place.c.position)
    )
    return tuple(
        ArticleSegment(
            row["position"], row["block"], BlockKind(row["kind"]), segment_of(row)
        )
        for row in connection.execute(query).mappings()
    )


def _blocks(segments: Sequence[ArticleSegment]) -> tuple[ArticleBlock, ...]:
    texts: dict[int, list[str]] = {}
    kinds: dict[int, BlockKind] = {}
    for place in segments:
        texts.setdefault(place.block, []).append(place.segment.text)
        kinds[place.block] = place.kind
    return tuple(
        ArticleBlock(kinds[number], " ".join(text)) for number, text in texts.items()
    )


def _article(row: RowMapping, blocks: tuple[ArticleBlock, ...]) -> Article:
    status = row["source_headline_status"]
    return Article(
        locale=Locale(row["locale"]),
        headline=row["headline"],
        lead=row["lead"],
        publisher=row["publisher"],
        published=row["published"],
        url=row["url"],
        source_url=row["source_url"],
        source_headline=row["source_headline"],
        source_headline_status=HeadlineStatus(status) if status else None,
        blocks=blocks,
        is_part=row["is_part"],
    )
