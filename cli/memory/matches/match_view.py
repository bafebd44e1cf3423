"""Matches and their origins, as JSON and as text for people."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cli.memory.matches.repair_view import (
    describe_open_differences,
    draw_translation,
    make_repair_json,
)
from tm.match.match_rate import Match, Query
from tm.match.penalties import Penalty
from tm.unit import HeadlineStatus, Origin, TranslationUnit

if TYPE_CHECKING:
    from rich.console import Console


def describe_missing_matches(
    matches: Sequence[Match],
    min_rate: int,
    *,
    weak_rate: int | None,
    finds_fragments: bool,
) -> str | None:
    """Describe which matches were not found, and what is shown instead, if anything.

    `weak_rate`: the lowest rate of what is shown for want of better matches.
    """
    if not matches:
        advice = "" if finds_fragments else ", or --fragments"
        return f"No match of {min_rate} or more; try a lower --min-rate{advice}"
    if all(match.run is not None for match in matches):
        return (
            f"No whole segment matches at {min_rate} or more; shown are segments that "
            "share a run of words"
        )
    if weak_rate is None:
        return None
    return f"No match of {min_rate} or more; shown are the best of {weak_rate} or more"


def make_match_json(match: Match) -> dict[str, Any]:
    """Make the JSON of a match, as docs/reference describes it."""
    return {
        "rate": match.rate,
        "type": match.type.value,
        "similarity": match.similarity,
        "penalties": [_make_penalty_json(penalty) for penalty in match.penalties],
        "source": match.source.display_text,
        "target": match.target.display_text if match.target else None,
        "repaired": match.repaired_target.display_text
        if match.repaired_target
        else None,
        **make_repair_json(match),
        "ambiguous": match.is_ambiguous,
        "unit": make_unit_name(match.unit) if _has_unit(match) else None,
        "state": match.unit.state.value,
        "context": match.unit.context,
        "origin": make_origin_json(match.unit.origin),
        **_make_fragment_or_pivot_json(match),
        **_make_sentences_json(match),
    }


def make_unit_name(unit: TranslationUnit) -> str:
    """Return the key by which `show`, `review --edit` and `remove` find a unit."""
    return unit.key.hex()[:16]


def _has_unit(match: Match) -> bool:
    """Whether a match is one unit of the memory, not joined from several."""
    return match.bridge is None and not match.sentence_matches


def _make_sentences_json(match: Match) -> dict[str, Any]:
    """The field that only composed matches have: each sentence with its match."""
    if not match.sentence_matches:
        return {}
    return {
        "sentences": [
            {
                "query": [sentence_match.span.start, sentence_match.span.end],
                "match": sentence_match.match and make_match_json(sentence_match.match),
            }
            for sentence_match in match.sentence_matches
        ]
    }


def _make_penalty_json(penalty: Penalty) -> dict[str, Any]:
    penalty_record = {"reason": penalty.reason, "points": penalty.points}
    return penalty_record | ({"check": penalty.check} if penalty.check else {})


def _make_fragment_or_pivot_json(match: Match) -> dict[str, Any]:
    """The fields that only fragments and matches by a pivot language have."""
    if match.run is not None:
        from cli.memory.matches.match_rate_explanation import convert_to_display_span

        word_run = match.run
        source_span = convert_to_display_span(match.source, word_run.source_range)
        return {
            "run": {
                "query": list(word_run.query_range),
                "source": source_span,
                "words": word_run.word_count,
            }
        }
    if match.bridge is not None:
        bridge = match.bridge
        bridge_units = (bridge.query_unit, bridge.target_unit)
        return {
            "pivot": {
                "locale": bridge.shared_segment.locale.tag,
                "text": bridge.shared_segment.display_text,
                "origins": [
                    make_origin_json(bridge_unit.origin) for bridge_unit in bridge_units
                ],
            }
        }
    return {}


def make_origin_json(origin: Origin) -> dict[str, Any]:
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
        "article_author": origin.article_author,
        "article_place": origin.article_place,
        "position": origin.position,
        "score": origin.score,
    }


def draw_match(console: "Console", match: Match, query: Query | None = None) -> None:
    """Print a match; with the differences to a query, if one is given."""
    from rich.text import Text

    from cli.memory.matches.match_rate_explanation import (
        convert_to_display_span,
        draw_edits,
    )

    penalties_text = ", ".join(
        f"{penalty.reason} −{penalty.points}" for penalty in match.penalties
    )
    details_text = "  ambiguous" if match.is_ambiguous else ""
    details_text += f", {match.run.word_count} words" if match.run else ""
    heading = f"{match.rate:>3}  {match.type.value}{details_text}"
    console.print(f"{heading}  {penalties_text}".rstrip(), style="bold", markup=False)
    source_text = Text(match.source.display_text)
    if query is not None:
        source_text = draw_edits(query, match, is_coloured=console.is_terminal)
    elif match.run is not None:
        run_span = convert_to_display_span(match.source, match.run.source_range)
        source_text.stylize("bold reverse", *run_span)
    console.print(Text("     ") + source_text, soft_wrap=True)
    _draw_target(console, match)
    _draw_line(console, match.unit.context and f"context: {match.unit.context}")
    if match.sentence_matches:
        _draw_sentences(console, match)
        return
    if match.bridge is None:
        _draw_line(console, match.unit.note and f"note: {match.unit.note}")
        draw_origin(
            console, match.unit.origin, f"unit {make_unit_name(match.unit)[:8]}"
        )
        return
    pivot_segment = match.bridge.shared_segment
    pivot_line = f"     via {pivot_segment.locale}: {pivot_segment.display_text}"
    console.print(pivot_line, style="dim", markup=False, soft_wrap=True)
    for bridge_unit in (match.bridge.query_unit, match.bridge.target_unit):
        draw_origin(console, bridge_unit.origin)


def _draw_sentences(console: "Console", match: Match) -> None:
    """Print the rate and the source of each sentence of a composed match."""
    for sentence_number, sentence_match in enumerate(match.sentence_matches, 1):
        stored_match = sentence_match.match
        sentence_text = (
            f"{stored_match.rate:>3}  {stored_match.type.value}  "
            f"{stored_match.source.display_text}"
            if stored_match
            else "  –  no match"
        )
        console.print(
            f"     {sentence_number}: {sentence_text}",
            style="dim",
            markup=False,
            soft_wrap=True,
        )


def _draw_target(console: "Console", match: Match) -> None:
    """Print a translation, the repaired one, and what is left to do by hand."""
    from rich.text import Text

    if match.target is None:
        console.print("  →  (no translation yet)", markup=False, soft_wrap=True)
        return
    repaired_target = match.repaired_target
    if (
        repaired_target is not None
        and repaired_target.display_text != match.target.display_text
    ):
        stored_text = f"  →  {match.target.display_text}"
        console.print(stored_text, markup=False, soft_wrap=True)
        arrow = "  ⇒  "
    else:
        arrow = "  →  "
    drawn_target = draw_translation(
        match, repaired_target or match.target, is_coloured=console.is_terminal
    )
    console.print(Text(arrow) + drawn_target, soft_wrap=True)
    if differences_text := describe_open_differences(match):
        console.print(f"     by hand: {differences_text}", markup=False, soft_wrap=True)


def _draw_line(console: "Console", text: str | None) -> None:
    """Print a fact about a match in a dim line, if there is one."""
    if text:
        console.print(f"     {text}", style="dim", markup=False, soft_wrap=True)


def draw_origin(
    console: "Console", origin: Origin, unit_name: str | None = None
) -> None:
    """Print where a unit comes from, in dim lines; with its name, if given."""
    # A headline taken from an address is never shown as the real one.
    is_real_headline = origin.source_headline_status not in (
        HeadlineStatus.DERIVED,
        HeadlineStatus.PROPOSED,
    )
    headline = (origin.source_headline if is_real_headline else None) or origin.headline
    origin_facts = [headline, origin.published]
    if origin.score is not None:
        origin_facts.append(f"aligned {origin.score:.2f}")
    origin_facts.append(unit_name)
    facts_line = "; ".join(str(fact) for fact in origin_facts if fact)
    _draw_line(console, facts_line)
    _draw_line(console, origin.source_url)
