"""Names of countries and continents in a text, and finding replaced ones.

The names are those of the CLDR, for any two languages with capitals, and those in the
data of a language, which also names the people. They are read when a text with a
capitalised word is checked for the first time.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from checks.cldr_names import read_territories
from checks.language_data import read_table
from checks.text.capitalised_words import CapitalisedWord, cached_capitalised_words
from checks.text.language_words import read_language, split_phrases
from checks.text.phrase_search import contains_words
from tm.finding import Span
from tm.language_data import LanguageFileKind
from tm.result_cache import ResultCache, lazy_constant
from tm.text.locale import Locale
from tm.text.normal import fold_text
from tm.text.phrases.pattern import phrase_key
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import shared_prefilter

_FILE_KIND = LanguageFileKind(
    "territories.toml",
    "names of countries besides those of the CLDR",
    "name.missing and term.missing know countries by their CLDR names only",
)

_CONTINENT_CODES = frozenset("002 009 019 142 150".split())
"""CLDR codes of the continents."""
_IGNORED_CODES = frozenset(
    "AC CP CQ CW EA EU EZ GE HK IC JE MO QO TA UN XA XB XK ZZ".split()
)
"""CLDR codes of regions that are no countries or share their name with others."""
_NO_TERRITORY = "none"
"""In the data, the code of phrases that only contain a name: `dolar AS`."""
_BRACKETED_ADDITION_PATTERN = re.compile(r"\s*\([^)]*\)")
"""The addition of the CLDR to a name: Myanmar (Burma)."""
_PUNCTUATION = ".,;:!?()“”\"‘’'"
_MIN_STEM_LETTERS = 4
"""How many letters tell a country even in a longer word: Iran, Cuba."""
_MAX_UNSHORTENED_LETTERS = 5
"""Names of so many letters keep all of them in the adjective: Chile, Chilean."""
_MAX_SYLLABLE_LETTERS = 5
"""How many letters a syllable has that may begin a sentence or a person's name."""
_MIN_NAME_PART_LETTERS = 4
"""How many letters of a word hint at the name that contains the word."""


@dataclass(frozen=True, slots=True, eq=False)
class _TerritoryNames:
    """The names of territories in one language."""

    code_by_name: Mapping[str, str]
    """By name in lower case, its code; a stem that begins longer words ends in `*`."""
    phrase_list: PhraseList
    locale: Locale
    is_syllabic: bool
    """Whether each syllable is a word, so that a short name may be another one."""

    def find_first_span_by_code(self, text: str, cache: ResultCache) -> dict[str, Span]:
        """Find the first name of each territory or its people in a text, by code."""
        span_by_code: dict[str, Span] = {}
        for code, span in self.find_names(text, cache):
            span_by_code.setdefault(code, span)
        span_by_code.pop(_NO_TERRITORY, None)
        return span_by_code

    def remove_names(self, text: str, cache: ResultCache) -> str:
        """Remove all names of territories from a text."""
        for _, span in reversed([*self.find_names(text, cache)]):
            text = f"{text[: span.start]} {text[span.end :]}"
        return text

    def find_names(self, text: str, cache: ResultCache) -> Iterator[tuple[str, Span]]:
        """Find the names of territories in a text, in order, with their codes."""
        name_matches = [*self.phrase_list.find_matches(text)]
        if not name_matches:
            return
        words = cached_capitalised_words(text, cache).words
        word_index_by_start = {
            word.start: word_index for word_index, word in enumerate(words)
        }
        for name_match in name_matches:
            last_word_index = word_index_by_start.get(
                name_match.start() + name_match[0].rfind(" ") + 1
            )
            if last_word_index is None:
                continue
            is_short_name = (
                " " not in name_match[0] and len(name_match[0]) <= _MAX_SYLLABLE_LETTERS
            )
            if (
                self.is_syllabic
                and is_short_name
                and _may_be_in_person_name(words, last_word_index)
            ):
                continue  # Phạm Đức Thành is no German
            code = self._find_code(phrase_key(name_match[0]))
            if code is not None:
                yield code, Span(*name_match.span())

    def has_any_name_of(self, code: str, text: str) -> bool:
        """Whether a text has a name of a territory, even inside another phrase."""
        return any(
            name_code == code and contains_words(name, text)
            for name, name_code in self.code_by_name.items()
        )

    def may_be_named_in(self, code: str, text: str, cache: ResultCache) -> bool:
        """Whether a word of a text may be part of the name of a given territory.

        In a language of syllables the first one is a hint, unless it begins a longer
        name (Hà Nội). In others the beginning of a long word is a hint.
        """
        territory_names = [
            name for name, name_code in self.code_by_name.items() if name_code == code
        ]
        if self.is_syllabic:
            syllable_index = -1 if code in _CONTINENT_CODES else 0  # Châu Á
            first_syllables = {
                fold_text(name.split()[syllable_index]) for name in territory_names
            } - _read_function_word_forms(self.locale)
            words = cached_capitalised_words(text, cache).words
            last_word_flags = (*(not word.follows_capital for word in words[1:]), True)
            words_with_flags = zip(words, last_word_flags, strict=True) if words else ()
            return any(
                word.form in first_syllables
                and is_last_word
                and not word.follows_capital
                for word, is_last_word in words_with_flags
            )
        name_words = {
            word for name in territory_names for word in fold_text(name).split()
        }
        name_beginnings = tuple(
            word[: max(_MIN_NAME_PART_LETTERS, len(word.rstrip("*")) - 2)]
            for word in name_words
            if len(word.rstrip("*")) >= _MIN_NAME_PART_LETTERS
        )
        return any(
            word.strip(_PUNCTUATION).startswith(name_beginnings)
            for word in fold_text(text).split()
        )

    def _find_code(self, name: str) -> str | None:
        """Find the territory of a name, also by a stem that begins the name."""
        if name in self.code_by_name:
            return self.code_by_name[name]
        stem_lengths = range(len(name), _MIN_STEM_LETTERS - 1, -1)
        return next(
            filter(
                None,
                (
                    self.code_by_name.get(f"{name[:stem_length]}*")
                    for stem_length in stem_lengths
                ),
            ),
            None,
        )


