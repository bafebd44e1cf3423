"""What was measured of the checks, for people: tables that fit into the terminal."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from checks.engine.messages import finding_message
from checks.measuring.score import CheckScore, KindScore, Measure, Obstacle, Share
from cli.check.session.findings import visible
from exports.reports.words import Words

if TYPE_CHECKING:
    from rich.console import Console

_OF_TEXT = ("kind", "check", "meant")
"""Columns that are no numbers."""
_DROPPED = ("interval", "per_hundred", "put_in", "found", "meant", "alarms")
"""Columns that a narrow terminal leaves out, the first ones first."""
_LOW = 80
"""Recall below this is shown as low, in percent."""
Row = tuple[Mapping[str, str], str | None]
"""Cells by column, and the style of the row."""


def draw_measure(console: "Console", result: Measure, words: Words) -> None:
    """Draw what was found of each kind of fault, and what each check says."""
    from rich.text import Text  # only tables need it

    put_in = [one for one in result.kinds if one.obstacle is None]
    _draw(console, [_of_kind(one, words) for one in put_in], words)
    for line in obstacles(result, words):
        console.print(Text(line, style="dim"), soft_wrap=True)
    console.print()
    shown = [one for one in result.checks if one.found.of or one.alarms]
    _draw(console, [_of_check(one, words) for one in shown], words)
    if idle := len(result.checks) - len(shown):
        line = words.count("idle_checks", idle)
        console.print(Text(line, style="dim"), soft_wrap=True)
    _draw_alarms(console, result.checks, words.language)


def obstacles(result: Measure, words: Words) -> list[str]:
    """Which kinds of fault were not put in, and why: a line a reason."""
    found: dict[Obstacle, list[str]] = {}
    for one in result.kinds:
        if one.obstacle is not None:
            found.setdefault(one.obstacle, []).append(one.kind.name)
    return [
        words.of("not_put_in", words[why.value], ", ".join(found[why]))
        for why in Obstacle
        if why in found
    ]


def _of_kind(score: KindScore, words: Words) -> Row:
    checks = ", ".join(score.checks)
    cells = {
        "kind": score.kind.name,
        "put_in": words.number(score.found.of),
        "found": words.number(score.found.some),
        "recall": words.decimal(score.found.percent),
        "interval": _interval(score.found),
        "meant": words.of("silent", checks) if score.kind.control else checks,
    }
    return cells, _tone(score)


def _of_check(score: CheckScore, words: Words) -> Row:
    of = score.found.of
    cells = {
        "check": score.check.id,
        "put_in": words.number(of) if of else "–",
        "found": words.number(score.found.some) if of else "–",
        "recall": words.decimal(score.found.percent),
        "interval": _interval(score.found),
        "alarms": words.number(score.alarms) if score.alarms else "–",
        "per_hundred": words.decimal(
            score.alarms_per_hundred if score.alarms else None, 2
        ),
        "precision": words.decimal(score.precision),
    }
    return cells, None


def _draw(console: "Console", rows: Sequence[Row], words: Words) -> None:
    """Draw rows, without the columns for which the terminal has no room."""
    from rich.table import Table
    from rich.text import Text

    if not rows:
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    names = _that_fit(rows, words, console.width)
    for name in names:
        is_text = name in _OF_TEXT
        table.add_column(
            Text(words[name]),
            justify="left" if is_text else "right",
            # Names of several checks may be wrapped; nothing else is ever cut.
            no_wrap=name != "meant",
        )
    for cells, style in rows:
        table.add_row(*(Text(cells[name]) for name in names), style=style)
    console.print(table)
    if gone := [words[name] for name in rows[0][0] if name not in names]:
        line = words.of("no_room_for", ", ".join(gone))
        console.print(Text(line, style="dim"), soft_wrap=True)


def _that_fit(rows: Sequence[Row], words: Words, room: int) -> list[str]:
    """The columns that a terminal has room for, in order."""
    names = [*rows[0][0]]
    widths = {name: _width(name, rows, words) for name in names}
    for name in _DROPPED:
        if sum(widths[one] + 2 for one in names) - 2 <= room:
            break
        if name in names:
            names.remove(name)
    return names


def _width(name: str, rows: Iterable[Row], words: Words) -> int:
    """What a column needs: its heading, or its longest cell."""
    texts = [words[name], *(cells[name] for cells, _ in rows)]
    if name == "meant":  # which may be wrapped between two checks
        texts = [part for text in texts for part in text.split()]
    return max(map(len, texts))


def _draw_alarms(
    console: "Console", scores: Sequence[CheckScore], language: str
) -> None:
    """The first findings on the clean text, which tell whether they are false."""
    from rich.text import Text

    for score in scores:
        for example in score.examples[:1]:
            line = Text(f"{score.check.id:<18}", style="bold")
            if example.finding is not None:
                message = finding_message(example.finding, score.check.id, language)
                line.append(visible(f"{example.unit}: {message}"), style="dim")
            console.print(line, overflow="ellipsis", no_wrap=True)


def _tone(score: KindScore) -> str | None:
    if score.kind.control:
        return "red" if score.found.some else "dim"
    if score.found.percent is None:
        return "dim"
    return "yellow" if score.found.percent < _LOW else None


def _interval(share: Share) -> str:
    if share.interval is None:
        return "–"
    low, high = share.interval
    return f"{low:.0f}–{high:.0f}"
