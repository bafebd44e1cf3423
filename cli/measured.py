"""What was measured of the checks, printed and as a page."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checks.score import CheckScore, Example, KindScore, Measure, Share
from cli.options import Workspace
from cli.render import emit
from cli.subjects import Languages

if TYPE_CHECKING:
    from rich.console import Console

    from exports.measure_html import CheckRow, KindRow, Recall, Shown

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
_LOW = 80
"""Recall below this is shown as low, in percent."""
Json = dict[str, Any]


def emit_measure(
    workspace: Workspace, result: Measure, languages: Languages, seed: int
) -> None:
    """Print what was measured, in the format that is asked for."""
    kinds = [_kind_json(one) for one in result.kinds]
    checks = [_check_json(one) for one in result.checks]
    summary = {
        "source_locale": languages.source.tag if languages.source else None,
        "target_locale": languages.target.tag,
        "units": result.units,
        "flagged": result.flagged,
        "rounds": result.rounds,
        "seed": seed,
        "mean_recall": _rounded(result.recall),
    }
    emit(
        workspace,
        {**summary, "kinds": kinds, "checks": checks},
        lines=[
            {"row": "summary", **summary},
            *({"row": "kind", **one} for one in kinds),
            *({"row": "check", **one} for one in checks),
        ],
        columns=_COLUMNS,
        rows=[
            *(["kind", *_kind_cells(one)] for one in kinds),
            *(["check", *_check_cells(one)] for one in checks),
        ],
        table=lambda console: _draw(console, result),
    )


def _kind_json(score: KindScore) -> Json:
    return {
        "kind": score.kind.name,
        "description": score.kind.description,
        "control": score.kind.control,
        "checks": list(score.checks),
        **_share_json(score.found),
        "found_by": dict(score.found_by),
        "examples": [_example_json(one, "was") for one in score.missed],
    }


def _check_json(score: CheckScore) -> Json:
    return {
        "check": score.check.id,
        "severity": score.check.severity.value,
        "level": score.check.level.value,
        **_share_json(score.found),
        "also_found": score.also_found,
        "alarms": score.alarms,
        "alarms_per_100": _rounded(score.alarms_per_hundred, 2),
        "precision": _rounded(score.precision),
        "examples": [_example_json(one, "message") for one in score.examples],
    }


def _share_json(share: Share) -> Json:
    low, high = share.interval or (None, None)
    return {
        "injected": share.of,
        "found": share.some,
        "recall": _rounded(share.percent),
        "low": _rounded(low),
        "high": _rounded(high),
    }


def _example_json(example: Example, words: str) -> Json:
    return {
        "unit": example.unit,
        "source": example.source,
        "target": example.target,
        "span": [example.span.start, example.span.end],
        words: example.words,
    }


def _kind_cells(one: Json) -> list[object]:
    shares = [one[name] for name in ("injected", "found", "recall", "low", "high")]
    return [one["kind"], *shares, None, None, None, " ".join(one["checks"])]


def _check_cells(one: Json) -> list[object]:
    names = ("check", "injected", "found", "recall", "low", "high")
    more = ("alarms", "alarms_per_100", "precision")
    return [*(one[name] for name in names + more), None]


def _rounded(number: float | None, digits: int = 1) -> float | None:
    return None if number is None else round(number, digits)


def _draw(console: "Console", result: Measure) -> None:
    from rich.table import Table  # only tables need it
    from rich.text import Text

    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in ("kind of fault", "put in", "found", "recall", "95 %", "checks"):
        table.add_column(name, justify="left" if name[0] in "kc" else "right")
    for kind in result.kinds:
        share = kind.found
        checks = ", ".join(kind.checks)
        table.add_row(
            kind.kind.name,
            str(share.of),
            str(share.some),
            _percent(share.percent),
            _interval(share),
            Text(f"should be silent: {checks}" if kind.kind.control else checks),
            style=_tone(kind),
        )
    console.print(table)
    console.print()
    table = Table(box=None, header_style="bold", pad_edge=False)
    heads = ("check", "put in", "found", "recall", "95 %", "alarms", "per 100 units")
    for name in (*heads, "precision"):
        table.add_column(name, justify="left" if name == "check" else "right")
    for one in result.checks:
        table.add_row(
            one.check.id,
            str(one.found.of or "–"),
            str(one.found.some if one.found.of else "–"),
            _percent(one.found.percent),
            _interval(one.found),
            str(one.alarms or "–"),
            f"{one.alarms_per_hundred:.2f}" if one.alarms else "–",
            _percent(one.precision),
        )
    console.print(table)
    _draw_alarms(console, result.checks)


def _draw_alarms(console: "Console", scores: Sequence[CheckScore]) -> None:
    """The first findings on the clean text, which tell whether they are false."""
    from rich.text import Text

    for score in scores:
        for example in score.examples[:1]:
            line = Text(f"{score.check.id:<18}", style="bold")
            line.append(f"{example.unit}: {example.words}", style="dim")
            console.print(line, overflow="ellipsis", no_wrap=True)


def _tone(score: KindScore) -> str | None:
    if score.kind.control:
        return "red" if score.found.some else "dim"
    if score.found.percent is None:
        return "dim"
    return "yellow" if score.found.percent < _LOW else None


def _percent(number: float | None) -> str:
    return "–" if number is None else f"{number:.1f}"


def _interval(share: Share) -> str:
    if share.interval is None:
        return "–"
    low, high = share.interval
    return f"{low:.0f}–{high:.0f}"


def write_measure(
    workspace: Workspace, file: str, result: Measure, languages: Languages
) -> None:
    """Write the page; it is there whole, or as it was."""
    from exports.files import replacing
    from exports.measure_html import MeasurePage, render  # seldom asked for

    page = MeasurePage(
        title="The checks, measured",
        source=languages.source,
        target=languages.target,
        at=datetime.now().astimezone().isoformat(timespec="minutes"),
        tiles=_tiles(result),
        kinds=[_kind_row(one) for one in result.kinds],
        checks=[_check_row(one) for one in result.checks],
    )
    with replacing(Path(file)) as stream:
        stream.write(render(page))
    workspace.say(f"report: {file}")


def _tiles(result: Measure) -> list[tuple[str, str]]:
    faults = sum(one.found.of for one in result.kinds if not one.kind.control)
    flagged = 100 * result.flagged / result.units
    return [
        ("mean recall, %", _percent(result.recall)),
        ("faults put in", f"{faults:,}"),
        ("clean units", f"{result.units:,}"),
        ("of them with an error or a warning, %", f"{flagged:.1f}"),
        ("rounds", str(result.rounds)),
    ]


def _kind_row(score: KindScore) -> "KindRow":
    from exports.measure_html import KindRow

    return KindRow(
        name=score.kind.name,
        description=score.kind.description,
        control=score.kind.control,
        checks=score.checks,
        recall=_recall(score.found),
        examples=[_shown(one) for one in score.missed],
    )


def _check_row(score: CheckScore) -> "CheckRow":
    from exports.measure_html import CheckRow

    return CheckRow(
        id=score.check.id,
        severity=score.check.severity.value,
        description=score.check.description,
        recall=_recall(score.found),
        alarms=score.alarms,
        alarms_per_hundred=score.alarms_per_hundred,
        precision=score.precision,
        examples=[_shown(one) for one in score.examples],
    )


def _recall(share: Share) -> "Recall":
    from exports.measure_html import Recall

    return Recall(share.of, share.some, share.percent, share.interval)


def _shown(one: Example) -> "Shown":
    from exports.measure_html import Shown

    return Shown(one.unit, one.target, one.source, one.span, one.words)
