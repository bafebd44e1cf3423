"""Ladders: alignments of two texts as a sequence of beads.

The term comes from hunalign. A ladder's beads follow one another on both sides without
a gap, so overlapping or crossing beads cannot be written down.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bead:
    """Source sentences and the target sentences that translate them."""

    source_range: range
    """Successive sentence numbers, from 0; empty if the target adds something."""
    target_range: range
    """Successive sentence numbers, from 0; empty if the target omits something."""
    score: float
    """Confidence, 0 to 1: the share of likely ladders that have this bead."""

    def __post_init__(self) -> None:
        for sentence_range in (self.source_range, self.target_range):
            if (
                sentence_range.step != 1
                or not 0 <= sentence_range.start <= sentence_range.stop
            ):
                raise ValueError(f"not sentences in a row: {sentence_range}")
        if not 0.0 <= self.score <= 1.0:
            raise ValueError(f"not a confidence: {self.score}")
        if not self.source_range and not self.target_range:
            raise ValueError("a bead holds at least one sentence")

    @property
    def is_pair(self) -> bool:
        """Whether both sides have text; otherwise the bead is an omission."""
        return bool(self.source_range) and bool(self.target_range)


@dataclass(frozen=True, slots=True)
class Ladder:
    """An alignment of two whole texts: beads from the first sentences to the last."""

    beads: tuple[Bead, ...]

    def __post_init__(self) -> None:
        source_end = target_end = 0
        for bead in self.beads:
            if (bead.source_range.start, bead.target_range.start) != (
                source_end,
                target_end,
            ):
                raise ValueError(
                    f"{bead} does not follow on {source_end}, {target_end}"
                )
            source_end, target_end = bead.source_range.stop, bead.target_range.stop

    @classmethod
    def of(cls, rungs: Iterable[tuple[int, int, float]]) -> "Ladder":
        """Make the ladder whose beads end at the rungs: source, target, confidence.

        >>> [bead.target_range for bead in Ladder.of([(1, 2, 0.9), (2, 2, 0.8)])]
        [range(0, 2), range(2, 2)]
        """
        beads = []
        source_start = target_start = 0
        for source_end, target_end, score in rungs:
            ranges = range(source_start, source_end), range(target_start, target_end)
            beads.append(Bead(*ranges, score))
            source_start, target_start = source_end, target_end
        return cls(tuple(beads))

    @property
    def sentence_counts(self) -> tuple[int, int]:
        """The numbers of sentences of source and target."""
        if not self.beads:
            return 0, 0
        return self.beads[-1].source_range.stop, self.beads[-1].target_range.stop

    def __iter__(self) -> Iterator[Bead]:
        return iter(self.beads)

    def list_paired_beads(self, min_score: float = 0.0) -> Iterator[Bead]:
        """Yield the beads with both sides and at least this confidence, in order."""
        return (bead for bead in self.beads if bead.is_pair and bead.score >= min_score)
