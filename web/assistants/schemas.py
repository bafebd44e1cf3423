"""JSON schemas of requests, as short as assistants need them.

Every assistant reads the schemas of all tools before each of its conversations, so
that they have names, types and choices only; limits are told by the errors.
"""

from collections.abc import Collection, Mapping
from typing import Any

import msgspec
import msgspec.structs

_KEPT_SCHEMA_KEYS = ("type", "enum", "items")


def make_tool_schema(
    request_type: type[msgspec.Struct], shown_names: Collection[str]
) -> dict[str, Any]:
    """Make the schema of some fields of a request type; Any, since schemas nest."""
    fields = [
        field
        for field in msgspec.structs.fields(request_type)
        if field.name in shown_names
    ]
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {
            field.name: _shorten_schema(msgspec.json.schema(field.type))
            for field in fields
        },
    }
    if required_names := [field.name for field in fields if field.required]:
        schema["required"] = required_names
    return schema


def _shorten_schema(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out limits, examples and null."""
    for alternative in schema.get("anyOf", ()):
        if alternative.get("type") != "null":
            return _shorten_schema({**schema, **alternative, "anyOf": ()})
    short_schema = {key: schema[key] for key in _KEPT_SCHEMA_KEYS if key in schema}
    if "items" in short_schema:
        short_schema["items"] = _shorten_schema(short_schema["items"])
    if "enum" in short_schema:
        short_schema.pop("type", None)
    return short_schema
