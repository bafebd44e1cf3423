"""Translations of the memory, with a glossary and a memory to use."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated

import msgspec

from padanan.memory import Memory
from tm.errors import InputError
from tm.text.locale import Locale
from web.call import Call
from web.dialects.deepl.ids import find_glossary, find_memory_name
from web.dialects.dialect import DialectRequest
from web.dialects.markup import translate_markup
from web.dialects.translations import (
    find_translation_from,
    list_source_locales,
    parse_known_locale,
)

_MAX_TEXT_COUNT = 1000
_MARKUPS = ("xml", "html")


class DeeplTranslationRequest(DialectRequest, frozen=True, kw_only=True):
    """Texts to translate; what a memory cannot do, such as formality, is ignored."""

    text: Annotated[tuple[str, ...], msgspec.Meta(max_length=_MAX_TEXT_COUNT)]
    target_lang: str
    source_lang: str | None = None
    glossary_id: str | None = None
    glossary_ids: tuple[str, ...] = ()
    translation_memory_id: str | None = None
    translation_memory_threshold: Annotated[int, msgspec.Meta(ge=0, le=100)] | None = (
        None
    )
    """The lowest rate; without it, only certain translations are given."""
    tag_handling: str | None = None

    def choose_memory(self, names: Sequence[str]) -> str | None:
        """Choose the memory of the id. Raises NotFound."""
        if self.translation_memory_id is None:
            return None
        return find_memory_name(self.translation_memory_id, names)


class DeeplTranslation(msgspec.Struct, frozen=True):
    """A translation, empty if there is none."""

    detected_source_language: str
    text: str
    billed_characters: int = 0
    """Nothing is billed, and the client for Python cannot do without the number."""


class DeeplTranslations(msgspec.Struct, frozen=True):
    """As many translations as there were texts."""

    translations: list[DeeplTranslation]


def translate(call: Call, request: DeeplTranslationRequest) -> DeeplTranslations:
    """Translate texts, where the memory or a glossary has certain translations."""
    target = _parse_target(call.memory, request.target_lang)
    if request.source_lang:
        sources = [Locale.parse(request.source_lang)]
    else:
        sources = list_source_locales(call.memory, target)
    words = _read_glossaries(call.memory, request, target)
    return DeeplTranslations(
        [
            _translate_text(call.memory, text, sources, target, words, request)
            for text in request.text
        ]
    )


def _parse_target(memory: Memory, tag: str) -> Locale:
    """Parse the target language; clients can send `EN-GB` but not `EN`.

    The language alone is meant where the memory has nothing else of it.
    """
    target = Locale.parse(tag)
    stored = list(map(Locale.parse, memory.units.list_languages()))
    language = parse_known_locale(target.language)
    if language in stored and not any(map(target.covers, stored)):
        return language
    return target


def _read_glossaries(
    memory: Memory, request: DeeplTranslationRequest, target: Locale
) -> dict[str, str]:
    """Read the words of the glossaries; the first one has precedence."""
    ids = request.glossary_ids
    if request.glossary_id is not None:
        ids = (request.glossary_id, *ids)
    if ids and not request.source_lang:
        raise InputError("a glossary needs source_lang; give it")
    words: dict[str, str] = {}
    for glossary_id in ids:
        name = find_glossary(memory, glossary_id).name
        source = Locale(Locale.parse(request.source_lang or "").language)
        glossary_words = memory.word_lists.read(
            name, source=source, target=Locale(target.language)
        )
        if not glossary_words:
            raise InputError(
                f"the glossary {name!r} has no words from {source} to {target}"
            )
        words = glossary_words | words
    return words


def _translate_text(
    memory: Memory,
    text: str,
    sources: list[Locale],
    target: Locale,
    words: Mapping[str, str],
    request: DeeplTranslationRequest,
) -> DeeplTranslation:
    source = sources[0] if sources else None

    def translate_plainly(plain_text: str) -> str:
        nonlocal source
        word_by_form = {word.casefold(): word for word in words}
        if (word := word_by_form.get(plain_text.strip().casefold())) is not None:
            return words[word]
        found = find_translation_from(
            memory,
            plain_text,
            sources,
            target,
            min_rate=request.translation_memory_threshold,
            required_words=_find_required_words(plain_text, words),
        )
        source = found.source or source
        return found.text

    if request.tag_handling in _MARKUPS:
        translation = translate_markup(text, translate_plainly)
    else:
        translation = translate_plainly(text)
    detected = request.source_lang or (source.tag if source else "")
    return DeeplTranslation(detected.upper(), translation)


def _find_required_words(text: str, words: Mapping[str, str]) -> list[str]:
    """Find the words that a translation must have, as a glossary says."""
    folded_text = text.casefold()
    return [
        translation
        for word, translation in words.items()
        if word.casefold() in folded_text
        and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE)
    ]
