"""The measurement of the checks, printed and as an HTML page."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checks.engine.messages import write_finding_message
from checks.inputs.languages import CheckedLanguages
from checks.measuring.check_scores import (
    CheckScore,
    KindScore,
    MeasureExample,
    Measurement,
    Share,
)
from cli.check.measure_table import describe_obstacles, draw_measurement
from cli.console.output_formats import print_result
from cli.console.workspace import Workspace
from exports.reports.labels import ReportLabels

if TYPE_CHECKING:
    from exports.reports.measurement_html import (
        CheckRow,
        ErrorKindRow,
        MarkedExample,
        RecallFigures,
    )

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
    message_language = labels.language
    kind_records = [
        _make_kind_json(kind_score, message_language)
        for kind_score in measurement.kind_scores
    ]
    check_records = [
        _make_check_json(check_score, message_language)
        for check_score in measurement.check_scores
    ]
    summary_record = {
        "source_locale": languages.source_locale.tag
        if languages.source_locale
        else None,
        "target_locale": languages.target_locale.tag,
        "units": measurement.clean_unit_count,
        "flagged": measurement.flagged_unit_count,
        "rounds": measurement.round_count,
        "seed": seed,
        "mean_recall": _round_or_none(measurement.recall),
    }
    print_result(
        workspace,
        {**summary_record, "kinds": kind_records, "checks": check_records},
        json_records=[
            {"row": "summary", **summary_record},
            *({"row": "kind", **kind_record} for kind_record in kind_records),
            *({"row": "check", **check_record} for check_record in check_records),
        ],
        columns=_COLUMNS,
        rows=[
            *(["kind", *_list_kind_cells(kind_record)] for kind_record in kind_records),
            *(
                ["check", *_list_check_cells(check_record)]
                for check_record in check_records
            ),
        ],
        draw_table=lambda console: draw_measurement(console, measurement, labels),
    )


def _make_kind_json(kind_score: KindScore, message_language: str) -> Json:
    return {
        "kind": kind_score.kind.name,
        "description": kind_score.kind.describe(message_language),
        "control": kind_score.kind.is_control,
        "checks": list(kind_score.check_ids),
        **_make_share_json(kind_score.found_share),
        "obstacle": kind_score.obstacle.value if kind_score.obstacle else None,
        "found_by": dict(kind_score.found_count_by_check),
        "examples": [
            _make_example_json(example, "was", message_language)
            for example in kind_score.missed_examples
        ],
    }


def _make_check_json(check_score: CheckScore, message_language: str) -> Json:
    return {
        "check": check_score.check.id,
        "severity": check_score.check.severity.value,
        "level": check_score.check.level.value,
        **_make_share_json(check_score.found_share),
        "also_found": check_score.other_found_count,
        "alarms": check_score.alarm_count,
        "alarms_per_100": _round_or_none(check_score.alarms_per_hundred, 2),
        "precision": _round_or_none(check_score.precision),
        "examples": [
            _make_example_json(example, "message", message_language)
            for example in check_score.alarm_examples
        ],
    }


def _make_share_json(share: Share) -> Json:
    low_percentage, high_percentage = share.interval or (None, None)
    return {
        "injected": share.total_count,
        "found": share.count,
        "recall": _round_or_none(share.percent),
        "low": _round_or_none(low_percentage),
        "high": _round_or_none(high_percentage),
    }


def _choose_example_text(example: MeasureExample, message_language: str) -> str:
    """The text that was replaced, or the message of the finding in a language."""
    if example.finding is None:
        return example.original_text
    return write_finding_message(
        example.finding, example.finding.check, message_language
    )


def _make_example_json(
    example: MeasureExample, text_key: str, message_language: str
) -> Json:
    return {
        "unit": example.unit_id,
        "source": example.source,
        "target": example.target,
        "span": [example.span.start, example.span.end],
        text_key: _choose_example_text(example, message_language),
    }


def _list_kind_cells(kind_record: Json) -> list[object]:
    recall_cells = [
        kind_record[column_name]
        for column_name in ("injected", "found", "recall", "low", "high")
    ]
    return [
        kind_record["kind"],
        *recall_cells,
        None,
        None,
        None,
        " ".join(kind_record["checks"]),
    ]


def _list_check_cells(check_record: Json) -> list[object]:
    recall_column_names = ("check", "injected", "found", "recall", "low", "high")
    alarm_column_names = ("alarms", "alarms_per_100", "precision")
    return [
        *(
            check_record[column_name]
            for column_name in recall_column_names + alarm_column_names
        ),
        None,
    ]


def _round_or_none(value: float | None, digit_count: int = 1) -> float | None:
    return None if value is None else round(value, digit_count)


def write_measurement(
    workspace: Workspace,
    report_path: str,
    measurement: Measurement,
    languages: CheckedLanguages,
    labels: ReportLabels,
) -> None:
    """Write the page; an existing file is replaced when the new one is complete."""
    from exports.io.replace_file import replace_file
    from exports.reports.measurement_html import (  # seldom asked for
        MeasurementPage,
        render_measurement_page,
    )

    page = MeasurementPage(
        title=labels["title"],
        source_locale=languages.source_locale,
        target_locale=languages.target_locale,
        measured_at=datetime.now().astimezone().isoformat(timespec="minutes"),
        labels=labels,
        figure_tiles=_make_tiles(measurement, labels),
        error_kind_rows=[
            _make_kind_row(kind_score, labels)
            for kind_score in measurement.kind_scores
            if not kind_score.obstacle
        ],
        unseeded_notes=describe_obstacles(measurement, labels),
        check_rows=[
            _make_check_row(check_score, labels)
            for check_score in measurement.check_scores
        ],
    )
    with replace_file(Path(report_path)) as output_stream:
        output_stream.write(render_measurement_page(page))
    workspace.say(labels.fill_in("report", report_path))


def _make_tiles(
    measurement: Measurement, labels: ReportLabels
) -> list[tuple[str, str]]:
    seeded_count = sum(
        kind_score.found_share.total_count
        for kind_score in measurement.kind_scores
        if not kind_score.kind.is_control
    )
    flagged_percentage = (
        100 * measurement.flagged_unit_count / measurement.clean_unit_count
    )
    return [
        (labels["mean_recall"], labels.format_decimal(measurement.recall)),
        (labels["seeded_errors_count"], labels.format_number(seeded_count)),
        (labels["clean_units"], labels.format_number(measurement.clean_unit_count)),
        (labels["flagged"], labels.format_decimal(flagged_percentage)),
        (labels["rounds"], labels.format_number(measurement.round_count)),
    ]


def _make_kind_row(kind_score: KindScore, labels: ReportLabels) -> "ErrorKindRow":
    from exports.reports.measurement_html import ErrorKindRow

    return ErrorKindRow(
        name=kind_score.kind.name,
        description=kind_score.kind.describe(labels.language),
        is_control=kind_score.kind.is_control,
        check_ids=kind_score.check_ids,
        recall_figures=_make_recall(kind_score.found_share),
        examples=[
            _make_marked_text(example, labels.language)
            for example in kind_score.missed_examples
        ],
    )


def _make_check_row(check_score: CheckScore, labels: ReportLabels) -> "CheckRow":
    from exports.reports.measurement_html import CheckRow

    return CheckRow(
        check_id=check_score.check.id,
        severity_name=labels.name_severity(check_score.check.severity),
        description=check_score.check.describe(labels.language),
        recall_figures=_make_recall(check_score.found_share),
        false_alarm_count=check_score.alarm_count,
        false_alarms_per_hundred_units=check_score.alarms_per_hundred,
        precision=check_score.precision,
        examples=[
            _make_marked_text(example, labels.language)
            for example in check_score.alarm_examples
        ],
    )


def _make_recall(share: Share) -> "RecallFigures":
    from exports.reports.measurement_html import RecallFigures

    return RecallFigures(share.total_count, share.count, share.percent, share.interval)


def _make_marked_text(
    example: MeasureExample, message_language: str
) -> "MarkedExample":
    from exports.reports.measurement_html import MarkedExample

    return MarkedExample(
        example.unit_id,
        example.target,
        example.source,
        example.span,
        _choose_example_text(example, message_language),
    )
