"""Entries as t5memory sends them: texts in XML, times and keys in its own form."""

from datetime import datetime

from padanan.values.matches import MemoryMatch
from padanan.values.units import StoredUnit
from tm.errors import NotFound
from tm.unit import Origin
from web.dialects.dialect import JsonObject
from web.dialects.markup import add_entities
from web.dialects.translations import describe_origin, read_rate, read_target

_KEY_DIGIT_COUNT = 12
_SEGMENT_DIGIT_COUNT = 7
_LATEST_NUMBER = 16**_KEY_DIGIT_COUNT


def make_entry(unit: StoredUnit, source_lang: str, target_lang: str) -> JsonObject:
    """Make the entry of a unit."""
    return _make_entry(
        unit.source, unit.target, source_lang, target_lang, unit.origin, unit.key
    )


def make_match(
    match: MemoryMatch, text: str, source_lang: str, target_lang: str
) -> JsonObject:
    """Make the entry of a match of a text."""
    rate = read_rate(match)
    word_count = len(text.split())
    entry = _make_entry(
        *(match.source, read_target(match), source_lang, target_lang),
        *(match.origin, match.unit),
    )
    return entry | {
        "matchType": "Exact" if rate == 100 else "Fuzzy",
        "matchRate": rate,
        "fuzzyWords": word_count,
        "fuzzyDiffs": round(word_count * (100 - rate) / 100),
    }


def _make_entry(
    text: str,
    translation: str,
    source_lang: str,
    target_lang: str,
    origin: Origin,
    unit_key: str | None,
) -> JsonObject:
    """Make an entry; several members have a second name for older clients."""
    return {
        "source": add_entities(text),
        "target": add_entities(translation),
        "sourceLang": source_lang,
        "targetLang": target_lang,
        "segmentId": int(unit_key[-_SEGMENT_DIGIT_COUNT:], 16) if unit_key else 0,
        "internalKey": make_internal_key(unit_key) if unit_key else "0:0",
        "documentName": origin.headline or "none",
        "documentShortName": (origin.headline or "none")[:8],
        "author": origin.author or "",
        "timestamp": format_timestamp(origin.changed or origin.created),
        "context": "",
        "additionalInfo": describe_origin(origin),
        "type": "Manual",
        "markupTable": "OTMXUXLF",
        "customId": "",
        "segmentNumber": 0,
        "id": "",
    }


def make_internal_key(unit_key: str) -> str:
    """Make the key of an entry, by which translate5 deletes it, from that of its unit.

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
