"""Changes by MyMemory's clients."""

import msgspec

from padanan.contents.units import UnitEdit
from padanan.results import StoredUnit
from tm.errors import NotFound
from tm.text.locale import Locale
from web.call import Call
from web.dialects.apertium import parse_language_pair
from web.dialects.dialect import DialectRequest


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
