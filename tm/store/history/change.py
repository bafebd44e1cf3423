"""Changes in the change log, and their names."""

import re
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from tm.errors import InputError, NotFound
from tm.store import schema
from tm.store.rows.record import Record

_NAME_PATTERN = re.compile(r"i([0-9]{1,9})|c([0-9]{1,9})(?:\.([0-9]{1,9}))?")


@dataclass(frozen=True, slots=True)
class LoggedChange:
    """One thing made, changed or removed."""

    id: int
    """The id of the row of the log."""
    kind: str
    """`unit`, `article` or `concept`."""
    key: str
    before: Record | None
    after: Record | None
    place: int | None = None
    """The number of the unit, from 1, if the row is a range of units."""

    @property
    def name(self) -> str:
        """The name for `padanan undo`: `c57`, or `c57.3` for one unit of a range."""
        return f"c{self.id}" if self.place is None else f"c{self.id}.{self.place}"

    @property
    def action(self) -> str:
        """`add`, `change` or `remove`."""
        if not exists(self.before):
            return "add" if exists(self.after) else "change"
        return "change" if exists(self.after) else "remove"


def exists(record: Record | None) -> bool:
    """Whether the unit, article or concept of a record is in use."""
    return record is not None and not record.get("withheld")


@dataclass(frozen=True, slots=True)
class ChangeName:
    """Name of a change set, a row of the change log, or a unit of a row's range."""

    set: int | None = None
    change: int | None = None
    place: int | None = None

    def __str__(self) -> str:
        """Format the name as in the log: `i3`, `c57` or `c57.3`."""
        if self.set is not None:
            return f"i{self.set}"
        return (
            f"c{self.change}" if self.place is None else f"c{self.change}.{self.place}"
        )

    @property
    def row(self) -> str:
        """The name without the number of a unit."""
        return str(self) if self.place is None else f"c{self.change}"


def change_name(connection: Connection, text: str) -> ChangeName:
    """Parse the name of a change; `last` and bare numbers are change sets.

    Raises InputError for what is no name, NotFound for `last` of nothing.
    """
    text = text.strip()
    if text == "last":
        latest = connection.execute(select(func.max(schema.change_set.c.id))).scalar()
        if latest is None:
            raise NotFound("nothing has been changed yet")
        return ChangeName(set=latest)
    match = _NAME_PATTERN.fullmatch(f"i{text}" if text.isdecimal() else text)
    if match is None:
        raise InputError(
            f"{text!r} names neither an import (i3), a change (c57) nor `last`; "
            "`padanan history` lists them"
        )
    return ChangeName(*(int(part) if part else None for part in match.groups()))


def verify_change_set(connection: Connection, number: int) -> None:
    """Raise NotFound where no change set has a number."""
    table = schema.change_set
    if connection.execute(select(table.c.id).where(table.c.id == number)).first():
        return
    raise NotFound(f"there is no import i{number}; `padanan history` lists them")
