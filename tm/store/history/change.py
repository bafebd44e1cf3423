"""Changes in the change log, and parsing of their names."""

import re
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from tm.errors import InputError, NotFound
from tm.store import schema
from tm.store.rows.record import Record

_CHANGE_NAME_PATTERN = re.compile(r"i([0-9]{1,9})|c([0-9]{1,9})(?:\.([0-9]{1,9}))?")


@dataclass(frozen=True, slots=True)
class LoggedChange:
    """A unit, article or concept that was added, changed or removed."""

    id: int
    """Id of the row in the change log."""
    kind: str
    """`unit`, `article` or `concept`."""
    key: str
    """Key of the unit or article, or id of the concept."""
    record_before: Record | None
    record_after: Record | None
    position: int | None = None
    """Position of the unit in its range, from 1, if the row is a range of units."""

    @property
    def name(self) -> str:
        """The name for `padanan undo`: `c57`, or `c57.3` for one unit of a range."""
        return f"c{self.id}" if self.position is None else f"c{self.id}.{self.position}"

    @property
    def action(self) -> str:
        """`add`, `change` or `remove`."""
        if not is_in_use(self.record_before):
            return "add" if is_in_use(self.record_after) else "change"
        return "change" if is_in_use(self.record_after) else "remove"


def is_in_use(record: Record | None) -> bool:
    """Whether the unit, article or concept of a record is in use."""
    return record is not None and not record.get("withheld")


@dataclass(frozen=True, slots=True)
class ChangeName:
    """Name of a change set, a row of the change log, or a unit of a row's range."""

    change_set_id: int | None = None
    change_id: int | None = None
    position: int | None = None
    """Position of the unit in the range, from 1."""

    def __str__(self) -> str:
        """Format the name as in the log: `i3`, `c57` or `c57.3`."""
        if self.change_set_id is not None:
            return f"i{self.change_set_id}"
        return (
            f"c{self.change_id}"
            if self.position is None
            else f"c{self.change_id}.{self.position}"
        )


def parse_change_name(connection: Connection, name_text: str) -> ChangeName:
    """Parse the name of a change; `last` and bare numbers are change sets.

    Raises InputError for an invalid name, NotFound for `last` in an empty log.
    """
    name_text = name_text.strip()
    if name_text == "last":
        latest_id = connection.execute(
            select(func.max(schema.change_set.c.id))
        ).scalar()
        if latest_id is None:
            raise NotFound("the change log is empty; nothing can be undone")
        return ChangeName(change_set_id=latest_id)
    name_match = _CHANGE_NAME_PATTERN.fullmatch(
        f"i{name_text}" if name_text.isdecimal() else name_text
    )
    if name_match is None:
        raise InputError(
            f"{name_text!r} names neither a change set (i3), a change (c57) nor "
            "`last`; list the changes to see their names",
            next_step="list changes",
        )
    return ChangeName(
        *(int(digits) if digits else None for digits in name_match.groups())
    )


def require_change_set(connection: Connection, change_set_id: int) -> None:
    """Raise NotFound if there is no change set with an id."""
    change_set_table = schema.change_set
    if connection.execute(
        select(change_set_table.c.id).where(change_set_table.c.id == change_set_id)
    ).first():
        return
    raise NotFound(
        f"no change set i{change_set_id}; list the change sets to see their names",
        next_step="list changes",
    )
