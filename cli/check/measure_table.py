"""The measurement of the checks as tables that fit the terminal."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from checks.engine.messages import write_finding_message
from checks.measuring.check_scores import (
    CheckScore,
    KindScore,
    Measurement,
    Obstacle,
    Share,
)
from cli.console.output_formats import print_table
from exports.reports.labels import ReportLabels
from tm.text.control_characters import show_invisible_characters

if TYPE_CHECKING:
    from rich.console import Console

_TEXT_COLUMNS = ("kind", "check", "meant")
"""Columns of text, not numbers."""
_DROPPABLE_COLUMNS = ("interval", "per_hundred", "put_in", "found", "meant", "alarms")
"""Columns that a narrow terminal leaves out, the first one first."""
_LOW_RECALL = 80
"""Percentage of recall below which a row is shown as low."""
MeasureRow = tuple[Mapping[str, str], str | None]
"""Cells by column, and the style of the row."""


def draw_measurement(
    console: "Console", measurement: Measurement, labels: ReportLabels
) -> None:
    """Print how many errors of each kind were found, and what each check reports."""
    from rich.text import Text  # only tables need it

    seeded_kind_scores = [
        kind_score
        for kind_score in measurement.kind_scores
        if kind_score.obstacle is None
    ]
    _draw_rows(
        console,
        [_make_kind_row(kind_score, labels) for kind_score in seeded_kind_scores],
        labels,
    )
    for line in describe_obstacles(measurement, labels):
        console.print(Text(line, style="dim"), soft_wrap=True)
    console.print()
    shown_check_scores = [
        check_score
        for check_score in measurement.check_scores
        if check_score.found_share.total_count or check_score.alarm_count
    ]
    _draw_rows(
        console,
        [_make_check_row(check_score, labels) for check_score in shown_check_scores],
        labels,
    )
    if idle_count := len(measurement.check_scores) - len(shown_check_scores):
        line = labels.format_count("idle_checks", idle_count)
        console.print(Text(line, style="dim"), soft_wrap=True)
    _draw_false_alarms(console, measurement.check_scores, labels.language)


def describe_obstacles(measurement: Measurement, labels: ReportLabels) -> list[str]:
    """Say which kinds of error were not seeded, and why: a line per reason."""
    kind_names_by_obstacle: dict[Obstacle, list[str]] = {}
    for kind_score in measurement.kind_scores:
        if kind_score.obstacle is not None:
            kind_names_by_obstacle.setdefault(kind_score.obstacle, []).append(
                kind_score.kind.name
            )
    return [
        labels.fill_in(
            "not_put_in",
            labels[obstacle.value],
            ", ".join(kind_names_by_obstacle[obstacle]),
        )
        for obstacle in Obstacle
        if obstacle in kind_names_by_obstacle
    ]


def _make_kind_row(kind_score: KindScore, labels: ReportLabels) -> MeasureRow:
    check_ids_text = ", ".join(kind_score.check_ids)
    cell_by_column = {
        "kind": kind_score.kind.name,
        "put_in": labels.format_number(kind_score.found_share.total_count),
        "found": labels.format_number(kind_score.found_share.count),
        "recall": labels.format_decimal(kind_score.found_share.percent),
        "interval": _format_interval(kind_score.found_share),
        "meant": labels.fill_in("silent", check_ids_text)
        if kind_score.kind.is_control
        else check_ids_text,
    }
    return cell_by_column, _choose_row_style(kind_score)


def _make_check_row(check_score: CheckScore, labels: ReportLabels) -> MeasureRow:
    seeded_count = check_score.found_share.total_count
    cell_by_column = {
        "check": check_score.check.id,
        "put_in": labels.format_number(seeded_count) if seeded_count else "–",
        "found": labels.format_number(check_score.found_share.count)
        if seeded_count
        else "–",
        "recall": labels.format_decimal(check_score.found_share.percent),
        "interval": _format_interval(check_score.found_share),
        "alarms": labels.format_number(check_score.alarm_count)
        if check_score.alarm_count
        else "–",
        "per_hundred": labels.format_decimal(
            check_score.alarms_per_hundred if check_score.alarm_count else None, 2
        ),
        "precision": labels.format_decimal(check_score.precision),
    }
    return cell_by_column, None


def _draw_rows(
    console: "Console", rows: Sequence[MeasureRow], labels: ReportLabels
) -> None:
    """Print rows, without the columns that do not fit the terminal."""
    from rich.table import Table
    from rich.text import Text

    if not rows:
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    column_names = _choose_fitting_columns(
        rows, labels, console.width if console.is_terminal else sys.maxsize
    )
    for column_name in column_names:
        is_text = column_name in _TEXT_COLUMNS
        table.add_column(
            Text(labels[column_name]),
            justify="left" if is_text else "right",
            # Only a list of several checks may be wrapped.
            no_wrap=column_name != "meant",
        )
    for cell_by_column, style in rows:
        table.add_row(
            *(Text(cell_by_column[column_name]) for column_name in column_names),
            style=style,
        )
    print_table(console, table)
    if dropped_headings := [
        labels[column_name]
        for column_name in rows[0][0]
        if column_name not in column_names
    ]:
        line = labels.fill_in("no_room_for", ", ".join(dropped_headings))
        console.print(Text(line, style="dim"), soft_wrap=True)


def _choose_fitting_columns(
    rows: Sequence[MeasureRow], labels: ReportLabels, console_width: int
) -> list[str]:
    """Choose the columns that fit the terminal, in order."""
    column_names = [*rows[0][0]]
    width_by_column = {
        droppable_name: _compute_column_width(droppable_name, rows, labels)
        for droppable_name in column_names
    }
    for droppable_name in _DROPPABLE_COLUMNS:
        if (
            sum(width_by_column[column_name] + 2 for column_name in column_names) - 2
            <= console_width
        ):
            break
        if droppable_name in column_names:
            column_names.remove(droppable_name)
    return column_names


def _compute_column_width(
    column_name: str, rows: Iterable[MeasureRow], labels: ReportLabels
) -> int:
    """The width of a column: that of its heading or its longest cell."""
    cell_texts = [
        labels[column_name],
        *(cell_by_column[column_name] for cell_by_column, _ in rows),
    ]
    if column_name == "meant":  # which may be wrapped between two checks
        cell_texts = [word for cell_text in cell_texts for word in cell_text.split()]
    return max(map(len, cell_texts))


def _draw_false_alarms(
    console: "Console", check_scores: Sequence[CheckScore], message_language: str
) -> None:
    """Print the first finding of each check in the clean text."""
    from rich.text import Text

    for check_score in check_scores:
        for example in check_score.alarm_examples[:1]:
            line = Text(f"{check_score.check.id:<18}", style="bold")
            if example.finding is not None:
                message = write_finding_message(
                    example.finding, check_score.check.id, message_language
                )
                line.append(
                    show_invisible_characters(f"{example.unit_id}: {message}"),
                    style="dim",
                )
            if console.is_terminal:
                console.print(line, overflow="ellipsis", no_wrap=True)
            else:
                console.print(line)


def _choose_row_style(kind_score: KindScore) -> str | None:
    if kind_score.kind.is_control:
        return "red" if kind_score.found_share.count else "dim"
    if kind_score.found_share.percent is None:
        return "dim"
    return "yellow" if kind_score.found_share.percent < _LOW_RECALL else None


def _format_interval(share: Share) -> str:
    if share.interval is None:
        return "–"
    low_percentage, high_percentage = share.interval
    return f"{low_percentage:.0f}–{high_percentage:.0f}"
