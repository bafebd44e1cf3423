"""The dialect of MyMemory, for MateCat.

MateCat reads `last-update-date` of every match without asking whether it is there,
Weblate does so with `last-updated-by` and `reference`. Okapi and MateCat take what
“MT!” made for machine translation, so that no author here may be called so.
"""

import math
from datetime import datetime

import msgspec

from padanan.contents.units import UnitEdit
from padanan.results import MemoryMatch, StoredUnit
from tm.errors import NotFound
from tm.text.locale import Locale
from tm.unit import Origin
from web.call import Call
from web.dialects.apertium import parse_language_pair
from web.dialects.dialect import Dialect, DialectRequest
from web.dialects.translations import (
    describe_origin,
    find_matches,
    read_rate,
    read_target,
)
from web.route import Role, Route

_DEFAULT_MATCH_COUNT = 3
_NO_DATE = "1970-01-01 00:00:00"


class MyMemoryLookup(DialectRequest, frozen=True, kw_only=True):
    """A text to look up; the languages as `vi|id`."""

    q: str
    langpair: str
    numres: int = _DEFAULT_MATCH_COUNT
    conc: bool = False
    """Whether `q` is a phrase to search for."""
    mtonly: bool = False
    """Whether only machine translation is asked for, which there is none of."""


class MyMemoryMatch(msgspec.Struct, frozen=True, rename="kebab"):
    """A translation of the memory."""

    id: str
    segment: str
    translation: str
    source: str
    target: str
    match: float
    """0 to 1."""
    created_by: str
    last_updated_by: str
    create_date: str
    """Date and time, apart by a blank; local names of zones are unknown to clients."""
    last_update_date: str
    reference: str
    """Where it comes from."""
    subject: str
    quality: int = 74
    usage_count: int = 1
    key: str = ""
    ice: bool = msgspec.field(name="ICE", default=False)
    tm_properties: str | None = msgspec.field(name="tm_properties", default=None)
    prop: tuple[str, ...] = ()
    source_note: str | None = msgspec.field(name="source_note", default=None)
    target_note: str = msgspec.field(name="target_note", default="")
    penalty: int | None = None


class MyMemoryTranslation(msgspec.Struct, frozen=True):
    """The best translation, empty if there is none."""

    translated_text: str = msgspec.field(name="translatedText")
    match: float | None


class MyMemoryMatches(msgspec.Struct, frozen=True, rename="camel"):
    """The translations of a text."""

    response_data: MyMemoryTranslation
    matches: list[MyMemoryMatch]
    response_details: str = ""
    response_status: int = 200
    responder_id: str = ""
    quota_finished: bool = False
    mt_lang_supported: bool | None = None
    exception_code: int | None = msgspec.field(name="exception_code", default=None)


def get_matches(call: Call, request: MyMemoryLookup) -> MyMemoryMatches:
    """List the translations of a text, or of a phrase, the best first."""
    source, target = parse_language_pair(request.langpair)
    if request.mtonly:
        matches = []
    elif request.conc:
        matches = _search_phrase(call, request, source, target)
    else:
        found = find_matches(
            call.memory, request.q, source, target, limit=request.numres
        )
        matches = [_make_match(match, source, target) for match in found]
    best = matches[0] if matches else None
    return MyMemoryMatches(
        MyMemoryTranslation(
            best.translation if best else "", best.match if best else None
        ),
        matches,
    )


def _search_phrase(
    call: Call, request: MyMemoryLookup, source: Locale, target: Locale
) -> list[MyMemoryMatch]:
    hits = call.memory.concordance(
        request.q, source=source, target=target, limit=max(1, request.numres)
    )
    return [
        _make_values(hit.source, hit.target, 0.0, hit.origin, source, target)
        for hit in hits
        if hit.target
    ]


def _make_match(match: MemoryMatch, source: Locale, target: Locale) -> MyMemoryMatch:
    return _make_values(
        match.source,
        read_target(match),
        make_ratio(read_rate(match)),
        match.origin,
        source,
        target,
        unit_key=match.unit or "",
    )


def _make_values(
    text: str,
    translation: str,
    rate: float,
    origin: Origin,
    source: Locale,
    target: Locale,
    unit_key: str = "",
) -> MyMemoryMatch:
    created = _format_time(origin.created)
    changed = _format_time(origin.changed or origin.created)
    author = _name_author(origin.author)
    return MyMemoryMatch(
        id=unit_key,
        segment=text,
        translation=translation,
        source=source.tag,
        target=target.tag,
        match=rate,
        created_by=author,
        last_updated_by=author,
        create_date=created,
        last_update_date=changed,
        reference=describe_origin(origin),
        subject=origin.publisher or "",
    )


def make_ratio(rate: int) -> float:
    """Make 0 to 1 of a rate, so that `int(100 * ratio)` is the rate again.

    >>> int(100 * 0.57), int(100 * make_ratio(57))
    (56, 57)
    """
    ratio = rate / 100
    return ratio if int(100 * ratio) == rate else math.nextafter(ratio, 1)


