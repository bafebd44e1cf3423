"""The article of a page and its segments, before anything is stored.

Needs no SQLAlchemy: a check of a page imports this without the archive.
"""

from tm.align.sentences import split_into_sentences
from tm.articles.archive.article import Article, BlockKind
from tm.articles.archive.stored_article import ArticleSegment
from tm.articles.headline.slug import read_slug
from tm.articles.page.copied_page import Page, names_itself_as_source
from tm.articles.publication_time_choice import choose_publication_time
from tm.text.normal import normalise_spaces
from tm.text.segment import Segment
from tm.unit import HeadlineStatus


def make_article(
    page: Page, *, url: str | None = None, source_page: Page | None = None
) -> tuple[Article, bool | None, list[str]]:
    """Make the article of a page; return whether its dates agree, and warnings, too.

    The headline of the original comes from its page if `source_page` is given, else
    from the slug of its address: then it has no diacritics and the status `derived`.
    """
    warnings: list[str] = []
    slug = read_slug(page.source_url) if page.source_url else None
    publication = choose_publication_time(page)
    warnings += publication.warnings
    source_url = None if names_itself_as_source(page) else page.source_url
    source_headline = slug.headline if slug and source_url else None
    headline_status = HeadlineStatus.DERIVED if source_headline else None
    if source_page is not None and source_page.headline:
        source_headline, headline_status = (
            source_page.headline,
            HeadlineStatus.CONFIRMED,
        )
    article = Article(
        locale=page.locale,
        headline=page.headline,
        lead=page.lead,
        publisher=page.byline.publisher if page.byline else None,
        published=publication.time,
        url=url or page.url or (None if source_url else page.source_url),
        source_url=source_url,
        source_headline=source_headline,
        source_headline_status=headline_status,
        blocks=page.blocks,
        author=page.author,
        place=page.place,
    )
    return article, publication.dates_agree, warnings


def make_segments(
    article: Article, *, normalises_spaces: bool = True
) -> tuple[ArticleSegment, ...]:
    """Split an article into sentences and lines, in reading order.

    `normalises_spaces`: normalise white space, as for the memory; otherwise keep the
    page's, for checking it. The positions are the same.
    """
    segments: list[ArticleSegment] = []
    for block_index, block in enumerate(article.blocks):
        # A headline is one segment, whatever marks it holds.
        is_headline = block.kind is BlockKind.HEADLINE
        spans = [] if is_headline else split_into_sentences(block.text, article.locale)
        for segment_text in [span.of(block.text) for span in spans] or [block.text]:
            segment = Segment.of(
                article.locale,
                (normalise_spaces(segment_text) if normalises_spaces else "")
                or segment_text,
            )
            segments.append(
                ArticleSegment(len(segments), block_index, block.kind, segment)
            )
    return tuple(segments)
