"""The command `pretranslate`, which fills a file from the memory."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import click

from cli.console.file_options import (
    TableOptions,
    input_format_option,
    make_read_options,
    say_skipped,
    table_options,
)
from cli.console.missing_languages import say_missing_languages, widen_locale
from cli.console.option_group import option_group
from cli.console.pair_options import PairOptions, pair_options
from cli.console.render import count_of, emit
from cli.console.workspace import Workspace, command
from cli.memory.match_filter import (
    WorkspaceMatchFilter,
    match_filter_option,
    match_filters,
)
from exports.edit.fill import fill_file, open_editable_file
from exports.editable_file import (
    EditableSegment,
    Filling,
    TranslationCandidate,
)
from tm.match.leverage import neighbour_keys
from tm.match.lookup import LookupOptions, lookup
from tm.match.rank import Match, MatchType
from tm.match.rate_bands import find_best_translation
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.unit import HeadlineStatus

_SURE_TYPES = (MatchType.EXACT, MatchType.IN_CONTEXT)
_DEFAULT_RATE = 75
_COUNT_MEANINGS = {
    "translated": "filled with the one exact match",
    "fuzzy": "filled with another match, and marked for review",
    "empty": "still empty: no match is similar enough, or the file cannot mark it",
    "kept": "already translated, and unchanged",
    "unmarked": "of the empty ones: a match was found, but the file cannot mark it",
    "ambiguous": "of those with a match: the memory has several translations",
}
"""Meanings of the counts of a table, by their names."""


@dataclass(frozen=True, slots=True)
class FillOptions:
    """Which matches a file is filled with."""

    min_rate: int
    is_filtered: bool


@command(
    examples="""
    padanan pretranslate to-fill.po -O filled.po
    padanan pretranslate story.xlf -O filled.xlf
    padanan pretranslate texts.tsv -O filled.tsv -s vi -t id --min-rate 85
    padanan pretranslate strings.xlsx -O strings.xlsx -s vi -t id
    """
)
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--output",
    "-O",
    "out",
    metavar="OUT",
    required=True,
    type=click.Path(path_type=Path),
    help="File to write; may be FILE itself.",
)
@pair_options
@option_group(
    "fill_options",
    FillOptions,
    click.option(
        "--min-rate",
        type=click.IntRange(1, 101),
        default=_DEFAULT_RATE,
        show_default=True,
        help="Lowest match rate to fill with.",
    ),
    match_filter_option,
)
@input_format_option
@table_options
def pretranslate(
    workspace: Workspace,
    path: Path,
    out: Path,
    pair: PairOptions,
    name: str | None,
    fill_options: FillOptions,
    table: TableOptions,
) -> None:
    """Fill the empty translations of a PO, XLIFF, JSONL file or table from the memory.

    A single exact match is filled in as translated. Other matches are marked fuzzy,
    with their rate and origin: in a comment of PO, in a fourth field of TSV, in
    alternative translations of XLIFF, in the state and note columns of CSV and XLSX; a
    table without these columns gets exact matches only, and the number of the others is
    printed. The rest of the file does not change. With -s vi, a file in vi-VN is filled
    from all of vi in the memory; the same holds for -t.
    """
    source, target = pair.source, pair.target
    read_options = make_read_options(workspace, pair, table)
    document = open_editable_file(path, read_options, name=name)
    options = LookupOptions(
        min_rate=fill_options.min_rate, limit=10, penalties=workspace.settings.penalties
    )
    for remark in document.remarks:
        workspace.warn(remark)
    # One that is packed was read from another place.
    damaged = [replace(skipped, path=str(path)) for skipped in document.skipped]
    say_skipped(workspace, damaged)
    target_locale = document.target or workspace.target(target)
    if target is not None and target.covers(target_locale):
        target_locale = target
    match_filter = (
        match_filters(workspace, target_locale) if fill_options.is_filtered else None
    )
    with workspace.progress("looking up", len(document.segments)) as progress:
        filler = _Filler(workspace.memory, source, target_locale, options, match_filter)

        def chosen(segments: Sequence[EditableSegment], number: int) -> Filling | None:
            progress(1)
            return filler(segments, number)

        counts = fill_file(document, out, chosen)
    if not counts["translated"] and not counts["fuzzy"]:
        source_locales = {
            widen_locale(segment.source, source).locale for segment in document.segments
        }
        say_missing_languages(workspace, *source_locales, target_locale)
    if unmarked := counts["unmarked"]:
        matches = count_of(unmarked, "fuzzy match", "fuzzy matches")
        workspace.say(
            f"Not filled in: {matches}, which {path} cannot mark; add a column "
            "`state` or `note` to the table"
        )
    value = counts | {"ambiguous": filler.counts["ambiguous"]}
    explains = workspace.format == "table"
    emit(
        workspace,
        value,
        columns=["what", "count", *(["meaning"] if explains else [])],
        rows=[
            [what, count, *([_COUNT_MEANINGS[what]] if explains else [])]
            for what, count in value.items()
        ],
    )


@dataclass(frozen=True, slots=True)
class _Filler:
    """Finds what an empty segment of a file is filled with."""

    memory: UnitStore
    source: Locale | None
    """The source locale of -s, if given."""
    target: Locale
    options: LookupOptions
    match_filters: Callable[[Locale], WorkspaceMatchFilter] | None
    """Makes the match filter of a source locale; None without a filter."""
    counts: Counter[str] = field(default_factory=Counter)

    def __call__(
        self, places: Sequence[EditableSegment], number: int
    ) -> Filling | None:
        """Find the best translated match for a segment."""
        segment = widen_locale(places[number].source, self.source)
        options = replace(
            self.options,
            neighbours=neighbour_keys(
                [place.source for place in _neighbouring(places, number)],
                min(number, 1),
            ),
            match_filter=self.match_filters and self.match_filters(segment.locale),
        )
        matches = lookup(self.memory, segment, self.target, options)
        best = find_best_translation(matches)
        if best is None or best.target is None:
            return None
        self.counts["ambiguous"] += best.ambiguous
        is_sure = best.type in _SURE_TYPES and not best.ambiguous
        made = best.repaired or best.target
        same = best.source.text == segment.text
        return Filling(
            target=made,
            is_sure=is_sure,
            rate=best.rate,
            remark=_fill_remark(best, matches),
            previous_source=None if same else best.source.display,
            candidates=tuple(_candidate(one) for one in matches if one.target),
        )


def _neighbouring(
    places: Sequence[EditableSegment], number: int
) -> Sequence[EditableSegment]:
    """Return a segment with the one before and the one after it."""
    return places[max(0, number - 1) : number + 2]


def _fill_remark(best: Match, matches: Sequence[Match]) -> str:
    """Describe a match: its kind, other translations and its origin."""
    parts = [_match_remark(best)]
    if best.ambiguous:
        others = [
            one.target.display
            for one in matches
            if one.ambiguous and one.target and one.target != best.target
        ]
        parts.append("other translations: " + " | ".join(others))
    return "; ".join([*parts, *_stored_remark(best), *_origin_remarks(best)])


def _stored_remark(match: Match) -> list[str]:
    """Name the stored translation, if a repaired one is offered."""
    if match.repaired is None or match.target is None:
        return []
    return [f"stored: {match.target.display}"]


def _candidate(match: Match) -> TranslationCandidate:
    """Make the alternative translation of a match for a file."""
    assert match.target is not None
    return TranslationCandidate(
        target=(match.repaired or match.target).display,
        source=match.source.display,
        quality=str(min(match.rate, 100)),
        origin="; ".join(
            [_match_remark(match), *_stored_remark(match), *_origin_remarks(match)]
        ),
    )


def _match_remark(match: Match) -> str:
    why = "".join(f", {one.reason} −{one.points}" for one in match.penalties)
    return f"Padanan: {match.rate} % {match.type.value} match{why}"


def _origin_remarks(match: Match) -> list[str]:
    """Describe where a match comes from."""
    parts = []
    if match.bridge is not None:
        through = match.bridge.shared_segment
        parts.append(f"via {through.locale}: {through.display}")
    origin = match.unit.origin
    # A headline taken from an address is never shown as the real one.
    is_real = origin.source_headline_status not in (
        HeadlineStatus.DERIVED,
        HeadlineStatus.PROPOSED,
    )
    headline = (origin.source_headline if is_real else None) or origin.headline
    parts += [part for part in (headline, origin.published, origin.source_url) if part]
    return parts