def find_replaced_territory(
    source: str, target: str, locales: tuple[Locale, Locale], cache: ResultCache
) -> tuple[Span, Span] | None:
    """Find the one territory of the source that another one replaces in the target.

    None is found where the other text hints at either name. Names of other territories
    are no hints: Hàn Quốc is no hint at Triều Tiên.
    """
    if not cached_capitalised_words(target, cache).words:
        return None  # reading the names takes long, and software has few of them
    source_territory_names, target_territory_names = map(read_territory_names, locales)
    if source_territory_names is None or target_territory_names is None:
        return None
    if not target_territory_names.phrase_list.may_be_in(
        target
    ) or not source_territory_names.phrase_list.may_be_in(source):
        return None
    target_span_by_code = target_territory_names.find_first_span_by_code(target, cache)
    source_span_by_code = (
        source_territory_names.find_first_span_by_code(source, cache)
        if target_span_by_code
        else {}
    )
    lost_codes, added_codes = (
        source_span_by_code.keys() - target_span_by_code.keys(),
        target_span_by_code.keys() - source_span_by_code.keys(),
    )
    if len(lost_codes) != 1 or len(added_codes) != 1:
        return None
    (lost_code,), (added_code,) = lost_codes, added_codes
    if (lost_code in _CONTINENT_CODES) is not (added_code in _CONTINENT_CODES):
        return None
    if target_territory_names.may_be_named_in(
        lost_code, target_territory_names.remove_names(target, cache), cache
    ):
        return None
    if source_territory_names.may_be_named_in(
        added_code, source_territory_names.remove_names(source, cache), cache
    ):
        return None
    if target_territory_names.has_any_name_of(lost_code, target):
        return None  # inside a phrase that names no country: dolar AS
    source_span = source_span_by_code[lost_code]
    if _has_word_start(source_span.of(source), target):
        return None  # in the spelling of the source: Ethiopia for Etiopia
    return source_span, target_span_by_code[added_code]


def _has_word_start(name: str, text: str) -> bool:
    """Whether a word of a text begins as a name does."""
    name_beginning = fold_text(name)[:_MAX_UNSHORTENED_LETTERS]
    return len(name_beginning) == _MAX_UNSHORTENED_LETTERS and any(
        word.strip(_PUNCTUATION).startswith(name_beginning)
        for word in fold_text(text).split()
    )


