"""The command `lookup`, which finds translations of the same or a similar text."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from cli.console.command import command
from cli.console.input_files import batch_option, read_batch_lines
from cli.console.missing_contents import say_missing_languages
from cli.console.options.option_group import option_group
from cli.console.options.pair_options import PairOptions, pair_options
from cli.console.options.rate_and_limit_options import limit_option, min_rate_option
from cli.console.options.unused_options import refuse_unused_options
from cli.console.output_formats import (
    choose_batch_format,
    format_json,
    format_tsv_row,
    print_result,
)
from cli.console.workspace import Workspace
from cli.memory.matches.batch_pieces import answer_in_pieces
from cli.memory.matches.match_filter_option import (
    WorkspaceMatchFilter,
    match_filter_option,
)
from cli.memory.matches.match_view import (
    describe_missing_matches,
    draw_match,
    make_match_json,
)
from cli.memory.matches.repair_resources import (
    WorkspaceRepairResources,
    split_sentences,
)
from cli.memory.matches.repair_view import describe_open_differences
from tm.errors import InputError
from tm.match.composition import find_matches_by_sentence
from tm.match.lookup import LookupOptions
from tm.match.match_filter import filter_match, fix_match
from tm.match.match_rate import Match, Query
from tm.match.units.units_cache import SegmentUnitsCache
from tm.store.lookup_reader import find_equal_segments
from tm.text.locale import Locale
from tm.text.segment import Segment

if TYPE_CHECKING:
    from rich.console import Console

_WEAK_RATE = 50
"""The lowest rate of the matches that are shown if there are no better ones."""
_MAX_WEAK_MATCH_COUNT = 3
_MATCH_COLUMNS = (
    *("rate", "type", "source", "target", "source_url", "repaired", "by_hand"),
)


@dataclass(frozen=True, slots=True)
class MatchOptions:
    """Which matches are shown, and how."""

    min_rate: int | None
    match_limit: int | None
    explains_matches: bool
    shows_fragments: bool | None
    uses_match_filter: bool
    context: str | None


@command(
    examples="""
    padanan lookup "upacara penandatanganan Konvensi Hanoi" -s id -t vi
    padanan lookup "le mo ky cong uoc ha noi" -s vi -t id --min-rate 60
    padanan lookup "tăng 16,7% trong quý II" -s vi -t id --explain
    padanan lookup --batch queries.txt -s vi -t id > matches.tsv
    padanan lookup --batch queries.txt -s vi -t id --format jsonl > matches.jsonl
    """
)
@click.argument("text", required=False)
@pair_options
@batch_option("Look up every line of a file.")
@click.option(
    "--jobs",
    "process_count",
    type=click.IntRange(1),
    help="Processes for --batch; default one per core.",
)
@option_group(
    "match_options",
    MatchOptions,
    min_rate_option("Lowest match rate; default 70.", lowest_rate=0),
    limit_option("match_limit", "Most matches to show; default 5."),
    click.option(
        "--explain",
        "explains_matches",
        is_flag=True,
        help="Show the differences between the stored text and this one.",
    ),
    click.option(
        "--fragments/--no-fragments",
        "shows_fragments",
        default=None,
        help="Also show segments that share only a few words in a row; by default "
        "only in a table, if nothing else is found.",
    ),
    match_filter_option,
    click.option(
        "--context",
        metavar="CONTEXT",
        help="Context of the text, such as the msgctxt of PO: an exact match with it "
        "is 101 and comes first.",
    ),
)
def lookup(
    workspace: Workspace,
    text: str | None,
    pair_options: PairOptions,
    batch_path: str | None,
    process_count: int | None,
    match_options: MatchOptions,
) -> int:
    """Find how a text, or one like it, was translated before.

    The match rate is 0 to 100; 101 is a match in the same context. Every lost point is
    explained. A text of several sentences is also looked up sentence by sentence, and
    the matches are put together. Where numbers, dates, names, places, terms or codes
    differ, the line ⇒ shows the target with those of your text: {+replaced+}, or [?to
    be translated by hand?]; a terminal shows them in colour. A translation loses points
    for a forbidden or deprecated term, and the line ⇒ has the term to use; it also
    loses points for a number or date that differs from its own source. --explain marks
    the differences in the stored text: [-stored-]{+query+}, in colour on a terminal.
    """
    if (text is None) == (batch_path is None):
        raise InputError("give a TEXT to look up, or --batch FILE")
    refuse_unused_options(batch_path is not None, "--batch", "process_count")
    batch_format = choose_batch_format(workspace) if batch_path is not None else None
    source_locale, target_locale = (
        workspace.choose_source_locale(pair_options.source_locale),
        workspace.choose_target_locale(pair_options.target_locale),
    )
    if source_locale.is_same_variant(target_locale):
        raise InputError(
            f"source and target are both {source_locale}; give another language with -t"
        )
    lookup_call = _LookupCall(
        workspace,
        target_locale,
        _make_lookup_options(workspace, source_locale, target_locale, match_options),
        match_options.explains_matches,
        bool(match_options.shows_fragments),
    )
    if batch_path is not None:
        queries = read_batch_lines(workspace, batch_path)
        _print_batch(lookup_call, source_locale, queries, batch_format, process_count)
        return 0
    assert text is not None
    if not text.strip():
        raise InputError("the text to look up is empty")
    matches = _print_matches(
        lookup_call, Segment.of(source_locale, text), text, match_options
    )
    if not matches:
        _say_equal_target(workspace, text, source_locale, target_locale)
    return 0 if matches else 1


def _print_batch(
    lookup_call: "_LookupCall",
    source_locale: Locale,
    queries: Sequence[str],
    batch_format: str | None,
    process_count: int | None,
) -> None:
    """Print the matches of each text, as JSON lines or tab-separated with a header."""
    if batch_format == "tsv":
        click.echo(format_tsv_row(["query", *_MATCH_COLUMNS]))
    for answer_lines in answer_in_pieces(
        partial(
            lookup_call.make_batch_lines,
            source_locale,
            writes_json=batch_format == "jsonl",
        ),
        queries,
        process_count,
        prepare_for_processes=lookup_call.workspace.release_connections,
    ):
        click.echo(answer_lines)


def _say_equal_target(
    workspace: Workspace, text: str, source_locale: Locale, target_locale: Locale
) -> None:
    """Say if the text is a segment of the target language."""
    if find_equal_segments(workspace.database, Segment.of(target_locale, text)):
        workspace.say(
            f"The text is a segment in {target_locale}: look it up with "
            f"-s {target_locale} -t {source_locale}"
        )


def _print_matches(
    lookup_call: "_LookupCall", segment: Segment, text: str, match_options: MatchOptions
) -> list[Match]:
    """Print the matches of a text; a table without any has weak ones or fragments."""
    workspace, shows_fragments = lookup_call.workspace, match_options.shows_fragments
    matches = lookup_call.find_matches(segment)
    is_table = workspace.output_format == "table"
    adds_fragments = shows_fragments is None and is_table
    shows_weak_matches = is_table and not matches and match_options.min_rate is None
    if shows_weak_matches:
        matches = lookup_call.find_weak_matches(segment)
    if not matches and adds_fragments:
        matches = lookup_call.find_fragments(segment)
    print_result(
        workspace,
        lookup_call.make_matches_json(segment, matches),
        json_records=[lookup_call.make_batch_answer(text, segment, matches)],
        columns=_MATCH_COLUMNS,
        rows=[_make_match_row(match) for match in matches],
        draw_table=lambda console: lookup_call.draw_matches(console, segment, matches),
    )
    shortfall = describe_missing_matches(
        matches,
        lookup_call.lookup_options.min_rate,
        weak_rate=_WEAK_RATE if shows_weak_matches else None,
        finds_fragments=shows_fragments or adds_fragments,
    )
    lacks_languages = not matches and say_missing_languages(
        workspace, segment.locale, lookup_call.target_locale
    )
    if shortfall is not None and not lacks_languages:
        workspace.say(shortfall)
    return matches


def _make_lookup_options(
    workspace: Workspace,
    source_locale: Locale,
    target_locale: Locale,
    match_options: MatchOptions,
) -> LookupOptions:
    default_options = workspace.settings.lookup
    return LookupOptions(
        context=match_options.context,
        min_rate=default_options.min_rate
        if match_options.min_rate is None
        else match_options.min_rate,
        limit=match_options.match_limit or default_options.limit,
        penalties=workspace.settings.penalties,
        match_filter=WorkspaceMatchFilter(workspace, source_locale, target_locale)
        if match_options.uses_match_filter
        else None,
        repair_resources=WorkspaceRepairResources(
            workspace, source_locale, target_locale
        ),
        units_cache=SegmentUnitsCache(),
        split_sentences=split_sentences,
    )


@dataclass(frozen=True, slots=True)
class _LookupCall:
    """The options of one call, with which texts are looked up and matches printed."""

    workspace: Workspace
    target_locale: Locale
    lookup_options: LookupOptions
    explains_matches: bool
    includes_fragments: bool

    def find_matches(self, segment: Segment) -> list[Match]:
        """Find the matches of a text, with fragments if requested."""
        found_matches = find_matches_by_sentence(
            self.workspace.database,
            segment,
            self.target_locale,
            self.lookup_options,
            is_last_resort=True,
        )
        if self.includes_fragments:
            known_text_pairs = {(match.source, match.target) for match in found_matches}
            fragment_matches = self.find_fragments(segment)
            found_matches += [
                match
                for match in fragment_matches
                if (match.source, match.target) not in known_text_pairs
            ]
        return found_matches

    def find_weak_matches(self, segment: Segment) -> list[Match]:
        """Find the best matches below the lowest rate, so that nobody asks again."""
        weak_options = replace(
            self.lookup_options, min_rate=_WEAK_RATE, limit=_MAX_WEAK_MATCH_COUNT
        )
        return replace(self, lookup_options=weak_options).find_matches(segment)

    def find_fragments(self, segment: Segment) -> list[Match]:
        """Find segments that share a run of words."""
        from tm.match.fragment import search_fragments  # seldom needed

        fragment_matches = search_fragments(
            self.workspace.database,
            Query.of(segment),
            self.target_locale,
            penalties=self.lookup_options.penalties,
            limit=self.lookup_options.limit,
        )
        match_filter = self.lookup_options.match_filter
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
        if not self.explains_matches:
            return [make_match_json(match) for match in found_matches]
        from cli.memory.matches.match_rate_explanation import make_explanation_json

        query = Query.of(segment)
        return [
            make_match_json(match) | make_explanation_json(query, match)
            for match in found_matches
        ]

    def make_batch_lines(
        self, source_locale: Locale, texts: Sequence[str], *, writes_json: bool
    ) -> str:
        """Make the lines of several texts, as JSON lines or tab-separated."""
        lines = []
        for text in texts:
            segment = Segment.of(source_locale, text)
            found_matches = self.find_matches(segment)
            if writes_json:
                batch_answer = self.make_batch_answer(text, segment, found_matches)
                lines.append(format_json(batch_answer))
                continue
            # A text without matches has a line too.
            match_rows = [_make_match_row(match) for match in found_matches]
            for match_row in match_rows or [[None] * len(_MATCH_COLUMNS)]:
                lines.append(format_tsv_row([text, *match_row]))
        return "\n".join(lines)

    def draw_matches(
        self, console: "Console", segment: Segment, found_matches: Sequence[Match]
    ) -> None:
        """Print matches for people."""
        query = Query.of(segment) if self.explains_matches else None
        for match in found_matches:
            draw_match(console, match, query)


def _make_match_row(match: Match) -> list[object]:
    return [
        match.rate,
        match.type.value,
        match.source.display_text,
        match.target.display_text if match.target else None,
        match.unit.origin.source_url,
        match.repaired_target.display_text if match.repaired_target else None,
        describe_open_differences(match) or None,
    ]
