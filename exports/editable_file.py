"""Places of a file to translate, and what they are filled with."""

from dataclasses import dataclass

from exports.xliff.fields import Proposal
from tm.text.segment import Segment


@dataclass(frozen=True, slots=True)
class Filling:
    """A translation to put into an empty place."""

    target: Segment
    is_sure: bool
    """Whether it counts as translated; else a person must look at it."""
    rate: int
    remark: str
    """Where it comes from and why it is not sure, on one line."""
    previous: str | None = None
    """The text it is the translation of, where that is another one."""
    proposals: tuple[Proposal, ...] = ()
    """All that was found, for formats that show a translator more than one."""


@dataclass(frozen=True, slots=True)
class Place:
    """A segment of a file to translate, or one that is translated."""

    source: Segment
    is_empty: bool
    """Whether its translation is still to come."""
