"""Articles of imported units: what a file tells of an article brings it back.

A segment without a translation is in no unit but in its article, so that is where an
import has to put it; and whose article is there can list, check and export it. What a
file tells of an article may be a part of it: the segments stand in the places that
they had, and those that no unit told of are not there. An article that was read from
its page is whole, and stays as it is.
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
_SOME = 200
_WINDOW = 5_000


def is_article(key: str | None) -> bool:
    """Whether it may be the key of an article; other tools name documents freely."""
    return key is not None and _KEY.fullmatch(key) is not None


@dataclass(frozen=True, slots=True)
class Restored:
    """What became of segments without a translation."""

    new: int = 0
    """Those that their article has now, and had not before."""
    known: int = 0
    """Those that their article has already."""
    left: int = 0
    """Those that have no place: the file does not name their article, or it is there
    with another text."""
    lessened: int = 0
    """Those of which the file says what an article has no place for, such as a note."""

    def __add__(self, other: "Restored") -> "Restored":
        return Restored(
            self.new + other.new,
            self.known + other.known,
            self.left + other.left,
            self.lessened + other.lessened,
        )


def restore(
    articles: Iterable[str],
    untranslated: Iterable[TranslationUnit],
    changes: ChangeSet,
) -> Restored:
    """Make articles of what units tell of them, or add to those that imports made.

    `articles` are keys that units have which are stored by now, in this transaction;
    `untranslated` are segments without a translation, best in the order of their
    articles.
    """
    restored = Restored()
    left = set(articles)
    for some in _windows(untranslated):
        told: dict[str, list[TranslationUnit]] = {}
        for unit in some:
            if is_article(unit.origin.article) and unit.origin.position is not None:
                told.setdefault(unit.origin.article or "", []).append(unit)
            else:
                restored += Restored(left=1)
        left -= told.keys()
        restored += _restored(told, changes)
    for keys in pieces(sorted(left), _SOME):
        restored += _restored({key: [] for key in keys}, changes)
    return restored


def _windows(units: Iterable[TranslationUnit]) -> Iterator[list[TranslationUnit]]:
    """Some units at a time: an article is in one if it is in one piece."""
    some: list[TranslationUnit] = []
    for unit in units:
        if len(some) >= _WINDOW and unit.origin.article != some[-1].origin.article:
            yield some
            some = []
        some.append(unit)
    if some:
        yield some


def _restored(
    told: Mapping[str, Sequence[TranslationUnit]], changes: ChangeSet
) -> Restored:
    """The same of some articles, each with its segments without a translation."""
    changes.flush()  # it may have made one of them
    connection = changes.connection
    stored = stored_articles(connection, list(told))
    growing = [key for key in told if key not in stored or stored[key].article.is_part]
    translated = _translated(connection, growing)
    restored = Restored()
    grown: list[StoredArticle] = []
    for key, units in told.items():
        known = stored.get(key)
        if known is not None and key not in translated:
            texts = {place.segment.key for place in known.segments}
            there = sum(unit.source.key in texts for unit in units)
            restored += Restored(known=there, left=len(units) - there)
            continue
        article = (
            known.article if known else _article(key, chain(units, translated[key]))
        )
        if article is None:
            restored += Restored(left=len(units))
            continue
        places = {place.position: place for place in known.segments} if known else {}
        restored += _placed(units, article, places)
        for unit in translated[key]:
            side, position = _page_side(unit, article.locale), unit.origin.position
            if side is not None and position is not None:
                place = _place(side, position, unit.origin.kind)
                places.setdefault(place.position, place)
        if known is None or len(places) > len(known.segments):
            grown.append(_with_places(article, places))
    store_versions(grown, changes)
    return restored


def _placed(
    units: Sequence[TranslationUnit],
    article: Article,
    places: dict[int, ArticleSegment],
) -> Restored:
    """Put segments without a translation where no other stands."""
    new = known = lessened = 0
    for unit in units:
        place = _place(unit.source, unit.origin.position or 0, unit.origin.kind)
        if place.segment.locale != article.locale:
            continue
        found = places.setdefault(place.position, place)
        if found.segment != place.segment:
            continue
        new += found is place
        known += found is not place
        lessened += not _is_all(unit, article, found)
    return Restored(new, known, len(units) - new - known, lessened)


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


def _place(segment: Segment, position: int, kind: str | None) -> ArticleSegment:
    known = _KINDS.get(kind or "", BlockKind.PARAGRAPH)
    return ArticleSegment(position, 0, known, segment)


def _is_all(unit: TranslationUnit, article: Article, place: ArticleSegment) -> bool:
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
    for chosen in pieces(keys, _SOME):
        for unit_found in read_units(
            connection.execute(query.where(article.in_(chosen)))
        ):
            units[str(unit_found.origin.article)].append(unit_found)
    return units
