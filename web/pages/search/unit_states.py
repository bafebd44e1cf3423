"""The state of all units that a search finds: counted first, then set at once."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import msgspec

from padanan.contents.phrases import MAX_COUNTED_HITS
from tm.errors import InputError
from web.api.request_types import Request, StateName
from web.api.units import UnitStatesRequest, set_unit_states
from web.pages.page_route import N_, PageGroup, Redirect, make_memory_address
from web.pages.search.pages import find_all_hits
from web.pages.search.request import SearchRequest
from web.pages.search.view import LineView
from web.request_context import RequestContext
from web.route import Role

UNIT_STATE_PAGES = PageGroup()
_TITLE = N_("State of units")
_PATH = "/search/states"
_MAX_SHOWN_LINES = 10
_KEY_LENGTH = 32


@dataclass(frozen=True, slots=True)
class UnitStatesView:
    """The units that a search finds, by their state."""

    lines: Sequence[LineView]
    """Some of them."""
    source: str
    target: str
    states_with_counts: Sequence[tuple[str, int]]
    joined_keys: str
    """The keys of all, one after the other: what is set is what was counted."""
    unit_count: int
    is_whole_count: bool
    """Whether the search finds no others."""
    search_address: str


@UNIT_STATE_PAGES.add(
    *("GET", _PATH, "unit_states.html"),
    title=_TITLE,
    role=Role.REVIEWER,
    example={"q": "rừng ngập mặn"},
)
def show_states(context: RequestContext, request: SearchRequest) -> UnitStatesView:
    """Show how many units a search finds, before their state is set."""
    (source, target), phrases, lines = find_all_hits(context, request)
    hits = [hit for hit in phrases.hits if hit.unit is not None]
    count_by_state = Counter(str(hit.state) for hit in hits)
    states = ("initial", "translated", "reviewed", "final")
    keys = dict.fromkeys(hit.unit for hit in hits if hit.unit)
    return UnitStatesView(
        lines[:_MAX_SHOWN_LINES],
        source.tag,
        target.tag,
        [(state, count_by_state[state]) for state in states if count_by_state[state]],
        "".join(keys),
        len(keys),
        phrases.is_whole_count,
        request.make_address(),
    )


class UnitStatesForm(Request, frozen=True, kw_only=True):
    """The units that were counted, and their new state."""

    keys: Annotated[
        str,
        msgspec.Meta(min_length=_KEY_LENGTH, max_length=_KEY_LENGTH * MAX_COUNTED_HITS),
    ]
    new_state: StateName


@UNIT_STATE_PAGES.add(
    *("POST", _PATH, "unit_states.html"), title=_TITLE, role=Role.REVIEWER
)
def set_states(context: RequestContext, form: UnitStatesForm) -> Redirect:
    """Set the state of the units that were counted, as one change set."""
    keys = tuple(
        form.keys[start : start + _KEY_LENGTH]
        for start in range(0, len(form.keys), _KEY_LENGTH)
    )
    changes = set_unit_states(
        context, UnitStatesRequest(keys=keys, state=form.new_state)
    )
    if changes.change_set is None:
        raise InputError("all of these units have this state already; nothing to set")
    return Redirect(make_memory_address(context, "/history", done=changes.change_set))
