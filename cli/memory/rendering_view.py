"""How a phrase was translated: counts of its renderings, with examples."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cli.console.output_formats import print_result
from cli.console.workspace import Workspace
from padanan.contents.rendering_summaries import (
    EXAMPLE_COUNT,
    RenderingKnowledge,
    count_hit_renderings,
)
from tm.match.concordance.concordance import ConcordanceHit
from tm.match.concordance.counted_renderings import CountedRenderings, LocatedHit
from tm.text.locale import Locale

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_HIGHLIGHT_STYLE = "bold reverse"
_HIGHLIGHT_BRACKETS = ("[", "]")


def show_renderings(
    workspace: Workspace,
    hits: Sequence[ConcordanceHit],
    locales: tuple[Locale, Locale],
    limit: int,
) -> None:
    """Print the renderings of the phrase of hits, and say how many were not linked."""
    knowledge = RenderingKnowledge.read(workspace.database, locales)
    counts = count_hit_renderings(hits, knowledge)
    shown_renderings = counts.renderings[:limit]
    unlinked_count = len(counts.unlinked_hits)
    records: list[dict[str, Any]] = [
        {
            "rendering": rendering.text,
            "count": rendering.count,
            "examples": list(map(_make_example_json, rendering.located_hits))[
                :EXAMPLE_COUNT
            ],
        }
        for rendering in shown_renderings
    ]
    if unlinked_count:
        examples = list(map(_make_example_json, counts.unlinked_hits))[:EXAMPLE_COUNT]
        records.append(
            {"rendering": None, "count": unlinked_count, "examples": examples}
        )
    print_result(
        workspace,
        records,
        columns=["count", "rendering", "source", "target"],
        rows=[
            [
                record["count"],
                record["rendering"],
                record["examples"][0]["source"],
                record["examples"][0]["target"],
            ]
            for record in records
        ],
        draw_table=lambda console: _draw_counts(console, counts, limit),
    )
    linked_count = counts.hit_count - unlinked_count
    workspace.say(
        f"Linked in {linked_count:,} of {counts.hit_count:,} translations "
        f"({_format_share(linked_count, counts.hit_count)}); "
        "in the others no words could be linked with the phrase"
    )


def _make_example_json(located_hit: LocatedHit) -> dict[str, Any]:
    hit, span = located_hit.hit, located_hit.target_span
    assert hit.target is not None
    return {
        "source": hit.source.text,
        "span": [hit.span.start, hit.span.end],
        "target": hit.target.text,
        "target_span": [span.start, span.end] if span else None,
    }


def _draw_counts(console: "Console", counts: CountedRenderings, limit: int) -> None:
    count_width = len(f"{counts.hit_count:,}")
    for rendering in counts.renderings[:limit]:
        share = _format_share(rendering.count, counts.hit_count)
        console.print(
            f"{rendering.count:>{count_width},}  {share:>5}  {rendering.text}",
            style="bold",
            markup=False,
            soft_wrap=True,
        )
        _draw_example(console, rendering.located_hits[0])
    if counts.unlinked_hits:
        share = _format_share(len(counts.unlinked_hits), counts.hit_count)
        console.print(
            f"{len(counts.unlinked_hits):>{count_width},}  {share:>5}  (not linked)",
            style="dim",
            markup=False,
            soft_wrap=True,
        )


def _draw_example(console: "Console", located_hit: LocatedHit) -> None:
    from rich.text import Text

    hit = located_hit.hit
    assert hit.target is not None and located_hit.target_span is not None
    is_coloured = console.is_terminal
    sides = (
        ("     ", hit.source.text, hit.span),
        ("  →  ", hit.target.text, located_hit.target_span),
    )
    for indent, text, span in sides:
        line = Text(indent + text[: span.start])
        line.append_text(_highlight_rendering(span.of(text), is_coloured=is_coloured))
        line.append(text[span.end :])
        console.print(line, soft_wrap=True)


def _highlight_rendering(text: str, *, is_coloured: bool) -> "Text":
    from rich.text import Text

    if is_coloured:
        return Text(text, style=_HIGHLIGHT_STYLE)
    return Text(text.join(_HIGHLIGHT_BRACKETS))


def _format_share(count: int, total: int) -> str:
    return f"{100 * count / max(1, total):.0f} %"
