"""Boilerplate: lines that a site prints under many stories, learnt from repetition.

Nobody has to list them: a line that stood in enough articles of one site is no part of
the next one. What was learnt stays learnt, since every version of an article is kept.
"""

from collections.abc import Sequence
from dataclasses import replace

from tm.articles.archive.archive import Archive
from tm.articles.archive.article import Article, BlockKind, Dropped
from tm.articles.archive.repetition import repeated
from tm.articles.archive.stored_article import ArticleSegment

_FEWEST = 5
"""Articles of the site that have the line."""
_SHARE = 0.2
"""Of the articles of the site."""
_SHARE_OF_LONG = 0.6
"""A paragraph of background stands in many stories of one event; that is text."""
_LONG = 160
_ALWAYS_KEPT = (BlockKind.HEADLINE, BlockKind.LEAD)
WHY = "boilerplate"


def trimmed(
    article: Article, segments: Sequence[ArticleSegment], archive: Archive
) -> tuple[Article, tuple[Dropped, ...]]:
    """An article without the lines that its site prints under many, and those lines.

    `segments`: those of the article. Nothing is dropped of one that would be empty.
    """
    texts = [place.segment for place in segments]
    found = repeated(archive.database, article, texts)
    if not found:
        return article, ()
    kept_in = {
        place.block
        for place in segments
        if not _is_boilerplate(place, *found.get(place.segment.key, (0, 1)))
    }
    blocks, dropped = [], []
    for number, block in enumerate(article.blocks):
        if block.kind in _ALWAYS_KEPT or number in kept_in:
            blocks.append(block)
        else:
            dropped.append(Dropped(block.line or 0, block.text, WHY))
    if all(block.kind in _ALWAYS_KEPT for block in blocks):
        return article, ()
    return replace(article, blocks=tuple(blocks)), tuple(dropped)


def _is_boilerplate(place: ArticleSegment, count: int, total: int) -> bool:
    long = len(place.segment.text) > _LONG
    return count >= _FEWEST and count >= total * (_SHARE_OF_LONG if long else _SHARE)
