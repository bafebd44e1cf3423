"""The units of the memory: listing, reading, adding, editing and removing them."""

from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec

from padanan.results import StoredUnit, UnitChange, UnitPage
from web.api.values import (
    Cursor,
    HitLimit,
    LanguageTag,
    PartialDate,
    QueryText,
    Request,
    Text,
    UnitKey,
    list_given,
)
from web.call import Call
from web.route import API_PREFIX, Role, Route

StateName = Literal["initial", "translated", "reviewed", "final"]
Note = Annotated[str, msgspec.Meta(max_length=10_000)]
_KEY = "64382e2efa3a6236"


class UnitsRequest(Request, frozen=True):
    """Which units to list; without a value, all."""

    source: LanguageTag | None = None
    """Units with this language on one side, and with that of `target` on the other."""
    target: LanguageTag | None = None
    query: QueryText | None = None
    """Text in source or target, ignoring case and diacritics."""
    state: StateName | None = None
    author: QueryText | None = None
    """Who made the unit."""
    article: QueryText | None = None
    """The whole key of an article."""
    source_url: QueryText | None = None
    publisher: QueryText | None = None
    article_author: QueryText | None = None
    article_place: QueryText | None = None
    since: PartialDate | None = None
    """Published then or later; by the time of creation if unpublished."""
    until: PartialDate | None = None
    session: QueryText | None = None
    """The change set that added or changed the units, such as `i3`."""
    waiting: bool = False
    """Those that wait for review, instead of those in use."""
    limit: HitLimit = 100
    cursor: Cursor | None = None


def list_units(call: Call, request: UnitsRequest) -> UnitPage:
    """List units in the order in which they were stored, page by page.

    `next` is the cursor of the next page. What is added meanwhile comes at the end, so
    that no unit is left out or shown twice.
    """
    given = {name: value for name, value in list_given(request).items() if value}
    return call.memory.units.list(**given)


class UnitRequest(Request, frozen=True):
    """The unit to read or to remove."""

    key: UnitKey


def read_unit(call: Call, request: UnitRequest) -> StoredUnit:
    """Read a unit."""
    return call.memory.units.get(request.key)


class NewUnit(Request, frozen=True):
    """A text and its translation."""

    source_text: Text
    target_text: Text
    source: LanguageTag | None = None
    """The language of the text; by default that of the settings."""
    target: LanguageTag | None = None
    note: Note | None = None


def add_unit(call: Call, request: NewUnit) -> UnitChange:
    """Store a text and its translation.

    A unit that the memory has already stays as it is.
    """
    return call.memory.units.add(
        request.source_text,
        request.target_text,
        note=request.note,
        source=request.source,
        target=request.target,
    )


class UnitEditRequest(Request, frozen=True):
    """What changes of a unit; what is not given stays."""

    key: UnitKey
    source_text: Text | msgspec.UnsetType = msgspec.UNSET
    target_text: Text | msgspec.UnsetType = msgspec.UNSET
    note: Note | msgspec.UnsetType | None = msgspec.UNSET
    """Null removes it."""


def edit_unit(call: Call, request: UnitEditRequest) -> UnitChange:
    """Edit the texts or the note of a unit.

    A unit with another text has another key, and the state `translated`.
    """
    changes = list_given(request)
    key = changes.pop("key")
    return call.memory.units.edit(key, version=call.version, **changes)


class StateRequest(Request, frozen=True):
    """The state that a unit is to have."""

    key: UnitKey
    state: StateName


def set_unit_state(call: Call, request: StateRequest) -> UnitChange:
    """Set the state of a unit.

    A unit that waits for review is in use from then on.
    """
    return call.memory.units.set_state(request.key, request.state, version=call.version)


@dataclass(frozen=True, slots=True)
class Change:
    """What a request changed."""

    change_set: str | None
    """The name of the change set, for undoing it; None if nothing changed."""


def remove_unit(call: Call, request: UnitRequest) -> Change:
    """Remove a unit; undoing the change set restores it."""
    return Change(call.memory.units.remove(request.key, version=call.version))


UNIT_ROUTES = (
    Route(
        "GET",
        f"{API_PREFIX}/units",
        list_units,
        UnitsRequest,
        UnitPage,
        Role.READER,
        example={"query": "hop bao", "limit": 10},
    ),
    Route(
        "POST",
        f"{API_PREFIX}/units",
        add_unit,
        NewUnit,
        UnitChange,
        Role.TRANSLATOR,
        example={
            "source_text": "họp báo",
            "target_text": "jumpa pers",
            "source": "vi",
            "target": "id",
        },
        status=201,
    ),
    Route(
        "GET",
        f"{API_PREFIX}/units/{{key}}",
        read_unit,
        UnitRequest,
        StoredUnit,
        Role.READER,
        example={"key": _KEY},
    ),
    Route(
        "PATCH",
        f"{API_PREFIX}/units/{{key}}",
        edit_unit,
        UnitEditRequest,
        UnitChange,
        Role.TRANSLATOR,
        example={"key": _KEY, "target_text": "konferensi pers", "note": None},
        takes_version=True,
    ),
    Route(
        "PUT",
        f"{API_PREFIX}/units/{{key}}/state",
        set_unit_state,
        StateRequest,
        UnitChange,
        Role.REVIEWER,
        example={"key": _KEY, "state": "reviewed"},
        takes_version=True,
    ),
    Route(
        "DELETE",
        f"{API_PREFIX}/units/{{key}}",
        remove_unit,
        UnitRequest,
        Change,
        Role.TRANSLATOR,
        example={"key": _KEY},
        takes_version=True,
    ),
)
