"""The history of the memory: its changes, undoing and redoing them."""

from typing import Annotated

import msgspec

from padanan.contents.pagination import make_cursor
from padanan.values.history import (
    ChangeList,
    ChangeSetPage,
    HistoryHash,
    RevertedChanges,
)
from web.api.request_types import (
    HitLimit,
    PagedListRequest,
    PartialDate,
    QueryText,
    Request,
    WholeArticleKey,
    list_given_values,
)
from web.api.route_group import RouteGroup
from web.people.access_errors import Forbidden
from web.request_context import RequestContext
from web.requests import CHANGE_NAME_PATTERN
from web.route import Role

HISTORY_ROUTES = RouteGroup()
ChangeNameText = Annotated[
    str,
    msgspec.Meta(
        pattern=CHANGE_NAME_PATTERN,
        description="A change set (i3), one change (c57), or the last change set.",
        examples=["i3"],
    ),
]


class HistoryRequest(PagedListRequest, frozen=True):
    """Which change sets to list; without a value, all."""

    author: QueryText | None = None
    since: PartialDate | None = None
    """On this day or in this month or year, UTC, or later."""
    until: PartialDate | None = None
    """On this day or in this month or year, or before."""
    article: WholeArticleKey | None = None
    """The whole key of an article: only what changed it or its units."""


@HISTORY_ROUTES.add(
    "GET", "/history", Role.READER, example={"since": "2026-11", "limit": 10}
)
def list_changes(context: RequestContext, request: HistoryRequest) -> ChangeSetPage:
    """List change sets, the latest first, page by page.

    A change set is all that one request, command or import changed.
    """
    return context.memory.history.list(**list_given_values(request))


@HISTORY_ROUTES.add("GET", "/history/head", Role.ADMINISTRATOR, example={})
def hash_history(context: RequestContext) -> HistoryHash:
    """Compute the head of the history: a hash over all changes so far.

    Kept elsewhere, it shows later whether anything was changed past the history:
    `padanan doctor --against HEAD`.
    """
    return context.memory.history.hash()


class ChangeRequest(Request, frozen=True):
    """The change set to read."""

    name: ChangeNameText
    limit: HitLimit = 100
    """The most changes."""


@HISTORY_ROUTES.add("GET", "/history/{name}", Role.READER, example={"name": "i1"})
def read_change_set(context: RequestContext, request: ChangeRequest) -> ChangeList:
    """Read the changes of a change set, each with the record before and after."""
    return context.memory.history.get(**list_given_values(request))


@HISTORY_ROUTES.add("POST", "/undo", Role.TRANSLATOR, example={"name": "last"})
def undo(context: RequestContext, name: ChangeNameText = "last") -> RevertedChanges:
    """Undo a change set; who is no reviewer may only undo their own.

    `last` goes back one more step each time.
    """
    _require_own_change(context, name)
    return context.memory.history.undo(name)


@HISTORY_ROUTES.add("POST", "/redo", Role.TRANSLATOR, example={})
def redo(
    context: RequestContext, name: ChangeNameText | None = None
) -> RevertedChanges:
    """Redo what was undone; without a name, what you undid last."""
    _require_own_change(context, name)
    return context.memory.history.redo(name)


def _require_own_change(context: RequestContext, name: str | None) -> None:
    """Raise Forbidden for a change of others that only a reviewer may undo.

    `last`, or no name, is the latest change of who calls.
    """
    if name is None or name == "last" or context.role.includes(Role.REVIEWER):
        return
    own_names = []
    if name.startswith("i"):
        own_page = context.memory.history.list(
            author=context.person.person_id,
            limit=1,
            cursor=make_cursor(str(int(name[1:]) + 1)),
        )
        own_names = [change_set.name for change_set in own_page.change_sets]
    if name not in own_names:
        raise Forbidden(f"{name} is no change set of yours; ask a reviewer to undo it")
