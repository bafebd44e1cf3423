"""Aligning two texts: which sentences say the same."""

from collections.abc import Sequence
from enum import StrEnum

from tm.align.ladder import Ladder
from tm.align.lattice import Step
from tm.align.lexicon.knowledge import Knowledge
from tm.align.scoring import Weights, lattice, weights
from tm.align.text_pair import TextPair
from tm.align.word_evidence import evidence
from tm.errors import UnknownName
from tm.text.locale import Locale

_WINDOW = 320
"""Sentences of a side that are aligned at once; memory grows with its square."""
_SURE = 0.9


class AlignmentProfile(StrEnum):
    """What kind of translation is expected."""

    NEWS = "news"
    """Freely edited: sentences and paragraphs may be missing or added."""
    FAITHFUL = "faithful"
    """Complete: omissions are rare, sentences are split and joined."""

    @classmethod
    def named(cls, name: str) -> "AlignmentProfile":
        """The profile of a name. Raises UnknownName."""
        try:
            return cls(name)
        except ValueError:
            raise UnknownName("alignment profile", name, cls) from None


def align(
    source: Sequence[str],
    target: Sequence[str],
    *,
    source_locale: Locale,
    target_locale: Locale,
    profile: str = AlignmentProfile.NEWS,
    known: Knowledge | None = None,
) -> Ladder:
    """The ladder of two texts that are given as sentences.

    Every sentence is in one bead; a text may be empty. Time grows with the length of
    the longer text. What is `known` of the languages is what the starter dictionary
    says, unless more is given. Raises UnknownName for a profile that does not exist.

    >>> ladder = align(
    ...     ["Ông sống ở Hà Nội.", "Năm 2019 ông 45 tuổi."],
    ...     ["Ia tinggal di Hanoi.", "Pada 2019 usianya 45 tahun."],
    ...     source_locale=Locale.parse("vi"),
    ...     target_locale=Locale.parse("id"),
    ... )
    >>> [(list(bead.source), list(bead.target)) for bead in ladder]
    [([0], [0]), ([1], [1])]
    """
    profile = AlignmentProfile.named(profile)
    if list(source) == list(target):
        # A text is its own translation, buttons and all.
        return Ladder.of((end, end, 1.0) for end in range(1, len(source) + 1))
    if known is None:
        known = Knowledge.of(source_locale, target_locale)
    texts = TextPair.of(
        source,
        target,
        source_locale=source_locale,
        target_locale=target_locale,
        dictionary=known.dictionary,
        encoder=known.encoder,
    )
    chosen = weights(profile, by_meaning=known.encoder is not None)
    rungs: list[tuple[int, int, float]] = []
    i = j = 0
    while i < len(source) or j < len(target):
        steps = _steps(texts, (i, j), known, chosen)
        for step in steps:
            score = min(max(step.posterior, 0.0), 1.0)
            end = i + step.source + step.shape[0], j + step.target + step.shape[1]
            rungs.append((*end, score))
        i, j = rungs[-1][:2]
    return Ladder.of(rungs)


def _steps(
    texts: TextPair, start: tuple[int, int], known: Knowledge, chosen: Weights
) -> list[Step]:
    """The steps from a node on: to the end, or as far as a window lets us be sure."""
    size = texts.size
    end = min(start[0] + _WINDOW, size[0]), min(start[1] + _WINDOW, size[1])
    window = texts.part(start, end)
    goes_on = end[0] < size[0], end[1] < size[1]
    grid = lattice(window, evidence(window, known), chosen)
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
