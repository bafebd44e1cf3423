"""Faults of words: doubled, misspelt, turned round, a negation or a rank gone."""

import re
from collections.abc import Iterable, Iterator
from random import Random

from checks.meaning.antonyms import read_antonyms
from checks.meaning.negation_words import read_negation
from checks.measuring.seeded_errors.clean_corpus import Site, words
from checks.measuring.seeded_errors.seeded_error import Edit, kind
from checks.text.word_formation import word_forms
from tm.finding import Span
from tm.text.phrases.pattern import alternatives

_LONG, _LONG_SYLLABLE = 6, 4
"""Letters of a word in which a slip of the keys is seen to be one."""


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
    for word_match in words(site.target):
        if (
            len(word_match[0]) >= least
            and word_match[0].islower()
            and word_match[0].isalpha()
        ):
            new = transposed(word_match[0], random)
            if new and new not in site.corpus.small_words:
                yield Edit(Span(*word_match.span()), new)


@kind("negation-dropped", "neg.dropped")
def negation(site: Site, random: Random) -> Iterator[Edit]:
    """The word is gone that denies what the sentence says."""
    for word in read_negation(site.context.target).find_negations(
        site.target, strictly=True
    ):
        start, end = word.span()
        if not word[0].islower():
            continue
        ending = start > 0 and site.target[start - 1].isalpha()
        if ending:  # do*n't*
            yield Edit(Span(start, end), "")
        elif start and site.target[end : end + 1] == " ":
            yield Edit(Span(start, end + 1), "")


@kind("contrary", "sense.contrary")
def turned(site: Site, random: Random) -> Iterator[Edit]:
    """A word has become its contrary: prices fall, and do not rise."""
    source = site.context.source
    if source is None:
        return
    source_matters = {
        (name, side)
        for name, matter in read_antonyms(source).opposite_pairs.items()
        for _, side in matter.find_mentions(site.source)
    }
    for name, matter in read_antonyms(site.context.target).opposite_pairs.items():
        for span, side in matter.find_mentions(site.target):
            alternatives = [
                word for word, of in matter.sides_by_phrase.items() if of != side
            ]
            if (name, side) in source_matters and alternatives:
                new = random.choice(alternatives)
                capital = span.of(site.target)[0].isupper()
                yield Edit(span, new.capitalize() if capital else new)


@kind("rank-dropped", "person.title", "term.missing", "term.variant", "title.variant")
def rank(site: Site, random: Random) -> Iterator[Edit]:
    """A deputy is raised to the office itself: Wakil Menteri is Menteri."""
    source = site.context.source_language
    if source is None or not _ranks(source.deputy_words).search(site.source):
        return
    for match in _ranks(site.language.deputy_words).finditer(site.target):
        end = match.end()
        if (
            site.target[end : end + 1] == " "
            and site.target[end + 1 : end + 2].isupper()
        ):
            yield Edit(Span(match.start(), end + 1), "")


def transposed(word: str, random: Random) -> str | None:
    """The word with two neighbouring letters swapped, the first and last kept."""
    places = [i for i in range(1, len(word) - 2) if word[i] != word[i + 1]]
    if not places:
        return None
    at = random.choice(places)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _ranks(deputies: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){alternatives(deputies)}", re.IGNORECASE)
