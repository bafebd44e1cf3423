"""A scorecard by MQM: the weight of the findings of a run per thousand words.

Weights are those of MQM's scoring model: 0 for neutral, 1 for minor, 5 for major and
25 for critical errors. Only people can tell that one is critical: they mark it in the
list of findings.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tm.finding import Severity
from web.api.jobs.job_progress import JobId
from web.api.request_types import Request
from web.pages.checks.groups import ShownFinding
from web.pages.checks.runs import CheckRun, read_run
from web.pages.page_route import N_, DownloadAnswer, PageGroup, make_table_answer
from web.request_context import RequestContext

SCORECARD_PAGES = PageGroup()
_TITLE = N_("MQM scorecard")
_CRITICAL_WEIGHT = 25
_WEIGHT_BY_SEVERITY = {Severity.ERROR: 5, Severity.WARNING: 1, Severity.INFO: 0}
"""Errors are major in MQM, warnings minor, hints neutral."""
_ACCURACY_DIMENSION = N_("Accuracy")
_LANGUAGE_DIMENSION = N_("Linguistic conventions")
_LOCALE_DIMENSION = N_("Locale conventions")
_TERMINOLOGY_DIMENSION = N_("Terminology")
_STYLE_DIMENSION = N_("Style")
_MARKUP_DIMENSION = N_("Design and markup")
_DIMENSION_BY_FAMILY = {
    **dict.fromkeys(("term", "title", "acro", "person", "tb"), _TERMINOLOGY_DIMENSION),
    **dict.fromkeys(
        ("num", "date", "neg", "sense", "seg", "name", "place", "clause"),
        _ACCURACY_DIMENSION,
    ),
    **dict.fromkeys(("style",), _STYLE_DIMENSION),
    **dict.fromkeys(("char", "code", "url", "email", "page"), _MARKUP_DIMENSION),
}
"""Dimensions of MQM by the first part of a check's id; others are of language."""
_DIMENSION_BY_CHECK = {"num.format": _LOCALE_DIMENSION, "num.style": _LOCALE_DIMENSION}
ScorecardTable = Literal["dimensions", "sites", "texts"]


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """The findings of a dimension, a site or a text."""

    name: str
    critical_count: int
    major_count: int
    minor_count: int
    neutral_count: int
    word_count: int | None
    """None where findings are compared by the words of the whole run."""
    article_key: str | None = None
    """The key of the article."""
    locale: str | None = None
    """The language of its name, a headline."""

    @property
    def penalty(self) -> int:
        """The weight of all findings."""
        weights = (
            _WEIGHT_BY_SEVERITY[Severity.ERROR],
            _WEIGHT_BY_SEVERITY[Severity.WARNING],
        )
        uncritical_penalty = (
            weights[0] * self.major_count + weights[1] * self.minor_count
        )
        return _CRITICAL_WEIGHT * self.critical_count + uncritical_penalty

    def weigh_per_thousand_words(self, run_word_count: int) -> float | None:
        """Compute the weight per thousand words, those of the run if none are here."""
        word_count = run_word_count if self.word_count is None else self.word_count
        return 1000 * self.penalty / word_count if word_count else None


@dataclass(frozen=True, slots=True)
class ScorecardView:
    """What a run weighs, as a whole and by dimension, site and text."""

    run: CheckRun
    word_count: int | None
    """None for a run without counted words, of an earlier version."""
    whole_run_row: ScoreRow
    dimension_rows: Sequence[ScoreRow]
    site_rows: Sequence[ScoreRow]
    text_rows: Sequence[ScoreRow]

    @property
    def score(self) -> float | None:
        """The quality score of MQM: 100 less the weight per hundred words."""
        if not self.word_count:
            return None
        return max(0, 100 - 100 * self.whole_run_row.penalty / self.word_count)


class ScorecardRequest(Request, frozen=True, kw_only=True):
    """The run to weigh."""

    id: JobId


@SCORECARD_PAGES.add("GET", "/checks/{id}/scorecard", "scorecard.html", title=_TITLE)
def show_scorecard(context: RequestContext, request: ScorecardRequest) -> ScorecardView:
    """Show what the open findings of a run weigh."""
    return _make_scorecard(read_run(context, request.id))


