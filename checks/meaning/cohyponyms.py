"""The check of things of one kind that exclude each other: a red light is not green.

The data of a language list the kinds, and the words for each thing of a kind.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import chain
from operator import or_

from checks.engine.check import Level, check
from checks.engine.condition import SOURCE, TARGET, where
from checks.engine.unit import Context, Unit
from checks.language_data import read_table
from checks.text.language import phrases
from checks.text.offsets import may_answer
from tm.finding import Finding, Severity, Span
from tm.text.locale import Locale
from tm.text.phrases.pattern import table_key
from tm.text.phrases.phrase_groups import PhraseGroups
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import prefilter
from tm.text.words import read_lower_words

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
    is_told_by_words: bool
    """Whether words tell its things apart, and not figures: Q3."""

    def named(self, text: str) -> _Named:
        """What a text names, in order of place."""
        return [
            (found, things)
            for found in self.phrases.matches(text)
            if _NONE not in (things := self.things[table_key(found[0])])
        ]


@dataclass(frozen=True, slots=True, eq=False)
class Kinds:
    """What one language has of kinds; there is one value a language."""

    kinds: Mapping[str, Kind]
    """By name, which a kind has in all languages."""
    possible: PhraseGroups[str]
    """Their phrases."""
    things: PhraseGroups[tuple[str, str]]
    """By kind and thing, the words for it."""


def _possible_kinds(locale: Locale) -> PhraseGroups[str]:
    return kinds(locale).possible


def _kinds_that_differ(unit: Unit, context: Context) -> list[str]:
    """The kinds of which both texts may name things, and not the same ones."""
    theirs, ours = map(kinds, context.locales)
    source, target = unit.source_text, unit.target
    shared = ours.possible.possible_in(target) & theirs.possible.possible_in(source)
    if not shared:
        return []
    there, here = theirs.things.possible_in(source), ours.things.possible_in(target)
    if there == here:
        other = set()
    else:
        other = {kind for kind, _ in there ^ here}
    unsure = not theirs.things.is_sure_of(source) and not ours.things.is_sure_of(target)
    return [
        name
        for name, kind in ours.kinds.items()
        if name in shared and (unsure or name in other or not kind.is_told_by_words)
    ]


@check(
    "sense.other",
    level=Level.BOTH,
    severity=Severity.WARNING,
    prefilter=SOURCE.has(_possible_kinds)
    & TARGET.has(_possible_kinds)
    & where(_kinds_that_differ),
    yields_to=(
        "date.day",
        "date.month",
        "date.weekday",
        "num.unit",
        "num.value",
        "person.title",
        "term.forbidden",
        "term.variant",
        "name.missing",
    ),
)
def other_of_kind(unit: Unit, context: Context) -> Iterator[Finding]:
    """The target names another thing of the same kind: green instead of red.

    Compared are kinds known in both languages: colours, seasons, points of the
    compass, ministries, offices, medals, vehicles, cities … Reported where the
    source names one thing of a kind that the target lacks, and the target names one
    that the source lacks, if they are the only ones of their kind or stand at about
    the same position.
    """
    theirs, ours = map(kinds, context.locales)
    source, target = unit.source_text, unit.target
    for name in _kinds_that_differ(unit, context):
        swapped = _swapped(theirs.kinds[name], ours.kinds[name], source, target)
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
    return " ".join(read_lower_words(text))


@lru_cache(maxsize=64)
def kinds(locale: Locale) -> Kinds:
    """What is known of the kinds of a language; without data, none."""
    words = prefilter(locale.language)
    known_kinds: dict[str, Kind] = {}
    thing_words: dict[tuple[str, str], PhraseList] = {}
    for name, listings in read_table(locale.language, "cohyponyms.toml")[
        "kinds"
    ].items():
        things: dict[str, frozenset[str]] = {}
        for thing, listing in listings.items():
            listed = phrases(listing)
            if thing != _NONE:
                thing_words[name, thing] = PhraseList(
                    words, f"thing {name} {thing}", listed
                )
            for phrase in listed:
                things[phrase] = things.get(phrase, frozenset()) | {thing}
        every = PhraseList(words, f"kind {name}", things, before_pattern=r"(?<![\w-])")
        figures = any(map(str.isdigit, chain.from_iterable(things)))
        known_kinds[name] = Kind(things, every, not figures)
    language = locale.language
    possible = {name: kind.phrases for name, kind in known_kinds.items()}
    return Kinds(
        known_kinds,
        PhraseGroups(language, possible),
        PhraseGroups(language, thing_words),
    )
