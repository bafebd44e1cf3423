"""The findings of an article by row, their fixes and dismissals."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from padanan.values.article_pairs import ArticlePairs
from padanan.values.findings import FindingInContext, FixRequest
from tm.errors import Conflict, NotFound
from web.api.articles import ArticleKey, read_article_pairs
from web.api.checks import FixesRequest, apply_fixes
from web.api.dismissals import (
    MAX_REMARK_LENGTH,
    DismissalRemark,
    Fingerprint,
    NewDismissal,
    dismiss_finding,
    list_dismissals,
    restore_finding,
)
from web.api.request_types import Request
from web.pages.articles.view import (
    ArticleFindings,
    RowId,
    make_article_address,
    show_changed_row,
)
from web.pages.page_route import N_, PageGroup, Redirect, TemplateAnswer
from web.request_context import RequestContext
from web.route import Role

FINDING_PAGES = PageGroup()
_TITLE = N_("Article")


def find_article_findings(
    context: RequestContext, pairs: ArticlePairs
) -> ArticleFindings:
    """Check an article, and put each open finding to its row."""
    dismissed_fingerprints = {
        dismissal.fingerprint
        for dismissal in list_dismissals(context)
        if dismissal.is_in_force
    }
    row_id_by_position = {
        position: f"t{row.target_position}"
        for row in pairs.rows
        if row.target_position is not None
        for position in range(
            row.target_position, row.target_position + len(row.target_segments)
        )
    }
    first_row_id = next(iter(row_id_by_position.values()), "t0")
    findings_by_row = defaultdict[str, list[FindingInContext]](list)
    dismissed_count = 0
    for finding in _check_article(context, pairs):
        if finding.fingerprint in dismissed_fingerprints:
            dismissed_count += 1
            continue
        position = finding.unit.rpartition("#")[2]
        target_position = int(position) if position.isdecimal() else -1
        findings_by_row[row_id_by_position.get(target_position, first_row_id)].append(
            finding
        )
    return ArticleFindings(dict(findings_by_row), dismissed_count)


def _check_article(
    context: RequestContext, pairs: ArticlePairs
) -> Iterator[FindingInContext]:
    return context.memory.checks.check_in_context(
        article=pairs.article.key,
        source=pairs.source_locale,
        target=pairs.article.locale,
    )


class ArticleRequest(Request, frozen=True):
    """The article to check."""

    key: ArticleKey


@dataclass(frozen=True, slots=True)
class FindingCountView:
    """How many findings of an article are open."""

    address: str
    count: int


@FINDING_PAGES.add("GET", "/articles/{key}/findings", "article.html", title=_TITLE)
def count_article_findings(
    context: RequestContext, request: ArticleRequest
) -> Redirect:
    """Count the open findings of an article, for its line in the list."""
    address = make_article_address(context, request.key, findings="true")
    pairs = read_article_pairs(context, request.key)
    open_count = find_article_findings(context, pairs).open_count
    return Redirect(
        address,
        part=TemplateAnswer(
            FindingCountView(address, open_count), "article_finding_count.html"
        ),
    )


class FindingForm(Request, frozen=True, kw_only=True):
    """A finding of a row."""

    key: ArticleKey
    row: RowId
    fingerprint: Fingerprint


@FINDING_PAGES.add(
    *("POST", "/articles/{key}/fix", "article.html"),
    title=_TITLE,
    role=Role.TRANSLATOR,
)
def fix_finding(context: RequestContext, form: FindingForm) -> Redirect:
    """Apply the fix of a finding to the unit of its row."""
    finding = _find_finding(context, form)
    if finding.fix is None or finding.target_span is None:
        raise NotFound(f"no fix for the finding {form.fingerprint}")
    fix = FixRequest(
        finding.unit, finding.target_text, finding.target_span, finding.fix
    )
    applied_fixes = apply_fixes(context, FixesRequest(fixes=(fix,)))
    if applied_fixes.change_set is None:
        raise Conflict(
            "the text of the row has changed since it was checked; "
            "load the article again"
        )
    return show_changed_row(
        context, form.key, form.row, change_set_name=applied_fixes.change_set
    )


class DismissalForm(FindingForm, frozen=True, kw_only=True):
    """A finding of a row, and why it is none."""

    reason: DismissalRemark


@FINDING_PAGES.add(
    *("POST", "/articles/{key}/dismiss", "article.html"),
    title=_TITLE,
    role=Role.TRANSLATOR,
)
def dismiss_row_finding(context: RequestContext, form: DismissalForm) -> Redirect:
    """Dismiss a finding of a row."""
    finding = _find_finding(context, form)
    dismiss_finding(
        context,
        NewDismissal(
            fingerprint=form.fingerprint,
            check=finding.check,
            quote=finding.quote[:MAX_REMARK_LENGTH] or None,
            reason=form.reason,
        ),
    )
    return show_changed_row(
        context, form.key, form.row, dismissed_fingerprint=form.fingerprint
    )


@FINDING_PAGES.add(
    *("POST", "/articles/{key}/restore", "article.html"),
    title=_TITLE,
    role=Role.TRANSLATOR,
)
def restore_row_finding(context: RequestContext, form: FindingForm) -> Redirect:
    """Take the dismissal of a finding back."""
    restore_finding(context, form.fingerprint)
    return show_changed_row(context, form.key, form.row)


def _find_finding(context: RequestContext, form: FindingForm) -> FindingInContext:
    """Find a finding of the article as it is now. Raises NotFound."""
    for finding in _check_article(context, read_article_pairs(context, form.key)):
        if finding.fingerprint == form.fingerprint:
            return finding
    raise NotFound(
        f"no finding {form.fingerprint} any longer: the text has changed since; "
        "load the article again"
    )
