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

from tm.articles.archive.archive import stored_articles
from tm.articles.archive.article import Article, ArticleBlock, BlockKind
from tm.articles.archive.stored_article import (
    ArticleSegment,
    StoredArticle,
    origin_of,
    part_of,
)
from tm.articles.archive.versions import store_versions
from tm.store import schema
from tm.store.backend.sql import pieces
from tm.store.history.change_set import ChangeSet
from tm.store.rows import columns as rows
from tm.store.rows.unit import read_units
from tm.store.units.filter import UnitFilter, unit_conditions
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import State, TranslationUnit

_KEY = re.compile("[0-9a-f]{16}")
_KINDS = {kind.value: kind for kind in BlockKind}
_BATCH = 200
_WINDOW = 5_000


def is_article(key: str | None) -> bool:
    """Whether a document name may be an article key; other tools use any names."""
    return key is not None and _KEY.fullmatch(key) is not None


@dataclass(frozen=True, slots=True)
class Restored:
    """Counts of imported segments without a translation."""

    new: int = 0
    """Those added to their article."""
    known: int = 0
    """Those that their article had already."""
    unplaced: int = 0
    """Those without a place: the file does not name their article, or the article has
    another text there."""
    incomplete: int = 0
    """Those with properties that an article cannot store, such as a note."""

    def __add__(self, other: "Restored") -> "Restored":
        return Restored(
            self.new + other.new,
            self.known + other.known,
            self.unplaced + other.unplaced,
            self.incomplete + other.incomplete,
        )


def restore_articles(
    articles: Iterable[str],
    untranslated: Iterable[TranslationUnit],
    changes: ChangeSet,
) -> Restored:
    """Make articles from the origins of units, or add to those that imports made.

    `articles` are keys that units have which are stored by now, in this transaction;
    `untranslated` are segments without a translation, best in the order of their
    articles.
    """
    restored = Restored()
    remaining_keys = set(articles)
    for window in _windows(untranslated):
        units_by_article: dict[str, list[TranslationUnit]] = {}
        for unit in window:
            if is_article(unit.origin.article) and unit.origin.position is not None:
                units_by_article.setdefault(unit.origin.article or "", []).append(unit)
            else:
                restored += Restored(unplaced=1)
        remaining_keys -= units_by_article.keys()
        restored += _restore_batch(units_by_article, changes)
    for keys in pieces(sorted(remaining_keys), _BATCH):
        restored += _restore_batch({key: [] for key in keys}, changes)
    return restored


def _windows(units: Iterable[TranslationUnit]) -> Iterator[list[TranslationUnit]]:
    """Some units at a time: an article is in one if it is in one piece."""
    window: list[TranslationUnit] = []
    for unit in units:
        if len(window) >= _WINDOW and unit.origin.article != window[-1].origin.article:
            yield window
            window = []
        window.append(unit)
    if window:
        yield window


def _restore_batch(
    units_by_article: Mapping[str, Sequence[TranslationUnit]], changes: ChangeSet
) -> Restored:
    """The same of some articles, each with its segments without a translation."""
    changes.flush()  # it may have made one of them
    connection = changes.connection
    stored = stored_articles(connection, list(units_by_article))
    growing = [
        key
        for key in units_by_article
        if key not in stored or stored[key].article.is_part
    ]
    translated = _translated(connection, growing)
    restored = Restored()
    grown: list[StoredArticle] = []
    for key, units in units_by_article.items():
        stored_article = stored.get(key)
        if stored_article is not None and key not in translated:
            texts = {place.segment.key for place in stored_article.segments}
            present_count = sum(unit.source.key in texts for unit in units)
            restored += Restored(
                known=present_count, unplaced=len(units) - present_count
            )
            continue
        article = (
            stored_article.article
            if stored_article
            else _article(key, chain(units, translated[key]))
        )
        if article is None:
            restored += Restored(unplaced=len(units))
            continue
        places = (
            {place.position: place for place in stored_article.segments}
            if stored_article
            else {}
        )
        restored += _place_untranslated(units, article, places)
        for unit in translated[key]:
            side, position = _page_side(unit, article.locale), unit.origin.position
            if side is not None and position is not None:
                place = _make_segment(side, position, unit.origin.kind)
                places.setdefault(place.position, place)
        if stored_article is None or len(places) > len(stored_article.segments):
            grown.append(_with_places(article, places))
    store_versions(grown, changes)
    return restored


def _place_untranslated(
    units: Sequence[TranslationUnit],
    article: Article,
    places: dict[int, ArticleSegment],
) -> Restored:
    """Put segments without a translation where no other stands."""
    new_count = known_count = lessened = 0
    for unit in units:
        place = _make_segment(unit.source, unit.origin.position or 0, unit.origin.kind)
        if place.segment.locale != article.locale:
            continue
        place_taken = places.setdefault(place.position, place)
        if place_taken.segment != place.segment:
            continue
        new_count += place_taken is place
        known_count += place_taken is not place
        lessened += not _is_complete(unit, article, place_taken)
    return Restored(
        new_count, known_count, len(units) - new_count - known_count, lessened
    )


def _with_places(
    article: Article, places: Mapping[int, ArticleSegment]
) -> StoredArticle:
    """An article that has some segments, each in a block of its own."""
    ordered = tuple(
        ArticleSegment(position, block, place.kind, place.segment)
        for block, (position, place) in enumerate(sorted(places.items()))
    )
    lead = " ".join(
        place.segment.text for place in ordered if place.kind is BlockKind.LEAD
    )
    blocks = tuple(ArticleBlock(place.kind, place.segment.text) for place in ordered)
    return StoredArticle(
        replace(article, lead=lead or None, blocks=blocks), ordered, None
    )


def _article(key: str, units: Iterable[TranslationUnit]) -> Article | None:
    """The article of a key as the first unit has it that tells of its headline."""
    for unit in units:
        for side in (unit.target, unit.source):
            if side is None or unit.origin.headline is None:
                continue
            article = part_of(unit.origin, unit.origin.headline, side.locale)
            if article.key == key:
                return article
    return None


def _page_side(unit: TranslationUnit, locale: Locale) -> Segment | None:
    """The side of a unit that stands on the page of an article: usually the target."""
    for side in (unit.target, unit.source):
        if side is not None and side.locale == locale:
            return side
    return None


def _make_segment(segment: Segment, position: int, kind: str | None) -> ArticleSegment:
    block_kind = _KINDS.get(kind or "", BlockKind.PARAGRAPH)
    return ArticleSegment(position, 0, block_kind, segment)


def _is_complete(
    unit: TranslationUnit, article: Article, place: ArticleSegment
) -> bool:
    """Whether a place in an article says all that a unit without a target does."""
    kind = unit.origin.kind and place.kind.value
    origin = replace(origin_of(article), position=place.position, kind=kind)
    return unit == TranslationUnit(place.segment, None, State.INITIAL, origin)


def _translated(
    connection: Connection, keys: Sequence[str]
) -> dict[str, list[TranslationUnit]]:
    """The units in use of articles, by their keys and in the order of their places."""
    article, unit = schema.origin.c.article, schema.unit.c
    query = (
        rows.units_query()
        .where(*unit_conditions(UnitFilter()))
        .order_by(unit.position, unit.id)
    )
    units: dict[str, list[TranslationUnit]] = {key: [] for key in keys}
    for unit_filter in pieces(keys, _BATCH):
        for unit_found in read_units(
            connection.execute(query.where(article.in_(unit_filter)))
        ):
            units[str(unit_found.origin.article)].append(unit_found)
    return units
