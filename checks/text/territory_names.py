"""Names of countries and continents in a text, and finding replaced ones.

Their names are those of the CLDR, for any two languages with capitals, and what the
data of a language call them, and those who live there; they are read when a text has a
capitalised word of its own for the first time.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from checks.language_data import read_table
from checks.text.capitalised_words import CapitalisedWord, cached_capitals
from checks.text.language_words import read_language, split_phrases
from tm.finding import Span
from tm.text.locale import Locale
from tm.text.normal import folded, nfc
from tm.text.phrases.pattern import table_key
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import prefilter

_WORLD_PART_CODES = frozenset("002 009 019 142 150".split())
"""Codes of the parts of the world."""
_IGNORED_CODES = frozenset(
    "AC CP CQ CW EA EU EZ GE HK IC JE MO QO TA UN XA XB XK ZZ".split()
)
"""Codes of what is no country, or has the name of something else, too."""
_NO_TERRITORY = "none"
"""In the data the code of phrases that only hold a name: `dolar AS`."""
_BRACKETED_ADDITION = re.compile(r"\s*\([^)]*\)")
"""What the CLDR adds to a name: Myanmar (Burma)."""
_PUNCTUATION = ".,;:!?()“”\"‘’'"
_SHORTEST_STEM = 4
"""Letters of a name that nothing but itself begins with: Iran, Cuba."""
_LONGEST_WHOLE_NAME = 5
"""Letters of an English name of which its adjective loses none: Chile, Chilean."""
_LONGEST_SYLLABLE = 5
"""Letters of a Vietnamese syllable with which sentences and names of people begin."""
_SHORTEST_PART = 4
"""Letters of a word by which a place is known in part of its name."""


@dataclass(frozen=True, slots=True, eq=False)
class _TerritoryNames:
    """The names of territories in one language."""

    code_by_name: Mapping[str, str]
    """By name in small letters, its code; what people are made of ends in `*`."""
    phrase_list: PhraseList
    locale: Locale
    is_syllabic: bool
    """Whether each syllable is a word, so that a short name may be another one."""

    def find_first_spans(self, text: str) -> dict[str, Span]:
        """Find the first name of each territory or its people in a text, by code."""
        span_by_code: dict[str, Span] = {}
        for code, span in self.find_names(text):
            span_by_code.setdefault(code, span)
        span_by_code.pop(_NO_TERRITORY, None)
        return span_by_code

    def remove_names(self, text: str) -> str:
        """Remove all names of territories from a text."""
        for _, span in reversed([*self.find_names(text)]):
            text = f"{text[: span.start]} {text[span.end :]}"
        return text

    def find_names(self, text: str) -> Iterator[tuple[str, Span]]:
        """Find the names of territories in a text, in order, with their codes."""
        matches = [*self.phrase_list.matches(text)]
        if not matches:
            return
        words = cached_capitals(text).words
        index_by_start = {word.start: index for index, word in enumerate(words)}
        for match in matches:
            last_index = index_by_start.get(match.start() + match[0].rfind(" ") + 1)
            if last_index is None:
                continue
            is_short = " " not in match[0] and len(match[0]) <= _LONGEST_SYLLABLE
            if (
                self.is_syllabic
                and is_short
                and _may_be_in_person_name(words, last_index)
            ):
                continue  # Phạm Đức Thành is no German
            code = self._find_code(table_key(match[0]))
            if code is not None:
                yield code, Span(*match.span())

    def is_hinted(self, code: str, text: str) -> bool:
        """Whether a word of a text may be part of the name of a given territory.

        A Vietnamese one is known by its first syllable; of what has several (Hà Nội)
        that tells nothing. Others are known by what one of their long words begins
        with.
        """
        names = [
            name for name, name_code in self.code_by_name.items() if name_code == code
        ]
        if self.is_syllabic:
            index = -1 if code in _WORLD_PART_CODES else 0  # Châu Á
            first_syllables = {
                folded(name.split()[index]) for name in names
            } - _function_word_forms(self.locale)
            words = cached_capitals(text).words
            is_last_flags = (*(not word.follows_capital for word in words[1:]), True)
            words_with_flags = zip(words, is_last_flags, strict=True) if words else ()
            return any(
                word.form in first_syllables and is_last and not word.follows_capital
                for word, is_last in words_with_flags
            )
        name_words = {word for name in names for word in folded(name).split()}
        beginnings = tuple(
            word[: max(_SHORTEST_PART, len(word.rstrip("*")) - 2)]
            for word in name_words
            if len(word.rstrip("*")) >= _SHORTEST_PART
        )
        return any(
            word.strip(_PUNCTUATION).startswith(beginnings)
            for word in folded(text).split()
        )

    def _find_code(self, name: str) -> str | None:
        if name in self.code_by_name:
            return self.code_by_name[name]
        lengths = range(len(name), _SHORTEST_STEM - 1, -1)
        return next(
            filter(
                None, (self.code_by_name.get(f"{name[:index]}*") for index in lengths)
            ),
            None,
        )


def find_replaced_territory(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> tuple[Span, Span] | None:
    """Find the one territory that the source names and the one in its place.

    Nothing is said where a word of either name stands in the other text in any way, but
    for names of other territories: Triều Tiên is not hinted at by Hàn Quốc.
    """
    if not cached_capitals(target).words:
        return None  # what is read first takes long, and software has few names
    source_names, target_names = map(_read_territory_names, locales)
    if source_names is None or target_names is None:
        return None
    if not target_names.phrase_list.may_be_in(
        target
    ) or not source_names.phrase_list.may_be_in(source):
        return None
    target_spans = target_names.find_first_spans(target)
    source_spans = source_names.find_first_spans(source) if target_spans else {}
    lost_codes, added_codes = (
        source_spans.keys() - target_spans.keys(),
        target_spans.keys() - source_spans.keys(),
    )
    if len(lost_codes) != 1 or len(added_codes) != 1:
        return None
    (lost_code,), (added_code,) = lost_codes, added_codes
    if (lost_code in _WORLD_PART_CODES) is not (added_code in _WORLD_PART_CODES):
        return None
    if target_names.is_hinted(lost_code, target_names.remove_names(target)):
        return None
    if source_names.is_hinted(added_code, source_names.remove_names(source)):
        return None
    return source_spans[lost_code], target_spans[added_code]


def names_same_territory(
    terms: Iterable[str], term_locale: Locale, text: str, text_locale: Locale
) -> bool:
    """Whether a text names the territory of one of the terms in another language.

    >>> names_same_territory(["Belanda"], Locale("id"), "A Dutch ship", Locale("en"))
    True
    """
    names, text_names = (
        _read_territory_names(term_locale),
        _read_territory_names(text_locale),
    )
    if names is None or text_names is None:
        return False
    codes = {names.code_by_name.get(table_key(term)) for term in terms} - {None}
    return not codes.isdisjoint(text_names.find_first_spans(text)) if codes else False


def is_territory(name: str, locale: Locale) -> bool:
    """Whether a name is that of a country.

    >>> is_territory("Rusia", Locale("id")), is_territory("Hanoi", Locale("id"))
    (True, False)
    """
    return any(
        span == Span(0, len(name)) for _, span in list_named_territories(name, locale)
    )


def find_territories(
    text: str, locale: Locale
) -> tuple[dict[str, Span], dict[str, str]]:
    """Find territories in a text, by code, and list the names of all countries.

    >>> places, names = find_territories("A Dutch ship", Locale("en"))
    >>> [*places], names["PE"]
    (['NL'], 'Peru')
    """
    from babel.core import Locale as Cldr  # see _names

    names = _read_territory_names(locale)
    if names is None:
        return {}, {}
    known_codes = {code for code in names.code_by_name.values() if code.isalpha()}
    name_by_code = {
        code: _BRACKETED_ADDITION.sub("", nfc(name))
        for code, name in Cldr.parse(locale.language).territories.items()
        if code in known_codes and code not in _IGNORED_CODES
    }
    return names.find_first_spans(text), name_by_code


def list_named_territories(text: str, locale: Locale) -> list[tuple[str, Span]]:
    """List the code and span of each name of a country or its people in a text.

    >>> list_named_territories("Dutch and Peruvian", Locale("en"))
    [('NL', Span(start=0, end=5)), ('PE', Span(start=10, end=18))]
    """
    names = _read_territory_names(locale)
    territories = names.find_names(text) if names else ()
    return [
        (code, span)
        for code, span in territories
        if code.isalpha() and code != _NO_TERRITORY
    ]


def _may_be_in_person_name(words: Sequence[CapitalisedWord], index: int) -> bool:
    """Whether a short word may be part of a person's name or begin a sentence."""
    word = words[index]
    if word.may_start_sentence or word.follows_capital:
        return True
    next_word = words[index + 1] if index + 1 < len(words) else None
    return (
        next_word is not None
        and next_word.follows_capital
        and not next_word.text.isascii()
    )


