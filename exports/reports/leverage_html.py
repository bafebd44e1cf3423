"""A leverage report as one HTML page that needs nothing from outside."""

from html import escape

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


def leverage_page(report: Leverage, *, title: str, files: list[str]) -> str:
    """The page of a report; `files` are named on it."""
    total = report.total
    body = "\n".join(_row(name, amount, total) for name, amount in report.bands.items())
    file_list = "".join(f"<li>{escape(name)}</li>" for name in files)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>{escape(title)}</h1>
<ul>{file_list}</ul>
<table>
<thead><tr><th scope="col">Match</th><th scope="col">Segments</th>
<th scope="col">Words</th><th scope="col">Characters</th>
<th scope="col">Share of words</th></tr></thead>
<tbody>
{body}
</tbody>
<tfoot>{_row("total", total, total)}</tfoot>
</table>
</body>
</html>
"""


def _row(name: str, amount: TextAmount, total: TextAmount) -> str:
    share = amount.words / total.words if total.words else 0.0
    cells = "".join(
        f"<td>{count:,}</td>"
        for count in (amount.segments, amount.words, amount.characters)
    )
    meter = f'<meter value="{share:.4f}">{share:.1%}</meter> {share:.1%}'
    return f'<tr><th scope="row">{escape(name)}</th>{cells}<td>{meter}</td></tr>'
