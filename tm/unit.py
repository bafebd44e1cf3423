"""Translation units: two segments that say the same, and where they come from."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self

from tm.property import Properties
from tm.text.locale import Locale
from tm.text.segment import Segment, content_key, started_hash

# Lengths before the parts of a key, as `content_key` has them.
_SIXTEEN = (16).to_bytes(8, "big")
_NO_NEIGHBOURS = bytes(16)


class State(StrEnum):
    """How far a translation has come, in the words of XLIFF 2.1."""

    INITIAL = "initial"
    TRANSLATED = "translated"
    REVIEWED = "reviewed"
    FINAL = "final"

    # As tm.property.Side has it: an exchange looks up the state of every unit.
    __hash__ = str.__hash__


class Withheld(StrEnum):
    """Why a stored unit is not in use."""

    REMOVED = "removed"
    """By a person; importing it again does not bring it back."""
    REVIEW = "review"
    """It waits for a person, its alignment being unsure."""
    SUPERSEDED = "superseded"
    """A new alignment of its article does without it."""
    UNDONE = "undone"
    """The import that brought it was undone."""


class HeadlineStatus(StrEnum):
    """How the headline of an article's original is known."""

    DERIVED = "derived"
    """Taken from the slug of its URL: no marks, no capitals, not the real headline."""
    PROPOSED = "proposed"
    """Derived, with marks proposed by termbase and memory."""
    CONFIRMED = "confirmed"
    """Read from the original page."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a unit comes from; every field may be unknown."""

    memory: str = "default"
    article: str | None = None
    """Key of the article whose page holds one side."""
    position: int | None = None
    """Place of that side among the article's segments, from 0."""
    extent: int = 1
    """How many of the article's segments that side takes."""
    kind: str | None = None
    """The block it stands in: headline, lead, heading, paragraph …"""
    page_url: str | None = None
    source_url: str | None = None
    headline: str | None = None
    source_headline: str | None = None
    source_headline_status: HeadlineStatus | None = None
    publisher: str | None = None
    published: str | None = None
    """ISO 8601 date or date and time."""
    score: float | None = None
    """Confidence of the alignment, 0 to 1; absent where a person made the pair."""
    method: str | None = None
    tuid: str | None = None
    """The `tuid` of a TMX file: edges that share it are one `<tu>`."""
    author: str | None = None
    created: str | None = None
    changed: str | None = None
    """ISO 8601, UTC."""


@dataclass(frozen=True, slots=True)
class TranslationUnit:
    """A segment and its translation; the translation may be still to come."""

    source: Segment
    target: Segment | None
    state: State = State.TRANSLATED
    origin: Origin = field(default_factory=Origin)
    neighbours: tuple[bytes | None, bytes | None] = (None, None)
    """Keys of the source segments before and after, where they are known."""
    note: str | None = None
    properties: Properties = ()
    """What other tools say of it beyond all this; not part of what it is."""

    @property
    def key(self) -> bytes:
        """16 bytes from content: both segments, the memory and the neighbours."""
        return unit_key(
            self.origin.memory,
            self.source.key,
            self.target.key if self.target else b"",
            self.neighbours,
        )

    def side(self, locale: Locale) -> Segment | None:
        """The segment that serves where the locale is asked for, if there is one."""
        for segment in (self.source, self.target):
            if segment is not None and locale.covers(segment.locale):
                return segment
        return None

    def oriented(
        self, source: Locale, target: Locale
    ) -> tuple[Segment | None, Segment | None]:
        """Both sides in the direction asked for; either may be missing."""
        return self.side(source), self.side(target)

    def with_origin(self, origin: Origin) -> Self:
        """The same unit, from elsewhere."""
        return replace(self, origin=origin)


def unit_keys(
    memories: Sequence[str],
    sources: Sequence[bytes],
    targets: Sequence[bytes],
    before: Sequence[bytes | None],
    after: Sequence[bytes | None],
) -> list[bytes]:
    """Compute `TranslationUnit.key` of many units from the keys of both sides."""
    keys = []
    begun = {memory: started_hash(memory).copy for memory in set(memories)}
    rows = zip(memories, sources, targets, before, after, strict=True)
    for memory, source, target, source_before, source_after in rows:
        if source_before is not None or source_after is not None:
            neighbours = source_before, source_after
            keys.append(unit_key(memory, source, target, neighbours))
            continue
        hashed = begun[memory]()
        hashed.update(_SIXTEEN + source + _SIXTEEN + target + _NO_NEIGHBOURS)
        keys.append(hashed.digest())
    return keys


def unit_key(
    memory: str,
    source: bytes,
    target: bytes,
    neighbours: tuple[bytes | None, bytes | None],
) -> bytes:
    """`TranslationUnit.key` of what makes it."""
    before, after = neighbours
    if before or after or not target:
        return content_key(memory, source, target, before or b"", after or b"")
    hashed = started_hash(memory).copy()
    hashed.update(b"".join((_SIXTEEN, source, _SIXTEEN, target, _NO_NEIGHBOURS)))
    return hashed.digest()
