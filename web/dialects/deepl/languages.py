"""What the server can do, as DeepL lists it: languages, pairs and usage."""

from web.dialects.languages import list_language_pairs, list_locales, make_language_name
from web.dialects.routes import JsonObject, make_routes
from web.request_context import RequestContext


def list_languages(context: RequestContext) -> list[JsonObject]:
    """List the languages of the memory; sources and targets are the same."""
    return [
        {
            "language": locale.tag.upper(),
            "name": make_language_name(locale),
            "supports_formality": False,
        }
        for locale in list_locales(context.memory)
    ]


def list_resource_languages(
    context: RequestContext, *, resource: str = "translate_text"
) -> list[JsonObject]:
    """List the languages that can be used for a purpose; none for writing."""
    if resource == "write":
        return []
    return [
        {
            "lang": locale.tag,
            "name": make_language_name(locale),
            "usable_as_source": True,
            "usable_as_target": True,
            "features": {},
        }
        for locale in list_locales(context.memory)
    ]


def list_glossary_pairs(context: RequestContext) -> JsonObject:
    """List the pairs of languages that a glossary may have: those of the memory."""
    pairs = {
        (source_language.language, target_language.language)
        for source_language, target_language in list_language_pairs(context.memory)
        if source_language.language != target_language.language
    }
    return {
        "supported_languages": [
            {"source_lang": source_language, "target_lang": target_language}
            for source_language, target_language in sorted(pairs)
        ]
    }


def read_usage(_: RequestContext) -> JsonObject:
    """Say that nothing is used up: a memory of one's own has no quota."""
    return {"character_count": 0, "character_limit": 1_000_000_000_000}


LANGUAGE_ROUTES = make_routes(
    ("GET /v2/languages", list_languages, {"type": "target"}),
    ("GET /v3/languages", list_resource_languages, {"resource": "translate_text"}),
    ("GET /v2/glossary-language-pairs", list_glossary_pairs),
    ("GET /v2/usage", read_usage),
)
