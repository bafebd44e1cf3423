"""Restoring articles from the origins of imported units.

A segment without a translation is stored in its article only, so an import has to
restore the article; it can then be listed, checked and exported. A file may have only
part of an article: its segments get their old positions, and the others are missing. An
article that was read from its page is complete and is left as it is.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from sqlalchemy import Connection

from tm.articles.archive.archive import read_stored_articles
from tm.articles.archive.article import Article, ArticleBlock, BlockKind
from tm.articles.archive.stored_article import (
    ArticleSegment,
    StoredArticle,
    make_origin,
    make_partial_article,
)
from tm.articles.archive.versions import store_versions
from tm.store import schema
from tm.store.backend.sql import split_into_batches
from tm.store.history.change_set import ChangeSet
from tm.store.rows.unit import read_units
from tm.store.rows.unit_queries import select_units
from tm.store.units.filter import UnitFilter, make_unit_conditions
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import State, TranslationUnit

_ARTICLE_KEY_PATTERN = re.compile("[0-9a-f]{16}")
_BLOCK_KIND_BY_NAME = {kind.value: kind for kind in BlockKind}
_ARTICLES_PER_BATCH = 200
"""Articles that are restored together."""
_MIN_UNITS_PER_BATCH = 5_000
"""The fewest untranslated units that are read together."""


def is_article_key(key: str | None) -> bool:
    """Whether a document name may be an article key; other tools use any names."""
    return key is not None and _ARTICLE_KEY_PATTERN.fullmatch(key) is not None


@dataclass(frozen=True, slots=True)
class RestoreCounts:
    """Counts of imported segments without a translation."""

    added_count: int = 0
    """Segments that were added to their article."""
    known_count: int = 0
    """Segments that their article had already."""
    unplaced_count: int = 0
    """Segments that were not stored: the file does not name their article, or the
    article has another text at their position."""
    incomplete_count: int = 0
    """Segments with properties that an article cannot store, such as a note."""

    def __add__(self, other: "RestoreCounts") -> "RestoreCounts":
        return RestoreCounts(
            self.added_count + other.added_count,
            self.known_count + other.known_count,
            self.unplaced_count + other.unplaced_count,
            self.incomplete_count + other.incomplete_count,
        )


def restore_articles(
    article_keys: Iterable[str],
    untranslated_units: Iterable[TranslationUnit],
    change_set: ChangeSet,
) -> RestoreCounts:
    """Restore articles from the origins of imported units, or extend restored ones.

    `article_keys`: articles of units stored before, in this transaction.
    `untranslated_units`: segments without a translation, best sorted by article.
    """
    counts = RestoreCounts()
    remaining_keys = set(article_keys)
    for unit_batch in _split_unit_batches(untranslated_units):
        units_by_article: dict[str, list[TranslationUnit]] = {}
        for unit in unit_batch:
            if is_article_key(unit.origin.article) and unit.origin.position is not None:
                units_by_article.setdefault(unit.origin.article or "", []).append(unit)
            else:
                counts += RestoreCounts(unplaced_count=1)
        remaining_keys -= units_by_article.keys()
        counts += _restore_batch(units_by_article, change_set)
    for key_batch in split_into_batches(sorted(remaining_keys), _ARTICLES_PER_BATCH):
        counts += _restore_batch(
            {article_key: [] for article_key in key_batch}, change_set
        )
    return counts


def _split_unit_batches(
    units: Iterable[TranslationUnit],
) -> Iterator[list[TranslationUnit]]:
    """Split units into batches, without splitting successive units of an article."""
    unit_batch: list[TranslationUnit] = []
    for unit in units:
        if (
            len(unit_batch) >= _MIN_UNITS_PER_BATCH
            and unit.origin.article != unit_batch[-1].origin.article
        ):
            yield unit_batch
            unit_batch = []
        unit_batch.append(unit)
    if unit_batch:
        yield unit_batch


def _restore_batch(
    units_by_article: Mapping[str, Sequence[TranslationUnit]], change_set: ChangeSet
) -> RestoreCounts:
    """Restore some articles, given the untranslated units of each."""
    change_set.flush()  # it may hold a new version of one of them
    connection = change_set.connection
    stored_article_by_key = read_stored_articles(connection, list(units_by_article))
    extensible_keys = [
        article_key
        for article_key in units_by_article
        if article_key not in stored_article_by_key
        or stored_article_by_key[article_key].article.is_partial
    ]
    units_in_use_by_article = _read_units_in_use(connection, extensible_keys)
    counts = RestoreCounts()
    extended_articles: list[StoredArticle] = []
    for article_key, units in units_by_article.items():
        stored_article = stored_article_by_key.get(article_key)
        if stored_article is not None and article_key not in units_in_use_by_article:
            segment_keys = {
                article_segment.segment.key
                for article_segment in stored_article.segments
            }
            stored_count = sum(unit.source.key in segment_keys for unit in units)
            counts += RestoreCounts(
                known_count=stored_count, unplaced_count=len(units) - stored_count
            )
            continue
        article = (
            stored_article.article
            if stored_article
            else _restore_article(
                article_key, chain(units, units_in_use_by_article[article_key])
            )
        )
        if article is None:
            counts += RestoreCounts(unplaced_count=len(units))
            continue
        segment_by_position = (
            {
                article_segment.position: article_segment
                for article_segment in stored_article.segments
            }
            if stored_article
            else {}
        )
        counts += _add_untranslated(units, article, segment_by_position)
        _add_units_in_use(
            units_in_use_by_article[article_key], article, segment_by_position
        )
        if stored_article is None or len(segment_by_position) > len(
            stored_article.segments
        ):
            extended_articles.append(_make_stored_article(article, segment_by_position))
    store_versions(extended_articles, change_set)
    return counts


def _add_units_in_use(
    units: Iterable[TranslationUnit],
    article: Article,
    segment_by_position: dict[int, ArticleSegment],
) -> None:
    """Add the page's side of units to the positions that have no segment."""
    for unit in units:
        position = unit.origin.position
        page_side = _find_page_side(unit, article.locale)
        if page_side is not None and position is not None:
            article_segment = _make_article_segment(
                page_side, position, unit.origin.kind
            )
            segment_by_position.setdefault(article_segment.position, article_segment)


