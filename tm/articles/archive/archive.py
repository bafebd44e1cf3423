"""The archive: articles of a database, with their versions and segments in order.

It also stores segments without a translation. Every version is kept; the article refers
to the current one.
"""

from collections.abc import Sequence
from itertools import islice

from sqlalchemy import Connection, RowMapping, and_, func, or_, select

from tm.articles.archive.article import Article, ArticleBlock, BlockKind
from tm.articles.archive.article_filter import (
    ArticleFilter,
    contains_filter_texts,
    select_current_versions,
    select_filtered,
)
from tm.articles.archive.stored_article import ArticleSegment, StoredArticle
from tm.articles.archive.versions import store_versions
from tm.errors import InputError, NotFound
from tm.store import schema
from tm.store.backend.sql import MAX_PARAMETER_COUNT, split_into_batches
from tm.store.database import Database
from tm.store.history.change_set import ChangeSet
from tm.store.rows.unit import read_segment
from tm.text.locale import Locale
from tm.text.segment import Segment, join_segments
from tm.unit import HeadlineStatus

_ARTICLES_PER_FETCH = 200
"""Few, since a list of articles may end long before the last one."""


class Archive:
    """Articles of one database."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def add(
        self,
        article: Article,
        segments: Sequence[ArticleSegment],
        change_set: ChangeSet,
        *,
        original_key: str | None = None,
    ) -> str:
        """Store an article and return `new`, `known` or `changed`."""
        stored_article = StoredArticle(article, tuple(segments), original_key)
        [outcome] = store_versions([stored_article], change_set)
        return outcome

    def find(self, article_filter: ArticleFilter) -> list[Article]:
        """List the articles that a filter selects, the latest first, without blocks."""
        with self.database.open_snapshot() as connection:
            article_rows = connection.execute(
                select_filtered(article_filter)
            ).mappings()
            articles = [_make_article(article_row, ()) for article_row in article_rows]
        return [
            article
            for article in articles
            if contains_filter_texts(article, article_filter)
        ]

    def find_next_articles(
        self,
        article_filter: ArticleFilter,
        *,
        last_date_and_key: tuple[str, str] | None = None,
        limit: int,
    ) -> list[Article]:
        """List the first articles of `find`, or the first after one of them.

        `last_date_and_key`: those of that article; the date may be an empty text.
        """
        date_column = func.coalesce(schema.article_version.c.published, "")
        key_column = schema.article_version.c.article
        query = select_filtered(article_filter)
        if last_date_and_key is not None:
            after_date, after_key = last_date_and_key
            query = query.where(
                or_(
                    date_column < after_date,
                    and_(date_column == after_date, key_column > after_key),
                )
            )
        with self.database.open_snapshot() as connection:
            connection = connection.execution_options(yield_per=_ARTICLES_PER_FETCH)
            with connection.execute(query) as article_rows:
                articles = (
                    _make_article(article_row, ())
                    for article_row in article_rows.mappings()
                )
                selected_articles = (
                    article
                    for article in articles
                    if contains_filter_texts(article, article_filter)
                )
                return list(islice(selected_articles, limit))

    def find_by_url(self, url: str) -> list[Article]:
        """Find the article of an address, or else articles whose original has it."""
        version_table = schema.article_version
        with self.database.open_snapshot() as connection:
            for url_column in (version_table.c.url, version_table.c.source_url):
                query = select_filtered(ArticleFilter()).where(url_column == url)
                article_rows = connection.execute(query).mappings().all()
                if article_rows:
                    return [
                        _make_article(article_row, ()) for article_row in article_rows
                    ]
        return []

    def find_editions(self, articles: Sequence[Article]) -> dict[str, list[Article]]:
        """Find the other editions of each article, by the key of the article.

        They are the original, its translations, and those with the same original.
        """
        version_table = schema.article_version
        story_urls = {
            story_url
            for article in articles
            for story_url in _collect_story_urls(article)
        }
        editions_by_url: dict[str, list[Article]] = {
            story_url: [] for story_url in story_urls
        }
        sorted_urls = sorted(story_urls)
        with self.database.open_snapshot() as connection:
            # Each statement has the addresses twice.
            for url_batch in split_into_batches(sorted_urls, MAX_PARAMETER_COUNT // 2):
                query = select_filtered(ArticleFilter()).where(
                    or_(
                        version_table.c.source_url.in_(url_batch),
                        version_table.c.url.in_(url_batch),
                    )
                )
                for article_row in connection.execute(query).mappings():
                    edition = _make_article(article_row, ())
                    for story_url in _collect_story_urls(edition) & set(url_batch):
                        editions_by_url[story_url].append(edition)
        return {
            article.key: list(
                {
                    edition.key: edition
                    for story_url in sorted(_collect_story_urls(article))
                    for edition in editions_by_url[story_url]
                    if edition.key != article.key
                }.values()
            )
            for article in articles
        }

    def find_current(self, article_key: str) -> StoredArticle | None:
        """Read an article by its whole key; None if it does not exist."""
        with self.database.open_snapshot() as connection:
            return read_stored_articles(connection, [article_key]).get(article_key)

    def read_version_hash(self, article_key: str) -> bytes | None:
        """Read the `Article.version` of the current version, or None."""
        version_table = schema.article_version
        query = (
            select(version_table.c.version)
            .join(schema.article, schema.article.c.version_id == version_table.c.id)
            .where(version_table.c.article == article_key)
        )
        with self.database.open_snapshot() as connection:
            version_hash = connection.execute(query).scalar_one_or_none()
        return None if version_hash is None else bytes(version_hash)

    def read_earlier_segments(
        self, article_key: str
    ) -> list[tuple[ArticleSegment, ...]]:
        """Read the segments of every earlier version of an article."""
        version_table, article_table = schema.article_version, schema.article
        current_version_id_query = select(article_table.c.version_id).where(
            article_table.c.key == article_key
        )
        query = (
            select(version_table.c.id)
            .where(
                version_table.c.article == article_key,
                version_table.c.id.not_in(current_version_id_query),
            )
            .order_by(version_table.c.id.desc())
        )
        with self.database.open_snapshot() as connection:
            version_ids = list(connection.execute(query).scalars())
            return [
                _read_segments(connection, version_id) for version_id in version_ids
            ]

    def get(self, key_prefix: str) -> StoredArticle:
        """Read an article by its key or the beginning of it.

        Raises NotFound, and InputError if several keys begin like this.
        """
        if not key_prefix:
            raise InputError(
                "the key is empty; give that of an article", next_step="list articles"
            )
        version_table = schema.article_version
        with self.database.open_snapshot() as connection:
            query = select_current_versions().where(
                version_table.c.article.startswith(key_prefix, autoescape=True)
            )
            article_rows = connection.execute(query.limit(3)).mappings().all()
            exact_rows = [
                article_row
                for article_row in article_rows
                if article_row["article"] == key_prefix
            ]
            article_rows = exact_rows or article_rows
            if not article_rows:
                raise NotFound(
                    f"no article {key_prefix!r}; list the articles to see their keys",
                    next_step="list articles",
                )
            if len(article_rows) > 1:
                keys_text = ", ".join(
                    article_row["article"] for article_row in article_rows
                )
                raise InputError(
                    f"{key_prefix!r} begins several keys: {keys_text} …; give more"
                )
            return _read_stored_article(connection, article_rows[0])


def read_stored_articles(
    connection: Connection, article_keys: Sequence[str]
) -> dict[str, StoredArticle]:
    """Read the articles of whole keys within a transaction; skip missing ones."""
    version_table = schema.article_version
    stored_article_by_key: dict[str, StoredArticle] = {}
    for key_batch in split_into_batches(article_keys):
        query = select_current_versions().where(version_table.c.article.in_(key_batch))
        for article_row in connection.execute(query).mappings().all():
            stored_article_by_key[article_row["article"]] = _read_stored_article(
                connection, article_row
            )
    return stored_article_by_key


def _collect_story_urls(article: Article) -> set[str]:
    """Return the addresses of a story: of its original and of its page."""
    return {url for url in (article.source_url, article.url) if url}


def _read_stored_article(
    connection: Connection, article_row: RowMapping
) -> StoredArticle:
    segments = _read_segments(connection, article_row["id"])
    article = _make_article(article_row, _make_blocks(segments))
    return StoredArticle(article, segments, article_row["source_article"])


def _read_segments(
    connection: Connection, version_id: int
) -> tuple[ArticleSegment, ...]:
    """Read the segments of a version of an article, in order."""
    article_segment_table, segment_table = schema.article_segment, schema.segment
    query = (
        select(
            article_segment_table,
            segment_table.c.locale,
            segment_table.c.text,
            segment_table.c.codes,
        )
        .join(segment_table, segment_table.c.id == article_segment_table.c.segment_id)
        .where(article_segment_table.c.version_id == version_id)
        .order_by(article_segment_table.c.position)
    )
    return tuple(
        ArticleSegment(
            segment_row["position"],
            segment_row["block"],
            BlockKind(segment_row["kind"]),
            read_segment(segment_row),
        )
        for segment_row in connection.execute(query).mappings()
    )


def _make_blocks(segments: Sequence[ArticleSegment]) -> tuple[ArticleBlock, ...]:
    """Make the blocks of an article by joining the segments of each."""
    segments_by_block: dict[int, list[Segment]] = {}
    kind_by_block: dict[int, BlockKind] = {}
    for article_segment in segments:
        segments_by_block.setdefault(article_segment.block_index, []).append(
            article_segment.segment
        )
        kind_by_block[article_segment.block_index] = article_segment.kind
    return tuple(
        ArticleBlock(kind_by_block[block_index], join_segments(block_segments).text)
        for block_index, block_segments in segments_by_block.items()
    )


def _make_article(article_row: RowMapping, blocks: tuple[ArticleBlock, ...]) -> Article:
    headline_status_name = article_row["source_headline_status"]
    return Article(
        locale=Locale(article_row["locale"]),
        headline=article_row["headline"],
        lead=article_row["lead"],
        publisher=article_row["publisher"],
        published=article_row["published"],
        url=article_row["url"],
        source_url=article_row["source_url"],
        source_headline=article_row["source_headline"],
        source_headline_status=HeadlineStatus(headline_status_name)
        if headline_status_name
        else None,
        blocks=blocks,
        is_partial=article_row["is_part"],
        author=article_row["author"],
        place=article_row["place"],
        stored_key=article_row["article"],
    )
