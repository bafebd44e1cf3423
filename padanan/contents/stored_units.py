"""Stored units as plain values, and the versions by which they are changed."""

import re
from collections.abc import Sequence

from padanan.values.units import StoredUnit
from tm.articles.unit_names import find_unit
from tm.errors import InputError, NotFound, VersionConflict
from tm.store.database import Database
from tm.store.history.change_set import ChangeSet
from tm.store.history.replacements import find_replacements
from tm.store.units.identified_units import (
    IdentifiedUnit,
    has_withheld_unit,
    read_identified_unit,
)
from tm.unit import TranslationUnit, Withheld

_KEY_PATTERN = re.compile("[0-9a-f]{32}")


def make_stored_unit(identified_unit: IdentifiedUnit) -> StoredUnit:
    """Make the plain values of a unit."""
    unit = identified_unit.unit
    assert unit.target is not None  # only segments of articles lack one
    return StoredUnit(
        key=unit.key.hex(),
        source_locale=unit.source.locale.tag,
        source=unit.source.display_text,
        target_locale=unit.target.locale.tag,
        target=unit.target.display_text,
        state=unit.state,
        note=unit.note,
        is_waiting=identified_unit.withheld is Withheld.REVIEW,
        origin=unit.origin,
        version=identified_unit.version,
    )


def find_unit_to_change(
    database: Database, key: str, version: str | None
) -> TranslationUnit:
    """Find the unit of a key.

    Raises VersionConflict for one that somebody replaced or removed after its version
    was read, and NotFound and InputError as `find_unit`.
    """
    try:
        return find_unit(database, key)
    except NotFound as error:
        if version is None:
            raise
        replacements = find_replacements(database, key)
        current_unit = None
        with database.open_snapshot() as connection:
            if not has_withheld_unit(connection, key):
                raise
            if replacements:
                identified_unit = read_identified_unit(
                    connection, replacements[0].unit.key
                )
                current_unit = (
                    None
                    if identified_unit is None
                    else make_stored_unit(identified_unit)
                )
        raise VersionConflict(str(error), current_unit) from error


def read_changed_unit(change_set: ChangeSet, unit: TranslationUnit) -> IdentifiedUnit:
    """Read a unit within the transaction that changes it."""
    identified_unit = read_identified_unit(change_set.connection, unit.key)
    if identified_unit is None:  # its texts are stored with other neighbours
        return IdentifiedUnit(0, unit, None)
    return identified_unit


def require_unit_version(identified_unit: IdentifiedUnit, version: str | None) -> None:
    """Raise VersionConflict if a unit is not in use, or has another version."""
    is_usable = identified_unit.withheld in (None, Withheld.REVIEW)
    if is_usable and version in (None, identified_unit.version):
        return
    change_verb = "changed" if is_usable else "removed"
    raise VersionConflict(
        f"unit {identified_unit.unit.key.hex()[:16]} was {change_verb} by someone else "
        "in the meantime; nothing stored, so read it again",
        make_stored_unit(identified_unit) if is_usable else None,
    )


def parse_whole_keys(keys: Sequence[str]) -> list[str]:
    """Read whole keys, each once. Raises InputError."""
    unit_keys = list(dict.fromkeys(keys))
    for key in unit_keys:
        if not _KEY_PATTERN.fullmatch(key):
            raise InputError(
                f"{key!r} is not a whole key of a unit; give 32 characters"
            )
    return unit_keys
