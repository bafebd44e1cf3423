"""Matches of MyMemory, and changes of single units.

MateCat reads `last-update-date` of every match without asking whether it is there,
Weblate does so with `last-updated-by` and `reference`. Okapi and MateCat take what
“MT!” made for machine translation, so that no author here may be called so.
"""

import math
from collections.abc import Sequence
from contextlib import suppress

from padanan.contents.units import UnitEdit
from padanan.values.units import StoredUnit
from tm.errors import NotFound
from tm.text.locale import Locale
from web.dialects.languages import parse_language_pair
from web.dialects.routes import JsonObject, make_routes
from web.dialects.translations import (
    OfferedTranslation,
    format_time,
    list_translations,
)
from web.people.role import Role
from web.request_context import RequestContext

TIME_PATTERN = "%Y-%m-%d %H:%M:%S"
"""Clients know no names of zones."""


def get_matches(
    context: RequestContext,
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
    locale_pair = parse_language_pair(langpair)
    translations: list[OfferedTranslation] = []
    if conc and not mtonly:
        translations = _search_phrase(context, q, locale_pair, max(1, numres))
    elif not mtonly:
        translations = list_translations(context.memory, q, *locale_pair, limit=numres)
    return _make_answer(
        [_make_match(translation, locale_pair) for translation in translations]
    )


def _make_answer(matches: Sequence[JsonObject]) -> JsonObject:
    best_match = matches[0] if matches else {"translation": "", "match": None}
    return {
        "responseData": {
            "translatedText": best_match["translation"],
            "match": best_match["match"],
        },
        "matches": matches,
        "responseDetails": "",
        "responseStatus": 200,
        "responderId": "",
        "quotaFinished": False,
        "mtLangSupported": None,
        "exception_code": None,
    }


def _search_phrase(
    context: RequestContext, phrase: str, locale_pair: tuple[Locale, Locale], limit: int
) -> list[OfferedTranslation]:
    source, target = locale_pair
    hits = context.memory.concordance(phrase, source=source, target=target, limit=limit)
    return [OfferedTranslation.of_stored(hit) for hit in hits if hit.target]


def _make_match(
    translation: OfferedTranslation, locale_pair: tuple[Locale, Locale]
) -> JsonObject:
    """Make a match of all keys that some client reads."""
    origin = translation.origin
    author = (origin.author or "Anonymous").replace("!", "")
    creation_time, change_time = origin.created, origin.changed or origin.created
    return {
        "id": translation.key or "",
        "segment": translation.source,
        "translation": translation.target,
        "source": locale_pair[0].tag,
        "target": locale_pair[1].tag,
        "match": make_ratio(translation.rate),
        "created-by": author,
        "last-updated-by": author,
        "create-date": format_time(creation_time, TIME_PATTERN),
        "last-update-date": format_time(change_time, TIME_PATTERN),
        "reference": translation.origin_description,
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


def set_unit(
    context: RequestContext,
    *,
    seg: str,
    tra: str,
    langpair: str,
    tnote: str | None = None,
) -> JsonObject:
    """Store a text and its translation."""
    source, target = parse_language_pair(langpair)
    change = context.memory.units.add(
        seg, tra, note=tnote or None, source=source, target=target
    )
    return _make_change([change.unit.key])


def update_unit(
    context: RequestContext,
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
    units = context.memory.units
    changes = [
        units.edit(unit.key, **_choose_sides(unit, source, newseg, newtra))
        for unit in units.find(seg, tra, source=source, target=target)
    ] or [units.add(newseg, newtra, source=source, target=target)]
    return _make_change([change.unit.key for change in changes])


def _choose_sides(
    unit: StoredUnit, source_locale: Locale, text: str, translation: str
) -> UnitEdit:
    """Say which side of a unit gets which text; it may be stored the other way."""
    if source_locale.covers(Locale.parse(unit.source_locale)):
        return {"source_text": text, "target_text": translation}
    return {"source_text": translation, "target_text": text}


def delete_unit(
    context: RequestContext,
    *,
    langpair: str,
    seg: str = "",
    tra: str = "",
    id: str = "",
) -> JsonObject:
    """Remove the units of a text and its translation, or the unit of an id.

    MateCat takes “NO ID FOUND” for done, but only with HTTP's status 200.
    """
    source, target = parse_language_pair(langpair)
    units = context.memory.units
    keys = [id]
    if seg and tra:
        stored_units = units.find(seg, tra, source=source, target=target)
        keys = [unit.key for unit in stored_units]
    removed_keys = []
    for key in keys:
        with suppress(NotFound):
            units.remove(key)
            removed_keys.append(key)
    if not removed_keys:
        error_answer = {"responseDetails": "NO ID FOUND", "responseStatus": 404}
        return _make_change([]) | error_answer
    return _make_change(removed_keys)


def _make_change(keys: list[str]) -> JsonObject:
    return {
        "responseDetails": keys,
        "segment_ids": keys,
        "number_of_results": len(keys),
        "responseData": "OK",
        "responseStatus": 200,
    }


_LOOKUP_EXAMPLE = {"q": "Thủ tướng thăm Hà Nội", "langpair": "vi|id"}
_UNIT_EXAMPLE = {
    "seg": "Thủ tướng thăm Hà Nội",
    "tra": "Perdana Menteri mengunjungi Hanoi",
    "langpair": "vi|id",
}
_EDIT_EXAMPLE = {
    **_UNIT_EXAMPLE,
    "newseg": _UNIT_EXAMPLE["seg"],
    "newtra": "PM mengunjungi Hanoi",
}
UNIT_ROUTES = [
    *make_routes(("GET POST /get /api/get", get_matches, _LOOKUP_EXAMPLE)),
    # Not by GET, which a picture on any website could send.
    *make_routes(
        ("POST /set", set_unit, _UNIT_EXAMPLE),
        ("POST /update", update_unit, _EDIT_EXAMPLE),
        ("POST /delete", delete_unit, _UNIT_EXAMPLE),
        role=Role.TRANSLATOR,
    ),
]
