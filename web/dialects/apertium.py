"""The dialect of Apertium APy, for OmegaT and Weblate.

OmegaT takes an answer without `responseStatus` for that of another kind of server.
"""

from http import HTTPStatus

from web.dialects.dialect import Dialect
from web.dialects.languages import (
    format_posix_name,
    list_language_pairs,
    parse_language_pair,
)
from web.dialects.routes import JsonObject, make_routes
from web.dialects.translations import find_translation
from web.request_context import RequestContext


def translate(context: RequestContext, *, langpair: str, q: str) -> JsonObject:
    """Translate a text, where the memory has a certain translation."""
    source, target = parse_language_pair(langpair)
    translation = find_translation(context.memory, q, [source], target).text
    return _make_answer({"translatedText": translation})


def list_pairs(context: RequestContext) -> JsonObject:
    """List the pairs of languages of the memory."""
    return _make_answer(
        [
            {
                "sourceLanguage": format_posix_name(source.tag),
                "targetLanguage": format_posix_name(target.tag),
            }
            for source, target in list_language_pairs(context.memory)
        ]
    )


def _make_answer(data: object) -> JsonObject:
    return {"responseData": data, "responseDetails": None, "responseStatus": 200}


def _make_error_body(status: int, detail: str) -> JsonObject:
    """Make an error of APy, and what OmegaT reads of it."""
    return {
        "status": "error",
        "code": status,
        "message": HTTPStatus(status).phrase,
        "explanation": detail,
        "responseData": None,
        "responseDetails": detail,
        "responseStatus": status,
    }


_TRANSLATION_EXAMPLE = {"langpair": "vi|id", "q": "Thủ tướng thăm Hà Nội"}
APERTIUM = Dialect(
    "apertium",
    make_routes(
        ("GET POST /translate", translate, _TRANSLATION_EXAMPLE),
        ("GET /listPairs /list", list_pairs),
    ),
    _make_error_body,
    key_parameter="key",
)
