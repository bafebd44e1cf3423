"""An alignment as one self-contained HTML page.

The texts are shown side by side, one row for each bead, in the order of the texts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from exports.reports.page_frame import format_page_start
from tm.align.beads import Bead, Ladder
from tm.text.locale import Locale

_CERTAIN_SCORE = 0.7
"""Pairs with this score go into a memory without review; the page counts the others."""

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

    text_name: str
    locale: Locale
    sentences: Sequence[str]

    def join_sentences(self, sentence_range: range) -> str:
        """Join a range of the sentences into one text."""
        separator = " " if self.locale.uses_spaces else ""
        return separator.join(
            self.sentences[sentence_index] for sentence_index in sentence_range
        )


def render_alignment_page(
    ladder: Ladder,
    source_text: AlignedText,
    target_text: AlignedText,
    *,
    name_by_bead: Mapping[Bead, str] | None = None,
) -> str:
    """Render the page of an alignment of two texts.

    Omissions are marked. The colour of a pair goes from red to green with its score,
    which is also written. `name_by_bead`: the names by which commands accept pairs.
    """
    title = f"{source_text.text_name} – {target_text.text_name}"
    source_heading, target_heading = map(
        _render_text_heading, (source_text, target_text)
    )
    rows = "\n".join(
        _render_bead_row(
            bead_number, bead, source_text, target_text, (name_by_bead or {}).get(bead)
        )
        for bead_number, bead in enumerate(ladder, 1)
    )
    page_start = format_page_start(title, _STYLE)
    return f"""{page_start}<h1>{escape(title)}</h1>
<p>{_summarise_ladder(ladder)}</p>
<table>
<thead><tr>{source_heading}<th class="bead" scope="col">score</th>{target_heading}
</tr></thead>
<tbody>
{rows}
</tbody>
</table>
</body>
</html>
"""


def _summarise_ladder(ladder: Ladder) -> str:
    paired_beads = list(ladder.list_paired_beads())
    uncertain_pair_count = sum(bead.score < _CERTAIN_SCORE for bead in paired_beads)
    omitted_sentence_count = sum(
        len(bead.source_range) for bead in ladder if not bead.target_range
    )
    added_sentence_count = sum(
        len(bead.target_range) for bead in ladder if not bead.source_range
    )
    clauses = [
        f"{len(paired_beads)} pairs, {uncertain_pair_count} of them with a score under "
        f"{_CERTAIN_SCORE:g}",
        f"{omitted_sentence_count} sentences left out",
        f"{added_sentence_count} sentences added",
    ]
    return "; ".join(clauses) + "."


def _render_text_heading(aligned_text: AlignedText) -> str:
    heading = f"{aligned_text.text_name} ({aligned_text.locale.tag})"
    return f'<th scope="col">{escape(heading)}</th>'


def _render_bead_row(
    bead_number: int,
    bead: Bead,
    source_text: AlignedText,
    target_text: AlignedText,
    bead_name: str | None,
) -> str:
    class_attribute = "" if bead.is_pair else ' class="omission"'
    bead_label = (
        f"{bead.score:.2f}" if bead.is_pair else ("+" if bead.target_range else "−")
    )
    title_attribute = "" if bead.is_pair else ' title="only one text has this"'
    bead_cell = (
        f'<td class="bead"><a href="#b{bead_number}" style="--score:{bead.score:.2f}"'
        f"{title_attribute}>"
        f"{bead_label}</a>"
        f"{f'<code>{escape(bead_name)}</code>' if bead_name else ''}</td>"
    )
    source_content, target_content = (
        "".join(_render_sentences(aligned_text, sentence_range))
        for aligned_text, sentence_range in (
            (source_text, bead.source_range),
            (target_text, bead.target_range),
        )
    )
    cells = (
        f"{_render_text_cell(source_text, source_content)}{bead_cell}"
        f"{_render_text_cell(target_text, target_content)}"
    )
    return f'<tr id="b{bead_number}"{class_attribute}>{cells}</tr>'


def _render_text_cell(aligned_text: AlignedText, content: str) -> str:
    return f'<td lang="{escape(aligned_text.locale.tag)}" dir="auto">{content}</td>'


def _render_sentences(
    aligned_text: AlignedText, sentence_range: range
) -> Iterator[str]:
    """Yield a paragraph for each sentence, with its number."""
    for sentence_index in sentence_range:
        escaped_sentence = escape(aligned_text.sentences[sentence_index])
        yield f'<p><span class="number">{sentence_index}</span>{escaped_sentence}</p>'
