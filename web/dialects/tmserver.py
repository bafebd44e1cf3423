"""The dialects of tmserver and amaGama, for Weblate, Okapi, Virtaal and Pootle.

Both speak alike and differ in their prefix. There is no JSONP, by which any web page
could read the memory. Okapi takes every status but 200 for a failure, and reads
`quality` only with a decimal point.
"""

from pathlib import PurePath

import msgspec

from padanan.values.matches import MemoryMatch
from tm.errors import InputError
from tm.text.locale import Locale, make_gettext_name
from web.call import Call
from web.dialects.dialect import Dialect, JsonObject, make_route
from web.dialects.files import load_file
from web.dialects.languages import list_language_pairs, parse_known_locale
from web.dialects.translations import (
    describe_origin,
    find_matches,
    read_rate,
    read_target,
)
from web.people.role import Role
from web.route import Route


def translate_unit(
    call: Call,
    *,
    source_language: str,
    target_language: str,
    text: str = "",
    source: str = "",
    min_similarity: int | None = None,
    max_candidates: int = 5,
) -> list[JsonObject]:
    """List the translations of a text, which is in the path or `source`, best first."""
    matches = find_matches(
        call.memory,
        text or source,
        parse_known_locale(source_language),
        parse_known_locale(target_language),
        min_rate=None if min_similarity is None else max(0, min(min_similarity, 100)),
        limit=max_candidates,
    )
    return list(map(_make_candidate, matches))


def _make_candidate(match: MemoryMatch) -> JsonObject:
    rate = float(read_rate(match))
    return {
        "source": match.source,
        "target": read_target(match),
        "quality": rate,
        "rank": rate,
        "context": describe_origin(match.origin),
    }


def list_languages(call: Call) -> JsonObject:
    """List the languages of the memory, as gettext names them, in lower case."""
    names = sorted(
        {
            make_gettext_name(source).lower()
            for source, _ in list_language_pairs(call.memory)
        }
    )
    return {"sourceLanguages": names, "targetLanguages": names}


def store_unit(
    call: Call,
    *,
    source_language: str,
    target_language: str,
    text: str = "",
    source: str = "",
    target: str,
) -> str:
    """Store a text, of the body or else of the path, and its translation."""
    call.memory.add(
        source or text, target, source=source_language, target=target_language
    )
    return ""


def remove_unit(
    call: Call,
    *,
    source_language: str,
    target_language: str,
    text: str = "",
    source: str = "",
) -> str:
    """Remove all translations of a text; `padanan undo` takes it back."""
    units = call.memory.units
    for unit in units.find(
        text or source, source=source_language, target=target_language
    ):
        units.remove(unit.key)
    return ""


class TmserverUnit(msgspec.Struct, frozen=True):
    """A unit of a file; without a translation it is left out."""

    source: str
    target: str | None = None


def add_store(
    call: Call,
    *,
    source_language: str,
    target_language: str,
    file: str,
    body: bytes = b"",
) -> str:
    """Store the units of a file that the client has open, as a list."""
    try:
        units = msgspec.json.decode(body, type=list[TmserverUnit])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"the body is no list of units: {error}") from None
    added = call.memory.units.add_all(
        [
            (unit.source, unit.target)
            for unit in units
            if unit.target and unit.source.strip() and unit.target.strip()
        ],
        source=source_language,
        target=target_language,
    )
    return f"added {added.new} units from {file}"


def upload_store(
    call: Call,
    *,
    source_language: str,
    target_language: str,
    file: str,
    body: bytes = b"",
) -> str:
    """Store the units of a file, of any format that can be imported."""
    imported = load_file(
        call.memory,
        body,
        file,
        PurePath(file).suffix,
        source=Locale.parse(source_language),
        target=Locale.parse(target_language),
    )
    return f"added {imported.new} units from {file}"


def _make_error_body(_: int, detail: str) -> str:
    return detail


_STORE_EXAMPLE = '[{"source": "họp báo", "target": "jumpa pers"}]'
_PO_EXAMPLE = 'msgid "họp báo"\nmsgstr "jumpa pers"\n'


def _make_routes(prefix: str) -> tuple[Route, ...]:
    unit_path = f"{prefix}/{{source_language}}/{{target_language}}/unit/{{text:path}}"
    store_path = f"{prefix}/{{source_language}}/{{target_language}}/store/{{file:path}}"
    languages = {"source_language": "vi", "target_language": "id"}
    unit = {**languages, "text": "Thủ tướng thăm Hà Nội"}
    new_unit = {**unit, "target": "Perdana Menteri mengunjungi Hanoi"}
    store = {**languages, "file": "a.po"}
    return (
        make_route("GET", unit_path, translate_unit, unit),
        make_route("GET", f"{prefix}/languages/", list_languages),
        *(
            make_route(verb, path, handler, example, role=Role.TRANSLATOR)
            for verb, path, handler, example in (
                ("PUT", unit_path, store_unit, new_unit),
                ("POST", unit_path, store_unit, new_unit),
                ("DELETE", unit_path, remove_unit, unit),
                ("POST", store_path, add_store, {**store, "body": _STORE_EXAMPLE}),
                ("PUT", store_path, upload_store, {**store, "body": _PO_EXAMPLE}),
            )
        ),
    )


TMSERVER = Dialect("tmserver", _make_routes(""), _make_error_body)
AMAGAMA = Dialect("amagama", _make_routes("/api/v1"), _make_error_body)
