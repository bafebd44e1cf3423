"""Stored articles as plain values: summaries, lines side by side, rows of pairs."""

from collections.abc import Iterator, Mapping, Sequence

from padanan.values.article_pairs import AlignedRow, ArticlePairs
from padanan.values.articles import (
    ArticleLine,
    ArticleSummary,
    ArticleText,
    Edition,
    IngestedArticle,
)
from padanan.values.units import StoredUnit
from tm.articles.archive.archive import Archive
from tm.articles.archive.article import Article
from tm.articles.archive.stored_article import StoredArticle
from tm.articles.article_storing import IngestResult
from tm.articles.pair_doubts import find_doubts
from tm.articles.side_by_side import PairedRow, SideBySideLine
from tm.store.backend.queries.counts import ArticleUnitCounts, count_article_units
from tm.text.segment import compute_content_key


def make_article_summaries(
    archive: Archive, articles: Sequence[Article]
) -> Iterator[ArticleSummary]:
    """Summarise articles, with their editions and the numbers of their units."""
    editions_by_key = archive.find_editions(articles)
    with archive.database.open_reader() as reader:
        counts_by_key = count_article_units(
            reader, [article.key for article in articles]
        )
    for article in articles:
        unit_counts = counts_by_key.get(article.key, ArticleUnitCounts())
        yield _make_summary(article, editions_by_key[article.key], unit_counts)


def _make_summary(
    article: Article, editions: Sequence[Article], unit_counts: ArticleUnitCounts
) -> ArticleSummary:
    headline_status = article.source_headline_status
    return ArticleSummary(
        key=article.key,
        locale=article.locale.tag,
        headline=article.headline or None,
        lead=article.lead,
        publisher=article.publisher,
        author=article.author,
        place=article.place,
        published=article.published,
        url=article.url,
        source_url=article.source_url,
        source_headline=article.source_headline,
        source_headline_status=None
        if headline_status is None
        else headline_status.value,
        editions=tuple(
            Edition(
                edition.key,
                edition.locale.tag,
                edition.headline or None,
                edition.url,
            )
            for edition in editions
        ),
        units=unit_counts.used_count,
        waiting=unit_counts.waiting_count,
    )


def make_article_text(
    stored_article: StoredArticle,
    summary: ArticleSummary,
    side_by_side_lines: Sequence[SideBySideLine],
) -> ArticleText:
    """Make the plain values of an article side by side with another edition."""
    lines = tuple(map(_make_line, side_by_side_lines))
    version_text = repr((summary, stored_article.original_key, lines))
    return ArticleText(
        summary,
        stored_article.original_key,
        lines,
        compute_content_key(version_text).hex(),
    )


def _make_line(line: SideBySideLine) -> ArticleLine:
    opposite_segment, unit = line.opposite_segment, line.unit
    return ArticleLine(
        position=line.position,
        kind=line.kind.value,
        text=line.segment.display_text,
        other=opposite_segment.display_text if opposite_segment else None,
        other_locale=opposite_segment.locale.tag if opposite_segment else None,
        joined_to=line.unit_start,
        score=unit.origin.score if unit else None,
        unit=unit.key.hex() if unit else None,
    )


def make_article_pairs(
    summary: ArticleSummary,
    stored_article: StoredArticle,
    paired_rows: Sequence[PairedRow],
    stored_unit_by_key: Mapping[bytes, StoredUnit],
) -> ArticlePairs:
    """Make the plain values of an article and its original."""
    rows = tuple(
        _make_row(paired_rows, row_index, stored_unit_by_key)
        for row_index in range(len(paired_rows))
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
    version_text = repr((summary, stored_article.original_key, rows))
    return ArticlePairs(
        summary,
        stored_article.original_key,
        source_locales[0] if source_locales else None,
        rows,
        compute_content_key(version_text).hex(),
    )


def _make_row(
    rows: Sequence[PairedRow],
    row_index: int,
    stored_unit_by_key: Mapping[bytes, StoredUnit],
) -> AlignedRow:
    row = rows[row_index]
    is_doubtful = row.is_waiting and row.source_segments and row.target_segments
    source_segments, target_segments = row.source_segments, row.target_segments
    return AlignedRow(
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
        tuple(find_doubts(rows, row_index)) if is_doubtful else (),
    )


def make_ingested_article(
    ingest_result: IngestResult, *, notes: Sequence[str], change_set_name: str | None
) -> IngestedArticle:
    """Make the plain values of an article that was stored."""
    article = ingest_result.article
    return IngestedArticle(
        key=article.key,
        locale=article.locale.tag,
        headline=article.headline,
        outcome=ingest_result.outcome,
        segments=tuple(
            article_segment.segment.display_text
            for article_segment in ingest_result.segments
        ),
        units=ingest_result.unit_count,
        review=ingest_result.review_count,
        warnings=(*notes, *ingest_result.warnings),
        change_set=change_set_name,
    )
