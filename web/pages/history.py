"""The history: who changed what, and how to take it back or do it again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from padanan.contents.pagination import make_cursor
from padanan.values.history import ChangeSetPage, ChangeSetSummary, RecordChange
from padanan.values.units import StoredUnit
from tm.errors import NotFound
from web.api.history import (
    ChangeNameText,
    ChangeRequest,
    HistoryRequest,
    list_changes,
    read_change_set,
    redo,
    undo,
)
from web.api.request_types import (
    Cursor,
    PartialDate,
    QueryText,
    Request,
    WholeArticleKey,
)
from web.api.units import UnitRequest, read_unit
from web.pages.page_route import N_, PageGroup, Redirect, make_memory_address
from web.pages.value_labels import COMMAND_WORDS
from web.people.accounts import find_author
from web.request_context import RequestContext
from web.route import Role

HISTORY_PAGES = PageGroup()
_MAX_CHANGE_SETS = 40
_MAX_CHANGES = 50


class HistoryPageRequest(Request, frozen=True):
    """Which change sets to show."""

    author: QueryText | None = None
    since: PartialDate | None = None
    until: PartialDate | None = None
    article: WholeArticleKey | None = None
    """The key of an article: only what changed it or its units."""
    cursor: Cursor | None = None
    done: ChangeNameText | None = None
    """The change set that the person has just made by undoing or redoing."""


@dataclass(frozen=True, slots=True)
class HistoryView:
    """Some change sets, the latest first."""

    change_set_page: ChangeSetPage
    may_undo: bool
    just_made_change_set: ChangeSetSummary | None
    """What the person has just undone or redone, for a note above the list."""

    def name_command(self, command: str) -> str:
        """Name what a command did, in English."""
        return COMMAND_WORDS.get(command, command)


@HISTORY_PAGES.add("GET", "/history", "history.html", title=N_("History"))
def show_history(context: RequestContext, request: HistoryPageRequest) -> HistoryView:
    """Show the change sets, the latest first."""
    change_sets = list_changes(
        context,
        HistoryRequest(
            author=request.author and find_author(context.database, request.author),
            since=request.since,
            until=request.until,
            article=request.article,
            cursor=request.cursor,
            limit=_MAX_CHANGE_SETS,
        ),
    )
    finished_change_set = (
        None if request.done is None else _find_change_set(context, request.done)
    )
    return HistoryView(
        change_sets, context.role.includes(Role.TRANSLATOR), finished_change_set
    )


class ChangeSetPageRequest(Request, frozen=True):
    """The change set to show."""

    name: ChangeNameText


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change, with the texts of the unit as it is now."""

    change: RecordChange
    unit: StoredUnit | None

    @property
    def differences(self) -> Sequence[tuple[str, str, str]]:
        """Each field whose value is another: its name, before and after."""
        before, after = self.change.before or {}, self.change.after or {}
        return [
            (
                field_name,
                _write_field_value(before.get(field_name)),
                _write_field_value(after.get(field_name)),
            )
            for field_name in sorted({*before, *after})
            if before.get(field_name) != after.get(field_name)
        ]

    @property
    def texts_with_locales(self) -> Sequence[tuple[str, str]]:
        """The texts of what was changed, with their languages."""
        if self.unit is not None:
            unit = self.unit
            return [
                (unit.source_locale, unit.source),
                (unit.target_locale, unit.target),
            ]
        record = self.change.after or self.change.before or {}
        terms: Sequence[Mapping[str, str]] = record.get("terms", ())
        return [
            (term["locale"], term["text"])
            for term in terms
            if term["status"] == "preferred"
        ]


@dataclass(frozen=True, slots=True)
class ChangeSetView(HistoryView):
    """A change set with its changes."""

    change_set: ChangeSetSummary
    changes: Sequence[ChangeView]
    total: int
    """How many changes it has; only some are shown."""


@HISTORY_PAGES.add(
    *("GET", "/history/{name}", "change_set.html"),
    title=N_("History"),
    example={"name": "i1"},
)
def show_change_set(
    context: RequestContext, request: ChangeSetPageRequest
) -> ChangeSetView:
    """Show what a change set changed, before it is taken back."""
    change_set = _find_change_set(context, request.name)
    change_list = read_change_set(
        context, ChangeRequest(name=change_set.name, limit=_MAX_CHANGES)
    )
    return ChangeSetView(
        ChangeSetPage((change_set,), None),
        context.role.includes(Role.TRANSLATOR),
        None,
        change_set,
        [
            ChangeView(change, _find_unit(context, change))
            for change in change_list.changes
        ],
        change_list.total,
    )


class ChangeSetForm(Request, frozen=True):
    """The change set to take back, or to do again."""

    name: ChangeNameText


@HISTORY_PAGES.add(
    *("POST", "/history/undo", "history.html"),
    title=N_("History"),
    role=Role.TRANSLATOR,
)
def undo_change_set(context: RequestContext, request: ChangeSetForm) -> Redirect:
    """Take a change set back, and say so."""
    return _redirect_to_history(context, undo(context, request.name).change_set)


@HISTORY_PAGES.add(
    *("POST", "/history/redo", "history.html"),
    title=N_("History"),
    role=Role.TRANSLATOR,
)
def redo_change_set(context: RequestContext, request: ChangeSetForm) -> Redirect:
    """Do a change set again that was taken back, and say so."""
    return _redirect_to_history(context, redo(context, request.name).change_set)


def _redirect_to_history(context: RequestContext, change_set_name: str) -> Redirect:
    return Redirect(make_memory_address(context, "/history", done=change_set_name))


def _find_change_set(context: RequestContext, change_set_name: str) -> ChangeSetSummary:
    """Find a change set by its name. Raises NotFound."""
    if not change_set_name.startswith("i"):
        raise NotFound(f"no change set {change_set_name!r}")
    cursor = make_cursor(str(int(change_set_name[1:]) + 1))
    change_sets = context.memory.history.list(limit=1, cursor=cursor).change_sets
    if not change_sets or change_sets[0].name != change_set_name:
        raise NotFound(f"no change set {change_set_name!r}")
    return change_sets[0]


def _find_unit(context: RequestContext, change: RecordChange) -> StoredUnit | None:
    """Find the unit of a change, unless it is gone."""
    if change.kind != "unit":
        return None
    try:
        return read_unit(context, UnitRequest(key=change.key))
    except NotFound:
        return None


def _write_field_value(value: Any) -> str:
    """Write the value of a field of a record, of any type, as people read it."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(map(_write_field_value, value))
    if isinstance(value, Mapping):
        return ", ".join(
            f"{name}: {_write_field_value(member)}" for name, member in value.items()
        )
    return str(value)
