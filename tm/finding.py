"""A finding of a check about a text: what is wrong, where, how bad, and the fix."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Protocol, Self, TypeAlias


class Severity(StrEnum):
    """How severe a finding is; the order is `rank`."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the worst; a run fails on a rank at most that of its limit."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A part of a text: code point offsets, half-open."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}–{self.end}")

    def of(self, text: str) -> str:
        """The text that the span covers.

        >>> Span(0, 5).of("Hanoi, Vietnam")
        'Hanoi'
        """
        return text[self.start : self.end]

    def overlaps(self, other: Self) -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Rendering:
    """One way in which a phrase is translated, and how often it is."""

    text: str
    count: int
    """Units that have it; equal ones count once."""
    first: str | None = None
    """The earliest day on which one of them was published, where any is known."""
    last: str | None = None


@dataclass(frozen=True, slots=True)
class Renderings:
    """A phrase of the source and two translations of it, of which one is odd."""

    source_locale: str
    target_locale: str
    source_phrase: str
    usual: Rendering
    rare: Rendering


MOST_RELATED = 3
"""How many units a finding names besides its own."""


class CheckedTexts(Protocol):
    """The texts that a finding is about, as the checks know them: a unit."""

    @property
    def id(self) -> str: ...
    @property
    def source(self) -> str | None: ...
    @property
    def target(self) -> str: ...
    @property
    def document(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class CatalogueWord:
    """A word of a message that has a translation: `curly`, `thousands`."""

    key: str
    """Its key among the words of the catalogue of messages."""


Argument: TypeAlias = str | int | CatalogueWord | Mapping[str, str]
"""What a message tells of one text; a mapping is a text by language of the reader."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of one check about one unit.

    A check yields it with what only the check knows; the engine completes it.
    """

    key: str
    """Of its message within the check, such as `lost_sign` of `num.percent`."""
    target_span: Span | None = None
    source_span: Span | None = None
    arguments: Mapping[str, Argument] = field(default_factory=dict, hash=False)
    """By name, what the message tells of the text."""
    fix: str | None = None
    """What `quote` should be; absent where no fix is safe."""
    about: CheckedTexts | None = None
    """The unit to change, from a check that sees several; absent once completed."""
    related: tuple[str, ...] = ()
    """Ids of other units that show why; MOST_RELATED at most once completed."""
    own_severity: Severity | None = None
    """From a check: where it differs from the severity of the check."""
    renderings: Renderings | None = None
    """Of a finding about how a phrase is translated: what a termbase would say."""
    rule: str | None = None
    """Which rule of the check found it, where an earlier rule found the same words."""

    # What the engine adds.
    check: str = ""
    """The public id of the check, such as `num.value`."""
    severity: Severity = Severity.ERROR
    message: str = ""
    """For a translator: what is wrong, and what to do; in English unless translated."""
    about_source: bool = False
    """Whether the source text was checked by itself, as a text of its language."""
    unit: str = ""
    """The id of the unit to change."""
    document: str | None = None
    quote: str = ""
    """The flagged text, of the target unless only the source has a span."""
    fingerprint: str = ""
    """16 hexadecimal digits of check, texts and span; it stays while they do."""


def fingerprint(check: str, source: str | None, target: str, place: Span | None) -> str:
    """What identifies a finding in every file and run.

    16 hexadecimal digits of BLAKE2b over check, both texts with single spaces, and the
    span in one of them. Another message or another severity changes nothing; another
    text does.
    """
    span = f"{place.start}:{place.end}" if place else ""
    digest = _begun(check, source or "", target).copy()
    digest.update(span.encode())
    return digest.hexdigest()


@lru_cache(maxsize=2)
def _begun(check: str, source: str, target: str) -> "hashlib.blake2b":
    """The digest but for the span; a check may find a thousand things in a text."""
    texts = [" ".join(text.split()) for text in (source, target)]
    # U+0000 stands in no text of ours, and lone surrogates are no reason to fail.
    joined = "\0".join([check, *texts, ""]).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(joined, digest_size=8)
