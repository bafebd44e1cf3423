"""The check of contraries: the source says that prices rise, the target that they fall.

The data of a language list the words of both sides of each matter.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from checks.denial import denial
from checks.language import phrases, table
from checks.places import around, distance
from checks.registry import Level, check
from checks.subject import Context, Finding, Subject
from tm.issue import Severity, Span
from tm.text.locale import Locale
from tm.text.scan import Scan
from tm.text.words import WORD, lower_words_of

_NUMBER = r"(?=[^\d\s]{0,3}\d)"
"""What `#` stands for: `over 200` is a bound, `over` by itself much else."""
_DIGIT = re.compile(r"\d")
_DENIED_AFTER = 30
"""Letters after a negation within which it may turn a word round."""

_FARTHEST = 0.3
"""How far apart two words that stand for each other may be, as a share of a text."""
_SHORT = 60
"""Letters of a source in which they are never far: it is one clause."""

_BOTH = 2
"""The side of a word that stands for both sides at once: `xuất nhập khẩu`."""
_NEITHER = 3
"""That of a phrase that only holds a word of a side: `công bố` no father, `bố`."""

_Side = tuple[str, int]
"""A matter, and 0 or 1 for one of its sides, or both."""
_Told = tuple[Span, int]
"""Where a text speaks of a matter, and which side it takes."""


class _Phrase(NamedTuple):
    """What is listed for one side of a matter."""

    side: _Side
    others: frozenset[str]
    """Its words after the first."""
    is_bound: bool
    """Whether a number stands after it."""


@dataclass(frozen=True, slots=True, eq=False)
class Matter:
    """The words of a language for the two sides of one matter."""

    phrases: Scan
    side_of: Mapping[str, int]
    """By what is found, in small letters."""

    def told(self, text: str) -> list[_Told]:
        """Where a text speaks of the matter, in order of place."""
        return [
            (
                Span(found.start(), found.start() + len(found[0].rstrip())),
                self.side_of[found[0].rstrip().lower()],
            )
            for found in self.phrases.matches(text)
            if self.side_of[found[0].rstrip().lower()] != _NEITHER
        ]


@dataclass(frozen=True, slots=True, eq=False)
class Contraries:
    """What one language has of contraries; there is one value a language."""

    matters: Mapping[str, Matter]
    sides: Mapping[str, tuple[_Phrase, ...]]
    """By their first words, the phrases."""
    firsts: frozenset[str]

    def sides_in(self, text: str) -> set[_Side]:
        """The sides that a text may take, by its words alone."""
        words = frozenset(lower_words_of(text))
        firsts = self.firsts & words
        if not firsts:
            return set()
        has_digit = _DIGIT.search(text) is not None
        parted = "'" not in text and "’" not in text  # else `turn on's` has no `on`
        return {
            side
            for word in firsts
            for side, others, is_bound in self.sides[word]
            if (has_digit or not is_bound) and (others <= words or not parted)
        }


@check("sense.contrary", level=Level.BOTH, severity=Severity.WARNING)
def contrary(subject: Subject, context: Context) -> Iterator[Finding]:
    """The target says the contrary of the source: that prices fall, not rise.

    Matters that the data know of both languages: rise and fall, exports and imports,
    more and less than a number, north and south, allow and forbid … Told where the
    source has words of the one side only, the target of the other side only, and
    neither denies them.
    """
    if context.source is None:
        return
    theirs, ours = contraries(context.source), contraries(context.target)
    if not theirs.matters or not ours.matters:
        return
    source, target = subject.source or "", subject.target
    taken = ours.sides_in(target)
    if not taken:
        return
    turned = {(matter, 1 - side) for matter, side in theirs.sides_in(source)}
    for name in sorted({matter for matter, _ in taken & turned}):
        if name not in theirs.matters or name not in ours.matters:
            continue
        said = theirs.matters[name].told(source)
        answered = ours.matters[name].told(target) if said else []
        if not _contrary(said, answered):
            continue
        if _denied(source, said, context.source):
            continue
        if _denied(target, answered, context.target):
            continue
        lengths = len(source), len(target)
        places = [other.start for other, _ in answered]
        apart, word, span = min(
            (distance(one.start, places[at], lengths), one, answered[at][0])
            for one, _ in said
            for at in around(one.start, places, lengths)
        )
        kept = word.of(source).lower() in lower_words_of(target)  # West Virginia
        if (apart <= _FARTHEST or lengths[0] <= _SHORT) and not kept:
            yield Finding(
                f"“{span.of(target)}” is the contrary of “{word.of(source)}”",
                span,
                word,
            )


@lru_cache(maxsize=64)
def contraries(locale: Locale) -> Contraries:
    """What is known of the contraries of a language; without data, none."""
    matters: dict[str, Matter] = {}
    sides: dict[str, set[_Phrase]] = {}
    for name, listings in table(locale, "contraries")["matters"].items():
        sided = [
            (phrase, side)
            for side, listing in enumerate(listings)
            for phrase in phrases(listing)
        ]
        matters[name] = _matter(sided)
        for phrase, side in sided:
            first, *others = WORD.findall(phrase)
            known = sides.setdefault(first, set())
            known.add(_Phrase((name, side), frozenset(others), phrase.endswith(" #")))
    return Contraries(
        matters,
        {word: tuple(found) for word, found in sides.items()},
        frozenset(sides),
    )


def _matter(sided: Iterable[tuple[str, int]]) -> Matter:
    ordered = sorted(sided, key=lambda phrase: len(phrase[0]), reverse=True)
    listed = "|".join(
        re.escape(phrase).replace(r"\#", _NUMBER) + ("" if "#" in phrase else r"(?!\w)")
        for phrase, _ in ordered
    )
    return Matter(
        Scan(rf"(?<![\w-])(?:{listed})", (phrase for phrase, _ in ordered)),
        {phrase.removesuffix(" #"): side for phrase, side in ordered},
    )


def _contrary(said: Sequence[_Told], answered: Sequence[_Told]) -> bool:
    """Whether each text takes one side only, and these are not the same."""
    theirs, ours = {side for _, side in said}, {side for _, side in answered}
    if _BOTH in theirs | ours:
        return False
    return len(theirs) == len(ours) == 1 and theirs != ours


def _denied(text: str, told: Sequence[_Told], locale: Locale) -> bool:
    """Whether a negation stands near before any of these words."""
    denials = [word.end() for word in denial(locale).denials(text, strictly=False)]
    return any(
        0 <= span.start - end <= _DENIED_AFTER for end in denials for span, _ in told
    )
