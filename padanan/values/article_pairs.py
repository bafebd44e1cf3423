"""An article and its original, row by row, with the pairs that wait for review."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from padanan.values.articles import ArticleSummary
from padanan.values.units import StoredUnit
from tm.articles.archive.stored_article import StoredArticle
from tm.articles.pair_doubts import Doubt, find_doubts
from tm.articles.side_by_side import PairedRow
from tm.text.segment import compute_content_key


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """Segments of an article and of its original that belong together."""

    source_position: int | None
    """Position of the first segment in the original; None without any."""
    source_segments: tuple[str, ...]
    """The segments as the page of the original has them."""
    target_position: int | None
    target_segments: tuple[str, ...]
    """The segments as the page of the article has them."""
    kind: str
    """`headline`, `lead`, `paragraph` …"""
    unit: StoredUnit | None
    """The pair; one that waits for review is not in use."""
    doubts: tuple[Doubt, ...]
    """Why the alignment of a pair that waits is uncertain, as its texts show it."""


@dataclass(frozen=True, slots=True)
class ArticlePairs:
    """An article and its original, row by row, with the pairs that wait."""

    article: ArticleSummary
    source_article: str | None
    """The key of its original, if that is stored."""
    source_locale: str | None
    """The language of its original, if there is a pair or the original is stored."""
    rows: tuple[ArticleRow, ...]
    version: str
    """A hash of all of it."""


def make_article_pairs(
    summary: ArticleSummary,
    stored_article: StoredArticle,
    paired_rows: Sequence[PairedRow],
    stored_unit_by_key: Mapping[bytes, StoredUnit],
) -> ArticlePairs:
    """Make the plain values of an article and its original."""
    rows = tuple(
        _make_row(paired_rows, index, stored_unit_by_key)
        for index in range(len(paired_rows))
    )
    locale = stored_article.article.locale
    source_locales = [
        segment.segment.locale.tag
        for row in paired_rows
        for segment in row.source_segments[:1]
    ] or [
        side.locale.tag
        for row in paired_rows
        if row.unit is not None
        for side in (row.unit.source, row.unit.target)
        if side is not None and not locale.covers(side.locale)
    ]
    version_text = repr((summary, stored_article.source_article, rows))
    return ArticlePairs(
        summary,
        stored_article.source_article,
        source_locales[0] if source_locales else None,
        rows,
        compute_content_key(version_text).hex(),
    )


def _make_row(
    rows: Sequence[PairedRow],
    index: int,
    stored_unit_by_key: Mapping[bytes, StoredUnit],
) -> ArticleRow:
    row = rows[index]
    is_doubtful = row.is_waiting and row.source_segments and row.target_segments
    source_segments, target_segments = row.source_segments, row.target_segments
    return ArticleRow(
        source_segments[0].position if source_segments else None,
        tuple(
            article_segment.segment.display_text for article_segment in source_segments
        ),
        target_segments[0].position if target_segments else None,
        tuple(
            article_segment.segment.display_text for article_segment in target_segments
        ),
        (target_segments or source_segments)[0].kind.value,
        None if row.unit is None else stored_unit_by_key.get(row.unit.key),
        tuple(find_doubts(rows, index)) if is_doubtful else (),
    )
