"""Boilerplate: lines that a site repeats under many articles, found by counting.

A line that occurred in enough articles of a site is dropped from the next one. Since
every version of an article is kept, the counts are kept, too.
"""

from collections.abc import Sequence
from dataclasses import replace

from tm.articles.archive.archive import Archive
from tm.articles.archive.article import Article, BlockKind, Dropped
from tm.articles.archive.repetition import count_repetitions
from tm.articles.archive.stored_article import ArticleSegment

_MIN_ARTICLES = 5
"""The fewest articles of the site that have the line."""
_MIN_SHARE = 0.2
"""The least share of the site's articles that have the line."""
_MIN_SHARE_OF_LONG = 0.6
"""The same for a long line: background paragraphs recur in stories of one event."""
_LONG_LINE = 160
_ALWAYS_KEPT = (BlockKind.HEADLINE, BlockKind.LEAD)
BOILERPLATE = "boilerplate"


def remove_boilerplate(
    article: Article, segments: Sequence[ArticleSegment], archive: Archive
) -> tuple[Article, tuple[Dropped, ...]]:
    """Remove the lines that a site repeats; return the article and those lines.

    `segments`: those of the article. Nothing is dropped of one that would be empty.
    """
    texts = [place.segment for place in segments]
    repeated_segments = count_repetitions(archive.database, article, texts)
    if not repeated_segments:
        return article, ()
    kept_blocks = {
        place.block
        for place in segments
        if not _is_boilerplate(place, *repeated_segments.get(place.segment.key, (0, 1)))
    }
    blocks, dropped = [], []
    for number, block in enumerate(article.blocks):
        if block.kind in _ALWAYS_KEPT or number in kept_blocks:
            blocks.append(block)
        else:
            dropped.append(Dropped(block.line or 0, block.text, BOILERPLATE))
    if all(block.kind in _ALWAYS_KEPT for block in blocks):
        return article, ()
    return replace(article, blocks=tuple(blocks)), tuple(dropped)


def _is_boilerplate(place: ArticleSegment, count: int, total: int) -> bool:
    is_long = len(place.segment.text) > _LONG_LINE
    return count >= _MIN_ARTICLES and count >= total * (
        _MIN_SHARE_OF_LONG if is_long else _MIN_SHARE
    )
