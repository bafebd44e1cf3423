"""A measurement of the checks as one self-contained HTML page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from exports.reports.labels import ReportLabels
from exports.reports.page_frame import format_page_start
from tm.finding import Span
from tm.text.control_characters import show_control_characters
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
_LOW_RECALL = 80
"""Recall below this percentage is shown in red."""
_CONTEXT_LENGTH = 160
"""Characters shown on each side of the marked text."""


@dataclass(frozen=True, slots=True)
class MarkedExample:
    """An example: the texts of a unit and the span to mark in the target."""

    unit_name: str
    target: str
    source: str | None
    span: Span
    comment: str
    """The text before an error was seeded, or the message of a check."""


@dataclass(frozen=True, slots=True)
class RecallFigures:
    """Counts of seeded and found errors; no percentages if none was seeded."""

    seeded_count: int
    found_count: int
    percentage: float | None
    """Share of the seeded errors that were found."""
    interval: tuple[float, float] | None
    """The bounds of the percentage with 95 % confidence."""


@dataclass(frozen=True, slots=True)
class ErrorKindRow:
    """The row of a kind of seeded error."""

    name: str
    description: str
    is_control: bool
    """Whether it is correct text, on which the checks must stay silent."""
    check_ids: Sequence[str]
    recall_figures: RecallFigures
    examples: Sequence[MarkedExample]


@dataclass(frozen=True, slots=True)
class CheckRow:
    """The row of a check."""

    check_id: str
    severity_name: str
    """In the language of the page."""
    description: str
    recall_figures: RecallFigures
    false_alarm_count: int
    """Findings of the check on clean units: false alarms."""
    false_alarms_per_hundred_units: float
    precision: float | None
    """The estimated percentage of correct findings."""
    examples: Sequence[MarkedExample]


@dataclass(frozen=True, slots=True)
class MeasurementPage:
    """The contents of the page."""

    title: str
    source_locale: Locale | None
    target_locale: Locale
    measured_at: str
    """ISO 8601."""
    labels: ReportLabels
    """With the labels of the section `measure`."""
    figure_tiles: Sequence[tuple[str, str]]
    """Names and texts of figures."""
    error_kind_rows: Sequence[ErrorKindRow]
    unseeded_notes: Sequence[str]
    """Sentences that name the kinds of error that were not seeded, with reasons."""
    check_rows: Sequence[CheckRow]


def render_measurement_page(page: MeasurementPage) -> bytes:
    """Render the page: figures, kinds of seeded errors, checks, and examples."""
    language_pair = str(page.target_locale)
    if page.source_locale:
        language_pair = f"{page.source_locale} – {language_pair}"
    tile_items = "".join(
        f"<li><b>{escape(figure_text)}</b>{escape(figure_name)}</li>"
        for figure_name, figure_text in page.figure_tiles
    )
    labels = page.labels
    unseeded_paragraphs = "".join(
        f'<p class="note">{escape(note)}</p>' for note in page.unseeded_notes
    )
    page_start = format_page_start(page.title, _STYLE, labels.language)
    html = f"""{page_start}<h1>{escape(page.title)}</h1>
