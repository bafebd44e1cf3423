"""Glossaries of version 3: several dictionaries with a name."""

from collections.abc import Sequence
from functools import partial

from padanan.contents.word_lists import WordList, WordTranslations
from tm.errors import InputError
from web.dialects.deepl.entries import format_entries, parse_entries
from web.dialects.deepl.ids import find_glossary, make_id
from web.dialects.languages import SideNames, parse_language
from web.dialects.routes import JsonObject, RequestPart, make_routes
from web.dialects.translations import format_time
from web.people.role import Role
from web.request_context import RequestContext

TIME_PATTERN = "%Y-%m-%dT%H:%M:%S.%fZ"
"""With the fractions that DeepL's clients insist on."""


class DeeplPair(RequestPart, frozen=True, kw_only=True):
    """The languages of a dictionary."""

    source_lang: str
    target_lang: str

    @property
    def sides(self) -> SideNames:
        """Both as they were sent."""
        return {"source": self.source_lang, "target": self.target_lang}


class DeeplDictionary(DeeplPair, frozen=True, kw_only=True):
    """The words of two languages."""

    entries: str
    entries_format: str = "tsv"

    def parse(self) -> WordTranslations:
        """Parse its words. Raises InputError."""
        return WordTranslations(
            parse_language(self.source_lang),
            parse_language(self.target_lang),
            parse_entries(self.entries, self.entries_format),
        )


def list_glossaries(context: RequestContext) -> JsonObject:
    """List the termbases as glossaries."""
    return {
        "glossaries": list(map(_describe_glossary, context.memory.word_lists.list()))
    }


def create_glossary(
    context: RequestContext, *, name: str, dictionaries: tuple[DeeplDictionary, ...]
) -> JsonObject:
    """Store a glossary as a termbase; one of the same name gets the new words."""
    store_words(context, name, dictionaries, replaces=True)
    return _describe_glossary(context.memory.word_lists.get(name))


def read_glossary(context: RequestContext, *, glossary_id: str) -> JsonObject:
    """Describe a glossary."""
    return _describe_glossary(find_glossary(context.memory, glossary_id))


def delete_glossary(context: RequestContext, *, glossary_id: str) -> None:
    """Remove a glossary; `padanan undo` takes it back."""
    context.memory.word_lists.remove(find_glossary(context.memory, glossary_id).name)


def edit_glossary(
    context: RequestContext,
    *,
    glossary_id: str,
    name: str | None = None,
    dictionaries: tuple[DeeplDictionary, ...] = (),
) -> JsonObject:
    """Rename a glossary, and add words to it."""
    old_name = find_glossary(context.memory, glossary_id).name
    if dictionaries:
        store_words(context, old_name, dictionaries, replaces=False)
    if name is not None:
        context.memory.word_lists.rename(old_name, name)
    return _describe_glossary(context.memory.word_lists.get(name or old_name))


def read_entries(
    context: RequestContext, *, glossary_id: str, pair: DeeplPair
) -> JsonObject:
    """Read the words of two languages."""
    glossary_name = find_glossary(context.memory, glossary_id).name
    entries = context.memory.word_lists.read(glossary_name, **pair.sides)
    dictionary = {
        "source_lang": pair.source_lang.upper(),
        "target_lang": pair.target_lang.upper(),
        "entries": format_entries(entries),
        "entries_format": "tsv",
    }
    return {"dictionaries": [dictionary]}


def replace_dictionary(
    context: RequestContext, *, glossary_id: str, dictionary: DeeplDictionary
) -> JsonObject:
    """Replace the words of two languages."""
    glossary_name = find_glossary(context.memory, glossary_id).name
    store_words(context, glossary_name, [dictionary], replaces=True)
    word_count = len(dictionary.parse().words)
    return _describe_pair(dictionary.source_lang, dictionary.target_lang, word_count)


def delete_dictionary(
    context: RequestContext, *, glossary_id: str, pair: DeeplPair
) -> None:
    """Remove the words of two languages."""
    glossary_name = find_glossary(context.memory, glossary_id).name
    context.memory.word_lists.remove(glossary_name, **pair.sides)


def store_words(
    context: RequestContext,
    glossary_name: str,
    dictionaries: Sequence[DeeplDictionary],
    *,
    replaces: bool,
) -> None:
    """Store the words of a glossary. Raises InputError."""
    if not dictionaries:
        raise InputError("a glossary needs a dictionary")
    words = [dictionary.parse() for dictionary in dictionaries]
    context.memory.word_lists.store(glossary_name, words, replaces=replaces)


def _describe_glossary(word_list: WordList) -> JsonObject:
    return {
        "glossary_id": make_id("glossary", word_list.name),
        "name": word_list.name,
        "dictionaries": [
            _describe_pair(pair.source, pair.target, pair.word_count)
            for pair in word_list.pairs
        ],
        "creation_time": format_time(word_list.created, TIME_PATTERN),
    }


def _describe_pair(source: str, target: str, word_count: int) -> JsonObject:
    return {
        "source_lang": source.upper(),
        "target_lang": target.upper(),
        "entry_count": word_count,
    }


EXAMPLE_NAME = "Client A"
EXAMPLE_ID = {"glossary_id": make_id("glossary", EXAMPLE_NAME)}
EXAMPLE_PAIR = {"source_lang": "VI", "target_lang": "ID"}
EXAMPLE_DICTIONARY = {
    **EXAMPLE_PAIR,
    "entries": "họp báo\tjumpa pers",
    "entries_format": "tsv",
}
_NEW_EXAMPLE = {"name": EXAMPLE_NAME, "dictionaries": [EXAMPLE_DICTIONARY]}
_OTHER_PAIR_EXAMPLE = {**EXAMPLE_ID, "source_lang": "VI", "target_lang": "EN"}
_OTHER_DICTIONARY = {
    "source_lang": "VI",
    "target_lang": "EN",
    "entries": "họp báo\tpress conference",
}
_EDIT_EXAMPLE = {
    **EXAMPLE_ID,
    "name": EXAMPLE_NAME,
    "dictionaries": [_OTHER_DICTIONARY],
}
_DICTIONARY_EXAMPLE = {**EXAMPLE_ID, **EXAMPLE_DICTIONARY}
_GLOSSARY_PATH = "/{glossary_id}"
_make_glossary_routes = partial(make_routes, parent_paths="/v3/glossaries")
GLOSSARY_ROUTES = [
    *_make_glossary_routes(
        ("GET /", list_glossaries),
        (f"GET {_GLOSSARY_PATH}", read_glossary, EXAMPLE_ID),
        (f"GET {_GLOSSARY_PATH}/entries", read_entries, {**EXAMPLE_ID, **EXAMPLE_PAIR}),
    ),
    # A termbase steers the work of everybody.
    *_make_glossary_routes(
        ("POST /", create_glossary, _NEW_EXAMPLE, 201),
        (f"PATCH {_GLOSSARY_PATH}", edit_glossary, _EDIT_EXAMPLE),
        (f"PUT {_GLOSSARY_PATH}/dictionaries", replace_dictionary, _DICTIONARY_EXAMPLE),
        (
            f"DELETE {_GLOSSARY_PATH}/dictionaries",
            delete_dictionary,
            _OTHER_PAIR_EXAMPLE,
        ),
        (f"DELETE {_GLOSSARY_PATH}", delete_glossary, EXAMPLE_ID),
        role=Role.REVIEWER,
    ),
]
