"""Glossaries of version 2: words of one pair of languages with a name."""

from padanan.contents.word_lists import WordList
from tm.errors import NotFound
from web.call import Call
from web.dialects.deepl.entries import format_entries
from web.dialects.deepl.glossaries import (
    EXAMPLE_DICTIONARY,
    EXAMPLE_ID,
    EXAMPLE_NAME,
    DeeplDictionary,
    delete_glossary,
    format_time,
    make_termbase_route,
    store_words,
)
from web.dialects.deepl.ids import find_glossary, make_id
from web.dialects.dialect import FileAnswer, JsonObject, make_route


def list_pair_glossaries(call: Call) -> JsonObject:
    """List the termbases of two languages as glossaries."""
    word_lists = call.memory.word_lists.list()
    return {"glossaries": [_describe(one) for one in word_lists if len(one.pairs) == 1]}


def create_pair_glossary(
    call: Call,
    *,
    name: str,
    source_lang: str,
    target_lang: str,
    entries: str,
    entries_format: str = "tsv",
) -> JsonObject:
    """Store a glossary as a termbase; one of the same name gets the new words."""
    dictionary = DeeplDictionary(source_lang, target_lang, entries, entries_format)
    store_words(call, name, [dictionary], replaces=True)
    return _describe(call.memory.word_lists.get(name))


def read_pair_glossary(call: Call, *, glossary_id: str) -> JsonObject:
    """Describe a glossary."""
    return _describe(_find_pair_glossary(call, glossary_id))


def read_pair_entries(call: Call, *, glossary_id: str) -> FileAnswer:
    """Read the words of a glossary as TSV."""
    word_list = _find_pair_glossary(call, glossary_id)
    [pair] = word_list.pairs
    entries = call.memory.word_lists.read(
        word_list.name, source=pair.source, target=pair.target
    )
    return FileAnswer(format_entries(entries).encode(), "text/tab-separated-values")


def _find_pair_glossary(call: Call, glossary_id: str) -> WordList:
    word_list = find_glossary(call.memory, glossary_id)
    if len(word_list.pairs) != 1:
        raise NotFound(f"{word_list.name} has several dictionaries; use version 3")
    return word_list


def _describe(word_list: WordList) -> JsonObject:
    [pair] = word_list.pairs
    return {
        "glossary_id": make_id("glossary", word_list.name),
        "name": word_list.name,
        "source_lang": pair.source.lower(),
        "target_lang": pair.target.lower(),
        "entry_count": pair.word_count,
        "creation_time": format_time(word_list.created),
        "ready": True,
    }


_PATH = "/v2/glossaries/{glossary_id}"
PAIR_GLOSSARY_ROUTES = (
    make_termbase_route(
        *("POST", "/v2/glossaries", create_pair_glossary),
        *({"name": EXAMPLE_NAME, **EXAMPLE_DICTIONARY}, 201),
    ),
    make_route("GET", "/v2/glossaries", list_pair_glossaries),
    make_route("GET", _PATH, read_pair_glossary, EXAMPLE_ID),
    make_route("GET", f"{_PATH}/entries", read_pair_entries, EXAMPLE_ID),
    make_termbase_route("DELETE", _PATH, delete_glossary, EXAMPLE_ID, 204),
)
