"""Phrases that are whole segments of the memory, with their translations."""

from tm.store.database import Database
from tm.store.lookup_reader import open_lookup_reader
from tm.text.capitals import capitalise_first
from tm.text.locale import Locale
from tm.text.segment import Segment

_MAX_TRANSLATION_COUNT = 3
"""The most translations of a phrase; one with more depends on its context."""


def find_translations(
    database: Database, phrase: str, source_locale: Locale, target_locale: Locale
) -> tuple[str, ...]:
    """Find the translations of a phrase that is a segment; empty if it is none.

    Its first letter may be a capital in the memory.
    """
    translations: dict[str, None] = {}
    with open_lookup_reader(database) as reader:
        possible_texts = dict.fromkeys((phrase, capitalise_first(phrase)))
        key_by_text = {
            text: Segment.of(source_locale, text).key for text in possible_texts
        }
        segment_id_by_key = reader.find_segment_ids(key_by_text.values())
        for text, key in key_by_text.items():
            if key not in segment_id_by_key:
                continue
            for _, unit in reader.read_units_of_segments(
                [segment_id_by_key[key]], target_locale
            ):
                _, target = unit.orient(source_locale, target_locale)
                if target is not None and not target.codes:
                    translations[_fit_first_letter(target.text, phrase, text)] = None
    return tuple(translations) if len(translations) <= _MAX_TRANSLATION_COUNT else ()


def _fit_first_letter(translation: str, phrase: str, stored_phrase: str) -> str:
    """Undo the capital that a stored phrase has as a segment, except in a name."""
    if phrase == stored_phrase or translation[1:] != translation[1:].lower():
        return translation
    return translation[:1].lower() + translation[1:]
