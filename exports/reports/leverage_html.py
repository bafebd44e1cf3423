"""A leverage report as one self-contained HTML page."""

from html import escape

from exports.reports.page_frame import format_page_start
from tm.match.leverage import Leverage, TextAmount

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 48rem;
  padding: 0 1rem; color: #222; background: #fff }
table { border-collapse: collapse; width: 100% }
th, td { padding: .3rem .6rem; text-align: right; border-bottom: 1px solid #ddd }
th:first-child { text-align: left; font-weight: normal }
thead th:first-child, thead th { font-weight: bold }
tfoot th, tfoot td { font-weight: bold; border-bottom: 0 }
meter { width: 8rem }
@media (prefers-color-scheme: dark) { body { color: #ddd; background: #222 }
  th, td { border-color: #444 } }
"""


def render_leverage_page(report: Leverage, *, title: str, file_names: list[str]) -> str:
    """Render the page of a leverage report of files."""
    total_amount = report.total
    body_rows = "\n".join(
        _render_band_row(band_name, band_amount, total_amount)
        for band_name, band_amount in report.amount_by_band.items()
    )
    file_items = "".join(f"<li>{escape(file_name)}</li>" for file_name in file_names)
    page_start = format_page_start(title, _STYLE)
    return f"""{page_start}<h1>{escape(title)}</h1>
<ul>{file_items}</ul>
<table>
<thead><tr><th scope="col">Match</th><th scope="col">Segments</th>
<th scope="col">Words</th><th scope="col">Characters</th>
<th scope="col">Share of words</th></tr></thead>
<tbody>
{body_rows}
</tbody>
<tfoot>{_render_band_row("total", total_amount, total_amount)}</tfoot>
</table>
</body>
</html>
"""


def _render_band_row(
    band_name: str, band_amount: TextAmount, total_amount: TextAmount
) -> str:
    word_share = (
        band_amount.word_count / total_amount.word_count
        if total_amount.word_count
        else 0.0
    )
    cells = "".join(
        f"<td>{count:,}</td>"
        for count in (
            band_amount.segment_count,
            band_amount.word_count,
            band_amount.character_count,
        )
    )
    meter = f'<meter value="{word_share:.4f}">{word_share:.1%}</meter> {word_share:.1%}'
    return f'<tr><th scope="row">{escape(band_name)}</th>{cells}<td>{meter}</td></tr>'
