"""Matches and their origins, as JSON and as text for people."""

from typing import TYPE_CHECKING, Any

from tm.match.rank import Match, Penalty, Query
from tm.unit import HeadlineStatus, Origin

if TYPE_CHECKING:
    from rich.console import Console


def match_json(match: Match) -> dict[str, Any]:
    """Make the JSON of a match, as docs/reference describes it."""
    return {
        "rate": match.rate,
        "type": match.type.value,
        "similarity": match.similarity,
        "penalties": [_penalty_json(penalty) for penalty in match.penalties],
        "source": match.source.display,
        "target": match.target.display if match.target else None,
        "repaired": match.repaired.display if match.repaired else None,
        "ambiguous": match.ambiguous,
        "state": match.unit.state.value,
        "origin": origin_json(match.unit.origin),
    } | _fragment_or_pivot_json(match)


def _penalty_json(penalty: Penalty) -> dict[str, Any]:
    value = {"reason": penalty.reason, "points": penalty.points}
    return value | ({"check": penalty.check} if penalty.check else {})


def _fragment_or_pivot_json(match: Match) -> dict[str, Any]:
    """The fields that only fragments and matches by a pivot language have."""
    if match.run is not None:
        from cli.memory.rate_explanation import display_span

        run = match.run
        source_span = display_span(match.source, run.source_range)
        return {
            "run": {
                "query": list(run.query_range),
                "source": source_span,
                "words": run.word_count,
            }
        }
    if match.bridge is not None:
        bridge = match.bridge
        edges = (bridge.query_unit, bridge.target_unit)
        return {
            "pivot": {
                "locale": bridge.shared_segment.locale.tag,
                "text": bridge.shared_segment.display,
                "origins": [origin_json(edge.origin) for edge in edges],
            }
        }
    return {}


def origin_json(origin: Origin) -> dict[str, Any]:
    """Make the JSON of the origin of a unit."""
    return {
        "memory": origin.memory,
        "article": origin.article,
        "page_url": origin.page_url,
        "source_url": origin.source_url,
        "headline": origin.headline,
        "source_headline": origin.source_headline,
        "source_headline_status": origin.source_headline_status,
        "publisher": origin.publisher,
        "published": origin.published,
        "position": origin.position,
        "score": origin.score,
    }


def draw_match(console: "Console", match: Match, query: Query | None = None) -> None:
    """Print a match; with the differences to a query, if one is given."""
    from rich.text import Text

    from cli.memory.rate_explanation import display_span, draw_edits

    penalties = ", ".join(
        f"{penalty.reason} −{penalty.points}" for penalty in match.penalties
    )
    flags = "  ambiguous" if match.ambiguous else ""
    flags += f", {match.run.word_count} words" if match.run else ""
    heading = f"{match.rate:>3}  {match.type.value}{flags}"
    console.print(f"{heading}  {penalties}".rstrip(), style="bold", markup=False)
    source = Text(match.source.display)
    if query is not None:
        source = draw_edits(query, match, coloured=console.is_terminal)
    elif match.run is not None:
        run_span = display_span(match.source, match.run.source_range)
        source.stylize("bold reverse", *run_span)
    console.print(Text("     ") + source, soft_wrap=True)
    target = match.target.display if match.target else "(no translation yet)"
    console.print(f"  →  {target}", markup=False, soft_wrap=True)
    if match.repaired is not None:
        console.print(f"  ⇒  {match.repaired.display}", markup=False, soft_wrap=True)
    if match.bridge is None:
        draw_origin(console, match.unit.origin)
        return
    pivot_segment = match.bridge.shared_segment
    pivot_line = f"     via {pivot_segment.locale}: {pivot_segment.display}"
    console.print(pivot_line, style="dim", markup=False, soft_wrap=True)
    for edge in (match.bridge.query_unit, match.bridge.target_unit):
        draw_origin(console, edge.origin)


def draw_origin(console: "Console", origin: Origin) -> None:
    """Print where a unit comes from, in dim lines."""
    # A headline taken from an address is never shown as the real one.
    is_real = origin.source_headline_status not in (
        HeadlineStatus.DERIVED,
        HeadlineStatus.PROPOSED,
    )
    headline = (origin.source_headline if is_real else None) or origin.headline
    facts = [headline, origin.published]
    if origin.score is not None:
        facts.append(f"aligned {origin.score:.2f}")
    facts_line = "; ".join(str(fact) for fact in facts if fact)
    for line in (facts_line, origin.source_url):
        if line:
            console.print(f"     {line}", style="dim", markup=False, soft_wrap=True)
