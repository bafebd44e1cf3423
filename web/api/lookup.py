"""Lookups in the memory: matches of a text or of several, and phrases."""

from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec

from padanan.results import MemoryMatch, PhraseHit, PhraseRenderings
from web.api.values import (
    HitLimit,
    LanguageTag,
    MatchRate,
    QueryText,
    Request,
    Text,
    list_given,
)
from web.call import Call
from web.route import API_PREFIX, Role, Route


class LookupRequest(Request, frozen=True):
    """A text to look up."""

    text: QueryText
    source: LanguageTag | None = None
    """The language of the text; by default that of the settings."""
    target: LanguageTag | None = None
    min_rate: MatchRate | None = None
    """The lowest match rate, 0 to 101; by default that of the settings."""
    limit: HitLimit | None = None
    """The most matches; by default that of the settings."""


@dataclass(frozen=True, slots=True)
class Lookups:
    """The matches of a text, the best first."""

    matches: list[MemoryMatch]


def look_up(call: Call, request: LookupRequest) -> Lookups:
    """Find how a text, or one like it, was translated before.

    The best match comes first. Where numbers, dates, names, terms or codes differ,
    `repaired` is the translation with them replaced.
    """
    return Lookups(
        call.memory.lookup(
            request.text,
            source=request.source,
            target=request.target,
            min_rate=request.min_rate,
            limit=request.limit,
        )
    )


class BatchLookupRequest(Request, frozen=True):
    """Texts to look up; the other values are as those of one text."""

    texts: Annotated[tuple[Text, ...], msgspec.Meta(max_length=1000)]
    source: LanguageTag | None = None
    target: LanguageTag | None = None
    min_rate: MatchRate | None = None
    limit: HitLimit | None = None


@dataclass(frozen=True, slots=True)
class BatchLookups:
    """For each text its matches, in the order of the texts."""

    results: list[Lookups]


def look_up_batch(call: Call, request: BatchLookupRequest) -> BatchLookups:
    """Look up several texts at once."""
    return BatchLookups(
        [
            look_up(
                call,
                LookupRequest(
                    text=text,
                    source=request.source,
                    target=request.target,
                    min_rate=request.min_rate,
                    limit=request.limit,
                ),
            )
            for text in request.texts
        ]
    )


class ConcordanceRequest(Request, frozen=True):
    """A phrase to search for in the stored texts."""

    phrase: QueryText
    source: LanguageTag | None = None
    """The language that is searched; by default that of the settings."""
    target: LanguageTag | None = None
    mode: Literal["plain", "wildcard", "regex"] = "plain"
    whole_words: bool = False
    limit: HitLimit = 50


@dataclass(frozen=True, slots=True)
class PhraseHits:
    """Stored texts that contain a phrase."""

    hits: list[PhraseHit]


def search_phrase(call: Call, request: ConcordanceRequest) -> PhraseHits:
    """Find every stored text that contains a phrase, with its translation."""
    return PhraseHits(
        call.memory.concordance(
            request.phrase,
            limit=request.limit,
            mode=request.mode,
            whole_words=request.whole_words,
            source=request.source,
            target=request.target,
        )
    )


def find_renderings(call: Call, request: ConcordanceRequest) -> PhraseRenderings:
    """Find how a phrase was translated, with counts, dates and sources.

    The most frequent rendering comes first. Translations in which no words could be
    linked with the phrase are counted apart, never guessed.
    """
    return call.memory.find_renderings(**list_given(request))


LOOKUP_ROUTES = (
    Route(
        "GET",
        f"{API_PREFIX}/lookup",
        look_up,
        LookupRequest,
        Lookups,
        Role.READER,
        example={"text": "Thủ tướng thăm Hà Nội", "source": "vi", "target": "id"},
    ),
    Route(
        "POST",
        f"{API_PREFIX}/lookup",
        look_up_batch,
        BatchLookupRequest,
        BatchLookups,
        Role.READER,
        example={"texts": ["họp báo", "cảnh sát"], "source": "vi", "target": "id"},
    ),
    Route(
        "GET",
        f"{API_PREFIX}/concordance",
        search_phrase,
        ConcordanceRequest,
        PhraseHits,
        Role.READER,
        example={"phrase": "họp báo", "source": "vi", "target": "id"},
    ),
    Route(
        "GET",
        f"{API_PREFIX}/concordance/renderings",
        find_renderings,
        ConcordanceRequest,
        PhraseRenderings,
        Role.READER,
        example={"phrase": "họp báo", "source": "vi", "target": "id"},
    ),
)
