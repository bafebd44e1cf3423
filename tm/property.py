"""Properties: what a file says of a unit and no field of ours has a place for."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Side(StrEnum):
    """What of a unit a property is about."""

    UNIT = "unit"
    SOURCE = "source"
    TARGET = "target"

    # That of an enumeration takes ten times as long, and properties are looked up.
    __hash__ = str.__hash__


@dataclass(frozen=True, slots=True)
class Property:
    """A fact that another tool wrote down, kept so that it can be given back.

    Names may come more than once, and their order is kept.
    """

    name: str
    """The format and what it calls the fact: `tmx:usagecount`, `po:flag` …"""
    value: str
    side: Side = Side.UNIT


Properties = tuple[Property, ...]

_FEW = 3
_SHORT = 200


def properties_text(properties: Iterable[Property]) -> str | None:
    """Properties as one text, the same for the same properties; none is no text.

    >>> properties_text([Property("po:flag", "c-format")])
    '[["po:flag","c-format"]]'
    """
    known = tuple(properties)
    return _few_text(known) if len(known) <= _FEW else _text(known)


def properties_of(text: str | None) -> Properties:
    """What `properties_text` wrote. Raises ValueError for anything else."""
    if not text:
        return ()
    return _few_of(text) if len(text) <= _SHORT else _of(text)


def _text(properties: Properties) -> str | None:
    records = [
        [known.name, known.value]
        if known.side is Side.UNIT
        else [known.name, known.value, known.side]
        for known in properties
    ]
    if not records:
        return None
    return json.dumps(records, ensure_ascii=False, separators=(",", ":"))


def _of(text: str) -> Properties:
    records = json.loads(text)
    if not isinstance(records, list):
        raise ValueError("properties are not a list")
    return tuple(map(_property, records))


# What the header of a file says is a property of all its units.
_few_text = lru_cache(maxsize=1 << 10)(_text)
_few_of = lru_cache(maxsize=1 << 10)(_of)


def _property(record: object) -> Property:
    if not isinstance(record, list) or len(record) not in (2, 3):
        raise ValueError("a property is not a name and a value")
    if not all(isinstance(part, str) for part in record):
        raise ValueError("a property is not made of texts")
    name, value, *side = record
    return Property(name, value, Side(side[0]) if side else Side.UNIT)
