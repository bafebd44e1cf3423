"""Values of the API's types, made of the JSON that a server answers."""

from dataclasses import fields, is_dataclass
from enum import Enum
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from tm.result_cache import lazy_constant

_ValueT = TypeVar("_ValueT")


def make_value(value_type: type[_ValueT], json_value: Any) -> _ValueT:
    """Make a value of a dataclass, with all that it contains, of a JSON object.

    Members that the class does not have, from a newer server, are left out.

    >>> from tm.finding import Span
    >>> make_value(Span, {"start": 0, "end": 5, "unknown": True})
    Span(start=0, end=5)
    """
    value: _ValueT = _convert_value(value_type, json_value)
    return value


def _convert_value(
    value_type: Any, json_value: Any
) -> Any:  # types are values of no common type
    if get_origin(value_type) is UnionType:  # `X | None`
        if json_value is None:
            return None
        value_type = next(
            member for member in get_args(value_type) if member is not type(None)
        )
    if get_origin(value_type) is tuple:
        member_types = get_args(value_type)
        if member_types[-1] is Ellipsis:
            return tuple(
                _convert_value(member_types[0], member) for member in json_value
            )
        return tuple(map(_convert_value, member_types, json_value))
    if get_origin(value_type) is dict:
        return json_value
    if is_dataclass(value_type):
        assert isinstance(value_type, type)
        type_by_name = _read_field_types(value_type)
        return value_type(
            **{
                name: _convert_value(type_by_name[name], member)
                for name, member in json_value.items()
                if name in type_by_name
            }
        )
    return value_type(json_value) if issubclass(value_type, Enum) else json_value


@lazy_constant
def _read_field_types(value_type: type) -> dict[str, Any]:
    assert is_dataclass(value_type)
    type_by_name = get_type_hints(value_type)
    return {
        value_field.name: type_by_name[value_field.name]
        for value_field in fields(value_type)
    }
