"""Checks of a translation."""

from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated

import msgspec

from checks.catalogue import CHECKS as REGISTERED_CHECKS
from checks.engine.check import Check
from checks.engine.messages import LANGUAGES
from checks.inputs.page import rename_unit
from checks.measuring.measured_checks import read_measured_checks
from checks.missed_errors import count_by_check
from padanan.values.findings import (
    AppliedFixes,
    FixRequest,
    TextFinding,
    make_text_finding,
)
from padanan.without_memory import check_text
from tm.errors import InputError
from tm.finding import Finding, Severity
from web.api.articles import ArticleKey
from web.api.request_types import LanguageTag, Request, Text, list_given_values
from web.api.route_group import RouteGroup
from web.problems import make_time_limit
from web.request_context import RequestContext
from web.requests import match_whole, open_sent_file
from web.route import Role

CHECK_ROUTES = RouteGroup()
_MAX_FINDINGS = 1000
_MAX_PAGE_BYTES = 2_000_000
"""A page is read as a whole, unlike a file of units, which is left at any unit."""
NOT_USEFUL = "not useful"
"""How the reason of a dismissal begins where people say that the check was wrong."""


class CheckSelectionRequest(Request, frozen=True, kw_only=True):
    """Which checks to run, and which of their findings to give."""

    only: tuple[str, ...] = ()
    """Ids or families of checks to run: `num.value`, `num`."""
    skip: tuple[str, ...] = ()
    dismissed: bool = False
    """Whether findings that somebody has dismissed are among the answer."""


@dataclass(frozen=True, slots=True)
class DescribedCheck:
    """A check, with how often its findings were right."""

    id: str
    severity: Severity
    """Unless the settings say otherwise."""
    descriptions: Mapping[str, str]
    """By language: `en`, `id`, `vi`."""
    judged: int
    """Findings on real pages that an editor judged, for this release."""
    wanted: int
    """How many of them the editor wanted."""
    decisions: int
    """Its findings that people of this memory have dismissed."""
    not_useful: int
    """How many of them they found not useful: the reason begins with `not useful`."""
    missed: int
    """Errors that people of this memory say it should have found, and did not."""


@CHECK_ROUTES.add("GET", "/checks", Role.READER, key="checks", example={})
def list_checks(context: RequestContext) -> list[DescribedCheck]:
    """List the checks, with what is known of their precision."""
    dismissals = context.memory.checks.list_dismissals()
    dismissal_count_by_check = Counter(dismissal.check for dismissal in dismissals)
    not_useful_count_by_check = Counter(
        dismissal.check
        for dismissal in dismissals
        if (dismissal.why or "").startswith(NOT_USEFUL)
    )
    missed_count_by_check = count_by_check(context.memory.checks.list_missed_errors())
    return [
        _describe_check(
            check,
            dismissal_count_by_check[check.id],
            not_useful_count_by_check[check.id],
            missed_count_by_check.get(check.id, 0),
        )
        for check in sorted(REGISTERED_CHECKS.values(), key=lambda check: check.id)
    ]


def _describe_check(
    check: Check, decision_count: int, not_useful_count: int, missed_count: int
) -> DescribedCheck:
    judgement_counts = read_measured_checks().judgement_counts_by_check.get(check.id)
    return DescribedCheck(
        check.id,
        check.severity,
        {language: check.describe(language) for language in LANGUAGES},
        *(
            (judgement_counts.total, judgement_counts.wanted)
            if judgement_counts
            else (0, 0)
        ),
        decision_count,
        not_useful_count,
        missed_count,
    )


class TranslationCheckRequest(CheckSelectionRequest, frozen=True):
    """A translation to check, alone or with its source text."""

    text: Text
    target: LanguageTag | None = None
    """The language of the translation; by default that of the settings."""
    source_text: Text | None = None
    source: LanguageTag | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """What the checks found."""

    findings: list[TextFinding]
    left_out: int
    """Further findings, beyond the first thousand; check less at once to see them."""


