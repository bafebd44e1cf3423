"""Descriptions of fields, from the texts below them in the code."""

import ast
import inspect
from collections.abc import Iterable, Iterator, Mapping
from textwrap import dedent
from typing import Any

import msgspec

from tm.result_cache import lazy_constant


@lazy_constant
def read_field_docs(kind: type) -> Mapping[str, str]:
    """Read the text below each field of a class, with those of its base classes."""
    docs: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        if base.__module__.split(".")[0] in ("web", "padanan", "tm"):
            docs |= _read_own_docs(base)
    return docs


def list_classes(types: Iterable[Any]) -> list[type]:
    """List the classes of types and of all that they contain.

    Any: types are values of no common type.
    """
    classes: dict[type, None] = {}
    for type_info in msgspec.inspect.multi_type_info(types):
        for kind in _find_classes(type_info):
            classes.setdefault(kind)
    return list(classes)


def add_field_docs(
    components: Mapping[str, dict[str, Any]], types: Iterable[Any]
) -> None:
    """Add the descriptions of fields to the schemas of their classes."""
    for kind in list_classes(types):
        properties = components.get(kind.__name__, {}).get("properties", {})
        for name, doc in read_field_docs(kind).items():
            if name in properties:
                properties[name].setdefault("description", doc)


def _read_own_docs(kind: type) -> dict[str, str]:
    try:
        source = inspect.getsource(kind)
    except OSError:  # made of the parameters of a function
        return {}
    [class_node] = ast.parse(dedent(source)).body
    assert isinstance(class_node, ast.ClassDef)
    docs = {}
    for statement, next_statement in zip(
        class_node.body, class_node.body[1:], strict=False
    ):
        if (
            isinstance(statement, ast.AnnAssign)
            and isinstance(statement.target, ast.Name)
            and isinstance(next_statement, ast.Expr)
            and isinstance(next_statement.value, ast.Constant)
        ):
            docs[statement.target.id] = inspect.cleandoc(
                str(next_statement.value.value)
            )
    return docs


def _find_classes(type_info: Any) -> Iterator[type]:  # a type of msgspec.inspect
    """Find the classes of a type and of what it contains."""
    match type_info:
        case msgspec.inspect.StructType() | msgspec.inspect.DataclassType():
            yield type_info.cls
            for field in type_info.fields:
                yield from _find_classes(field.type)
        case msgspec.inspect.UnionType(types):
            for part in types:
                yield from _find_classes(part)
        case msgspec.inspect.Metadata(part):
            yield from _find_classes(part)
        case msgspec.inspect.TupleType(item_types):
            for part in item_types:
                yield from _find_classes(part)
        case msgspec.inspect.VarTupleType() | msgspec.inspect.ListType():
            yield from _find_classes(type_info.item_type)
        case msgspec.inspect.DictType():
            yield from _find_classes(type_info.value_type)
