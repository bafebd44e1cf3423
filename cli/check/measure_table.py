"""The measurement of the checks as tables that fit the terminal."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from checks.engine.messages import finding_message
from checks.measuring.score import CheckScore, KindScore, Measure, Obstacle, Share
from cli.check.session.findings import escape_invisible
from exports.reports.words import ReportWords

if TYPE_CHECKING:
    from rich.console import Console

_TEXT_COLUMNS = ("kind", "check", "meant")
"""Columns of text, not numbers."""
_DROPPED_FIRST = ("interval", "per_hundred", "put_in", "found", "meant", "alarms")
"""Columns that a narrow terminal leaves out, the first one first."""
_LOW_RECALL = 80
"""Percentage of recall below which a row is shown as low."""
TableRow = tuple[Mapping[str, str], str | None]
"""Cells by column, and the style of the row."""


def draw_measure(console: "Console", result: Measure, words: ReportWords) -> None:
    """Print how many errors of each kind were found, and what each check reports."""
    from rich.text import Text  # only tables need it

    seeded_kinds = [score for score in result.kinds if score.obstacle is None]
    _draw_rows(console, [_make_kind_row(score, words) for score in seeded_kinds], words)
    for line in obstacle_lines(result, words):
        console.print(Text(line, style="dim"), soft_wrap=True)
    console.print()
    shown_checks = [
        score for score in result.checks if score.found.total or score.alarms
    ]
    _draw_rows(
        console, [_make_check_row(score, words) for score in shown_checks], words
    )
    if idle_count := len(result.checks) - len(shown_checks):
        line = words.count("idle_checks", idle_count)
        console.print(Text(line, style="dim"), soft_wrap=True)
    _draw_alarms(console, result.checks, words.language)


def obstacle_lines(result: Measure, words: ReportWords) -> list[str]:
    """Say which kinds of error were not seeded, and why: a line per reason."""
    kinds_by_obstacle: dict[Obstacle, list[str]] = {}
    for kind_score in result.kinds:
        if kind_score.obstacle is not None:
            kinds_by_obstacle.setdefault(kind_score.obstacle, []).append(
                kind_score.kind.name
            )
    return [
        words.of(
            "not_put_in", words[obstacle.value], ", ".join(kinds_by_obstacle[obstacle])
        )
        for obstacle in Obstacle
        if obstacle in kinds_by_obstacle
    ]


def _make_kind_row(score: KindScore, words: ReportWords) -> TableRow:
    checks = ", ".join(score.checks)
    cells = {
        "kind": score.kind.name,
        "put_in": words.number(score.found.total),
        "found": words.number(score.found.count),
        "recall": words.decimal(score.found.percent),
        "interval": _format_interval(score.found),
        "meant": words.of("silent", checks) if score.kind.control else checks,
    }
    return cells, _row_style(score)


def _make_check_row(score: CheckScore, words: ReportWords) -> TableRow:
    seeded_count = score.found.total
    cells = {
        "check": score.check.id,
        "put_in": words.number(seeded_count) if seeded_count else "–",
        "found": words.number(score.found.count) if seeded_count else "–",
        "recall": words.decimal(score.found.percent),
        "interval": _format_interval(score.found),
        "alarms": words.number(score.alarms) if score.alarms else "–",
        "per_hundred": words.decimal(
            score.alarms_per_hundred if score.alarms else None, 2
        ),
        "precision": words.decimal(score.precision),
    }
    return cells, None


def _draw_rows(
    console: "Console", rows: Sequence[TableRow], words: ReportWords
) -> None:
    """Print rows, without the columns that do not fit the terminal."""
    from rich.table import Table
    from rich.text import Text

    if not rows:
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    names = _fitting_columns(rows, words, console.width)
    for name in names:
        is_text = name in _TEXT_COLUMNS
        table.add_column(
            Text(words[name]),
            justify="left" if is_text else "right",
            # Only a list of several checks may be wrapped.
            no_wrap=name != "meant",
        )
    for cells, style in rows:
        table.add_row(*(Text(cells[name]) for name in names), style=style)
    console.print(table)
    if dropped := [words[name] for name in rows[0][0] if name not in names]:
        line = words.of("no_room_for", ", ".join(dropped))
        console.print(Text(line, style="dim"), soft_wrap=True)


def _fitting_columns(
    rows: Sequence[TableRow], words: ReportWords, width: int
) -> list[str]:
    """Choose the columns that fit the terminal, in order."""
    names = [*rows[0][0]]
    widths = {name: _column_width(name, rows, words) for name in names}
    for name in _DROPPED_FIRST:
        if sum(widths[one] + 2 for one in names) - 2 <= width:
            break
        if name in names:
            names.remove(name)
    return names


def _column_width(name: str, rows: Iterable[TableRow], words: ReportWords) -> int:
    """The width of a column: that of its heading or its longest cell."""
    texts = [words[name], *(cells[name] for cells, _ in rows)]
    if name == "meant":  # which may be wrapped between two checks
        texts = [part for text in texts for part in text.split()]
    return max(map(len, texts))


def _draw_alarms(
    console: "Console", scores: Sequence[CheckScore], language: str
) -> None:
    """Print the first finding of each check in the clean text."""
    from rich.text import Text

    for score in scores:
        for example in score.examples[:1]:
            line = Text(f"{score.check.id:<18}", style="bold")
            if example.finding is not None:
                message = finding_message(example.finding, score.check.id, language)
                line.append(escape_invisible(f"{example.unit}: {message}"), style="dim")
            console.print(line, overflow="ellipsis", no_wrap=True)


def _row_style(score: KindScore) -> str | None:
    if score.kind.control:
        return "red" if score.found.count else "dim"
    if score.found.percent is None:
        return "dim"
    return "yellow" if score.found.percent < _LOW_RECALL else None


def _format_interval(share: Share) -> str:
    if share.interval is None:
        return "–"
    low, high = share.interval
    return f"{low:.0f}–{high:.0f}"