def _name_author(author: str | None) -> str:
    """Name an author, never as machine translation.

    >>> _name_author("MT!"), _name_author(None)
    ('MT', 'Anonymous')
    """
    return (author or "Anonymous").replace("!", "")


def _format_time(timestamp: str | None) -> str:
    """Format a time as MyMemory does.

    >>> _format_time("2025-10-08T16:45:00Z"), _format_time(None)
    ('2025-10-08 16:45:00', '1970-01-01 00:00:00')
    """
    if timestamp is None:
        return _NO_DATE
    try:
        return f"{datetime.fromisoformat(timestamp):%Y-%m-%d %H:%M:%S}"
    except ValueError:
        return _NO_DATE


class MyMemoryUnit(DialectRequest, frozen=True, kw_only=True):
    """A unit to store; the languages as `vi|id`."""

    seg: str
    tra: str
    langpair: str
    tnote: str | None = None


class MyMemoryChange(msgspec.Struct, frozen=True, rename="camel"):
    """What was changed."""

    response_details: list[str] | str
    """Ids of the units, or why there are none."""
    segment_ids: list[str] = msgspec.field(name="segment_ids", default_factory=list)
    number_of_results: int = msgspec.field(name="number_of_results", default=0)
    response_data: str = "OK"
    response_status: int = 200


def set_unit(call: Call, request: MyMemoryUnit) -> MyMemoryChange:
    """Store a text and its translation."""
    source, target = parse_language_pair(request.langpair)
    change = call.memory.units.add(
        request.seg,
        request.tra,
        note=request.tnote or None,
        source=source,
        target=target,
    )
    return _make_change([change.unit.key])


class MyMemoryEdit(MyMemoryUnit, frozen=True, kw_only=True):
    """A unit to edit, and its new texts."""

    newseg: str
    newtra: str


def update_unit(call: Call, request: MyMemoryEdit) -> MyMemoryChange:
    """Edit the units of a text and its translation; without one, store a new one."""
    source, target = parse_language_pair(request.langpair)
    units = call.memory.units
    changes = [
        units.edit(
            unit.key,
            **_choose_sides(unit, source, request.newseg, request.newtra),
        )
        for unit in units.find(request.seg, request.tra, source=source, target=target)
    ] or [units.add(request.newseg, request.newtra, source=source, target=target)]
    return _make_change([change.unit.key for change in changes])


def _choose_sides(
    unit: StoredUnit, source: Locale, text: str, translation: str
) -> UnitEdit:
    """Say which side of a unit gets which text; it may be stored the other way."""
    if source.covers(Locale.parse(unit.source_locale)):
        return {"source_text": text, "target_text": translation}
    return {"source_text": translation, "target_text": text}


class MyMemoryRemoval(DialectRequest, frozen=True, kw_only=True):
    """A unit to remove, by its texts or its id."""

    langpair: str
    seg: str = ""
    tra: str = ""
    id: str = ""


def delete_unit(call: Call, request: MyMemoryRemoval) -> MyMemoryChange:
    """Remove the units of a text and its translation, or the unit of an id.

    MateCat takes “NO ID FOUND” for done, but only with HTTP's status 200.
    """
    source, target = parse_language_pair(request.langpair)
    units = call.memory.units
    if request.seg and request.tra:
        found = units.find(request.seg, request.tra, source=source, target=target)
        keys = [unit.key for unit in found]
    else:
        keys = [request.id]
    try:
        for key in keys:
            units.remove(key)
    except NotFound:
        keys = []
    if not keys:
        return MyMemoryChange("NO ID FOUND", response_status=404)
    return _make_change(keys)


def _make_change(keys: list[str]) -> MyMemoryChange:
    return MyMemoryChange(keys, keys, len(keys))


def _make_error_body(status: int, detail: str) -> dict[str, object]:
    return {
        "responseData": {"translatedText": "", "match": None},
        "responseDetails": detail,
        "responseStatus": status,
        "matches": [],
    }


_LOOKUP = {"q": "Thủ tướng thăm Hà Nội", "langpair": "vi|id"}
_UNIT = {
    "seg": "Thủ tướng thăm Hà Nội",
    "tra": "Perdana Menteri mengunjungi Hanoi",
    "langpair": "vi|id",
}
_EDIT = {**_UNIT, "newseg": _UNIT["seg"], "newtra": "PM mengunjungi Hanoi"}
MYMEMORY = Dialect(
    "mymemory",
    [
        *(
            Route(
                *(verb, path, get_matches, MyMemoryLookup),
                *(MyMemoryMatches, Role.READER),
                example=_LOOKUP,
            )
            for path in ("/get", "/api/get")
            for verb in ("GET", "POST")
        ),
        # Not by GET, which a picture on any website could send.
        *(
            Route(
                *("POST", path, handler, takes, MyMemoryChange, Role.TRANSLATOR),
                example=example,
            )
            for path, handler, takes, example in (
                ("/set", set_unit, MyMemoryUnit, _UNIT),
                ("/update", update_unit, MyMemoryEdit, _EDIT),
                ("/delete", delete_unit, MyMemoryRemoval, _UNIT),
            )
        ),
    ],
    _make_error_body,
    key_parameter="key",
)
