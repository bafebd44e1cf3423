"""The page of a unit: its texts, note and state, where they are corrected."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

import msgspec

from padanan.values.units import StoredUnit
from tm.errors import VersionConflict
from web.api.history import ChangeNameText, undo
from web.api.request_types import Note, Request, StateName, Text, UnitKey, Version
from web.api.units import (
    UnitEditRequest,
    UnitRequest,
    edit_unit,
    read_unit,
    remove_unit,
    set_unit_state,
)
from web.pages.page_route import (
    N_,
    PageGroup,
    Redirect,
    TemplateAnswer,
    make_memory_address,
)
from web.pages.search.view import OriginView, make_origin_view
from web.request_context import RequestContext
from web.route import Role

UNIT_PAGES = PageGroup()
_TITLE = N_("Unit")
_PATH = "/search/units/{key}"
_MAX_OTHER_UNITS = 12
SearchQuery = Annotated[str, msgspec.Meta(max_length=4000)]
"""The query of the search that somebody comes from and goes back to."""


class UnitPageRequest(Request, frozen=True, kw_only=True):
    """The unit to show."""

    key: UnitKey
    back: SearchQuery = ""
    done: ChangeNameText | None = None
    """The change set that the person has just made."""
    was: UnitKey | None = None
    """The key that the unit had before."""


class UnitForm(Request, frozen=True, kw_only=True):
    """New texts of a unit, in the version that the person has read."""

    key: UnitKey
    version: Version
    back: SearchQuery = ""
    source_text: Text
    target_text: Text
    note: Note = ""


@dataclass(frozen=True, slots=True)
class UnitView:
    """A unit with what can be changed of it."""

    unit: StoredUnit | None
    """None if somebody has removed it meanwhile."""
    other_units: Sequence[StoredUnit]
    """Other translations of the same text."""
    may_edit: bool
    may_review: bool
    back: str
    """The query of the search to go back to."""
    just_made_change_set: str | None = None
    """The change set that the person has just made, for a note with `undo`."""
    undone_key: str | None = None
    """The key that the unit has again if the change is taken back."""
    sent_form: UnitForm | None = None
    """What the person wanted to store while somebody else was faster."""

    @property
    def search_address(self) -> str:
        """The address of the search that the person comes from."""
        return f"/?{self.back}" if self.back else "/"

    @property
    def origin(self) -> OriginView | None:
        """Where the unit comes from."""
        return None if self.unit is None else make_origin_view(self.unit.origin)


@UNIT_PAGES.add(
    *("GET", _PATH, "unit.html"), title=_TITLE, example={"key": "a097afbfe29fbc65#3"}
)
def show_unit(context: RequestContext, request: UnitPageRequest) -> UnitView:
    """Show a unit, where it comes from, and other translations of its text."""
    unit = read_unit(context, UnitRequest(key=request.key))
    return replace(
        _make_view(context, unit, request.back),
        just_made_change_set=request.done,
        undone_key=request.was or unit.key,
    )


def _make_view(context: RequestContext, unit: StoredUnit | None, back: str) -> UnitView:
    return UnitView(
        unit,
        () if unit is None else _find_other_translations(context, unit),
        context.role.includes(Role.TRANSLATOR),
        context.role.includes(Role.REVIEWER),
        back,
    )


def _find_other_translations(
    context: RequestContext, unit: StoredUnit
) -> Sequence[StoredUnit]:
    """Find units with the same text and another translation, each of these once."""
    units = context.memory.units.find(
        unit.source, source=unit.source_locale, target=unit.target_locale
    )
    other_by_target = {
        other_unit.target: other_unit
        for other_unit in units
        if other_unit.target != unit.target
    }
    return list(other_by_target.values())[:_MAX_OTHER_UNITS]


@UNIT_PAGES.add(*("POST", _PATH, "unit.html"), title=_TITLE, role=Role.TRANSLATOR)
def correct_unit(context: RequestContext, form: UnitForm) -> Redirect | TemplateAnswer:
    """Store other texts of a unit, unless somebody else was faster."""
    request = UnitEditRequest(
        key=form.key,
        source_text=_normalise_line_ends(form.source_text),
        target_text=_normalise_line_ends(form.target_text),
        note=_normalise_line_ends(form.note).strip() or None,
    )
    try:
        change = edit_unit(replace(context, version=form.version), request)
    except VersionConflict as error:
        current_unit = error.current if isinstance(error.current, StoredUnit) else None
        view = _make_view(context, current_unit, form.back)
        return TemplateAnswer(replace(view, sent_form=form), status=409)
    return _redirect_to_unit(
        context, change.unit.key, form.back, done=change.change_set, was=form.key
    )


def _normalise_line_ends(text: str) -> str:
    """Read what a form sends, with the line ends of Windows."""
    return text.replace("\r\n", "\n")


def _redirect_to_unit(
    context: RequestContext, key: str, back: str, **shown: str | None
) -> Redirect:
    address = make_memory_address(context, f"/search/units/{key}", back=back, **shown)
    return Redirect(address)


class UnitStateForm(Request, frozen=True, kw_only=True):
    """The new state of a unit."""

    key: UnitKey
    version: Version
    back: SearchQuery = ""
    state: StateName


@UNIT_PAGES.add(
    *("POST", f"{_PATH}/state", "unit.html"), title=_TITLE, role=Role.REVIEWER
)
def change_state(context: RequestContext, form: UnitStateForm) -> Redirect:
    """Set the state of a unit."""
    change = set_unit_state(
        replace(context, version=form.version), form.key, form.state
    )
    return _redirect_to_unit(
        context, change.unit.key, form.back, done=change.change_set, was=change.unit.key
    )


class UnitRemoval(Request, frozen=True, kw_only=True):
    """The unit to remove."""

    key: UnitKey
    version: Version


@UNIT_PAGES.add(
    *("POST", f"{_PATH}/remove", "unit.html"), title=_TITLE, role=Role.TRANSLATOR
)
def remove_unit_from_form(context: RequestContext, form: UnitRemoval) -> Redirect:
    """Remove a unit, and say how to take that back."""
    request = UnitRequest(key=form.key)
    change_set_name = remove_unit(replace(context, version=form.version), request)
    return Redirect(make_memory_address(context, "/history", done=change_set_name))


class UnitUndoForm(Request, frozen=True, kw_only=True):
    """The change set to take back, and the unit to show then."""

    key: UnitKey
    name: ChangeNameText
    back: SearchQuery = ""


@UNIT_PAGES.add(
    *("POST", f"{_PATH}/undo", "unit.html"), title=_TITLE, role=Role.TRANSLATOR
)
def undo_correction(context: RequestContext, form: UnitUndoForm) -> Redirect:
    """Take a change back, and show the unit as it was."""
    undo(context, form.name)
    return _redirect_to_unit(context, form.key, form.back)
