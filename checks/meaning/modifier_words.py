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
class Telling:
    """How one language says one thing; one value a language and matter."""

    words: PhraseList
    """What says it and nothing else: `mantan`, `nguyên Bộ trưởng`.

    Found with them are phrases that only look so: `kỳ cựu`.
    """
    neither: frozenset[str]
    """These, as keys."""
    answers: frozenset[str]
    """Words that may say it, too: `retired`.

    They are many, and common: the prefilter of all texts is not burdened with them.
    """
    in_any_way: PhraseLists
    """What surely says it, and phrases that may say it: `trước đây`."""

    def first(self, text: str) -> Span | None:
        """Where a text first says so for sure."""
        for found in self.words.matches(text):
            if table_key(found[0]) not in self.neither:
                return Span(found.start(), found.start() + len(found[0].rstrip()))
        return None

    def may_be_in(self, text: str) -> bool:
        """Whether a text may say so in any way."""
        if not self.answers.isdisjoint(read_lower_words(text)):
            return True
        return self.in_any_way.is_in(text)


def lost_telling(
    matter: str, source: str, target: str, locales: tuple[Locale, Locale]
) -> Span | None:
    """Where the source says something for sure that nothing in the target may say.

    >>> texts = "Former president Yoon was jailed.", "Presiden Yoon dipenjara."
    >>> found = lost_telling(FORMER, *texts, (Locale("en"), Locale("id")))
    >>> found and found.of(texts[0])
    'Former'
    """
    theirs, ours = (telling(locale)[matter] for locale in locales)
    if not ours.words.words:
        return None
    # Most sources are answered, which is told faster than where they say it.
    return None if ours.may_be_in(nfc(target)) else theirs.first(source)


@lru_cache(maxsize=64)
def telling(locale: Locale) -> Mapping[str, Telling]:
    """By matter, what is known of a language; without data, nothing."""
    return {
        matter: _telling(matter, listings, locale)
        for matter, listings in read_table(locale.language, "modifiers.toml").items()
    }


@lru_cache(maxsize=64)
def modifiers(locale: Locale) -> PhraseGroups[str]:
    """By matter that is a modifier, what surely says it; without data, none."""
    return PhraseGroups(
        locale.language,
        {
            matter: one.words
            for matter, one in telling(locale).items()
            if matter != FORMER
        },
    )


def _telling(matter: str, listings: Mapping[str, str], locale: Locale) -> Telling:
    words = prefilter(locale.language)
    neither = phrases(listings.get("neither", ""))
    phrase_list = partial(PhraseList, words, before_pattern=r"(?<![\w-])")
    surely = phrase_list(matter, [*phrases(listings["surely"]), *neither])
    perhaps = phrases(listings["perhaps"])
    answers = frozenset(filter(str.isalpha, perhaps))
    longer = phrase_list(
        f"perhaps {matter}", [one for one in perhaps if one not in answers]
    )
    in_any_way = PhraseLists(words, (surely, longer))
    return Telling(surely, frozenset(neither), answers, in_any_way)
