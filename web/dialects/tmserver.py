"""The dialects of tmserver and amaGama, for Weblate, Okapi, Virtaal and Pootle.

Both speak alike and differ in their prefix. There is no JSONP, by which any web page
could read the memory. Okapi takes every status but 200 for a failure, and reads
`quality` only with a decimal point.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from padanan.results import MemoryMatch
from tm.errors import InputError
from tm.text.locale import Locale, make_gettext_name
from web.call import Call
from web.dialects.dialect import Dialect, DialectRequest
from web.dialects.translations import (
    describe_origin,
    find_matches,
    list_language_pairs,
    parse_known_locale,
    read_rate,
    read_target,
)
from web.route import Role, Route

_DEFAULT_CANDIDATE_COUNT = 5


class TmserverLookup(DialectRequest, frozen=True, kw_only=True):
    """A text in the path, or in the query as `source`."""

    source_language: str
    target_language: str
    text: str = ""
    source: str = ""
    min_similarity: int | None = None
    max_candidates: int = _DEFAULT_CANDIDATE_COUNT


class TmserverCandidate(msgspec.Struct, frozen=True):
    """A translation of the memory."""

    source: str
    target: str
    quality: float
    """0.0 to 100.0."""
    rank: float
    context: str
    """Where it comes from."""


def translate_unit(call: Call, request: TmserverLookup) -> list[TmserverCandidate]:
    """List the translations of a text, the best first."""
    matches = find_matches(
        call.memory,
        request.text or request.source,
        parse_known_locale(request.source_language),
        parse_known_locale(request.target_language),
        min_rate=_limit_rate(request.min_similarity),
        limit=request.max_candidates,
    )
    return list(map(_make_candidate, matches))


def _limit_rate(min_similarity: int | None) -> int | None:
    return None if min_similarity is None else max(0, min(min_similarity, 100))


def _make_candidate(match: MemoryMatch) -> TmserverCandidate:
    rate = float(read_rate(match))
    return TmserverCandidate(
        match.source, read_target(match), rate, rate, describe_origin(match.origin)
    )


class TmserverLanguagesRequest(DialectRequest, frozen=True, kw_only=True):
    """Takes no values."""


class TmserverLanguages(msgspec.Struct, frozen=True, rename="camel"):
    """The languages that can be looked up."""

    source_languages: list[str]
    target_languages: list[str]


def list_languages(call: Call, _: TmserverLanguagesRequest) -> TmserverLanguages:
    """List the languages of the memory, as gettext names them, in lower case."""
    names = {
        make_gettext_name(source).lower()
        for source, _ in list_language_pairs(call.memory)
    }
    return TmserverLanguages(sorted(names), sorted(names))


class TmserverUnit(DialectRequest, frozen=True, kw_only=True):
    """A unit to store: the text in the body, or else in the path."""

    source_language: str
    target_language: str
    text: str = ""
    source: str = ""
    target: str


def store_unit(call: Call, request: TmserverUnit) -> str:
    """Store a text and its translation."""
    call.memory.add(
        request.source or request.text,
        request.target,
        source=request.source_language,
        target=request.target_language,
    )
    return ""


class TmserverRemoval(DialectRequest, frozen=True, kw_only=True):
    """A text whose translations are to be removed."""

    source_language: str
    target_language: str
    text: str = ""
    source: str = ""


def remove_unit(call: Call, request: TmserverRemoval) -> str:
    """Remove all translations of a text; `padanan undo` takes it back."""
    units = call.memory.units
    for unit in units.find(
        request.text or request.source,
        source=request.source_language,
        target=request.target_language,
    ):
        units.remove(unit.key)
    return ""


class TmserverStore(DialectRequest, frozen=True, kw_only=True):
    """A file of the client, as a list of units or as it is."""

    source_language: str
    target_language: str
    file: str
    body: bytes = b""


class TmserverStoreUnit(msgspec.Struct, frozen=True):
    """A unit of a file; without a translation it is left out."""

    source: str
    target: str | None = None


def add_store(call: Call, request: TmserverStore) -> str:
    """Store the units of a file that the client has open."""
    try:
        units = msgspec.json.decode(request.body, type=list[TmserverStoreUnit])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"the body is no list of units: {error}") from None
    added = call.memory.units.add_all(
        [
            (unit.source, unit.target)
            for unit in units
            if unit.target and unit.source.strip() and unit.target.strip()
        ],
        source=request.source_language,
        target=request.target_language,
    )
    return f"added {added.new} units from {request.file}"


def upload_store(call: Call, request: TmserverStore) -> str:
    """Store the units of a file, of any format that can be imported."""
    source = Locale.parse(request.source_language)
    target = Locale.parse(request.target_language)
    with TemporaryDirectory() as folder:
        # Only the end of the name says something, and it is the client's word.
        suffix = "".join(filter(str.isalnum, Path(request.file).suffix))[:10]
        path = Path(folder, f"upload.{suffix}")
        path.write_bytes(request.body)
        try:
            imported = call.memory.load(path, source=source, target=target)
        except InputError as error:
            raise InputError(str(error).replace(str(path), request.file)) from None
    return f"added {imported.new} units from {request.file}"


_STORE_EXAMPLE = '[{"source": "họp báo", "target": "jumpa pers"}]'
_PO_EXAMPLE = 'msgid "họp báo"\nmsgstr "jumpa pers"\n'


def _make_routes(prefix: str) -> list[Route]:
    unit_path = f"{prefix}/{{source_language}}/{{target_language}}/unit/{{text:path}}"
    store_path = f"{prefix}/{{source_language}}/{{target_language}}/store/{{file:path}}"
    languages = {"source_language": "vi", "target_language": "id"}
    example = {**languages, "text": "Thủ tướng thăm Hà Nội"}
    new_unit = {**example, "target": "Perdana Menteri mengunjungi Hanoi"}
    return [
        Route(
            *("GET", unit_path, translate_unit),
            *(TmserverLookup, list[TmserverCandidate], Role.READER),
            example=example,
        ),
        Route(
            *("GET", f"{prefix}/languages/", list_languages),
            *(TmserverLanguagesRequest, TmserverLanguages, Role.READER),
            example={},
        ),
        *(
            Route(
                *(verb, unit_path, store_unit, TmserverUnit, str, Role.TRANSLATOR),
                example=new_unit,
            )
            for verb in ("PUT", "POST")
        ),
        Route(
            *("DELETE", unit_path, remove_unit, TmserverRemoval, str),
            *(Role.TRANSLATOR, example),
        ),
        Route(
            *("POST", store_path, add_store, TmserverStore, str, Role.TRANSLATOR),
            example={**languages, "file": "a.po", "body": _STORE_EXAMPLE},
        ),
        Route(
            *("PUT", store_path, upload_store, TmserverStore, str, Role.TRANSLATOR),
            example={**languages, "file": "a.po", "body": _PO_EXAMPLE},
        ),
    ]


def _make_error_body(_: int, detail: str) -> str:
    return detail


TMSERVER = Dialect("tmserver", _make_routes(""), _make_error_body)
AMAGAMA = Dialect("amagama", _make_routes("/api/v1"), _make_error_body)
