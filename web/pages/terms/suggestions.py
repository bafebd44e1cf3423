"""What readers and assistants suggest: shown with the stored text, decided by key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import SequenceMatcher
from typing import Literal

from padanan.values.units import StoredUnit
from tm.errors import NotFound
from web.api.history import ChangeNameText
from web.api.request_types import Cursor, LanguageTag, Note, QueryText, Request
from web.api.suggestions import (
    NewSuggestion,
    SuggestionId,
    SuggestionsRequest,
    accept,
    list_open_suggestions,
    refuse,
    suggest,
)
from web.api.units import UnitRequest, read_unit
from web.pages.page_route import N_, PageGroup, Redirect, make_memory_address
from web.people.suggestions import Suggestion
from web.request_context import RequestContext
from web.route import Role

SUGGESTION_PAGES = PageGroup()
_MAX_SUGGESTIONS = 25
_MAX_TERM_WORDS = 8
_SENTENCE_ENDS = (".", "!", "?", "…", "。")
_Marks = Sequence[tuple[int, int, str]]


class SuggestionListRequest(Request, frozen=True):
    """Which suggestions to show."""

    state: Literal["open", "accepted", "refused", "all"] = "open"
    cursor: Cursor | None = None
    done: SuggestionId | None = None
    """The suggestion that the person has just decided on."""
    change_set: ChangeNameText | None = None
    """What accepting it changed."""
    suggested: SuggestionId | None = None
    """The suggestion that the person has just made."""
    text: QueryText | None = None
    """The term to suggest a translation of."""
    translation: QueryText | None = None
    source: LanguageTag | None = None
    target: LanguageTag | None = None
    """The languages of both, if they are others than those of the settings."""
    opens_form: bool = False
    """Whether the person came to suggest a term."""


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """A suggestion beside what is stored."""

    suggestion: Suggestion
    created_time: str
    replaced_unit: StoredUnit | None
    """The unit that it corrects, unless that is gone."""
    old_marks: _Marks
    """In the stored translation: what would go."""
    new_marks: _Marks
    """In the suggested translation: what would come."""

    @property
    def is_term_like(self) -> bool:
        """Whether it is rather a term than a sentence, and corrects no unit."""
        unit = self.suggestion.unit
        text = unit.source_text.strip()
        is_short = len(text.split()) <= _MAX_TERM_WORDS
        return not unit.replaced_unit and is_short and not text.endswith(_SENTENCE_ENDS)


@dataclass(frozen=True, slots=True)
class SuggestionListView:
    """Some suggestions, the earliest first."""

    suggestions: Sequence[SuggestionView]
    next: str | None
    """The cursor of the next suggestions; None at the end."""
    may_decide: bool
    source: str
    target: str
    """The languages to offer for a suggestion."""


@SUGGESTION_PAGES.add(
    *("GET", "/terms/suggestions", "suggestions.html"),
    title=N_("Suggestions"),
    example={"state": "all"},
)
def show_suggestions(
    context: RequestContext, request: SuggestionListRequest
) -> SuggestionListView:
    """Show what waits for a decision, or was decided on."""
    settings = context.memory.settings
    suggestion_page = list_open_suggestions(
        context,
        SuggestionsRequest(
            state=request.state, cursor=request.cursor, limit=_MAX_SUGGESTIONS
        ),
    )
    return SuggestionListView(
        [_make_view(context, suggestion) for suggestion in suggestion_page.suggestions],
        suggestion_page.next,
        context.role.includes(Role.REVIEWER),
        *(
            tag or ("" if locale is None else locale.tag)
            for tag, locale in (
                (request.source, settings.source),
                (request.target, settings.target),
            )
        ),
    )


class SuggestionForm(Request, frozen=True, kw_only=True):
    """A term and its translation."""

    source_text: QueryText
    target_text: QueryText
    source: LanguageTag | None = None
    target: LanguageTag | None = None
    note: Note | None = None


@SUGGESTION_PAGES.add(
    *("POST", "/terms/suggestions", "suggestions.html"), title=N_("Suggestions")
)
def suggest_term(context: RequestContext, form: SuggestionForm) -> Redirect:
    """Suggest a term, which waits until a reviewer accepts it."""
    suggestion = suggest(
        context,
        NewSuggestion(
            source_text=form.source_text.strip(),
            target_text=form.target_text.strip(),
            source=form.source,
            target=form.target,
            note=form.note,
        ),
    )
    return Redirect(
        make_memory_address(context, "/terms/suggestions", suggested=suggestion.id)
    )


class SuggestionDecision(Request, frozen=True):
    """A suggestion, and whether it is accepted."""

    suggestion: SuggestionId
    decision: Literal["accept", "accept_term", "refuse"]
    """`accept_term` stores it in the termbase, not among the units."""
    reason: Note | None = None


@SUGGESTION_PAGES.add(
    *("POST", "/terms/suggestions/{suggestion}", "suggestions.html"),
    title=N_("Suggestions"),
    role=Role.REVIEWER,
)
def decide_suggestion(context: RequestContext, form: SuggestionDecision) -> Redirect:
    """Accept or refuse a suggestion, and go on with the next one."""
    decided_suggestion = (
        refuse(context, form.suggestion, form.reason)
        if form.decision == "refuse"
        else accept(context, form.suggestion, form.decision == "accept_term")
    )
    address = make_memory_address(
        context,
        "/terms/suggestions",
        done=decided_suggestion.id,
        change_set=decided_suggestion.change_set,
    )
    return Redirect(address)


def _make_view(context: RequestContext, suggestion: Suggestion) -> SuggestionView:
    replaced_unit = None
    if suggestion.unit.replaced_unit is not None:
        try:
            replaced_unit = read_unit(
                context, UnitRequest(key=suggestion.unit.replaced_unit)
            )
        except NotFound:
            replaced_unit = None
    old_marks, new_marks = _mark_changed_words(
        "" if replaced_unit is None else replaced_unit.target,
        suggestion.unit.target_text,
    )
    return SuggestionView(
        suggestion,
        datetime.fromtimestamp(suggestion.created_at, UTC).isoformat(),
        replaced_unit,
        old_marks,
        () if replaced_unit is None else new_marks,
    )


def _mark_changed_words(old_text: str, new_text: str) -> tuple[_Marks, _Marks]:
    """Mark the words that go and those that come."""
    words_by_side = old_text.split(" "), new_text.split(" ")
    matcher = SequenceMatcher(a=words_by_side[0], b=words_by_side[1], autojunk=False)
    marks_by_side: tuple[list[tuple[int, int, str]], list[tuple[int, int, str]]] = (
        [],
        [],
    )
    for operation, *word_ranges in matcher.get_opcodes():
        if operation == "equal":
            continue
        for side, (start, end) in enumerate((word_ranges[:2], word_ranges[2:])):
            if end > start:
                mark_start = len(" ".join(words_by_side[side][:start])) + (start > 0)
                mark_end = len(" ".join(words_by_side[side][:end]))
                marks_by_side[side].append(
                    (mark_start, mark_end, ("lacking", "changed")[side])
                )
    return marks_by_side
