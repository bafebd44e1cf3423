"""Names of countries and of parts of the world in a text, and those replaced.

Their names are those of the CLDR, for any two languages with capitals, and what the
data of a language call them, and those who live there; they are read when a text has a
capitalised word of its own for the first time.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from checks.language_data import read_table
from checks.text.capitals import Capital, cached_capitals
from checks.text.language import language, phrases
from tm.finding import Span
from tm.text.locale import Locale
from tm.text.normal import folded, nfc
from tm.text.phrases.pattern import table_key
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import prefilter

_PARTS = frozenset("002 009 019 142 150".split())
"""Codes of the parts of the world."""
_OTHERS = frozenset("AC CP CQ CW EA EU EZ GE HK IC JE MO QO TA UN XA XB XK ZZ".split())
"""Codes of what is no country, or has the name of something else, too."""
_NONE = "none"
"""In the data the code of phrases that only hold a name: `dolar AS`."""
_ASIDE = re.compile(r"\s*\([^)]*\)")
"""What the CLDR adds to a name: Myanmar (Burma)."""
_MARKS = ".,;:!?()“”\"‘’'"
_WHOLE = 4
"""Letters of a name that nothing but itself begins with: Iran, Cuba."""
_STEM = 5
"""Letters of an English name of which its adjective loses none: Chile, Chilean."""
_SYLLABLE = 5
"""Letters of a Vietnamese syllable with which sentences and names of people begin."""
_TELLING = 4
"""Letters of a word by which a place is known in part of its name."""


@dataclass(frozen=True, slots=True, eq=False)
class _Names:
    """The territories of one language."""

    codes: Mapping[str, str]
    """By name in small letters, its code; what people are made of ends in `*`."""
    phrase_list: PhraseList
    locale: Locale
    is_glued: bool
    """Whether each syllable is a word, so that a short name may be another one."""

    def found(self, text: str) -> dict[str, Span]:
        """By code, where a text first names a territory or those who live there."""
        places: dict[str, Span] = {}
        for code, span in self.named(text):
            places.setdefault(code, span)
        places.pop(_NONE, None)
        return places

    def rest(self, text: str) -> str:
        """A text without what names a territory in it."""
        for _, span in reversed([*self.named(text)]):
            text = f"{text[: span.start]} {text[span.end :]}"
        return text

    def named(self, text: str) -> Iterator[tuple[str, Span]]:
        """The codes of what a text names, in order of place."""
        matches = [*self.phrase_list.matches(text)]
        if not matches:
            return
        words = cached_capitals(text).words
        written = {word.start: at for at, word in enumerate(words)}
        for match in matches:
            last = written.get(match.start() + match[0].rfind(" ") + 1)
            if last is None:
                continue
            is_short = " " not in match[0] and len(match[0]) <= _SYLLABLE
            if self.is_glued and is_short and _may_be_of_a_person(words, last):
                continue  # Phạm Đức Thành is no German
            code = self._code(table_key(match[0]))
            if code is not None:
                yield code, Span(*match.span())

    def is_hinted(self, code: str, text: str) -> bool:
        """Whether a word of a text may be part of a name of a territory.

        A Vietnamese one is known by its first syllable; of what has several (Hà Nội)
        that tells nothing. Others are known by what one of their long words begins
        with.
        """
        names = [name for name, of in self.codes.items() if of == code]
        if self.is_glued:
            at = -1 if code in _PARTS else 0  # Châu Á
            firsts = {
                folded(name.split()[at]) for name in names
            } - _function_word_forms(self.locale)
            words = cached_capitals(text).words
            ends = (*(not word.follows_capital for word in words[1:]), True)
            alone = zip(words, ends, strict=True) if words else ()
            return any(
                word.form in firsts and is_last and not word.follows_capital
                for word, is_last in alone
            )
        words_of = {word for name in names for word in folded(name).split()}
        beginnings = tuple(
            word[: max(_TELLING, len(word.rstrip("*")) - 2)]
            for word in words_of
            if len(word.rstrip("*")) >= _TELLING
        )
        return any(
            word.strip(_MARKS).startswith(beginnings) for word in folded(text).split()
        )

    def _code(self, name: str) -> str | None:
        if name in self.codes:
            return self.codes[name]
        ends = range(len(name), _WHOLE - 1, -1)
        return next(
            filter(None, (self.codes.get(f"{name[:at]}*") for at in ends)), None
        )


def replaced_territory(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> tuple[Span, Span] | None:
    """The one territory of a source that is lost, and the one other in the target.

    Nothing is said where a word of either name stands in the other text in any way, but
    for names of other territories: Triều Tiên is not hinted at by Hàn Quốc.
    """
    if not cached_capitals(target).words:
        return None  # what is read first takes long, and software has few names
    source_names, target_names = map(_names, locales)
    if source_names is None or target_names is None:
        return None
    if not target_names.phrase_list.may_be_in(
        target
    ) or not source_names.phrase_list.may_be_in(source):
        return None
    target_places = target_names.found(target)
    source_places = source_names.found(source) if target_places else {}
    lost, added = (
        source_places.keys() - target_places.keys(),
        target_places.keys() - source_places.keys(),
    )
    if len(lost) != 1 or len(added) != 1:
        return None
    (lost_code,), (added_code,) = lost, added
    if (lost_code in _PARTS) is not (added_code in _PARTS):
        return None
    if target_names.is_hinted(lost_code, target_names.rest(target)):
        return None
    if source_names.is_hinted(added_code, source_names.rest(source)):
        return None
    return source_places[lost_code], target_places[added_code]


def names_one_of(
    terms: Iterable[str], term_locale: Locale, text: str, text_locale: Locale
) -> bool:
    """Whether a text names the territory that one of the terms of another language is.

    >>> names_one_of(["Belanda"], Locale("id"), "A Dutch ship", Locale("en"))
    True
    """
    names, text_names = _names(term_locale), _names(text_locale)
    if names is None or text_names is None:
        return False
    codes = {names.codes.get(table_key(term)) for term in terms} - {None}
    return not codes.isdisjoint(text_names.found(text)) if codes else False


def is_territory(name: str, locale: Locale) -> bool:
    """Whether a name is that of a country.

    >>> is_territory("Rusia", Locale("id")), is_territory("Hanoi", Locale("id"))
    (True, False)
    """
    return any(
        span == Span(0, len(name)) for _, span in named_territories(name, locale)
    )


def territories_in(text: str, locale: Locale) -> tuple[dict[str, Span], dict[str, str]]:
    """By code, where a text names a territory, and the names of all countries.

    >>> places, names = territories_in("A Dutch ship", Locale("en"))
    >>> [*places], names["PE"]
    (['NL'], 'Peru')
    """
    from babel.core import Locale as Cldr  # see _names

    names = _names(locale)
    if names is None:
        return {}, {}
    known_codes = {code for code in names.codes.values() if code.isalpha()}
    called = {
        code: _ASIDE.sub("", nfc(name))
        for code, name in Cldr.parse(locale.language).territories.items()
        if code in known_codes and code not in _OTHERS
    }
    return names.found(text), called


def named_territories(text: str, locale: Locale) -> list[tuple[str, Span]]:
    """The code and place of each name of a country or of those who live there.

    >>> named_territories("Dutch and Peruvian", Locale("en"))
    [('NL', Span(start=0, end=5)), ('PE', Span(start=10, end=18))]
    """
    names = _names(locale)
    territories = names.named(text) if names else ()
    return [
        (code, span) for code, span in territories if code.isalpha() and code != _NONE
    ]


def _may_be_of_a_person(words: Sequence[Capital], at: int) -> bool:
    """Whether a short word begins a sentence, or is part of a Vietnamese name."""
    word = words[at]
    if word.may_start_sentence or word.follows_capital:
        return True
    following = words[at + 1] if at + 1 < len(words) else None
    return (
        following is not None
        and following.follows_capital
        and not following.text.isascii()
    )


@lru_cache(maxsize=16)
def _function_word_forms(locale: Locale) -> frozenset[str]:
    """The forms of words with which names begin that tell nothing: `người Thái`."""
    return frozenset(map(folded, language(locale).function_words))


@lru_cache(maxsize=64)
def _names(locale: Locale) -> _Names | None:
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
        codes |= dict.fromkeys(map(table_key, phrases(listing)), code)
    for code, name in territories.items():
        if code in _OTHERS or not (code.isalpha() or code in _PARTS):
            continue
        key = table_key(_ASIDE.sub("", nfc(name)))
        codes.setdefault(key, code)
        if locale.language == "en":
            stem = key if len(key) <= _STEM else key[:-1]
            codes.setdefault(f"{stem}*", code)
    phrase_list = PhraseList(prefilter(locale.language), "territories", codes)
    return _Names(codes, phrase_list, locale, locale.language == "vi")
