"""Segments of an XLIFF file with their spans and filled targets."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from exports.editable_file import TranslationCandidate
from exports.xliff.edit.codes import RawCode
from exports.xliff.element_names import MajorVersion
from exports.xml.editable_xml import ElementSpan
from tm.text.segment import Segment


@dataclass(frozen=True, slots=True)
class FilledTarget:
    """A translation that was filled in."""

    markup: str
    is_sure: bool
    """Whether it counts as translated; else a person must review it."""
    rate: int
    """The match rate, 0 to 100."""
    candidates: Sequence[TranslationCandidate]


@dataclass(slots=True)
class XliffSegment:
    """A segment with its spans in the file."""

    source: Segment
    target: Segment | None
    is_fillable: bool
    """Whether the segment needs a translation and has none."""
    unit: "XliffUnit"
    source_span: ElementSpan
    target_span: ElementSpan | None
    source_codes: list[RawCode]
    target_codes: list[RawCode]
    outer_space: tuple[str, str]
    """White space at the ends of the source, where it is text."""
    context: str | None = None
    """What distinguishes it from equal texts, if anything does."""
    mid: str | None = None
    """The `mid` of the part of a `<trans-unit>`."""
    segment_id_and_span: tuple[str | None, ElementSpan] | None = None
    """The id and span of the `<segment>`."""
    is_protected: bool = False
    """Whether only people may change its translation: it is locked, or has tracked
    changes."""
    filled_target: FilledTarget | None = None


@dataclass(slots=True)
class XliffUnit:
    """The spans of a unit that matter for filling it."""

    major_version: MajorVersion
    span: ElementSpan
    target_span: ElementSpan | None
    """The one `<target>` of a `<trans-unit>`."""
    source_span: ElementSpan
    """The element after which a missing target is inserted."""
    seg_source_span: ElementSpan | None
    """The `<seg-source>` of a unit that is divided."""
    matches_span: ElementSpan | None
    missing_language_span_and_attribute: tuple[ElementSpan, str] | None
    """The tag that lacks the target language, and the name of its attribute."""
    element_ids: frozenset[str]
    memoq_status: str | None = None
    """The value of memoQ's status in the start tag."""
    segments: list[XliffSegment] = field(default_factory=list)
