"""Adding units to the memory, and undoing changes."""

from dataclasses import dataclass

from web.api.values import LanguageTag, Request, Text
from web.call import Call


class NewUnit(Request, frozen=True):
    """A text and its translation."""

    source_text: Text
    target_text: Text
    source: LanguageTag | None = None
    """The language of the text; by default that of the settings."""
    target: LanguageTag | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What a request changed."""

    change_set: str | None
    """The name of the change set, for undoing it; None if nothing changed."""


def add_unit(call: Call, request: NewUnit) -> Change:
    """Store a text and its translation."""
    return Change(
        call.memory.add(
            request.source_text,
            request.target_text,
            note=request.note,
            source=request.source,
            target=request.target,
        )
    )


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
