"""Suggestions of readers and assistants, which wait for a reviewer.

They stand in the server's own database, so that nothing that nobody has accepted is in
a memory. The change set that accepting one makes is the reviewer's.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields
from enum import StrEnum

from sqlalchemy import RowMapping, func, insert, select, tuple_, update

from tm.errors import Conflict, InputError, NotFound
from web.database import schema
from web.database.server_database import ServerDatabase, get_time
from web.people.random_secrets import make_id

_MAX_OPEN_SUGGESTIONS = 1000
"""Suggestions of one person that may wait in a memory."""


class SuggestionState(StrEnum):
    """What became of a suggestion."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class SuggestedUnit:
    """A translation that somebody suggests."""

    source_locale: str
    target_locale: str
    source_text: str
    target_text: str
    note: str | None = None
    replaced_unit: str | None = None
    """Key of the unit that it corrects."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A suggestion, and what became of it."""

    id: str
    unit: SuggestedUnit
    state: SuggestionState
    created_at: int
    """Seconds since 1970."""
    person: str | None
    """The id of who suggests it; None without accounts."""
    assistant: str | None
    """The name of the program that wrote it."""
    decided_by: str | None = None
    """The id of who accepted or refused it."""
    decided_at: int | None = None
    reason: str | None = None
    """What whoever decided gave as the reason."""
    change_set: str | None = None
    """What accepting it changed in the memory."""


def add_suggestion(
    database: ServerDatabase,
    memory_name: str,
    unit: SuggestedUnit,
    *,
    person_id: str | None,
    assistant_name: str | None = None,
) -> Suggestion:
    """Store a suggestion. Raises Conflict where too many of the person wait."""
    table = schema.suggestion
    waiting_query = select(func.count()).where(
        table.c.memory == memory_name,
        table.c.person == person_id if person_id else table.c.person.is_(None),
        table.c.state == SuggestionState.OPEN.value,
    )
    suggestion_id = make_id("s")
    with database.open_transaction() as connection:
        if (connection.execute(waiting_query).scalar() or 0) >= _MAX_OPEN_SUGGESTIONS:
            raise Conflict(
                f"{_MAX_OPEN_SUGGESTIONS} of your suggestions wait; ask a reviewer"
            )
        connection.execute(
            insert(table).values(
                id=suggestion_id,
                memory=memory_name,
                person=person_id,
                assistant=assistant_name,
                **asdict(unit),
                state=SuggestionState.OPEN.value,
                created_at=get_time(),
            )
        )
    return read_suggestion(database, memory_name, suggestion_id)


def read_suggestion(
    database: ServerDatabase, memory_name: str, suggestion_id: str
) -> Suggestion:
    """Read a suggestion for a memory. Raises NotFound."""
    table = schema.suggestion
    query = select(table).where(
        table.c.id == suggestion_id, table.c.memory == memory_name
    )
    row = database.read_row(query)
    if row is None:
        raise NotFound(f"no suggestion {suggestion_id!r}")
    return _make_suggestion(row)


def list_suggestions(
    database: ServerDatabase,
    memory_name: str,
    *,
    state: SuggestionState | None,
    limit: int,
    person_id: str | None = None,
    last_time_and_id: tuple[int, str] | None = None,
) -> Sequence[Suggestion]:
    """List the suggestions for a memory, the earliest first.

    `person_id`: only theirs. `last_time_and_id`: of the last one of the page before.
    """
    table = schema.suggestion
    query = select(table).where(table.c.memory == memory_name)
    if state is not None:
        query = query.where(table.c.state == state.value)
    if person_id is not None:
        query = query.where(table.c.person == person_id)
    if last_time_and_id is not None:
        query = query.where(
            tuple_(table.c.created_at, table.c.id) > tuple_(*last_time_and_id)
        )
    query = query.order_by(table.c.created_at, table.c.id).limit(limit)
    return list(map(_make_suggestion, database.read_rows(query)))


def decide_suggestion(
    database: ServerDatabase,
    suggestion: Suggestion,
    state: SuggestionState,
    *,
    reviewer: str | None,
    reason: str | None = None,
    change_set_name: str | None = None,
) -> None:
    """Record what a reviewer decided. Raises Conflict if somebody has meanwhile."""
    table = schema.suggestion
    with database.open_transaction() as connection:
        update_result = connection.execute(
            update(table)
            .where(
                table.c.id == suggestion.id,
                table.c.state == SuggestionState.OPEN.value,
            )
            .values(
                state=state.value,
                reason=reason,
                change_set=change_set_name,
                decided_by=reviewer,
                decided_at=get_time(),
            )
        )
        if not update_result.rowcount:
            raise Conflict(f"suggestion {suggestion.id} has been decided on already")


def accept_suggestion(
    database: ServerDatabase,
    suggestion: Suggestion,
    store_unit: Callable[[SuggestedUnit], str | None],
    undo_change_set: Callable[[str], object],
    *,
    reviewer: str | None,
) -> None:
    """Store a suggestion in its memory, and record that it was accepted.

    `store_unit` returns the name of its change set, which `undo_change_set` takes back
    where another reviewer was faster. Raises Conflict.
    """
    if suggestion.state is not SuggestionState.OPEN:
        raise Conflict(f"suggestion {suggestion.id} has been decided on already")
    change_set_name = store_unit(suggestion.unit)
    try:
        decide_suggestion(
            database,
            suggestion,
            SuggestionState.ACCEPTED,
            reviewer=reviewer,
            change_set_name=change_set_name,
        )
    except Conflict:
        # Another reviewer may have accepted it just after the unit was stored here:
        # then it stays, as the change set of that decision.
        if change_set_name is not None and not _attach_change_set(
            database, suggestion.id, change_set_name
        ):
            undo_change_set(change_set_name)
        raise


def _attach_change_set(
    database: ServerDatabase, suggestion_id: str, change_set_name: str
) -> bool:
    """Name what stored an accepted suggestion; False if it was not accepted."""
    table = schema.suggestion
    with database.open_transaction() as connection:
        update_result = connection.execute(
            update(table)
            .where(
                table.c.id == suggestion_id,
                table.c.state == SuggestionState.ACCEPTED.value,
                table.c.change_set.is_(None),
            )
            .values(change_set=change_set_name)
        )
    return bool(update_result.rowcount)


def parse_suggestion_state(name: str) -> SuggestionState | None:
    """Parse the name of a state; `all` for every one. Raises InputError."""
    if name == "all":
        return None
    try:
        return SuggestionState(name)
    except ValueError:
        names = ", ".join((*SuggestionState, "all"))
        raise InputError(f"state must be one of {names}, not {name!r}") from None


def _make_suggestion(row: RowMapping) -> Suggestion:
    unit = SuggestedUnit(*(row[field.name] for field in fields(SuggestedUnit)))
    field_names = [field.name for field in fields(Suggestion) if field.name != "unit"]
    value_by_field = {name: row[name] for name in field_names}
    return Suggestion(
        unit=unit, **{**value_by_field, "state": SuggestionState(row["state"])}
    )
