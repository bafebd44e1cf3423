"""What denies in a text: words, words that hold one, and phrases that only look so."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from checks.language_data import read_table
from checks.text.language import language, phrases
from checks.text.span_set import Cover
from tm.finding import Span
from tm.text.locale import Locale
from tm.text.phrases.pattern import table_key
from tm.text.phrases.phrase_list import PhraseList, PhraseLists
from tm.text.phrases.prefilter import Prefilter, prefilter

_BEFORE = r"(?<![\w-])(?<!\w['’])"
_AT_END = r"(?=\s*(?:[?!.,;:\"”’']|$))"
_NEAR_BEFORE = 45
"""Letters before a phrase within which what it needs must stand."""


@dataclass(frozen=True, slots=True, eq=False)
class Denial:
    """How one language denies; there is one value a language."""

    words: PhraseList
    """Words that deny, and those that hold a negation: `ketidaksesuaian`."""
    compounds: PhraseList
    """Words and phrases that only look as if they denied: `hàng không`, `or not`.

    Found with them are longer ones that do deny: `không chiến đấu`.
    """
    longer: frozenset[str]
    """These longer ones, as keys."""
    nothing: PhraseList
    """What others say without a negation: `không ít`, `no doubt`, `not only`."""
    asking: PhraseList
    """Such words where they may only ask: `… không?`"""
    not_only: PhraseList
    only: PhraseList
    inside: PhraseList
    """Words that hold a negation as a beginning or ending: `unclear`, `useless`."""
    affixes: re.Pattern[str]
    """Those beginnings and endings; what is left says the contrary."""
    strong: PhraseList
    """Words that deny by themselves, and are hardly left out: `refuse`."""
    needing: PhraseList
    """Phrases that are wrong without a negation before them: `hạn như`, `senonoh`."""
    senses: tuple[tuple[str, PhraseList], ...]
    """By sense, words that may stand for a negation: `gagal`, `menolak`."""
    in_any_sense: PhraseLists
    """All of these."""
    roundabout: PhraseLists
    """All words that a translation may render by a negation."""
    losing: PhraseLists
    """All words with whose loss a denial is lost."""
    coordinators: frozenset[str]
    """Words that join two denials: `hoặc`, `and`."""
    prefilter: Prefilter
    glued: bool
    """Whether the language puts no spaces between words: see `PhraseList.glued`."""

    def found(self, text: str) -> list[re.Match[str]]:
        """The words of a text that may deny, in order."""
        return _found(self.words, text)

    def denials(self, text: str, *, strictly: bool) -> list[re.Match[str]]:
        """The words that deny; without `strictly` those too that perhaps do not."""
        return self.denying(self.found(text), text, strictly=strictly)

    def denying(
        self, found: list[re.Match[str]], text: str, *, strictly: bool
    ) -> list[re.Match[str]]:
        """Those of the words found in a text, all of them, that deny."""
        if not found:
            return found
        passing = (self.nothing, self.asking) if strictly else (self.not_only,)
        if not any(one.may_be_in(text) for one in (self.compounds, *passing)):
            return found
        spans = self._compounds_in(text)
        spans += [
            Span(*one.span())
            for phrase_list in passing
            for one in phrase_list.matches(text)
        ]
        return _outside(spans, found, text)

    def of_sense(self, words: PhraseList, text: str) -> list[re.Match[str]]:
        """Words of a sense that stand in a text, but for those of compounds.

        `bất ngờ` has no `bất`, nor `selain itu` a `selain`.
        """
        found = [*words.matches(text)]
        return _outside(self._compounds_in(text), found, text) if found else found

    def _compounds_in(self, text: str) -> list[Span]:
        return [
            Span(*found.span())
            for found in self.compounds.matches(text)
            if table_key(found[0]) not in self.longer
        ]

    def orphans(self, text: str) -> Iterator[re.Match[str]]:
        """Phrases that need a negation right before them, or in them, and have none."""
        for found in self.needing.matches(text):
            before = text[max(0, found.start() - _NEAR_BEFORE) : found.start()]
            if self.words.pattern.search(before):
                continue
            if not self.not_only.first(before):
                yield found


@lru_cache(maxsize=1024)
def _found(words: PhraseList, text: str) -> list[re.Match[str]]:
    """What two checks ask for."""
    return [*words.matches(text)]


@lru_cache(maxsize=64)
def denial(locale: Locale) -> Denial:
    """How the language of a locale denies; without data, not at all."""
    data = read_table(locale.language, "negation.toml")
    words = prefilter(locale.language)
    glued = not locale.uses_spaces
    phrase_list = partial(PhraseList, words, before_pattern=_BEFORE, is_unspaced=glued)
    whole = partial(PhraseList, words, is_unspaced=glued)

    def listed(name: str) -> PhraseList:
        return phrase_list(f"negation {name}", phrases(data[name]))

    denying, inside, strong = map(listed, ("words", "inside", "strong"))
    only, implying = map(listed, ("only", "implying"))
    senses = tuple(
        (name, phrase_list(f"negation sense {name}", phrases(listing)))
        for name, listing in data["senses"].items()
    )
    in_any_sense = [one for _, one in senses]
    return Denial(
        words=denying,
        compounds=whole("negation compounds", [*data["compounds"], *data["denying"]]),
        longer=frozenset(map(table_key, data["denying"])),
        nothing=whole("negation nothing", [*data["nothing_denied"], *data["not_only"]]),
        asking=phrase_list(
            "negation asking", data["asking"].split(), end_pattern=_AT_END
        ),
        not_only=whole("negation not only", data["not_only"]),
        only=only,
        inside=inside,
        affixes=_affixes(data["beginnings"].split(), data["endings"].split()),
        strong=strong,
        needing=phrase_list("negation needing", data["needing"]),
        senses=senses,
        in_any_sense=PhraseLists(words, in_any_sense),
        roundabout=PhraseLists(
            words, (denying, only, inside, strong, implying, *in_any_sense)
        ),
        losing=PhraseLists(words, (denying, inside, strong)),
        coordinators=language(locale).coordinators,
        prefilter=words,
        glued=glued,
    )


def negations(locale: Locale) -> PhraseList:
    """The words that deny."""
    return denial(locale).words


def negation_needed(locale: Locale) -> PhraseList:
    """The phrases that are wrong without a negation before them."""
    return denial(locale).needing


def lost_with_negation(locale: Locale) -> PhraseLists:
    """All words with whose loss a denial is lost."""
    return denial(locale).losing


def _outside(
    spans: Sequence[Span], found: list[re.Match[str]], text: str
) -> list[re.Match[str]]:
    """What is found that does not begin inside some spans."""
    if not spans:
        return found
    taken = Cover(text, spans)
    return [
        word
        for word in found
        if not taken.touches(Span(word.start(), word.start() + 1))
    ]


def _affixes(beginnings: Iterable[str], endings: Iterable[str]) -> re.Pattern[str]:
    ends = [*(f"^{one}" for one in beginnings), *(f"{one}$" for one in endings)]
    return re.compile("|".join(ends) or "(?!)", re.IGNORECASE)
