"""Suggestions: made by everybody who reads a memory, decided on by reviewers."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Literal

import msgspec

from padanan.contents.new_unit import make_unit
from padanan.contents.pagination import make_cursor, read_cursor
from padanan.locales import require_locale_pair
from padanan.memory import Memory
from padanan.values.concepts import ConceptTerm
from web.api.request_types import Note, PagedListRequest, Text, TextRequest, UnitKey
from web.api.route_group import RouteGroup
from web.people.suggestions import (
    SuggestedUnit,
    Suggestion,
    SuggestionState,
    accept_suggestion,
    add_suggestion,
    decide_suggestion,
    list_suggestions,
    parse_suggestion_state,
    read_suggestion,
)
from web.request_context import RequestContext
from web.requests import match_whole
from web.route import Role

SUGGESTION_ROUTES = RouteGroup()
SuggestionId = Annotated[str, msgspec.Meta(pattern=match_whole("s[a-z2-9]{16}"))]
_EXAMPLE_SUGGESTION_ID = "s2k4abcdefghjkmnp"


class NewSuggestion(TextRequest, frozen=True):
    """A translation to suggest."""

    source_text: Text
    target_text: Text
    note: Note | None = None
    unit: UnitKey | None = None
    """The unit that it corrects."""


@SUGGESTION_ROUTES.add(
    *("POST", "/suggestions", Role.READER),
    example={
        "source_text": "họp báo",
        "target_text": "konferensi pers",
        "source": "vi",
        "target": "id",
    },
    status=201,
)
def suggest(context: RequestContext, request: NewSuggestion) -> Suggestion:
    """Suggest a translation, which waits until a reviewer accepts it."""
    return add_unit_suggestion(context, request)


def add_unit_suggestion(
    context: RequestContext,
    request: NewSuggestion,
    *,
    assistant_name: str | None = None,
) -> Suggestion:
    """Store a suggestion of who calls, or of their assistant. Raises InputError."""
    locales = require_locale_pair(
        context.memory.settings, request.source, request.target
    )
    # Refuses what could not be stored later.
    make_unit(request.source_text, request.target_text, locales, author="", note=None)
    replaced_key = (
        None if request.unit is None else context.memory.units.get(request.unit).key
    )
    return add_suggestion(
        context.database,
        context.memory_name,
        SuggestedUnit(
            locales[0].tag,
            locales[1].tag,
            request.source_text,
            request.target_text,
            request.note,
            replaced_key,
        ),
        person_id=context.person.person_id,
        assistant_name=assistant_name,
    )


class SuggestionsRequest(PagedListRequest, frozen=True):
    """Which suggestions to list."""

    state: Literal["open", "accepted", "refused", "all"] = "open"


@dataclass(frozen=True, slots=True)
class SuggestionPage:
    """Some suggestions, the earliest first."""

    suggestions: Sequence[Suggestion]
    next: str | None
    """The cursor of the next page."""


@SUGGESTION_ROUTES.add("GET", "/suggestions", Role.READER, example={"state": "open"})
def list_open_suggestions(
    context: RequestContext, request: SuggestionsRequest
) -> SuggestionPage:
    """List suggestions, the earliest first; reviewers see those of everybody."""
    sees_all = context.role.includes(Role.REVIEWER)
    last_time_and_id = None
    if request.cursor is not None:
        created_at, last_id = read_cursor(request.cursor, 2)
        last_time_and_id = (int(created_at) if created_at.isdecimal() else 0, last_id)
    suggestions = list_suggestions(
        context.database,
        context.memory_name,
        state=parse_suggestion_state(request.state),
        limit=request.limit + 1,
        person_id=None if sees_all else context.person.person_id,
        last_time_and_id=last_time_and_id,
    )
    page_suggestions = suggestions[: request.limit]
    cursor = None
    if len(suggestions) > request.limit:
        last_suggestion = page_suggestions[-1]
        cursor = make_cursor(str(last_suggestion.created_at), last_suggestion.id)
    return SuggestionPage(page_suggestions, cursor)


@SUGGESTION_ROUTES.add(
    "POST",
    "/suggestions/{id}/accept",
    Role.REVIEWER,
    example={"id": _EXAMPLE_SUGGESTION_ID},
)
def accept(
    context: RequestContext, id: SuggestionId, as_term: bool = False
) -> Suggestion:
    """Accept a suggestion: store it in the memory, as a change of the reviewer.

    `as_term`: store it in the termbase instead, as a new concept.
    """
    database = context.database
    accept_suggestion(
        database,
        read_suggestion(database, context.memory_name, id),
        partial(_store_concept if as_term else _store_suggested_unit, context.memory),
        context.memory.undo,
        reviewer=context.person.person_id,
    )
    return read_suggestion(database, context.memory_name, id)


def _store_suggested_unit(memory: Memory, suggested_unit: SuggestedUnit) -> str | None:
    """Store what was suggested; return the name of the change set."""
    if suggested_unit.replaced_unit is not None:
        return memory.units.edit(
            suggested_unit.replaced_unit,
            source_text=suggested_unit.source_text,
            target_text=suggested_unit.target_text,
        ).change_set
    return memory.add(
        suggested_unit.source_text,
        suggested_unit.target_text,
        note=suggested_unit.note,
        source=suggested_unit.source_locale,
        target=suggested_unit.target_locale,
    )


def _store_concept(memory: Memory, suggested_unit: SuggestedUnit) -> str | None:
    """Store what was suggested as a concept; return the name of the change set."""
    terms = [
        ConceptTerm(suggested_unit.source_locale, suggested_unit.source_text),
        ConceptTerm(suggested_unit.target_locale, suggested_unit.target_text),
    ]
    return memory.terms.add(terms, note=suggested_unit.note).change_set


@SUGGESTION_ROUTES.add(
    *("POST", "/suggestions/{id}/refuse", Role.REVIEWER),
    example={"id": _EXAMPLE_SUGGESTION_ID, "reason": "the termbase prefers jumpa pers"},
)
def refuse(
    context: RequestContext, id: SuggestionId, reason: Note | None = None
) -> Suggestion:
    """Refuse a suggestion, and say why."""
    database = context.database
    decide_suggestion(
        database,
        read_suggestion(database, context.memory_name, id),
        SuggestionState.REFUSED,
        reviewer=context.person.person_id,
        reason=reason,
    )
    return read_suggestion(database, context.memory_name, id)
