"""The command `lookup`, which finds translations of the same or a similar text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from cli.console.missing_languages import say_missing_languages
from cli.console.option_group import option_group
from cli.console.pair_options import PairOptions, pair_options
from cli.console.render import emit, format_json
from cli.console.unused_options import refuse_unused_options, require_json_lines
from cli.console.workspace import Workspace, command
from cli.memory.match_filter import WorkspaceMatchFilter, match_filter_option
from cli.memory.match_view import draw_match, match_json
from tm.errors import InputError
from tm.match.lookup import LookupOptions, find_matches
from tm.match.match_filter import filter_match, fix_match
from tm.match.rank import Match, Query
from tm.text.input.encoding import decode_text, read_bytes
from tm.text.locale import Locale
from tm.text.segment import Segment

if TYPE_CHECKING:
    from rich.console import Console

_QUERIES_PER_PROCESS = 100
"""Queries for which another process is worth starting."""
_BATCH_PIECE = 20


@dataclass(frozen=True, slots=True)
class MatchOptions:
    """Which matches are shown, and how."""

    min_rate: int | None
    limit: int | None
    explain: bool
    fragments: bool | None
    is_filtered: bool


@command(
    examples="""
    padanan lookup "upacara penandatanganan Konvensi Hanoi" -s id -t vi
    padanan lookup "le mo ky cong uoc ha noi" -s vi -t id --min-rate 60
    padanan lookup "tăng 16,7% trong quý II" -s vi -t id --explain
    padanan lookup --batch queries.txt -s vi -t id > matches.jsonl
    """
)
@click.argument("text", required=False)
@pair_options
@click.option("--batch", metavar="FILE", help="Look up every line of a file.")
@click.option(
    "--jobs",
    type=click.IntRange(1),
    help="Processes for --batch; default one per core.",
)
@option_group(
    "match_options",
    MatchOptions,
    click.option(
        "--min-rate", type=click.IntRange(0, 101), help="Lowest match rate; default 70."
    ),
    click.option(
        "--limit", type=click.IntRange(1), help="Most matches to show; default 5."
    ),
    click.option(
        "--explain",
        is_flag=True,
        help="Show the differences between the stored text and this one.",
    ),
    click.option(
        "--fragments/--no-fragments",
        default=None,
        help="Also show segments that share only a run of words; by default a table "
        "shows them if nothing else is found.",
    ),
    match_filter_option,
)
def lookup(
    workspace: Workspace,
    text: str | None,
    pair: PairOptions,
    batch: str | None,
    jobs: int | None,
    match_options: MatchOptions,
) -> int:
    """Find how a text, or one like it, was translated before.

    The match rate is 0 to 100; 101 is a match in the same context. Every lost point is
    explained. Where only numbers, dates or codes differ, the target is also shown with
    them replaced (⇒). A translation loses points for a forbidden or deprecated term,
    and for a number or date that differs from its source; it is also shown with the
    term to use. --explain marks the differences in the stored text:
    [-stored-]{+query+}, in colour on a terminal.
    """
    if (text is None) == (batch is None):
        raise InputError("give a TEXT to look up, or --batch FILE")
    refuse_unused_options(batch is not None, "--batch", "jobs")
    if batch is not None:
        require_json_lines(workspace)
    source, target = (
        workspace.choose_source(pair.source),
        workspace.choose_target(pair.target),
    )
    if source == target:
        raise InputError(
            f"source and target are both {source}; give another language with -t"
        )
    options = _make_lookup_options(workspace, source, target, match_options)
    fragments = match_options.fragments
    lookup_call = _LookupCall(
        workspace, target, options, match_options.explain, bool(fragments)
    )
    if batch is not None:
        for lines in _answer_batch(
            lookup_call, source, _read_queries(workspace, batch), jobs
        ):
            click.echo(lines)
        return 0
    assert text is not None
    if not text.strip():
        raise InputError("the text to look up is empty")
    segment = Segment.of(source, text)
    matches_found = lookup_call.find(segment)
    adds_fragments = fragments is None and workspace.format == "table"
    if not matches_found and adds_fragments:
        matches_found = lookup_call.find_fragments(segment)
    emit(
        workspace,
        lookup_call.make_matches_json(segment, matches_found),
        lines=[lookup_call.make_batch_answer(text, segment, matches_found)],
        columns=["rate", "type", "source", "target", "source_url", "repaired"],
        rows=[_make_row(match) for match in matches_found],
        table=lambda console: lookup_call.draw_matches(console, segment, matches_found),
    )
    has_whole_match = any(match.run is None for match in matches_found)
    if not has_whole_match:
        if matches_found:
            message = (
                f"No whole segment matches at {options.min_rate} or more; shown are "
                "segments that share a run of words"
            )
        else:
            message = f"No match of {options.min_rate} or more; try a lower --min-rate"
            message += "" if fragments or adds_fragments else ", or --fragments"
        workspace.say(message)
    if not matches_found:
        say_missing_languages(workspace, source, target)
    return 0 if matches_found else 1


def _make_lookup_options(
    workspace: Workspace, source: Locale, target: Locale, match_options: MatchOptions
) -> LookupOptions:
    defaults = workspace.settings.lookup
    return LookupOptions(
        min_rate=defaults.min_rate
        if match_options.min_rate is None
        else match_options.min_rate,
        limit=match_options.limit or defaults.limit,
        penalties=workspace.settings.penalties,
        match_filter=WorkspaceMatchFilter(workspace, source, target)
        if match_options.is_filtered
        else None,
    )


@dataclass(frozen=True, slots=True)
class _LookupCall:
    """The options of one call, with which texts are looked up and matches printed."""

    workspace: Workspace
    target: Locale
    options: LookupOptions
    explain: bool
    with_fragments: bool

    def find(self, segment: Segment) -> list[Match]:
        """Find the matches of a text, with fragments if requested."""
        found_matches = find_matches(
            self.workspace.database, segment, self.target, self.options
        )
        if self.with_fragments:
            known_texts = {(match.source, match.target) for match in found_matches}
            fragment_matches = self.find_fragments(segment)
            found_matches += [
                match
                for match in fragment_matches
                if (match.source, match.target) not in known_texts
            ]
        return found_matches

    def find_fragments(self, segment: Segment) -> list[Match]:
        """Find segments that share a run of words."""
        from tm.match.fragment import search_fragments  # seldom needed

        fragment_matches = search_fragments(
            self.workspace.database,
            Query.of(segment),
            self.target,
            penalties=self.options.penalties,
            limit=self.options.limit,
        )
        match_filter = self.options.match_filter
        return [
            fix_match(filter_match(match, match_filter), match_filter)
            for match in fragment_matches
        ]

    def make_batch_answer(
        self, text: str, segment: Segment, found_matches: Sequence[Match]
    ) -> dict[str, Any]:
        """Make a line of JSON lines: the text with its matches."""
        return {
            "query": text,
            "matches": self.make_matches_json(segment, found_matches),
        }

    def make_matches_json(
        self, segment: Segment, found_matches: Sequence[Match]
    ) -> list[dict[str, Any]]:
        """Make the JSON of matches, with their edits if requested."""
        if not self.explain:
            return [match_json(match) for match in found_matches]
        from cli.memory.rate_explanation import explanation_json

        query = Query.of(segment)
        return [
            match_json(match) | explanation_json(query, match)
            for match in found_matches
        ]

    def make_batch_lines(self, source: Locale, texts: Sequence[str]) -> str:
        """Make lines of JSON lines for several texts."""
        lines = []
        for text in texts:
            segment = Segment.of(source, text)
            found_matches = self.find(segment)
            lines.append(
                format_json(self.make_batch_answer(text, segment, found_matches))
            )
        return "\n".join(lines)

    def draw_matches(
        self, console: "Console", segment: Segment, found_matches: Sequence[Match]
    ) -> None:
        """Print matches for people."""
        query = Query.of(segment) if self.explain else None
        for match in found_matches:
            draw_match(console, match, query)


def _make_row(match: Match) -> list[object]:
    return [
        match.rate,
        match.type.value,
        match.source.display,
        match.target.display if match.target else None,
        match.unit.origin.source_url,
        match.repaired.display if match.repaired else None,
    ]


def _read_queries(workspace: Workspace, path: str) -> list[str]:
    decoded = decode_text(read_bytes(path), path=path)
    if decoded.is_guess:
        workspace.warn(decoded.make_guess_notice(path))
    lines = decoded.text.split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def _answer_batch(
    lookup_call: _LookupCall, source: Locale, queries: Sequence[str], jobs: int | None
) -> Iterator[str]:
    """Look up queries in batches, and yield the JSON lines of each batch."""
    answer_piece = partial(lookup_call.make_batch_lines, source)
    # The first query opens or builds the index before the processes start.
    pieces = [queries[:1]] if queries else []
    for start in range(1, len(queries), _BATCH_PIECE):
        pieces.append(queries[start : start + _BATCH_PIECE])
    if len(queries) < 2 * _QUERIES_PER_PROCESS or jobs == 1:
        yield from map(answer_piece, pieces)
        return
    # Forty milliseconds to import, and a small batch needs none.
    from cli.console.workers import count_cores, map_in_processes

    process_count = min(
        jobs or count_cores(), len(queries) // _QUERIES_PER_PROCESS, len(pieces) - 1
    )
    if process_count < 2:
        yield from map(answer_piece, pieces)
        return
    yield answer_piece(pieces[0])
    lookup_call.workspace.release_connections()
    yield from map_in_processes(answer_piece, pieces[1:], process_count)
