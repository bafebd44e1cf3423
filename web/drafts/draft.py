"""A draft: a text that somebody is translating, and its segments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tm.text.segment import Segment
from tm.unit import State


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that somebody is translating, segment by segment."""

    id: str
    title: str
    source_locale: str
    target_locale: str
    origin: str | None
    """The address of the page, or the key of the article; None for others."""
    file_name: str
    """The name under which the translated file is saved."""
    is_shared: bool
    """Whether everybody who translates in the memory may open it."""
    person: str | None
    """The id of whose it is; None without accounts."""
    created_at: int
    """Seconds since 1970."""
    changed_at: int
    segments: int
    """How many segments it has."""
    count_by_state: Mapping[str, int] = field(default_factory=dict)
    """`empty` ones have no translation yet, others are `initial`, `translated` …"""

    @property
    def finished(self) -> int:
        """How many segments are translated, or reviewed."""
        return self.segments - sum(
            self.count_by_state.get(state, 0) for state in (EMPTY, State.INITIAL.value)
        )


EMPTY = "empty"
"""The state of a segment without a translation, where segments are counted."""


@dataclass(frozen=True, slots=True)
class DraftSegment:
    """A segment of a draft."""

    number: int
    """From 1."""
    source_text: str
    """Inline codes are written out, as `<b>`, here and in `target_text`."""
    codes: Sequence[str]
    """The inline codes of the source."""
    target_text: str
    state: State
    """`initial` for one that somebody has begun."""
    begins_paragraph: bool
    version: str
    """Changes whenever the segment is saved."""
    changed_by: str | None
    """The id of who saved it last; None without accounts."""
    changed_at: int | None


@dataclass(frozen=True, slots=True)
class NewSegment:
    """A segment of a draft that begins."""

    source: Segment
    target_text: str
    begins_paragraph: bool


@dataclass(frozen=True, slots=True)
class DraftContent:
    """The file that a draft translates."""

    file_name: str
    format: str | None
    """None for that which the file itself tells."""
    content: bytes


@dataclass(frozen=True, slots=True)
class NewDraft:
    """A draft that begins: a file, and what it is."""

    title: str
    source_locale: str
    target_locale: str
    content: DraftContent
    origin: str | None = None
    is_shared: bool = False
