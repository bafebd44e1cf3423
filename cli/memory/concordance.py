"""The command that finds phrases in the memory: concordance."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from cli.console.option_group import option_group
from cli.console.render import console, emit
from cli.console.unused_options import demand_effect
from cli.console.workspace import LocaleType, Workspace, command
from cli.memory.lookup import draw_origin, origin_json
from tm.errors import InputError
from tm.match.concordance.concordance import (
    Concordance,
    ConcordanceHit,
    ConcordanceOptions,
    Sort,
    translation_counts,
)
from tm.match.concordance.concordance import concordance as find_phrase
from tm.match.concordance.query import Phrase, PhraseMode
from tm.store.units.counts import segment_counts
from tm.text.locale import Locale

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_SCAN = 1_000_000
_MOST_SAID = 60


@dataclass(frozen=True, slots=True)
class Reading:
    """How a phrase is to be read, as a command line says it."""

    words: bool
    wildcard: bool
    regex: bool
    ignore_marks: bool | None

    def phrase(self, text: str) -> Phrase:
        """A text read so. Raises InputError for two ways at once."""
        if self.wildcard and self.regex:
            raise InputError("--wildcard and --regex exclude each other")
        mode = PhraseMode.REGEX if self.regex else PhraseMode.PLAIN
        mode = PhraseMode.WILDCARD if self.wildcard else mode
        return Phrase(
            text, mode, whole_words=self.words, ignore_marks=self.ignore_marks
        )


class _Renamed(click.Option):
    """An option that scripts may still call by a former name, which help leaves out."""

    # Any: what click's own options take.
    def __init__(self, *names: Any, former: Sequence[str], **facts: Any) -> None:
        super().__init__(*names, **facts)
        self.former = former

    def add_to_parser(self, parser: Any, ctx: click.Context) -> None:
        """Have the former names read as the others are."""
        super().add_to_parser(parser, ctx)
        parser.add_option(obj=self, opts=self.former, dest=self.name)


@command(
    examples="""
    padanan concordance "Kejahatan Siber" -s id -t vi
    padanan concordance "thu truong" -s vi --words --sort right
    padanan concordance "penanda*an" -s id --wildcard --kwic
    padanan concordance "ngày [0-9]+/[0-9]+" -s vi --regex
    padanan concordance "họp báo" -s vi --counts
    """
)
@click.argument("phrase")
@click.option(
    "-s",
    "--source-locale",
    "source",
    cls=_Renamed,
    former=("-l", "--locale"),
    type=LocaleType(),
    help="Language of the phrase.",
)
@click.option(
    "-t",
    "--target-locale",
    "target",
    cls=_Renamed,
    former=("-o", "--other"),
    type=LocaleType(),
    help="Language to see opposite; the other one of the settings, else any.",
)
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@option_group(
    "reading",
    Reading,
    click.option("--words", is_flag=True, help="Whole words only."),
    click.option(
        "--wildcard", is_flag=True, help="`*` is the rest of a word, `?` one letter."
    ),
    click.option("--regex", is_flag=True, help="The phrase is a regular expression."),
    click.option(
        "--ignore-marks/--keep-marks",
        default=None,
        help="Whether `dang` finds `đang`; by default if the phrase has no marks.",
    ),
)
@click.option(
    "--sort",
    type=click.Choice([one.value for one in Sort]),
    help="By the words before or after, the date or the segment.",
)
@click.option(
    "--kwic",
    is_flag=True,
    help="The phrases under each other, as in a table.",
)
@click.option(
    "--counts", is_flag=True, help="How segments that are the phrase are translated."
)
@click.option(
    "--scan",
    type=click.IntRange(1),
    default=_SCAN,
    show_default=True,
    help="Most segments to read where the index is of no help.",
)
def concordance(
    workspace: Workspace,
    phrase: str,
    source: Locale | None,
    target: Locale | None,
    limit: int,
    reading: Reading,
    sort: str | None,
    kwic: bool,
    counts: bool,
    scan: int,
) -> int:
    """Find every segment that holds a phrase, and what stands opposite.

    Case never matters. A regular expression is read as Python's `regex` module reads
    it.
    """
    demand_effect(not counts, "hits that are listed, not counted", "sort", "kwic")
    locale = workspace.source(source)
    other = target or _other(workspace, locale)
    if other == locale:
        raise InputError(f"both languages are {locale}; give another with -t")
    sought = reading.phrase(phrase)
    options = ConcordanceOptions(
        limit=None if counts else limit,
        sort=Sort(sort) if sort else None,
        scan=scan,
        whole_segments=counts,
    )
    found = find_phrase(
        workspace.memory,
        sought,
        locale,
        other,
        options,
    )
    if counts:
        _show_counts(workspace, found.hits, limit)
    else:
        _show_hits(workspace, found.hits, kwic=kwic)
    _say_what_it_took(workspace, found, sought.mode)
    if not found.hits:
        _say_why_nothing(workspace, phrase, (locale, other), counts=counts)
    return 0 if found.hits else 1


def _other(workspace: Workspace, locale: Locale) -> Locale | None:
    pair = (workspace.settings.source, workspace.settings.target)
    if not any(one is not None and one.covers(locale) for one in pair):
        return None  # a pair in which the phrase has no place
    return next((o for o in pair if o is not None and not o.covers(locale)), None)


def _show_hits(
    workspace: Workspace, hits: Sequence[ConcordanceHit], *, kwic: bool
) -> None:
    if kwic:
        if workspace.chosen_format not in (None, "table"):
            raise InputError(f"--kwic is no {workspace.chosen_format}; leave one out")
        _draw_hits(console(), hits)
        return
    emit(
        workspace,
        [_hit_json(hit) for hit in hits],
        columns=["source", "target", "source_url"],
        rows=[
            [
                hit.source.display,
                hit.target.display if hit.target else None,
                hit.unit.origin.source_url,
            ]
            for hit in hits
        ],
        table=lambda screen: _draw_hits(screen, hits),
    )


def _show_counts(
    workspace: Workspace, hits: Sequence[ConcordanceHit], limit: int
) -> None:
    counts = translation_counts(hits)[:limit]
    emit(
        workspace,
        [
            {"target": target.text, "locale": target.locale.tag, "count": count}
            for target, count in counts
        ],
        columns=["count", "locale", "target"],
        rows=[[count, target.locale.tag, target.display] for target, count in counts],
    )


def _say_what_it_took(
    workspace: Workspace, found: Concordance, mode: PhraseMode
) -> None:
    if found.scanned:
        if not found.has_index:
            why = "the database has no index of phrases; `padanan migrate` makes one"
        elif mode is PhraseMode.PLAIN:
            why = "the index serves phrases of three characters and more"
        else:
            why = "the pattern has no three characters in a row to look up"
        workspace.say(f"scanned {found.scanned:,} segments: {why}")
    if found.is_cut_short:
        workspace.warn(
            "stopped before the end, there may be more; give a longer phrase, or a "
            "higher --scan"
        )
    if found.sorted_among:
        workspace.say(f"in order are the first {found.sorted_among:,} that were found")


def _say_why_nothing(
    workspace: Workspace,
    phrase: str,
    pair: tuple[Locale, Locale | None],
    *,
    counts: bool,
) -> None:
    locale, other = pair
    with workspace.database.looking() as reader:
        known = list(segment_counts(reader))
    if not any(locale.covers(Locale(tag)) for tag in known):
        stored = ", ".join(known) or "nothing"
        workspace.say(f"there are no segments in {locale}; there is {stored}")
        return
    said = phrase if len(phrase) <= _MOST_SAID else phrase[:_MOST_SAID] + "…"
    how = "is all of none of" if counts else "stands nowhere in"
    beside = f" beside {other}; -t takes another language" if other else ""
    workspace.say(f"{said!r} {how} the {locale} segments{beside}")


def _hit_json(hit: ConcordanceHit) -> dict[str, Any]:
    return {
        "source": hit.source.text,
        "target": hit.target.text if hit.target else None,
        "span": [hit.span.start, hit.span.end],
        "spans": [[span.start, span.end] for span in hit.spans],
        "locale": hit.source.locale.tag,
        "other": hit.target.locale.tag if hit.target else None,
        "origin": origin_json(hit.unit.origin),
    }


def _draw_hits(screen: "Console", hits: Sequence[ConcordanceHit]) -> None:
    from rich.cells import cell_len

    room = screen.width // 3
    widest = max((cell_len(hit.span.of(hit.source.text)) for hit in hits), default=0)
    left = (screen.width - min(widest, room)) // 2
    for hit in hits:
        line = _kwic(hit, left, screen.width)
        screen.print(line, no_wrap=True, overflow="crop", crop=True)
        target = hit.target.display if hit.target else "(no translation yet)"
        screen.print(f"  →  {target}", markup=False, soft_wrap=True)
        draw_origin(screen, hit.unit.origin)


def _kwic(hit: ConcordanceHit, left: int, width: int) -> "Text":
    """A hit on one line, with the phrase where that of every other hit is."""
    from rich.cells import cell_len
    from rich.text import Text

    text = "".join(c if c.isprintable() else " " for c in hit.source.text)
    before, after = text[: hit.span.start], text[hit.span.end :]
    found = _fitting(text[hit.span.start : hit.span.end], width - left)
    while cell_len(before) > left:
        # Each letter takes two cells at most.
        before = before[max(1, (cell_len(before) - left) // 2) :]
    after = _fitting(after, width - left - cell_len(found))
    line = Text(" " * (left - cell_len(before)) + before)
    line.append(found, style="bold reverse")
    return line.append(after.rstrip())


def _fitting(text: str, cells: int) -> str:
    """The beginning of a text that takes so many cells at most."""
    from rich.cells import cell_len

    text = text[:cells]
    while cell_len(text) > cells:
        text = text[:-1]
    return text
