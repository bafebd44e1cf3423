"""Findings as one HTML page that needs nothing from outside.

Without scripts all findings are there; with them they can be filtered.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby

from exports.report import Report, ReportEntry
from tm.issue import Severity, Span
from tm.text.locale import Locale

_STYLE = """
:root { color-scheme: light dark; --line: #ddd; --faint: #666; --card: #fafafa;
  --error: #b3261e; --warning: #8a5a00; --info: #0b57a4 }
* { box-sizing: border-box }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 72rem;
  padding: 1rem; color: #222; background: #fff }
h1 { font-size: 1.5rem; margin: 0 } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem;
  overflow-wrap: anywhere }
.facts { color: var(--faint); margin: 0 0 1rem }
.tiles { display: flex; flex-wrap: wrap; gap: .5rem; margin: 1rem 0; padding: 0;
  list-style: none }
.tiles li { border: 1px solid var(--line); border-radius: .5rem; padding: .4rem .8rem }
.tiles b { font-size: 1.3rem; display: block }
form { display: flex; flex-wrap: wrap; gap: .5rem; margin: 1rem 0 }
form label { flex: 1 1 11rem; font-size: .85rem; color: var(--faint) }
select, input { font: inherit; width: 100%; display: block; padding: .25rem }
article { border: 1px solid var(--line); border-inline-start: 4px solid var(--tone);
  border-radius: .4rem; margin: .6rem 0; padding: .5rem .8rem; background: var(--card) }
article[data-severity=error] { --tone: var(--error) }
article[data-severity=warning] { --tone: var(--warning) }
article[data-severity=info] { --tone: var(--info) }
.head { margin: 0; font-size: .85rem; color: var(--faint); overflow-wrap: anywhere }
.head b { color: var(--tone) }
.message { margin: .15rem 0 .4rem; font-weight: 600 }
.texts { display: grid; grid-template-columns: 1fr 1fr; gap: .8rem; margin: 0 }
.texts.one { grid-template-columns: 1fr }
.texts p { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap }
mark { background: color-mix(in srgb, var(--tone) 25%, transparent); color: inherit;
  border-bottom: 2px solid var(--tone); border-radius: 2px }
.fix { margin: .4rem 0 0 } ins { text-decoration: none; font-weight: 600 }
table { border-collapse: collapse } td, th { padding: .15rem .8rem .15rem 0;
  text-align: start; vertical-align: top } td:last-child { text-align: end }
[hidden] { display: none }
@media (max-width: 40rem) { .texts { grid-template-columns: 1fr } }
@media print { form { display: none } article { break-inside: avoid } }
@media (prefers-color-scheme: dark) {
  :root { --line: #444; --faint: #aaa; --card: #242424; --error: #ff8a80;
    --warning: #ffca66; --info: #8ab4f8 }
  body { color: #ddd; background: #1c1c1c } }
"""

_SCRIPT = """
const form = document.querySelector("form");
function show() {
  const wish = Object.fromEntries(new FormData(form));
  const words = wish.words.toLowerCase();
  let count = 0;
  for (const section of document.querySelectorAll("section")) {
    let some = false;
    for (const card of section.querySelectorAll("article")) {
      const fits = ["check", "severity", "document"].every(
        (name) => !wish[name] || card.dataset[name] === wish[name]);
      card.hidden = !fits || !card.textContent.toLowerCase().includes(words);
      if (!card.hidden) { some = true; count += 1; }
    }
    section.hidden = !some;
  }
  document.querySelector("output").textContent = count;
}
form.hidden = false;
form.addEventListener("input", show);
form.addEventListener("submit", (event) => event.preventDefault());
show();
"""


def render(report: Report) -> bytes:
    """The page: a summary, filters, and each finding in both its texts."""
    title = escape(report.title)
    page = f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>{title}</h1>
<p class="facts">{_facts(report)}</p>
<ul class="tiles">{_tiles(report.severities)}</ul>
<details open><summary>Findings by check</summary>
{_summary(report)}
</details>
{_filters(report)}
<main>
{"".join(_sections(report))}
</main>
<script>{_SCRIPT}</script>
</body>
</html>
"""
    return page.encode("utf-8", "replace")


def _facts(report: Report) -> str:
    pair = f"{report.source} – {report.target}" if report.source else report.target
    facts = f"{pair} · {report.units:,} units checked · {report.at}"
    if report.dismissed:
        facts += f" · {report.dismissed:,} dismissed findings left out"
    return escape(facts)


def _tiles(counts: Counter[Severity]) -> str:
    return "".join(
        f"<li><b>{counts[severity]:,}</b>{severity.value}</li>" for severity in Severity
    )


def _summary(report: Report) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(id)}</code></td>"
        f"<td>{escape(report.descriptions.get(id, ''))}</td><td>{count:,}</td></tr>"
        for id, count in report.checks.most_common()
    )
    return f"<table><tbody>{rows}</tbody></table>" if rows else "<p>None.</p>"


def _filters(report: Report) -> str:
    documents = dict.fromkeys(entry.document for entry in report.entries)
    return (
        "<form hidden>"
        + _choice("severity", [severity.value for severity in Severity])
        + _choice("check", sorted(report.checks))
        + _choice("document", documents)
        + '<label>words <input name="words" type="search"></label>'
        + "<p><output></output> shown</p></form>"
    )


def _choice(name: str, values: Iterable[str]) -> str:
    options = "".join(f"<option>{escape(value)}</option>" for value in values)
    return (
        f'<label>{name} <select name="{name}"><option value="">all</option>{options}'
        "</select></label>"
    )


def _sections(report: Report) -> Iterator[str]:
    for document, entries in groupby(report.entries, key=lambda one: one.document):
        cards = "\n".join(_card(entry, report) for entry in entries)
        yield f"<section><h2>{escape(document)}</h2>\n{cards}\n</section>\n"


def _card(entry: ReportEntry, report: Report) -> str:
    issue = entry.issue
    severity = issue.severity.value
    texts = []
    if entry.source is not None and report.source is not None:
        texts.append(_text(entry.source, issue.source_span, report.source))
    texts.append(_text(entry.target, issue.target_span, report.target))
    related = f" · see {escape(', '.join(issue.related))}" if issue.related else ""
    fix = ""
    if issue.fix is not None:
        fix = f'<p class="fix">→ <ins>{escape(_visible(issue.fix))}</ins></p>'
    return (
        f'<article data-severity="{severity}" data-check="{escape(issue.check)}" '
        f'data-document="{escape(entry.document)}">'
        f'<p class="head"><b>{severity}</b> <code>{escape(issue.check)}</code> · '
        f"{escape(issue.unit)}{related} · <code>{issue.fingerprint}</code></p>"
        f'<p class="message">{escape(issue.message)}</p>'
        f'<div class="texts{" one" if len(texts) == 1 else ""}">{"".join(texts)}</div>'
        f"{fix}</article>"
    )


def _text(text: str, span: Span | None, locale: Locale) -> str:
    marked = escape(_visible(text))
    if span is not None:
        before, after = text[: span.start], text[span.end :]
        marked = (
            f"{escape(_visible(before))}<mark>{escape(_visible(span.of(text)))}</mark>"
            f"{escape(_visible(after))}"
        )
    return f'<p lang="{escape(locale.tag)}" dir="auto">{marked}</p>'


def _visible(text: str) -> str:
    """Control characters, which HTML cannot hold, as their code points."""
    return "".join(
        letter if letter >= " " or letter in "\n\t" else f"⟨{ord(letter):04X}⟩"
        for letter in text
    )
