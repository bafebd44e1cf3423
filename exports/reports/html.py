"""Findings as one HTML page that needs nothing from outside.

Without scripts all findings are there; with them they can be filtered.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from html import escape
from importlib.resources import files
from itertools import chain
from typing import BinaryIO

from exports.reports.report import Report, ReportEntry, excerpt, visible
from tm.finding import Severity, Span
from tm.text.locale import Locale

_CODE = re.compile("`([^`]+)`")
_MOST_SHOWN = 10_000
"""Findings that a browser opens and filters without making people wait."""
_MOST_OPEN = 12
"""Checks that the summary lists without being asked."""


def render(report: Report, file: BinaryIO) -> None:
    """Write the page: a summary, filters, and each finding in both its texts."""
    for part in _parts(report):
        file.write(part.encode("utf-8", "replace"))


def _parts(report: Report) -> Iterator[str]:
    title, shown_report = escape(report.title), report.some(_MOST_SHOWN)
    yield f"""<!DOCTYPE html>
<html lang="{report.words.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{_file("report.css")}</style>
</head>
<body>
<header>
<h1>{title}</h1>
<p class="facts">{_facts(report)}</p>
<ul class="tiles">{_tiles(report)}</ul>
{_by_check(report)}
{_by_document(report, shown_report)}
{_help(report)}
</header>
{_kept(report, shown_report)}{_filters(shown_report)}
<main>
"""
    yield from _sections(shown_report)
    if not report.documents:
        yield f"<p>{escape(report.words['none'])}</p>"
    yield f"""
