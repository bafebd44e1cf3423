"""The routes of DeepL's versions 2 and 3."""

from collections.abc import Callable, Mapping
from typing import Any

from web.call import Call
from web.dialects.deepl import (
    glossaries,
    languages,
    memories,
    pair_glossaries,
    translate,
)
from web.dialects.deepl.ids import make_glossary_id, make_memory_id
from web.dialects.dialect import Dialect, DialectRequest, FileAnswer
from web.route import Role, Route

_NAME = "Client A"
_ID = {"glossary_id": make_glossary_id(_NAME)}
_PAIR = {"source_lang": "VI", "target_lang": "ID"}
_DICTIONARY = {**_PAIR, "entries": "họp báo\tjumpa pers", "entries_format": "tsv"}
_OTHER_PAIR = {"source_lang": "VI", "target_lang": "EN"}
_OTHER_DICTIONARY = {**_OTHER_PAIR, "entries": "họp báo\tpress conference"}
_GLOSSARY_PATH = "/v3/glossaries/{glossary_id}"
_PAIR_GLOSSARY_PATH = "/v2/glossaries/{glossary_id}"


def _read(
    path: str,
    handler: Callable[[Call, Any], Any],
    takes: type[DialectRequest],
    gives: type,
    example: Mapping[str, object],
) -> Route:
    return Route("GET", path, handler, takes, gives, Role.READER, example)


def _write(
    verb: str,
    path: str,
    handler: Callable[[Call, Any], Any],
    takes: type[DialectRequest],
    gives: type,
    example: Mapping[str, object],
    status: int = 200,
) -> Route:
    """Make a route that changes a termbase, which steers the work of everybody."""
    return Route(verb, path, handler, takes, gives, Role.REVIEWER, example, status)


_TRANSLATION_ROUTES = (
    Route(
        *("POST", "/v2/translate", translate.translate),
        *(translate.DeeplTranslationRequest, translate.DeeplTranslations),
        *(Role.READER, {**_PAIR, "text": ["Thủ tướng thăm Hà Nội"]}),
    ),
    _read(
        *("/v2/languages", languages.list_languages),
        *(languages.DeeplLanguagesRequest, list[languages.DeeplLanguage]),
        {"type": "target"},
    ),
    _read(
        *("/v3/languages", languages.list_resource_languages),
        *(languages.DeeplResourceRequest, list[languages.DeeplResourceLanguage]),
        {"resource": "translate_text"},
    ),
    _read(
        *("/v2/glossary-language-pairs", languages.list_glossary_pairs),
        *(languages.DeeplPairsRequest, languages.DeeplPairs),
        {},
    ),
    _read(
        *("/v2/usage", languages.read_usage),
        *(languages.DeeplUsageRequest, languages.DeeplUsage),
        {},
    ),
)
_GLOSSARY_ROUTES = (
    _write(
        *("POST", "/v3/glossaries", glossaries.create_glossary),
        *(glossaries.NewDeeplGlossary, glossaries.DeeplGlossary),
        *({"name": _NAME, "dictionaries": [_DICTIONARY]}, 201),
    ),
    _read(
        *("/v3/glossaries", glossaries.list_glossaries),
        *(glossaries.DeeplGlossariesRequest, glossaries.DeeplGlossaries),
        {},
    ),
    _read(
        *(_GLOSSARY_PATH, glossaries.read_glossary),
        *(glossaries.DeeplGlossaryRequest, glossaries.DeeplGlossary),
        _ID,
    ),
    _read(
        *(f"{_GLOSSARY_PATH}/entries", glossaries.read_entries),
        *(glossaries.DeeplDictionaryRequest, glossaries.DeeplDictionaries),
        {**_ID, **_PAIR},
    ),
    _write(
        *("PATCH", _GLOSSARY_PATH, glossaries.edit_glossary),
        *(glossaries.DeeplGlossaryEdit, glossaries.DeeplGlossary),
        {**_ID, "name": _NAME, "dictionaries": [_OTHER_DICTIONARY]},
    ),
    _write(
        *("PUT", f"{_GLOSSARY_PATH}/dictionaries", glossaries.replace_dictionary),
        *(glossaries.NewDeeplDictionary, glossaries.DeeplDictionarySummary),
        {**_ID, **_DICTIONARY},
    ),
    _write(
        *("DELETE", f"{_GLOSSARY_PATH}/dictionaries", glossaries.delete_dictionary),
        *(glossaries.DeeplDictionaryRequest, type(None)),
        *({**_ID, **_OTHER_PAIR}, 204),
    ),
    _write(
        *("DELETE", _GLOSSARY_PATH, glossaries.delete_glossary),
        *(glossaries.DeeplGlossaryRequest, type(None)),
        *(_ID, 204),
    ),
)
_PAIR_GLOSSARY_ROUTES = (
    _write(
        *("POST", "/v2/glossaries", pair_glossaries.create_pair_glossary),
        *(pair_glossaries.NewDeeplPairGlossary, pair_glossaries.DeeplPairGlossary),
        *({"name": _NAME, **_DICTIONARY}, 201),
    ),
    _read(
        *("/v2/glossaries", pair_glossaries.list_pair_glossaries),
        *(glossaries.DeeplGlossariesRequest, pair_glossaries.DeeplPairGlossaries),
        {},
    ),
    _read(
        *(_PAIR_GLOSSARY_PATH, pair_glossaries.read_pair_glossary),
        *(glossaries.DeeplGlossaryRequest, pair_glossaries.DeeplPairGlossary),
        _ID,
    ),
    _read(
        *(f"{_PAIR_GLOSSARY_PATH}/entries", pair_glossaries.read_pair_entries),
        *(glossaries.DeeplGlossaryRequest, FileAnswer),
        _ID,
    ),
    _write(
        *("DELETE", _PAIR_GLOSSARY_PATH, glossaries.delete_glossary),
        *(glossaries.DeeplGlossaryRequest, type(None)),
        *(_ID, 204),
    ),
)
_MEMORY_PATH = "/v3/translation_memories/{translation_memory_id}"
_MEMORY = {"translation_memory_id": make_memory_id("default")}
_MEMORY_ROUTES = (
    _read(
        *("/v3/translation_memories", memories.list_memories),
        *(memories.DeeplMemoriesRequest, memories.DeeplMemories),
        {"page_size": 10},
    ),
    _read(
        *(_MEMORY_PATH, memories.read_memory),
        *(memories.DeeplMemoryRequest, memories.DeeplMemory),
        _MEMORY,
    ),
    _read(
        *(f"{_MEMORY_PATH}/segments", memories.list_segments),
        *(memories.DeeplSegmentsRequest, memories.DeeplSegments),
        {**_MEMORY, "filter_text": "họp báo"},
    ),
)


def _make_error_body(_: int, detail: str) -> dict[str, str]:
    return {"message": detail}


DEEPL = Dialect(
    "deepl",
    (
        *_TRANSLATION_ROUTES,
        *_GLOSSARY_ROUTES,
        *_PAIR_GLOSSARY_ROUTES,
        *_MEMORY_ROUTES,
    ),
    _make_error_body,
    key_parameter="auth_key",
    unauthorized_status=403,
)
