"""Parts of a sentence that nothing like the whole is stored for: texts and terms."""

from collections.abc import Sequence

from padanan.values.phrases import FoundPart
from padanan.values.terms import FoundTerm
from tm.text.locale import Locale
from web.api.terms import TermsRequest, find_terms
from web.pages.search.excerpts import cut_excerpt
from web.pages.search.request import SearchRequest
from web.pages.search.view import (
    PartView,
    SearchView,
    SentenceParts,
    make_origin_view,
)
from web.request_context import RequestContext

_MIN_WORD_COUNT = 3
_MAX_PARTS = 6


def may_have_parts(request: SearchRequest, view: SearchView) -> bool:
    """Tell whether nothing was found for a text of several words as a whole."""
    return (
        len(request.q.split()) >= _MIN_WORD_COUNT
        and not (view.matches or view.lines or view.problem or request.has_filter)
        and not any(
            term.match_type == "exact" or term.is_composed for term in view.terms
        )
    )


def find_sentence_parts(
    context: RequestContext, request: SearchRequest, locales: tuple[Locale, Locale]
) -> SentenceParts:
    """Find the longest parts of a text in the memory, and its terms."""
    text = request.q.strip()
    source, target = (locale.tag for locale in locales)
    terms = [
        term
        for term in find_terms(
            context, TermsRequest(text, source=source, target=target)
        )
        if term.translations
    ]
    return SentenceParts(find_text_parts(context, text, locales, terms, request), terms)


def find_text_parts(
    context: RequestContext,
    text: str,
    locales: tuple[Locale, Locale],
    terms: Sequence[FoundTerm],
    request: SearchRequest,
) -> list[PartView]:
    """Find the longest parts of a text in the memory, besides its terms.

    Each has the address of a search for it in the languages of the request.
    """
    if len(text.split()) < _MIN_WORD_COUNT:
        return []
    parts = context.memory.phrases.find_parts(text, locales, limit=2 * _MAX_PARTS)
    shown_parts = [part for part in parts if not _is_in_term(part, terms)][:_MAX_PARTS]
    return [_make_part_view(part, request) for part in shown_parts]


def _is_in_term(part: FoundPart, terms: Sequence[FoundTerm]) -> bool:
    """Tell whether a part is one of a term, whose translation says more."""
    return any(term.start <= part.start and part.end <= term.end for term in terms)


def _make_part_view(part: FoundPart, request: SearchRequest) -> PartView:
    example = part.examples[0]
    return PartView(
        part.text,
        SearchRequest(
            q=part.text, source=request.source, target=request.target
        ).make_address(),
        cut_excerpt(example.source, [(*span, "found") for span in example.spans]),
        example.target or "",
        make_origin_view(example.origin),
    )
