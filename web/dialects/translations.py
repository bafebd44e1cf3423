"""Matches of a memory as other tools want them: a list, or one certain translation."""

from collections.abc import Sequence
from typing import NamedTuple

from padanan.memory import Memory
from padanan.results import MemoryMatch
from tm.errors import InvalidLocale
from tm.match.match_rate import MatchType
from tm.text.locale import Locale
from tm.text.normal import nfc
from tm.unit import Origin

_MAX_MATCH_COUNT = 100
"""The most matches of a text that a client gets."""


def find_matches(
    memory: Memory,
    text: str,
    source: Locale | None,
    target: Locale | None,
    *,
    min_rate: int | None = None,
    limit: int | None = None,
) -> list[MemoryMatch]:
    """Find the translations of a text, the best first, none under the least rate.

    There is none within one language, or of a language that does not exist (None).
    """
    if source is None or target is None or source.is_same_variant(target):
        return []
    if not text.strip():
        return []
    if limit is not None:
        limit = max(1, min(limit, _MAX_MATCH_COUNT))
    if min_rate is None:
        min_rate = memory.settings.lookup.min_rate
    matches = memory.lookup(
        text, source=source, target=target, min_rate=min_rate, limit=limit
    )
    # What is composed of sentences may be below, where there is nothing else.
    return sorted(
        (match for match in matches if match.target and match.rate >= min_rate),
        key=lambda match: match.rate,
        reverse=True,
    )


def find_translation(
    memory: Memory,
    text: str,
    source: Locale,
    target: Locale,
    *,
    min_rate: int | None = None,
    required_words: Sequence[str] = (),
) -> str:
    """Find the one translation to show for a text to who never sees its rate.

    Only what translates the text as it is: that of an equal text, of one whose values
    and names were replaced, or of one that differs in capitals only. Empty if there is
    none. With `min_rate`, the best match from that rate on. A translation without one
    of the `required_words` is left out.
    """
    for match in find_matches(memory, text, source, target, min_rate=min_rate):
        if min_rate is not None or is_certain(match, text):
            translation = read_target(match)
            folded_translation = translation.casefold()
            if all(word.casefold() in folded_translation for word in required_words):
                return translation
    return ""


class FoundTranslation(NamedTuple):
    """A translation with the language it was found from; empty without one."""

    source: Locale | None
    text: str


def find_translation_from(
    memory: Memory,
    text: str,
    sources: Sequence[Locale],
    target: Locale,
    *,
    min_rate: int | None = None,
    required_words: Sequence[str] = (),
) -> FoundTranslation:
    """Find the one translation of a text that may be in one of several languages.

    See `find_translation`.
    """
    for source in sources:
        translation = find_translation(
            memory,
            text,
            source,
            target,
            min_rate=min_rate,
            required_words=required_words,
        )
        if translation:
            return FoundTranslation(source, translation)
    return FoundTranslation(None, "")


def is_certain(match: MemoryMatch, text: str) -> bool:
    """Whether nothing in the translation is left to change for a text."""
    if match.type is MatchType.REPAIRED:
        return not match.open_differences
    if any(penalty.check for penalty in match.penalties):
        return False  # a check found fault with the translation
    if match.type is MatchType.COMPOSED:
        return not match.open_differences
    return nfc(match.source).casefold() == nfc(text).strip().casefold()


def read_target(match: MemoryMatch) -> str:
    """Read the translation: the repaired one, where nothing is left to change."""
    if match.repaired is not None and not match.open_differences:
        return match.repaired
    return match.target or ""


def read_rate(match: MemoryMatch) -> int:
    """Read the rate as other tools have it, 0 to 100."""
    return min(match.rate, 100)


def describe_origin(origin: Origin) -> str:
    """Describe where a translation comes from: headline and address.

    >>> describe_origin(Origin(source_headline="Họp báo", source_url="https://a.vn/1"))
    'Họp báo (https://a.vn/1)'
    >>> describe_origin(Origin())
    ''
    """
    headline = origin.source_headline or origin.headline
    url = origin.source_url or origin.page_url
    if headline and url:
        return f"{headline} ({url})"
    return headline or url or ""


def parse_known_locale(tag: str) -> Locale | None:
    """Parse a language tag; None for a language that does not exist."""
    try:
        return Locale.parse(tag)
    except InvalidLocale:
        return None


def list_language_pairs(memory: Memory) -> list[tuple[Locale, Locale]]:
    """List the pairs of languages that can be looked up."""
    locales = list(map(Locale.parse, memory.units.list_languages()))
    return [
        (source, target)
        for source in locales
        for target in locales
        if not source.is_same_variant(target)
    ]


def list_source_locales(memory: Memory, target: Locale) -> list[Locale]:
    """List the languages that the memory translates into another one."""
    return [
        source
        for source, pair_target in list_language_pairs(memory)
        if target.covers(pair_target)
    ]


def name_language(locale: Locale) -> str:
    """Name a language in English.

    >>> name_language(Locale.parse("id")), name_language(Locale.parse("pt-BR"))
    ('Indonesian', 'Portuguese (Brazil)')
    """
    from babel.core import Locale as Cldr  # slow to import
    from babel.core import UnknownLocaleError

    try:
        name = Cldr.parse(locale.tag, sep="-").get_display_name("en")
    except (UnknownLocaleError, ValueError):
        name = None
    return name or locale.tag
