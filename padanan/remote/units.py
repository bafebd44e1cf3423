"""The units of a memory on a server."""

from collections.abc import Sequence
from typing import Unpack
from urllib.parse import quote

from padanan.contents.units import UnitEdit
from padanan.remote.answer_values import make_value
from padanan.remote.connection import ServerConnection, name_languages
from padanan.selection import TranslatedUnitSelection
from padanan.values.statistics import MemoryStatistics
from padanan.values.units import (
    FilterNames,
    StateChanges,
    StoredUnit,
    UnitChange,
    UnitPage,
)
from tm.text.locale import Locale


class RemoteUnits:
    """The units of a memory on a server; its methods are those of `Units`."""

    def __init__(self, connection: ServerConnection) -> None:
        self._connection = connection

    def get(self, key: str) -> StoredUnit:
        """Read the unit of a key, as `Units.get`."""
        return make_value(
            StoredUnit, self._connection.send("GET", _make_unit_path(key))
        )

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
        """List units page by page, as `Units.list`."""
        query = {"limit": limit, "cursor": cursor, "waiting": waiting, **selection}
        answer = self._connection.send(
            "GET", "units", query={**query, **name_languages(source, target)}
        )
        return make_value(UnitPage, answer)

    def count(self) -> int:
        """Count the units in use, as `Units.count`."""
        return sum(self.count_by_languages().values())

    def count_by_languages(self) -> dict[str, int]:
        """Count the units in use by their languages, as `Units.count_by_languages`."""
        return self._read_statistics().units

    def list_languages(self) -> Sequence[str]:
        """List the languages in which anything is stored, as `Units.list_languages`."""
        statistics = self._read_statistics()
        return sorted({*statistics.segments, *statistics.unused_segments})

    def list_filter_names(self) -> FilterNames:
        """List the names that filters may have, as `Units.list_filter_names`."""
        return make_value(FilterNames, self._connection.send("GET", "units/names"))

    def _read_statistics(self) -> MemoryStatistics:
        return make_value(MemoryStatistics, self._connection.send("GET", "statistics"))

    def add(
        self,
        source_text: str,
        target_text: str,
        *,
        note: str | None = None,
        source: str | Locale | None = None,
        target: str | Locale | None = None,
    ) -> UnitChange:
        """Store a text and its translation, as `Units.add`."""
        answer = self._connection.post(
            "units",
            {"source_text": source_text, "target_text": target_text, "note": note},
            source=source,
            target=target,
        )
        return make_value(UnitChange, answer)

    def edit(
        self, key: str, *, version: str | None = None, **changes: Unpack[UnitEdit]
    ) -> UnitChange:
        """Edit texts or note of a unit, as `Units.edit`."""
        answer = self._connection.send(
            "PATCH",
            _make_unit_path(key),
            body=dict(changes),
            version=version,
            stored_value_type=StoredUnit,
        )
        return make_value(UnitChange, answer)

    def set_state(
        self, key: str, state: str, *, version: str | None = None
    ) -> UnitChange:
        """Set the state of a unit, as `Units.set_state`."""
        answer = self._connection.send(
            "PUT",
            f"{_make_unit_path(key)}/state",
            body={"state": state},
            version=version,
            stored_value_type=StoredUnit,
        )
        return make_value(UnitChange, answer)

    def set_states(self, keys: Sequence[str], state: str) -> StateChanges:
        """Set the state of several units, as `Units.set_states`."""
        answer = self._connection.send(
            "POST", "units/states", body={"keys": [*keys], "state": state}
        )
        return make_value(StateChanges, answer)

    def remove(self, key: str, *, version: str | None = None) -> str | None:
        """Remove a unit, as `Units.remove`."""
        answer = self._connection.send(
            "DELETE",
            _make_unit_path(key),
            version=version,
            stored_value_type=StoredUnit,
        )
        change_set_name: str | None = answer["change_set"]
        return change_set_name


def _make_unit_path(key: str) -> str:
    return f"units/{quote(key, safe='')}"
