"""The dialects of tmserver and amaGama, for Weblate, Okapi, Virtaal and Pootle.

Both speak alike and differ in their prefix. There is no JSONP, by which any web page
could read the memory. Okapi takes every status but 200 for a failure, and reads
`quality` only with a decimal point.
"""

from pathlib import PurePath

import msgspec

from tm.errors import InputError
from tm.text.locale import make_gettext_name
from web.dialects.dialect import Dialect
from web.dialects.files import load_file
from web.dialects.languages import (
    RequestedPair,
    list_language_pairs,
    parse_known_locale,
)
from web.dialects.routes import JsonObject, make_routes
from web.dialects.translations import OfferedTranslation, list_translations
from web.people.role import Role
from web.request_context import RequestContext
from web.route import Route


class TmserverText(RequestedPair, frozen=True, kw_only=True):
    """A text in the path, or else in `source`."""

    text: str = ""
    source: str = ""


def translate_unit(
    context: RequestContext,
    *,
    text_request: TmserverText,
    min_similarity: int | None = None,
    max_candidates: int = 5,
) -> list[JsonObject]:
    """List the translations of a text, best first."""
    translations = list_translations(
        context.memory,
        text_request.text or text_request.source,
        parse_known_locale(text_request.source_language),
        parse_known_locale(text_request.target_language),
        min_rate=None if min_similarity is None else max(0, min(min_similarity, 100)),
        limit=max_candidates,
    )
    return list(map(_make_candidate, translations))


def _make_candidate(translation: OfferedTranslation) -> JsonObject:
    rate = float(translation.rate)
    return {
        "source": translation.source,
        "target": translation.target,
        "quality": rate,
        "rank": rate,
        "context": translation.origin_description,
    }


def list_languages(context: RequestContext) -> JsonObject:
    """List the languages of the memory, as gettext names them, in lower case."""
    source_locales = {source for source, _ in list_language_pairs(context.memory)}
    language_names = sorted(
        {make_gettext_name(source).lower() for source in source_locales}
    )
    return {"sourceLanguages": language_names, "targetLanguages": language_names}


def store_unit(
    context: RequestContext, *, text_request: TmserverText, target: str
) -> str:
    """Store a text, of the body or else of the path, and its translation."""
    context.memory.add(
        text_request.source or text_request.text, target, **text_request.sides
    )
    return ""


def remove_unit(context: RequestContext, *, text_request: TmserverText) -> str:
    """Remove all translations of a text; `padanan undo` takes it back."""
    units = context.memory.units
    for unit in units.find(
        text_request.text or text_request.source, **text_request.sides
    ):
        units.remove(unit.key)
    return ""


class TmserverUnit(msgspec.Struct, frozen=True):
    """A unit of a file; without a translation it is left out."""

    source: str
    target: str | None = None


def add_store(
    context: RequestContext, *, pair: RequestedPair, file: str, body: bytes = b""
) -> str:
    """Store the units of a file that the client has open, as a list."""
    try:
        units = msgspec.json.decode(body, type=list[TmserverUnit])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"the body is no list of units: {error}") from None
    text_pairs = [
        (unit.source, unit.target)
        for unit in units
        if unit.target and unit.source.strip() and unit.target.strip()
    ]
    add_result = context.memory.units.add_all(text_pairs, **pair.sides)
    return f"added {add_result.new} units from {file}"


def upload_store(
    context: RequestContext, *, pair: RequestedPair, file: str, body: bytes = b""
) -> str:
    """Store the units of a file, of any format that can be imported."""
    suffix = PurePath(file).suffix
    import_result = load_file(context.memory, body, file, suffix, **pair.sides)
    return f"added {import_result.new} units from {file}"


def _make_error_body(_: int, detail: str) -> str:
    return detail


_LANGUAGES_EXAMPLE = {"source_language": "vi", "target_language": "id"}
_UNIT_EXAMPLE = {**_LANGUAGES_EXAMPLE, "text": "Thủ tướng thăm Hà Nội"}
_NEW_UNIT_EXAMPLE = {**_UNIT_EXAMPLE, "target": "Perdana Menteri mengunjungi Hanoi"}
_JSON_EXAMPLE = '[{"source": "họp báo", "target": "jumpa pers"}]'
_PO_EXAMPLE = 'msgid "họp báo"\nmsgstr "jumpa pers"\n'


_FILE_EXAMPLE = {**_LANGUAGES_EXAMPLE, "file": "a.po"}
_PAIR_PATH = "/{source_language}/{target_language}"
_UNIT_PATH, _STORE_PATH = (
    f"{_PAIR_PATH}/unit/{{text:path}}",
    f"{_PAIR_PATH}/store/{{file:path}}",
)


def _make_tmserver_routes(prefix: str) -> list[Route]:
    return [
        *make_routes(
            (f"GET {_UNIT_PATH}", translate_unit, _UNIT_EXAMPLE),
            ("GET /languages/", list_languages),
            parent_paths=prefix,
        ),
        *make_routes(
            (f"PUT POST {_UNIT_PATH}", store_unit, _NEW_UNIT_EXAMPLE),
            (f"DELETE {_UNIT_PATH}", remove_unit, _UNIT_EXAMPLE),
            (
                f"POST {_STORE_PATH}",
                add_store,
                {**_FILE_EXAMPLE, "body": _JSON_EXAMPLE},
            ),
            (
                f"PUT {_STORE_PATH}",
                upload_store,
                {**_FILE_EXAMPLE, "body": _PO_EXAMPLE},
            ),
            parent_paths=prefix,
            role=Role.TRANSLATOR,
        ),
    ]


TMSERVER = Dialect("tmserver", _make_tmserver_routes(""), _make_error_body)
AMAGAMA = Dialect("amagama", _make_tmserver_routes("/api/v1"), _make_error_body)
