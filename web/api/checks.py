"""Checks of a translation."""

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Annotated, Literal

import msgspec

from padanan.results import AlignedPair, TextSegment
from padanan.texts import align, check_text, segment
from tm.errors import InputError
from tm.finding import Finding, Severity, Span
from web.api.articles import ArticleKey
from web.api.dismissals import DISMISSAL_ROUTES
from web.api.sent_file import open_sent_file
from web.api.values import LanguageTag, Request, Text, list_given
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
    dismissed: bool = False
    """Whether findings that somebody has dismissed are among the answer."""


@dataclass(frozen=True, slots=True)
class TextFinding:
    """A finding of one check in a text; its keys are those of `padanan check`."""

    unit: str
    """The unit of the article or file; `text` of a single text."""
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
    return Findings(_make_text_findings(call, findings, dismissed=request.dismissed))


class ArticleCheckRequest(Request, frozen=True):
    """The article to check."""

    key: ArticleKey
    source: LanguageTag | None = None
    """The language of its original; by default that of the settings."""
    target: LanguageTag | None = None
    only: tuple[str, ...] = ()
    """Ids or families of checks to run: `num.value`, `num`."""
    skip: tuple[str, ...] = ()
    dismissed: bool = False
    """Whether findings that somebody has dismissed are among the answer."""


def check_article(call: Call, request: ArticleCheckRequest) -> Findings:
    """Check a stored article, with its original where that is aligned."""
    values = list_given(request)
    article_key, is_whole = values.pop("key"), values.pop("dismissed")
    findings = call.memory.check(article_key, **values)
    return Findings(_make_text_findings(call, findings, dismissed=is_whole))


class FileCheckRequest(Request, frozen=True):
    """A file to check."""

    name: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$")]
    """Its name, whose suffix may tell the format: `news.xlf`."""
    content: bytes
    """In base64."""
    source: LanguageTag | None = None
    """By default that which the file names, else that of the settings."""
    target: LanguageTag | None = None
    only: tuple[str, ...] = ()
    """Ids or families of checks to run: `num.value`, `num`."""
    skip: tuple[str, ...] = ()
    dismissed: bool = False
    """Whether findings that somebody has dismissed are among the answer."""


@dataclass(frozen=True, slots=True)
class FileFindings:
    """What the checks found in a file."""

    findings: list[TextFinding]
    skipped: tuple[str, ...]
    """Entries that could not be read, each with its line and the reason."""
    remarks: tuple[str, ...]
    """What had to be guessed."""


def check_file(call: Call, request: FileCheckRequest) -> FileFindings:
    """Check a file of units, a page or a document; nothing of it is stored."""
    values = list_given(request)
    name, content = values.pop("name"), values.pop("content")
    is_whole = values.pop("dismissed")
    with open_sent_file(name, content) as path:
        checked = call.memory.checks.check_file(path, **values)
    skipped, remarks = (
        tuple(text.replace(f"{path.parent}/", "") for text in texts)
        for texts in (checked.skipped, checked.remarks)
    )
    findings = [
        replace(finding, unit=finding.unit.removeprefix(f"{path.parent}/"))
        for finding in _make_text_findings(call, checked.findings, dismissed=is_whole)
    ]
    return FileFindings(findings, skipped, remarks)


def _make_text_findings(
    call: Call, findings: Iterable[Finding], *, dismissed: bool
) -> list[TextFinding]:
    if not dismissed:
        findings = call.memory.checks.leave_out_dismissed(findings)
    return list(map(_make_text_finding, findings))


def _make_text_finding(finding: Finding) -> TextFinding:
    return TextFinding(
        finding.unit,
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


_CONTENT = b64encode(b"Ia tinggal di  Hanoi.").decode()

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
        f"{API_PREFIX}/check/file",
        check_file,
        FileCheckRequest,
        FileFindings,
        Role.READER,
        example={"name": "news.txt", "content": _CONTENT, "target": "id"},
    ),
    Route(
        "GET",
        f"{API_PREFIX}/articles/{{key}}/findings",
        check_article,
        ArticleCheckRequest,
        Findings,
        Role.READER,
        example={"key": "5ceb952d9c47b6fb", "source": "vi", "target": "id"},
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
    *DISMISSAL_ROUTES,
)
