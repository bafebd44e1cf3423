"""The check of contraries: the source says that prices rise, the target that they fall.

The data of a language list the words of both sides of each matter.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import chain
from math import inf

from checks.engine.batch import Batch
from checks.engine.check import Level, check
from checks.engine.unit import Context, Unit
from checks.meaning.negators import denial
from checks.text.language import phrases, table
from checks.text.offsets import around, distance
from tm.finding import Finding, Severity, Span
from tm.text.locale import Locale
from tm.text.phrases.pattern import known
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import (
    FIGURES,
    OTHER_FIGURES,
    Prefilter,
    bits_of,
    prefilter,
)
from tm.text.values.conventions import conventions
from tm.text.words import lower_words_of

_FIGURES = FIGURES | OTHER_FIGURES
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
            if (side := self.side_of[known(found[0])]) != _NEITHER
        ]


@dataclass(frozen=True, slots=True, eq=False)
class Contraries:
    """What one language has of contraries; there is one value a language."""

    matters: Mapping[str, Matter]
    prefilter: Prefilter
    names: Mapping[int, str]
    """By the bit of the phrases of either side, the name of a matter.

    The bit after that of the one side is that of the other; the two after these are
    those of the phrases of each side after which a number stands.
    """
    ones: int
    """The bits of all one sides."""
    moving: frozenset[str]
    """Names of matters whose words stand at either end of a sentence: this morning."""
    undenied: frozenset[str]
    """Names of matters that no negation turns: what is not today is not tomorrow."""


def taken(bits: int) -> int:
    """The bits of the sides that a text takes, and others, by those of its listings."""
    return bits | bits >> 2 if bits & _FIGURES else bits


def _turned(columns: Batch) -> list[int]:
    """Tells the units whose texts may take contrary sides."""
    context = columns.context
    if context.source is None:
        return [0] * len(columns.subjects)
    ones = contraries(context.source).ones & contraries(context.target).ones
    pairs = zip(columns.source_bits, columns.target_bits, strict=True)
    return [_contrary_sides(taken(a), taken(b), ones) for a, b in pairs]


def _contrary_sides(source: int, target: int, ones: int) -> int:
    """The bits of the sides of a target of which the source takes the other.

    `ones`: the bits of one sides.
    """
    return target & ((source & ones) << 1 | (source >> 1) & ones)


@check("sense.contrary", level=Level.BOTH, severity=Severity.WARNING, likely=_turned)
def contrary(unit: Unit, context: Context) -> Iterator[Finding]:
    """The target says the opposite of the source: prices fall instead of rise.

    Compared are pairs of opposites known in both languages: rise and fall, exports
    and imports, more and less than a number, before and after, allow and forbid …
    Reported where the source has words of one side only, the target has words of
    the other side only, and neither negates them.
    """
    if context.source is None:
        return
    theirs, ours = contraries(context.source), contraries(context.target)
    if not theirs.matters or not ours.matters:
        return
    source, target = unit.source or "", unit.target
    there, here = taken(theirs.prefilter.of(source)), taken(ours.prefilter.of(target))
    turned = bits_of(_contrary_sides(there, here, theirs.ones & ours.ones))
    for name in sorted({*map(ours.names.__getitem__, turned)}):
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
        kept = word.of(source).lower() in lower_words_of(target)  # West Virginia
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
    bits = (
        theirs.prefilter.of(denied.of(source)) | theirs.prefilter.of(source) & _FIGURES
    )
    here = taken(ours.prefilter.of(target))
    turned = _contrary_sides(taken(bits), here, theirs.ones & ours.ones)
    places: list[int] = []
    for bit in bits_of(turned):
        name, side = ours.names[bit], 0 if bit & ours.ones else 1
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
    names: dict[int, str] = {}
    ones = 0
    words = prefilter(locale.language)
    data = table(locale, "contraries")
    for name, listings in data["matters"].items():
        sided = [_spelt(phrases(listing), locale) for listing in listings]
        free = [[one for one in side if not one.endswith(" #")] for side in sided]
        bound = [[one for one in side if one.endswith(" #")] for side in sided]
        bit = words.add(f"sides of {name}", *free[:_BOTH], *bound[:_BOTH])
        names |= {bit: name, bit << 1: name}
        ones |= bit
        every = chain.from_iterable(sided)
        phrase_list = partial(
            PhraseList, words, f"contrary {name}", before=r"(?<![\w-])"
        )
        matters[name] = Matter(
            phrase_list(every, glued=not locale.uses_spaces), _side_of(sided)
        )
    moving, undenied = (frozenset(data[one].split()) for one in ("moving", "undenied"))
    return Contraries(matters, words, names, ones, moving, undenied)


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