def _make_scorecard(run: CheckRun) -> ScorecardView:
    """Weigh the findings of a run that nobody has dismissed or fixed."""
    findings = [finding for group in run.groups for finding in group.open_findings]
    # Any: JSON, as the job has stored it.
    word_counts: Mapping[str, Any] = (run.job.result or {}).get("words", {})
    text_count_by_article_key = {
        text_count["text"]: text_count for text_count in word_counts.get("texts", ())
    }
    word_count_by_site: Counter[str] = Counter()
    for text_count in text_count_by_article_key.values():
        word_count_by_site[text_count["site"]] += text_count["words"]

    def find_site(article_key: str) -> str:
        return (
            str(text_count_by_article_key[article_key]["site"])
            if article_key in text_count_by_article_key
            else ""
        )

    text_rows = [
        _make_row(
            text_count_by_article_key[article_key]["headline"] or article_key,
            text_findings,
            text_count_by_article_key[article_key]["words"],
            article_key,
            text_findings[0].finding.target_locale,
        )
        for article_key, text_findings in _group_findings(findings, _find_article_key)
        if article_key in text_count_by_article_key
    ]
    site_rows = [
        _make_row(site, site_findings, word_count_by_site[site])
        for site, site_findings in _group_findings(
            findings, lambda finding: find_site(_find_article_key(finding))
        )
        if site
    ]
    return ScorecardView(
        run,
        word_counts.get("total"),
        _make_row("", findings, word_counts.get("total")),
        _sort_rows(
            _make_row(*name_with_findings, None)
            for name_with_findings in _group_findings(findings, _find_dimension)
        ),
        _sort_rows(site_rows),
        _sort_rows(text_rows),
    )


def _find_article_key(finding: ShownFinding) -> str:
    return finding.finding.article or ""


def _find_dimension(finding: ShownFinding) -> str:
    """Find the dimension of MQM that a check belongs to."""
    check = finding.finding.check
    family = check.partition(".")[0]
    return _DIMENSION_BY_CHECK.get(check) or _DIMENSION_BY_FAMILY.get(
        family, _LANGUAGE_DIMENSION
    )


def _group_findings(
    findings: Iterable[ShownFinding], find_name: Callable[[ShownFinding], str]
) -> list[tuple[str, list[ShownFinding]]]:
    findings_by_name: dict[str, list[ShownFinding]] = {}
    for finding in findings:
        findings_by_name.setdefault(find_name(finding), []).append(finding)
    return list(findings_by_name.items())


def _make_row(
    name: str,
    findings: Iterable[ShownFinding],
    word_count: int | None,
    article_key: str | None = None,
    locale: str | None = None,
) -> ScoreRow:
    count_by_severity = Counter(
        "critical" if finding.is_critical else finding.finding.severity.value
        for finding in findings
    )
    return ScoreRow(
        name,
        count_by_severity["critical"],
        count_by_severity[Severity.ERROR.value],
        count_by_severity[Severity.WARNING.value],
        count_by_severity[Severity.INFO.value],
        word_count,
        article_key,
        locale,
    )


def _sort_rows(rows: Iterable[ScoreRow]) -> list[ScoreRow]:
    """Put the heaviest rows first."""
    return sorted(rows, key=lambda row: (-row.penalty, -row.neutral_count, row.name))


class ScorecardCsvRequest(ScorecardRequest, frozen=True, kw_only=True):
    """The table to save."""

    table: ScorecardTable = "texts"


@SCORECARD_PAGES.add("GET", "/checks/{id}/scorecard/csv", None, title=_TITLE)
def export_scorecard(
    context: RequestContext, request: ScorecardCsvRequest
) -> DownloadAnswer:
    """Export a table of the scorecard for spreadsheets, the whole run last."""
    view = _make_scorecard(read_run(context, request.id))
    rows_by_table = {
        "dimensions": view.dimension_rows,
        "sites": view.site_rows,
        "texts": view.text_rows,
    }
    word_count = view.word_count or 0
    severities = ("critical", "major", "minor", "neutral")
    header_row = ("name", "words", *severities, "penalty", "per 1000 words")
    table_rows = [
        (
            *(
                row.name or "all",
                word_count if row.word_count is None else row.word_count,
            ),
            *(
                row.critical_count,
                row.major_count,
                row.minor_count,
                row.neutral_count,
                row.penalty,
            ),
            row.weigh_per_thousand_words(word_count),
        )
        for row in (*rows_by_table[request.table], view.whole_run_row)
    ]
    file_name = f"padanan-scorecard-{request.table}.csv"
    return make_table_answer([header_row, *table_rows], file_name)
