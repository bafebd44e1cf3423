"""The list of concepts: searched, filtered, page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from time import perf_counter
from urllib.parse import urlencode

import msgspec.structs

from glossary.entries.period import is_valid_on
from padanan.values.concepts import ConceptTerm, OfficeHolding, StoredConcept
from padanan.values.termbase import TermbaseOverview
from padanan.values.terms import TermbaseCount, TermMatch
from tm.text.normal import fold_text
from web.api.request_types import Cursor, LanguageTag, PartialDate, QueryText, Request
from web.api.termbase.concepts import (
    ConceptSelection,
    ConceptsRequest,
    TermStatusName,
    list_concepts,
)
from web.api.termbase.facts import count_concepts, summarise_termbase
from web.api.terms import TermLookupRequest, list_termbases, look_up_term
from web.api.units import UnitsRequest, list_units
from web.pages.page_route import N_, PageGroup, TemplateAnswer
from web.request_context import RequestContext
from web.route import Role

CONCEPT_LIST_PAGES = PageGroup()
_ROWS_PER_PAGE = 30
_MAX_COLUMNS = 3
_MAX_SIMILAR_MATCHES = 8


class ConceptListRequest(Request, frozen=True):
    """What to look for; without a value, all."""

    q: QueryText | None = None
    field: QueryText | None = None
    locale: LanguageTag | None = None
    """Concepts with a term in it, which stands in the first column."""
    status: TermStatusName | None = None
    date: PartialDate | None = None
    held: bool = False
    """Only offices of which holders are known."""
    termbase: QueryText | None = None
    cursor: Cursor | None = None
    done: str | None = None
    """The change set that the person has just made."""

    @property
    def has_filter(self) -> bool:
        """Whether only some concepts are wanted."""
        return any(
            (self.q, self.field, self.locale, self.status, self.date, self.held)
        ) or bool(self.termbase)

    def make_selection(self) -> ConceptSelection:
        """Make the conditions as the API has them."""
        return ConceptSelection(
            memory=self.memory,
            query=self.q,
            subject_field=self.field,
            termbase=self.termbase,
            source=self.locale,
            status=self.status,
            date=self.date,
            has_holders=self.held,
        )


@dataclass(frozen=True, slots=True)
class ConceptRow:
    """A concept of the list."""

    concept: StoredConcept
    terms_by_language: Mapping[str, Sequence[ConceptTerm]]
    """By language: the preferred term, and those with the text that was asked for."""
    hidden_term_count: int
    """Terms that are not shown."""
    holders: Sequence[OfficeHolding]
    """Who holds the office now."""
    is_valid_today: bool
    """Whether it is valid on the day that was asked for, or today."""


@dataclass(frozen=True, slots=True)
class ConceptListView:
    """Some concepts, and what to filter them by."""

    overview: TermbaseOverview
    termbases: Sequence[TermbaseCount]
    columns: Sequence[str]
    rows: Sequence[ConceptRow]
    total: int
    """How many concepts the filters choose; only some are shown."""
    next: str | None
    """Where the list goes on: a cursor for the address; None at its end."""
    similar_matches: Sequence[TermMatch]
    """Where nothing contains the text: what is spelt like it."""
    may_edit: bool
    milliseconds: float = 0


@CONCEPT_LIST_PAGES.add(
    *("GET", "/terms", "terms.html"),
    title=N_("Terms"),
    fragment="terms_list.html",
    example={"q": "bo truong"},
)
def show_concepts(
    context: RequestContext, request: ConceptListRequest
) -> TemplateAnswer:
    """Show the concepts that were asked for."""
    start_time = perf_counter()
    selection = request.make_selection()
    concept_page = list_concepts(
        context,
        ConceptsRequest(
            **msgspec.structs.asdict(selection),
            limit=_ROWS_PER_PAGE,
            cursor=request.cursor,
        ),
    )
    overview = summarise_termbase(context)
    total = overview.concepts
    if request.has_filter:
        is_whole = request.cursor is None and concept_page.next is None
        total = (
            len(concept_page.concepts)
            if is_whole
            else count_concepts(context, selection).concepts
        )
    columns = choose_columns(context, overview, request.locale)
    view = ConceptListView(
        overview,
        list_termbases(context),
        columns,
        [
            _make_row(context, stored_concept, columns, request)
            for stored_concept in concept_page.concepts
        ],
        total,
        concept_page.next,
        ()
        if concept_page.concepts or not request.q
        else _find_similar(context, request.q),
        context.role.includes(Role.TRANSLATOR),
    )
    view = replace(view, milliseconds=1000 * (perf_counter() - start_time))
    return TemplateAnswer(view, headers={"hx-replace-url": _make_address(request)})


def _make_address(request: ConceptListRequest) -> str:
    query_values = {
        field.name: "true" if value is True else value
        for field in msgspec.structs.fields(request)
        if (value := getattr(request, field.name)) not in (None, False, "")
    }
    return f"/terms?{urlencode(query_values)}" if query_values else "/terms"


def choose_columns(
    context: RequestContext,
    overview: TermbaseOverview,
    first_language: str | None = None,
) -> Sequence[str]:
    """Choose the languages to show: those of the settings or units come first."""
    settings = context.memory.settings
    preferred_tags = [
        locale.tag
        for locale in (settings.source, settings.target)
        if locale is not None
    ]
    if not preferred_tags:
        units = list_units(context, UnitsRequest(limit=1)).units
        preferred_tags = [
            locale_tag
            for unit in units
            for locale_tag in (unit.source_locale, unit.target_locale)
        ]
    languages = [first_language, *preferred_tags, *overview.locales]
    return list(dict.fromkeys(tag for tag in languages if tag))[:_MAX_COLUMNS]


def _make_row(
    context: RequestContext,
    concept: StoredConcept,
    columns: Sequence[str],
    request: ConceptListRequest,
) -> ConceptRow:
    day = request.date or date.today().isoformat()
    folded_query = fold_text(request.q) if request.q else None

    def is_shown_term(term: ConceptTerm) -> bool:
        is_found = folded_query is not None and folded_query in fold_text(term.text)
        return (
            term.status in ("preferred", request.status)
            or (is_found and term.locale in columns)
        ) and term.locale in columns

    shown_terms_by_language = {
        tag: [
            term for term in concept.terms if term.locale == tag and is_shown_term(term)
        ]
        for tag in columns
    }
    holders = [
        holding
        for holding in context.memory.terms.list_holders(concept.concept)
        if is_valid_on(holding.valid_from, holding.valid_to, day)
    ]
    return ConceptRow(
        concept,
        shown_terms_by_language,
        len(concept.terms) - sum(map(len, shown_terms_by_language.values())),
        holders,
        is_valid_on(concept.valid_from, concept.valid_to, day),
    )


def _find_similar(context: RequestContext, text: str) -> Sequence[TermMatch]:
    matches = look_up_term(
        context, TermLookupRequest(text=text, limit=_MAX_SIMILAR_MATCHES)
    )
    return [match for match in matches if not match.is_composed]
