"""The addresses of the search: the page, what follows a second later, the export."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from padanan.contents.phrases import MAX_COUNTED_HITS, PhraseFilter
from padanan.query_direction import find_query_language
from padanan.values.matches import MemoryMatch
from padanan.values.phrases import FoundPhrases
from tm.errors import InputError
from tm.text.locale import Locale
from web.api.lookup import LookupRequest, look_up
from web.api.terms import TermLookupRequest, look_up_term
from web.monitoring.stage_times import StageTimes
from web.pages.page_route import (
    N_,
    DownloadAnswer,
    PageGroup,
    TemplateAnswer,
    make_table_answer,
)
from web.pages.search.line_order import LABEL_BY_LINE_ORDER, MAX_SORTED_HITS, sort_hits
from web.pages.search.request import SearchRequest
from web.pages.search.sentence_parts import find_sentence_parts, may_have_parts
from web.pages.search.stored_note import read_stored_note
from web.pages.search.view import (
    LineView,
    MatchView,
    SearchView,
    TermView,
    make_line_views,
    make_match_view,
    make_term_view,
)
from web.people.accounts import find_author
from web.request_context import RequestContext
from web.route import Role

SEARCH_PAGES = PageGroup()
_TITLE = N_("Search")
_MAX_TERMS = 4
_MAX_MATCHES = 5
_MAX_FIRST_HITS = 10
"""The units with the phrase that are shown at once; more follow."""
_MIN_PHRASE_LENGTH = 3
_FIRST_CJK = "⺀"
"""From this character on, one or two are a word: of Chinese, Japanese and Korean."""
_MAX_PHRASE_LENGTH = 200
"""Characters; a longer text is looked up as a whole only, a shorter one as a term."""
_SEARCH_EXAMPLE = {"q": "rừng ngập mặn"}
_EXPORT_COLUMNS = (
    *("source", "target", "state", "headline", "page", "original", "site", "date"),
    *("person", "unit"),
)


@SEARCH_PAGES.add(
    *("GET", "/", "search.html"),
    title=_TITLE,
    fragment="search_results.html",
    example=_SEARCH_EXAMPLE,
    watches_client=True,
)
def show_search(context: RequestContext, request: SearchRequest) -> TemplateAnswer:
    """Show what is found at once for the text in the box."""
    stage_times = StageTimes(context.watch.verify_awaited)
    view = _search_both_directions(context, request, stage_times)
    if request.stored is not None:
        view = replace(view, stored_note=read_stored_note(context, request.stored))
    headers = {"hx-replace-url": view.address}
    return TemplateAnswer(view, headers=headers, stage_times=stage_times)


@SEARCH_PAGES.add(
    *("GET", "/search/phrases", "search.html"),
    title=_TITLE,
    fragment="search_phrases.html",
    example=_SEARCH_EXAMPLE,
    watches_client=True,
)
def show_phrases(context: RequestContext, request: SearchRequest) -> TemplateAnswer:
    """Show the renderings of the text, and how many units contain it."""
    stage_times = StageTimes(context.watch.verify_awaited)
    view = _search_both_directions(context, request, stage_times, is_deep=True)
    return TemplateAnswer(view, stage_times=stage_times)


@SEARCH_PAGES.add("GET", "/search/export", None, title=_TITLE)
def export_hits(context: RequestContext, request: SearchRequest) -> DownloadAnswer:
    """Export the units that contain the text as a table, which spreadsheets open."""
    _, phrases, lines = find_all_hits(context, request)
    rows = [
        (
            *(hit.source, hit.target, hit.state),
            *(line.origin.headline, line.origin.address, line.origin.source_address),
            *(line.origin.site, line.origin.day, line.origin.author, hit.unit),
        )
        for hit, line in zip(phrases.hits, lines, strict=True)
    ]
    return make_table_answer([_EXPORT_COLUMNS, *rows], "padanan-hits.csv")


def find_all_hits(
    context: RequestContext, request: SearchRequest
) -> tuple[tuple[Locale, Locale], FoundPhrases, Sequence[LineView]]:
    """Find all units that contain the text: their languages, the units, their lines."""
    locales = _choose_direction(context, request, context.list_languages())
    phrases = _find_phrases(
        context, request, locales, limit=MAX_COUNTED_HITS, counts=True
    )
    phrases = replace(phrases, hits=tuple(sort_hits(phrases.hits, request.order)))
    return locales, phrases, make_line_views(phrases)


def _search_both_directions(
    context: RequestContext,
    request: SearchRequest,
    stage_times: StageTimes,
    *,
    is_deep: bool = False,
) -> SearchView:
    """Search in the direction of the text, or else in the other one."""
    with stage_times.measure("languages"):
        languages = context.list_languages()
        source, target = _choose_direction(context, request, languages)
        is_memory_empty = not context.memory.units.list_languages()
    search_direction = partial(
        _search_in_direction, context, request, stage_times, is_deep=is_deep
    )
    view = search_direction((source, target))
    if not view.has_results and request.source is None and request.target is None:
        is_absent = view.phrases.is_absent
        reversed_view = search_direction((target, source), is_phrase_absent=is_absent)
        view = reversed_view if reversed_view.has_results else view
    if not is_deep and may_have_parts(request, view):
        locales = Locale.parse(view.source), Locale.parse(view.target)
        with stage_times.measure("parts"):
            sentence_parts = find_sentence_parts(context, request, locales)
        view = replace(view, sentence_parts=sentence_parts)
    return replace(
        view,
        languages=[locale.tag for locale in languages],
        is_memory_empty=is_memory_empty,
        milliseconds=stage_times.total_milliseconds,
        address=request.make_address(),
        deep_address=request.make_address("/search/phrases"),
        export_address=request.make_address("/search/export"),
        attestation_address=request.make_address("/search/attestation"),
        states_address=request.make_address("/search/states")
        if context.role.includes(Role.REVIEWER)
        else None,
        more_address=request.make_address(hits=min(200, request.hits + 60)),
        order_choices=[
            (order, text, request.make_address(order=order))
            for order, text in LABEL_BY_LINE_ORDER.items()
        ],
    )


def _search_in_direction(
    context: RequestContext,
    request: SearchRequest,
    stage_times: StageTimes,
    locales: tuple[Locale, Locale],
    *,
    is_deep: bool,
    is_phrase_absent: bool = False,
) -> SearchView:
    """Search in one direction; for no phrase that is known to be in no language."""
    source, target = (locale.tag for locale in locales)
    view = SearchView(source, target, (), is_deep=is_deep)
    text = request.q.strip()
    if not text:
        return view
    if not is_deep:
        with stage_times.measure("terms"):
            terms = _make_term_views(context, text, (source, target))
        with stage_times.measure("matches"):
            matches = _make_match_views(context, request, (source, target))
        view = replace(view, terms=terms, matches=matches)
    if is_phrase_absent:
        return view
    try:
        with stage_times.measure("phrases"):
            phrases = _find_sorted_phrases(context, request, locales, is_deep=is_deep)
    except InputError as error:
        return replace(view, problem=str(error))
    lines = make_line_views(phrases)
    if lines:  # terms that are only spelt a little like the text say nothing then
        view = replace(
            view, terms=[term for term in view.terms if term.match_type != "fuzzy"]
        )
    return replace(view, phrases=phrases, lines=lines)


def _make_filter(context: RequestContext, request: SearchRequest) -> PhraseFilter:
    """Make the conditions on units; whoever has an account signs by their id."""
    phrase_filter = request.make_filter()
    if phrase_filter.person is None:
        return phrase_filter
    author = find_author(context.database, phrase_filter.person)
    return replace(phrase_filter, person=author)


def _make_term_views(
    context: RequestContext, text: str, locale_tags: tuple[str, str]
) -> list[TermView]:
    request = TermLookupRequest(text, source=locale_tags[0], limit=_MAX_TERMS)
    list_holders = context.memory.terms.list_holders
    return [
        make_term_view(match, locale_tags[1], list_holders(match.concept.concept))
        for match in look_up_term(context, request)
    ]


def _make_match_views(
    context: RequestContext, request: SearchRequest, locale_tags: tuple[str, str]
) -> list[MatchView]:
    source, target = locale_tags
    lookup_request = LookupRequest(
        request.q.strip(), source=source, target=target, limit=_MAX_MATCHES
    )
    matches: Sequence[MemoryMatch] = look_up(context, lookup_request).matches
    if request.has_filter:
        matches = _choose_matches(context, matches, request)
    return list(map(make_match_view, matches))


def _choose_matches(
    context: RequestContext, matches: Sequence[MemoryMatch], request: SearchRequest
) -> Sequence[MemoryMatch]:
    """Choose the matches by site, day and person.

    A match does not say its state, and other conditions are for units with the phrase.
    """
    if request.state or request.also or request.words:
        return ()
    phrase_filter = _make_filter(context, request)
    return [match for match in matches if phrase_filter.accepts_origin(match.origin)]


def _find_sorted_phrases(
    context: RequestContext,
    request: SearchRequest,
    locales: tuple[Locale, Locale],
    *,
    is_deep: bool,
) -> FoundPhrases:
    """Find the units that are shown, in the order of the request."""
    limit = request.hits if is_deep else min(_MAX_FIRST_HITS, request.hits)
    phrases = _find_phrases(
        *(context, request, locales),
        limit=limit if request.order == "stored" else MAX_SORTED_HITS,
        counts=is_deep,
    )
    sorted_hits = sort_hits(phrases.hits, request.order)
    return replace(phrases, hits=tuple(sorted_hits[:limit]))


def _find_phrases(
    context: RequestContext,
    request: SearchRequest,
    locales: tuple[Locale, Locale],
    *,
    limit: int,
    counts: bool,
) -> FoundPhrases:
    """Find the units that contain the text, unless it is no phrase."""
    text = request.q.strip()
    is_short = len(text) < _MIN_PHRASE_LENGTH and max(text, default="") < _FIRST_CJK
    if not text or is_short or len(text) > _MAX_PHRASE_LENGTH:
        return FoundPhrases((), 0, True)
    return context.memory.phrases.search(
        text,
        locales,
        limit=limit,
        whole_words=request.words,
        phrase_filter=_make_filter(context, request),
        counts=counts,
        links=counts and limit < MAX_COUNTED_HITS,
    )


def _choose_direction(
    context: RequestContext, request: SearchRequest, languages: Sequence[Locale]
) -> tuple[Locale, Locale]:
    """Choose the languages that the request names, or else that of the text."""
    settings = context.memory.settings
    source = Locale.parse(request.source) if request.source else None
    target = Locale.parse(request.target) if request.target else None
    source = source or find_query_language(
        request.q, [locale for locale in languages if locale != target], settings.source
    )
    source = source or settings.source or Locale("vi")
    if target is None:
        other_languages = [locale for locale in languages if locale != source]
        target = settings.target if settings.target in other_languages else None
        target = target or (other_languages[0] if other_languages else Locale("id"))
    return source, target
