"""Translation units: a source and a target segment with their origin."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self

from tm.text.locale import Locale
from tm.text.segment import (
    Segment,
    compute_content_key,
    require_storable_text,
    start_hash,
)
from tm.unit_property import Properties, find_context

# Length prefix of the parts of a key, as in `compute_content_key`.
_KEY_LENGTH_PREFIX = (16).to_bytes(8, "big")
_NO_NEIGHBOURS = bytes(16)

DEFAULT_MEMORY_NAME = "default"
"""The memory of units for which nothing names another."""


class State(StrEnum):
    """State of a translation, as in XLIFF 2.1."""

    INITIAL = "initial"
    TRANSLATED = "translated"
    REVIEWED = "reviewed"
    FINAL = "final"

    # Faster, as in tm.unit_property.Side: exports look up the state of every unit.
    __hash__ = str.__hash__


class Withheld(StrEnum):
    """The reason why a stored unit is not in use."""

    REMOVED = "removed"
    """A person removed it; importing it again does not restore it."""
    REVIEW = "review"
    """It waits for review, since its alignment is uncertain."""
    SUPERSEDED = "superseded"
    """A new alignment of its article replaced it."""
    UNDONE = "undone"
    """The import that added it was undone."""


class HeadlineStatus(StrEnum):
    """The source of the headline of an article's original."""

    DERIVED = "derived"
    """Taken from the slug of its URL: without diacritics and capitals."""
    PROPOSED = "proposed"
    """Derived, with diacritics proposed by termbase and memory."""
    CONFIRMED = "confirmed"
    """Read from the original page."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The origin of a unit; every field may be unknown."""

    memory: str = DEFAULT_MEMORY_NAME
    """Name of the memory of the database that the unit belongs to."""
    article: str | None = None
    """Key of the article whose page contains one side."""
    position: int | None = None
    """Index of that side among the article's segments, from 0."""
    extent: int = 1
    """Number of the article's segments that side covers."""
    kind: str | None = None
    """Kind of its block: headline, lead, heading, paragraph …"""
    page_url: str | None = None
    """Address of the page of the translation."""
    source_url: str | None = None
    """Address of the page of its original."""
    headline: str | None = None
    source_headline: str | None = None
    source_headline_status: HeadlineStatus | None = None
    publisher: str | None = None
    published: str | None = None
    """ISO 8601 date or date and time."""
    article_author: str | None = None
    """Who wrote the article; `author` is who made the unit."""
    article_place: str | None = None
    """The place that the dateline of the article names."""
    score: float | None = None
    """Confidence of the alignment, 0 to 1; None if a person made the pair."""
    method: str | None = None
    """Name of the method that aligned the pair."""
    tuid: str | None = None
    """The `tuid` of a TMX file: units that share it are one `<tu>`."""
    author: str | None = None
    """Who made the unit."""
    created: str | None = None
    changed: str | None = None
    """ISO 8601, UTC."""


@dataclass(frozen=True, slots=True)
class TranslationUnit:
    """A segment and its translation, which may be missing."""

    source: Segment
    target: Segment | None
    state: State = State.TRANSLATED
    origin: Origin = field(default_factory=Origin)
    neighbours: tuple[bytes | None, bytes | None] = (None, None)
    """Keys of the previous and the next source segment, if known."""
    note: str | None = None
    properties: Properties = ()
    """Data of other tools; of these only the context identifies the unit."""

    @property
    def key(self) -> bytes:
        """16 bytes from content: segments, memory, neighbours and context."""
        return compute_unit_key(
            self.origin.memory,
            self.source.key,
            self.target.key if self.target else b"",
            self.neighbours,
            self.context,
        )

    @property
    def context(self) -> str | None:
        """What tells it from units with equal texts, if its format tells a context.

        Such as the `msgctxt` of PO: the same texts in two contexts are two units.
        """
        return find_context(self.properties) if self.properties else None

    def find_side(self, locale: Locale) -> Segment | None:
        """Find the side whose language a locale covers, or None."""
        for segment in (self.source, self.target):
            if segment is not None and locale.covers(segment.locale):
                return segment
        return None

    def orient(
        self, source_locale: Locale, target_locale: Locale
    ) -> tuple[Segment | None, Segment | None]:
        """Return source and target in a direction; either may be missing."""
        return self.find_side(source_locale), self.find_side(target_locale)

    def replace_text(self, segment: Segment, new_text: str) -> "TranslationUnit":
        """Replace the text of one of the two segments; its codes stay.

        Raises InvalidText for text that cannot be stored.
        """
        require_storable_text(new_text)
        normalised_text = Segment.of(segment.locale, new_text).text
        new_segment = Segment(segment.locale, normalised_text, segment.codes)
        if self.target is not None and segment == self.target:
            return replace(self, target=new_segment)
        return replace(self, source=new_segment)

    def with_origin(self, origin: Origin) -> Self:
        """Return the unit with another origin."""
        return replace(self, origin=origin)


def compute_unit_keys(
    memories: Sequence[str],
    source_keys: Sequence[bytes],
    target_keys: Sequence[bytes],
    previous_keys: Sequence[bytes | None],
    next_keys: Sequence[bytes | None],
    contexts: Sequence[str | None],
) -> list[bytes]:
    """Compute `TranslationUnit.key` of many units from the keys of both sides."""
    unit_keys = []
    copy_hash_by_memory = {memory: start_hash(memory).copy for memory in set(memories)}
    key_part_rows = zip(
        memories,
        source_keys,
        target_keys,
        previous_keys,
        next_keys,
        contexts,
        strict=True,
    )
    for (
        memory,
        source_key,
        target_key,
        previous_key,
        next_key,
        context,
    ) in key_part_rows:
        if previous_key is not None or next_key is not None or context is not None:
            neighbours = previous_key, next_key
            unit_keys.append(
                compute_unit_key(memory, source_key, target_key, neighbours, context)
            )
            continue
        unit_hash = copy_hash_by_memory[memory]()
        unit_hash.update(
            _KEY_LENGTH_PREFIX
            + source_key
            + _KEY_LENGTH_PREFIX
            + target_key
            + _NO_NEIGHBOURS
        )
        unit_keys.append(unit_hash.digest())
    return unit_keys


def compute_unit_key(
    memory_name: str,
    source_key: bytes,
    target_key: bytes,
    neighbours: tuple[bytes | None, bytes | None],
    context: str | None,
) -> bytes:
    """Compute `TranslationUnit.key` of one unit from its parts.

    A context is one more part, so that units without one keep the keys they had.
    """
    previous_key, next_key = neighbours
    if context is not None:
        return compute_content_key(
            memory_name,
            source_key,
            target_key,
            previous_key or b"",
            next_key or b"",
            context.encode(errors="surrogatepass"),
        )
    if previous_key or next_key or not target_key:
        return compute_content_key(
            memory_name, source_key, target_key, previous_key or b"", next_key or b""
        )
    unit_hash = start_hash(memory_name).copy()
    unit_hash.update(
        b"".join(
            (
                _KEY_LENGTH_PREFIX,
                source_key,
                _KEY_LENGTH_PREFIX,
                target_key,
                _NO_NEIGHBOURS,
            )
        )
    )
    return unit_hash.digest()
