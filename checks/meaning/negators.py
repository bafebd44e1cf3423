"""What denies in a text: words, words that hold one, and phrases that only look so."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from checks.language_data import read_table
from checks.text.language import language, phrases
from checks.text.span_set import SpanSet
from tm.finding import Span
from tm.text.locale import Locale
from tm.text.phrases.pattern import table_key
from tm.text.phrases.phrase_list import PhraseList, PhraseLists
from tm.text.phrases.prefilter import Prefilter, prefilter

_NO_WORD_BEFORE = r"(?<![\w-])(?<!\w['’])"
_AT_SENTENCE_END = r"(?=\s*(?:[?!.,;:\"”’']|$))"
_LETTERS_BEFORE = 45
"""Letters before a phrase within which what it needs must stand."""


@dataclass(frozen=True, slots=True, eq=False)
class Negation:
    """How one language denies; there is one value a language."""

    words: PhraseList
    """Words that deny, and those that hold a negation: `ketidaksesuaian`."""
    compounds: PhraseList
    """Words and phrases that only look as if they denied: `hàng không`, `or not`.

    Found with them are longer ones that do deny: `không chiến đấu`.
    """
    negating_compounds: frozenset[str]
    """These longer ones, as keys."""
    without_negation: PhraseList
    """What others say without a negation: `không ít`, `no doubt`, `not only`."""
    question_words: PhraseList
    """Such words where they may only ask: `… không?`"""
    not_only: PhraseList
    only: PhraseList
    negative_words: PhraseList
    """Words that hold a negation as a beginning or ending: `unclear`, `useless`."""
    affixes: re.Pattern[str]
    """Those beginnings and endings; what is left says the contrary."""
    refusals: PhraseList
    """Words that deny by themselves, and are hardly left out: `refuse`."""
    needing_negation: PhraseList
    """Phrases that are wrong without a negation before them: `hạn như`, `senonoh`."""
    senses: tuple[tuple[str, PhraseList], ...]
    """By sense, words that may stand for a negation: `gagal`, `menolak`."""
    in_any_sense: PhraseLists
    """All of these."""
    roundabout: PhraseLists
    """All words that a translation may render by a negation."""
    lost_with_negation: PhraseLists
    """All words with whose loss a denial is lost."""
    coordinators: frozenset[str]
    """Words that join two denials: `hoặc`, `and`."""
    prefilter: Prefilter
    has_no_spaces: bool
    """Whether the language puts no spaces between words: see `PhraseList.glued`."""

    def possible_negations(self, text: str) -> list[re.Match[str]]:
        """The words of a text that may deny, in order."""
        return _cached_matches(self.words, text)

    def negations(self, text: str, *, strictly: bool) -> list[re.Match[str]]:
        """The words that deny; without `strictly` those too that perhaps do not."""
        return self.only_negating(
            self.possible_negations(text), text, strictly=strictly
        )

    def only_negating(
        self, matches: list[re.Match[str]], text: str, *, strictly: bool
    ) -> list[re.Match[str]]:
        """Those of the words found in a text, all of them, that deny."""
        if not matches:
            return matches
        look_alikes = (
            (self.without_negation, self.question_words)
            if strictly
            else (self.not_only,)
        )
        if not any(match.may_be_in(text) for match in (self.compounds, *look_alikes)):
            return matches
        spans = self._compounds_in(text)
        spans += [
            Span(*match.span())
            for phrase_list in look_alikes
            for match in phrase_list.matches(text)
        ]
        return _matches_outside(spans, matches, text)

    def words_of_sense(self, words: PhraseList, text: str) -> list[re.Match[str]]:
        """Words of a sense that stand in a text, but for those of compounds.

        `bất ngờ` has no `bất`, nor `selain itu` a `selain`.
        """
        matches = [*words.matches(text)]
        return (
            _matches_outside(self._compounds_in(text), matches, text)
            if matches
            else matches
        )

    def _compounds_in(self, text: str) -> list[Span]:
        return [
            Span(*match.span())
            for match in self.compounds.matches(text)
            if table_key(match[0]) not in self.negating_compounds
        ]

    def phrases_without_negation(self, text: str) -> Iterator[re.Match[str]]:
        """Phrases that need a negation right before them, or in them, and have none."""
        for match in self.needing_negation.matches(text):
            text_before = text[max(0, match.start() - _LETTERS_BEFORE) : match.start()]
            if self.words.pattern.search(text_before):
                continue
            if not self.not_only.first(text_before):
                yield match


@lru_cache(maxsize=1024)
def _cached_matches(words: PhraseList, text: str) -> list[re.Match[str]]:
    """What two checks ask for."""
    return [*words.matches(text)]


@lru_cache(maxsize=64)
def read_negation(locale: Locale) -> Negation:
    """How the language of a locale denies; without data, not at all."""
    data = read_table(locale.language, "negation.toml")
    phrase_prefilter = prefilter(locale.language)
    has_no_spaces = not locale.uses_spaces
    phrase_list = partial(
        PhraseList,
        phrase_prefilter,
        before_pattern=_NO_WORD_BEFORE,
        is_unspaced=has_no_spaces,
    )
    whole_phrase_list = partial(PhraseList, phrase_prefilter, is_unspaced=has_no_spaces)

    def listed(name: str) -> PhraseList:
        return phrase_list(f"negation {name}", phrases(data[name]))

    negating, negative_words, refusals = map(listed, ("words", "inside", "strong"))
    only, implying = map(listed, ("only", "implying"))
    senses = tuple(
        (name, phrase_list(f"negation sense {name}", phrases(listing)))
        for name, listing in data["senses"].items()
    )
    in_any_sense = [phrase_list_of_sense for _, phrase_list_of_sense in senses]
    return Negation(
        words=negating,
        compounds=whole_phrase_list(
            "negation compounds", [*data["compounds"], *data["denying"]]
        ),
        negating_compounds=frozenset(map(table_key, data["denying"])),
        without_negation=whole_phrase_list(
            "negation nothing", [*data["nothing_denied"], *data["not_only"]]
        ),
        question_words=phrase_list(
            "negation asking", data["asking"].split(), end_pattern=_AT_SENTENCE_END
        ),
        not_only=whole_phrase_list("negation not only", data["not_only"]),
        only=only,
        negative_words=negative_words,
        affixes=_affixes(data["beginnings"].split(), data["endings"].split()),
        refusals=refusals,
        needing_negation=phrase_list("negation needing", data["needing"]),
        senses=senses,
        in_any_sense=PhraseLists(phrase_prefilter, in_any_sense),
        roundabout=PhraseLists(
            phrase_prefilter,
            (negating, only, negative_words, refusals, implying, *in_any_sense),
        ),
        lost_with_negation=PhraseLists(
            phrase_prefilter, (negating, negative_words, refusals)
        ),
        coordinators=language(locale).coordinators,
        prefilter=phrase_prefilter,
        has_no_spaces=has_no_spaces,
    )


def negations(locale: Locale) -> PhraseList:
    """The words that deny."""
    return read_negation(locale).words


def negation_needed(locale: Locale) -> PhraseList:
    """The phrases that are wrong without a negation before them."""
    return read_negation(locale).needing_negation


def lost_with_negation(locale: Locale) -> PhraseLists:
    """All words with whose loss a denial is lost."""
    return read_negation(locale).lost_with_negation


def _matches_outside(
    spans: Sequence[Span], matches: list[re.Match[str]], text: str
) -> list[re.Match[str]]:
    """What is found that does not begin inside some spans."""
    if not spans:
        return matches
    covered = SpanSet(text, spans)
    return [
        word
        for word in matches
        if not covered.touches(Span(word.start(), word.start() + 1))
    ]


def _affixes(beginnings: Iterable[str], endings: Iterable[str]) -> re.Pattern[str]:
    patterns = [
        *(f"^{affix}" for affix in beginnings),
        *(f"{affix}$" for affix in endings),
    ]
    return re.compile("|".join(patterns) or "(?!)", re.IGNORECASE)
