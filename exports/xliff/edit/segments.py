"""Segments of an XLIFF file where they stand, and what is put there."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from exports.editable_file import TranslationCandidate
from exports.xliff.edit.codes import RawCode
from exports.xliff.names import Generation
from exports.xml.editable import ElementSpan
from tm.text.segment import Segment


@dataclass(frozen=True, slots=True)
class FilledTarget:
    """What was put into a place."""

    markup: str
    is_sure: bool
    rate: int
    candidates: Sequence[TranslationCandidate]


@dataclass(slots=True)
class XliffSegment:
    """A segment where it stands."""

    source: Segment
    target: Segment | None
    is_fillable: bool
    """Whether a translation is wanted and still to come."""
    unit: "XliffUnit"
    source_span: ElementSpan
    target_span: ElementSpan | None
    source_codes: list[RawCode]
    target_codes: list[RawCode]
    frame: tuple[str, str]
    """White space at the ends of the source, where it is text."""
    mid: str | None = None
    """Of the part of a `<trans-unit>` that it is."""
    segment: tuple[str | None, ElementSpan] | None = None
    """Its `<segment>`, with the id."""
    is_closed: bool = False
    """Whether only people may change its translation: it is locked, or has tracked
    changes."""
    put: FilledTarget | None = None


@dataclass(slots=True)
class XliffUnit:
    """The spans of a unit that matter for filling it."""

    generation: Generation
    span: ElementSpan
    target: ElementSpan | None
    """The one `<target>` of a `<trans-unit>`."""
    after: ElementSpan
    """What a missing target stands behind."""
    divided: ElementSpan | None
    """The `<seg-source>` of a unit that is divided."""
    matches: ElementSpan | None
    unnamed: tuple[ElementSpan, str] | None
    """The tag that does not name the target language, and the attribute to do it."""
    ids: frozenset[str]
    status: str | None = None
    """What memoQ says in the start tag of how far the translation is."""
    places: list[XliffSegment] = field(default_factory=list)
