"""Weblate's translation memory as JSON, one list of objects.

An object has `source`, `target`, their languages, `origin` (a file or component),
`category` (1: shared by all projects), and optionally `context` and `status` (0: not
approved yet). Weblate refuses a file with other names, so none are written.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from exports.direction import OrientedPair, orient_unit
from exports.entry import Entry, LossTally, WriteResult
from exports.format import ReadOptions, WriteOptions
from exports.io.lines import remove_unwritable_characters
from exports.lines_and_json.json_array import read_items
from exports.lines_and_json.jsonl import describe_error, parse_strict_json
from tm.file_remarks import SkippedEntry
from tm.text.locale import Locale
from tm.text.segment import Segment, require_storable_text
from tm.unit import Origin, State, TranslationUnit
from tm.unit_property import Property, Side

_PROPERTY_PREFIX = "weblate:"
_NUMBER_FIELDS = ("category", "status")
_UNIT_FIELDS = {"source", "target", "source_language", "target_language", "origin"}
_PROPERTY_FIELDS = ("category", "context", "status")
_PENDING_STATUS = "0"
_SHARED_CATEGORY = 1


def read(path: Path, options: ReadOptions) -> Iterator[Entry]:
    """Read a unit for each object; skip damaged objects, with their lines."""
    tally = LossTally()
    for line_number, object_text in read_items(path):
        try:
            yield _make_unit(parse_strict_json(object_text), tally)
        except (ValueError, RecursionError) as error:
            is_too_deep = isinstance(error, RecursionError)
            reason = "nested too deep" if is_too_deep else describe_error(error)
            yield SkippedEntry(str(path), line_number, reason)
    yield from tally.list_losses()


def write(
    units: Iterable[TranslationUnit], file: BinaryIO, options: WriteOptions
) -> WriteResult:
    """Write an object for each unit that has both sides."""
    tally = LossTally()
    written_count = left_out_count = 0
    for unit in units:
        oriented_pair = orient_unit(unit, options)
        json_object = (
            None
            if oriented_pair is None
            else _make_json_object(unit, oriented_pair, tally)
        )
        if json_object is None:
            left_out_count += 1
            continue
        json_text = json.dumps(json_object, ensure_ascii=False)
        file.write(b",\n" if written_count else b"[\n")
        file.write(json_text.encode())
        written_count += 1
    file.write(b"\n]\n" if written_count else b"[]\n")
    return WriteResult(written_count, left_out_count, tally.list_losses())


def _make_unit(json_object: object, tally: LossTally) -> TranslationUnit:
    """Make the unit of an object. Raises ValueError."""
    if not isinstance(json_object, dict):
        raise ValueError("not a JSON object")
    fields: Mapping[str, Any] = json_object  # types are checked when fields are read
    source, target = (
        _read_segment(fields, side_name) for side_name in ("source", "target")
    )
    article = _read_text(fields, "origin")
    require_storable_text(article)
    properties: list[Property] = []
    for field_name in _PROPERTY_FIELDS:
        field_value = fields.get(field_name)
        if field_value is not None and field_value != "":
            field_text = (
                _format_number(field_name, field_value)
                if field_name in _NUMBER_FIELDS
                else _read_text(fields, field_name)
            )
            require_storable_text(field_text)
            if (field_name, field_text) == ("category", str(_SHARED_CATEGORY)):
                continue  # the default of a new unit
            properties.append(Property(_PROPERTY_PREFIX + field_name, field_text))
    for field_name in fields.keys() - _UNIT_FIELDS - {*_PROPERTY_FIELDS}:
        tally.add(f"field {field_name}")
    is_pending = Property(_PROPERTY_PREFIX + "status", _PENDING_STATUS) in properties
    return TranslationUnit(
        source,
        target,
        State.INITIAL if is_pending else State.TRANSLATED,
        Origin(article=article or None),
        properties=tuple(properties),
    )


def _read_segment(json_object: Mapping[str, Any], side_name: str) -> Segment:
    text, language_tag = (
        _read_text(json_object, side_name),
        _read_text(json_object, f"{side_name}_language"),
    )
    if not language_tag:
        raise ValueError(f"no {side_name}_language")
    segment = Segment.of(Locale.parse(language_tag), text)
    if not segment.text:
        raise ValueError(f"no {side_name} text")
    return segment


def _read_text(json_object: Mapping[str, Any], field_name: str) -> str:
    field_value = json_object.get(field_name, "")
    if not isinstance(field_value, str):
        raise ValueError(f"{field_name} is not a text")
    return field_value


def _format_number(field_name: str, field_value: object) -> str:
    if (
        not isinstance(field_value, int)
        or isinstance(field_value, bool)
        or field_value < 0
    ):
        raise ValueError(f"{field_name} is not a number")
    return str(field_value)


def _make_json_object(
    unit: TranslationUnit, oriented_pair: OrientedPair, tally: LossTally
) -> dict[str, str | int] | None:
    """Make the object of a unit; None unless both sides have text."""
    if oriented_pair.target is None:
        return None
    source_text = _remove_unwritable(oriented_pair.source.display_text, tally)
    target_text = _remove_unwritable(oriented_pair.target.display_text, tally)
    if not source_text.strip() or not target_text.strip():
        return None
    property_text_by_field = _collect_property_fields(unit)
    _count_losses(unit, property_text_by_field, tally)
    json_object: dict[str, str | int] = {
        "source": source_text,
        "target": target_text,
        "source_language": oriented_pair.source.locale.tag.replace("-", "_"),
        "target_language": oriented_pair.target.locale.tag.replace("-", "_"),
        "origin": _remove_unwritable(unit.origin.article or "", tally),
        "category": int(property_text_by_field.get("category", _SHARED_CATEGORY)),
    }
    if "context" in property_text_by_field:
        json_object["context"] = _remove_unwritable(
            property_text_by_field["context"], tally
        )
    is_pending = unit.state is State.INITIAL
    if (
        is_pending
        or property_text_by_field.get("status", _PENDING_STATUS) != _PENDING_STATUS
    ):
        json_object["status"] = (
            0 if is_pending else int(property_text_by_field["status"])
        )
    return json_object


def _collect_property_fields(unit: TranslationUnit) -> dict[str, str]:
    """Collect the texts of Weblate's fields that were kept as properties of a unit."""
    property_text_by_field: dict[str, str] = {}
    for property in unit.properties:
        field_name = property.name.removeprefix(_PROPERTY_PREFIX)
        if (
            field_name == property.name
            or property.side is not Side.UNIT
            or field_name in property_text_by_field
        ):
            continue
        if field_name == "context" or (
            field_name in _NUMBER_FIELDS and _is_whole_number(property.value)
        ):
            property_text_by_field[field_name] = property.value
    return property_text_by_field


def _is_whole_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _remove_unwritable(text: str, tally: LossTally) -> str:
    text, removed_count = remove_unwritable_characters(text)
    tally.add("characters that no text file can hold", removed_count)
    return text


def _count_losses(
    unit: TranslationUnit, property_text_by_field: dict[str, str], tally: LossTally
) -> None:
    origin = unit.origin
    tally.add("provenance", origin != Origin(article=origin.article or None))
    tally.add("neighbours", unit.neighbours != (None, None))
    tally.add("notes", unit.note is not None)
    tally.add(
        "properties of other tools",
        len(unit.properties) - len(property_text_by_field),
    )
    expressible_states = (State.INITIAL, State.TRANSLATED)
    tally.add("states", unit.state not in expressible_states)
    for segment in (unit.source, unit.target):
        if segment is not None:
            tally.add("inline codes", len(segment.codes))