def mentions_same_territory(
    term_texts: Iterable[str],
    term_locale: Locale,
    text: str,
    text_locale: Locale,
    cache: ResultCache,
) -> bool:
    """Whether a text names the territory of one of the terms in another language.

    >>> cache = ResultCache()
    >>> text, english = "A Dutch ship", Locale("en")
    >>> mentions_same_territory(["Belanda"], Locale("id"), text, english, cache)
    True
    """
    term_territory_names, text_territory_names = (
        read_territory_names(term_locale),
        read_territory_names(text_locale),
    )
    if term_territory_names is None or text_territory_names is None:
        return False
    territory_codes = {
        term_territory_names.code_by_name.get(phrase_key(term_text))
        for term_text in term_texts
    } - {None}
    return (
        not territory_codes.isdisjoint(
            text_territory_names.find_first_span_by_code(text, cache)
        )
        if territory_codes
        else False
    )


def is_territory(name: str, locale: Locale, cache: ResultCache) -> bool:
    """Whether a name is that of a country.

    >>> cache = ResultCache()
    >>> [is_territory(name, Locale("id"), cache) for name in ("Rusia", "Hanoi")]
    [True, False]
    """
    return any(
        span == Span(0, len(name))
        for _, span in list_named_territories(name, locale, cache)
    )


def find_territories(
    text: str, locale: Locale, cache: ResultCache
) -> tuple[dict[str, Span], dict[str, str]]:
    """Find territories in a text, by code, and list the names of all countries.

    >>> cache = ResultCache()
    >>> places, names = find_territories("A Dutch ship", Locale("en"), cache)
    >>> [*places], names["PE"]
    (['NL'], 'Peru')
    """
    territory_names = read_territory_names(locale)
    if territory_names is None:
        return {}, {}
    known_codes = {
        code for code in territory_names.code_by_name.values() if code.isalpha()
    }
    name_by_code = {
        code: _BRACKETED_ADDITION_PATTERN.sub("", name)
        for code, name in read_territories(locale.language).items()
        if code in known_codes and code not in _IGNORED_CODES
    }
    return territory_names.find_first_span_by_code(text, cache), name_by_code


def list_named_territories(
    text: str, locale: Locale, cache: ResultCache
) -> list[tuple[str, Span]]:
    """List the code and span of each name of a country or its people in a text.

    >>> cache = ResultCache()
    >>> list_named_territories("Dutch and Peruvian", Locale("en"), cache)
    [('NL', Span(start=0, end=5)), ('PE', Span(start=10, end=18))]
    """
    territory_names = read_territory_names(locale)
    codes_and_spans = territory_names.find_names(text, cache) if territory_names else ()
    return [
        (code, span)
        for code, span in codes_and_spans
        if code.isalpha() and code != _NO_TERRITORY
    ]


def _may_be_in_person_name(words: Sequence[CapitalisedWord], word_index: int) -> bool:
    """Whether a short word may be part of a person's name or begin a sentence."""
    word = words[word_index]
    if word.may_start_sentence or word.follows_capital:
        return True
    next_word = words[word_index + 1] if word_index + 1 < len(words) else None
    return (
        next_word is not None
        and next_word.follows_capital
        and not next_word.text.isascii()
    )


@lazy_constant
def _read_function_word_forms(locale: Locale) -> frozenset[str]:
    """Return the forms of function words, which may begin a name: `người Thái`."""
    return frozenset(map(fold_text, read_language(locale).function_words))


@lazy_constant
def read_territory_names(locale: Locale) -> _TerritoryNames | None:
    """Read the names of a language in the CLDR and the data; None without capitals.

    The data come first: they call the country America, the CLDR the continent.
    """
    name_by_code = read_territories(locale.language) if locale.uses_spaces else {}
    if not name_by_code:
        return None
    language = read_language(locale)
    code_by_name: dict[str, str] = {}
    for code, phrase_list_text in read_table(locale.language, _FILE_KIND).items():
        code_by_name |= dict.fromkeys(
            map(phrase_key, split_phrases(phrase_list_text)), code
        )
    for code, name in name_by_code.items():
        if code in _IGNORED_CODES or not (code.isalpha() or code in _CONTINENT_CODES):
            continue
        name_key = phrase_key(_BRACKETED_ADDITION_PATTERN.sub("", name))
        code_by_name.setdefault(name_key, code)
        if language.derives_peoples_from_countries:
            stem = (
                name_key if len(name_key) <= _MAX_UNSHORTENED_LETTERS else name_key[:-1]
            )
            code_by_name.setdefault(f"{stem}*", code)
    phrase_list = PhraseList(
        shared_prefilter(locale.language), "territories", code_by_name
    )
    return _TerritoryNames(
        code_by_name, phrase_list, locale, language.writes_syllables_apart
    )
