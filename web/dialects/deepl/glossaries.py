"""Glossaries of version 3: several dictionaries with a name."""

from datetime import datetime

import msgspec

from padanan.contents.word_lists import WordList, WordListPair, WordTranslations
from tm.errors import InputError
from tm.text.locale import Locale
from web.call import Call
from web.dialects.deepl.entries import format_entries, parse_entries
from web.dialects.deepl.ids import find_glossary, make_glossary_id
from web.dialects.dialect import DialectRequest


class DeeplDictionary(msgspec.Struct, frozen=True):
    """The words of two languages."""

    source_lang: str
    target_lang: str
    entries: str
    entries_format: str = "tsv"


class DeeplDictionarySummary(msgspec.Struct, frozen=True):
    """How many words two languages have."""

    source_lang: str
    target_lang: str
    entry_count: int


class DeeplGlossary(msgspec.Struct, frozen=True):
    """A glossary without its words."""

    glossary_id: str
    name: str
    dictionaries: list[DeeplDictionarySummary]
    creation_time: str


class DeeplGlossaries(msgspec.Struct, frozen=True):
    """All glossaries."""

    glossaries: list[DeeplGlossary]


class DeeplGlossariesRequest(DialectRequest, frozen=True, kw_only=True):
    """Takes no values."""


def list_glossaries(call: Call, _: DeeplGlossariesRequest) -> DeeplGlossaries:
    """List the termbases as glossaries."""
    return DeeplGlossaries(list(map(_make_glossary, call.memory.word_lists.list())))


class NewDeeplGlossary(DialectRequest, frozen=True, kw_only=True):
    """A glossary to make."""

    name: str
    dictionaries: tuple[DeeplDictionary, ...]


def create_glossary(call: Call, request: NewDeeplGlossary) -> DeeplGlossary:
    """Store a glossary as a termbase; one of the same name gets the new words."""
    _store(call, request.name, request.dictionaries, replaces=True)
    return _make_glossary(call.memory.word_lists.get(request.name))


class DeeplGlossaryRequest(DialectRequest, frozen=True, kw_only=True):
    """The id of a glossary."""

    glossary_id: str


def read_glossary(call: Call, request: DeeplGlossaryRequest) -> DeeplGlossary:
    """Describe a glossary."""
    return _make_glossary(find_glossary(call.memory, request.glossary_id))


def delete_glossary(call: Call, request: DeeplGlossaryRequest) -> None:
    """Remove a glossary; `padanan undo` takes it back."""
    name = find_glossary(call.memory, request.glossary_id).name
    call.memory.word_lists.remove(name)


class DeeplGlossaryEdit(DialectRequest, frozen=True, kw_only=True):
    """A new name of a glossary, and words to add to it."""

    glossary_id: str
    name: str | None = None
    dictionaries: tuple[DeeplDictionary, ...] = ()


def edit_glossary(call: Call, request: DeeplGlossaryEdit) -> DeeplGlossary:
    """Rename a glossary, and add words to it."""
    name = find_glossary(call.memory, request.glossary_id).name
    if request.dictionaries:
        _store(call, name, request.dictionaries, replaces=False)
    if request.name is not None:
        call.memory.word_lists.rename(name, request.name)
    return _make_glossary(call.memory.word_lists.get(request.name or name))


class DeeplDictionaryRequest(DialectRequest, frozen=True, kw_only=True):
    """Two languages of a glossary."""

    glossary_id: str
    source_lang: str
    target_lang: str


class DeeplDictionaries(msgspec.Struct, frozen=True):
    """The words of a glossary."""

    dictionaries: list[DeeplDictionary]


def read_entries(call: Call, request: DeeplDictionaryRequest) -> DeeplDictionaries:
    """Read the words of two languages."""
    name = find_glossary(call.memory, request.glossary_id).name
    source, target = request.source_lang, request.target_lang
    entries = call.memory.word_lists.read(name, source=source, target=target)
    dictionary = DeeplDictionary(
        source.upper(), target.upper(), format_entries(entries)
    )
    return DeeplDictionaries([dictionary])


class NewDeeplDictionary(DeeplDictionaryRequest, frozen=True, kw_only=True):
    """The words of two languages of a glossary."""

    entries: str
    entries_format: str = "tsv"


def replace_dictionary(
    call: Call, request: NewDeeplDictionary
) -> DeeplDictionarySummary:
    """Replace the words of two languages."""
    name = find_glossary(call.memory, request.glossary_id).name
    dictionary = DeeplDictionary(
        request.source_lang,
        request.target_lang,
        request.entries,
        request.entries_format,
    )
    _store(call, name, (dictionary,), replaces=True)
    entries = parse_entries(request.entries, request.entries_format)
    return DeeplDictionarySummary(
        request.source_lang.upper(), request.target_lang.upper(), len(entries)
    )


def delete_dictionary(call: Call, request: DeeplDictionaryRequest) -> None:
    """Remove the words of two languages."""
    name = find_glossary(call.memory, request.glossary_id).name
    call.memory.word_lists.remove(
        name, source=request.source_lang, target=request.target_lang
    )


def _store(
    call: Call, name: str, dictionaries: tuple[DeeplDictionary, ...], *, replaces: bool
) -> None:
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


def _make_glossary(word_list: WordList) -> DeeplGlossary:
    return DeeplGlossary(
        make_glossary_id(word_list.name),
        word_list.name,
        list(map(_make_summary, word_list.pairs)),
        format_time(word_list.created),
    )


def _make_summary(pair: WordListPair) -> DeeplDictionarySummary:
    return DeeplDictionarySummary(
        pair.source.upper(), pair.target.upper(), pair.word_count
    )


def format_time(timestamp: str) -> str:
    """Format a time with the fractions that DeepL's clients insist on.

    >>> format_time("2025-10-08T16:45:00Z")
    '2025-10-08T16:45:00.000000Z'
    """
    return f"{datetime.fromisoformat(timestamp):%Y-%m-%dT%H:%M:%S.%f}Z"
