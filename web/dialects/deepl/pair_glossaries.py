"""Glossaries of version 2: words of one pair of languages with a name."""

from functools import partial

from padanan.contents.word_lists import WordList
from tm.errors import NotFound
from web.dialects.deepl.entries import format_entries
from web.dialects.deepl.glossaries import (
    EXAMPLE_DICTIONARY,
    TIME_PATTERN,
    DeeplDictionary,
    delete_glossary,
    store_words,
)
from web.dialects.deepl.ids import find_glossary, make_id
from web.dialects.dialect import FileAnswer
from web.dialects.routes import JsonObject, make_routes
from web.dialects.translations import format_time
from web.people.role import Role
from web.request_context import RequestContext


def list_pair_glossaries(context: RequestContext) -> JsonObject:
    """List the termbases of two languages as glossaries."""
    word_lists = context.memory.word_lists.list()
    return {
        "glossaries": [
            _describe_pair_glossary(word_list)
            for word_list in word_lists
            if len(word_list.pairs) == 1
        ]
    }


def create_pair_glossary(
    context: RequestContext, *, name: str, dictionary: DeeplDictionary
) -> JsonObject:
    """Store a glossary as a termbase; one of the same name gets the new words."""
    store_words(context, name, [dictionary], replaces=True)
    return _describe_pair_glossary(context.memory.word_lists.get(name))


def read_pair_glossary(context: RequestContext, *, glossary_id: str) -> JsonObject:
    """Describe a glossary."""
    return _describe_pair_glossary(_find_pair_glossary(context, glossary_id))


def read_pair_entries(context: RequestContext, *, glossary_id: str) -> FileAnswer:
    """Read the words of a glossary as TSV."""
    word_list = _find_pair_glossary(context, glossary_id)
    [pair] = word_list.pairs
    entries = context.memory.word_lists.read(
        word_list.name, source=pair.source, target=pair.target
    )
    return FileAnswer(format_entries(entries).encode(), "text/tab-separated-values")


def _find_pair_glossary(context: RequestContext, glossary_id: str) -> WordList:
    word_list = find_glossary(context.memory, glossary_id)
    if len(word_list.pairs) != 1:
        raise NotFound(f"{word_list.name} has several dictionaries; use version 3")
    return word_list


def _describe_pair_glossary(word_list: WordList) -> JsonObject:
    [pair] = word_list.pairs
    return {
        "glossary_id": make_id("glossary", word_list.name),
        "name": word_list.name,
        "source_lang": pair.source.lower(),
        "target_lang": pair.target.lower(),
        "entry_count": pair.word_count,
        "creation_time": format_time(word_list.created, TIME_PATTERN),
        "ready": True,
    }


_NAME_EXAMPLE = "Client B"
_NEW_EXAMPLE = {"name": _NAME_EXAMPLE, **EXAMPLE_DICTIONARY}
_GLOSSARY_EXAMPLE = {"glossary_id": make_id("glossary", _NAME_EXAMPLE)}
_make_glossary_routes = partial(make_routes, parent_paths="/v2/glossaries")
PAIR_GLOSSARY_ROUTES = [
    *_make_glossary_routes(
        ("GET /", list_pair_glossaries),
        ("GET /{glossary_id}", read_pair_glossary, _GLOSSARY_EXAMPLE),
        ("GET /{glossary_id}/entries", read_pair_entries, _GLOSSARY_EXAMPLE),
    ),
    *_make_glossary_routes(
        ("POST /", create_pair_glossary, _NEW_EXAMPLE, 201),
        ("DELETE /{glossary_id}", delete_glossary, _GLOSSARY_EXAMPLE),
        role=Role.REVIEWER,
    ),
]
