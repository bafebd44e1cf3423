"""Findings as one self-contained HTML page.

A script filters the findings; without scripts the page shows all of them.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from html import escape
from importlib.resources import files
from itertools import chain
from typing import BinaryIO

from exports.reports.page_frame import format_page_start
from exports.reports.report import (
    Report,
    ReportEntry,
    cut_excerpt,
)
from tm.finding import Severity, Span
from tm.text.control_characters import show_control_characters
from tm.text.locale import Locale

_CODE_PATTERN = re.compile("`([^`]+)`")
_MAX_FINDING_COUNT = 10_000
"""More findings would make people wait for their browser."""
_MAX_OPEN_CHECK_COUNT = 12
"""With more checks, the summary of checks is folded."""


def write_report(
    report: Report, file: BinaryIO, *, max_finding_count: int = _MAX_FINDING_COUNT
) -> None:
    """Write the page: a summary, filters, and findings with their texts."""
    for part in _render_parts(report, report.limit_entries(max_finding_count)):
        file.write(part.encode("utf-8", "replace"))


def _render_parts(report: Report, shown_report: Report) -> Iterator[str]:
    """Render a report, with those of its findings that the page shows."""
    page_start = format_page_start(
        report.title, _read_asset("report.css"), report.labels.language
    )
    yield f"""{page_start}<header>
<h1>{escape(report.title)}</h1>
<p class="facts">{_render_facts(report)}</p>
<ul class="tiles">{_render_severity_tiles(report)}</ul>
{_render_check_table(report)}
{_render_document_table(report, shown_report)}
{_render_help(report)}
</header>
{_render_limit_notice(report, shown_report)}{_render_filter_form(shown_report)}
<main>
"""
    yield from _render_document_sections(shown_report)
    if not report.document_names:
        yield f"<p>{escape(report.labels['none'])}</p>"
    yield f"""