@CHECK_ROUTES.add(
    *("POST", "/check", Role.READER),
    example={"text": "Ia tinggal di  Hanoi.", "target": "id"},
)
def check(context: RequestContext, request: TranslationCheckRequest) -> Findings:
    """Check a translation, a sentence or a paragraph.

    What the checks found is in the order of the text.
    """
    settings = context.memory.settings
    target = request.target or settings.target
    if target is None:
        raise InputError(
            "no target language: give target, such as id", parameters=("target",)
        )
    check_options = list_given_values(request, "text", "target", "dismissed")
    findings = check_text(
        request.text, target=target, settings=settings, **check_options
    )
    return _make_findings(context, request, findings)


class ArticleCheckRequest(CheckSelectionRequest, frozen=True):
    """The article to check."""

    key: ArticleKey
    source: LanguageTag | None = None
    """The language of its original; by default that of the settings."""
    target: LanguageTag | None = None


@CHECK_ROUTES.add(
    *("GET", "/articles/{key}/findings", Role.READER),
    example={"key": "5ceb952d9c47b6fb", "source": "vi", "target": "id"},
)
def check_article(context: RequestContext, request: ArticleCheckRequest) -> Findings:
    """Check a stored article, with its original where that is aligned."""
    check_options = list_given_values(request, "key", "dismissed")
    findings = context.memory.check(request.key, **check_options)
    return _make_findings(context, request, findings)


class FileCheckRequest(CheckSelectionRequest, frozen=True):
    """A file to check."""

    name: Annotated[
        str, msgspec.Meta(pattern=match_whole(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}"))
    ]
    """Its name, whose suffix may tell the format: `news.xlf`."""
    content: bytes
    """In base64."""
    source: LanguageTag | None = None
    """By default that which the file names, else that of the settings."""
    target: LanguageTag | None = None


@dataclass(frozen=True, slots=True)
class FileFindings(Findings):
    """What the checks found in a file."""

    skipped: tuple[str, ...]
    """Entries that could not be read, each with its line and the reason."""
    remarks: tuple[str, ...]
    """What had to be guessed."""


@CHECK_ROUTES.add(
    *("POST", "/check/file", Role.READER),
    example={
        "name": "news.txt",
        "content": b64encode(b"Ia tinggal di  Hanoi.").decode(),
        "target": "id",
    },
)
def check_file(context: RequestContext, request: FileCheckRequest) -> FileFindings:
    """Check a file of units, a page or a document; nothing of it is stored."""
    with open_sent_file(request.name, request.content) as path:
        check_options = list_given_values(request, "name", "content", "dismissed")
        time_limit = make_time_limit(context.server.settings.request_seconds)
        memory = context.memory.with_progress(time_limit)
        checked_file = memory.checks.check_file(
            path, max_page_bytes=_MAX_PAGE_BYTES, **check_options
        )
    folder_prefix = f"{path.parent}/"
    skipped_entries, remarks = (
        tuple(text.replace(folder_prefix, "") for text in texts)
        for texts in (checked_file.skipped, checked_file.remarks)
    )
    sent_findings = _make_findings(context, request, checked_file.findings)
    findings = [
        replace(finding, unit=rename_unit(finding.unit, str(path), path.name))
        for finding in sent_findings.findings
    ]
    return FileFindings(findings, sent_findings.left_out, skipped_entries, remarks)


def _make_findings(
    context: RequestContext, request: CheckSelectionRequest, findings: Iterable[Finding]
) -> Findings:
    if not request.dismissed:
        findings = context.memory.checks.leave_out_dismissed(findings)
    all_findings = list(findings)
    shown_findings = list(map(make_text_finding, all_findings[:_MAX_FINDINGS]))
    return Findings(shown_findings, len(all_findings) - len(shown_findings))


class FixesRequest(Request, frozen=True):
    """Fixes of findings in stored units."""

    fixes: Annotated[
        tuple[FixRequest, ...], msgspec.Meta(min_length=1, max_length=10_000)
    ]


@CHECK_ROUTES.add(
    *("POST", "/check/fixes", Role.TRANSLATOR),
    example={
        "fixes": [
            {
                "unit": "b9bbf0571c741878",
                "target_text": "Ia tinggal di  Hanoi.",
                "target_span": [13, 15],
                "fix": " ",
            }
        ]
    },
)
def apply_fixes(context: RequestContext, request: FixesRequest) -> AppliedFixes:
    """Apply fixes of findings to units of the memory, as one change set.

    A unit whose text is another one than was checked is left as it is.
    """
    return context.memory.checks.apply_fixes(request.fixes)
