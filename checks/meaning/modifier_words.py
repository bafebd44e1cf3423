"""Words that a translation answers by one word or another: mantan, hanya, secara bulat.

The data of a language list for each matter what surely says it, and what may say it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial

from checks.language_data import read_table
from checks.text.language import phrases
from tm.finding import Span
from tm.text.locale import Locale
from tm.text.normal import nfc
from tm.text.phrases.pattern import table_key
from tm.text.phrases.phrase_groups import PhraseGroups
from tm.text.phrases.phrase_list import PhraseList, PhraseLists
from tm.text.phrases.prefilter import prefilter
from tm.text.words import read_lower_words

FORMER = "former"
"""That somebody is something no more, which the checks of persons tell."""


@dataclass(frozen=True, slots=True, eq=False)
class ModifierWords:
    """How one language says one thing; one value a language and matter."""

    words: PhraseList
    """What says it and nothing else: `mantan`, `nguyên Bộ trưởng`.

    Found with them are phrases that only look so: `kỳ cựu`.
    """
    look_alikes: frozenset[str]
    """These, as keys."""
    possible_words: frozenset[str]
    """Words that may say it, too: `retired`.

    They are many, and common: the prefilter of all texts is not burdened with them.
    """
    sure_or_possible: PhraseLists
    """What surely says it, and phrases that may say it: `trước đây`."""

    def first(self, text: str) -> Span | None:
        """Where a text first says so for sure."""
        for match in self.words.matches(text):
            if table_key(match[0]) not in self.look_alikes:
                return Span(match.start(), match.start() + len(match[0].rstrip()))
        return None

    def may_be_in(self, text: str) -> bool:
        """Whether a text may say so in any way."""
        if not self.possible_words.isdisjoint(read_lower_words(text)):
            return True
        return self.sure_or_possible.is_in(text)


def find_lost_modifier(
    matter: str, source: str, target: str, locales: tuple[Locale, Locale]
) -> Span | None:
    """Where the source says something for sure that nothing in the target may say.

    >>> texts = "Former president Yoon was jailed.", "Presiden Yoon dipenjara."
    >>> found = find_lost_modifier(FORMER, *texts, (Locale("en"), Locale("id")))
    >>> found and found.of(texts[0])
    'Former'
    """
    source_words, target_words = (
        read_modifier_words(locale)[matter] for locale in locales
    )
    if not target_words.words.words:
        return None
    # Most sources are answered, which is told faster than where they say it.
    return None if target_words.may_be_in(nfc(target)) else source_words.first(source)


@lru_cache(maxsize=64)
def read_modifier_words(locale: Locale) -> Mapping[str, ModifierWords]:
    """By matter, what is known of a language; without data, nothing."""
    return {
        matter: _make_modifier_words(matter, listings, locale)
        for matter, listings in read_table(locale.language, "modifiers.toml").items()
    }


@lru_cache(maxsize=64)
def modifier_phrases(locale: Locale) -> PhraseGroups[str]:
    """By matter that is a modifier, what surely says it; without data, none."""
    return PhraseGroups(
        locale.language,
        {
            matter: modifier_words.words
            for matter, modifier_words in read_modifier_words(locale).items()
            if matter != FORMER
        },
    )


def _make_modifier_words(
    matter: str, listings: Mapping[str, str], locale: Locale
) -> ModifierWords:
    phrase_prefilter = prefilter(locale.language)
    look_alikes = phrases(listings.get("neither", ""))
    phrase_list = partial(PhraseList, phrase_prefilter, before_pattern=r"(?<![\w-])")
    sure_phrases = phrase_list(matter, [*phrases(listings["surely"]), *look_alikes])
    possible_phrases = phrases(listings["perhaps"])
    possible_words = frozenset(filter(str.isalpha, possible_phrases))
    longer_phrases = phrase_list(
        f"perhaps {matter}",
        [phrase for phrase in possible_phrases if phrase not in possible_words],
    )
    sure_or_possible = PhraseLists(phrase_prefilter, (sure_phrases, longer_phrases))
    return ModifierWords(
        sure_phrases, frozenset(look_alikes), possible_words, sure_or_possible
    )