<p class="facts">{escape(language_pair)} · {escape(page.measured_at)}</p>
<ul class="tiles">{tile_items}</ul>
<h2>{escape(labels["seeded_errors"])}</h2>
<p class="note">{escape(labels["seeded_errors_note"])}</p>
<div class="wide"><table>
{_render_table_head(labels, *_ERROR_KIND_COLUMN_KEYS)}
<tbody>
{"".join(_render_error_kind_row(row, page) for row in page.error_kind_rows)}
</tbody></table></div>
{unseeded_paragraphs}
<h2>{escape(labels["checks"])}</h2>
<p class="note">{escape(labels["checks_note"])}</p>
<div class="wide"><table>
{_render_table_head(labels, *_CHECK_COLUMN_KEYS)}
<tbody>
{"".join(_render_check_row(row, page) for row in page.check_rows)}
</tbody></table></div>
</body>
</html>
"""
    return html.encode("utf-8", "replace")


_ERROR_KIND_COLUMN_KEYS = (
    "kind",
    "put_in",
    "found",
    "recall",
    "",
    "interval",
    "meant_and_missed",
)
_CHECK_COLUMN_KEYS = (
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


def _render_table_head(labels: ReportLabels, *label_keys: str) -> str:
    cells = (
        f'<th scope="col">{escape(labels[label_key])}</th>'
        if label_key
        else "<td></td>"
        for label_key in label_keys
    )
    return f"<thead><tr>{''.join(cells)}</tr></thead>"


def _render_error_kind_row(error_kind_row: ErrorKindRow, page: MeasurementPage) -> str:
    recall_figures, is_control, labels = (
        error_kind_row.recall_figures,
        error_kind_row.is_control,
        page.labels,
    )
    escaped_check_ids = ", ".join(
        f"<code>{escape(check_id)}</code>" for check_id in error_kind_row.check_ids
    )
    expected_findings = (
        escape(labels["silent"]).format(escaped_check_ids)
        if is_control
        else escaped_check_ids
    )
    bar_percentage = recall_figures.percentage or 0
    is_low = bar_percentage > 0 if is_control else bar_percentage < _LOW_RECALL
    recall_bar = (
        f'<span class="bar{" low" if is_low else ""}">'
        f'<i style="width:{bar_percentage:.1f}%"></i></span>'
    )
    return (
        f'<tr><th scope="row">{escape(error_kind_row.name)}'
        f"<small>{escape(error_kind_row.description)}</small></th>"
        f"<td>{labels.format_number(recall_figures.seeded_count)}</td>"
        f"<td>{labels.format_number(recall_figures.found_count)}</td>"
        f"<td>{labels.format_decimal(recall_figures.percentage)}</td>"
        f"<td>{recall_bar if recall_figures.seeded_count else ''}</td>"
        f"<td>{_format_interval(recall_figures)}</td>"
        f"<td>{expected_findings}"
        f"{_render_examples(error_kind_row.examples, page, shows_original=True)}"
        "</td></tr>\n"
    )


def _render_check_row(check_row: CheckRow, page: MeasurementPage) -> str:
    recall_figures, labels = check_row.recall_figures, page.labels
    seeded_text, found_text = (
        labels.format_number(error_count) if recall_figures.seeded_count else "–"
        for error_count in (recall_figures.seeded_count, recall_figures.found_count)
    )
    return (
        f'<tr><th scope="row"><code>{escape(check_row.check_id)}</code> '
        f"{escape(check_row.severity_name)}"
        f"<small>{escape(check_row.description)}</small></th>"
        f"<td>{seeded_text}</td><td>{found_text}</td>"
        f"<td>{labels.format_decimal(recall_figures.percentage)}</td>"
        f"<td>{_format_interval(recall_figures)}</td>"
        f"<td>{labels.format_number(check_row.false_alarm_count)}</td>"
        f"<td>{labels.format_decimal(check_row.false_alarms_per_hundred_units, 2)}</td>"
        f"<td>{labels.format_decimal(check_row.precision)}</td>"
        f"<td>{_render_examples(check_row.examples, page, shows_original=False)}</td>"
        "</tr>\n"
    )


def _render_examples(
    examples: Iterable[MarkedExample], page: MeasurementPage, *, shows_original: bool
) -> str:
    quotations = "".join(
        _render_example(example, page, shows_original=shows_original)
        for example in examples
    )
    if not quotations:
        return ""
    escaped_title = escape(page.labels["examples"])
    return f"<details><summary>{escaped_title}</summary>{quotations}</details>"


def _render_example(
    example: MarkedExample, page: MeasurementPage, *, shows_original: bool
) -> str:
    example_note, source_paragraph = (
        show_control_characters(_cut_text(example.comment)),
        "",
    )
    if shows_original:
        example_note = page.labels.fill_in(
            "before", example_note or page.labels["nothing"]
        )
    if example.source is not None and page.source_locale is not None:
        source_paragraph = _render_paragraph(
            _escape_text(_cut_text(example.source)), page.source_locale
        )
    start, end = example.span.start, example.span.end
    text_before, text_after = example.target[:start], example.target[end:]
    marked_text = (
        ("…" if len(text_before) > _CONTEXT_LENGTH else "")
        + _escape_text(text_before[-_CONTEXT_LENGTH:])
        + f"<mark>{_escape_text(_cut_text(example.target[start:end]))}</mark>"
        + _escape_text(text_after[:_CONTEXT_LENGTH])
        + ("…" if len(text_after) > _CONTEXT_LENGTH else "")
    )
    heading = f"{_escape_text(example.unit_name)} · {escape(example_note)}"
    target_paragraph = _render_paragraph(marked_text, page.target_locale)
    return (
        f"<blockquote><small>{heading}</small>"
        f"{source_paragraph}{target_paragraph}</blockquote>"
    )


def _escape_text(text: str) -> str:
    """Escape a text for HTML, and show its control characters."""
    return escape(show_control_characters(text))


def _render_paragraph(escaped_text: str, locale: Locale) -> str:
    return f'<p lang="{escape(locale.tag)}" dir="auto">{escaped_text}</p>'


def _cut_text(text: str) -> str:
    max_text_length = 4 * _CONTEXT_LENGTH
    return text if len(text) <= max_text_length else f"{text[:max_text_length]}…"


def _format_interval(recall_figures: RecallFigures) -> str:
    if recall_figures.interval is None:
        return "–"
    lower_bound, upper_bound = recall_figures.interval
    return f"{lower_bound:.0f}–{upper_bound:.0f}"
