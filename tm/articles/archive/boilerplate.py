"""Removing boilerplate: lines that a site repeats in many articles.

A line that occurred in enough articles of a site is dropped from the next one. Since
every version of an article is kept, the counts are kept, too.
"""

from collections.abc import Sequence
from dataclasses import replace

from tm.articles.archive.archive import Archive
from tm.articles.archive.article import Article, BlockKind, DroppedLine
from tm.articles.archive.repetition import count_repetitions
from tm.articles.archive.stored_article import ArticleSegment

_MIN_ARTICLE_COUNT = 5
"""The fewest articles of the site that have the line."""
_MIN_ARTICLE_SHARE = 0.2
"""The least share of the site's articles that have the line."""
_MIN_SHARE_OF_LONG_LINE = 0.6
"""The least share for a long line: background paragraphs recur in related stories."""
_LONG_LINE_LENGTH = 160
_ALWAYS_KEPT_KINDS = (BlockKind.HEADLINE, BlockKind.LEAD)
BOILERPLATE_REASON = "boilerplate"


def remove_boilerplate(
    article: Article, segments: Sequence[ArticleSegment], archive: Archive
) -> tuple[Article, tuple[DroppedLine, ...]]:
    """Remove the lines that a site repeats; return the article and those lines.

    `segments`: those of the article. Nothing is removed if no text would remain.
    """
    plain_segments = [article_segment.segment for article_segment in segments]
    article_and_total_count_by_segment_key = count_repetitions(
        archive.database, article, plain_segments
    )
    if not article_and_total_count_by_segment_key:
        return article, ()
    kept_block_indexes = {
        article_segment.block_index
        for article_segment in segments
        if not _is_boilerplate(
            article_segment,
            *article_and_total_count_by_segment_key.get(
                article_segment.segment.key, (0, 1)
            ),
        )
    }
    kept_blocks, dropped_lines = [], []
    for block_index, block in enumerate(article.blocks):
        if block.kind in _ALWAYS_KEPT_KINDS or block_index in kept_block_indexes:
            kept_blocks.append(block)
        else:
            dropped_lines.append(
                DroppedLine(block.line_number or 0, block.text, BOILERPLATE_REASON)
            )
    if all(block.kind in _ALWAYS_KEPT_KINDS for block in kept_blocks):
        return article, ()
    return replace(article, blocks=tuple(kept_blocks)), tuple(dropped_lines)


def _is_boilerplate(
    article_segment: ArticleSegment, article_count: int, site_article_count: int
) -> bool:
    """Whether enough of a site's articles have a segment."""
    is_long_line = len(article_segment.segment.text) > _LONG_LINE_LENGTH
    return (
        article_count >= _MIN_ARTICLE_COUNT
        and article_count
        >= site_article_count
        * (_MIN_SHARE_OF_LONG_LINE if is_long_line else _MIN_ARTICLE_SHARE)
    )
