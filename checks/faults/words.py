"""Faults of words: doubled, misspelt, a negation or a rank that is gone."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from random import Random

from checks.faults.corpus import Site, words
from checks.faults.fault import Edit, kind
from checks.language import Language
from checks.word_forms import word_forms
from tm.issue import Span
from tm.text.conventions import alternatives

_LONG, _LONG_SYLLABLE = 6, 4
"""Letters of a word in which a slip of the keys is seen to be one."""
_APOSTROPHES = "'’"


@kind("doubled-word", "word.doubled", bilingual=False)
def doubled(site: Site, random: Random) -> Iterator[Edit]:
    """A word stands twice in a row."""
    for word in words(site.target):
        if len(word[0]) > 1 and word[0].islower():
            yield Edit(Span(*word.span()), f"{word[0]} {word[0]}")


@kind("typo", "spell.word", bilingual=False)
def typo(site: Site, random: Random) -> Iterator[Edit]:
    """Two letters of a long word have changed places."""
    forms = word_forms(site.language.tag)
    # A language whose words are syllables has hardly any of six letters.
    least = _LONG if forms is None or forms.syllables is None else _LONG_SYLLABLE
    for word in words(site.target):
        if len(word[0]) >= least and word[0].islower() and word[0].isalpha():
            new = transposed(word[0], random)
            if new and new not in site.corpus.small_words:
                yield Edit(Span(*word.span()), new)


@kind("negation-dropped", "neg.dropped")
def negation(site: Site, random: Random) -> Iterator[Edit]:
    """The word is gone that denies what the sentence says."""
    for span in _negations(site.target, site.language):
        yield Edit(span, "")


@kind("rank-dropped", "person.title", "term.missing", "term.variant", "title.variant")
def rank(site: Site, random: Random) -> Iterator[Edit]:
    """A deputy is raised to the office itself: Wakil Menteri is Menteri."""
    source = site.context.source_language
    if source is None or not _ranks(source.deputies).search(site.source):
        return
    for found in _ranks(site.language.deputies).finditer(site.target):
        end = found.end()
        if (
            site.target[end : end + 1] == " "
            and site.target[end + 1 : end + 2].isupper()
        ):
            yield Edit(Span(found.start(), end + 1), "")


def transposed(word: str, random: Random) -> str | None:
    """The word with two neighbouring letters swapped, the first and last kept."""
    places = [i for i in range(1, len(word) - 2) if word[i] != word[i + 1]]
    if not places:
        return None
    at = random.choice(places)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _ranks(deputies: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){alternatives(deputies)}", re.IGNORECASE)


@lru_cache(maxsize=64)
def _patterns(language: Language) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Negations with the space after them, and phrases that negate nothing.

    One with an apostrophe is an ending: do*n't*.
    """
    ends = [w for w in language.negations if any(a in w for a in _APOSTROPHES)]
    whole = [w for w in language.negations if w not in ends]
    ending = "|".join(map(re.escape, ends)) or "(?!)"
    return (
        re.compile(rf"(?<=\s){alternatives(whole)}\s|(?:{ending})(?!\w)"),
        re.compile(rf"(?<!\w){alternatives(language.no_negations)}", re.IGNORECASE),
    )


def _negations(text: str, language: Language) -> Iterator[Span]:
    pattern, not_so = _patterns(language)
    passed = [found.span() for found in not_so.finditer(text)]
    for found in pattern.finditer(text):
        if not any(start <= found.start() < end for start, end in passed):
            yield Span(*found.span())
