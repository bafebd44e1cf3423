"""Stored units as plain values, and the versions by which they are changed."""

from padanan.values.units import StoredUnit
from tm.articles.unit_names import find_unit
from tm.errors import NotFound, VersionConflict
from tm.store.database import Database
from tm.store.history.change_set import ChangeSet
from tm.store.history.replacements import find_replacements
from tm.store.units.unit_rows import UnitRow, has_withheld_unit, read_unit_row
from tm.unit import TranslationUnit, Withheld


def make_stored_unit(unit_row: UnitRow) -> StoredUnit:
    """Make the plain values of a unit."""
    unit = unit_row.unit
    assert unit.target is not None  # only segments of articles lack one
    return StoredUnit(
        key=unit.key.hex(),
        source_locale=unit.source.locale.tag,
        source=unit.source.display_text,
        target_locale=unit.target.locale.tag,
        target=unit.target.display_text,
        state=unit.state,
        note=unit.note,
        is_waiting=unit_row.withheld is Withheld.REVIEW,
        origin=unit.origin,
        version=unit_row.version,
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
                unit_row = read_unit_row(connection, replacements[0].unit.key)
                current_unit = None if unit_row is None else make_stored_unit(unit_row)
        raise VersionConflict(str(error), current_unit) from error


def read_changed_unit(change_set: ChangeSet, unit: TranslationUnit) -> UnitRow:
    """Read a unit within the transaction that changes it."""
    unit_row = read_unit_row(change_set.connection, unit.key)
    if unit_row is None:  # its texts are stored with other neighbours
        return UnitRow(0, unit, None)
    return unit_row


def require_version(unit_row: UnitRow, version: str | None) -> None:
    """Raise VersionConflict if a unit is not in use, or has another version."""
    is_usable = unit_row.withheld in (None, Withheld.REVIEW)
    if is_usable and version in (None, unit_row.version):
        return
    event = "changed" if is_usable else "removed"
    raise VersionConflict(
        f"unit {unit_row.unit.key.hex()[:16]} was {event} by someone else in the "
        "meantime; nothing stored, so read it again",
        make_stored_unit(unit_row) if is_usable else None,
    )
