"""Articles as they are stored: their segments in order, and what units say of them."""

from dataclasses import dataclass

from tm.articles.archive.article import Article, BlockKind
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import Origin


@dataclass(frozen=True, slots=True)
class ArticleSegment:
    """A segment in its place in an article."""

    position: int
    """From 0, over the whole article."""
    block: int
    """Number of the block it stands in, from 0."""
    kind: BlockKind
    segment: Segment


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article as it is stored: the version that counts."""

    article: Article
    segments: tuple[ArticleSegment, ...]
    source_article: str | None
    """Key of the original, where its text is stored too."""

    @property
    def origin(self) -> Origin:
        """What units of the article say of where they come from."""
        return origin_of(self.article)


def origin_of(article: Article) -> Origin:
    """What units of an article say of where they come from."""
    return Origin(
        article=article.key,
        page_url=article.url,
        source_url=article.source_url,
        headline=article.headline,
        source_headline=article.source_headline,
        source_headline_status=article.source_headline_status,
        publisher=article.publisher,
        published=article.published,
    )


def part_of(origin: Origin, headline: str, locale: Locale) -> Article:
    """What an origin says of its article, without text: `origin_of` turned round."""
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
        is_part=True,
    )
