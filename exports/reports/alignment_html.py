"""An alignment as one HTML page that needs nothing from outside.

Both texts stand beside each other, a bead a row, in the order of the texts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from tm.align.ladder import Bead, Ladder
from tm.text.locale import Locale

_SURE = 0.7
"""From here on pairs go into a memory unasked; the page counts the others."""

_STYLE = """
:root { color-scheme: light dark; --line: #ddd; --faint: #666; --gap: #f2f2f2 }
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 80rem;
  padding: 0 1rem; color: #222; background: #fff }
table { border-collapse: collapse; width: 100%; table-layout: fixed }
th, td { padding: .4rem .6rem; text-align: start; vertical-align: top;
  border-bottom: 1px solid var(--line); overflow-wrap: anywhere }
.bead { width: 4rem; text-align: center }
.bead a { display: block; color: #111; text-decoration: none; border-radius: .3rem;
  background: hsl(calc(var(--score) * 120) 70% 75%) }
.omission td { background: var(--gap); color: var(--faint) }
.omission .bead a { background: none; border: 1px dashed; color: inherit }
tr:target td { outline: 2px solid }
td p { margin: 0 }
.bead code { font-size: .7em; color: var(--faint) }
.number { color: var(--faint); font-size: .75em; margin-inline-end: .4em }
@media (prefers-color-scheme: dark) {
  :root { --line: #444; --faint: #aaa; --gap: #2b2b2b }
  body { color: #ddd; background: #1c1c1c } }
"""


@dataclass(frozen=True, slots=True)
class AlignedText:
    """One of the texts of an alignment."""

    name: str
    locale: Locale
    sentences: Sequence[str]

    def joined(self, numbers: range) -> str:
        """Some of its sentences as one text."""
        gap = " " if self.locale.uses_spaces else ""
        return gap.join(self.sentences[number] for number in numbers)


def alignment_page(
    ladder: Ladder,
    source: AlignedText,
    target: AlignedText,
    *,
    names: Mapping[Bead, str] | None = None,
) -> str:
    """The page of a ladder between two texts.

    Omissions are marked; the colour of a pair goes from red to green with its
    confidence, which is also written. `names` are what commands call the pairs.
    """
    title = escape(f"{source.name} – {target.name}")
    rows = "\n".join(
        _row(number, bead, source, target, (names or {}).get(bead))
        for number, bead in enumerate(ladder, 1)
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>{title}</h1>
<p>{_summary(ladder)}</p>
<table>
<thead><tr>{_heading(source)}<th class="bead" scope="col">score</th>{_heading(target)}
</tr></thead>
<tbody>
{rows}
</tbody>
</table>
</body>
</html>
"""


def _summary(ladder: Ladder) -> str:
    pairs = list(ladder.paired_beads())
    unsure = sum(bead.score < _SURE for bead in pairs)
    left_out = sum(len(pair.source) for pair in ladder if not pair.target)
    added = sum(len(pair.target) for pair in ladder if not pair.source)
    sentences = [
        f"{len(pairs)} pairs, {unsure} of them with a score under {_SURE:g}",
        f"{left_out} sentences left out",
        f"{added} sentences added",
    ]
    return "; ".join(sentences) + "."


def _heading(text: AlignedText) -> str:
    return f'<th scope="col">{escape(text.name)} ({escape(text.locale.tag)})</th>'


def _row(
    number: int, bead: Bead, source: AlignedText, target: AlignedText, name: str | None
) -> str:
    kind = "" if bead.is_pair else ' class="omission"'
    label = f"{bead.score:.2f}" if bead.is_pair else ("+" if bead.target else "−")
    what = "" if bead.is_pair else ' title="only one text has this"'
    link = (
        f'<td class="bead"><a href="#b{number}" style="--score:{bead.score:.2f}"{what}>'
        f"{label}</a>{f'<code>{escape(name)}</code>' if name else ''}</td>"
    )
    left_cell, right = (
        "".join(_sentences(text, numbers))
        for text, numbers in ((source, bead.source), (target, bead.target))
    )
    cells = f"{_cell(source, left_cell)}{link}{_cell(target, right)}"
    return f'<tr id="b{number}"{kind}>{cells}</tr>'


def _cell(text: AlignedText, content: str) -> str:
    return f'<td lang="{escape(text.locale.tag)}" dir="auto">{content}</td>'


def _sentences(text: AlignedText, numbers: range) -> Iterator[str]:
    for number in numbers:
        sentence = escape(text.sentences[number])
        yield f'<p><span class="number">{number}</span>{sentence}</p>'
