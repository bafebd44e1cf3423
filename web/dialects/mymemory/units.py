"""Matches of MyMemory, and changes of single units.

MateCat reads `last-update-date` of every match without asking whether it is there,
Weblate does so with `last-updated-by` and `reference`. Okapi and MateCat take what
“MT!” made for machine translation, so that no author here may be called so.
"""

import math
from datetime import datetime

from padanan.contents.units import UnitEdit
from padanan.values.units import StoredUnit
from tm.errors import NotFound
from tm.text.locale import Locale
from tm.unit import Origin
from web.call import Call
from web.dialects.dialect import JsonObject, make_route
from web.dialects.languages import parse_language_pair
from web.dialects.translations import (
    describe_origin,
    find_matches,
    read_rate,
    read_target,
)
from web.people.role import Role


def get_matches(
    call: Call,
    *,
    q: str,
    langpair: str,
    numres: int = 3,
    conc: bool = False,
    mtonly: bool = False,
) -> JsonObject:
    """List the translations of a text, or with `conc` of a phrase, the best first.

    There is no machine translation, for which `mtonly` asks.
    """
    source, target = parse_language_pair(langpair)
    if mtonly:
        matches = []
    elif conc:
        hits = call.memory.concordance(
            q, source=source, target=target, limit=max(1, numres)
        )
        matches = [
            _make_match(hit.source, hit.target, 0.0, hit.origin, source, target)
            for hit in hits
            if hit.target
        ]
    else:
        matches = [
            _make_match(
                *(match.source, read_target(match), make_ratio(read_rate(match))),
                *(match.origin, source, target),
                unit_key=match.unit or "",
            )
            for match in find_matches(call.memory, q, source, target, limit=numres)
        ]
    best = matches[0] if matches else {"translation": "", "match": None}
    return {
        "responseData": {
            "translatedText": best["translation"],
            "match": best["match"],
        },
        "matches": matches,
        "responseDetails": "",
        "responseStatus": 200,
        "responderId": "",
        "quotaFinished": False,
        "mtLangSupported": None,
        "exception_code": None,
    }


def _make_match(
    text: str,
    translation: str,
    ratio: float,
    origin: Origin,
    source: Locale,
    target: Locale,
    unit_key: str = "",
) -> JsonObject:
    """Make a match of all keys that some client reads."""
    author = (origin.author or "Anonymous").replace("!", "")
    return {
        "id": unit_key,
        "segment": text,
        "translation": translation,
        "source": source.tag,
        "target": target.tag,
        "match": ratio,
        "created-by": author,
        "last-updated-by": author,
        "create-date": _format_time(origin.created),
        "last-update-date": _format_time(origin.changed or origin.created),
        "reference": describe_origin(origin),
        "subject": origin.publisher or "",
        "quality": 74,
        "usage-count": 1,
        "key": "",
        "ICE": False,
        "tm_properties": None,
        "prop": (),
        "source_note": None,
        "target_note": "",
        "penalty": None,
    }


def make_ratio(rate: int) -> float:
    """Make 0 to 1 of a rate, so that `int(100 * ratio)` is the rate again.

    >>> int(100 * 0.57), int(100 * make_ratio(57))
    (56, 57)
    """
    ratio = rate / 100
    return ratio if int(100 * ratio) == rate else math.nextafter(ratio, 1)


def _format_time(timestamp: str | None) -> str:
    """Format a time as MyMemory does; clients know no names of zones.

    >>> _format_time("2025-10-08T16:45:00Z"), _format_time(None)
    ('2025-10-08 16:45:00', '1970-01-01 00:00:00')
    """
    try:
        return f"{datetime.fromisoformat(timestamp or ''):%Y-%m-%d %H:%M:%S}"
    except ValueError:
        return "1970-01-01 00:00:00"


def set_unit(
    call: Call, *, seg: str, tra: str, langpair: str, tnote: str | None = None
) -> JsonObject:
    """Store a text and its translation."""
    source, target = parse_language_pair(langpair)
    change = call.memory.units.add(
        seg, tra, note=tnote or None, source=source, target=target
    )
    return _make_change([change.unit.key])


def update_unit(
    call: Call,
    *,
    seg: str,
    tra: str,
    langpair: str,
    tnote: str | None = None,
    newseg: str,
    newtra: str,
) -> JsonObject:
    """Edit the units of a text and its translation; without one, store a new one."""
    source, target = parse_language_pair(langpair)
    units = call.memory.units
    changes = [
        units.edit(unit.key, **_choose_sides(unit, source, newseg, newtra))
        for unit in units.find(seg, tra, source=source, target=target)
    ] or [units.add(newseg, newtra, source=source, target=target)]
    return _make_change([change.unit.key for change in changes])


def _choose_sides(
    unit: StoredUnit, source: Locale, text: str, translation: str
) -> UnitEdit:
    """Say which side of a unit gets which text; it may be stored the other way."""
    if source.covers(Locale.parse(unit.source_locale)):
        return {"source_text": text, "target_text": translation}
    return {"source_text": translation, "target_text": text}


def delete_unit(
    call: Call, *, langpair: str, seg: str = "", tra: str = "", id: str = ""
) -> JsonObject:
    """Remove the units of a text and its translation, or the unit of an id.

    MateCat takes “NO ID FOUND” for done, but only with HTTP's status 200.
    """
    source, target = parse_language_pair(langpair)
    units = call.memory.units
    keys = [id]
    if seg and tra:
        found = units.find(seg, tra, source=source, target=target)
        keys = [unit.key for unit in found]
    try:
        for key in keys:
            units.remove(key)
    except NotFound:
        keys = []
    if not keys:
        missing = {"responseDetails": "NO ID FOUND", "responseStatus": 404}
        return _make_change([]) | missing
    return _make_change(keys)


def _make_change(keys: list[str]) -> JsonObject:
    return {
        "responseDetails": keys,
        "segment_ids": keys,
        "number_of_results": len(keys),
        "responseData": "OK",
        "responseStatus": 200,
    }


_LOOKUP = {"q": "Thủ tướng thăm Hà Nội", "langpair": "vi|id"}
_UNIT = {
    "seg": "Thủ tướng thăm Hà Nội",
    "tra": "Perdana Menteri mengunjungi Hanoi",
    "langpair": "vi|id",
}
_EDIT = {**_UNIT, "newseg": _UNIT["seg"], "newtra": "PM mengunjungi Hanoi"}
UNIT_ROUTES = (
    *(
        make_route(verb, path, get_matches, _LOOKUP)
        for path in ("/get", "/api/get")
        for verb in ("GET", "POST")
    ),
    # Not by GET, which a picture on any website could send.
    *(
        make_route("POST", path, handler, example, role=Role.TRANSLATOR)
        for path, handler, example in (
            ("/set", set_unit, _UNIT),
            ("/update", update_unit, _EDIT),
            ("/delete", delete_unit, _UNIT),
        )
    ),
)
