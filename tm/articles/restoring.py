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
from itertools import groupby, islice
from typing import TypeAlias

from sqlalchemy import Connection, select

from tm.articles.archive import (
    Archive,
    ArticleSegment,
    StoredArticle,
    origin_of,
    stored_articles,
)
from tm.articles.article import Article, Block, BlockKind
from tm.store import rows, schema
from tm.store.history import ChangeSet
from tm.store.unit_filter import UnitFilter, unit_conditions
from tm.store.unit_row import unit_of
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import Origin, State, TranslationUnit

IMPORT = "import"
"""The command whose articles may be parts."""

_KEY = re.compile("[0-9a-f]{16}")
_SOME = 200
_WINDOW = 5_000

_Places: TypeAlias = Mapping[int, ArticleSegment]


def is_article(key: str | None) -> bool:
    """Whether it may be the key of an article; other tools name documents freely."""
    return key is not None and _KEY.fullmatch(key) is not None


@dataclass(frozen=True, slots=True)
class Restored:
    """What became of segments without a translation."""

    new: int = 0
    known: int = 0
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
    archive: Archive,
    changes: ChangeSet,
) -> Restored:
    """Make articles of what units tell of them, or add to those that imports made.

    `articles` are keys that units have which are stored by now, in this transaction;
    `untranslated` are segments without a translation, best in the order of their
    articles.
    """
    restored = Restored()
    left = set(articles)
    waiting = iter(untranslated)
    while some := list(islice(waiting, _WINDOW)):
        told: dict[str, list[TranslationUnit]] = {}
        for unit in some:
            if is_article(unit.origin.article) and unit.origin.position is not None:
                told.setdefault(unit.origin.article or "", []).append(unit)
            else:
                restored += Restored(left=1)
        left -= told.keys()
        restored += _restored(told, archive, changes)
    rest = iter(sorted(left))
    while keys := list(islice(rest, _SOME)):
        restored += _restored({key: [] for key in keys}, archive, changes)
    return restored


def _restored(
    told: Mapping[str, Sequence[TranslationUnit]], archive: Archive, changes: ChangeSet
) -> Restored:
    connection = changes.connection
    stored = stored_articles(connection, list(told))
    growing = [key for key in told if key not in stored]
    growing += _made_by_imports(connection, list(stored))
    translated = _translated(connection, growing)
    restored = Restored()
    for key, units in told.items():
        known = stored.get(key)
        if known is not None and key not in growing:
            texts = {place.segment.key for place in known.segments}
            there = sum(unit.source.key in texts for unit in units)
            restored += Restored(known=there, left=len(units) - there)
            continue
        restored += _grown(key, known, units, translated.get(key, ()), archive, changes)
    return restored


def _grown(
    key: str,
    known: StoredArticle | None,
    untranslated: Sequence[TranslationUnit],
    translated: Sequence[TranslationUnit],
    archive: Archive,
    changes: ChangeSet,
) -> Restored:
    """Store an article with what is told of it; nothing, if its key is not its own."""
    article = known.article if known else _article(key, [*untranslated, *translated])
    if article is None:
        return Restored(left=len(untranslated))
    places = {place.position: place for place in known.segments} if known else {}
    new = there = lessened = 0
    for unit in untranslated:
        place = _place(unit.source, unit.origin)
        found = places.setdefault(place.position, place)
        if found is place:
            new += 1
        elif found.segment == place.segment:
            there += 1
        lessened += found.segment == place.segment and not _is_all(unit, article, found)
    for unit in translated:
        side = unit.side(article.locale)
        if side is not None and unit.origin.position is not None:
            place = _place(side, unit.origin)
            places.setdefault(place.position, place)
    ordered = tuple(
        replace(places[position], block=block)
        for block, position in enumerate(sorted(places))
    )
    lead = " ".join(_texts(ordered, BlockKind.LEAD)) or None
    blocks = tuple(Block(place.kind, place.segment.text) for place in ordered)
    archive.add(replace(article, lead=lead, blocks=blocks), ordered, changes)
    return Restored(new, there, len(untranslated) - new - there, lessened)


def _article(key: str, units: Sequence[TranslationUnit]) -> Article | None:
    """The article of a key as the first unit has it that tells of its headline."""
    for unit in units:
        for side in (unit.target, unit.source):
            if side is None or unit.origin.headline is None:
                continue
            article = _told(unit.origin, unit.origin.headline, side.locale)
            if article.key == key:
                return article
    return None


def _told(origin: Origin, headline: str, locale: Locale) -> Article:
    return Article(
        locale=locale,
        headline=headline,
        lead=None,
        publisher=origin.publisher,
        published=origin.published,
        url=origin.page_url,
        source_url=origin.source_url,
        source_headline=origin.source_headline,
        source_headline_status=origin.source_headline_status,
        blocks=(),
    )


def _place(segment: Segment, origin: Origin) -> ArticleSegment:
    kinds = {kind.value: kind for kind in BlockKind}
    kind = kinds.get(origin.kind or "", BlockKind.PARAGRAPH)
    return ArticleSegment(origin.position or 0, 0, kind, segment)


def _is_all(unit: TranslationUnit, article: Article, place: ArticleSegment) -> bool:
    """Whether a place in an article says all that a unit without a target does."""
    kind = unit.origin.kind and place.kind.value
    origin = replace(origin_of(article), position=place.position, kind=kind)
    return unit == TranslationUnit(place.segment, None, State.INITIAL, origin)


def _texts(places: Iterable[ArticleSegment], kind: BlockKind) -> Iterator[str]:
    return (place.segment.text for place in places if place.kind is kind)


def _made_by_imports(connection: Connection, keys: Sequence[str]) -> Iterator[str]:
    """Those articles whose version that counts came by an import."""
    change, sets = schema.change, schema.change_set
    query = (
        select(change.c.key, sets.c.command)
        .join(sets, sets.c.id == change.c.set_id)
        .where(change.c.kind == "article")
        .order_by(change.c.id)
    )
    for start in range(0, len(keys), _SOME):
        some = query.where(change.c.key.in_(keys[start : start + _SOME]))
        last = {row.key: row.command for row in connection.execute(some)}
        yield from (key for key, command in last.items() if command == IMPORT)


def _translated(
    connection: Connection, keys: Sequence[str]
) -> dict[str, list[TranslationUnit]]:
    """The units in use of articles, by their keys and in the order of their places."""
    article, unit = schema.origin.c.article, schema.unit.c
    query = (
        rows.units_query()
        .where(*unit_conditions(UnitFilter()))
        .order_by(article, unit.position, unit.id)
    )
    found: dict[str, list[TranslationUnit]] = {}
    for start in range(0, len(keys), _SOME):
        some = query.where(article.in_(keys[start : start + _SOME]))
        for key, records in groupby(
            connection.execute(some).mappings(), key=lambda row: str(row["article"])
        ):
            found[key] = [unit_of(record) for record in records]
    return found
