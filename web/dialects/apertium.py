"""The dialect of Apertium APy, for OmegaT and Weblate.

OmegaT takes an answer without `responseStatus` for that of another kind of server.
"""

from http import HTTPStatus
from typing import Generic, TypeVar

import msgspec

from tm.errors import InputError
from tm.text.locale import Locale
from web.call import Call
from web.dialects.dialect import Dialect, DialectRequest
from web.dialects.translations import find_translation, list_language_pairs
from web.route import Role, Route

_Data = TypeVar("_Data")


class ApertiumAnswer(msgspec.Struct, Generic[_Data], frozen=True, rename="camel"):
    """An answer of APy."""

    response_data: _Data
    response_details: str | None = None
    response_status: int = 200


class ApertiumTranslation(msgspec.Struct, frozen=True, rename="camel"):
    """A translation; empty if the memory has none that is certain."""

    translated_text: str


class ApertiumPair(msgspec.Struct, frozen=True, rename="camel"):
    """Two languages."""

    source_language: str
    target_language: str


class ApertiumRequest(DialectRequest, frozen=True, kw_only=True):
    """A text to translate; the languages as `vi|id`."""

    langpair: str
    q: str


def translate(
    call: Call, request: ApertiumRequest
) -> ApertiumAnswer[ApertiumTranslation]:
    """Translate a text, where the memory has a certain translation."""
    source, target = parse_language_pair(request.langpair)
    return ApertiumAnswer(
        ApertiumTranslation(find_translation(call.memory, request.q, source, target))
    )


def parse_language_pair(pair: str) -> tuple[Locale, Locale]:
    """Parse two languages as `vi|id`. Raises InputError."""
    source, separator, target = pair.partition("|")
    if not separator:
        raise InputError(f"langpair is {pair!r}; give two languages as vi|id")
    return Locale.parse(source), Locale.parse(target)


class PairsRequest(DialectRequest, frozen=True, kw_only=True):
    """Takes no values."""


def list_pairs(call: Call, _: PairsRequest) -> ApertiumAnswer[list[ApertiumPair]]:
    """List the pairs of languages of the memory."""
    return ApertiumAnswer(
        [
            ApertiumPair(source.tag.replace("-", "_"), target.tag.replace("-", "_"))
            for source, target in list_language_pairs(call.memory)
        ]
    )


def _make_error_body(status: int, detail: str) -> dict[str, object]:
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
    [
        *(
            Route(
                *(verb, "/translate", translate, ApertiumRequest),
                *(ApertiumAnswer[ApertiumTranslation], Role.READER),
                example=_TRANSLATION_EXAMPLE,
            )
            for verb in ("GET", "POST")
        ),
        *(
            Route(
                *("GET", path, list_pairs, PairsRequest),
                *(ApertiumAnswer[list[ApertiumPair]], Role.READER),
                example={},
            )
            for path in ("/listPairs", "/list")
        ),
    ],
    _make_error_body,
    key_parameter="key",
)
