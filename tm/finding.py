"""Findings of checks: message, position, severity and fix."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, Self, TypeAlias


class Severity(StrEnum):
    """The severity of a finding; `rank` gives the order."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the most severe; a run fails on a rank at most that of its limit."""
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
        """Return the text that the span covers.

        >>> Span(0, 5).of("Hanoi, Vietnam")
        'Hanoi'
        """
        return text[self.start : self.end]

    def overlaps(self, other: Self) -> bool:
        """Whether two spans share at least one character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Rendering:
    """A translation of a phrase, with its number of units."""

    text: str
    count: int
    """Units with this translation; equal ones count once."""
    first: str | None = None
    """The earliest day on which one of the units was published, if known."""
    last: str | None = None
    """The latest day."""


@dataclass(frozen=True, slots=True)
class RenderingComparison:
    """A source phrase with its usual translation and a rare one."""

    source_locale: str
    target_locale: str
    source_phrase: str
    usual: Rendering
    rare: Rendering


MAX_RELATED_COUNT = 3
"""Most units that a finding names besides its own."""


class CheckedTexts(Protocol):
    """The texts of the unit that a finding is about."""

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
    """A translatable word in a message, such as `curly` or `thousands`."""

    key: str
    """Key of the word in the message catalogue."""


MessageArgument: TypeAlias = str | int | CatalogueWord | Mapping[str, str]
"""A value to insert into a message; a mapping holds a text for each UI language."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of one check about one unit.

    A check yields it with key, arguments, spans and fix; the engine completes it.
    """

    key: str
    """Key of the message within the check, such as `lost_sign` of `num.percent`."""
    target_span: Span | None = None
    source_span: Span | None = None
    arguments: Mapping[str, MessageArgument] = field(default_factory=dict, hash=False)
    """Values to insert into the message, by name."""
    fix: str | None = None
    """The replacement for `quote`; None if no fix is safe."""
    checked_unit: CheckedTexts | None = None
    """The unit to change, set by checks of several units; None once completed."""
    related: tuple[str, ...] = ()
    """Ids of other units as evidence; once completed, at most MAX_RELATED_COUNT."""
    severity_override: Severity | None = None
    """Set by a check if the finding's severity differs from that of the check."""
    renderings: RenderingComparison | None = None
    """The translations compared, if the finding is about translating a phrase."""
    rule: str | None = None
    """The rule of the check, if an earlier rule found the same words."""

    # What the engine adds.
    check: str = ""
    """The public id of the check, such as `num.value`."""
    severity: Severity = Severity.ERROR
    message: str = ""
    """The problem and what to do about it; in English unless translated."""
    about_source: bool = False
    """Whether the source text was checked by itself, as a text of its language."""
    unit: str = ""
    """The id of the unit to change."""
    document: str | None = None
    quote: str = ""
    """The flagged text, of the target unless only the source has a span."""
    fingerprint: str = ""
    """16 hexadecimal digits from check, texts and span; see `Fingerprinter`."""


class Fingerprinter:
    """Computes the ids of findings, the same in every file and run.

    An id is 16 hexadecimal digits of BLAKE2b over check, both texts with single spaces,
    and the span in one of them. Message and severity do not change it; the texts do.
    The latest texts are remembered: of 50,000 findings in one page each would hash the
    whole page again, which takes minutes (tests/checks/engine/test_growth.py).

    >>> Fingerprinter().compute("space.double", "a b", "Ia  datang.", Span(3, 5))
    '5247322810600506'
    """

    def __init__(self) -> None:
        self._hashed_texts: tuple[str, str, str] | None = None
        self._text_hash = hashlib.blake2b(digest_size=8)

    def compute(
        self, check_id: str, source: str | None, target: str, flagged_span: Span | None
    ) -> str:
        """Compute the id of a finding in a target, or in its source."""
        check_and_texts = check_id, source or "", target
        if check_and_texts != self._hashed_texts:
            self._text_hash = _hash_texts(*check_and_texts)
            self._hashed_texts = check_and_texts
        finding_hash = self._text_hash.copy()
        if flagged_span:
            finding_hash.update(f"{flagged_span.start}:{flagged_span.end}".encode())
        return finding_hash.hexdigest()


def _hash_texts(check_id: str, source: str, target: str) -> "hashlib.blake2b":
    """Hash check and texts, without span."""
    normalised_texts = [" ".join(text.split()) for text in (source, target)]
    # Our texts never contain U+0000. Lone surrogates must not raise an error.
    hashed_bytes = "\0".join([check_id, *normalised_texts, ""]).encode(
        "utf-8", "surrogatepass"
    )
    return hashlib.blake2b(hashed_bytes, digest_size=8)
