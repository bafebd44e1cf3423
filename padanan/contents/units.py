"""The units of a memory: listing, adding, editing and removing them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypedDict, Unpack

from padanan.argument_validation import require_known_arguments
from padanan.change_author import get_change_author
from padanan.contents.new_unit import make_unit
from padanan.contents.pagination import (
    make_cursor,
    read_number_cursor,
    require_positive_limit,
)
from padanan.contents.statistics import (
    count_units_by_languages,
    list_filter_names,
)
from padanan.contents.stored_units import (
    find_unit_to_change,
    make_stored_unit,
    parse_whole_keys,
    read_changed_unit,
    require_unit_version,
)
from padanan.locales import parse_locale, require_locale_pair
from padanan.memory_database import MemoryDatabase
from padanan.selection import TranslatedUnitSelection, make_unit_filter, parse_state
from padanan.values.units import (
    AddedUnits,
    FilterNames,
    StateChanges,
    StoredUnit,
    UnitChange,
    UnitPage,
)
from tm.articles.review import edit_side
from tm.articles.unit_names import find_equal_units, find_unit
from tm.errors import InputError
from tm.settings import Settings
from tm.store.backend.queries.counts import list_locale_tags
from tm.store.database import Database
from tm.store.history.change_set import ChangeSet, open_change_set
from tm.store.history.unit_records import describe_units
from tm.store.unit_store import UnitStore
from tm.store.units.filter import UnitFilter
from tm.store.units.identified_units import (
    IdentifiedUnit,
    read_identified_unit,
    read_identified_units,
)
from tm.store.units.unit_edits import (
    set_states_of_units_in_use,
    set_unit_note,
    set_unit_state,
)
from tm.text.locale import Locale
from tm.text.normal import nfc
from tm.text.segment import Segment, require_storable_text
from tm.unit import State, TranslationUnit, Withheld


class UnitEdit(TypedDict, total=False):
    """What changes of a unit; what is not named stays."""

    source_text: str
    target_text: str
    note: str | None
    """None removes it."""


@dataclass(slots=True, eq=False)
class Units:
    """The units of a memory; threads may share it, like `Memory`.

    A unit is named by its key, or the beginning of it, or as `4f1c#12`: position 12 of
    the article whose key begins with 4f1c. Who names a `version` changes the unit only
    if it is still the one that was read; otherwise VersionConflict is raised, with the
    unit as it is now. A text is edited by replacing the unit by another one, which has
    another key.
    """

    _memory_database: MemoryDatabase
    settings: Settings = field(repr=False)

    def get(self, key: str) -> StoredUnit:
        """Read the unit of a key.

        Raises NotFound, which names the units that replaced it, and InputError for a
        beginning that several keys have.
        """
        database = self._memory_database.require_for_reading(f"unit {key!r}")
        unit = find_unit(database, key)
        with database.open_snapshot() as connection:
            identified_unit = read_identified_unit(connection, unit.key)
        assert identified_unit is not None  # units are never deleted
        return make_stored_unit(identified_unit)

    def list(
        self,
        *,
        limit: int = 100,
        cursor: str | None = None,
        waiting: bool = False,
        source: str | Locale | None = None,
        target: str | Locale | None = None,
        **selection: Unpack[TranslatedUnitSelection],
    ) -> UnitPage:
        """List units in the order in which they were stored, page by page.

        `cursor` is `next` of the page before. `waiting`: those that wait for review,
        instead of those in use. Without languages, units of all languages. Units that
        are added meanwhile come at the end. Raises InputError and StoreError.
        """
        require_positive_limit(limit)
        after_id = read_number_cursor(cursor)
        settings = replace(
            self.settings, source=parse_locale(source), target=parse_locale(target)
        )
        database = self._memory_database.open_for_reading()
        if database is None:
            return UnitPage((), None)
        unit_filter = replace(
            make_unit_filter(database, settings, {**selection, "translated": True}),
            withheld=Withheld.REVIEW if waiting else None,
        )
        with database.open_snapshot() as connection:
            identified_units = read_identified_units(
                connection, unit_filter, after_id=after_id, limit=limit + 1
            )
        has_more = len(identified_units) > limit
        return UnitPage(
            tuple(map(make_stored_unit, identified_units[:limit])),
            make_cursor(str(identified_units[limit - 1].id)) if has_more else None,
        )

    def count(self, **selection: Unpack[TranslatedUnitSelection]) -> int:
        """Count the units in use, or those that a selection chooses.

        Of all languages, unless something is selected. Raises InputError, NotFound and
        StoreError.
        """
        database = self._memory_database.open_for_reading()
        if database is None:
            return 0
        unit_filter = UnitFilter(translated=True)
        if selection:
            unit_filter = make_unit_filter(
                database, self.settings, {**selection, "translated": True}
            )
        return UnitStore(database).count_units(unit_filter)

    def list_languages(self) -> Sequence[str]:
        """List the tags of the languages in which anything is stored.

        Raises StoreError.
        """
        database = self._memory_database.open_for_reading()
        if database is None:
            return []
        with database.open_reader() as reader:
            return list_locale_tags(reader)

    def count_by_languages(self) -> dict[str, int]:
        """Count the units in use by their languages: `vi-id`. Raises StoreError."""
        return count_units_by_languages(self._memory_database.open_for_reading())

    def list_filter_names(self) -> FilterNames:
        """List the names that filters of units may have. Raises StoreError."""
        return list_filter_names(self._memory_database.open_for_reading())

    def add(
        self,
        source_text: str,
        target_text: str,
        *,
        author: str | None = None,
        note: str | None = None,
        source: str | Locale | None = None,
        target: str | Locale | None = None,
    ) -> UnitChange:
        """Store a text and its translation; a removed unit is used again.

        Raises InputError and StoreError.
        """
        unit = make_unit(
            source_text,
            target_text,
            require_locale_pair(self.settings, source, target),
            author=get_change_author(self.settings, author),
            note=note,
        )
        database = self._memory_database.open_for_writing()
        with open_change_set(
            database,
            command="add",
            author=get_change_author(self.settings, author),
            detail=describe_units([unit]),
        ) as change_set:
            UnitStore(database).add([unit], change_set, restores_removed=True)
            identified_unit = read_changed_unit(change_set, unit)
        return UnitChange(change_set.name, make_stored_unit(identified_unit))

    def add_all(
        self,
        translations: Sequence[tuple[str, str]],
        *,
        source: str | Locale | None = None,
        target: str | Locale | None = None,
    ) -> AddedUnits:
        """Store texts with their translations, all or none of them.

        Raises InputError and StoreError.
        """
        locales = require_locale_pair(self.settings, source, target)
        units = [
            make_unit(text, translation, locales, author="", note=None)
            for text, translation in translations
        ]
        return self.add_units(units)

    def add_units(self, units: Sequence[TranslationUnit]) -> AddedUnits:
        """Store units with their states and origins, all or none of them.

        Who makes the change is their author. Raises StoreError.
        """
        if not units:
            return AddedUnits(0, None)
        author = get_change_author(self.settings)
        units = [
            replace(unit, origin=replace(unit.origin, author=author)) for unit in units
        ]
        database = self._memory_database.open_for_writing()
        with open_change_set(
            database, command="add", author=author, detail=describe_units(units)
        ) as change_set:
            counts = UnitStore(database).add(units, change_set, restores_removed=True)
        return AddedUnits(counts.new, change_set.name)

    def find(
        self,
        text: str,
        translation: str | None = None,
        *,
        source: str | Locale | None = None,
        target: str | Locale | None = None,
    ) -> tuple[StoredUnit, ...]:
        """Find the units of exactly a text, with all translations or a given one.

        Raises InputError and StoreError.
        """
        locales = require_locale_pair(self.settings, source, target)
        database = self._memory_database.open_for_reading()
        if database is None:
            return ()
        units = find_equal_units(
            database, Segment.of(locales[0], text), locales[1], target_text=translation
        )
        with database.open_snapshot() as connection:
            identified_units = [
                read_identified_unit(connection, unit.key) for unit in units
            ]
        return tuple(
            make_stored_unit(identified_unit)
            for identified_unit in identified_units
            if identified_unit is not None
        )

    def edit(
        self, key: str, *, version: str | None = None, **changes: Unpack[UnitEdit]
    ) -> UnitChange:
        """Edit texts or note of a unit; with another text its state is `translated`.

        Raises NotFound, VersionConflict, InputError and StoreError.
        """
        if not changes:
            raise InputError("nothing to change; give source_text, target_text or note")
        require_known_arguments(changes, UnitEdit)
        note = changes.get("note")
        if note is not None:
            require_storable_text(note)

        def edit_unit(
            identified_unit: IdentifiedUnit, change_set: ChangeSet
        ) -> TranslationUnit:
            unit = _edit_texts(identified_unit.unit, changes)
            if unit.key != identified_unit.unit.key:
                unit_store = UnitStore(database)
                unit_store.withhold([identified_unit.unit], change_set)
                unit_store.add([unit], change_set, restores_removed=True)
            if "note" in changes:
                set_unit_note(unit.key.hex(), note or None, change_set)
            return unit

        database = self._memory_database.require_for_reading(f"unit {key!r}")
        return self._change_unit(database, key, "edit", version, edit_unit)

    def set_state(
        self, key: str, state: str, *, version: str | None = None
    ) -> UnitChange:
        """Set the state of a unit: `initial`, `translated`, `reviewed` or `final`.

        A unit that waits for review is in use from then on. Raises NotFound,
        VersionConflict, InputError and StoreError.
        """
        new_state = parse_state(state)

        def change_state(
            identified_unit: IdentifiedUnit, change_set: ChangeSet
        ) -> TranslationUnit:
            if identified_unit.withheld is Withheld.REVIEW:
                UnitStore(database).add([identified_unit.unit], change_set)
            set_unit_state(identified_unit.unit.key.hex(), new_state, change_set)
            return identified_unit.unit

        database = self._memory_database.require_for_reading(f"unit {key!r}")
        return self._change_unit(database, key, "state", version, change_state)

    def set_states(self, keys: Sequence[str], state: str) -> StateChanges:
        """Set the state of several units by their whole keys, as one change set.

        Those that are not in use any longer, or wait for review, stay as they are.
        Raises InputError and StoreError.
        """
        new_state = parse_state(state)
        unit_keys = parse_whole_keys(keys)
        database = self._memory_database.open_for_reading()
        if database is None or not unit_keys:
            return StateChanges(0, len(unit_keys), None)
        with open_change_set(
            database,
            command="state",
            author=get_change_author(self.settings),
            detail=f"{new_state.value}: {len(unit_keys):,} units",
        ) as change_set:
            changed_count, absent_count = set_states_of_units_in_use(
                unit_keys, new_state, change_set
            )
        return StateChanges(changed_count, absent_count, change_set.name)

    def remove(self, key: str, *, version: str | None = None) -> str | None:
        """Remove a unit; it stays removed when a file with it is imported again.

        Returns the name of the change set. Raises NotFound, VersionConflict, InputError
        and StoreError.
        """
        database = self._memory_database.require_for_reading(f"unit {key!r}")

        def withhold_unit(
            identified_unit: IdentifiedUnit, change_set: ChangeSet
        ) -> TranslationUnit:
            UnitStore(database).withhold([identified_unit.unit], change_set)
            return identified_unit.unit

        change = self._change_unit(database, key, "remove", version, withhold_unit)
        return change.change_set

    def _change_unit(
        self,
        database: Database,
        key: str,
        command: str,
        version: str | None,
        make_changed_unit: Callable[[IdentifiedUnit, ChangeSet], TranslationUnit],
    ) -> UnitChange:
        """Change one unit in a change set of its own, if it has the version."""
        unit = find_unit_to_change(database, key, version)
        with open_change_set(
            database,
            command=command,
            author=get_change_author(self.settings),
            detail=describe_units([unit]),
        ) as change_set:
            identified_unit = read_changed_unit(change_set, unit)
            require_unit_version(identified_unit, version)
            identified_unit = read_changed_unit(
                change_set, make_changed_unit(identified_unit, change_set)
            )
        return UnitChange(change_set.name, make_stored_unit(identified_unit))


def _edit_texts(unit: TranslationUnit, changes: UnitEdit) -> TranslationUnit:
    """Replace the texts that change; the unit is then to be reviewed again."""
    texts = changes.get("source_text"), changes.get("target_text")
    for side, text in zip(("source", "target"), texts, strict=True):
        segment = unit.source if side == "source" else unit.target
        assert segment is not None
        if text is None or nfc(text).strip() == segment.display_text:
            continue
        [unit] = edit_side(unit, side, text, state=State.TRANSLATED).added_units
    return unit
