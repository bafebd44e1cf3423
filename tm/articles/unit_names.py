"""Units by what people name: a key, a position in an article, or the texts."""

from tm.articles.archive.archive import Archive
from tm.articles.review import ArticlePairing
from tm.errors import InputError, NotFound
from tm.store.database import Database
from tm.store.history.replacements import find_replacements
from tm.store.unit_store import UnitStore
from tm.store.units.filter import UnitFilter
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit, Withheld


def find_units(database: Database, unit_name: str) -> list[TranslationUnit]:
    """Find the units in use, or waiting for review, that have a name.

    `3fa2` is the beginning of a key; `4f1c#12` is position 12 in the article whose key
    begins with 4f1c.
    """
    article_prefix, separator, position_text = unit_name.partition("#")
    unit_store = UnitStore(database)
    if not separator:
        return list(unit_store.find_units_by_key_prefix(unit_name))
    if not position_text.isdecimal():
        raise InputError(f"{unit_name!r} must be ARTICLE#POSITION, such as 4f1c#12")
    try:
        article_key = Archive(database).get(article_prefix).article.key
    except NotFound:
        # Imported units name the articles of the database that they come from.
        units = _read_units_at_position(database, article_prefix, int(position_text))
        if not units:
            raise
        return units
    return _read_units_at_position(database, article_key, int(position_text))


def _read_units_at_position(
    database: Database, article_key: str, position: int
) -> list[TranslationUnit]:
    unit_store = UnitStore(database)
    return [
        unit
        for withheld_reason in (None, Withheld.REVIEW)
        for unit in unit_store.read_units(
            UnitFilter(article=article_key, translated=True, withheld=withheld_reason)
        )
        if unit.origin.position == position
    ]


def find_unit(database: Database, unit_name: str) -> TranslationUnit:
    """Find the only unit of a name. Raises NotFound and InputError."""
    units = find_units(database, unit_name)
    if not units and (replacements := find_replacements(database, unit_name)):
        keys_text = ", ".join(
            f"{replacement.unit.key.hex()[:16]}, {replacement.change_set_name}"
            for replacement in replacements
        )
        raise NotFound(f"no unit {unit_name!r}: it was replaced by {keys_text}")
    if not units:
        raise NotFound(
            f"no unit {unit_name!r}; show its article to see the keys of all units",
            next_step="show an article",
        )
    if len(units) > 1:
        keys_text = ", ".join(unit.key.hex()[:16] for unit in units[:3])
        raise InputError(
            f"{unit_name!r} names {len(units)} units: {keys_text} …; give a longer key"
        )
    return units[0]


def find_article_pairing(database: Database, pair_key: str) -> ArticlePairing:
    """Find the pairs of the article that a pair belongs to, by the key of the pair.

    Raises NotFound and InputError.
    """
    unit_store = UnitStore(database)
    units = list(unit_store.find_units_by_key_prefix(pair_key))
    if not units:
        raise NotFound(
            f"no pair {pair_key!r}; show its article to see the keys of all pairs",
            next_step="show an article",
        )
    article_keys = {unit.origin.article for unit in units}
    if len(article_keys) > 1:
        raise InputError(f"{pair_key!r} matches several articles; give a longer key")
    [article_key] = article_keys
    if article_key is None:
        raise InputError(f"pair {pair_key!r} belongs to no article")
    return ArticlePairing.read(Archive(database), unit_store, article_key)


def find_equal_units(
    database: Database,
    segment: Segment,
    target_locale: Locale,
    *,
    target_text: str | None = None,
) -> list[TranslationUnit]:
    """Find the units in use of an equal text, with all translations or a given one."""
    if target_text is not None:
        target_text = Segment.of(target_locale, target_text).text
    unit_store = UnitStore(database)
    units = []
    for _, unit in unit_store.read_units_of_segments(
        unit_store.find_equal_segments(segment), target_locale
    ):
        source_segment, target_segment = unit.orient(segment.locale, target_locale)
        if source_segment is None or target_segment is None:
            continue
        if source_segment.text == segment.text and target_text in (
            None,
            target_segment.text,
        ):
            units.append(unit)
    return units
