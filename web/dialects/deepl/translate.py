"""Translations of the memory, with a glossary and a memory to use."""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Annotated

import msgspec

from padanan.memory import Memory
from tm.errors import InputError
from tm.text.locale import Locale
from web.dialects.deepl.glossaries import EXAMPLE_PAIR
from web.dialects.deepl.ids import find_glossary
from web.dialects.languages import (
    list_locales,
    list_source_locales,
    parse_known_locale,
    parse_language,
)
from web.dialects.markup import add_markup, remove_entities
from web.dialects.routes import JsonObject, RequestPart, make_routes
from web.dialects.translations import find_translation
from web.request_context import RequestContext

_Texts = Annotated[tuple[str, ...], msgspec.Meta(max_length=1000)]
_Rate = Annotated[int, msgspec.Meta(ge=0, le=100)]


class TranslationRequest(RequestPart, frozen=True, kw_only=True):
    """Texts to translate, and with what, by the names of DeepL's API."""

    text: _Texts
    target_lang: str
    source_lang: str | None = None
    glossary_id: str | None = None
    glossary_ids: tuple[str, ...] = ()
    translation_memory_id: str | None = None
    translation_memory_threshold: _Rate | None = None
    tag_handling: str | None = None

    def list_glossary_ids(self) -> list[str]:
        """List the ids of the glossaries, the first of which has precedence."""
        first_ids = [] if self.glossary_id is None else [self.glossary_id]
        return [*first_ids, *self.glossary_ids]


def translate(context: RequestContext, *, request: TranslationRequest) -> JsonObject:
    """Translate texts, where the memory or a glossary has certain translations.

    With a threshold, the best match from that rate on. What a memory cannot do, such as
    formality, is ignored. Nothing is billed, and the client for Python cannot do
    without the number.
    """
    target = _parse_target(context.memory, request.target_lang)
    source_locales = (
        [Locale.parse(request.source_lang)] if request.source_lang else None
    )
    translation_by_word = _read_glossaries(
        *(context.memory, request.list_glossary_ids(), request.source_lang, target)
    )
    translate_text = partial(
        _translate_text,
        *(
            context.memory,
            source_locales or list_source_locales(context.memory, target),
        ),
        *(target, translation_by_word),
        min_rate=request.translation_memory_threshold,
        is_markup=request.tag_handling in ("xml", "html"),
    )
    return {"translations": list(map(translate_text, request.text))}


def _translate_text(
    memory: Memory,
    source_locales: Sequence[Locale],
    target_locale: Locale,
    translation_by_word: Mapping[str, str],
    text: str,
    *,
    min_rate: int | None,
    is_markup: bool,
) -> JsonObject:
    """Translate a text from its language, as far as that is known."""
    plain_text = remove_entities(text) if is_markup else text
    source_locale = source_locales[0] if source_locales else None
    translation = translation_by_word.get(plain_text.strip().casefold())
    if translation is None:
        offered_translation = find_translation(
            *(memory, plain_text, source_locales, target_locale),
            min_rate=min_rate,
            required_words=_find_required_words(plain_text, translation_by_word),
        )
        translation, source_locale = (
            offered_translation.text,
            offered_translation.source_locale or source_locale,
        )
    if is_markup:
        translation = add_markup(translation, text)
    return {
        "detected_source_language": source_locale.tag.upper() if source_locale else "",
        "text": translation,
        "billed_characters": 0,
    }


def _parse_target(memory: Memory, tag: str) -> Locale:
    """Parse the target language; clients can send `EN-GB` but not `EN`.

    The language alone is meant where the memory has nothing else of it.
    """
    target = Locale.parse(tag)
    stored_locales = list_locales(memory)
    language = parse_known_locale(target.language)
    if language in stored_locales and not any(map(target.covers, stored_locales)):
        return language
    return target


def _read_glossaries(
    memory: Memory,
    glossary_ids: Sequence[str],
    source_lang: str | None,
    target_locale: Locale,
) -> dict[str, str]:
    """Read the words of the glossaries, by lower case; the first has precedence."""
    if glossary_ids and not source_lang:
        raise InputError("a glossary needs source_lang; give it")
    translation_by_word: dict[str, str] = {}
    for glossary_id in glossary_ids:
        glossary_name = find_glossary(memory, glossary_id).name
        source_locale = parse_language(source_lang or "")
        glossary_words = memory.word_lists.read(
            glossary_name, source=source_locale, target=Locale(target_locale.language)
        )
        if not glossary_words:
            raise InputError(
                f"the glossary {glossary_name!r} has no words from {source_locale} "
                f"to {target_locale}"
            )
        translation_by_word = glossary_words | translation_by_word
    return {
        word.casefold(): translation
        for word, translation in translation_by_word.items()
    }


def _find_required_words(
    text: str, translation_by_word: Mapping[str, str]
) -> list[str]:
    """Find the words that a translation must have, as a glossary says."""
    folded_text = text.casefold()
    return [
        translation
        for word, translation in translation_by_word.items()
        if word in folded_text
        and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE)
    ]


TRANSLATION_ROUTES = make_routes(
    ("POST /v2/translate", translate, {**EXAMPLE_PAIR, "text": ["họp báo"]}),
)
