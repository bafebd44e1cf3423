"""Entries as t5memory sends them: texts in XML, times and keys in its own form."""

from tm.errors import NotFound
from web.dialects.markup import add_entities
from web.dialects.routes import JsonObject, RequestPart
from web.dialects.translations import OfferedTranslation, format_time

_KEY_DIGIT_COUNT = 12
_SEGMENT_DIGIT_COUNT = 7
_NUMBER_LIMIT = 16**_KEY_DIGIT_COUNT


class EntryKey(RequestPart, frozen=True, kw_only=True, rename="camel"):
    """The two numbers by which translate5 names an entry."""

    record_key: int
    target_key: int

    def find_key_prefix(self) -> str:
        """Find the beginning of the key of the unit that the numbers stand for.

        >>> EntryKey(record_key=10, target_key=11).find_key_prefix()
        '00000000000a00000000000b'

        Raises NotFound.
        """
        numbers = self.record_key, self.target_key
        if not all(0 <= number < _NUMBER_LIMIT for number in numbers):
            raise NotFound(f"no entry {self.record_key}:{self.target_key}")
        return "".join(f"{number:0{_KEY_DIGIT_COUNT}x}" for number in numbers)


def make_entry(
    translation: OfferedTranslation, source_lang: str, target_lang: str
) -> JsonObject:
    """Make an entry; several members have a second name for older clients."""
    origin, key = translation.origin, translation.key
    return {
        "source": add_entities(translation.source),
        "target": add_entities(translation.target),
        "sourceLang": source_lang,
        "targetLang": target_lang,
        "segmentId": int(key[-_SEGMENT_DIGIT_COUNT:], 16) if key else 0,
        "internalKey": make_internal_key(key) if key else "0:0",
        "documentName": origin.headline or "none",
        "documentShortName": (origin.headline or "none")[:8],
        "author": origin.author or "",
        "timestamp": format_time(origin.changed or origin.created, "%Y%m%dT%H%M%SZ"),
        "context": "",
        "additionalInfo": translation.origin_description,
        "type": "Manual",
        "markupTable": "OTMXUXLF",
        "customId": "",
        "segmentNumber": 0,
        "id": "",
    }


def make_match(
    translation: OfferedTranslation, text: str, source_lang: str, target_lang: str
) -> JsonObject:
    """Make the entry of a match of a text."""
    word_count = len(text.split())
    return make_entry(translation, source_lang, target_lang) | {
        "matchType": "Exact" if translation.rate == 100 else "Fuzzy",
        "matchRate": translation.rate,
        "fuzzyWords": word_count,
        "fuzzyDiffs": round(word_count * (100 - translation.rate) / 100),
    }


def make_internal_key(unit_key: str) -> str:
    """Make the key of an entry, by which translate5 deletes it, from that of its unit.

    >>> make_internal_key("00000000000a00000000000b0000001f")
    '10:11'
    """
    numbers = (unit_key[:_KEY_DIGIT_COUNT], unit_key[_KEY_DIGIT_COUNT:][:12])
    return ":".join(str(int(hexadecimal_number, 16)) for hexadecimal_number in numbers)
