"""Values of the API's types, made of the JSON that a server answers."""

from dataclasses import fields, is_dataclass
from enum import Enum
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from tm.result_cache import lazy_constant

_Value = TypeVar("_Value")


def make_value(kind: type[_Value], json_value: Any) -> _Value:
    """Make a value of a dataclass, with all that it contains, of a JSON object.

    Members that the class does not have, from a newer server, are left out.

    >>> from tm.finding import Span
    >>> make_value(Span, {"start": 0, "end": 5, "unknown": True})
    Span(start=0, end=5)
    """
    value: _Value = _convert_value(kind, json_value)
    return value


def _convert_value(
    kind: Any, json_value: Any
) -> Any:  # types are values of no common type
    if get_origin(kind) is UnionType:  # `X | None`
        if json_value is None:
            return None
        kind = next(part for part in get_args(kind) if part is not type(None))
    if get_origin(kind) is tuple:
        part_kinds = get_args(kind)
        if part_kinds[-1] is Ellipsis:
            return tuple(_convert_value(part_kinds[0], part) for part in json_value)
        return tuple(map(_convert_value, part_kinds, json_value))
    if get_origin(kind) is dict:
        return json_value
    if is_dataclass(kind):
        assert isinstance(kind, type)
        kind_by_name = _read_field_types(kind)
        return kind(
            **{
                name: _convert_value(kind_by_name[name], part)
                for name, part in json_value.items()
                if name in kind_by_name
            }
        )
    return kind(json_value) if issubclass(kind, Enum) else json_value


@lazy_constant
def _read_field_types(kind: type) -> dict[str, Any]:
    assert is_dataclass(kind)
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}
