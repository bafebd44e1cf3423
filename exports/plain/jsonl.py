"""JSON lines: every field of a unit, without loss; a unit a line.

Plain lines `{"document", "id", "source", "target"}` are read too, given the locales.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from operator import attrgetter
from pathlib import Path
from typing import Any, BinaryIO

from exports.direction import orient
from exports.entry import Entry, LossTally, SkippedEntry, WriteResult
from exports.format import ReadOptions, WriteOptions
from exports.io.lines import UnreadableLine, read_lines
from exports.provenance import FIELD_NAMES, Fields, parse_provenance
from tm.errors import InputError
from tm.text.locale import Locale
from tm.text.segment import CODE, Code, Segment, demand_storable
from tm.unit import Origin, TranslationUnit

# U+0085, U+2028 and U+2029 end a line for some readers; half a surrogate pair has no
# UTF-8.
ESCAPED_CHARACTER = re.compile("[\u0085\u2028\u2029\ud800-\udfff]")
_ORIGIN_FIELDS = tuple(field.name for field in fields(Origin))
_read_origin_values = attrgetter(*_ORIGIN_FIELDS)
_encode_json = json.JSONEncoder(ensure_ascii=False).encode

JsonObject = Mapping[str, Any]
"""A JSON object, of which nothing is known until it is looked at."""


def read(path: Path, options: ReadOptions) -> Iterator[Entry]:
    """A unit for each line."""
    tally = LossTally()
    for number, line in read_lines(path):
        if isinstance(line, UnreadableLine):
            yield SkippedEntry(str(path), number, line.reason)
            continue
        try:
            yield parse_unit(line, options, tally)
        except (ValueError, RecursionError) as error:
            if isinstance(error, MissingLocale):
                raise InputError(f"{path}:{number}: {error}") from error
            reason = "nested too deep" if isinstance(error, RecursionError) else ""
            yield SkippedEntry(str(path), number, reason or describe_error(error))
    yield from tally.losses()


def write(
    units: Iterable[TranslationUnit], file: BinaryIO, options: WriteOptions
) -> WriteResult:
    """A line for each unit, its sides as they are stored."""
    written_count = left_out_count = 0
    for unit in units:
        if orient(unit, options) is None:
            left_out_count += 1
            continue
        written_count += 1
        file.write(_format_line(unit))
    return WriteResult(written_count, left_out_count)


def _format_line(unit: TranslationUnit) -> bytes:
    text = f"{_encode_json(make_record(unit))}\n"
    # Looking for one character is much quicker than for any of some.
    if "\u0085" not in text and "\u2028" not in text and "\u2029" not in text:
        try:
            return text.encode()
        except UnicodeEncodeError:  # half of a surrogate pair
            pass
    return ESCAPED_CHARACTER.sub(lambda match: f"\\u{ord(match[0]):04x}", text).encode()


def make_record(unit: TranslationUnit) -> dict[str, object]:
    """A unit as a JSON object; `id` and `document` are for those who read only that."""
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
        "source_codes": list(map(_make_code_record, unit.source.codes)),
        "target_codes": list(map(_make_code_record, target.codes)) if target else [],
        "state": unit.state,
        "origin": dict(zip(_ORIGIN_FIELDS, _read_origin_values(origin), strict=True)),
        "neighbours": [key.hex() if key else None for key in unit.neighbours],
        "note": unit.note,
        "properties": [
            [property.name, property.value, property.side]
            for property in unit.properties
        ],
    }


def read_codes(record: Mapping[str, object], side: str) -> tuple[Code, ...]:
    """The inline codes of a side of a record; raises ValueError for what is none."""
    codes = record.get(f"{side}_codes")
    if not codes:
        return ()
    if not isinstance(codes, list):
        raise ValueError(f"{side}_codes do not fit the text")
    return tuple(map(_read_code, codes))


def _make_code_record(code: Code) -> Mapping[str, str]:
    return {"kind": code.kind, "id": code.id, "data": code.data}


class MissingLocale(ValueError):
    """A line does not name a language, and no option does."""


def parse_unit(line: str, options: ReadOptions, tally: LossTally) -> TranslationUnit:
    """The unit that a line is. Raises ValueError for what is none, and NoLocale."""
    record = parse_strict_json(line)
    if not isinstance(record, dict):
        raise ValueError("not a JSON object")
    source = _read_segment(record, "source", options.source)
    if source is None:
        raise ValueError("no source text")
    target = _read_segment(record, "target", options.target)
    return parse_provenance(_read_fields(record, tally)).make_unit(source, target)


def _read_segment(
    record: JsonObject, side: str, default_locale: Locale | None
) -> Segment | None:
    text = record.get(side)
    if text is None or text == "":
        return None
    if not isinstance(text, str):
        raise ValueError(f"{side} is not a text")
    tag = record.get(f"{side}_locale")
    if tag is None and default_locale is None:
        option = f"-{side[0]}"
        raise MissingLocale(f"the {side} language is not named: give {option}")
    locale = Locale.parse(str(tag)) if tag is not None else default_locale
    assert locale is not None
    segment = Segment.of(locale, text)
    codes = read_codes(record, side)
    if not codes:
        return segment if segment.text else None
    if len(codes) != segment.text.count(CODE):
        raise ValueError(f"{side}_codes do not fit the text")
    return Segment(locale, segment.text, codes)


def _read_code(code: object) -> Code:
    if not isinstance(code, dict):
        raise ValueError("a code is not an object")
    code_fields = [str(code.get(name) or "") for name in ("kind", "id", "data")]
    for field_text in code_fields:
        demand_storable(field_text)
    return Code(*code_fields)


def _read_fields(record: JsonObject, tally: LossTally) -> Fields:
    origin = record.get("origin")
    if origin is None:
        # Another tool's line: what it calls document and id is all that is known.
        origin = {"article": record.get("document"), "tuid": record.get("id")}
    if not isinstance(origin, dict):
        raise ValueError("origin is not an object")
    fields: Fields = {}
    for name, value in origin.items():
        field_name = name.replace("_", "-")
        if field_name not in FIELD_NAMES:
            tally.add(f"origin field {name}")
        elif value is not None:
            fields[field_name] = str(value)
    neighbours = record.get("neighbours") or (None, None)
    if not isinstance(neighbours, list | tuple) or len(neighbours) != 2:
        raise ValueError("neighbours are not two keys")
    values = (record.get("state"), *neighbours, record.get("note"))
    for name, value in zip(("state", "before", "after", "note"), values, strict=True):
        if value is not None:
            fields[name] = str(value)
    properties = record.get("properties")
    if properties:
        fields["properties"] = json.dumps(properties)
    return fields


def parse_strict_json(text: str) -> object:
    """What JSON says. Raises ValueError for what is none, and for what is unclear.

    A name that comes twice in an object would silently lose the first value, and NaN
    is no number of JSON.
    """
    return json.loads(
        text,
        object_pairs_hook=_make_unambiguous_object,
        parse_constant=_refuse_constant,
    )


def _make_unambiguous_object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    record = dict(pairs)
    if len(record) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        repeated_name = next(name for name, count in counts.items() if count > 1)
        raise ValueError(f"{repeated_name!r} is there twice")
    return record


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def describe_error(error: Exception) -> str:
    """What to say of a text that is no unit."""
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error.msg} at character {error.colno}"
    return str(error)
