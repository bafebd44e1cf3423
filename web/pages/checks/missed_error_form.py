"""The form for an error that the checks missed, with the texts that it is in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Annotated

import msgspec

from padanan.values.units import StoredUnit
from tm.errors import NotFound
from web.api.articles import ArticleKey, read_article_pairs
from web.api.checks import DescribedCheck, list_checks
from web.api.dismissals import Fingerprint
from web.api.drafts.own_drafts import DraftId, DraftSegmentNumber, read_own_draft
from web.api.drafts.segments import DraftSegmentRequest, read_draft_segment
from web.api.jobs.job_progress import JobId
from web.api.request_types import QueryText, Request, UnitKey
from web.api.units import UnitRequest, read_unit
from web.pages.checks.runs import read_run
from web.pages.checks.start import find_languages
from web.pages.page_route import N_, PageGroup
from web.request_context import RequestContext
from web.requests import match_whole
from web.route import Role

MISSED_ERROR_FORM_PAGES = PageGroup()


class ReportFormRequest(Request, frozen=True):
    """Where the error is: a unit, a finding, a row, a segment, or no known text."""

    unit: UnitKey | None = None
    run: JobId | None = None
    finding: Fingerprint | None = None
    article: ArticleKey | None = None
    row: Annotated[str, msgspec.Meta(pattern=match_whole("t[0-9]{1,7}"))] | None = None
    """The position of the row of an article in the translation: t12."""
    draft: DraftId | None = None
    segment: DraftSegmentNumber | None = None
    target_text: QueryText | None = None
    """The translation as it is typed just now; it replaces the one that is kept."""
    passage: QueryText | None = None
    start: Annotated[int, msgspec.Meta(ge=0)] = 0


@dataclass(frozen=True, slots=True)
class ReportFormView:
    """A form with the texts that are known."""

    target_text: str
    source_text: str
    target_locale: str
    source_locale: str
    unit: str | None
    passage: str
    start: int
    checks: Sequence[DescribedCheck]

    @property
    def has_text(self) -> bool:
        """Whether the texts are known, and need not be typed."""
        return bool(self.target_text)


@MISSED_ERROR_FORM_PAGES.add(
    *("GET", "/checks/missed/new", "missed_error_new.html"),
    title=N_("Report a missed error"),
    role=Role.TRANSLATOR,
    fragment="missed_error_form.html",
)
def show_report_form(
    context: RequestContext, request: ReportFormRequest
) -> ReportFormView:
    """Show the form for an error that no check found."""
    known_texts = _find_known_texts(context, request)
    return ReportFormView(
        request.target_text or known_texts.target_text,
        known_texts.source_text or "",
        known_texts.target_locale,
        known_texts.source_locale or "",
        known_texts.unit,
        request.passage or "",
        request.start,
        list_checks(context),
    )


@dataclass(frozen=True, slots=True)
class _KnownTexts:
    """A translation in which an error is, with what is known of it."""

    target_text: str
    source_text: str | None
    target_locale: str
    source_locale: str | None
    unit: str | None = None


def _find_known_texts(
    context: RequestContext, request: ReportFormRequest
) -> _KnownTexts:
    """Find the texts that a request names. Raises NotFound."""
    if request.unit is not None:
        return _make_known_texts(read_unit(context, UnitRequest(key=request.unit)))
    if request.run is not None:
        return _find_texts_of_finding(context, request.run, request.finding)
    if request.article is not None:
        return _find_texts_of_row(context, request.article, request.row)
    if request.draft is not None and request.segment is not None:
        draft = read_own_draft(context, request.draft)
        segment = read_draft_segment(
            context, DraftSegmentRequest(id=request.draft, number=request.segment)
        )
        return _KnownTexts(
            *(segment.target_text, segment.source_text),
            *(draft.target_locale, draft.source_locale),
        )
    source_locale, target_locale = find_languages(context)
    return _KnownTexts("", None, target_locale or "", source_locale)


def _make_known_texts(unit: StoredUnit) -> _KnownTexts:
    return _KnownTexts(
        *(unit.target, unit.source, unit.target_locale, unit.source_locale, unit.key)
    )


def _find_texts_of_finding(
    context: RequestContext, run_id: str, fingerprint: str | None
) -> _KnownTexts:
    run = read_run(context, run_id)
    shown_findings = chain.from_iterable(group.findings for group in run.groups)
    for shown_finding in shown_findings:
        finding = shown_finding.finding
        if finding.fingerprint == fingerprint:
            return _KnownTexts(
                *(finding.target_text, finding.source_text),
                *(finding.target_locale, finding.source_locale),
                finding.unit if run.is_stored else None,
            )
    raise NotFound(f"no finding {fingerprint!r} in this run")


def _find_texts_of_row(
    context: RequestContext, article_key: str, row_id: str | None
) -> _KnownTexts:
    article_pairs = read_article_pairs(context, article_key)
    for row in article_pairs.rows:
        if f"t{row.target_position}" == row_id:
            break
    else:
        raise NotFound(f"no row {row_id!r} in article {article_key}")
    locale = article_pairs.article.locale
    unit = row.unit
    if unit is None:
        target_text, source_text = map(
            " ".join, (row.target_segments, row.source_segments)
        )
        return _KnownTexts(
            target_text, source_text, locale, article_pairs.source_locale
        )
    known_texts = _make_known_texts(unit)
    if unit.target_locale.partition("-")[0] == locale.partition("-")[0]:
        return known_texts
    return replace(
        known_texts,
        target_text=unit.source,
        source_text=unit.target,
        target_locale=unit.source_locale,
        source_locale=unit.target_locale,
    )