</main>
<script>{_read_asset("report.js")}</script>
</body>
</html>
"""


def _read_asset(file_name: str) -> str:
    return (files("exports.reports") / "data" / "report" / file_name).read_text(
        encoding="utf-8"
    )


def _render_facts(report: Report) -> str:
    """Render the languages, the number of units and the time of the run."""
    labels = report.labels
    facts = [
        report.language_pair,
        labels.format_count("units", report.unit_count),
        report.checked_at.replace("T", " "),
    ]
    if report.dismissed_count:
        facts.append(labels.format_count("dismissed", report.dismissed_count))
    return escape(" · ".join(facts))


def _render_severity_tiles(report: Report) -> str:
    labels, severity_counts = report.labels, report.severity_counts
    return "".join(
        f'<li class="{severity.value}"><b>'
        f"{labels.format_number(severity_counts[severity])}</b>"
        f"{escape(labels.format_count(severity.value, severity_counts[severity]))}</li>"
        for severity in Severity
    )


def _render_check_table(report: Report) -> str:
    """Render a table of the checks with their descriptions and counts of findings."""
    labels, counts_by_check_id = report.labels, report.severity_counts_by_check_id
    table_rows = "".join(
        f'<tr id="check-{escape(check_id)}"><th scope="row"><code>{escape(check_id)}'
        f"</code></th>"
        f'<td class="finds">{_render_description(report.describe_check(check_id))}</td>'
        f'<td class="tone">{_render_severities(severity_counts, report)}</td>'
        f'<td class="number">{labels.format_number(severity_counts.total())}</td></tr>'
        "\n"
        for check_id, severity_counts in counts_by_check_id.items()
    )
    if not table_rows:
        return ""
    table_head = _render_table_head(report, "check", "finds", "severity", "number")
    is_open = len(counts_by_check_id) <= _MAX_OPEN_CHECK_COUNT
    return (
        f"<details{' open' if is_open else ''}>"
        f"<summary>{escape(labels['by_check'])}</summary>\n"
        f'<table class="checks">{table_head}<tbody>\n{table_rows}</tbody></table>'
        "</details>"
    )


def _render_severities(severity_counts: Counter[Severity], report: Report) -> str:
    labels = report.labels
    return "".join(
        f'<span class="{severity.value}">{escape(labels.name_severity(severity))}'
        "</span>"
        for severity in Severity
        if severity_counts[severity]
    )


def _render_description(description: str) -> str:
    """Render a description, with text between grave accents as code."""
    return _CODE_PATTERN.sub(r"<code>\1</code>", escape(description))


def _render_document_table(report: Report, shown_report: Report) -> str:
    """Render a table of documents and counts of findings if there are several."""
    labels = report.labels
    if len(report.document_names) < 2:
        return ""
    index_by_document = {
        document_name: document_index
        for document_index, document_name in enumerate(report.document_names)
    }
    finding_counts = (
        report.count_severities(index_by_document[document_name]).total()
        for document_name in shown_report.document_names
    )
    table_rows = "".join(
        f'<tr><th scope="row"><a href="#document-{document_index}">'
        f"{_escape_text(document_title)}</a></th>"
        f'<td class="number">{labels.format_number(finding_count)}</td></tr>\n'
        for document_index, (document_title, finding_count) in enumerate(
            zip(shown_report.document_titles, finding_counts, strict=True)
        )
    )
    return (
        f"<details><summary>{escape(labels['by_document'])}</summary>\n"
        f"<table>{_render_table_head(report, 'document', 'number')}<tbody>\n"
        f"{table_rows}</tbody></table>"
        "</details>"
    )


def _render_table_head(report: Report, *label_keys: str) -> str:
    cells = "".join(
        f'<th scope="col"{_NUMBER_CLASS_ATTRIBUTE if label_key == "number" else ""}>'
        f"{escape(report.labels[label_key])}</th>"
        for label_key in label_keys
    )
    return f"<thead><tr>{cells}</tr></thead>"


_NUMBER_CLASS_ATTRIBUTE = ' class="number"'


def _render_help(report: Report) -> str:
    paragraphs = "".join(
        f"<p>{escape(sentence)}</p>" for sentence in report.labels.list_texts("help")
    )
    escaped_title = escape(report.labels["help_title"])
    return f"<details><summary>{escaped_title}</summary>{paragraphs}</details>"


def _render_limit_notice(report: Report, shown_report: Report) -> str:
    """Render how many of the findings are shown, unless all of them are."""
    if shown_report is report:
        return ""
    formatted_numbers = map(
        report.labels.format_number, (len(shown_report.entries), len(report.entries))
    )
    return (
        f'<p class="facts">'
        f"{escape(report.labels.fill_in('some_shown', *formatted_numbers))}</p>\n"
    )


def _render_filter_form(report: Report) -> str:
    labels = report.labels
    return (
        f'<form hidden role="search" aria-label="{escape(labels["filters"])}">'
        + _render_choice(
            report,
            "severity",
            {severity.value: labels.name_severity(severity) for severity in Severity},
        )
        + _render_choice(
            report,
            "check",
            {
                check_id: check_id
                for check_id in sorted(report.severity_counts_by_check_id)
            },
        )
        + _render_choice(
            report,
            "document",
            dict(zip(report.document_names, report.document_titles, strict=True)),
        )
        + f'<label>{escape(labels["words"])} <input name="words" type="search"></label>'
        f'<p><output aria-live="polite" data-words="{escape(labels["shown"])}">'
        "</output>"
        f'<button type="reset">{escape(labels["clear"])}</button></p></form>'
    )


def _render_choice(
    report: Report, field_name: str, label_by_value: Mapping[str, str]
) -> str:
    """Render a filter: a list of values from which one is chosen."""
    option_elements = "".join(
        f'<option value="{escape(option_value)}">{_escape_text(option_label)}</option>'
        for option_value, option_label in label_by_value.items()
    )
    return (
        f'<label>{escape(report.labels[field_name])} <select name="{field_name}">'
        f'<option value="">{escape(report.labels["all"])}</option>{option_elements}'
        "</select></label>"
    )


def _render_document_sections(report: Report) -> Iterator[str]:
    for document_index, (document_name, document_title, entries) in enumerate(
        zip(
            report.document_names,
            report.document_titles,
            report.group_by_document(),
            strict=True,
        )
    ):
        first_entry = next(entries)
        yield (
            f'<section id="document-{document_index}" data-document="'
            f'{escape(document_name)}">'
            f"<h2>{_escape_text(document_title)}</h2>\n"
            f"{_render_document_facts(first_entry, document_name, document_title)}"
        )
        for entry in chain([first_entry], entries):
            yield f"{_render_finding(entry, report, first_entry.url)}\n"
        yield "</section>\n"


def _render_document_facts(
    first_entry: ReportEntry, document_name: str, document_title: str
) -> str:
    """Render a document's name in the memory and the address of its page."""
    facts = [] if document_name == document_title else [_escape_text(document_name)]
    if first_entry.url:
        escaped_url = _escape_text(first_entry.url)
        is_web_address = first_entry.url.startswith(("http://", "https://"))
        facts.append(
            f'<a href="{escaped_url}" rel="noreferrer">{escaped_url}</a>'
            if is_web_address
            else escaped_url
        )
    return f'<p class="facts">{" · ".join(facts)}</p>\n' if facts else ""


