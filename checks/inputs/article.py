"""Units to check of an article that is stored in the memory."""

from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from checks.engine.unit import Unit, UnitLocation
from checks.inputs.translation_units import read_sides
from tm.errors import OtherLocale
from tm.requested_locales import (
    LOCALE_PARAMETERS,
    LocaleParameter,
    describe_locale_conflict,
)
from tm.text.locale import Locale
from tm.text.segment import Segment

if TYPE_CHECKING:
    from tm.articles.archive.article import Article
    from tm.articles.archive.stored_article import ArticleSegment
    from tm.store.database import Database


def read_article_units(
    database: "Database",
    article_key: str,
    *,
    source_locale: Locale | None,
    target_locale: Locale,
    target_parameter: LocaleParameter = LOCALE_PARAMETERS[1],
) -> Iterator[Unit]:
    """Read the segments of a stored article, with their sources where these are known.

    Sentences that were aligned with one sentence of the original make one unit. Where
    somebody has edited the translation of a sentence, the edited text counts.
    `target_parameter`: what messages call the target locale. Raises NotFound;
    OtherLocale for an article that is not in the target locale.
    """
    from tm.articles.archive.archive import Archive  # SQLAlchemy, which files need not
    from tm.articles.segment_positions import join_segments
    from tm.store.unit_store import UnitStore
    from tm.store.units.filter import UnitFilter

    stored_article = Archive(database).get(article_key)
    article = stored_article.article
    _require_locale(article, target_locale, target_parameter)
    page_texts = {
        article_segment.segment.text for article_segment in stored_article.segments
    }
    source_segments_by_text: dict[str, Segment] = {}
    edited_units_by_position: dict[int | None, tuple[Segment, int]] = {}
    extents_by_position_and_text: dict[tuple[int | None, str], int] = {}
    for unit in UnitStore(database).read_units(UnitFilter(article=article.key)):
        source_segment, target_segment = read_sides(
            unit, source_locale=source_locale, target_locale=target_locale
        )
        if source_segment and target_segment:
            text = target_segment.text
            source_segments_by_text[text] = source_segment
            extents_by_position_and_text[unit.origin.position, text] = (
                unit.origin.extent
            )
            if text not in page_texts:
                edited_units_by_position[unit.origin.position] = (
                    target_segment,
                    unit.origin.extent,
                )
    long_extents_by_position = {
        position: extent
        for (position, _), extent in extents_by_position_and_text.items()
        if extent > 1
    }
    remaining_segments = iter(enumerate(stored_article.segments))
    for segment_index, article_segment in remaining_segments:
        unit_segment, position = article_segment.segment, article_segment.position
        extent = long_extents_by_position.get(position, 1)
        if extent > 1:
            article_segments = stored_article.segments[
                segment_index : segment_index + extent
            ]
            joined_segment = join_segments(
                [
                    joined_article_segment.segment
                    for joined_article_segment in article_segments
                ]
            )
            if (
                extents_by_position_and_text.get((position, joined_segment.text))
                == extent
            ):
                unit_segment = joined_segment
                deque(islice(remaining_segments, extent - 1), maxlen=0)
        if unit_segment.text not in source_segments_by_text:
            unit_segment, extent = edited_units_by_position.get(
                position, (unit_segment, 1)
            )
            deque(islice(remaining_segments, extent - 1), maxlen=0)
        original_segment = source_segments_by_text.get(unit_segment.text)
        yield _make_unit(article, article_segment, unit_segment, original_segment)


def _require_locale(
    article: "Article", target_locale: Locale, target_parameter: LocaleParameter
) -> None:
    """Raise OtherLocale for an article that is not in the target locale."""
    if not target_locale.covers(article.locale):
        conflict = describe_locale_conflict(
            article.locale, target_locale, target_parameter
        )
        raise OtherLocale(f"article {article.key} is in {article.locale}: {conflict}")


def _make_unit(
    article: "Article",
    article_segment: "ArticleSegment",
    unit_segment: Segment,
    original_segment: Segment | None,
) -> Unit:
    """Make a unit of one or more segments of an article, the first of them given."""
    return Unit(
        id=f"{article.key}#{article_segment.position}",
        target=unit_segment.text,
        source=original_segment.text if original_segment else None,
        document=article.key,
        kind=article_segment.kind,
        source_headline=article.source_headline,
        source_url=article.source_url,
        published=article.published,
        source_codes=original_segment.codes if original_segment else (),
        target_codes=unit_segment.codes,
        location=UnitLocation(
            url=article.url or article.source_url,
            headline=article.headline or article.source_headline,
        ),
    )
