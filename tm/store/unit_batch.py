"""What adding some units comes to, before any of it is written; private."""

from collections.abc import Collection
from dataclasses import dataclass
from operator import attrgetter

from sqlalchemy import Connection

from tm.store import rows
from tm.store.bulk import pieces
from tm.store.record import Record
from tm.store.unit_row import ORIGIN_COLUMNS
from tm.unit import Origin, TranslationUnit, Withheld

Pair = tuple[int, int, str]
"""Numbers of source and target, and the memory."""

Step = tuple[bytes, Record, Record]
"""The key of a unit, and its records before and after."""

_PARAMETERS = 500
# What is known of a unit beyond its texts, its article and who made it when.
_place = attrgetter(
    *(name for name in ORIGIN_COLUMNS if name != "article"),
    *("position", "extent", "kind", "score", "method", "tuid"),
)
_NOWHERE = _place(Origin())
_NO_NEIGHBOURS = (None, None)


@dataclass(frozen=True, slots=True)
class Counts:
    """What adding units came to."""

    new: int = 0
    known: int = 0
    changed: int = 0
    removed: int = 0
    """Units that a person removed, and that stay so."""

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.new + other.new,
            self.known + other.known,
            self.changed + other.changed,
            self.removed + other.removed,
        )


class UnitBatch:
    """Units that are added one after the other: what there is, and what is to be."""

    def __init__(
        self,
        *,
        at: str,
        known: dict[bytes, Record],
        in_use: set[Pair],
        restore: bool,
        waiting: bool,
    ) -> None:
        self.made: list[rows.UnitValues] = []
        """Rows of new units, without their numbers."""
        self.changed: dict[bytes, Record] = {}
        """Records of stored units that are others now, by key."""
        self.steps: list[Step] = []
        """What became of units that were there, or made here before."""
        self._at = at
        self._known = known
        self._in_use = in_use
        self._restore = restore
        self._withheld = Withheld.REVIEW.value if waiting else None
        self._places: dict[bytes, int] = {}
        self._seen = 0
        self._tally = {"known": 0, "changed": 0, "removed": 0}

    @property
    def counts(self) -> Counts:
        """What has been added so far."""
        return Counts(self._seen - sum(self._tally.values()), **self._tally)

    def add(self, key: bytes, unit: TranslationUnit, pair: Pair, origin: int) -> None:
        """Add a unit."""
        self._seen += 1
        place = self._places.get(key)
        if place is not None:
            before = rows.record_of_values(self.made[place])
        elif key in self._known:
            before = self._known[key]
        elif pair in self._in_use and is_bare(unit):
            self._tally["known"] += 1
            return
        else:
            self._make(key, unit, pair, origin)
            return
        new = rows.unit_record(unit, origin)
        new.setdefault("created", self._at)
        if self._withheld:
            new["withheld"] = self._withheld
        after = self._outcome(before, new, bare=is_bare(unit))
        if after == before:
            return
        self.steps.append((key, before, after))
        if "withheld" not in after and any(unit.neighbours):
            self._in_use.add(pair)
        if place is not None:
            self.made[place] = rows.values_of_record(self.made[place], after)
        else:
            self._known[key] = self.changed[key] = after

    def _make(self, key: bytes, unit: TranslationUnit, pair: Pair, origin: int) -> None:
        values = rows.unit_values(
            key, unit, pair, origin, at=self._at, withheld=self._withheld
        )
        self._places[key] = len(self.made)
        self.made.append(values)
        if unit.neighbours != _NO_NEIGHBOURS and self._withheld is None:
            self._in_use.add(pair)

    def _outcome(self, before: Record, new: Record, *, bare: bool) -> Record:
        """The record of a unit after it was added; counts what that is."""
        withheld = before.get("withheld")
        if withheld in (Withheld.UNDONE, Withheld.SUPERSEDED):
            return new
        if withheld == Withheld.REMOVED and not self._restore:
            self._tally["removed"] += 1
            return before
        after = before
        if "withheld" not in new:  # else it would wait, and it waits or is in use
            after = rows.merged(before, new, at=self._at, bare=bare)
        if after == before:
            self._tally["known"] += 1
        elif not withheld:
            self._tally["changed"] += 1
        return after


def is_bare(unit: TranslationUnit) -> bool:
    """Whether little is known of a unit but its texts, as a TSV file has it."""
    return not any(unit.neighbours) and _place(unit.origin) == _NOWHERE


def pairs_in_use(connection: Connection, pairs: Collection[Pair]) -> set[Pair]:
    """Those pairs that units in use have."""
    if not pairs:
        return set()
    found: set[Pair] = set()
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    for some in pieces(sorted({source for source, _, _ in pairs}), _PARAMETERS):
        query = (
            "SELECT source_id, target_id, memory FROM unit WHERE withheld IS NULL "
            f"AND source_id IN ({', '.join([mark] * len(some))})"
        )
        rows_found = connection.exec_driver_sql(query, tuple(some))
        found.update(tuple(row) for row in rows_found)
    return found.intersection(pairs)
