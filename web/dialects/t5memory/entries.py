"""Entries as t5memory sends them: texts in XML, times and keys in its own form."""

from datetime import datetime
from typing import TypedDict

import msgspec

from padanan.results import MemoryMatch, StoredUnit
from tm.errors import NotFound
from tm.unit import Origin
from web.dialects.markup import add_entities
from web.dialects.translations import describe_origin, read_rate, read_target

_KEY_DIGIT_COUNT = 12
_SEGMENT_DIGIT_COUNT = 7
_LATEST_NUMBER = 16**_KEY_DIGIT_COUNT


class T5Entry(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A unit; several members have a second name for older clients."""

    source: str
    target: str
    source_lang: str
    target_lang: str
    segment_id: int
    internal_key: str
    """Two numbers, by which translate5 names the entry that it deletes."""
    document_name: str
    document_short_name: str
    author: str
    timestamp: str
    context: str = ""
    additional_info: str
    """Where it comes from."""
    type: str = "Manual"
    markup_table: str = "OTMXUXLF"
    custom_id: str = ""
    segment_number: int = 0
    id: str = ""


class T5Match(T5Entry, frozen=True, kw_only=True, rename="camel"):
    """A unit that is like a text."""

    match_type: str
    match_rate: int
    fuzzy_words: int
    fuzzy_diffs: int


def make_entry(unit: StoredUnit, source_lang: str, target_lang: str) -> T5Entry:
    """Make the entry of a unit."""
    return T5Entry(
        source=add_entities(unit.source),
        target=add_entities(unit.target),
        source_lang=source_lang,
        target_lang=target_lang,
        **_describe(unit.origin, unit.key),
    )


def make_match(
    match: MemoryMatch, text: str, source_lang: str, target_lang: str
) -> T5Match:
    """Make the entry of a match of a text."""
    rate = read_rate(match)
    word_count = len(text.split())
    return T5Match(
        source=add_entities(match.source),
        target=add_entities(read_target(match)),
        source_lang=source_lang,
        target_lang=target_lang,
        match_type="Exact" if rate == 100 else "Fuzzy",
        match_rate=rate,
        fuzzy_words=word_count,
        fuzzy_diffs=round(word_count * (100 - rate) / 100),
        **_describe(match.origin, match.unit),
    )


class _OriginValues(TypedDict):
    segment_id: int
    internal_key: str
    document_name: str
    document_short_name: str
    author: str
    timestamp: str
    additional_info: str


def _describe(origin: Origin, unit_key: str | None) -> _OriginValues:
    return {
        "segment_id": int(unit_key[-_SEGMENT_DIGIT_COUNT:], 16) if unit_key else 0,
        "internal_key": make_internal_key(unit_key) if unit_key else "0:0",
        "document_name": origin.headline or "none",
        "document_short_name": (origin.headline or "none")[:8],
        "author": origin.author or "",
        "timestamp": format_timestamp(origin.changed or origin.created),
        "additional_info": describe_origin(origin),
    }


def make_internal_key(unit_key: str) -> str:
    """Make the key of an entry from that of its unit.

    >>> make_internal_key("00000000000a00000000000b0000001f")
    '10:11'
    """
    numbers = (unit_key[:_KEY_DIGIT_COUNT], unit_key[_KEY_DIGIT_COUNT:][:12])
    return ":".join(str(int(digits, 16)) for digits in numbers)


def find_key_beginning(record_key: int, target_key: int) -> str:
    """Find the beginning of a unit's key that two numbers stand for.

    >>> find_key_beginning(10, 11)
    '00000000000a00000000000b'

    Raises NotFound.
    """
    for number in (record_key, target_key):
        if not 0 <= number < _LATEST_NUMBER:
            raise NotFound(f"no entry {record_key}:{target_key}")
    return f"{record_key:0{_KEY_DIGIT_COUNT}x}{target_key:0{_KEY_DIGIT_COUNT}x}"


def format_timestamp(timestamp: str | None) -> str:
    """Format a time as t5memory does.

    >>> format_timestamp("2025-10-08T16:45:00Z"), format_timestamp(None)
    ('20251008T164500Z', '19700101T000000Z')
    """
    try:
        return f"{datetime.fromisoformat(timestamp or ''):%Y%m%dT%H%M%SZ}"
    except ValueError:
        return "19700101T000000Z"