</main>
<script>{_file("report.js")}</script>
</body>
</html>
"""


def _file(name: str) -> str:
    return (files("exports.reports") / "data" / "report" / name).read_text(
        encoding="utf-8"
    )


def _facts(report: Report) -> str:
    words = report.words
    facts = [
        report.pair,
        words.count("units", report.units),
        report.at.replace("T", " "),
    ]
    if report.dismissed:
        facts.append(words.count("dismissed", report.dismissed))
    return escape(" · ".join(facts))


def _tiles(report: Report) -> str:
    words, counts = report.words, report.severities
    return "".join(
        f'<li class="{severity.value}"><b>{words.number(counts[severity])}</b>'
        f"{escape(words.count(severity.value, counts[severity]))}</li>"
        for severity in Severity
    )


def _by_check(report: Report) -> str:
    """How many findings each check has, and what it finds."""
    words = report.words
    rows = "".join(
        f'<tr id="check-{escape(id)}"><th scope="row"><code>{escape(id)}</code></th>'
        f'<td class="finds">{_described(report.description(id))}</td>'
        f'<td class="tone">{_severities(counts, report)}</td>'
        f'<td class="number">{words.number(counts.total())}</td></tr>\n'
        for id, counts in report.checks.items()
    )
    if not rows:
        return ""
    head = _head(report, "check", "finds", "severity", "number")
    return (
        f"<details{' open' if len(report.checks) <= _MOST_OPEN else ''}>"
        f"<summary>{escape(words['by_check'])}</summary>\n"
        f'<table class="checks">{head}<tbody>\n{rows}</tbody></table></details>'
    )


def _severities(counts: Counter[Severity], report: Report) -> str:
    words = report.words
    return "".join(
        f'<span class="{severity.value}">{escape(words.severity(severity))}</span>'
        for severity in Severity
        if counts[severity]
    )


def _described(description: str) -> str:
    """A description; what stands between grave accents is code."""
    return _CODE.sub(r"<code>\1</code>", escape(description))


def _by_document(report: Report, shown_report: Report) -> str:
    """How many findings each document shown has; nothing to say of a single one."""
    words = report.words
    if len(report.documents) < 2:
        return ""
    numbers = {name: number for number, name in enumerate(report.documents)}
    counts = (
        report.of_document(numbers[name]).total() for name in shown_report.documents
    )
    rows = "".join(
        f'<tr><th scope="row"><a href="#document-{number}">{_shown(title)}</a></th>'
        f'<td class="number">{words.number(count)}</td></tr>\n'
        for number, (title, count) in enumerate(
            zip(shown_report.titles, counts, strict=True)
        )
    )
    return (
        f"<details><summary>{escape(words['by_document'])}</summary>\n"
        f"<table>{_head(report, 'document', 'number')}<tbody>\n{rows}</tbody></table>"
        "</details>"
    )


def _head(report: Report, *names: str) -> str:
    cells = "".join(
        f'<th scope="col"{_NUMBER if name == "number" else ""}>'
        f"{escape(report.words[name])}</th>"
        for name in names
    )
    return f"<thead><tr>{cells}</tr></thead>"


_NUMBER = ' class="number"'


def _help(report: Report) -> str:
    sentences = "".join(
        f"<p>{escape(sentence)}</p>" for sentence in report.words.all("help")
    )
    title = escape(report.words["help_title"])
    return f"<details><summary>{title}</summary>{sentences}</details>"


def _kept(report: Report, shown_report: Report) -> str:
    """What is said where not all findings are shown."""
    if shown_report is report:
        return ""
    numbers = map(report.words.number, (len(shown_report.entries), len(report.entries)))
    return f'<p class="facts">{escape(report.words.of("some_shown", *numbers))}</p>\n'


def _filters(report: Report) -> str:
    words = report.words
    return (
        f'<form hidden role="search" aria-label="{escape(words["filters"])}">'
        + _choice(
            report,
            "severity",
            {severity.value: words.severity(severity) for severity in Severity},
        )
        + _choice(report, "check", {id: id for id in sorted(report.checks)})
        + _choice(
            report,
            "document",
            dict(zip(report.documents, report.titles, strict=True)),
        )
        + f'<label>{escape(words["words"])} <input name="words" type="search"></label>'
        f'<p><output aria-live="polite" data-words="{escape(words["shown"])}"></output>'
        f'<button type="reset">{escape(words["clear"])}</button></p></form>'
    )


def _choice(report: Report, name: str, values: Mapping[str, str]) -> str:
    options = "".join(
        f'<option value="{escape(value)}">{_shown(label)}</option>'
        for value, label in values.items()
    )
    return (
        f'<label>{escape(report.words[name])} <select name="{name}">'
        f'<option value="">{escape(report.words["all"])}</option>{options}'
        "</select></label>"
    )


def _sections(report: Report) -> Iterator[str]:
    documents = zip(report.documents, report.titles, report.by_document(), strict=True)
    for number, (name, title, entries) in enumerate(documents):
        first_entry = next(entries)
        yield (
            f'<section id="document-{number}" data-document="{escape(name)}">'
            f"<h2>{_shown(title)}</h2>\n{_page(first_entry, name, title)}"
        )
        for entry in chain([first_entry], entries):
            yield f"{_card(entry, report, first_entry.url)}\n"
        yield "</section>\n"


def _page(entry: ReportEntry, name: str, title: str) -> str:
    """What a document is called in the memory, and where its page is."""
    facts = [] if name == title else [_shown(name)]
    if entry.url:
        url = _shown(entry.url)
        is_web = entry.url.startswith(("http://", "https://"))
        facts.append(f'<a href="{url}" rel="noreferrer">{url}</a>' if is_web else url)
    return f'<p class="facts">{" · ".join(facts)}</p>\n' if facts else ""


def _card(entry: ReportEntry, report: Report, page: str | None) -> str:
    """One finding; its address is told unless its document has it as its `page`."""
    finding, words = entry.finding, report.words
    texts = []
    if entry.source is not None and report.source is not None:
        texts.append(
            _text("source", entry.source, finding.source_span, report.source, report)
        )
    texts.append(
        _text("target", entry.target, finding.target_span, report.target, report)
    )
    fix = ""
    if finding.fix is not None:
        fix = (
            f'<p class="fix">→ <ins lang="{escape(report.target.tag)}" dir="auto">'
            f"{_shown(finding.fix or words['nothing'])}</ins></p>"
        )
    check = escape(finding.check)
    return (
        f'<article class="{finding.severity.value}" data-check="{check}">'
        f'<p class="head"><b>{escape(words.severity(finding.severity))}</b> '
        f'<a href="#check-{check}"><code>{check}</code></a> · {_place(entry)}</p>'
        f"<h3>{_shown(finding.message)}</h3>"
        f'<dl class="texts{" one" if len(texts) == 1 else ""}">{"".join(texts)}</dl>'
        f'{fix}<p class="foot">{_foot(entry, report, page)}</p></article>'
    )


def _place(entry: ReportEntry) -> str:
    unit = entry.finding.unit
    line = f" · {entry.path}:{entry.line}" if entry.path and entry.line else ""
    return _shown(unit + line)


def _foot(entry: ReportEntry, report: Report, page: str | None) -> str:
    words, finding = report.words, entry.finding
    related = ""
    if finding.related:
        related = f"{words['also']} {', '.join(finding.related)} · "
    url = f"{entry.url} · " if entry.url and entry.url != page else ""
    name = escape(words["fingerprint"])
    return f"{_shown(related + url)}{name} <code>{escape(finding.fingerprint)}</code>"


def _text(
    name: str, text: str, span: Span | None, locale: Locale, report: Report
) -> str:
    text, span = excerpt(text, span)
    marked = _shown(text)
    if span is not None:
        before, after = text[: span.start], text[span.end :]
        marked = f"{_shown(before)}<mark>{_shown(span.of(text))}</mark>{_shown(after)}"
    label = f"{report.words[name]} ({locale})"
    return (
        f'<div><dt>{escape(label)}</dt><dd lang="{escape(locale.tag)}" dir="auto">'
        f"{marked}</dd></div>"
    )


def _shown(text: str) -> str:
    """A text as HTML can hold it."""
    return escape(visible(text))
