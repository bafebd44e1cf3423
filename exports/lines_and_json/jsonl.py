"""JSON lines: one line for each unit, with all of its fields.

Lines of other tools, `{"document", "id", "source", "target"}`, are read too if the
options name the locales. Line separators inside texts are searched one by one, which
saves 23 % of writing (`benchmarks/export_optimisations.py`).
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from operator import attrgetter
from pathlib import Path
from typing import Any, BinaryIO

from exports.direction import orient_unit
from exports.entry import Entry, LossTally, WriteResult
from exports.format import ReadOptions, WriteOptions
from exports.io.lines import UnreadableLine, read_lines
from exports.provenance import FIELD_NAMES, Fields, parse_provenance
from tm.errors import InputError
from tm.file_remarks import SkippedEntry
from tm.text.locale import Locale
from tm.text.segment import CODE, Code, Segment, require_storable_text
from tm.unit import Origin, TranslationUnit

# U+0085, U+2028 and U+2029 end a line for some readers; UTF-8 has no lone surrogates.
ESCAPED_CHARACTER_PATTERN = re.compile("[\u0085\u2028\u2029\ud800-\udfff]")
_ORIGIN_FIELDS = tuple(field.name for field in fields(Origin))
_read_origin_values = attrgetter(*_ORIGIN_FIELDS)
_encode_json = json.JSONEncoder(ensure_ascii=False).encode

JsonObject = Mapping[str, Any]
"""A JSON object whose values have not been checked."""


def read(path: Path, options: ReadOptions) -> Iterator[Entry]:
    """Read a unit for each line."""
    tally = LossTally()
    for line_number, line in read_lines(path):
        if isinstance(line, UnreadableLine):
            yield SkippedEntry(str(path), line_number, line.reason)
            continue
        try:
            yield parse_unit(line, options, tally)
        except (ValueError, RecursionError) as error:
            if isinstance(error, MissingLocale):
                raise InputError(
                    f"{path}:{line_number}: {error}", parameters=error.parameters
                ) from error
            reason = "nested too deep" if isinstance(error, RecursionError) else ""
            yield SkippedEntry(str(path), line_number, reason or describe_error(error))
    yield from tally.list_losses()


def write(
    units: Iterable[TranslationUnit], file: BinaryIO, options: WriteOptions
) -> WriteResult:
    """Write a line for each unit, in the direction in which it is stored."""
    written_count = left_out_count = 0
    for unit in units:
        if orient_unit(unit, options) is None:
            left_out_count += 1
            continue
        written_count += 1
        file.write(format_json_line(make_json_object(unit)))
    return WriteResult(written_count, left_out_count)


def format_json_line(value: object) -> bytes:
    """Format a value as a line of JSON in UTF-8, which every reader takes for one."""
    line_text = f"{_encode_json(value)}\n"
    if (
        "\u0085" not in line_text
        and "\u2028" not in line_text
        and "\u2029" not in line_text
    ):
        try:
            return line_text.encode()
        except UnicodeEncodeError:  # a lone surrogate
            pass
    return ESCAPED_CHARACTER_PATTERN.sub(
        lambda match: f"\\u{ord(match[0]):04x}", line_text
    ).encode()


def make_json_object(unit: TranslationUnit) -> dict[str, object]:
    """Make the JSON object of a unit; `id` and `document` are for other tools."""
    origin = unit.origin
    target = unit.target
    has_position = origin.article is not None and origin.position is not None
    return {
        "document": origin.article,
        "id": f"{origin.article}#{origin.position}" if has_position else unit.key.hex(),
        "source": unit.source.text,
        "target": target.text if target else None,
        "source_locale": unit.source.locale.tag,
        "target_locale": target.locale.tag if target else None,
        "source_codes": list(map(_make_code_object, unit.source.codes)),
        "target_codes": list(map(_make_code_object, target.codes)) if target else [],
        "state": unit.state,
        "origin": dict(zip(_ORIGIN_FIELDS, _read_origin_values(origin), strict=True)),
        "neighbours": [key.hex() if key else None for key in unit.neighbours],
        "note": unit.note,
        "properties": [
            [property.name, property.value, property.side]
            for property in unit.properties
        ],
    }


def read_codes(json_object: Mapping[str, object], side_name: str) -> tuple[Code, ...]:
    """Read the inline codes of a side of a unit. Raises ValueError."""
    code_objects = json_object.get(f"{side_name}_codes")
    if not code_objects:
        return ()
    if not isinstance(code_objects, list):
        raise ValueError(f"{side_name}_codes do not fit the text")
    return tuple(map(_read_code, code_objects))


def _make_code_object(code: Code) -> Mapping[str, str]:
    return {"kind": code.kind, "id": code.id, "data": code.data}


class MissingLocale(InputError):
    """Neither a line nor the options name the language of a text."""


def parse_unit(line: str, options: ReadOptions, tally: LossTally) -> TranslationUnit:
    """Parse the unit of a line. Raises ValueError or MissingLocale."""
    json_object = parse_strict_json(line)
    if not isinstance(json_object, dict):
        raise ValueError("not a JSON object")
    return parse_unit_object(json_object, options, tally)


def parse_unit_object(
    json_object: JsonObject, options: ReadOptions, tally: LossTally
) -> TranslationUnit:
    """Parse the unit of a JSON object. Raises ValueError or MissingLocale."""
    source = _read_segment(json_object, "source", options.source)
    if source is None:
        raise ValueError("no source text")
    target = _read_segment(json_object, "target", options.target)
    return parse_provenance(_read_fields(json_object, tally)).make_unit(source, target)


def _read_segment(
    json_object: JsonObject, side_name: str, default_locale: Locale | None
) -> Segment | None:
    """Read the segment of a side; None without a text. Raises ValueError."""
    text = json_object.get(side_name)
    if text is None or text == "":
        return None
    if not isinstance(text, str):
        raise ValueError(f"{side_name} is not a text")
    locale_tag = json_object.get(f"{side_name}_locale")
    if locale_tag is None and default_locale is None:
        raise MissingLocale(
            f"the line does not name its {side_name} language; "
            f"name the {side_name} language of the file",
            parameters=[side_name],
        )
    locale = Locale.parse(str(locale_tag)) if locale_tag is not None else default_locale
    assert locale is not None
    segment = Segment.of(locale, text)
    codes = read_codes(json_object, side_name)
    if not codes:
        return segment if segment.text else None
    if len(codes) != segment.text.count(CODE):
        raise ValueError(f"{side_name}_codes do not fit the text")
    return Segment(locale, segment.text, codes)


def _read_code(code_object: object) -> Code:
    if not isinstance(code_object, dict):
        raise ValueError("a code is not an object")
    code_texts = [str(code_object.get(name) or "") for name in ("kind", "id", "data")]
    for code_text in code_texts:
        require_storable_text(code_text)
    return Code(*code_texts)


def _read_fields(json_object: JsonObject, tally: LossTally) -> Fields:
    """Read the provenance fields of a line. Raises ValueError."""
    origin_object = json_object.get("origin")
    if origin_object is None:
        # A line of another tool has no other origin than its document and id.
        origin_object = {
            "article": json_object.get("document"),
            "tuid": json_object.get("id"),
        }
    if not isinstance(origin_object, dict):
        raise ValueError("origin is not an object")
    fields: Fields = {}
    for member_name, value in origin_object.items():
        field_name = member_name.replace("_", "-")
        if field_name not in FIELD_NAMES:
            tally.add(f"origin field {member_name}")
        elif value is not None:
            fields[field_name] = str(value)
    neighbours = json_object.get("neighbours") or (None, None)
    if not isinstance(neighbours, list | tuple) or len(neighbours) != 2:
        raise ValueError("neighbours are not two keys")
    other_values = (json_object.get("state"), *neighbours, json_object.get("note"))
    for member_name, value in zip(
        ("state", "before", "after", "note"), other_values, strict=True
    ):
        if value is not None:
            fields[member_name] = str(value)
    properties = json_object.get("properties")
    if properties:
        fields["properties"] = json.dumps(properties)
    return fields


def parse_strict_json(text: str) -> object:
    """Parse JSON. Raises ValueError, also for repeated names and for NaN.

    Python's parser silently keeps only the last value of a repeated name.
    """
    return json.loads(
        text,
        object_pairs_hook=_make_unambiguous_object,
        parse_constant=_refuse_constant,
    )


def _make_unambiguous_object(
    member_pairs: list[tuple[str, object]],
) -> dict[str, object]:
    value_by_name = dict(member_pairs)
    if len(value_by_name) < len(member_pairs):
        name_counts = Counter(name for name, _ in member_pairs)
        repeated_name = next(name for name, count in name_counts.items() if count > 1)
        raise ValueError(f"{repeated_name!r} occurs twice in an object")
    return value_by_name


def _refuse_constant(constant: str) -> object:
    raise ValueError(f"{constant} is not JSON")


def describe_error(error: Exception) -> str:
    """Describe why a text is not a unit."""
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error.msg} at character {error.colno}"
    return str(error)
