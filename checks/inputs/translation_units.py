"""Make units to check from translation units, such as those of the memory."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from checks.engine.unit import Unit, UnitLocation, make_unit_id
from tm.articles.archive.article import BlockKind
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit

if TYPE_CHECKING:
    from tm.store.database import Database

_UNKNOWN_LOCATION = UnitLocation()


def make_unit(
    translation_unit: TranslationUnit,
    *,
    source_locale: Locale | None,
    target_locale: Locale,
    unit_id: str | None = None,
    location: UnitLocation = _UNKNOWN_LOCATION,
) -> Unit | None:
    """Make the unit to check of a translation unit; None if it is in other locales.

    A segment in the target locale that has no translation is checked alone, and one in
    the source locale as an untranslated unit. A unit of no article has no document.

    `unit_id`: its id where it has no position in an article; by default its key.
    """
    source_segment, target_segment = read_sides(
        translation_unit, source_locale=source_locale, target_locale=target_locale
    )
    if target_segment is None and (
        source_segment is None or translation_unit.target is not None
    ):
        return None
    origin = translation_unit.origin
    has_position = origin.article is not None and origin.position is not None
    return Unit(
        id=unit_id if unit_id and not has_position else make_unit_id(translation_unit),
        target=target_segment.text if target_segment else "",
        source=source_segment.text if source_segment else None,
        document=origin.article,
        kind=parse_block_kind(origin.kind),
        source_headline=origin.source_headline,
        source_url=origin.source_url,
        published=origin.published,
        source_codes=source_segment.codes if source_segment else (),
        target_codes=target_segment.codes if target_segment else (),
        location=replace(
            location,
            url=origin.page_url or origin.source_url,
            headline=origin.headline or origin.source_headline,
        ),
        context=translation_unit.context,
    )


def read_sides(
    translation_unit: TranslationUnit,
    *,
    source_locale: Locale | None,
    target_locale: Locale,
) -> tuple[Segment | None, Segment | None]:
    """Return the segments of a translation unit in the source and target locales."""
    target_segment = translation_unit.find_side(target_locale)
    source_segment = (
        translation_unit.find_side(source_locale) if source_locale else None
    )
    return source_segment, target_segment


def read_memory_units(
    database: "Database", *, source_locale: Locale | None, target_locale: Locale
) -> Iterator[tuple[Unit, TranslationUnit]]:
    """Read the units of the memory in both locales, and target segments without source.

    Each comes with the translation unit that it was made of.
    """
    from tm.store.unit_store import UnitStore  # SQLAlchemy, which files need not
    from tm.store.units.filter import UnitFilter

    locales = (
        (target_locale,) if source_locale is None else (source_locale, target_locale)
    )
    for translation_unit in UnitStore(database).read_units(UnitFilter(locales=locales)):
        unit = make_unit(
            translation_unit, source_locale=source_locale, target_locale=target_locale
        )
        if unit is not None and unit.target:
            yield unit, translation_unit


def parse_block_kind(kind_name: object) -> BlockKind | None:
    """Return the kind of block of that name; None if there is none.

    >>> parse_block_kind("headline"), parse_block_kind("footer")
    (<BlockKind.HEADLINE: 'headline'>, None)
    """
    if not isinstance(kind_name, str) or kind_name not in set(BlockKind):
        return None
    return BlockKind(kind_name)
