"""The check of contraries: the source says that prices rise, the target that they fall.

The data of a language list the words of both sides of each matter.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import chain
from math import inf

from checks.columns import Columns
from checks.denial import denial
from checks.language import language, phrases, table
from checks.places import around, distance
from checks.registry import Level, check
from checks.subject import Context, Finding, Subject
from tm.issue import Severity, Span
from tm.text.conventions import conventions
from tm.text.listed import known
from tm.text.locale import Locale
from tm.text.scan import Scan
from tm.text.sieve import Sieve, first_words, sieve
from tm.text.words import WORD, lower_words_of, word_set_of

_DIGIT = re.compile(r"\d")
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
"""A matter, and 0 or 1 for one of its sides."""
_Phrases = Mapping[str, Sequence[frozenset[str]]]
"""By the rarest word of each of some phrases, the words of these."""
_Told = tuple[Span, int]
"""Where a text speaks of a matter, and which side it takes."""


@dataclass(frozen=True, slots=True, eq=False)
class Matter:
    """The words of a language for the two sides of one matter."""

    phrases: Scan
    side_of: Mapping[str, int]
    """By what is found, in small letters."""
    sides: tuple[tuple[_Phrases, _Phrases], ...]
    """The phrases of each side, and of both at once: free ones, and bound ones.

    After a bound one stands a number.
    """

    def told(self, text: str) -> list[_Told]:
        """Where a text speaks of the matter, in order of place."""
        return [
            (Span(found.start(), found.start() + len(found[0].rstrip())), side)
            for found in self.phrases.matches(text)
            if (side := self.side_of[known(found[0])]) != _NEITHER
        ]

    def may_take(self, side: int, text: str) -> bool:
        """Whether a text may have a phrase of a side: all its words, and a digit."""
        if self.phrases.glued or "'" in text or "’" in text:
            return True  # `turn on's` has no `on`
        free, bound = self.sides[side]
        words = word_set_of(text)
        return _has_any(free, words) or (
            _has_any(bound, words) and _DIGIT.search(text) is not None
        )


@dataclass(frozen=True, slots=True, eq=False)
class Contraries:
    """What one language has of contraries; there is one value a language."""

    matters: Mapping[str, Matter]
    sieve: Sieve
    sides: Mapping[int, _Side]
    """By the bit of its rarest words, the side of a matter.

    The bit after that of the one side is that of the other.
    """
    ones: int
    """The bits of all one sides."""
    moving: frozenset[str]
    """Names of matters whose words stand at either end of a sentence: this morning."""
    undenied: frozenset[str]
    """Names of matters that no negation turns: what is not today is not tomorrow."""


def _turned(columns: Columns) -> list[int]:
    """Tells the units whose texts may take contrary sides."""
    context = columns.context
    ones = contraries(context.target).ones
    ones &= contraries(context.source).ones if context.source else 0
    pairs = zip(columns.source_bits, columns.target_bits, strict=True)
    return [_sides(source, target, ones) for source, target in pairs]


def _sides(source: int, target: int, ones: int) -> int:
    """The bits of sides that a target may take whose source may take the other.

    By the bits of the words of both, of which the rarest of a phrase tells.
    """
    return target & ((source & ones) << 1 | (source >> 1) & ones)


@check("sense.contrary", level=Level.BOTH, severity=Severity.WARNING, likely=_turned)
def contrary(subject: Subject, context: Context) -> Iterator[Finding]:
    """The target says the contrary of the source: that prices fall, not rise.

    Matters that the data know of both languages: rise and fall, exports and imports,
    more and less than a number, before and after, allow and forbid … Told where the
    source has words of the one side only, the target of the other side only, and
    neither denies them.
    """
    if context.source is None:
        return
    theirs, ours = contraries(context.source), contraries(context.target)
    if not theirs.matters or not ours.matters:
        return
    source, target = subject.source or "", subject.target
    shared = _sides(
        theirs.sieve.of(source), ours.sieve.of(target), theirs.ones & ours.ones
    )
    likely = {
        name
        for name, side in map(ours.sides.__getitem__, _bits(shared))
        if ours.matters[name].may_take(side, target)
        and theirs.matters[name].may_take(1 - side, source)
    }
    for name in sorted(likely):
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
                f"“{span.of(target)}” is the contrary of “{word.of(source)}”",
                span,
                word,
            )


@lru_cache(maxsize=64)
def contraries(locale: Locale) -> Contraries:
    """What is known of the contraries of a language; without data, none."""
    matters: dict[str, Matter] = {}
    sides: dict[int, _Side] = {}
    ones = 0
    words = sieve(locale.language)
    data = table(locale, "contraries")
    listed = chain.from_iterable(map(phrases, chain(*data["matters"].values())))
    rarest_of = _rarest(listed, language(locale).function_words)
    for name, listings in data["matters"].items():
        sided = [_spelt(phrases(listing), locale) for listing in listings]
        worded = tuple(_worded(listed, rarest_of) for listed in sided)
        rare = (first_words([*free, *bound]) for free, bound in worded[:_BOTH])
        bit = words.add(f"sides of {name}", *rare)
        sides |= {bit: (name, 0), bit << 1: (name, 1)}
        ones |= bit
        every = chain.from_iterable(sided)
        scan = partial(Scan, words, f"contrary {name}", before=r"(?<![\w-])")
        matters[name] = Matter(
            scan(every, glued=not locale.uses_spaces), _side_of(sided), worded
        )
    moving, undenied = (frozenset(data[one].split()) for one in ("moving", "undenied"))
    return Contraries(matters, words, sides, ones, moving, undenied)


def _bits(number: int) -> Iterator[int]:
    """The bits that are set."""
    while number:
        lowest = number & -number
        yield lowest
        number ^= lowest


def _spelt(listed: Sequence[str], locale: Locale) -> list[str]:
    """Phrases, and those that need a number also with each word for more than one."""
    numbers = conventions(locale).numbers
    words = [word for word, number in numbers.words.items() if number > 1]
    bound = [one.removesuffix("#") for one in listed if one.endswith(" #")]
    return [*listed, *(one + word for one in bound for word in words)]


def _rarest(listed: Iterable[str], small: Set[str]) -> Callable[[str], str]:
    """Tells the word of a listed phrase that the fewest have: `lalu` of `tahun lalu`.

    No small one, if there are others; of words that are as rare the longest.
    """
    counts = Counter(chain.from_iterable(map(WORD.findall, listed)))

    def rank(word: str) -> tuple[bool, int, int]:
        return word not in small, -counts[word], len(word)

    return lambda phrase: max(WORD.findall(phrase), key=rank, default=phrase)


def _side_of(sided: Iterable[Iterable[str]]) -> dict[str, int]:
    return {
        phrase.removesuffix(" #"): side
        for side, listed in enumerate(sided)
        for phrase in listed
    }


def _worded(
    listed: Iterable[str], rarest_of: Callable[[str], str]
) -> tuple[_Phrases, _Phrases]:
    """Free phrases, and those bound to a number, by their rarest words.

    `tahun lalu` is looked for only where there is a `lalu`.
    """
    found: tuple[dict[str, list[frozenset[str]]], ...] = ({}, {})
    for phrase in listed:
        telling, words = rarest_of(phrase), frozenset(WORD.findall(phrase))
        found[phrase.endswith(" #")].setdefault(telling, []).append(words)
    return found[0], found[1]


def _has_any(phrases: _Phrases, words: Set[str]) -> bool:
    """Whether some words are all those of one of the phrases."""
    return any(one <= words for word in phrases.keys() & words for one in phrases[word])


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