@lru_cache(maxsize=16)
def _function_word_forms(locale: Locale) -> frozenset[str]:
    """Return the forms of function words, which may begin a name: `người Thái`."""
    return frozenset(map(folded, read_language(locale).function_words))


@lru_cache(maxsize=64)
def _read_territory_names(locale: Locale) -> _TerritoryNames | None:
    """The names of a language in the CLDR and the data; None without any, or capitals.

    Those of the data come first: America is a country, if it is a part of the world,
    too.
    """
    from babel.core import Locale as Cldr  # a lookup as a rule asks for no names
    from babel.core import UnknownLocaleError

    if not locale.uses_spaces:
        return None
    try:
        territories = Cldr.parse(locale.language).territories
    except (UnknownLocaleError, ValueError):
        return None
    codes: dict[str, str] = {}
    for code, listing in read_table(locale.language, "territories.toml").items():
        codes |= dict.fromkeys(map(table_key, split_phrases(listing)), code)
    for code, name in territories.items():
        if code in _IGNORED_CODES or not (code.isalpha() or code in _WORLD_PART_CODES):
            continue
        key = table_key(_BRACKETED_ADDITION.sub("", nfc(name)))
        codes.setdefault(key, code)
        if locale.language == "en":
            stem = key if len(key) <= _LONGEST_WHOLE_NAME else key[:-1]
            codes.setdefault(f"{stem}*", code)
    phrase_list = PhraseList(prefilter(locale.language), "territories", codes)
    return _TerritoryNames(codes, phrase_list, locale, locale.language == "vi")
