"""The command that fills a file from the memory: pretranslate."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import click

from cli.console.file_options import (
    input_format_option,
    make_read_options,
    say_skipped,
    table_reading_options,
)
from cli.console.missing_languages import say_missing_languages, widen_locale
from cli.console.render import emit
from cli.console.workspace import Workspace, command, source_option, target_option
from cli.memory.match_filter import (
    WorkspaceMatchFilter,
    match_filter_option,
    match_filters,
)
from exports.edit.fill import fill, open_editable
from exports.editable_file import (
    EditableSegment,
    Filling,
    TranslationCandidate,
)
from tm.match.leverage import neighbours
from tm.match.lookup import LookupOptions, lookup
from tm.match.rank import Match, MatchType
from tm.match.rate_bands import best_translated
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.unit import HeadlineStatus

_SURE = (MatchType.EXACT, MatchType.IN_CONTEXT)
_USUAL_RATE = 75


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
    help="File to write; it may be FILE itself.",
)
@source_option
@target_option
@click.option(
    "--min-rate",
    type=click.IntRange(1, 101),
    default=_USUAL_RATE,
    show_default=True,
    help="Lowest match rate to fill with.",
)
@input_format_option
@table_reading_options
@match_filter_option
def pretranslate(
    workspace: Workspace,
    path: Path,
    out: Path,
    source: Locale | None,
    target: Locale | None,
    min_rate: int,
    name: str | None,
    is_filtered: bool,
    columns: str | None,
    sheet: str | None,
) -> None:
    """Fill the empty translations of a PO, XLIFF, JSONL file or table from the memory.

    An exact match is filled in as translated, if there is but one. Anything else is
    marked fuzzy, with its rate and where it comes from: in a comment of PO, in a fourth
    field of TSV, in the proposals of XLIFF, in columns for state and note of CSV and
    XLSX; a table that has neither gets exact matches only, and it is said how many
    others there are. All the rest of the file stays as it is. With -s vi, a file in
    vi-VN is filled from all that the memory has in vi; likewise with -t.
    """
    read = make_read_options(workspace, source, target, columns=columns, sheet=sheet)
    document = open_editable(path, read, name=name)
    options = LookupOptions(
        min_rate=min_rate, limit=10, penalties=workspace.settings.penalties
    )
    for words in document.remarks:
        workspace.warn(words)
    # One that is packed was read from another place.
    damaged = [replace(one, path=str(path)) for one in document.skipped]
    say_skipped(workspace, damaged)
    to = document.target or workspace.target(target)
    if target is not None and target.covers(to):
        to = target
    match_filter = match_filters(workspace, to) if is_filtered else None
    with workspace.progress("looking up", len(document.segments)) as progress:
        filler = _Filler(workspace.memory, source, to, options, match_filter)

        def chosen(places: Sequence[EditableSegment], number: int) -> Filling | None:
            progress(1)
            return filler(places, number)

        counts = fill(document, out, chosen)
    if not counts["translated"] and not counts["fuzzy"]:
        asked = {widen_locale(one.source, source).locale for one in document.segments}
        say_missing_languages(workspace, *asked, to)
    if unmarked := counts["unmarked"]:
        matches = (
            "1 fuzzy match was" if unmarked == 1 else f"{unmarked} fuzzy matches were"
        )
        workspace.say(
            f"{matches} not filled in, since {path} cannot mark them: give the table a "
            "column `state` or `note`"
        )
    value = counts | {"ambiguous": filler.counts["ambiguous"]}
    emit(
        workspace,
        value,
        columns=["what", "count"],
        rows=[[what, count] for what, count in value.items()],
    )


@dataclass(frozen=True, slots=True)
class _Filler:
    """Finds what an empty place is filled with."""

    memory: UnitStore
    source: Locale | None
    """That a user asks for."""
    target: Locale
    options: LookupOptions
    match_filters: Callable[[Locale], WorkspaceMatchFilter] | None
    """By source locale; absent where translations are taken as they are stored."""
    counts: Counter[str] = field(default_factory=Counter)

    def __call__(
        self, places: Sequence[EditableSegment], number: int
    ) -> Filling | None:
        """The best match for a place; nothing that has no translation."""
        segment = widen_locale(places[number].source, self.source)
        options = replace(
            self.options,
            neighbours=neighbours(
                [place.source for place in _around(places, number)], min(number, 1)
            ),
            match_filter=self.match_filters and self.match_filters(segment.locale),
        )
        matches = lookup(self.memory, segment, self.target, options)
        best = best_translated(matches)
        if best is None or best.target is None:
            return None
        self.counts["ambiguous"] += best.ambiguous
        is_sure = best.type in _SURE and not best.ambiguous
        made = best.repaired or best.target
        same = best.source.text == segment.text
        return Filling(
            target=made,
            is_sure=is_sure,
            rate=best.rate,
            remark=_remark(best, matches),
            previous=None if same else best.source.display,
            candidates=tuple(_candidate(one) for one in matches if one.target),
        )


def _around(
    places: Sequence[EditableSegment], number: int
) -> Sequence[EditableSegment]:
    """A place with the one before and the one after it."""
    return places[max(0, number - 1) : number + 2]


def _remark(best: Match, matches: Sequence[Match]) -> str:
    """What kind of match it is, and where it comes from."""
    parts = [_kind(best)]
    if best.ambiguous:
        others = [
            one.target.display
            for one in matches
            if one.ambiguous and one.target and one.target != best.target
        ]
        parts.append("other translations: " + " | ".join(others))
    return "; ".join([*parts, *_stored(best), *_places(best)])


def _stored(match: Match) -> list[str]:
    """The translation that the memory has, where another one is offered."""
    if match.repaired is None or match.target is None:
        return []
    return [f"stored: {match.target.display}"]


def _candidate(match: Match) -> TranslationCandidate:
    """A match as a file can show it to a translator."""
    assert match.target is not None
    return TranslationCandidate(
        target=(match.repaired or match.target).display,
        source=match.source.display,
        quality=str(min(match.rate, 100)),
        origin="; ".join([_kind(match), *_stored(match), *_places(match)]),
    )


def _kind(match: Match) -> str:
    why = "".join(f", {one.reason} −{one.points}" for one in match.penalties)
    return f"Padanan: {match.rate} % {match.type.value} match{why}"


def _places(match: Match) -> list[str]:
    """Where a match comes from."""
    parts = []
    if match.bridge is not None:
        through = match.bridge.through
        parts.append(f"by way of {through.locale}: {through.display}")
    origin = match.unit.origin
    # A headline taken from an address is never shown as the real one.
    is_real = origin.source_headline_status not in (
        HeadlineStatus.DERIVED,
        HeadlineStatus.PROPOSED,
    )
    headline = (origin.source_headline if is_real else None) or origin.headline
    parts += [part for part in (headline, origin.published, origin.source_url) if part]
    return parts
