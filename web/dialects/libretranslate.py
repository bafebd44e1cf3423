"""The dialect of LibreTranslate, for Weblate, LTEngine and `translate -p libre`.

A client that sends a list gets a list of the same length.
"""

from collections import defaultdict
from typing import Annotated

import msgspec

from tm.errors import InputError
from tm.text.language_id import identify_language
from tm.text.locale import Locale
from web.dialects.dialect import Dialect
from web.dialects.languages import (
    list_language_pairs,
    list_source_locales,
    make_language_name,
)
from web.dialects.routes import JsonObject, make_routes
from web.dialects.translations import find_translation
from web.request_context import RequestContext

_Texts = Annotated[tuple[str, ...], msgspec.Meta(max_length=1000)]


def translate(
    context: RequestContext, *, q: str | _Texts, source: str, target: str
) -> JsonObject:
    """Translate a text or a list, where the memory has certain translations.

    The source may be `auto`. Where there is no translation the text is empty.
    """
    target_locale = Locale.parse(target)
    if source == "auto":
        source_locales = list_source_locales(context.memory, target_locale)
    else:
        source_locales = [Locale.parse(source)]
    translations = [
        find_translation(context.memory, text, source_locales, target_locale).text
        for text in ((q,) if isinstance(q, str) else q)
    ]
    return {"translatedText": translations[0] if isinstance(q, str) else translations}


def detect(_: RequestContext, *, q: str) -> list[JsonObject]:
    """Identify the language of a text; no answer for one that is too short."""
    if not q.strip():
        raise InputError("q is empty; give a text")
    locale = identify_language(q)
    return [] if locale is None else [{"confidence": 100.0, "language": locale.tag}]


def list_languages(context: RequestContext) -> list[JsonObject]:
    """List the languages of the memory with those they are translated into."""
    target_tags_by_source = defaultdict(list)
    for source, target in list_language_pairs(context.memory):
        target_tags_by_source[source].append(target.tag)
    return [
        {"code": source.tag, "name": make_language_name(source), "targets": target_tags}
        for source, target_tags in target_tags_by_source.items()
    ]


def _make_error_body(_: int, detail: str) -> JsonObject:
    return {"error": detail}


_TEXT_EXAMPLE = {"q": "Thủ tướng thăm Hà Nội"}
LIBRETRANSLATE = Dialect(
    "libretranslate",
    make_routes(
        (
            "POST /translate",
            translate,
            {**_TEXT_EXAMPLE, "source": "vi", "target": "id"},
        ),
        ("POST /detect", detect, _TEXT_EXAMPLE),
        # The client 2.1.1 asks by POST.
        ("GET POST /languages", list_languages),
    ),
    _make_error_body,
    key_parameter="api_key",
)
