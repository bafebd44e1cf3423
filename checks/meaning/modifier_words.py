"""Modifiers that a translation must keep: mantan, hanya, secara bulat.

The data of a language list the sure and the possible words for each modifier.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from checks.language_data import read_table
from checks.text.language_words import split_phrases
from tm.finding import Span
from tm.language_data import LanguageFileKind
from tm.result_cache import lazy_constant
from tm.text.locale import Locale
from tm.text.normal import nfc
from tm.text.phrases.pattern import phrase_key
from tm.text.phrases.phrase_groups import PhraseGroups
from tm.text.phrases.phrase_list import PhraseList, PhraseLists
from tm.text.phrases.prefilter import shared_prefilter
from tm.text.word_pattern import HYPHENATED_WORD_START_PATTERN
from tm.text.words import read_lower_words

_FILE_KIND = LanguageFileKind(
    "modifiers.toml",
    "words that change the meaning, and what may correspond to them",
    "sense.modifier is silent; person.title ignores former offices",
)

FORMER = "former"
"""The modifier `former`, which `person.title` reports."""


@dataclass(frozen=True, slots=True, eq=False)
class ModifierWords:
    """The words of one language for one modifier; cached."""

    sure_phrases: PhraseList
    """Words that surely have the meaning: `mantan`, `nguyên Bộ trưởng`.

    The list also finds `look_alike_phrases`: `kỳ cựu`.
    """
    look_alike_phrases: frozenset[str]
    """Keys of phrases that only look like the modifier."""
    possible_words: frozenset[str]
    """Words that may have the meaning: `retired`.

    Since they are many and common, they are kept out of the prefilter.
    """
    sure_or_possible_phrases: PhraseLists
    """Words that surely have the meaning, and phrases that may: `trước đây`."""

    def find_first_span(self, text: str) -> Span | None:
        """Find the first word in a text that surely has the meaning."""
        for phrase_match in self.sure_phrases.find_matches(text):
            if phrase_key(phrase_match[0]) not in self.look_alike_phrases:
                return Span(
                    phrase_match.start(),
                    phrase_match.start() + len(phrase_match[0].rstrip()),
                )
        return None

    def may_be_in(self, text: str) -> bool:
        """Whether a text has a word that may have the meaning."""
        return self.sure_or_possible_phrases.is_in(
            text
        ) or not self.possible_words.isdisjoint(read_lower_words(text))


def find_lost_modifier(
    modifier_name: str, source: str, target: str, locales: tuple[Locale, Locale]
) -> Span | None:
    """Find a modifier that the source surely has and the target lacks in any form.

    >>> texts = "Former president Yoon was jailed.", "Presiden Yoon dipenjara."
    >>> found = find_lost_modifier(FORMER, *texts, (Locale("en"), Locale("id")))
    >>> found and found.of(texts[0])
    'Former'
    """
    source_words, target_words = (
        read_modifier_words(locale)[modifier_name] for locale in locales
    )
    if not target_words.sure_phrases.first_words:
        return None
    # Most targets have an equivalent, which is tested faster.
    return (
        None
        if target_words.may_be_in(nfc(target))
        else source_words.find_first_span(source)
    )


@lazy_constant
def read_modifier_words(locale: Locale) -> Mapping[str, ModifierWords]:
    """Read the modifiers of a language by name; empty without data."""
    return {
        modifier_name: _make_modifier_words(
            modifier_name, phrase_list_text_by_certainty, locale
        )
        for modifier_name, phrase_list_text_by_certainty in read_table(
            locale.language, _FILE_KIND
        ).items()
    }


@lazy_constant
def read_modifier_phrases(locale: Locale) -> PhraseGroups[str]:
    """Read the sure words of each modifier except `former`; empty without data."""
    return PhraseGroups(
        shared_prefilter(locale.language),
        {
            modifier_name: modifier_words.sure_phrases
            for modifier_name, modifier_words in read_modifier_words(locale).items()
            if modifier_name != FORMER
        },
    )


def _make_modifier_words(
    modifier_name: str, phrase_list_text_by_certainty: Mapping[str, str], locale: Locale
) -> ModifierWords:
    phrase_prefilter = shared_prefilter(locale.language)
    look_alike_phrases = split_phrases(phrase_list_text_by_certainty.get("neither", ""))
    make_phrase_list = partial(
        PhraseList, phrase_prefilter, start_pattern=HYPHENATED_WORD_START_PATTERN
    )
    sure_phrases = make_phrase_list(
        modifier_name,
        [*split_phrases(phrase_list_text_by_certainty["surely"]), *look_alike_phrases],
    )
    possible_phrases = split_phrases(phrase_list_text_by_certainty["perhaps"])
    possible_words = frozenset(filter(str.isalpha, possible_phrases))
    longer_phrases = make_phrase_list(
        f"perhaps {modifier_name}",
        [phrase for phrase in possible_phrases if phrase not in possible_words],
    )
    sure_or_possible_phrases = PhraseLists(
        phrase_prefilter, (sure_phrases, longer_phrases)
    )
    return ModifierWords(
        sure_phrases,
        frozenset(look_alike_phrases),
        possible_words,
        sure_or_possible_phrases,
    )
