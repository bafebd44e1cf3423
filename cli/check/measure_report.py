"""The measurement of the checks, printed and as an HTML page."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checks.engine.messages import write_finding_message
from checks.inputs.languages import CheckedLanguages
from checks.measuring.score import (
    CheckScore,
    KindScore,
    MeasureExample,
    Measurement,
    Share,
)
from cli.check.measure_table import describe_obstacles, draw_measurement
from cli.console.render import emit
from cli.console.workspace import Workspace
from exports.reports.labels import ReportLabels

if TYPE_CHECKING:
    from exports.reports.measure_html import CheckRow, ErrorKindRow, MarkedText, Recall

_COLUMNS = (
    "row",
    "name",
    "injected",
    "found",
    "recall",
    "low",
    "high",
    "alarms",
    "alarms_per_100",
    "precision",
    "checks",
)
Json = dict[str, Any]


def print_measurement(
    workspace: Workspace,
    measurement: Measurement,
    languages: CheckedLanguages,
    seed: int,
    labels: ReportLabels,
) -> None:
    """Print a measurement in the format of the call."""
    language = labels.language
    kinds = [_kind_json(row, language) for row in measurement.kind_scores]
    checks = [_check_json(row, language) for row in measurement.check_scores]
    summary = {
        "source_locale": languages.source_locale.tag
        if languages.source_locale
        else None,
        "target_locale": languages.target_locale.tag,
        "units": measurement.clean_unit_count,
        "flagged": measurement.flagged_unit_count,
        "rounds": measurement.round_count,
        "seed": seed,
        "mean_recall": _round(measurement.recall),
    }
    emit(
        workspace,
        {**summary, "kinds": kinds, "checks": checks},
        lines=[
            {"row": "summary", **summary},
            *({"row": "kind", **row} for row in kinds),
            *({"row": "check", **row} for row in checks),
        ],
        columns=_COLUMNS,
        rows=[
            *(["kind", *_kind_cells(row)] for row in kinds),
            *(["check", *_check_cells(row)] for row in checks),
        ],
        table=lambda console: draw_measurement(console, measurement, labels),
    )


def _kind_json(score: KindScore, language: str) -> Json:
    return {
        "kind": score.kind.name,
        "description": score.kind.describe(language),
        "control": score.kind.is_control,
        "checks": list(score.check_ids),
        **_share_json(score.found_share),
        "obstacle": score.obstacle.value if score.obstacle else None,
        "found_by": dict(score.found_count_by_check),
        "examples": [
            _example_json(example, "was", language) for example in score.missed_examples
        ],
    }


def _check_json(score: CheckScore, language: str) -> Json:
    return {
        "check": score.check.id,
        "severity": score.check.severity.value,
        "level": score.check.level.value,
        **_share_json(score.found_share),
        "also_found": score.other_found_count,
        "alarms": score.alarm_count,
        "alarms_per_100": _round(score.alarms_per_hundred, 2),
        "precision": _round(score.precision),
        "examples": [
            _example_json(example, "message", language)
            for example in score.alarm_examples
        ],
    }


def _share_json(share: Share) -> Json:
    low, high = share.interval or (None, None)
    return {
        "injected": share.total,
        "found": share.count,
        "recall": _round(share.percent),
        "low": _round(low),
        "high": _round(high),
    }


def _example_text(example: MeasureExample, language: str) -> str:
    """The text that was replaced, or the message of the finding in a language."""
    if example.finding is None:
        return example.original_text
    return write_finding_message(example.finding, example.finding.check, language)


def _example_json(example: MeasureExample, text_name: str, language: str) -> Json:
    return {
        "unit": example.unit_id,
        "source": example.source,
        "target": example.target,
        "span": [example.span.start, example.span.end],
        text_name: _example_text(example, language),
    }


def _kind_cells(kind: Json) -> list[object]:
    shares = [kind[name] for name in ("injected", "found", "recall", "low", "high")]
    return [kind["kind"], *shares, None, None, None, " ".join(kind["checks"])]


def _check_cells(check: Json) -> list[object]:
    names = ("check", "injected", "found", "recall", "low", "high")
    number_names = ("alarms", "alarms_per_100", "precision")
    return [*(check[name] for name in names + number_names), None]


def _round(number: float | None, digits: int = 1) -> float | None:
    return None if number is None else round(number, digits)


def write_measurement(
    workspace: Workspace,
    report_path: str,
    measurement: Measurement,
    languages: CheckedLanguages,
    labels: ReportLabels,
) -> None:
    """Write the page; an existing file is replaced when the new one is complete."""
    from exports.io.replace_file import replace_file
    from exports.reports.measure_html import (  # seldom asked for
        MeasurePage,
        render_measure_page,
    )

    page = MeasurePage(
        title=labels["title"],
        source_locale=languages.source_locale,
        target_locale=languages.target_locale,
        measured_at=datetime.now().astimezone().isoformat(timespec="minutes"),
        labels=labels,
        figure_tiles=_make_tiles(measurement, labels),
        kind_rows=[
            _make_kind_row(score, labels)
            for score in measurement.kind_scores
            if not score.obstacle
        ],
        unseeded_notes=describe_obstacles(measurement, labels),
        check_rows=[
            _make_check_row(score, labels) for score in measurement.check_scores
        ],
    )
    with replace_file(Path(report_path)) as stream:
        stream.write(render_measure_page(page))
    workspace.say(labels.fill_in("report", report_path))


def _make_tiles(
    measurement: Measurement, labels: ReportLabels
) -> list[tuple[str, str]]:
    seeded_count = sum(
        kind_score.found_share.total
        for kind_score in measurement.kind_scores
        if not kind_score.kind.is_control
    )
    flagged_percentage = (
        100 * measurement.flagged_unit_count / measurement.clean_unit_count
    )
    return [
        (labels["mean_recall"], labels.format_decimal(measurement.recall)),
        (labels["faults_put_in"], labels.format_number(seeded_count)),
        (labels["clean_units"], labels.format_number(measurement.clean_unit_count)),
        (labels["flagged"], labels.format_decimal(flagged_percentage)),
        (labels["rounds"], labels.format_number(measurement.round_count)),
    ]


def _make_kind_row(score: KindScore, labels: ReportLabels) -> "ErrorKindRow":
    from exports.reports.measure_html import ErrorKindRow

    return ErrorKindRow(
        name=score.kind.name,
        description=score.kind.describe(labels.language),
        is_control=score.kind.is_control,
        check_ids=score.check_ids,
        recall=_make_recall(score.found_share),
        examples=[
            _make_marked_text(example, labels.language)
            for example in score.missed_examples
        ],
    )


def _make_check_row(score: CheckScore, labels: ReportLabels) -> "CheckRow":
    from exports.reports.measure_html import CheckRow

    return CheckRow(
        check_id=score.check.id,
        severity_name=labels.name_severity(score.check.severity),
        description=score.check.describe(labels.language),
        recall=_make_recall(score.found_share),
        alarm_count=score.alarm_count,
        alarms_per_hundred_units=score.alarms_per_hundred,
        precision=score.precision,
        examples=[
            _make_marked_text(example, labels.language)
            for example in score.alarm_examples
        ],
    )


def _make_recall(share: Share) -> "Recall":
    from exports.reports.measure_html import Recall

    return Recall(share.total, share.count, share.percent, share.interval)


def _make_marked_text(example: MeasureExample, language: str) -> "MarkedText":
    from exports.reports.measure_html import MarkedText

    return MarkedText(
        example.unit_id,
        example.target,
        example.source,
        example.span,
        _example_text(example, language),
    )
