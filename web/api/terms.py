"""Terms in a text, terms as they are typed, and the termbases."""

from dataclasses import dataclass
from typing import Annotated

import msgspec
import msgspec.structs

from padanan.concepts import (
    TermbaseCount,
    TermMatch,
)
from padanan.results import FoundTerm
from web.api.values import (
    HitLimit,
    LanguageTag,
    PartialDate,
    QueryText,
    Request,
    Text,
    list_given,
)
from web.call import Call
from web.route import API_PREFIX, Role, Route

TermbaseName = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class TermsRequest(Request, frozen=True):
    """A text whose terms are asked for."""

    text: Text
    source: LanguageTag | None = None
    """The language of the text; by default that of the settings."""
    target: LanguageTag | None = None
    date: PartialDate | None = None
    """Translations that were valid on this day, month or year: `2023-06`."""
    include_forbidden: bool = False


@dataclass(frozen=True, slots=True)
class FoundTerms:
    """The terms of a text, in its order."""

    terms: list[FoundTerm]


def find_terms(call: Call, request: TermsRequest) -> FoundTerms:
    """Find the terms in a text, with their preferred translations."""
    return FoundTerms(call.memory.terms.find(**list_given(request)))


class TermLookupRequest(Request, frozen=True):
    """A term as somebody types it."""

    text: QueryText
    source: LanguageTag | None = None
    """The language of the text; by default that of the settings, then any."""
    limit: HitLimit = 20


@dataclass(frozen=True, slots=True)
class TermMatches:
    """The concepts that have a term like the text, the best first."""

    matches: list[TermMatch]


def look_up_term(call: Call, request: TermLookupRequest) -> TermMatches:
    """Look a term up as it is typed: a part, without diacritics, with a typo."""
    return TermMatches(call.memory.terms.lookup(**list_given(request)))


class TermbasesRequest(Request, frozen=True):
    """Takes no values."""


@dataclass(frozen=True, slots=True)
class Termbases:
    """The termbases, that with the last word first."""

    termbases: tuple[TermbaseCount, ...]


def list_termbases(call: Call, request: TermbasesRequest) -> Termbases:
    """List the termbases in the order of their precedence."""
    return Termbases(call.memory.terms.list_termbases())


class TermbaseOrder(Request, frozen=True):
    """Names of termbases, the highest first; those not named follow."""

    names: Annotated[tuple[TermbaseName, ...], msgspec.Meta(max_length=1000)]


def order_termbases(call: Call, request: TermbaseOrder) -> Termbases:
    """Put termbases into an order.

    Of a concept that several have, the terms of the first one are those to use.
    """
    return Termbases(call.memory.terms.order_termbases(request.names))


TERM_ROUTES = (
    Route(
        "POST",
        f"{API_PREFIX}/terms/find",
        find_terms,
        TermsRequest,
        FoundTerms,
        Role.READER,
        example={"text": "Bộ trưởng Bộ Y tế", "source": "vi", "target": "id"},
    ),
    Route(
        "GET",
        f"{API_PREFIX}/terms/lookup",
        look_up_term,
        TermLookupRequest,
        TermMatches,
        Role.READER,
        example={"text": "thu truong cong an", "source": "vi"},
    ),
    Route(
        "GET",
        f"{API_PREFIX}/termbases",
        list_termbases,
        TermbasesRequest,
        Termbases,
        Role.READER,
        example={},
    ),
    Route(
        "PUT",
        f"{API_PREFIX}/termbases",
        order_termbases,
        TermbaseOrder,
        Termbases,
        Role.ADMINISTRATOR,
        example={"names": []},
    ),
)
