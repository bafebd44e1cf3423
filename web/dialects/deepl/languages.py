"""What the server can do, as DeepL lists it: languages, pairs and usage."""

import msgspec

from tm.text.locale import Locale
from web.call import Call
from web.dialects.dialect import DialectRequest
from web.dialects.translations import list_language_pairs, name_language


class DeeplLanguagesRequest(DialectRequest, frozen=True, kw_only=True):
    """Which languages are asked for; sources and targets are the same here."""

    type: str = "source"


class DeeplLanguage(msgspec.Struct, frozen=True):
    """A language of the memory."""

    language: str
    name: str
    supports_formality: bool = False


def list_languages(call: Call, _: DeeplLanguagesRequest) -> list[DeeplLanguage]:
    """List the languages of the memory."""
    return [
        DeeplLanguage(locale.tag.upper(), name_language(locale))
        for locale in map(Locale.parse, call.memory.units.list_languages())
    ]


class DeeplResourceRequest(DialectRequest, frozen=True, kw_only=True):
    """What the languages are for."""

    resource: str = "translate_text"


class DeeplResourceLanguage(msgspec.Struct, frozen=True):
    """A language of the memory, as version 3 describes it."""

    lang: str
    name: str
    usable_as_source: bool = True
    usable_as_target: bool = True
    features: dict[str, bool] = {}


def list_resource_languages(
    call: Call, request: DeeplResourceRequest
) -> list[DeeplResourceLanguage]:
    """List the languages that can be used for a purpose; none for writing."""
    if request.resource == "write":
        return []
    return [
        DeeplResourceLanguage(locale.tag, name_language(locale))
        for locale in map(Locale.parse, call.memory.units.list_languages())
    ]


class DeeplPair(msgspec.Struct, frozen=True):
    """Two languages, without variants."""

    source_lang: str
    target_lang: str


class DeeplPairs(msgspec.Struct, frozen=True):
    """The pairs of languages of glossaries."""

    supported_languages: list[DeeplPair]


class DeeplPairsRequest(DialectRequest, frozen=True, kw_only=True):
    """Takes no values."""


def list_glossary_pairs(call: Call, _: DeeplPairsRequest) -> DeeplPairs:
    """List the pairs of languages that a glossary may have: those of the memory."""
    pairs = {
        (source.language, target.language)
        for source, target in list_language_pairs(call.memory)
        if source.language != target.language
    }
    return DeeplPairs([DeeplPair(*pair) for pair in sorted(pairs)])


class DeeplUsageRequest(DialectRequest, frozen=True, kw_only=True):
    """Takes no values."""


class DeeplUsage(msgspec.Struct, frozen=True):
    """How many characters were translated, of how many; nothing is counted here."""

    character_count: int = 0
    character_limit: int = 1_000_000_000_000


def read_usage(_: Call, __: DeeplUsageRequest) -> DeeplUsage:
    """Say that nothing is used up: a memory of one's own has no quota."""
    return DeeplUsage()