def _render_finding(
    entry: ReportEntry, report: Report, document_url: str | None
) -> str:
    """Render a finding, with its address if it differs from its document's."""
    finding, labels = entry.finding, report.labels
    text_blocks = []
    if entry.source is not None and report.source_locale is not None:
        text_blocks.append(
            _render_unit_text(
                "source",
                entry.source,
                finding.source_span,
                report.source_locale,
                report,
            )
        )
    text_blocks.append(
        _render_unit_text(
            "target", entry.target, finding.target_span, report.target_locale, report
        )
    )
    fix_paragraph = ""
    if finding.fix is not None:
        language_tag = escape(report.target_locale.tag)
        fix_paragraph = (
            f'<p class="fix">→ <ins lang="{language_tag}" dir="auto">'
            f"{_escape_text(finding.fix or labels['nothing'])}</ins></p>"
        )
    check_id = escape(finding.check)
    return (
        f'<article class="{finding.severity.value}" data-check="{check_id}">'
        f'<p class="head"><b>{escape(labels.name_severity(finding.severity))}</b> '
        f'<a href="#check-{check_id}"><code>{check_id}</code></a> · '
        f"{_render_finding_position(entry)}</p>"
        f"<h3>{_escape_text(finding.message)}</h3>"
        f'<dl class="texts{" one" if len(text_blocks) == 1 else ""}">'
        f"{''.join(text_blocks)}</dl>"
        f'{fix_paragraph}<p class="foot">'
        f"{_render_finding_foot(entry, report, document_url)}</p></article>"
    )


def _render_finding_position(entry: ReportEntry) -> str:
    """Render the unit of a finding, with its file and line if they are known."""
    unit_name = entry.finding.unit
    line_suffix = f" · {entry.path}:{entry.line}" if entry.path and entry.line else ""
    return _escape_text(unit_name + line_suffix)


def _render_finding_foot(
    entry: ReportEntry, report: Report, document_url: str | None
) -> str:
    """Render related units, the address and the fingerprint of a finding."""
    labels, finding = report.labels, entry.finding
    related_units = ""
    if finding.related:
        related_units = f"{labels['also']} {', '.join(finding.related)} · "
    url_prefix = f"{entry.url} · " if entry.url and entry.url != document_url else ""
    fingerprint_label = escape(labels["fingerprint"])
    return (
        f"{_escape_text(related_units + url_prefix)}{fingerprint_label} <code>"
        f"{escape(finding.fingerprint)}</code>"
    )


def _render_unit_text(
    label_key: str, text: str, span: Span | None, locale: Locale, report: Report
) -> str:
    """Render a text of a unit, with the flagged words marked."""
    text, span = cut_excerpt(text, span)
    marked_text = _escape_text(text)
    if span is not None:
        text_before, text_after = text[: span.start], text[span.end :]
        marked_text = (
            f"{_escape_text(text_before)}<mark>{_escape_text(span.of(text))}</mark>"
            f"{_escape_text(text_after)}"
        )
    text_label = f"{report.labels[label_key]} ({locale})"
    return (
        f'<div><dt>{escape(text_label)}</dt><dd lang="{escape(locale.tag)}" dir="auto">'
        f"{marked_text}</dd></div>"
    )


def _escape_text(text: str) -> str:
    """Escape a text for HTML, and show its control characters."""
    return escape(show_control_characters(text))
