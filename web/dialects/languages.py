"""Languages as other tools name them, and those that a memory can be asked for."""

from typing import TypedDict

from padanan.memory import Memory
from tm.errors import InputError, InvalidLocale
from tm.text.locale import Locale
from web.dialects.routes import RequestPart


class SideNames(TypedDict):
    """The languages of two sides, as parameters of the methods of a memory."""

    source: str
    target: str


class RequestedPair(RequestPart, frozen=True, kw_only=True):
    """The languages of a request, by the names that most protocols give them."""

    source_language: str
    target_language: str

    @property
    def sides(self) -> SideNames:
        """Both as they were sent."""
        return {"source": self.source_language, "target": self.target_language}


def parse_known_locale(tag: str) -> Locale | None:
    """Parse a language tag; None for a language that does not exist."""
    try:
        return Locale.parse(tag)
    except InvalidLocale:
        return None


def parse_language_pair(language_pair_text: str) -> tuple[Locale, Locale]:
    """Parse two languages as `vi|id`. Raises InputError."""
    source, separator, target = language_pair_text.partition("|")
    if not separator:
        raise InputError(
            f"langpair is {language_pair_text!r}; give two languages as vi|id"
        )
    return Locale.parse(source), Locale.parse(target)


def parse_language(tag: str) -> Locale:
    """Parse a language tag, and leave out country and script, as termbases do."""
    return Locale(Locale.parse(tag).language)


def list_locales(memory: Memory) -> list[Locale]:
    """List the languages of a memory."""
    return list(map(Locale.parse, memory.units.list_languages()))


def list_language_pairs(memory: Memory) -> list[tuple[Locale, Locale]]:
    """List the pairs of languages that can be looked up."""
    locales = list_locales(memory)
    return [
        (source, target)
        for source in locales
        for target in locales
        if not source.is_same_variant(target)
    ]


def list_source_locales(memory: Memory, target_locale: Locale) -> list[Locale]:
    """List the languages that the memory translates into another one."""
    return [
        source_locale
        for source_locale, pair_target in list_language_pairs(memory)
        if target_locale.covers(pair_target)
    ]


def format_posix_name(tag: str) -> str:
    """Format a language tag as a locale of POSIX: `pt_BR`."""
    return tag.replace("-", "_")


def make_language_name(locale: Locale) -> str:
    """Name a language in English.

    >>> [make_language_name(Locale.parse(tag)) for tag in ("id", "pt-BR")]
    ['Indonesian', 'Portuguese (Brazil)']
    """
    from babel.core import Locale as Cldr  # slow to import
    from babel.core import UnknownLocaleError

    try:
        name = Cldr.parse(locale.tag, sep="-").get_display_name("en")
    except (UnknownLocaleError, ValueError):
        name = None
    return name or locale.tag
