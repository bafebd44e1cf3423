"""Units to check of an article that is stored in the memory."""

from collections import deque
from collections.abc import Collection, Iterator
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
from tm.text.segment import Segment, join_segments
from tm.unit import Origin

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
    from tm.store.unit_store import UnitStore
    from tm.store.units.filter import UnitFilter

    stored_article = Archive(database).get(article_key)
    article = stored_article.article
    _require_locale(article, target_locale, target_parameter)
    article_pairs = _ArticlePairs()
    page_texts = {
        article_segment.segment.text for article_segment in stored_article.segments
    }
    for unit in UnitStore(database).read_units(UnitFilter(article=article.key)):
        source_segment, target_segment = read_sides(
            unit, source_locale=source_locale, target_locale=target_locale
        )
        if source_segment and target_segment:
            article_pairs.add(source_segment, target_segment, unit.origin, page_texts)
    long_extent_by_position = article_pairs.list_long_extents()
    remaining_segments = iter(enumerate(stored_article.segments))
    for segment_index, article_segment in remaining_segments:
        unit_segment, position = article_segment.segment, article_segment.position
        extent = long_extent_by_position.get(position, 1)
        if extent > 1:
            joined_segment = join_segments(
                [
                    joined_article_segment.segment
                    for joined_article_segment in stored_article.segments[
                        segment_index : segment_index + extent
                    ]
                ]
            )
            if article_pairs.has_pair(position, joined_segment.text, extent):
                unit_segment = joined_segment
                deque(islice(remaining_segments, extent - 1), maxlen=0)
        if unit_segment.text not in article_pairs.source_segment_by_text:
            unit_segment, extent = (
                article_pairs.edited_segment_and_extent_by_position.get(
                    position, (unit_segment, 1)
                )
            )
            deque(islice(remaining_segments, extent - 1), maxlen=0)
        original_segment = article_pairs.source_segment_by_text.get(unit_segment.text)
        yield _make_unit(article, article_segment, unit_segment, original_segment)


class _ArticlePairs:
    """The stored pairs of an article, by target text and by position on the page."""

    def __init__(self) -> None:
        self.source_segment_by_text: dict[str, Segment] = {}
        self.edited_segment_and_extent_by_position: dict[
            int | None, tuple[Segment, int]
        ] = {}
        """Translations that somebody has edited, and how many sentences they are of."""
        self._extent_by_position_and_text: dict[tuple[int | None, str], int] = {}

    def add(
        self,
        source_segment: Segment,
        target_segment: Segment,
        origin: Origin,
        page_texts: Collection[str],
    ) -> None:
        """Add a pair; it was edited if its target is none of the page's texts."""
        text, position, extent = target_segment.text, origin.position, origin.extent
        self.source_segment_by_text[text] = source_segment
        self._extent_by_position_and_text[position, text] = extent
        if text not in page_texts:
            self.edited_segment_and_extent_by_position[position] = (
                target_segment,
                extent,
            )

    def list_long_extents(self) -> dict[int | None, int]:
        """List by position how many sentences a pair is of, where it is of several."""
        return {
            position: extent
            for (position, _), extent in self._extent_by_position_and_text.items()
            if extent > 1
        }

    def has_pair(self, position: int, text: str, extent: int) -> bool:
        """Whether there is a pair of a text, which begins at a sentence, of so many."""
        return self._extent_by_position_and_text.get((position, text)) == extent


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
    translated_segment: Segment,
    original_segment: Segment | None,
) -> Unit:
    """Make a unit of one or more segments of an article, the first of them given."""
    return Unit(
        id=f"{article.key}#{article_segment.position}",
        target=translated_segment.text,
        source=original_segment.text if original_segment else None,
        document=article.key,
        kind=article_segment.kind,
        source_headline=article.source_headline,
        source_url=article.source_url,
        published=article.published,
        source_codes=original_segment.codes if original_segment else (),
        target_codes=translated_segment.codes,
        location=UnitLocation(
            url=article.url or article.source_url,
            headline=article.headline or article.source_headline,
        ),
    )