def _add_untranslated(
    units: Sequence[TranslationUnit],
    article: Article,
    segment_by_position: dict[int, ArticleSegment],
) -> RestoreCounts:
    """Add untranslated segments at positions that are free."""
    new_count = known_count = incomplete_count = 0
    for unit in units:
        article_segment = _make_article_segment(
            unit.source, unit.origin.position or 0, unit.origin.kind
        )
        if article_segment.segment.locale != article.locale:
            continue
        stored_segment = segment_by_position.setdefault(
            article_segment.position, article_segment
        )
        if stored_segment.segment != article_segment.segment:
            continue
        new_count += stored_segment is article_segment
        known_count += stored_segment is not article_segment
        incomplete_count += not _stores_whole_unit(unit, article, stored_segment)
    return RestoreCounts(
        new_count, known_count, len(units) - new_count - known_count, incomplete_count
    )


def _make_stored_article(
    article: Article, segment_by_position: Mapping[int, ArticleSegment]
) -> StoredArticle:
    """Make the stored article of some segments, each in a block of its own."""
    ordered_segments = tuple(
        ArticleSegment(
            position, block_index, article_segment.kind, article_segment.segment
        )
        for block_index, (position, article_segment) in enumerate(
            sorted(segment_by_position.items())
        )
    )
    lead = " ".join(
        article_segment.segment.text
        for article_segment in ordered_segments
        if article_segment.kind is BlockKind.LEAD
    )
    blocks = tuple(
        ArticleBlock(article_segment.kind, article_segment.segment.text)
        for article_segment in ordered_segments
    )
    return StoredArticle(
        replace(article, lead=lead or None, blocks=blocks), ordered_segments, None
    )


def _restore_article(
    article_key: str, units: Iterable[TranslationUnit]
) -> Article | None:
    """Restore an article from the first of its units that names its headline."""
    for unit in units:
        for side in (unit.target, unit.source):
            if side is None or unit.origin.headline is None:
                continue
            article = make_partial_article(
                unit.origin, unit.origin.headline, side.locale
            )
            if article.key == article_key:
                return article
    return None


def _find_page_side(unit: TranslationUnit, page_locale: Locale) -> Segment | None:
    """Find the side of a unit that is on the article's page: usually the target."""
    for side in (unit.target, unit.source):
        if side is not None and side.locale == page_locale:
            return side
    return None


def _make_article_segment(
    segment: Segment, position: int, kind_name: str | None
) -> ArticleSegment:
    """Make a segment of an article, for the time being in the first block."""
    block_kind = _BLOCK_KIND_BY_NAME.get(kind_name or "", BlockKind.PARAGRAPH)
    return ArticleSegment(position, 0, block_kind, segment)


def _stores_whole_unit(
    unit: TranslationUnit, article: Article, article_segment: ArticleSegment
) -> bool:
    """Whether an article's segment stores all data of an untranslated unit."""
    kind_name = unit.origin.kind and article_segment.kind.value
    origin = replace(
        make_origin(article), position=article_segment.position, kind=kind_name
    )
    return unit == TranslationUnit(article_segment.segment, None, State.INITIAL, origin)


def _read_units_in_use(
    connection: Connection, article_keys: Sequence[str]
) -> dict[str, list[TranslationUnit]]:
    """Read the units in use of articles, by article key and in order of position."""
    article_column, unit_columns = schema.origin.c.article, schema.unit.c
    query = (
        select_units()
        .where(*make_unit_conditions(UnitFilter()))
        .order_by(unit_columns.position, unit_columns.id)
    )
    units_by_article: dict[str, list[TranslationUnit]] = {
        article_key: [] for article_key in article_keys
    }
    for key_batch in split_into_batches(article_keys, _ARTICLES_PER_BATCH):
        for stored_unit in read_units(
            connection.execute(query.where(article_column.in_(key_batch)))
        ):
            units_by_article[str(stored_unit.origin.article)].append(stored_unit)
    return units_by_article
