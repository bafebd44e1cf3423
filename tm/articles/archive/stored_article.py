"""Stored articles: their segments in order, and the origin of their units."""

from dataclasses import dataclass

from tm.articles.archive.article import Article, BlockKind
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import Origin


@dataclass(frozen=True, slots=True)
class ArticleSegment:
    """A segment with its position in an article."""

    position: int
    """Index of the segment in the whole article, from 0."""
    block_index: int
    """Index of its block in the article, from 0."""
    kind: BlockKind
    segment: Segment


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """The current version of an article, as it is stored."""

    article: Article
    segments: tuple[ArticleSegment, ...]
    original_key: str | None
    """Key of the original, if its text is stored."""

    @property
    def origin(self) -> Origin:
        """The origin of units of the article."""
        return make_origin(self.article)


def make_origin(article: Article) -> Origin:
    """Make the origin of an article's units."""
    return Origin(
        article=article.key,
        page_url=article.url,
        source_url=article.source_url,
        headline=article.headline or None,
        source_headline=article.source_headline,
        source_headline_status=article.source_headline_status,
        publisher=article.publisher,
        published=article.published,
        article_author=article.author,
        article_place=article.place,
    )


def make_partial_article(origin: Origin, headline: str, locale: Locale) -> Article:
    """Make an article without text from an origin: the inverse of `make_origin`."""
    return Article(
        locale=locale,
        headline=headline,
        lead=None,
        publisher=origin.publisher,
        published=origin.published,
        url=origin.page_url,
        source_url=origin.source_url,
        source_headline=origin.source_headline,
        source_headline_status=origin.source_headline_status,
        blocks=(),
        is_partial=True,
        author=origin.article_author,
        place=origin.article_place,
    )
