"""Checks of a translation."""

from dataclasses import dataclass
from typing import Literal

from padanan.results import AlignedPair, TextSegment
from padanan.texts import align, check_text, segment
from tm.errors import InputError
from tm.finding import Finding, Severity, Span
from web.api.values import LanguageTag, Request, Text
from web.call import Call
from web.route import API_PREFIX, Role, Route


class CheckRequest(Request, frozen=True):
    """A translation to check, alone or with its source text."""

    text: Text
    target: LanguageTag | None = None
    """The language of the translation; by default that of the settings."""
    source_text: Text | None = None
    source: LanguageTag | None = None
    only: tuple[str, ...] = ()
    """Ids or families of checks to run: `num.value`, `num`."""
    skip: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TextFinding:
    """A finding of one check in a text; its keys are those of `padanan check`."""

    check: str
    """The id of the check, such as `num.value`."""
    severity: Severity
    message: str
    """The problem and what to do about it."""
    quote: str
    """The flagged text."""
    source_span: tuple[int, int] | None
    """Code points, half-open."""
    target_span: tuple[int, int] | None
    fix: str | None
    """What `quote` should be; null if no fix is safe."""
    fingerprint: str
    """An id that is the same as long as the texts are."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What the checks found, in the order of the text."""

    findings: list[TextFinding]


def check(call: Call, request: CheckRequest) -> Findings:
    """Check a translation, a sentence or a paragraph."""
    settings = call.memory.settings
    target = request.target or settings.target
    if target is None:
        raise InputError(
            "no target language: give target, such as id", parameters=("target",)
        )
    findings = check_text(
        request.text,
        target=target,
        source_text=request.source_text,
        source=request.source,
        only=request.only,
        skip=request.skip,
        settings=settings,
    )
    return Findings(list(map(_make_text_finding, findings)))


def _make_text_finding(finding: Finding) -> TextFinding:
    return TextFinding(
        finding.check,
        finding.severity,
        finding.message,
        finding.quote,
        _make_pair(finding.source_span),
        _make_pair(finding.target_span),
        finding.fix,
        finding.fingerprint,
    )


def _make_pair(span: Span | None) -> tuple[int, int] | None:
    return None if span is None else (span.start, span.end)


class AlignRequest(Request, frozen=True):
    """A text and its translation."""

    source_text: Text
    target_text: Text
    source: LanguageTag
    target: LanguageTag
    profile: Literal["news", "faithful"] = "news"
    """`news` expects omissions and additions."""


@dataclass(frozen=True, slots=True)
class AlignedPairs:
    """Sentences paired with the sentences that translate them."""

    pairs: list[AlignedPair]


def align_texts(call: Call, request: AlignRequest) -> AlignedPairs:
    """Pair the sentences of a text with those of its translation."""
    return AlignedPairs(
        align(
            request.source_text,
            request.target_text,
            source=request.source,
            target=request.target,
            profile=request.profile,
        )
    )


class SegmentRequest(Request, frozen=True):
    """A text to split into sentences."""

    text: Text
    locale: LanguageTag


@dataclass(frozen=True, slots=True)
class TextSegments:
    """The sentences of a text, in its order."""

    segments: list[TextSegment]


def segment_text(call: Call, request: SegmentRequest) -> TextSegments:
    """Split a text into sentences, with their offsets in it."""
    return TextSegments(segment(request.text, locale=request.locale))


CHECK_ROUTES = (
    Route(
        "POST",
        f"{API_PREFIX}/check",
        check,
        CheckRequest,
        Findings,
        Role.READER,
        example={"text": "Ia tinggal di  Hanoi.", "target": "id"},
    ),
    Route(
        "POST",
        f"{API_PREFIX}/align",
        align_texts,
        AlignRequest,
        AlignedPairs,
        Role.READER,
        example={
            "source_text": "Xin chào. Cảm ơn.",
            "target_text": "Halo. Terima kasih.",
            "source": "vi",
            "target": "id",
        },
    ),
    Route(
        "POST",
        f"{API_PREFIX}/segment",
        segment_text,
        SegmentRequest,
        TextSegments,
        Role.READER,
        example={"text": "Ia tiba pukul 10.30. Lalu ia pulang.", "locale": "id"},
    ),
)
