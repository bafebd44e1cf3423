"""The check of names that are always capitalised: Vietnam, Agustus, Senin."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checks.engine.batch import Batch
from checks.engine.check import Level, check
from checks.engine.prefilter_conditions import TARGET, is_among_units_found, unit_meets
from checks.engine.unit import Context, Unit
from checks.language_data import read_table
from checks.text.language_words import split_phrases
from tm.finding import Finding, Severity, Span
from tm.language_data import LanguageFileKind
from tm.result_cache import lazy_constant
from tm.text.locale import Locale
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import shared_prefilter
from tm.text.word_pattern import LETTERS_PATTERN

if TYPE_CHECKING:
    from tm.text.phrases.batch_tokens import BatchTokens

_FILE_KIND = LanguageFileKind(
    "proper_names.toml",
    "countries, cities, months and days that always have a capital; persons",
    "caps.proper and spell.place are silent",
)

_START_PATTERN, _END_PATTERN = r"(?<![\w@#./_:&=-])", r"(?![\w@/_=-]|\.\w)"
"""What may stand next to a name: it is no part of an address, hashtag or compound."""
_WORD_BEFORE_PATTERN = re.compile(rf"({LETTERS_PATTERN.pattern})\W{{1,2}}\Z")
_MAX_LETTERS_BEFORE_NAME = 20
"""How many letters before a name are searched for the word there."""


@dataclass(frozen=True, slots=True, eq=False)
class _ProperNames:
    """Names of a language that always have a capital."""

    names: tuple[str, ...]
    """In lower case."""
    phrase_list: PhraseList
    pattern: re.Pattern[str]
    thing_words: frozenset[str]
    """Words after which a name is that of a kind: `bunga kamboja`."""
    first_words: frozenset[str]
    """The first word of each name."""

    def may_begin_at(self, token: str) -> bool:
        """Whether a name in small letters may begin in a token."""
        return not self.first_words.isdisjoint(LETTERS_PATTERN.findall(token))


@lazy_constant
def _read_proper_names(locale: Locale) -> _ProperNames:
    table = read_table(locale.language, _FILE_KIND)
    names = tuple(split_phrases(table["names"]))
    names_pattern = "|".join(map(re.escape, names)) or "(?!)"
    return _ProperNames(
        names,
        PhraseList(shared_prefilter(locale.language), "proper names", names),
        re.compile(f"{_START_PATTERN}(?:{names_pattern}){_END_PATTERN}"),
        frozenset(table["things"].split()),
        frozenset(LETTERS_PATTERN.findall(name)[0] for name in names),
    )


def _read_proper_name_phrases(locale: Locale) -> PhraseList:
    return _read_proper_names(locale).phrase_list


def _find_units_with_first_word(
    batch_tokens: "BatchTokens", batch: Batch
) -> Collection[int]:
    """Find the units whose target has the first word of a name in small letters."""
    proper_names = _read_proper_names(batch.context.target_locale)
    return batch_tokens.find_texts_with_token(proper_names.may_begin_at)


def _has_lowered_name(unit: Unit, context: Context) -> bool:
    names = _read_proper_names(context.target_locale).names
    return any(map(unit.target.__contains__, names))


@check(
    "caps.proper",
    level=Level.ONE,
    severity=Severity.INFO,
    prefilter=TARGET.has(_read_proper_name_phrases)
    & is_among_units_found(_find_units_with_first_word)
    & unit_meets(_has_lowered_name),
    unsafe_fixes=True,
    yields_to=("caps.name", "seg.language", "style.rule"),
)
def find_lowered_names(unit: Unit, context: Context) -> Iterator[Finding]:
    """A name that always has a capital is in small letters: vietnam, agustus.

    The list has countries, some regions and cities, months and days that are no other
    word. The check ignores addresses, hashtags, texts without any capital, and things
    named after a place (`bunga kamboja`).
    """
    proper_names = _read_proper_names(context.target_locale)
    text = unit.target
    if text == text.lower():
        return
    for name_match in proper_names.pattern.finditer(text):
        word_before_match = _WORD_BEFORE_PATTERN.search(
            text[
                max(
                    0, name_match.start() - _MAX_LETTERS_BEFORE_NAME
                ) : name_match.start()
            ]
        )
        if (
            word_before_match
            and word_before_match[1].lower() in proper_names.thing_words
        ):
            continue
        name = " ".join(word.capitalize() for word in name_match[0].split(" "))
        yield Finding(
            "lowered", Span(*name_match.span()), arguments={"name": name}, fix=name
        )
