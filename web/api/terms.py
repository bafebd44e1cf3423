"""Terms in a text, terms as they are typed, and the termbases."""

from typing import Annotated

import msgspec

from padanan.values.terms import FoundTerm, TermbaseCount, TermMatch
from web.api.request_types import (
    HitLimit,
    LanguageTag,
    PartialDate,
    QueryText,
    Request,
    Text,
    TextRequest,
    list_given_values,
)
from web.api.route_group import RouteGroup
from web.request_context import RequestContext
from web.route import Role

TERM_ROUTES = RouteGroup()
TermbaseName = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
TermbaseNames = Annotated[tuple[TermbaseName, ...], msgspec.Meta(max_length=1000)]


class TermsRequest(TextRequest, frozen=True):
    """A text whose terms are asked for."""

    text: Text
    date: PartialDate | None = None
    """Translations that were valid on this day, month or year: `2023-06`."""
    include_forbidden: bool = False


@TERM_ROUTES.add(
    *("POST", "/terms/find", Role.READER),
    key="terms",
    example={"text": "Bộ trưởng Bộ Y tế", "source": "vi", "target": "id"},
)
def find_terms(context: RequestContext, request: TermsRequest) -> list[FoundTerm]:
    """Find the terms in a text, in its order, with their preferred translations."""
    return context.memory.terms.find(**list_given_values(request))


class TermLookupRequest(Request, frozen=True):
    """A term as somebody types it."""

    text: QueryText
    source: LanguageTag | None = None
    """The language of the text; by default that of the settings, then any."""
    limit: HitLimit = 20


@TERM_ROUTES.add(
    *("GET", "/terms/lookup", Role.READER),
    key="matches",
    example={"text": "thu truong cong an", "source": "vi"},
)
def look_up_term(
    context: RequestContext, request: TermLookupRequest
) -> list[TermMatch]:
    """Look a term up as it is typed: a part, without diacritics, with a typo.

    The concepts that have a term like the text, the best first.
    """
    return context.memory.terms.lookup(**list_given_values(request))


@TERM_ROUTES.add("GET", "/termbases", Role.READER, key="termbases", example={})
def list_termbases(context: RequestContext) -> tuple[TermbaseCount, ...]:
    """List the termbases in the order of their precedence.

    That with the last word comes first.
    """
    return context.memory.terms.list_termbases()


@TERM_ROUTES.add(
    *("PUT", "/termbases", Role.ADMINISTRATOR), key="termbases", example={"names": []}
)
def order_termbases(
    context: RequestContext, names: TermbaseNames
) -> tuple[TermbaseCount, ...]:
    """Put termbases into an order: those that are not named follow.

    Of a concept that several have, the terms of the first one are those to use.
    """
    return context.memory.terms.order_termbases(names)
