"""The check of things of one kind that exclude each other: a red light is not green.

The data of a language list the kinds, and the words for each thing of a kind.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import chain
from operator import or_

from checks.engine.batch import Batch
from checks.engine.check import Level, check
from checks.engine.unit import Context, Unit
from checks.text.language import phrases, table
from checks.text.offsets import may_answer
from tm.finding import Finding, Severity, Span
from tm.text.locale import Locale
from tm.text.phrases.pattern import known
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import STRANGE, Prefilter, bits_of, prefilter
from tm.text.words import lower_words_of

_NONE = "none"
"""In the data the name of phrases that only hold a word: `lubang hitam`."""

_Match = re.Match[str]
_Named = Sequence[tuple[_Match, frozenset[str]]]
"""Where a text names something of a kind, and what it may be: `xanh`, green or blue."""


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """The words of one language for the things of one kind."""

    things: Mapping[str, frozenset[str]]
    """By phrase, in small letters, the things that it may be."""
    phrases: PhraseList
    bits: int
    """Those of the things; none where figures tell them apart, which are no words: Q3.
    """

    def named(self, text: str) -> _Named:
        """What a text names, in order of place."""
        return [
            (found, things)
            for found in self.phrases.matches(text)
            if _NONE not in (things := self.things[known(found[0])])
        ]


@dataclass(frozen=True, slots=True, eq=False)
class Kinds:
    """What one language has of kinds; there is one value a language."""

    by_bit: Mapping[int, Kind]
    """By the bit of its phrases, which a kind has in all languages."""
    bits: int
    prefilter: Prefilter

    def otherwise(self, there: int, here: int, shared: int) -> int:
        """Of kinds that both texts name, those of which not the same things, by bits.

        `there` and `here`: what both texts have of listings; here of this language.
        """
        if there & here & STRANGE:
            return shared
        unlike, found = there ^ here, 0
        for bit in bits_of(shared):
            things = self.by_bit[bit].bits
            if not things or unlike & things:
                found |= bit
        return found


def _other(columns: Batch) -> list[int]:
    """Tells the units of which the texts name other things of a kind."""
    context = columns.context
    if context.source is None:
        return [0] * len(columns.subjects)
    ours = kinds(context.target)
    known, otherwise = ours.bits & kinds(context.source).bits, ours.otherwise
    pairs = zip(columns.source_bits, columns.target_bits, strict=True)
    return [a & b & known and otherwise(a, b, a & b & known) for a, b in pairs]


@check("sense.other", level=Level.BOTH, severity=Severity.WARNING, likely=_other)
def other_of_kind(unit: Unit, context: Context) -> Iterator[Finding]:
    """The target names another thing of the same kind: green instead of red.

    Compared are kinds known in both languages: colours, seasons, points of the
    compass, ministries, offices, medals, vehicles, cities … Reported where the
    source names one thing of a kind that the target lacks, and the target names one
    that the source lacks, if they are the only ones of their kind or stand at about
    the same position.
    """
    if context.source is None:
        return
    theirs, ours = kinds(context.source), kinds(context.target)
    source, target = unit.source or "", unit.target
    there, here = theirs.prefilter.of(source), ours.prefilter.of(target)
    shared = there & here & theirs.bits & ours.bits
    for bit in bits_of(ours.otherwise(there, here, shared)):
        kind = ours.by_bit[bit]
        swapped = _swapped(theirs.by_bit[bit], kind, source, target)
        if swapped is not None:
            word, meant = swapped
            yield Finding(
                "confused",
                Span(*word.span()),
                Span(*meant.span()),
                {"source": meant[0], "target": word[0]},
            )


def _swapped(
    theirs: Kind, ours: Kind, source: str, target: str
) -> tuple[_Match, _Match] | None:
    """Where the target names another thing, and where the source names that meant.

    What one text has as the other writes it (Red Bull) is a name.
    """
    said = ours.named(target)
    meant = theirs.named(source) if said else ()
    pair = _differing(said, meant) if meant else None
    if pair is None:
        return None
    here, there = pair
    lengths = len(source), len(target)
    if len(said) + len(meant) > 2 and not may_answer(
        there.start(), here.start(), lengths
    ):
        return None
    if _has_words(source, here[0]) or _has_words(target, there[0]):
        return None
    return pair


def _differing(said: _Named, meant: _Named) -> tuple[_Match, _Match] | None:
    """The one place at which texts differ that name equally many things in turn.

    Of others, the one thing of each that the other text has nowhere.
    """
    if len(said) == len(meant):
        pairs = zip(said, meant, strict=True)
        off = [(one, other) for one, other in pairs if one[1].isdisjoint(other[1])]
        if not off:
            return None
        if len(off) == 1:
            return off[0][0][0], off[0][1][0]
    came, gone = _alone(said, meant), _alone(meant, said)
    return None if came is None or gone is None else (came, gone)


def _alone(named: _Named, others: _Named) -> _Match | None:
    """The first place of the one thing that the other text has not."""
    there = reduce(or_, (things for _, things in others))
    left = [(found, things) for found, things in named if things.isdisjoint(there)]
    return left[0][0] if len({things for _, things in left}) == 1 else None


def _has_words(text: str, words: str) -> bool:
    """Whether words stand in a text as they are."""
    return f" {_words(words)} " in f" {_words(text)} "


def _words(text: str) -> str:
    return " ".join(lower_words_of(text))


@lru_cache(maxsize=64)
def kinds(locale: Locale) -> Kinds:
    """What is known of the kinds of a language; without data, none."""
    words = prefilter(locale.language)
    by_bit: dict[int, Kind] = {}
    for name, listings in table(locale, "cohyponyms")["kinds"].items():
        things: dict[str, frozenset[str]] = {}
        bits = 0
        for thing, listing in listings.items():
            listed = phrases(listing)
            if thing != _NONE:
                bits |= words.add(f"thing {name} {thing}", listed)
            for phrase in listed:
                things[phrase] = things.get(phrase, frozenset()) | {thing}
        phrase_list = PhraseList(words, f"kind {name}", things, before=r"(?<![\w-])")
        if any(map(str.isdigit, chain.from_iterable(things))):
            bits = 0
        by_bit[phrase_list.bit] = Kind(things, phrase_list, bits)
    return Kinds(by_bit, reduce(or_, by_bit, 0), words)
