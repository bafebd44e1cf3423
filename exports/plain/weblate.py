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
from exports.plain.json_array import read_items
from exports.plain.jsonl import describe_error, parse_strict_json
from tm.property import Property, Side
from tm.text.locale import Locale
from tm.text.segment import Segment, demand_storable
from tm.unit import Origin, State, TranslationUnit

_PROPERTY_PREFIX = "weblate:"
_NUMBER_FIELDS = ("category", "status")
_UNIT_FIELDS = {"source", "target", "source_language", "target_language", "origin"}
_KEPT_FIELDS = ("category", "context", "status")
_PENDING_STATUS = "0"
_SHARED_CATEGORY = 1


def read(path: Path, options: ReadOptions) -> Iterator[Entry]:
    """A unit for each object; one that is none is skipped, with its line."""
    tally = LossTally()
    for line, text in read_items(path):
        try:
            yield _make_unit(parse_strict_json(text), tally)
        except (ValueError, RecursionError) as error:
            is_too_deep = isinstance(error, RecursionError)
            reason = "nested too deep" if is_too_deep else describe_error(error)
            yield SkippedEntry(str(path), line, reason)
    yield from tally.losses()


def write(
    units: Iterable[TranslationUnit], file: BinaryIO, options: WriteOptions
) -> WriteResult:
    """An object for each unit that has both sides."""
    tally = LossTally()
    written_count = left_out_count = 0
    for unit in units:
        pair = orient(unit, options)
        record = None if pair is None else _make_record(unit, pair, tally)
        if record is None:
            left_out_count += 1
            continue
        text = json.dumps(record, ensure_ascii=False)
        file.write(b",\n" if written_count else b"[\n")
        file.write(text.encode())
        written_count += 1
    file.write(b"\n]\n" if written_count else b"[]\n")
    return WriteResult(written_count, left_out_count, tally.losses())


def _make_unit(record: object, tally: LossTally) -> TranslationUnit:
    if not isinstance(record, dict):
        raise ValueError("not a JSON object")
    fields: Mapping[str, Any] = record  # looked at as they are taken
    source, target = (_read_segment(fields, side) for side in ("source", "target"))
    article = _read_text(fields, "origin")
    demand_storable(article)
    properties = []
    for name in _KEPT_FIELDS:
        value = fields.get(name)
        if value is not None and value != "":
            text = (
                _format_number(name, value)
                if name in _NUMBER_FIELDS
                else _read_text(fields, name)
            )
            demand_storable(text)
            if (name, text) == ("category", str(_SHARED_CATEGORY)):
                continue  # what goes without saying
            properties.append(Property(_PROPERTY_PREFIX + name, text))
    for name in fields.keys() - _UNIT_FIELDS - {*_KEPT_FIELDS}:
        tally.add(f"field {name}")
    is_pending = Property(_PROPERTY_PREFIX + "status", _PENDING_STATUS) in properties
    return TranslationUnit(
        source,
        target,
        State.INITIAL if is_pending else State.TRANSLATED,
        Origin(article=article or None),
        properties=tuple(properties),
    )


def _read_segment(record: Mapping[str, Any], side: str) -> Segment:
    text, tag = _read_text(record, side), _read_text(record, f"{side}_language")
    if not tag:
        raise ValueError(f"no {side}_language")
    segment = Segment.of(Locale.parse(tag), text)
    if not segment.text:
        raise ValueError(f"no {side} text")
    return segment


def _read_text(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name, "")
    if not isinstance(value, str):
        raise ValueError(f"{name} is not a text")
    return value


def _format_number(name: str, value: object) -> str:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{name} is not a number")
    return str(value)


def _make_record(
    unit: TranslationUnit, pair: OrientedPair, tally: LossTally
) -> dict[str, str | int] | None:
    if pair.target is None:
        return None
    texts = [
        _remove_unwritable(side.display, tally) for side in (pair.source, pair.target)
    ]
    if not all(side.strip() for side in texts):
        return None
    weblate_fields = _kept_fields(unit)
    _count_losses(unit, weblate_fields, tally)
    record: dict[str, str | int] = {
        "source": texts[0],
        "target": texts[1],
        "source_language": pair.source.locale.tag.replace("-", "_"),
        "target_language": pair.target.locale.tag.replace("-", "_"),
        "origin": _remove_unwritable(unit.origin.article or "", tally),
        "category": int(weblate_fields.get("category", _SHARED_CATEGORY)),
    }
    if "context" in weblate_fields:
        record["context"] = _remove_unwritable(weblate_fields["context"], tally)
    is_pending = unit.state is State.INITIAL
    if is_pending or weblate_fields.get("status", _PENDING_STATUS) != _PENDING_STATUS:
        record["status"] = 0 if is_pending else int(weblate_fields["status"])
    return record


def _kept_fields(unit: TranslationUnit) -> dict[str, str]:
    """What Weblate had said of the unit."""
    weblate_fields: dict[str, str] = {}
    for property in unit.properties:
        name = property.name.removeprefix(_PROPERTY_PREFIX)
        if (
            name == property.name
            or property.side is not Side.UNIT
            or name in weblate_fields
        ):
            continue
        if name == "context" or (name in _NUMBER_FIELDS and _is_number(property.value)):
            weblate_fields[name] = property.value
    return weblate_fields


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _remove_unwritable(text: str, tally: LossTally) -> str:
    text, removed_count = remove_unwritable(text)
    tally.add("characters that no text file can hold", removed_count)
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
