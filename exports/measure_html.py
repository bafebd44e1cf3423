"""A measure of the checks as one HTML page that needs nothing from outside."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from tm.issue import Span
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
th:first-child, td:last-child, thead th:last-child { text-align: left }
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
class Shown:
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
class KindRow:
    """One kind of fault."""

    name: str
    description: str
    control: bool
    checks: Sequence[str]
    recall: Recall
    examples: Sequence[Shown]


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check."""

    id: str
    severity: str
    description: str
    recall: Recall
    alarms: int
    alarms_per_hundred: float
    precision: float | None
    examples: Sequence[Shown]


@dataclass(frozen=True, slots=True)
class MeasurePage:
    """All that the page tells."""

    title: str
    source: Locale | None
    target: Locale
    at: str
    """ISO 8601."""
    tiles: Sequence[tuple[str, str]]
    """Figures, each with its name."""
    kinds: Sequence[KindRow]
    checks: Sequence[CheckRow]


def render(page: MeasurePage) -> bytes:
    """The page: figures, the kinds of fault, the checks, and examples of each."""
    title = escape(page.title)
    pair = f"{page.source} – {page.target}" if page.source else str(page.target)
    tiles = "".join(
        f"<li><b>{escape(figure)}</b>{escape(name)}</li>" for name, figure in page.tiles
    )
    html = f"""<!DOCTYPE html>
<html lang="en">
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
<h2>Faults that were put in</h2>
<p class="note">Found: a check meant for the kind says more of the unit than of the
clean text. The interval is that of 95 %.</p>
<div class="wide"><table>
<thead><tr><th>kind</th><th>put in</th><th>found</th><th>recall</th><th></th>
<th>95 %</th><th>checks meant for it, and faults that were missed</th></tr></thead>
<tbody>
{"".join(_kind(row, page) for row in page.kinds)}
</tbody></table></div>
<h2>Checks</h2>
<p class="note">Alarms are findings on the clean text: false, or errors that nobody had
seen. Precision: how many percent of the findings would be right, had one unit in a
hundred a fault of the check’s kinds.</p>
<div class="wide"><table>
<thead><tr><th>check</th><th>put in</th><th>found</th><th>recall</th><th>95 %</th>
<th>alarms</th><th>per 100 units</th><th>precision</th><th>findings on the clean
text</th></tr></thead>
<tbody>
{"".join(_check(row, page) for row in page.checks)}
</tbody></table></div>
</body>
</html>
"""
    return html.encode("utf-8", "replace")


def _kind(row: KindRow, page: MeasurePage) -> str:
    recall, control = row.recall, row.control
    checks = ", ".join(f"<code>{escape(check)}</code>" for check in row.checks)
    meant = f"should be silent: {checks}" if control else checks
    width = recall.percent or 0
    low = " low" if (width > 0 if control else width < _LOW) else ""
    bar = f'<span class="bar{low}"><i style="width:{width:.1f}%"></i></span>'
    return (
        f"<tr><th>{escape(row.name)}<small>{escape(row.description)}</small></th>"
        f"<td>{recall.injected:,}</td><td>{recall.found:,}</td>"
        f"<td>{_percent(recall.percent)}</td>"
        f"<td>{bar if recall.injected else ''}</td><td>{_interval(recall)}</td>"
        f"<td>{meant}{_examples(row.examples, page, was=True)}</td></tr>\n"
    )


def _check(row: CheckRow, page: MeasurePage) -> str:
    recall = row.recall
    return (
        f"<tr><th><code>{escape(row.id)}</code> {escape(row.severity)}"
        f"<small>{escape(row.description)}</small></th>"
        f"<td>{recall.injected or '–'}</td>"
        f"<td>{recall.found if recall.injected else '–'}</td>"
        f"<td>{_percent(recall.percent)}</td><td>{_interval(recall)}</td>"
        f"<td>{row.alarms:,}</td><td>{row.alarms_per_hundred:.2f}</td>"
        f"<td>{_percent(row.precision)}</td>"
        f"<td>{_examples(row.examples, page, was=False)}</td></tr>\n"
    )


def _examples(examples: Iterable[Shown], page: MeasurePage, *, was: bool) -> str:
    quotes = "".join(_example(one, page, was=was) for one in examples)
    return f"<details><summary>examples</summary>{quotes}</details>" if quotes else ""


def _example(one: Shown, page: MeasurePage, *, was: bool) -> str:
    words = escape(_visible(_cut(one.words)))
    said = f"before: {words or '(nothing)'}" if was else words
    source = ""
    if one.source is not None and page.source is not None:
        source = _paragraph(escape(_visible(_cut(one.source))), page.source)
    start, end = one.span.start, one.span.end
    before, after = one.target[:start], one.target[end:]
    text = (
        ("…" if len(before) > _AROUND else "")
        + escape(_visible(before[-_AROUND:]))
        + f"<mark>{escape(_visible(_cut(one.target[start:end])))}</mark>"
        + escape(_visible(after[:_AROUND]))
        + ("…" if len(after) > _AROUND else "")
    )
    return (
        f"<blockquote><small>{escape(one.unit)} · {said}</small>{source}"
        f"{_paragraph(text, page.target)}</blockquote>"
    )


def _paragraph(text: str, locale: Locale) -> str:
    return f'<p lang="{escape(locale.tag)}" dir="auto">{text}</p>'


def _cut(text: str) -> str:
    most = 4 * _AROUND
    return text if len(text) <= most else f"{text[:most]}…"


def _visible(text: str) -> str:
    """Control characters, which HTML cannot hold, as their code points."""
    return "".join(
        letter if letter >= " " or letter in "\n\t" else f"⟨{ord(letter):04X}⟩"
        for letter in text
    )


def _percent(number: float | None) -> str:
    return "–" if number is None else f"{number:.1f}"


def _interval(recall: Recall) -> str:
    if recall.interval is None:
        return "–"
    low, high = recall.interval
    return f"{low:.0f}–{high:.0f}"
