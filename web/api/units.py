"""The units of the memory: listing, reading, adding, editing and removing them."""

from typing import Annotated

import msgspec

from padanan.values.units import (
    FilterNames,
    StateChanges,
    StoredUnit,
    UnitChange,
    UnitPage,
)
from web.api.request_types import (
    ChangeSetName,
    LanguageTag,
    Note,
    PagedListRequest,
    PartialDate,
    QueryText,
    Request,
    StateName,
    Text,
    TextRequest,
    UnitKey,
    list_given_values,
)
from web.api.route_group import RouteGroup
from web.request_context import RequestContext
from web.requests import match_whole
from web.route import Role

UNIT_ROUTES = RouteGroup()
_EXAMPLE_UNIT_KEY = "64382e2efa3a6236"
_EXAMPLE_WHOLE_UNIT_KEY = "64382e2efa3a623663fb9f2b067f9107"
_NEW_UNIT_EXAMPLE = {"source_text": "họp báo", "target_text": "jumpa pers"}


class UnitsRequest(PagedListRequest, frozen=True):
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
    """The address of the original page."""
    publisher: QueryText | None = None
    """Who published the article."""
    article_author: QueryText | None = None
    """Who wrote the article."""
    article_place: QueryText | None = None
    """The place that its dateline names."""
    since: PartialDate | None = None
    """Published then or later; by the time of creation if unpublished."""
    until: PartialDate | None = None
    session: QueryText | None = None
    """The change set that added or changed the units, such as `i3`."""
    waiting: bool = False
    """Those that wait for review, instead of those in use."""


@UNIT_ROUTES.add(
    "GET", "/units", Role.READER, example={"query": "hop bao", "limit": 10}
)
def list_units(context: RequestContext, request: UnitsRequest) -> UnitPage:
    """List units in the order in which they were stored, page by page.

    `next` is the cursor of the next page. What is added meanwhile comes at the end, so
    that no unit is left out or shown twice.
    """
    return context.memory.units.list(**list_given_values(request))


class NewUnit(TextRequest, frozen=True):
    """A text and its translation."""

    source_text: Text
    target_text: Text
    note: Note | None = None


@UNIT_ROUTES.add(
    *("POST", "/units", Role.TRANSLATOR),
    example={**_NEW_UNIT_EXAMPLE, "source": "vi", "target": "id"},
    status=201,
)
def add_unit(context: RequestContext, request: NewUnit) -> UnitChange:
    """Store a text and its translation.

    A unit that the memory has already stays as it is.
    """
    return context.memory.units.add(**list_given_values(request))


class UnitRequest(Request, frozen=True, kw_only=True):
    """The unit to read or to remove."""

    key: UnitKey


@UNIT_ROUTES.add("GET", "/units/names", Role.READER, example={})
def list_filter_names(context: RequestContext) -> FilterNames:
    """List sites, publishers and people, which the filters of units may have."""
    return context.memory.units.list_filter_names()


@UNIT_ROUTES.add("GET", "/units/{key}", Role.READER, example={"key": _EXAMPLE_UNIT_KEY})
def read_unit(context: RequestContext, request: UnitRequest) -> StoredUnit:
    """Read a unit."""
    return context.memory.units.get(request.key)


class UnitEditRequest(UnitRequest, frozen=True):
    """What changes of a unit; what is not given stays."""

    source_text: Text | msgspec.UnsetType = msgspec.UNSET
    target_text: Text | msgspec.UnsetType = msgspec.UNSET
    note: Note | msgspec.UnsetType | None = msgspec.UNSET
    """Null removes it."""


@UNIT_ROUTES.add(
    *("PATCH", "/units/{key}", Role.TRANSLATOR),
    example={"key": _EXAMPLE_UNIT_KEY, "target_text": "konferensi pers", "note": None},
    takes_version=True,
)
def edit_unit(context: RequestContext, request: UnitEditRequest) -> UnitChange:
    """Edit the texts or the note of a unit.

    A unit with another text has another key, and the state `translated`.
    """
    return context.memory.units.edit(
        version=context.version, **list_given_values(request)
    )


@UNIT_ROUTES.add(
    *("PUT", "/units/{key}/state", Role.REVIEWER),
    example={"key": _EXAMPLE_UNIT_KEY, "state": "reviewed"},
    takes_version=True,
)
def set_unit_state(
    context: RequestContext, key: UnitKey, state: StateName
) -> UnitChange:
    """Set the state of a unit.

    A unit that waits for review is in use from then on.
    """
    return context.memory.units.set_state(key, state, version=context.version)


WholeUnitKey = Annotated[
    str,
    msgspec.Meta(
        pattern=match_whole("[0-9a-f]{32}"),
        description="The whole key of a unit.",
        examples=[_EXAMPLE_WHOLE_UNIT_KEY],
    ),
]


class UnitStatesRequest(Request, frozen=True, kw_only=True):
    """Units, and the state that they get."""

    keys: Annotated[
        tuple[WholeUnitKey, ...], msgspec.Meta(min_length=1, max_length=10_000)
    ]
    state: StateName


@UNIT_ROUTES.add(
    *("POST", "/units/states", Role.REVIEWER),
    example={"keys": [_EXAMPLE_WHOLE_UNIT_KEY], "state": "reviewed"},
)
def set_unit_states(
    context: RequestContext, request: UnitStatesRequest
) -> StateChanges:
    """Set the state of several units, as one change set.

    Those that are not in use any longer, or wait for review, stay as they are.
    """
    return context.memory.units.set_states(request.keys, request.state)


@UNIT_ROUTES.add(
    *("DELETE", "/units/{key}", Role.TRANSLATOR),
    key="change_set",
    example={"key": _EXAMPLE_UNIT_KEY},
    takes_version=True,
)
def remove_unit(context: RequestContext, request: UnitRequest) -> ChangeSetName:
    """Remove a unit; undoing the change set restores it."""
    return context.memory.units.remove(request.key, version=context.version)
