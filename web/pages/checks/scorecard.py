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
from web.call import Call
from web.pages.checks.groups import ShownFinding
from web.pages.checks.runs import CheckRun, read_run
from web.pages.page_route import N_, DownloadAnswer, PageGroup, make_table_answer

SCORECARD_PAGES = PageGroup()
_TITLE = N_("MQM scorecard")
_CRITICAL_WEIGHT = 25
_WEIGHTS = {Severity.ERROR: 5, Severity.WARNING: 1, Severity.INFO: 0}
"""Errors are major in MQM, warnings minor, hints neutral."""
_ACCURACY = N_("Accuracy")
_LANGUAGE = N_("Linguistic conventions")
_LOCALE = N_("Locale conventions")
_TERMINOLOGY = N_("Terminology")
_STYLE = N_("Style")
_MARKUP = N_("Design and markup")
_DIMENSION_BY_FAMILY = {
    **dict.fromkeys(("term", "title", "acro", "person", "tb"), _TERMINOLOGY),
    **dict.fromkeys(
        ("num", "date", "neg", "sense", "seg", "name", "place", "clause"), _ACCURACY
    ),
    **dict.fromkeys(("style",), _STYLE),
    **dict.fromkeys(("char", "code", "url", "email", "page"), _MARKUP),
}
"""Dimensions of MQM by the first part of a check's id; others are of language."""
_DIMENSION_BY_CHECK = {"num.format": _LOCALE, "num.style": _LOCALE}
ScorecardTable = Literal["dimensions", "sites", "texts"]


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """The findings of a dimension, a site or a text."""

    name: str
    critical: int
    major: int
    minor: int
    neutral: int
    words: int | None
    """None where findings are compared by the words of the whole run."""
    text: str | None = None
    """The key of the article."""

    @property
    def penalty(self) -> int:
        """The weight of all findings."""
        weights = _WEIGHTS[Severity.ERROR], _WEIGHTS[Severity.WARNING]
        uncritical_penalty = weights[0] * self.major + weights[1] * self.minor
        return _CRITICAL_WEIGHT * self.critical + uncritical_penalty

    def count_per_thousand(self, words: int) -> float | None:
        """Compute the weight per thousand words."""
        word_count = words if self.words is None else self.words
        return 1000 * self.penalty / word_count if word_count else None


@dataclass(frozen=True, slots=True)
class ScorecardView:
    """What a run weighs, as a whole and by dimension, site and text."""

    run: CheckRun
    words: int | None
    """None for a run without counted words, of an earlier version."""
    whole: ScoreRow
    dimensions: Sequence[ScoreRow]
    sites: Sequence[ScoreRow]
    texts: Sequence[ScoreRow]

    @property
    def score(self) -> float | None:
        """The quality score of MQM: 100 less the weight per hundred words."""
        if not self.words:
            return None
        return max(0, 100 - 100 * self.whole.penalty / self.words)


class ScorecardRequest(Request, frozen=True, kw_only=True):
    """The run to weigh."""

    id: JobId


@SCORECARD_PAGES.add("GET", "/checks/{id}/scorecard", "scorecard.html", title=_TITLE)
def show_scorecard(call: Call, request: ScorecardRequest) -> ScorecardView:
    """Show what the open findings of a run weigh."""
    return _weigh(read_run(call, request.id))


def _weigh(run: CheckRun) -> ScorecardView:
    """Weigh the findings that nobody has dismissed or fixed."""
    findings = [finding for group in run.groups for finding in group.open_findings]
    # Any: JSON, as the job has stored it.
    counts: Mapping[str, Any] = (run.job.result or {}).get("words", {})
    text_values = {value["text"]: value for value in counts.get("texts", ())}
    words_by_site: Counter[str] = Counter()
    for value in text_values.values():
        words_by_site[value["site"]] += value["words"]

    def find_site(text: str) -> str:
        return str(text_values[text]["site"]) if text in text_values else ""

    text_rows = [
        _make_row(
            text_values[text]["headline"] or text,
            text_findings,
            text_values[text]["words"],
            text,
        )
        for text, text_findings in _group(findings, _find_text)
        if text in text_values
    ]
    site_rows = [
        _make_row(site, site_findings, words_by_site[site])
        for site, site_findings in _group(
            findings, lambda finding: find_site(_find_text(finding))
        )
        if site
    ]
    return ScorecardView(
        run,
        counts.get("total"),
        _make_row("", findings, counts.get("total")),
        _sort(_make_row(*pair, None) for pair in _group(findings, _find_dimension)),
        _sort(site_rows),
        _sort(text_rows),
    )


def _find_text(finding: ShownFinding) -> str:
    return finding.finding.article or ""


def _find_dimension(finding: ShownFinding) -> str:
    """Find the dimension of MQM that a check belongs to."""
    check = finding.finding.check
    family = check.partition(".")[0]
    return _DIMENSION_BY_CHECK.get(check) or _DIMENSION_BY_FAMILY.get(family, _LANGUAGE)


def _group(
    findings: Iterable[ShownFinding], find_name: Callable[[ShownFinding], str]
) -> list[tuple[str, list[ShownFinding]]]:
    findings_by_name: dict[str, list[ShownFinding]] = {}
    for finding in findings:
        findings_by_name.setdefault(find_name(finding), []).append(finding)
    return list(findings_by_name.items())


def _make_row(
    name: str,
    findings: Iterable[ShownFinding],
    words: int | None,
    text: str | None = None,
) -> ScoreRow:
    counts = Counter(
        "critical" if finding.is_critical else finding.finding.severity.value
        for finding in findings
    )
    return ScoreRow(
        name,
        counts["critical"],
        counts[Severity.ERROR.value],
        counts[Severity.WARNING.value],
        counts[Severity.INFO.value],
        words,
        text,
    )


def _sort(rows: Iterable[ScoreRow]) -> list[ScoreRow]:
    """Put the heaviest rows first."""
    return sorted(rows, key=lambda row: (-row.penalty, -row.neutral, row.name))


class ScorecardCsvRequest(ScorecardRequest, frozen=True, kw_only=True):
    """The table to save."""

    table: ScorecardTable = "texts"


@SCORECARD_PAGES.add("GET", "/checks/{id}/scorecard/csv", None, title=_TITLE)
def export_scorecard(call: Call, request: ScorecardCsvRequest) -> DownloadAnswer:
    """Export a table of the scorecard for spreadsheets, the whole run last."""
    view = _weigh(read_run(call, request.id))
    rows = {"dimensions": view.dimensions, "sites": view.sites, "texts": view.texts}
    words = view.words or 0
    severities = ("critical", "major", "minor", "neutral")
    head = ("name", "words", *severities, "penalty", "per 1000 words")
    table_rows = [
        (
            *(row.name or "all", words if row.words is None else row.words),
            *(row.critical, row.major, row.minor, row.neutral, row.penalty),
            row.count_per_thousand(words),
        )
        for row in (*rows[request.table], view.whole)
    ]
    file_name = f"padanan-scorecard-{request.table}.csv"
    return make_table_answer([head, *table_rows], file_name)
