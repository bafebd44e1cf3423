"""Glossaries of version 3: several dictionaries with a name."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from padanan.contents.word_lists import WordList, WordTranslations
from tm.errors import InputError
from tm.text.locale import Locale
from web.call import Call
from web.dialects.deepl.entries import format_entries, parse_entries
from web.dialects.deepl.ids import find_glossary, make_id
from web.dialects.dialect import Handler, JsonObject, make_route
from web.people.role import Role
from web.route import Route


class DeeplDictionary(msgspec.Struct, frozen=True):
    """The words of two languages."""

    source_lang: str
    target_lang: str
    entries: str
    entries_format: str = "tsv"


def list_glossaries(call: Call) -> JsonObject:
    """List the termbases as glossaries."""
    return {"glossaries": list(map(_describe, call.memory.word_lists.list()))}


def create_glossary(
    call: Call, *, name: str, dictionaries: tuple[DeeplDictionary, ...]
) -> JsonObject:
    """Store a glossary as a termbase; one of the same name gets the new words."""
    store_words(call, name, dictionaries, replaces=True)
    return _describe(call.memory.word_lists.get(name))


def read_glossary(call: Call, *, glossary_id: str) -> JsonObject:
    """Describe a glossary."""
    return _describe(find_glossary(call.memory, glossary_id))


def delete_glossary(call: Call, *, glossary_id: str) -> None:
    """Remove a glossary; `padanan undo` takes it back."""
    call.memory.word_lists.remove(find_glossary(call.memory, glossary_id).name)


def edit_glossary(
    call: Call,
    *,
    glossary_id: str,
    name: str | None = None,
    dictionaries: tuple[DeeplDictionary, ...] = (),
) -> JsonObject:
    """Rename a glossary, and add words to it."""
    old_name = find_glossary(call.memory, glossary_id).name
    if dictionaries:
        store_words(call, old_name, dictionaries, replaces=False)
    if name is not None:
        call.memory.word_lists.rename(old_name, name)
    return _describe(call.memory.word_lists.get(name or old_name))


def read_entries(
    call: Call, *, glossary_id: str, source_lang: str, target_lang: str
) -> JsonObject:
    """Read the words of two languages."""
    name = find_glossary(call.memory, glossary_id).name
    entries = call.memory.word_lists.read(name, source=source_lang, target=target_lang)
    dictionary = {
        "source_lang": source_lang.upper(),
        "target_lang": target_lang.upper(),
        "entries": format_entries(entries),
        "entries_format": "tsv",
    }
    return {"dictionaries": [dictionary]}


def replace_dictionary(
    call: Call,
    *,
    glossary_id: str,
    source_lang: str,
    target_lang: str,
    entries: str,
    entries_format: str = "tsv",
) -> JsonObject:
    """Replace the words of two languages."""
    name = find_glossary(call.memory, glossary_id).name
    dictionary = DeeplDictionary(source_lang, target_lang, entries, entries_format)
    store_words(call, name, [dictionary], replaces=True)
    count = len(parse_entries(entries, entries_format))
    return _describe_pair(source_lang, target_lang, count)


def delete_dictionary(
    call: Call, *, glossary_id: str, source_lang: str, target_lang: str
) -> None:
    """Remove the words of two languages."""
    name = find_glossary(call.memory, glossary_id).name
    call.memory.word_lists.remove(name, source=source_lang, target=target_lang)


def store_words(
    call: Call, name: str, dictionaries: Sequence[DeeplDictionary], *, replaces: bool
) -> None:
    """Store the words of a glossary. Raises InputError."""
    if not dictionaries:
        raise InputError("a glossary needs a dictionary")
    call.memory.word_lists.store(
        name,
        [
            WordTranslations(
                Locale(Locale.parse(dictionary.source_lang).language),
                Locale(Locale.parse(dictionary.target_lang).language),
                parse_entries(dictionary.entries, dictionary.entries_format),
            )
            for dictionary in dictionaries
        ],
        replaces=replaces,
    )


def _describe(word_list: WordList) -> JsonObject:
    return {
        "glossary_id": make_id("glossary", word_list.name),
        "name": word_list.name,
        "dictionaries": [
            _describe_pair(pair.source, pair.target, pair.word_count)
            for pair in word_list.pairs
        ],
        "creation_time": format_time(word_list.created),
    }


def _describe_pair(source: str, target: str, count: int) -> JsonObject:
    return {
        "source_lang": source.upper(),
        "target_lang": target.upper(),
        "entry_count": count,
    }


def format_time(timestamp: str) -> str:
    """Format a time with the fractions that DeepL's clients insist on.

    >>> format_time("2025-10-08T16:45:00Z")
    '2025-10-08T16:45:00.000000Z'
    """
    return f"{datetime.fromisoformat(timestamp):%Y-%m-%dT%H:%M:%S.%f}Z"


def make_termbase_route(
    verb: str,
    path: str,
    handler: Handler,
    example: Mapping[str, object],
    status: int = 200,
) -> Route:
    """Make a route that changes a termbase, which steers the work of everybody."""
    return make_route(verb, path, handler, example, role=Role.REVIEWER, status=status)


EXAMPLE_NAME = "Client A"
EXAMPLE_ID = {"glossary_id": make_id("glossary", EXAMPLE_NAME)}
EXAMPLE_PAIR = {"source_lang": "VI", "target_lang": "ID"}
EXAMPLE_DICTIONARY = {
    **EXAMPLE_PAIR,
    "entries": "họp báo\tjumpa pers",
    "entries_format": "tsv",
}
_OTHER_PAIR = {"source_lang": "VI", "target_lang": "EN"}
_OTHER_DICTIONARY = {**_OTHER_PAIR, "entries": "họp báo\tpress conference"}
_PATH = "/v3/glossaries/{glossary_id}"
GLOSSARY_ROUTES = (
    make_termbase_route(
        *("POST", "/v3/glossaries", create_glossary),
        *({"name": EXAMPLE_NAME, "dictionaries": [EXAMPLE_DICTIONARY]}, 201),
    ),
    make_route("GET", "/v3/glossaries", list_glossaries),
    make_route("GET", _PATH, read_glossary, EXAMPLE_ID),
    make_route("GET", f"{_PATH}/entries", read_entries, {**EXAMPLE_ID, **EXAMPLE_PAIR}),
    make_termbase_route(
        *("PATCH", _PATH, edit_glossary),
        {**EXAMPLE_ID, "name": EXAMPLE_NAME, "dictionaries": [_OTHER_DICTIONARY]},
    ),
    make_termbase_route(
        *("PUT", f"{_PATH}/dictionaries", replace_dictionary),
        {**EXAMPLE_ID, **EXAMPLE_DICTIONARY},
    ),
    make_termbase_route(
        *("DELETE", f"{_PATH}/dictionaries", delete_dictionary),
        *({**EXAMPLE_ID, **_OTHER_PAIR}, 204),
    ),
    make_termbase_route("DELETE", _PATH, delete_glossary, EXAMPLE_ID, 204),
)
