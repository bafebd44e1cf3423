"""Undoing changes, and redoing them."""

from web.api.units import Change
from web.api.values import Request
from web.call import Call
from web.route import API_PREFIX, Role, Route


class UndoRequest(Request, frozen=True):
    """The change set to undo: its name, or `last`."""

    name: str = "last"


def undo(call: Call, request: UndoRequest) -> Change:
    """Undo a change set.

    `last` goes back one more step each time.
    """
    return Change(call.memory.undo(request.name))


class RedoRequest(Request, frozen=True):
    """Takes no values."""


def redo(call: Call, request: RedoRequest) -> Change:
    """Redo what was undone last."""
    return Change(call.memory.redo())


HISTORY_ROUTES = (
    Route(
        "POST",
        f"{API_PREFIX}/undo",
        undo,
        UndoRequest,
        Change,
        Role.TRANSLATOR,
        example={"name": "last"},
    ),
    Route(
        "POST",
        f"{API_PREFIX}/redo",
        redo,
        RedoRequest,
        Change,
        Role.TRANSLATOR,
        example={},
    ),
)
