"""The articles of a database: their versions, and their segments in order.

The order of an article is stored here, and so are segments without a translation. Every
version is kept; the article refers to the current one.
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
_MAX_SQL_PARAMETERS = 400


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    """Selects articles; headline and publisher match in part, without diacritics."""

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
        """Store an article and return `new`, `known` or `changed`."""
        stored_article = StoredArticle(article, tuple(segments), source_article)
        [outcome] = store_versions([stored_article], changes)
        return outcome

    def find(self, article_filter: ArticleFilter) -> list[Article]:
        """List the articles that a filter selects, the latest first, without blocks."""
        with self.database.reading() as connection:
            rows_found = connection.execute(_select_filtered(article_filter)).mappings()
            return [_make_article(row, ()) for row in rows_found]

    def articles_at(self, url: str) -> list[Article]:
        """Find the article of an address, else those whose original has it."""
        version = schema.article_version
        with self.database.reading() as connection:
            for column in (version.c.url, version.c.source_url):
                query = _select_filtered(ArticleFilter()).where(column == url)
                rows_found = connection.execute(query).mappings().all()
                if rows_found:
                    return [_make_article(row, ()) for row in rows_found]
        return []

    def editions(self, articles: Sequence[Article]) -> dict[str, list[Article]]:
        """Find the other editions of each article's story, by its key.

        They are the original, its translations, and those with the same original.
        """
        version = schema.article_version
        stories = {story for article in articles for story in _story_addresses(article)}
        articles_of_story: dict[str, list[Article]] = {story: [] for story in stories}
        sorted_stories = sorted(stories)
        with self.database.reading() as connection:
            for batch in pieces(sorted_stories, _MAX_SQL_PARAMETERS):
                query = _select_filtered(ArticleFilter()).where(
                    or_(version.c.source_url.in_(batch), version.c.url.in_(batch))
                )
                for row in connection.execute(query).mappings():
                    other = _make_article(row, ())
                    for story in _story_addresses(other) & set(batch):
                        articles_of_story[story].append(other)
        return {
            article.key: list(
                {
                    other.key: other
                    for story in sorted(_story_addresses(article))
                    for other in articles_of_story[story]
                    if other.key != article.key
                }.values()
            )
            for article in articles
        }

    def latest(self, key: str) -> StoredArticle | None:
        """The article of a whole key, or None."""
        return self.get(key) if self.find(ArticleFilter(key=key)) else None

    def version(self, key: str) -> bytes | None:
        """The `Article.version` of the current version, or None."""
        version = schema.article_version
        query = (
            select(version.c.version)
            .join(schema.article, schema.article.c.version_id == version.c.id)
            .where(version.c.article == key)
        )
        with self.database.reading() as connection:
            current_version = connection.execute(query).scalar_one_or_none()
        return None if current_version is None else bytes(current_version)

    def earlier_segments(self, key: str) -> list[tuple[ArticleSegment, ...]]:
        """The segments of every earlier version of an article."""
        version, article = schema.article_version, schema.article
        current = select(article.c.version_id).where(article.c.key == key)
        query = (
            select(version.c.id)
            .where(version.c.article == key, version.c.id.not_in(current))
            .order_by(version.c.id.desc())
        )
        with self.database.reading() as connection:
            numbers = list(connection.execute(query).scalars())
            return [_read_segments(connection, number) for number in numbers]

    def get(self, key: str) -> StoredArticle:
        """Read an article by its key or the beginning of it.

        Raises NotFound, and InputError when several keys begin so.
        """
        if not key:
            raise InputError("the key is empty; `padanan articles` lists them")
        version = schema.article_version
        with self.database.reading() as connection:
            query = _select_current_versions().where(
                version.c.article.startswith(key, autoescape=True)
            )
            rows_found = connection.execute(query.limit(3)).mappings().all()
            exact = [row for row in rows_found if row["article"] == key]
            rows_found = exact or rows_found
            if not rows_found:
                raise NotFound(f"no article {key!r}; `padanan articles` lists them")
            if len(rows_found) > 1:
                keys = ", ".join(row["article"] for row in rows_found)
                raise InputError(f"{key!r} begins several keys: {keys} …; give more")
            return _read_stored_article(connection, rows_found[0])


def stored_articles(
    connection: Connection, keys: Sequence[str]
) -> dict[str, StoredArticle]:
    """Read the articles of whole keys within a transaction, those that exist."""
    version = schema.article_version
    articles: dict[str, StoredArticle] = {}
    for batch in pieces(keys, _MAX_SQL_PARAMETERS):
        query = _select_current_versions().where(version.c.article.in_(batch))
        for row in connection.execute(query).mappings().all():
            articles[row["article"]] = _read_stored_article(connection, row)
    return articles


def _story_addresses(article: Article) -> set[str]:
    """The addresses of a story: that of the original, and that of the page."""
    return {url for url in (article.source_url, article.url) if url}


def _select_current_versions() -> Select[tuple[object, ...]]:
    version = schema.article_version
    return select(version).join(
        schema.article, schema.article.c.version_id == version.c.id
    )


def _select_filtered(article_filter: ArticleFilter) -> Select[tuple[object, ...]]:
    version = schema.article_version
    query = _select_current_versions().order_by(
        version.c.published.desc(), version.c.article
    )
    if article_filter.key is not None:
        query = query.where(
            version.c.article.startswith(article_filter.key, autoescape=True)
        )
    if article_filter.source_url is not None:
        query = query.where(
            version.c.source_url.contains(article_filter.source_url, autoescape=True)
        )
    for part in (article_filter.headline, article_filter.publisher):
        if part is not None:
            query = query.where(
                version.c.folded.contains(folded(part), autoescape=True)
            )
    if article_filter.since is not None:
        query = query.where(version.c.published >= article_filter.since)
    if article_filter.locale is not None:
        query = query.where(
            rows.locale_condition(article_filter.locale, version.c.locale)
        )
    return query


def _read_stored_article(connection: Connection, row: RowMapping) -> StoredArticle:
    segments = _read_segments(connection, row["id"])
    article = _make_article(row, _make_blocks(segments))
    return StoredArticle(article, segments, row["source_article"])


def _read_segments(connection: Connection, version: int) -> tuple[ArticleSegment, ...]:
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


def _make_blocks(segments: Sequence[ArticleSegment]) -> tuple[ArticleBlock, ...]:
    texts: dict[int, list[str]] = {}
    kinds: dict[int, BlockKind] = {}
    for place in segments:
        texts.setdefault(place.block, []).append(place.segment.text)
        kinds[place.block] = place.kind
    return tuple(
        ArticleBlock(kinds[number], " ".join(text)) for number, text in texts.items()
    )


def _make_article(row: RowMapping, blocks: tuple[ArticleBlock, ...]) -> Article:
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
