"""Descriptions of fields, from the texts below them in the code."""

import ast
import inspect
from collections.abc import Iterable, Iterator, Mapping
from textwrap import dedent
from typing import Any

import msgspec

from tm.result_cache import lazy_constant


@lazy_constant
def read_field_docs(value_type: type) -> Mapping[str, str]:
    """Read the text below each field of a class, with those of its base classes."""
    doc_by_field: dict[str, str] = {}
    for base_class in reversed(value_type.__mro__):
        if base_class.__module__.split(".")[0] in ("web", "padanan", "tm"):
            doc_by_field |= _read_own_docs(base_class)
    return doc_by_field


def list_classes(types: Iterable[Any]) -> list[type]:
    """List the classes of types and of all that they contain.

    Any: types are values of no common type.
    """
    classes: dict[type, None] = {}
    for type_info in msgspec.inspect.multi_type_info(types):
        for found_class in _find_classes(type_info):
            classes.setdefault(found_class)
    return list(classes)


def add_field_docs(
    components: Mapping[str, dict[str, Any]], types: Iterable[Any]
) -> None:
    """Add the descriptions of fields to the schemas of their classes."""
    for documented_class in list_classes(types):
        properties = components.get(documented_class.__name__, {}).get("properties", {})
        for name, doc in read_field_docs(documented_class).items():
            if name in properties:
                properties[name].setdefault("description", doc)


def _read_own_docs(documented_class: type) -> dict[str, str]:
    try:
        source = inspect.getsource(documented_class)
    except OSError:  # made of the parameters of a function
        return {}
    [class_node] = ast.parse(dedent(source)).body
    assert isinstance(class_node, ast.ClassDef)
    doc_by_field = {}
    for statement, next_statement in zip(
        class_node.body, class_node.body[1:], strict=False
    ):
        if (
            isinstance(statement, ast.AnnAssign)
            and isinstance(statement.target, ast.Name)
            and isinstance(next_statement, ast.Expr)
            and isinstance(next_statement.value, ast.Constant)
        ):
            doc_by_field[statement.target.id] = inspect.cleandoc(
                str(next_statement.value.value)
            )
    return doc_by_field


def _find_classes(type_info: Any) -> Iterator[type]:  # a type of msgspec.inspect
    """Find the classes of a type and of what it contains."""
    match type_info:
        case msgspec.inspect.StructType() | msgspec.inspect.DataclassType():
            yield type_info.cls
            for field in type_info.fields:
                yield from _find_classes(field.type)
        case msgspec.inspect.UnionType(types):
            for inner_type in types:
                yield from _find_classes(inner_type)
        case msgspec.inspect.Metadata(inner_type):
            yield from _find_classes(inner_type)
        case msgspec.inspect.TupleType(item_types):
            for inner_type in item_types:
                yield from _find_classes(inner_type)
        case msgspec.inspect.VarTupleType() | msgspec.inspect.ListType():
            yield from _find_classes(type_info.item_type)
        case msgspec.inspect.DictType():
            yield from _find_classes(type_info.value_type)
