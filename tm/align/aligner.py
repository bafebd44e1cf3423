"""Aligning two texts: which sentences say the same."""

import tomllib
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from importlib.resources import files

from tm.align.anchors import words
from tm.align.ladder import Ladder
from tm.align.lattice import Step
from tm.align.lexicon import Lexicon
from tm.align.scoring import Side, Weights, lattice
from tm.errors import UnknownName
from tm.text.locale import Locale

_WINDOW = 320
"""Sentences of a side that are aligned at once; memory grows with its square."""
_SURE = 0.9
_CUSTOMARY = 300
"""Characters of text that the expected ratio of lengths is worth."""


class Profile(StrEnum):
    """What kind of translation is expected."""

    NEWS = "news"
    """Freely edited: sentences and paragraphs may be missing or added."""
    FAITHFUL = "faithful"
    """Complete: omissions are rare, sentences are split and joined."""

    @classmethod
    def named(cls, name: str) -> "Profile":
        """The profile of a name. Raises UnknownName."""
        try:
            return cls(name)
        except ValueError:
            raise UnknownName("alignment profile", name, cls) from None

    @property
    def weights(self) -> Weights:
        """The weights for such translations."""
        return _FAITHFUL if self is Profile.FAITHFUL else _NEWS


_NEWS = Weights()
_FAITHFUL = Weights(
    priors={
        **_NEWS.priors,
        (1, 0): -5.0,
        (0, 1): -5.0,
        (1, 2): -2.0,
        (2, 1): -2.0,
    }
)


def align(
    source: Sequence[str],
    target: Sequence[str],
    *,
    source_locale: Locale,
    target_locale: Locale,
    profile: str = Profile.NEWS,
    lexicon: Lexicon | None = None,
) -> Ladder:
    """The ladder of two texts that are given as sentences.

    Every sentence is in one bead; a text may be empty. Time grows with the length of
    the longer text. Raises UnknownName for a profile that does not exist.

    >>> ladder = align(
    ...     ["Ông sống ở Hà Nội.", "Năm 2019 ông 45 tuổi."],
    ...     ["Ia tinggal di Hanoi.", "Pada 2019 usianya 45 tahun."],
    ...     source_locale=Locale.parse("vi"),
    ...     target_locale=Locale.parse("id"),
    ... )
    >>> [(list(bead.source), list(bead.target)) for bead in ladder]
    [([0], [0]), ([1], [1])]
    """
    weights = Profile.named(profile).weights
    sides = (
        Side.of(source, (words(sentence, source_locale) for sentence in source)),
        Side.of(target, (words(sentence, target_locale) for sentence in target)),
    )
    expected = _expected_ratio(source_locale, target_locale)
    ratio = _ratio(*sides, expected=expected)
    rungs: list[tuple[int, int, float]] = []
    i = j = 0
    while i < len(source) or j < len(target):
        steps = _steps(sides, (i, j), ratio, weights, lexicon)
        for step in steps:
            score = min(max(step.posterior, 0.0), 1.0)
            end = i + step.source + step.shape[0], j + step.target + step.shape[1]
            rungs.append((*end, score))
        i, j = rungs[-1][:2]
    return Ladder.of(rungs)


def _ratio(source: Side, target: Side, *, expected: float) -> float:
    """Characters of the target for one of the source, if they say the same.

    What is left out of one text would make its language look shorter, so the ratio
    that is expected of the languages has a say, the more the shorter the texts are.
    """
    there = float(source.lengths.sum()) + _CUSTOMARY
    here = float(target.lengths.sum()) + _CUSTOMARY * expected
    return here / there


@cache
def _characters() -> dict[str, float]:
    file = files("tm.align") / "data" / "lengths.toml"
    table: dict[str, float] = tomllib.loads(file.read_text("utf-8"))["characters"]
    return table


def _expected_ratio(source: Locale, target: Locale) -> float:
    lengths = _characters()
    return lengths.get(target.language, 1.0) / lengths.get(source.language, 1.0)


def _steps(
    sides: tuple[Side, Side],
    start: tuple[int, int],
    ratio: float,
    weights: Weights,
    lexicon: Lexicon | None,
) -> list[Step]:
    """The steps from a node on: to the end, or as far as a window lets us be sure."""
    ends = [
        min(place + _WINDOW, len(side.sentences))
        for side, place in zip(sides, start, strict=True)
    ]
    source, target = (
        side.part(place, end)
        for side, place, end in zip(sides, start, ends, strict=True)
    )
    goes_on = ends[0] < len(sides[0].sentences), ends[1] < len(sides[1].sentences)
    grid = lattice(source, target, ratio=ratio, weights=weights, lexicon=lexicon)
    steps = grid.best(goes_on=goes_on)
    return _kept(steps) if any(goes_on) else steps


def _kept(steps: list[Step]) -> list[Step]:
    """The first part of a window, up to a sure bead: its end is guesswork."""
    half = max(1, len(steps) // 2)
    for count in range(half, max(1, half // 2), -1):
        step = steps[count - 1]
        if step.shape == (1, 1) and step.posterior >= _SURE:
            return steps[:count]
    return steps[:half]
