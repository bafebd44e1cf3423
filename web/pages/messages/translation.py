"""Translating a message of the program, by its pattern in a catalogue."""

from dataclasses import dataclass

import polib

from checks.engine.messages import read_messages
from tm.result_cache import lazy_constant
from web.pages.gettext_catalogues import CATALOGUE_FOLDER, load_translations
from web.pages.messages.pattern import MessagePattern, fill_pattern, parse_pattern
from web.pages.value_labels import REQUEST_MISTAKES, VALUE_WORDS

CATALOGUE_NAME = "program.po"
_MAX_MESSAGE_LENGTH = 4000
"""Longer messages stay as they are."""
_MAX_DEPTH = 4
"""Messages within messages."""
_LOCATION_END = ": "
_MESSAGE_PART_ENDS = ("; ", "? ")


@dataclass(frozen=True, slots=True)
class MessageCatalogue:
    """The translations of the program's messages into a language."""

    translation_by_text: dict[str, str]
    """Of messages without values."""
    patterns: tuple[tuple[MessagePattern, str], ...]
    """Of messages with values; those that determine most of a message come first."""

    def translate(self, message: str, depth: int = 0) -> str | None:
        """Translate a message, or return None if the catalogue lacks a part of it.

        A message may follow a location (`old.tmx:7: …`), and may be several, divided by
        semicolons; a value may be a message, too.
        """
        translated_text = self.translation_by_text.get(message)
        if translated_text is not None or depth > _MAX_DEPTH:
            return translated_text
        for pattern, translation in self.patterns:
            value_by_name = pattern.read_values(message)
            if value_by_name is not None:
                translated_values = {
                    name: self._translate_value(value, depth + 1)
                    for name, value in value_by_name.items()
                }
                return fill_pattern(translation, translated_values)
        return self._translate_parts(message, depth)

    def _translate_value(self, value: str, depth: int) -> str:
        """Translate a value as far as it is a message, or ends with one."""
        first_part, divider, last_part = value.rpartition(_MESSAGE_PART_ENDS[0])
        translation = self.translate(value, depth)
        if translation is None and divider:
            translated_part = self.translate(last_part, depth)
            if translated_part is not None:
                return f"{first_part}{divider}{translated_part}"
        return translation or value

    def _translate_parts(self, message: str, depth: int) -> str | None:
        location, divider, reason = message.partition(_LOCATION_END)
        if divider:
            translated_reason = self.translate(reason, depth + 1)
            if translated_reason is not None:
                return f"{location}{_LOCATION_END}{translated_reason}"
        for part_end in _MESSAGE_PART_ENDS:
            first_part, divider, last_part = message.rpartition(part_end)
            if divider:
                part_punctuation = part_end.strip(" ;")
                message_parts = (f"{first_part}{part_punctuation}", last_part)
                translated_parts = [
                    self.translate(message_part, depth + 1)
                    for message_part in message_parts
                ]
                if None not in translated_parts:
                    divider = part_end.removeprefix(part_punctuation)
                    return divider.join(filter(None, translated_parts))
        return None


def translate_message(language: str, message: str) -> str | None:
    """Translate a message of the program; None if it stays English."""
    if len(message) > _MAX_MESSAGE_LENGTH:
        return None
    return load_message_catalogue(language).translate(message)


@lazy_constant
def load_message_catalogue(language: str) -> MessageCatalogue:
    """Load the messages of a language, and those of its findings."""
    path = CATALOGUE_FOLDER / language / CATALOGUE_NAME
    entries = [
        (pattern_with_translation.msgid, pattern_with_translation.msgstr)
        for pattern_with_translation in (polib.pofile(path) if path.is_file() else ())
        if pattern_with_translation.translated()
    ]
    known_texts = [*VALUE_WORDS.items(), *((text, text) for text in REQUEST_MISTAKES)]
    entries += [
        (message, load_translations(language).gettext(text))
        for message, text in known_texts
    ]
    if language != "en":
        translated_messages = read_messages(language)
        entries += [
            (text, translated_messages[message_key])
            for message_key, text in read_messages("en").items()
            if message_key in translated_messages
        ]
    entries = [
        (
            text.removeprefix(_MESSAGE_PART_ENDS[0]),
            translation.removeprefix(_MESSAGE_PART_ENDS[0]),
        )
        for text, translation in entries
    ]
    patterns = [
        (parse_pattern(text), translation)
        for text, translation in entries
        if "{" in text
    ]
    patterns.sort(
        key=lambda pattern_with_translation: -pattern_with_translation[0].letter_count
    )
    return MessageCatalogue(
        {text: translation for text, translation in entries if "{" not in text},
        tuple(patterns),
    )
