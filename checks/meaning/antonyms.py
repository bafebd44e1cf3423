"""The check of contraries: the source says that prices rise, the target that they fall.

The data of a language list the words of both sides of each matter.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import chain
from math import inf

from checks.engine.check import Level, check
from checks.engine.condition import SOURCE, TARGET, where
from checks.engine.unit import Context, Unit
from checks.language_data import read_table
from checks.meaning.negators import denial
from checks.text.language import phrases
from checks.text.offsets import around, distance
from tm.finding import Finding, Severity, Span
from tm.text.locale import Locale
from tm.text.phrases.pattern import table_key
from tm.text.phrases.phrase_groups import PhraseGroups
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import prefilter
from tm.text.values.conventions import conventions
from tm.text.words import read_lower_words

_FIGURE = re.compile(r"\d")
_DENIED_AFTER = 30
"""Letters after a negation within which it may turn a word round."""
_DENIED_RIGHT = 15
"""Letters after it within which it surely does."""

_FARTHEST = 0.3
"""How far apart two words that stand for each other may be, as a share of a text."""
_SHORT = 100
"""Letters of a source in which they are never far: it is one clause."""

_BOTH = 2
"""The side of a word that stands for both sides at once: `xuất nhập khẩu`."""
_NEITHER = 3
"""That of a phrase that only holds a word of a side: `công bố` no father, `bố`."""

_Side = tuple[str, int]
"""A matter, and one side of it."""
_Sided = tuple[str, int, bool]
"""The same of phrases, and whether a number must stand after them."""
_Told = tuple[Span, int]
"""Where a text speaks of a matter, and which side it takes."""


@dataclass(frozen=True, slots=True, eq=False)
class Matter:
    """The words of a language for the two sides of one matter."""

    phrases: PhraseList
    side_of: Mapping[str, int]
    """By what is found, in small letters."""

    def told(self, text: str) -> list[_Told]:
        """Where a text speaks of the matter, in order of place."""
        return [
            (Span(found.start(), found.start() + len(found[0].rstrip())), side)
            for found in self.phrases.matches(text)
            if (side := self.side_of[table_key(found[0])]) != _NEITHER
        ]


@dataclass(frozen=True, slots=True, eq=False)
class Contraries:
    """What one language has of contraries; there is one value a language."""

    matters: Mapping[str, Matter]
    possible: PhraseGroups[_Sided]
    """The phrases of both sides of each matter."""
    moving: frozenset[str]
    """Names of matters whose words stand at either end of a sentence: this morning."""
    undenied: frozenset[str]
    """Names of matters that no negation turns: what is not today is not tomorrow."""

    def sides_in(self, text: str, *, with_number: bool | None = None) -> set[_Side]:
        """The sides of matters that a text may take, by its words, and others.

        `with_number`: whether a number stands with it; if not given, in it.
        """
        possible = self.possible.possible_in(text)
        if with_number is None:
            with_number = any(needs for _, _, needs in possible) and has_figure(text)
        return {
            (name, side) for name, side, needs in possible if with_number or not needs
        }


def has_figure(text: str) -> bool:
    """Whether a text has a digit of any script."""
    return _FIGURE.search(text) is not None


def _sided_phrases(locale: Locale) -> PhraseGroups[_Sided]:
    return contraries(locale).possible


def _take_contrary_sides(unit: Unit, context: Context) -> bool:
    theirs, ours = map(contraries, context.locales)
    sides = theirs.sides_in(unit.source_text)
    return bool(_contrary_sides(sides, ours.sides_in(unit.target)))


def _contrary_sides(source: Set[_Side], target: Set[_Side]) -> Set[_Side]:
    """The sides of a target of which the source takes the other."""
    return {(name, 1 - side) for name, side in source} & target


@check(
    "sense.contrary",
    level=Level.BOTH,
    severity=Severity.WARNING,
    prefilter=SOURCE.has(_sided_phrases)
    & TARGET.has(_sided_phrases)
    & where(_take_contrary_sides),
    yields_to=(
        "date.day",
        "date.month",
        "date.weekday",
        "num.unit",
        "num.value",
        "person.title",
        "term.forbidden",
        "term.variant",
    ),
)
def contrary(unit: Unit, context: Context) -> Iterator[Finding]:
    """The target says the opposite of the source: prices fall instead of rise.

    Compared are pairs of opposites known in both languages: rise and fall, exports
    and imports, more and less than a number, before and after, allow and forbid …
    Reported where the source has words of one side only, the target has words of
    the other side only, and neither negates them.
    """
    theirs, ours = map(contraries, context.locales)
    if not theirs.matters or not ours.matters:
        return
    source, target = unit.source_text, unit.target
    turned = _contrary_sides(theirs.sides_in(source), ours.sides_in(target))
    for name in sorted({name for name, _ in turned}):
        meant = theirs.matters[name].told(source)
        if not meant:
            continue
        said, answered = _contrary(meant, ours.matters[name].told(target))
        if not said:
            continue
        if name not in theirs.undenied and not _denied_alike(
            (source, said), (target, answered), context
        ):
            continue
        lengths = len(source), len(target)
        places = [other.start for other, _ in answered]
        apart, word, span = min(
            (distance(one.start, places[at], lengths), one, answered[at][0])
            for one, _ in said
            for at in around(one.start, places, lengths)
        )
        kept = word.of(source).lower() in read_lower_words(target)  # West Virginia
        is_near = apart <= _FARTHEST or lengths[0] <= _SHORT
        if (is_near or name in theirs.moving) and not kept:
            yield Finding(
                "opposite",
                span,
                word,
                {"source": word.of(source), "target": span.of(target)},
            )


def contrary_places(
    denied: Span, source: str, target: str, locales: tuple[Locale, Locale]
) -> list[int]:
    """Where a target says the contrary of what a part of the source says.

    That for which the source has a word of its own does not count.

    >>> texts = "Con đường không an toàn.", "Jalan itu berbahaya."
    >>> contrary_places(Span(15, 23), *texts, (Locale("vi"), Locale("id")))
    [10]
    """
    theirs, ours = map(contraries, locales)
    # A number anywhere in the source will do.
    meant = theirs.sides_in(denied.of(source), with_number=has_figure(source))
    places: list[int] = []
    for name, side in _contrary_sides(meant, ours.sides_in(target)):
        if name in theirs.undenied:
            continue
        told = theirs.matters[name].told(source)
        if not any(
            taken == 1 - side and denied.start <= span.start < denied.end
            for span, taken in told
        ):
            continue
        said = [
            span.start
            for span, taken in ours.matters[name].told(target)
            if taken == side
        ]
        if len(said) > sum(taken == side for _, taken in told):
            places += said
    return sorted(places)


@lru_cache(maxsize=64)
def contraries(locale: Locale) -> Contraries:
    """What is known of the contraries of a language; without data, none."""
    matters: dict[str, Matter] = {}
    groups: dict[_Sided, PhraseList] = {}
    words = prefilter(locale.language)
    data = read_table(locale.language, "antonyms.toml")
    for name, listings in data["matters"].items():
        sided = [_spelt(phrases(listing), locale) for listing in listings]
        for side, listed in enumerate(sided[:_BOTH]):
            for needs_number in (False, True):
                some = [one for one in listed if one.endswith(" #") is needs_number]
                group = f"{side}{' of a number' if needs_number else ''} of {name}"
                groups[name, side, needs_number] = PhraseList(words, group, some)
        every = chain.from_iterable(sided)
        phrase_list = partial(
            PhraseList, words, f"contrary {name}", before_pattern=r"(?<![\w-])"
        )
        matters[name] = Matter(
            phrase_list(every, is_unspaced=not locale.uses_spaces), _side_of(sided)
        )
    moving, undenied = (frozenset(data[one].split()) for one in ("moving", "undenied"))
    possible = PhraseGroups(locale.language, groups)
    return Contraries(matters, possible, moving, undenied)


def _spelt(listed: Sequence[str], locale: Locale) -> list[str]:
    """Phrases, and those that need a number also with each word for more than one."""
    numbers = conventions(locale).numbers
    words = [word for word, number in numbers.words.items() if number > 1]
    bound = [one.removesuffix("#") for one in listed if one.endswith(" #")]
    return [*listed, *(one + word for one in bound for word in words)]


def _side_of(sided: Iterable[Iterable[str]]) -> dict[str, int]:
    return {
        phrase.removesuffix(" #"): side
        for side, listed in enumerate(sided)
        for phrase in listed
    }


def _contrary(
    said: Sequence[_Told], answered: Sequence[_Told]
) -> tuple[Sequence[_Told], Sequence[_Told]]:
    """What is contrary: all, of texts that take one side each, and not the same.

    Of texts that speak of the matter equally often the one place where they differ.
    """
    theirs, ours = {side for _, side in said}, {side for _, side in answered}
    if _BOTH in theirs | ours:
        return (), ()
    if len(theirs) == len(ours) == 1:
        return (said, answered) if theirs != ours else ((), ())
    if len(said) == len(answered):
        pairs = zip(said, answered, strict=True)
        differing = [(one, other) for one, other in pairs if one[1] != other[1]]
        if len(differing) == 1:
            return differing[0][:1], differing[0][1:]
    return (), ()


def _denied_alike(
    source: tuple[str, Sequence[_Told]],
    target: tuple[str, Sequence[_Told]],
    context: Context,
) -> bool:
    """Whether no negation stands near before these words, or in both texts right so."""
    nearest: list[float] = []
    for (text, told), locale in ((source, context.source), (target, context.target)):
        denials = denial(locale).denials(text, strictly=False) if locale else []
        ends = [word.end() for word in denials]
        gaps = [span.start - end for end in ends for span, _ in told]
        nearest.append(min((gap for gap in gaps if gap >= 0), default=inf))
    return min(nearest) > _DENIED_AFTER or max(nearest) <= _DENIED_RIGHT
