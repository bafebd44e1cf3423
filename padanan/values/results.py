"""Results of the Python API; their texts are plain strings."""

from dataclasses import dataclass

from tm.finding import Finding
from tm.match.match_rate import MatchType
from tm.match.penalties import Penalty
from tm.match.replacement import OpenDifference, TargetReplacement
from tm.unit import Origin, State


@dataclass(frozen=True, slots=True)
class MemoryMatch:
    """A translation that the memory offers for a text."""

    rate: int
    """0 to 100; 101 if the neighbouring segments are the same, too."""
    type: MatchType
    source: str
    """The stored text; its inline codes are written out, here and in `target`."""
    target: str | None
    """None for a text of an article that nobody has translated yet."""
    repaired: str | None
    """The target with the query's numbers, dates, names, terms and codes."""
    replacements: tuple[TargetReplacement, ...]
    """What was replaced; spans are of `repaired`."""
    open_differences: tuple[OpenDifference, ...]
    """What is left to translate by hand; spans are of `repaired`, else of `target`."""
    penalties: tuple[Penalty, ...]
    """Points taken off the rate, with the reasons."""
    is_ambiguous: bool
    """Whether another match of the same rate has another target."""
    units: tuple[str, ...]
    """Keys of the units that it is made of: one; several of a match composed of those
    of its sentences, or through a third language; none without a target."""
    origin: Origin
    unit: str | None = None
    """The key of the unit; None for a translation made of several units."""


@dataclass(frozen=True, slots=True)
class PhraseHit:
    """A stored text that contains a phrase, with its translation."""

    source: str
    target: str | None
    """None for a text of an article that nobody has translated yet."""
    spans: tuple[tuple[int, int], ...]
    """Spans of the phrase in `source`: code points, half-open; at least one."""
    unit: str | None
    """The key of the unit; None without a target."""
    origin: Origin


@dataclass(frozen=True, slots=True)
class FoundTerm:
    """A term of the termbase found in a text."""

    start: int
    end: int
    """Code points of the text, half-open."""
    text: str
    """The matched text."""
    term: str
    """The term as the termbase has it."""
    concept: str
    """The id of its concept entry."""
    translations: tuple[str, ...]
    """The preferred terms in the other language; normally one."""
    is_forbidden: bool
    """Whether the term is a known error."""


@dataclass(frozen=True, slots=True)
class IngestedArticle:
    """The result of ingesting an article."""

    key: str
    """Key of the article, for `Memory.check` and the commands."""
    locale: str
    headline: str
    outcome: str
    """`new`, `known` or `changed`."""
    segments: tuple[str, ...]
    units: int
    """Number of pairs with its original that are in use."""
    review: int
    """Number of pairs that wait for review, since their alignment is uncertain."""
    warnings: tuple[str, ...]
    change_set: str | None
    """Name of the change set, for `Memory.undo`; None if nothing changed."""


@dataclass(frozen=True, slots=True)
class AlignedPair:
    """Sentences of a text, paired with the sentences of its translation."""

    source: str
    """Source text; empty for an addition, as `target` is for an omission."""
    target: str
    score: float
    """Confidence, 0 to 1."""


@dataclass(frozen=True, slots=True)
class StoredUnit:
    """A unit of the memory: a text and its translation."""

    key: str
    """32 hexadecimal digits, from both texts, their neighbours and the memory."""
    source_locale: str
    source: str
    """The text; its inline codes are written out, here and in `target`."""
    target_locale: str
    target: str
    state: State
    note: str | None
    is_waiting: bool
    """Whether it waits for review, since its alignment is uncertain."""
    origin: Origin
    version: str
    """A hash of all of it; whoever edits it names the version that they have read."""


@dataclass(frozen=True, slots=True)
class UnitPage:
    """Some units of a list, in the order in which they were stored."""

    units: tuple[StoredUnit, ...]
    next: str | None
    """The cursor of the next page; None at the end."""


@dataclass(frozen=True, slots=True)
class AddedUnits:
    """What came of storing several units."""

    new: int
    """How many were not stored before."""
    change_set: str | None
    """The name of the change set, for `Memory.undo`; None if nothing changed."""


@dataclass(frozen=True, slots=True)
class UnitChange:
    """A unit as it is after a change."""

    change_set: str | None
    """The name of the change set, for `Memory.undo`; None if nothing changed."""
    unit: StoredUnit

    @property
    def version(self) -> str:
        """The version of the unit."""
        return self.unit.version


@dataclass(frozen=True, slots=True)
class PairChange:
    """The pairs of an article that a decision made."""

    change_set: str | None
    """The name of the change set, for `Memory.undo`."""
    units: tuple[StoredUnit, ...]
    """The pairs that are in use from then on."""


@dataclass(frozen=True, slots=True)
class RenderingExample:
    """A stored text that contains a phrase, and what stands for it there."""

    source: str
    span: tuple[int, int]
    """Span of the phrase in `source`: code points, half-open."""
    target: str
    target_span: tuple[int, int] | None
    """Span of what stands for the phrase; None if no words could be linked."""
    origin: Origin


@dataclass(frozen=True, slots=True)
class RenderingSummary:
    """One way in which a phrase was translated."""

    text: str
    count: int
    first: str | None
    """The date of the first article that has it, and in `last` of the last."""
    last: str | None
    examples: tuple[RenderingExample, ...]


@dataclass(frozen=True, slots=True)
class PhraseRenderings:
    """How a phrase was translated, the most frequent rendering first."""

    renderings: tuple[RenderingSummary, ...]
    unlinked_examples: tuple[RenderingExample, ...]
    unlinked: int
    """Translations in which no words could be linked with the phrase."""
    hits: int
    """All translations of texts with the phrase."""


@dataclass(frozen=True, slots=True)
class TextSegment:
    """A sentence of a text."""

    start: int
    """Code points of the text, half-open."""
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """The findings in a file."""

    findings: tuple[Finding, ...]
    skipped: tuple[str, ...]
    """Entries that could not be read, each with its line and the reason."""
    remarks: tuple[str, ...]
    """What had to be guessed."""


@dataclass(frozen=True, slots=True)
class DismissedFinding:
    """A finding that is not reported again until its text changes."""

    fingerprint: str
    check: str | None
    quote: str | None
    why: str | None
    who: str | None
    at: str | None
    """The day on which it was dismissed."""
    until: str | None
    """The last day of the dismissal; None for ever."""
    is_in_force: bool
    """Whether it is dismissed today."""
