"""Glossaries of version 2: words of one pair of languages with a name."""

import msgspec

from padanan.contents.word_lists import WordList, WordTranslations
from tm.errors import NotFound
from tm.text.locale import Locale
from web.call import Call
from web.dialects.deepl.entries import format_entries, parse_entries
from web.dialects.deepl.glossaries import (
    DeeplGlossariesRequest,
    DeeplGlossaryRequest,
    format_time,
)
from web.dialects.deepl.ids import find_glossary, make_glossary_id
from web.dialects.dialect import DialectRequest, FileAnswer


class DeeplPairGlossary(msgspec.Struct, frozen=True):
    """A glossary without its words."""

    glossary_id: str
    name: str
    source_lang: str
    target_lang: str
    entry_count: int
    creation_time: str
    ready: bool = True


class DeeplPairGlossaries(msgspec.Struct, frozen=True):
    """All glossaries of one pair of languages."""

    glossaries: list[DeeplPairGlossary]


class NewDeeplPairGlossary(DialectRequest, frozen=True, kw_only=True):
    """A glossary to make."""

    name: str
    source_lang: str
    target_lang: str
    entries: str
    entries_format: str = "tsv"


def list_pair_glossaries(call: Call, _: DeeplGlossariesRequest) -> DeeplPairGlossaries:
    """List the termbases of two languages as glossaries."""
    return DeeplPairGlossaries(
        [
            _make_glossary(word_list)
            for word_list in call.memory.word_lists.list()
            if len(word_list.pairs) == 1
        ]
    )


def create_pair_glossary(
    call: Call, request: NewDeeplPairGlossary
) -> DeeplPairGlossary:
    """Store a glossary as a termbase; one of the same name gets the new words."""
    call.memory.word_lists.store(
        request.name,
        [
            WordTranslations(
                Locale(Locale.parse(request.source_lang).language),
                Locale(Locale.parse(request.target_lang).language),
                parse_entries(request.entries, request.entries_format),
            )
        ],
        replaces=True,
    )
    return _make_glossary(call.memory.word_lists.get(request.name))


def read_pair_glossary(call: Call, request: DeeplGlossaryRequest) -> DeeplPairGlossary:
    """Describe a glossary."""
    return _make_glossary(_find_pair_glossary(call, request))


def read_pair_entries(call: Call, request: DeeplGlossaryRequest) -> FileAnswer:
    """Read the words of a glossary as TSV."""
    word_list = _find_pair_glossary(call, request)
    [pair] = word_list.pairs
    entries = call.memory.word_lists.read(
        word_list.name, source=pair.source, target=pair.target
    )
    return FileAnswer(format_entries(entries).encode(), "text/tab-separated-values")


def _find_pair_glossary(call: Call, request: DeeplGlossaryRequest) -> WordList:
    word_list = find_glossary(call.memory, request.glossary_id)
    if len(word_list.pairs) != 1:
        raise NotFound(f"{word_list.name} has several dictionaries; use version 3")
    return word_list


def _make_glossary(word_list: WordList) -> DeeplPairGlossary:
    [pair] = word_list.pairs
    return DeeplPairGlossary(
        make_glossary_id(word_list.name),
        word_list.name,
        pair.source.lower(),
        pair.target.lower(),
        pair.word_count,
        format_time(word_list.created),
    )
