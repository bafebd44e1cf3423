"""The dialect of LibreTranslate, for Weblate, LTEngine and `translate -p libre`.

A client that sends a list gets a list of the same length.
"""

from collections import defaultdict
from typing import Annotated

import msgspec

from tm.errors import InputError
from tm.text.language_id import identify_language
from tm.text.locale import Locale
from web.call import Call
from web.dialects.dialect import Dialect, DialectRequest
from web.dialects.translations import (
    find_translation_from,
    list_language_pairs,
    list_source_locales,
    name_language,
)
from web.route import Role, Route

_MAX_TEXT_COUNT = 1000
_AUTOMATIC = "auto"


class LibreTranslateRequest(DialectRequest, frozen=True, kw_only=True):
    """A text to translate, or a list of texts."""

    q: str | Annotated[tuple[str, ...], msgspec.Meta(max_length=_MAX_TEXT_COUNT)]
    source: str
    """A language, or `auto`."""
    target: str


class LibreTranslations(msgspec.Struct, frozen=True, rename="camel"):
    """A translation, or as many as there were texts, empty where there is none."""

    translated_text: str | list[str]


def translate(call: Call, request: LibreTranslateRequest) -> LibreTranslations:
    """Translate texts, where the memory has certain translations."""
    texts = (request.q,) if isinstance(request.q, str) else request.q
    target = Locale.parse(request.target)
    if request.source == _AUTOMATIC:
        sources = list_source_locales(call.memory, target)
    else:
        sources = [Locale.parse(request.source)]
    translations = [
        find_translation_from(call.memory, text, sources, target).text for text in texts
    ]
    return LibreTranslations(
        translations[0] if isinstance(request.q, str) else translations
    )


class LibreDetectionRequest(DialectRequest, frozen=True, kw_only=True):
    """A text whose language is asked for."""

    q: str


class LibreDetection(msgspec.Struct, frozen=True):
    """A language that a text is in."""

    confidence: float
    language: str


def detect(_: Call, request: LibreDetectionRequest) -> list[LibreDetection]:
    """Identify the language of a text; no answer for one that is too short."""
    if not request.q.strip():
        raise InputError("q is empty; give a text")
    locale = identify_language(request.q)
    return [] if locale is None else [LibreDetection(100.0, locale.tag)]


class LibreLanguagesRequest(DialectRequest, frozen=True, kw_only=True):
    """Takes no values."""


class LibreLanguage(msgspec.Struct, frozen=True):
    """A language of the memory with those it is translated into."""

    code: str
    name: str
    targets: list[str]


def list_languages(call: Call, _: LibreLanguagesRequest) -> list[LibreLanguage]:
    """List the languages of the memory."""
    targets_by_source = defaultdict(list)
    for source, target in list_language_pairs(call.memory):
        targets_by_source[source].append(target.tag)
    return [
        LibreLanguage(source.tag, name_language(source), targets)
        for source, targets in targets_by_source.items()
    ]


def _make_error_body(_: int, detail: str) -> dict[str, str]:
    return {"error": detail}


_EXAMPLE = {"q": "Thủ tướng thăm Hà Nội", "source": "vi", "target": "id"}
LIBRETRANSLATE = Dialect(
    "libretranslate",
    [
        Route(
            *("POST", "/translate", translate, LibreTranslateRequest),
            *(LibreTranslations, Role.READER),
            example=_EXAMPLE,
        ),
        Route(
            *("POST", "/detect", detect, LibreDetectionRequest),
            *(list[LibreDetection], Role.READER),
            example={"q": "Thủ tướng thăm Hà Nội"},
        ),
        # The client 2.1.1 asks by POST.
        *(
            Route(
                *(verb, "/languages", list_languages, LibreLanguagesRequest),
                *(list[LibreLanguage], Role.READER),
                example={},
            )
            for verb in ("GET", "POST")
        ),
    ],
    _make_error_body,
    key_parameter="api_key",
)
