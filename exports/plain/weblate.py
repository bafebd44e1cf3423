"""Weblate: its translation memory as JSON, one list of objects.

An object has `source`, `target`, their languages, `origin` (a file or component),
`category` (1: for everybody), and perhaps `context` and `status` (0: not approved
yet). A name beyond these makes Weblate refuse the file, so there is none.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from exports.direction import OrientedPair, orient
from exports.entry import Entry, LossTally, SkippedEntry, WriteResult
from exports.format import ReadOptions, WriteOptions
from exports.io.lines import remove_unwritable
from exports.plain.json_array import items
from exports.plain.jsonl import complaint, strict_json
from tm.property import Property, Side
from tm.text.locale import Locale
from tm.text.segment import Segment, demand_storable
from tm.unit import Origin, State, TranslationUnit

_PREFIX = "weblate:"
_NUMBERS = ("category", "status")
_KNOWN = {"source", "target", "source_language", "target_language", "origin"}
_GIVEN_BACK = ("category", "context", "status")
_PENDING = "0"
_FOR_ALL = 1


def read(path: Path, options: ReadOptions) -> Iterator[Entry]:
    """A unit for each object; one that is none is skipped, with its line."""
    tally = LossTally()
    for line, text in items(path):
        try:
            yield _unit(strict_json(text), tally)
        except (ValueError, RecursionError) as error:
            deep = isinstance(error, RecursionError)
            reason = "nested too deep" if deep else complaint(error)
            yield SkippedEntry(str(path), line, reason)
    yield from tally.losses()


def write(
    units: Iterable[TranslationUnit], file: BinaryIO, options: WriteOptions
) -> WriteResult:
    """An object for each unit that has both sides."""
    tally = LossTally()
    written = left_out = 0
    for unit in units:
        pair = orient(unit, options)
        record = None if pair is None else _record(unit, pair, tally)
        if record is None:
            left_out += 1
            continue
        text = json.dumps(record, ensure_ascii=False)
        file.write(b",\n" if written else b"[\n")
        file.write(text.encode())
        written += 1
    file.write(b"\n]\n" if written else b"[]\n")
    return WriteResult(written, left_out, tally.losses())


def _unit(record: object, tally: LossTally) -> TranslationUnit:
    if not isinstance(record, dict):
        raise ValueError("not a JSON object")
    fields: Mapping[str, Any] = record  # looked at as they are taken
    source, target = (_segment(fields, side) for side in ("source", "target"))
    article = _text(fields, "origin")
    demand_storable(article)
    properties = []
    for name in _GIVEN_BACK:
        value = fields.get(name)
        if value is not None and value != "":
            text = _number(name, value) if name in _NUMBERS else _text(fields, name)
            demand_storable(text)
            if (name, text) == ("category", str(_FOR_ALL)):
                continue  # what goes without saying
            properties.append(Property(_PREFIX + name, text))
    for name in fields.keys() - _KNOWN - {*_GIVEN_BACK}:
        tally.add(f"field {name}")
    pending = Property(_PREFIX + "status", _PENDING) in properties
    return TranslationUnit(
        source,
        target,
        State.INITIAL if pending else State.TRANSLATED,
        Origin(article=article or None),
        properties=tuple(properties),
    )


def _segment(record: Mapping[str, Any], side: str) -> Segment:
    text, tag = _text(record, side), _text(record, f"{side}_language")
    if not tag:
        raise ValueError(f"no {side}_language")
    segment = Segment.of(Locale.parse(tag), text)
    if not segment.text:
        raise ValueError(f"no {side} text")
    return segment


def _text(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name, "")
    if not isinstance(value, str):
        raise ValueError(f"{name} is not a text")
    return value


def _number(name: str, value: object) -> str:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{name} is not a number")
    return str(value)


def _record(
    unit: TranslationUnit, pair: OrientedPair, tally: LossTally
) -> dict[str, str | int] | None:
    if pair.target is None:
        return None
    sides = [_writable(side.display, tally) for side in (pair.source, pair.target)]
    if not all(side.strip() for side in sides):
        return None
    weblate_fields = _given_back(unit)
    _count_losses(unit, weblate_fields, tally)
    record: dict[str, str | int] = {
        "source": sides[0],
        "target": sides[1],
        "source_language": pair.source.locale.tag.replace("-", "_"),
        "target_language": pair.target.locale.tag.replace("-", "_"),
        "origin": _writable(unit.origin.article or "", tally),
        "category": int(weblate_fields.get("category", _FOR_ALL)),
    }
    if "context" in weblate_fields:
        record["context"] = _writable(weblate_fields["context"], tally)
    pending = unit.state is State.INITIAL
    if pending or weblate_fields.get("status", _PENDING) != _PENDING:
        record["status"] = 0 if pending else int(weblate_fields["status"])
    return record


def _given_back(unit: TranslationUnit) -> dict[str, str]:
    """What Weblate had said of the unit."""
    weblate_fields: dict[str, str] = {}
    for property in unit.properties:
        name = property.name.removeprefix(_PREFIX)
        if (
            name == property.name
            or property.side is not Side.UNIT
            or name in weblate_fields
        ):
            continue
        if name == "context" or (name in _NUMBERS and _is_number(property.value)):
            weblate_fields[name] = property.value
    return weblate_fields


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _writable(text: str, tally: LossTally) -> str:
    text, removed = remove_unwritable(text)
    tally.add("characters that no text file can hold", removed)
    return text


def _count_losses(
    unit: TranslationUnit, weblate_fields: dict[str, str], tally: LossTally
) -> None:
    origin = unit.origin
    tally.add("provenance", origin != Origin(article=origin.article or None))
    tally.add("neighbours", unit.neighbours != (None, None))
    tally.add("notes", unit.note is not None)
    tally.add("properties of other tools", len(unit.properties) - len(weblate_fields))
    states = (State.INITIAL, State.TRANSLATED)
    tally.add("states", unit.state not in states)
    for segment in (unit.source, unit.target):
        if segment is not None:
            tally.add("inline codes", len(segment.codes))
