"""Lookups in the memory: matches of a text or of several, and phrases."""

from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec

from padanan.locales import require_locale_pair
from padanan.values.matches import MemoryMatch, PhraseHit
from padanan.values.phrases import FoundPart
from padanan.values.renderings import PhraseRenderings
from web.api.request_types import (
    HitLimit,
    LanguageTag,
    MatchRate,
    QueryText,
    Request,
    Text,
    TextRequest,
    list_given_values,
)
from web.api.route_group import RouteGroup
from web.request_context import RequestContext
from web.route import Role

LOOKUP_ROUTES = RouteGroup()
_PAIR_EXAMPLE = {"source": "vi", "target": "id"}


class MatchRequest(TextRequest, frozen=True, kw_only=True):
    """Which matches to give."""

    min_rate: MatchRate | None = None
    """The lowest match rate, 0 to 101; by default that of the settings."""
    limit: HitLimit | None = None
    """The most matches; by default that of the settings."""


class LookupRequest(MatchRequest, frozen=True):
    """A text to look up."""

    text: QueryText


@dataclass(frozen=True, slots=True)
class Lookups:
    """The matches of a text, the best first."""

    matches: list[MemoryMatch]


@LOOKUP_ROUTES.add(
    *("GET", "/lookup", Role.READER),
    example={
        "text": "Nhờ đó, thu nhập bình quân của các hộ đã tăng 18,2% "
        "trong vòng ba năm.",
        **_PAIR_EXAMPLE,
    },
    takes_longer_by_post=True,
)
def look_up(context: RequestContext, request: LookupRequest) -> Lookups:
    """Find how a text, or one like it, was translated before.

    The best match comes first. Where numbers, dates, names, terms or codes differ,
    `repaired` is the translation with them replaced. Texts of over 2,000 characters are
    sent by POST.
    """
    return Lookups(context.memory.lookup(**list_given_values(request)))


class BatchLookupRequest(MatchRequest, frozen=True):
    """Texts to look up; the other values are as those of one text."""

    texts: Annotated[tuple[Text, ...], msgspec.Meta(max_length=1000)]


@LOOKUP_ROUTES.add(
    *("POST", "/lookup", Role.READER),
    key="results",
    example={"texts": ["họp báo", "cảnh sát"], **_PAIR_EXAMPLE},
)
def look_up_batch(
    context: RequestContext, request: BatchLookupRequest
) -> list[Lookups]:
    """Look up several texts at once.

    For each text its matches, in the order of the texts.
    """
    lookup_options = list_given_values(request, "texts")
    return [
        Lookups(context.memory.lookup(text, **lookup_options)) for text in request.texts
    ]


class PhraseRequest(Request, frozen=True, kw_only=True):
    """How to search the stored texts for a phrase."""

    source: LanguageTag | None = None
    """The language that is searched; by default that of the settings."""
    target: LanguageTag | None = None
    mode: Literal["plain", "wildcard", "regex"] = "plain"
    whole_words: bool = False
    """Whether the phrase must begin and end with a word."""
    limit: HitLimit = 50


class ConcordanceRequest(PhraseRequest, frozen=True):
    """A phrase to search for in the stored texts."""

    phrase: QueryText


class LongConcordanceRequest(PhraseRequest, frozen=True):
    """A phrase of any length to search for in the stored texts."""

    phrase: Text


_PHRASE_EXAMPLE = {"phrase": "họp báo", **_PAIR_EXAMPLE}


@LOOKUP_ROUTES.add(
    *("GET", "/concordance", Role.READER),
    key="hits",
    example=_PHRASE_EXAMPLE,
    takes_longer_by_post=True,
)
def search_phrase(
    context: RequestContext, request: ConcordanceRequest
) -> list[PhraseHit]:
    """Find every stored text that contains a phrase, with its translation."""
    return context.memory.concordance(**list_given_values(request))


@LOOKUP_ROUTES.add(
    "POST", "/concordance", Role.READER, key="hits", example=_PHRASE_EXAMPLE
)
def search_long_phrase(
    context: RequestContext, request: LongConcordanceRequest
) -> list[PhraseHit]:
    """Find every stored text that contains a phrase of up to 100,000 characters."""
    return context.memory.concordance(**list_given_values(request))


class PartsRequest(TextRequest, frozen=True, kw_only=True):
    """How many parts of a text to search for."""

    limit: Annotated[int, msgspec.Meta(ge=1, le=20)] = 6


class ShortPartsRequest(PartsRequest, frozen=True):
    """A text whose parts are searched for."""

    text: QueryText


class LongPartsRequest(PartsRequest, frozen=True):
    """A text of any length whose parts are searched for."""

    text: Text


_PARTS_EXAMPLE = {"text": "Hôm nay Thủ tướng dự họp báo ở Huế", **_PAIR_EXAMPLE}


@LOOKUP_ROUTES.add(
    *("GET", "/concordance/parts", Role.READER),
    key="parts",
    example=_PARTS_EXAMPLE,
    takes_longer_by_post=True,
)
def find_parts(
    context: RequestContext, request: ShortPartsRequest
) -> tuple[FoundPart, ...]:
    """Find the longest parts of a text that stand in stored texts.

    The longest comes first, each with a translated text that has it; no part is within
    another one.
    """
    return _find_parts(context, request, request.text)


@LOOKUP_ROUTES.add(
    *("POST", "/concordance/parts", Role.READER), key="parts", example=_PARTS_EXAMPLE
)
def find_parts_of_long_text(
    context: RequestContext, request: LongPartsRequest
) -> tuple[FoundPart, ...]:
    """Find the longest parts of a text of up to 100,000 characters."""
    return _find_parts(context, request, request.text)


def _find_parts(
    context: RequestContext, request: PartsRequest, text: str
) -> tuple[FoundPart, ...]:
    memory = context.memory
    locales = require_locale_pair(memory.settings, request.source, request.target)
    return memory.phrases.find_parts(text, locales, limit=request.limit)


@LOOKUP_ROUTES.add(
    *("GET", "/concordance/renderings", Role.READER),
    example=_PHRASE_EXAMPLE,
    takes_longer_by_post=True,
)
def find_renderings(
    context: RequestContext, request: ConcordanceRequest
) -> PhraseRenderings:
    """Find how a phrase was translated, with counts, dates and sources.

    The most frequent rendering comes first. Translations in which no words could be
    linked with the phrase are counted apart, never guessed.
    """
    return context.memory.find_renderings(**list_given_values(request))


@LOOKUP_ROUTES.add(
    "POST", "/concordance/renderings", Role.READER, example=_PHRASE_EXAMPLE
)
def find_renderings_of_long_phrase(
    context: RequestContext, request: LongConcordanceRequest
) -> PhraseRenderings:
    """Find how a phrase of up to 100,000 characters was translated."""
    return context.memory.find_renderings(**list_given_values(request))
