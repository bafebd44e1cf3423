"""The command that looks texts up in the memory: lookup."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from cli.console.missing_languages import mention_missing
from cli.console.render import emit, json_text
from cli.console.unused_options import demand_effect, demand_lines
from cli.console.workspace import Workspace, command, source_option, target_option
from cli.memory.match_filter import WorkspaceMatchFilter, match_filter_option
from tm.errors import InputError
from tm.match.lookup import LookupOptions, matches
from tm.match.match_filter import filter_match, fix_match
from tm.match.rank import Match, Penalty, Query
from tm.text.input.encoding import contents, decode
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import HeadlineStatus, Origin

if TYPE_CHECKING:
    from rich.console import Console

_FEW = 100
"""It takes so many queries to make up for another process."""
_PIECE = 20


@command(
    examples="""
    padanan lookup "upacara penandatanganan Konvensi Hanoi" -s id -t vi
    padanan lookup "le mo ky cong uoc ha noi" -s vi -t id --min-rate 60
    padanan lookup "tăng 16,7% trong quý II" -s vi -t id --explain
    padanan lookup --batch queries.txt -s vi -t id > matches.jsonl
    """
)
@click.argument("text", required=False)
@source_option
@target_option
@click.option("--batch", metavar="FILE", help="Look up every line of a file.")
@click.option(
    "--jobs",
    type=click.IntRange(1),
    help="Most processes for a batch; as many as there are cores by default.",
)
@click.option(
    "--min-rate", type=click.IntRange(0, 101), help="Lowest match rate; 70 by default."
)
@click.option("--limit", type=click.IntRange(1), help="Most matches; 5 by default.")
@click.option(
    "--explain", is_flag=True, help="Show the edits from the stored text to this one."
)
@click.option(
    "--fragments/--no-fragments",
    default=None,
    help="Whether to show segments that share only a run of words; in a table they are "
    "shown where nothing else is found.",
)
@match_filter_option
def lookup(
    workspace: Workspace,
    text: str | None,
    source: Locale | None,
    target: Locale | None,
    batch: str | None,
    jobs: int | None,
    min_rate: int | None,
    limit: int | None,
    explain: bool,
    fragments: bool | None,
    is_filtered: bool,
) -> int:
    """Find how a text, or one like it, was translated before.

    The match rate is 0 to 100; 101 is a match in the same context. Every point that
    a rate lacks is explained. Where only numbers, dates or codes differ, the target is
    shown repaired too (⇒). A translation with a term that the termbase forbids or has
    given up, or with a number or date that is not its source's, loses points, and is
    shown with the right term. --explain shows the stored text with what has to change:
    [-stored-]{+asked+}, in colour on a terminal.
    """
    if (text is None) == (batch is None):
        raise InputError("give a TEXT to look up, or --batch FILE")
    demand_effect(batch is not None, "--batch", "jobs")
    if batch is not None:
        demand_lines(workspace)
    source, target = workspace.source(source), workspace.target(target)
    if source == target:
        raise InputError(f"both languages are {source}; give another with -t")
    defaults = workspace.settings.lookup
    options = LookupOptions(
        min_rate=defaults.min_rate if min_rate is None else min_rate,
        limit=limit or defaults.limit,
        penalties=workspace.settings.penalties,
        match_filter=WorkspaceMatchFilter(workspace, source, target)
        if is_filtered
        else None,
    )
    shown = _Shown(workspace, target, options, explain, bool(fragments))
    if batch is not None:
        for lines in _answered(shown, source, _queries(workspace, batch), jobs):
            click.echo(lines)
        return 0
    assert text is not None
    if not text.strip():
        raise InputError("the text to look up is empty")
    segment = Segment.of(source, text)
    found = shown.found(segment)
    in_need = fragments is None and workspace.format == "table"
    if not found and in_need:
        found = shown.fragments(segment)
    emit(
        workspace,
        shown.json(segment, found),
        lines=[shown.answer(text, segment, found)],
        columns=["rate", "type", "source", "target", "source_url", "repaired"],
        rows=[_row(match) for match in found],
        table=lambda console: shown.draw(console, segment, found),
    )
    whole = any(match.run is None for match in found)
    if not whole:
        advice = "" if found else "; try a lower --min-rate"
        if not (found or fragments or in_need):
            advice += ", or --fragments"
        workspace.say(f"nothing at {options.min_rate} or more{advice}")
    if not found:
        mention_missing(workspace, source, target)
    return 0 if found else 1


@dataclass(frozen=True, slots=True)
class _Shown:
    """What is looked up, and how it is shown."""

    workspace: Workspace
    target: Locale
    options: LookupOptions
    explain: bool
    with_fragments: bool

    def found(self, segment: Segment) -> list[Match]:
        """The matches; with fragments where they are asked for."""
        found = matches(self.workspace.database, segment, self.target, self.options)
        if self.with_fragments:
            known = {(one.source, one.target) for one in found}
            more = self.fragments(segment)
            found += [one for one in more if (one.source, one.target) not in known]
        return found

    def fragments(self, segment: Segment) -> list[Match]:
        """Segments that share a run of words."""
        from tm.match.fragment import fragments  # seldom needed

        found = fragments(
            self.workspace.database,
            Query.of(segment),
            self.target,
            penalties=self.options.penalties,
            limit=self.options.limit,
        )
        match_filter = self.options.match_filter
        return [
            fix_match(filter_match(one, match_filter), match_filter) for one in found
        ]

    def answer(
        self, text: str, segment: Segment, found: Sequence[Match]
    ) -> dict[str, Any]:
        """A line of jsonl."""
        return {"query": text, "matches": self.json(segment, found)}

    def json(self, segment: Segment, found: Sequence[Match]) -> list[dict[str, Any]]:
        """The matches, with their edits where they are asked for."""
        if not self.explain:
            return [match_json(match) for match in found]
        from cli.memory.rate_explanation import explanation_json

        query = Query.of(segment)
        return [match_json(one) | explanation_json(query, one) for one in found]

    def lines(self, source: Locale, texts: Sequence[str]) -> str:
        """Lines of jsonl for some texts."""
        lines = []
        for text in texts:
            segment = Segment.of(source, text)
            found = self.found(segment)
            lines.append(json_text(self.answer(text, segment, found)))
        return "\n".join(lines)

    def draw(
        self, console: "Console", segment: Segment, found: Sequence[Match]
    ) -> None:
        """The matches for people."""
        query = Query.of(segment) if self.explain else None
        for match in found:
            draw_match(console, match, query)


def _row(match: Match) -> list[object]:
    return [
        match.rate,
        match.type.value,
        match.source.display,
        match.target.display if match.target else None,
        match.unit.origin.source_url,
        match.repaired.display if match.repaired else None,
    ]


def match_json(match: Match) -> dict[str, Any]:
    """A match as interfaces promise it."""
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
    } | _special_json(match)


def _penalty_json(penalty: Penalty) -> dict[str, Any]:
    found = {"reason": penalty.reason, "points": penalty.points}
    return found | ({"check": penalty.check} if penalty.check else {})


def _special_json(match: Match) -> dict[str, Any]:
    """What only fragments and pivots have."""
    if match.run is not None:
        from cli.memory.rate_explanation import shown_span

        run = match.run
        place = shown_span(match.source, run.source)
        return {"run": {"query": list(run.query), "source": place, "words": run.words}}
    if match.bridge is not None:
        bridge = match.bridge
        edges = (bridge.first, bridge.second)
        return {
            "pivot": {
                "locale": bridge.through.locale.tag,
                "text": bridge.through.display,
                "origins": [origin_json(edge.origin) for edge in edges],
            }
        }
    return {}


def origin_json(origin: Origin) -> dict[str, Any]:
    """Where a unit comes from, as interfaces promise it."""
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


def _queries(workspace: Workspace, batch: str) -> list[str]:
    decoded = decode(contents(batch), path=batch)
    if decoded.guessed:
        workspace.warn(decoded.notice(batch))
    lines = decoded.text.split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def _answered(
    shown: _Shown, source: Locale, queries: Sequence[str], jobs: int | None
) -> Iterator[str]:
    """Lines of jsonl for all queries, a piece of them at a time."""
    work = partial(shown.lines, source)
    # The first one opens the index, or makes it, for all processes.
    pieces = [queries[:1]] if queries else []
    for start in range(1, len(queries), _PIECE):
        pieces.append(queries[start : start + _PIECE])
    if len(queries) < 2 * _FEW or jobs == 1:
        yield from map(work, pieces)
        return
    # Forty milliseconds to import, and a small batch needs none.
    from cli.console.workers import cores, shared

    most = min(jobs or cores(), len(queries) // _FEW, len(pieces) - 1)
    if most < 2:
        yield from map(work, pieces)
        return
    yield work(pieces[0])
    shown.workspace.release()
    yield from shared(work, pieces[1:], most)


def draw_match(console: "Console", match: Match, query: Query | None = None) -> None:
    """A match for people; with the edits to a query, if one is given."""
    from rich.text import Text

    from cli.memory.rate_explanation import edited, shown_span

    why = ", ".join(f"{p.reason} −{p.points}" for p in match.penalties)
    flag = "  ambiguous" if match.ambiguous else ""
    flag += f", {match.run.words} words" if match.run else ""
    head = f"{match.rate:>3}  {match.type.value}{flag}"
    console.print(f"{head}  {why}".rstrip(), style="bold", markup=False)
    source = Text(match.source.display)
    if query is not None:
        source = edited(query, match, coloured=console.is_terminal)
    elif match.run is not None:
        source.stylize("bold reverse", *shown_span(match.source, match.run.source))
    console.print(Text("     ") + source, soft_wrap=True)
    target = match.target.display if match.target else "(no translation yet)"
    console.print(f"  →  {target}", markup=False, soft_wrap=True)
    if match.repaired is not None:
        console.print(f"  ⇒  {match.repaired.display}", markup=False, soft_wrap=True)
    if match.bridge is None:
        draw_origin(console, match.unit.origin)
        return
    through = match.bridge.through
    line = f"     by way of {through.locale}: {through.display}"
    console.print(line, style="dim", markup=False, soft_wrap=True)
    for edge in (match.bridge.first, match.bridge.second):
        draw_origin(console, edge.origin)


def draw_origin(console: "Console", origin: Origin) -> None:
    """Where a unit comes from, in dim lines below it."""
    # A headline taken from an address is never shown as the real one.
    is_real = origin.source_headline_status not in (
        HeadlineStatus.DERIVED,
        HeadlineStatus.PROPOSED,
    )
    headline = (origin.source_headline if is_real else None) or origin.headline
    where = [headline, origin.published]
    if origin.score is not None:
        where.append(f"aligned {origin.score:.2f}")
    shown = "; ".join(str(part) for part in where if part)
    for line in (shown, origin.source_url):
        if line:
            console.print(f"     {line}", style="dim", markup=False, soft_wrap=True)
