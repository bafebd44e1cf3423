"""An overview of a database as one self-contained HTML page, without scripts."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from importlib.resources import files

from exports.reports.bar_chart import draw_bars, draw_columns
from exports.reports.labels import ReportLabels
from exports.reports.overview import (
    OTHER_LABELS,
    UNKNOWN_LABEL,
    CountBreakdown,
    Overview,
)
from exports.reports.page_frame import format_page_start
from tm.text.control_characters import show_control_characters


def render_overview(overview: Overview, labels: ReportLabels) -> str:
    """Render the page in the language of the labels."""
    section_labels = labels.select_section("overview")
    return "".join(_render_parts(overview, section_labels))


def _render_parts(overview: Overview, labels: ReportLabels) -> Iterator[str]:
    style = (files("exports.reports") / "data" / "report" / "overview.css").read_text(
        encoding="utf-8"
    )
    page_start = format_page_start(labels["title"], style, labels.language)
    yield f"""{page_start}<header>
<h1>{escape(labels["title"])}</h1>
<p class="facts">{_escape(overview.database_name)} · {_escape(overview.made_at)}</p>
<dl class="tiles">{_render_totals(overview.totals, labels)}</dl>
</header>
<main>
"""
    for group in overview.breakdowns:
        yield _render_breakdown(group, labels)
    if overview.sample_size:
        yield _render_leverage(overview, labels)
    if overview.findings is not None:
        yield _render_findings(overview, labels)
    yield "</main>\n</body>\n</html>\n"


def _render_totals(totals: Mapping[str, int], labels: ReportLabels) -> str:
    label_by_name: Mapping[str, str] = labels.value_by_key["totals"]
    return "".join(
        f"<div><dt>{escape(label_by_name[name])}</dt><dd>{labels.format_number(count)}</dd>"
        "</div>"
        for name, count in totals.items()
    )


def _render_breakdown(group: CountBreakdown, labels: ReportLabels) -> str:
    """Render a group with its chart and its table; months with running totals."""
    title, note_template, column_heading = _find_group_texts(group.name, labels)
    shown_labels = [
        _make_label_text(group.name, label, labels) for label in group.count_by_label
    ]
    counts = list(group.count_by_label.values())
    count_texts = list(map(labels.format_number, counts))
    draw = draw_columns if group.is_by_month else draw_bars
    headings = [column_heading, labels["number"]]
    rows = [
        [shown_label, count_text]
        for shown_label, count_text in zip(shown_labels, count_texts, strict=True)
    ]
    if group.is_by_month:
        headings.append(labels["running_total"])
        total = 0
        for row, count in zip(rows, counts, strict=True):
            total += count
            row.append(labels.format_number(total))
    chart = draw(title, shown_labels, counts, count_texts) if counts else ""
    return _render_section(
        group.name, title, note_template, chart, headings, rows, labels
    )


def _render_leverage(overview: Overview, labels: ReportLabels) -> str:
    title, note, column_heading = _find_group_texts("leverage", labels)
    percentages = [100 * share for share in overview.share_by_band.values()]
    band_names = [
        labels["new_band"] if band == "new" else band for band in overview.share_by_band
    ]
    share_texts = list(map(labels.format_percentage, percentages))
    note = note.format(
        labels.format_number(overview.sample_size), overview.language_pair
    )
    return _render_section(
        "leverage",
        title,
        note,
        draw_bars(title, band_names, percentages, share_texts),
        [column_heading, labels["share"]],
        [
            [band_name, share_text]
            for band_name, share_text in zip(band_names, share_texts, strict=True)
        ],
        labels,
    )


def _render_findings(overview: Overview, labels: ReportLabels) -> str:
    title, note_template, column_heading = _find_group_texts("findings", labels)
    findings = overview.findings or {}
    label_by_severity: Mapping[str, str] = labels.value_by_key["severities"]
    counts = [count for _, count in findings.values()]
    count_texts = list(map(labels.format_number, counts))
    rows = [
        [check_id, label_by_severity[severity], count_text]
        for (check_id, (severity, _)), count_text in zip(
            findings.items(), count_texts, strict=True
        )
    ]
    return _render_section(
        "findings",
        title,
        note_template.format(overview.language_pair),
        draw_bars(title, list(findings), counts, count_texts) if counts else "",
        [column_heading, labels["severity"], labels["number"]],
        rows,
        labels,
    )


def _find_group_texts(name: str, labels: ReportLabels) -> tuple[str, str, str]:
    """Find title, explanation and first column of a group."""
    text_by_key: Mapping[str, str] = labels.value_by_key["groups"][name]
    return text_by_key["title"], text_by_key["note"], text_by_key["column"]


def _make_label_text(group_name: str, label: str, labels: ReportLabels) -> str:
    if label == UNKNOWN_LABEL:
        return labels["unknown"]
    if label == OTHER_LABELS:
        return labels["others"]
    name_by_label: Mapping[str, str] = labels.value_by_key["names"].get(group_name, {})
    return name_by_label.get(label, label)


def _render_section(
    section_id: str,
    title: str,
    note: str,
    chart: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    labels: ReportLabels,
) -> str:
    if not rows:
        return (
            f'<section id="{section_id}"><h2>{escape(title)}</h2>'
            f"<p>{escape(labels['nothing'])}</p></section>\n"
        )
    head = "".join(
        f'<th scope="col"{_NUMBER_CLASS if index else ""}>{escape(heading)}</th>'
        for index, heading in enumerate(headings)
    )
    body = "".join(
        f'<tr><th scope="row">{_escape(row[0])}</th>'
        + "".join(f"<td{_NUMBER_CLASS}>{_escape(cell)}</td>" for cell in row[1:])
        + "</tr>\n"
        for row in rows
    )
    return (
        f'<section id="{section_id}"><h2>{escape(title)}</h2>\n'
        f"<figure>{chart}<figcaption>{escape(note)}</figcaption></figure>\n"
        f"<table><caption>{escape(title)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>\n{body}</tbody></table></section>\n"
    )


_NUMBER_CLASS = ' class="number"'


def _escape(text: str) -> str:
    """Escape a text for HTML, and show its control characters."""
    return escape(show_control_characters(text))
