"""A measure of the checks as one HTML page that needs nothing from outside."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from exports.reports.report import visible
from exports.reports.words import ReportWords
from tm.finding import Span
from tm.text.locale import Locale

_STYLE = """
:root { color-scheme: light dark; --line: #ddd; --faint: #666; --card: #fafafa;
  --good: #2e7d32; --bad: #b3261e; --mark: #fbe3a1 }
* { box-sizing: border-box }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 72rem;
  padding: 1rem; color: #222; background: #fff }
h1 { font-size: 1.5rem; margin: 0 } h2 { font-size: 1.2rem; margin: 2rem 0 .5rem }
.facts, .note { color: var(--faint); margin: 0 0 1rem }
.tiles { display: flex; flex-wrap: wrap; gap: .5rem; margin: 1rem 0; padding: 0;
  list-style: none }
.tiles li { border: 1px solid var(--line); border-radius: .5rem; padding: .4rem .8rem }
.tiles b { font-size: 1.3rem; display: block }
.wide { overflow-x: auto }
table { border-collapse: collapse; width: 100% }
th, td { padding: .3rem .6rem; text-align: right; vertical-align: top;
  border-bottom: 1px solid var(--line) }
th:first-child, td:last-child, thead th:last-child { text-align: start }
tbody th { font-weight: normal } td:not(:last-child) { white-space: nowrap }
small { color: var(--faint); display: block }
.bar { position: relative; display: inline-block; width: 8rem; height: .8rem;
  background: var(--line); border-radius: .2rem; overflow: hidden }
.bar i { position: absolute; inset-block: 0; left: 0; background: var(--good) }
.bar.low i { background: var(--bad) }
details { margin: .2rem 0 } summary { cursor: pointer; color: var(--faint) }
blockquote { margin: .4rem 0; padding: .4rem .6rem; background: var(--card);
  border-inline-start: 3px solid var(--line) }
blockquote p { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap }
mark { background: var(--mark); color: inherit; border-radius: 2px; padding: 0 1px }
@media print { .wide { overflow: visible } tr { break-inside: avoid } }
@media (prefers-color-scheme: dark) {
  :root { --line: #444; --faint: #aaa; --card: #242424; --good: #66bb6a;
    --bad: #ff8a80; --mark: #6b5310 }
  body { color: #ddd; background: #1c1c1c } }
"""
_LOW = 80
"""Recall below this is shown as low, in percent."""
_AROUND = 160
"""Characters shown on each side of what is marked."""


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text with what is meant marked."""

    unit: str
    target: str
    source: str | None
    span: Span
    words: str
    """What stood there before, or what a check says."""


@dataclass(frozen=True, slots=True)
class Recall:
    """How much was found; percentages, absent where nothing was put in."""

    injected: int
    found: int
    percent: float | None
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class ErrorKindRow:
    """One kind of fault."""

    name: str
    description: str
    control: bool
    checks: Sequence[str]
    recall: Recall
    examples: Sequence[MarkedText]


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check."""

    id: str
    severity: str
    """As the language has it."""
    description: str
    recall: Recall
    alarms: int
    alarms_per_hundred: float
    precision: float | None
    examples: Sequence[MarkedText]


@dataclass(frozen=True, slots=True)
class MeasurePage:
    """All that the page tells."""

    title: str
    source: Locale | None
    target: Locale
    at: str
    """ISO 8601."""
    words: ReportWords
    """Those of the measure."""
    tiles: Sequence[tuple[str, str]]
    """Figures, each with its name."""
    kinds: Sequence[ErrorKindRow]
    obstacles: Sequence[str]
    """Which kinds of fault were not put in, and why, in sentences."""
    checks: Sequence[CheckRow]


def render(page: MeasurePage) -> bytes:
    """The page: figures, the kinds of fault, the checks, and examples of each."""
    title = escape(page.title)
    pair = f"{page.source} – {page.target}" if page.source else str(page.target)
    tiles = "".join(
        f"<li><b>{escape(figure)}</b>{escape(name)}</li>" for name, figure in page.tiles
    )
    words = page.words
    html = f"""<!DOCTYPE html>
<html lang="{words.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>{title}</h1>
<p class="facts">{escape(pair)} · {escape(page.at)}</p>
<ul class="tiles">{tiles}</ul>
<h2>{escape(words["faults"])}</h2>
<p class="note">{escape(words["faults_note"])}</p>
<div class="wide"><table>
{_head(words, *_OF_KINDS)}
<tbody>
{"".join(_kind(row, page) for row in page.kinds)}
</tbody></table></div>
{"".join(f'<p class="note">{escape(obstacle)}</p>' for obstacle in page.obstacles)}
<h2>{escape(words["checks"])}</h2>
<p class="note">{escape(words["checks_note"])}</p>
<div class="wide"><table>
{_head(words, *_OF_CHECKS)}
<tbody>
{"".join(_check(row, page) for row in page.checks)}
</tbody></table></div>
</body>
</html>
"""
    return html.encode("utf-8", "replace")


_OF_KINDS = (
    "kind",
    "put_in",
    "found",
    "recall",
    "",
    "interval",
    "meant_and_missed",
)
_OF_CHECKS = (
    "check",
    "put_in",
    "found",
    "recall",
    "interval",
    "alarms",
    "per_hundred",
    "precision",
    "on_clean",
)


def _head(words: ReportWords, *names: str) -> str:
    cells = (
        f'<th scope="col">{escape(words[name])}</th>' if name else "<td></td>"
        for name in names
    )
    return f"<thead><tr>{''.join(cells)}</tr></thead>"


def _kind(row: ErrorKindRow, page: MeasurePage) -> str:
    recall, control, say = row.recall, row.control, page.words
    checks = ", ".join(f"<code>{escape(check)}</code>" for check in row.checks)
    meant = escape(say["silent"]).format(checks) if control else checks
    width = recall.percent or 0
    low = " low" if (width > 0 if control else width < _LOW) else ""
    bar = f'<span class="bar{low}"><i style="width:{width:.1f}%"></i></span>'
    return (
        f'<tr><th scope="row">{escape(row.name)}'
        f"<small>{escape(row.description)}</small></th>"
        f"<td>{say.number(recall.injected)}</td><td>{say.number(recall.found)}</td>"
        f"<td>{say.decimal(recall.percent)}</td>"
        f"<td>{bar if recall.injected else ''}</td><td>{_interval(recall)}</td>"
        f"<td>{meant}{_examples(row.examples, page, was=True)}</td></tr>\n"
    )


def _check(row: CheckRow, page: MeasurePage) -> str:
    recall, say = row.recall, page.words
    return (
        f'<tr><th scope="row"><code>{escape(row.id)}</code> {escape(row.severity)}'
        f"<small>{escape(row.description)}</small></th>"
        f"<td>{say.number(recall.injected) if recall.injected else '–'}</td>"
        f"<td>{say.number(recall.found) if recall.injected else '–'}</td>"
        f"<td>{say.decimal(recall.percent)}</td><td>{_interval(recall)}</td>"
        f"<td>{say.number(row.alarms)}</td>"
        f"<td>{say.decimal(row.alarms_per_hundred, 2)}</td>"
        f"<td>{say.decimal(row.precision)}</td>"
        f"<td>{_examples(row.examples, page, was=False)}</td></tr>\n"
    )


def _examples(examples: Iterable[MarkedText], page: MeasurePage, *, was: bool) -> str:
    quotes = "".join(_example(example, page, was=was) for example in examples)
    if not quotes:
        return ""
    title = escape(page.words["examples"])
    return f"<details><summary>{title}</summary>{quotes}</details>"


def _example(example: MarkedText, page: MeasurePage, *, was: bool) -> str:
    finding_text, source = visible(_cut(example.words)), ""
    if was:
        finding_text = page.words.of("before", finding_text or page.words["nothing"])
    if example.source is not None and page.source is not None:
        source = _paragraph(escape(visible(_cut(example.source))), page.source)
    start, end = example.span.start, example.span.end
    before, after = example.target[:start], example.target[end:]
    text = (
        ("…" if len(before) > _AROUND else "")
        + escape(visible(before[-_AROUND:]))
        + f"<mark>{escape(visible(_cut(example.target[start:end])))}</mark>"
        + escape(visible(after[:_AROUND]))
        + ("…" if len(after) > _AROUND else "")
    )
    heading = f"{escape(visible(example.unit))} · {escape(finding_text)}"
    return (
        f"<blockquote><small>{heading}</small>"
        f"{source}{_paragraph(text, page.target)}</blockquote>"
    )


def _paragraph(text: str, locale: Locale) -> str:
    return f'<p lang="{escape(locale.tag)}" dir="auto">{text}</p>'


def _cut(text: str) -> str:
    limit = 4 * _AROUND
    return text if len(text) <= limit else f"{text[:limit]}…"


def _interval(recall: Recall) -> str:
    if recall.interval is None:
        return "–"
    low, high = recall.interval
    return f"{low:.0f}–{high:.0f}"
