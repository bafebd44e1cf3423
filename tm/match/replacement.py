"""What a repair did to a stored translation, and what it left to a person."""

from dataclasses import dataclass
from enum import StrEnum

from tm.finding import Span
from tm.text.segment import Segment


class ReplacementKind(StrEnum):
    """What was replaced in a translation."""

    NUMBER = "number"
    """An amount, an ordinal, a percentage."""
    DATE = "date"
    """A date or a day of the week."""
    TIME = "time"
    UNIT = "unit"
    """A unit of measure or a currency."""
    NAME = "name"
    PLACE = "place"
    """A place or country that is known by name."""
    TERM = "term"
    CODE = "code"
    """An inline code."""


@dataclass(frozen=True, slots=True)
class TargetReplacement:
    """A span of a repaired translation that was replaced."""

    kind: ReplacementKind
    span: Span
    """Its span in the repaired text."""
    old_text: str
    """The stored translation in its place."""
    new_text: str
    source_text: str
    """The words of the stored source that it stood for."""
    query_text: str
    """The words of the text looked up that it stands for."""


@dataclass(frozen=True, slots=True)
class OpenDifference:
    """A difference of query and stored source that a person must translate."""

    source_text: str
    """The words of the stored source; empty if the query only adds words."""
    query_text: str
    """The words of the query; empty if they are to be left out."""
    query_span: Span
    """Their span in the query; empty where words are to be left out."""
    target_span: Span | None
    """The words of the repaired target to translate again; None if unknown."""


@dataclass(frozen=True, slots=True)
class Repair:
    """A translation with the query's values, names and terms."""

    target: Segment
    replacements: tuple[TargetReplacement, ...]
    open_differences: tuple[OpenDifference, ...]

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to do by hand."""
        return not self.open_differences
