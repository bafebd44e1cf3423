"""Commands that search the memory: lookup, concordance."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.options import LocaleType, Workspace, command, source_option, target_option
from cli.render import emit, json_text
from tm.errors import InputError
from tm.match.concordance import ConcordanceHit
from tm.match.concordance import concordance as find_phrase
from tm.match.lookup import LookupOptions
from tm.match.lookup import lookup as look_up
from tm.match.rank import Match
from tm.text.encoding import decode
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import Origin

if TYPE_CHECKING:
    from rich.console import Console


@command(
    examples="""
    padanan lookup "upacara penandatanganan Konvensi Hanoi" -s id -t vi
    padanan lookup "le mo ky cong uoc ha noi" -s vi -t id --min-rate 60
    padanan lookup --batch queries.txt -s vi -t id > matches.jsonl
    """
)
@click.argument("text", required=False)
@source_option
@target_option
@click.option("--batch", metavar="FILE", help="Look up every line of a file.")
@click.option(
    "--min-rate", type=click.IntRange(0, 101), help="Lowest match rate; 70 by default."
)
@click.option("--limit", type=click.IntRange(1), help="Most matches; 5 by default.")
def lookup(
    workspace: Workspace,
    text: str | None,
    source: Locale | None,
    target: Locale | None,
    batch: str | None,
    min_rate: int | None,
    limit: int | None,
) -> int:
    """Find how a text, or one like it, was translated before.

    The match rate is 0 to 100; 101 is a match in the same context. Every point that
    a rate lacks is explained.
    """
    if (text is None) == (batch is None):
        raise InputError("give a TEXT to look up, or --batch FILE")
    source, target = workspace.source(source), workspace.target(target)
    defaults = workspace.settings.lookup
    options = LookupOptions(
        min_rate=defaults.min_rate if min_rate is None else min_rate,
        limit=limit or defaults.limit,
        penalties=workspace.settings.penalties,
    )
    if batch is not None:
        for query in _queries(batch):
            segment = Segment.of(source, query)
            found = look_up(workspace.memory, segment, target, options)
            click.echo(json_text(_answer(query, found)))
        return 0
    assert text is not None
    if not text.strip():
        raise InputError("the text to look up is empty")
    found = look_up(workspace.memory, Segment.of(source, text), target, options)
    emit(
        workspace,
        [match_json(match) for match in found],
        lines=[_answer(text, found)],
        columns=["rate", "type", "source", "target", "source_url"],
        rows=[
            [
                match.rate,
                match.type.value,
                match.source.display,
                match.target.display if match.target else None,
                match.unit.origin.source_url,
            ]
            for match in found
        ],
        table=lambda console: _draw_matches(console, found),
    )
    if not found:
        workspace.say(f"nothing at {options.min_rate} or more; try a lower --min-rate")
    return 0 if found else 1


@command(
    examples="""
    padanan concordance "Kejahatan Siber" -l id -o vi
    padanan concordance "thu truong" -l vi
    """
)
@click.argument("phrase")
@click.option("-l", "--locale", type=LocaleType(), help="Language of the phrase.")
@click.option("-o", "--other", type=LocaleType(), help="Language to see opposite.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@click.option(
    "--ignore-marks/--keep-marks",
    default=None,
    help="Whether `dang` finds `đang`; by default if the phrase has no marks.",
)
def concordance(
    workspace: Workspace,
    phrase: str,
    locale: Locale | None,
    other: Locale | None,
    limit: int,
    ignore_marks: bool | None,
) -> int:
    """Find every segment that holds a phrase, and what stands opposite."""
    locale = locale or workspace.source(None)
    other = other or _other(workspace, locale)
    if not phrase.strip():
        raise InputError("the phrase to find is empty")
    hits = find_phrase(
        workspace.memory, phrase, locale, other, limit=limit, ignore_marks=ignore_marks
    )
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
        table=lambda console: _draw_hits(console, hits),
    )
    if not hits:
        workspace.say(f"{phrase!r} stands nowhere in the {locale} segments")
    return 0 if hits else 1


def match_json(match: Match) -> dict[str, Any]:
    """A match as interfaces promise it."""
    return {
        "rate": match.rate,
        "type": match.type.value,
        "similarity": match.similarity,
        "penalties": [
            {"reason": penalty.reason, "points": penalty.points}
            for penalty in match.penalties
        ],
        "source": match.source.display,
        "target": match.target.display if match.target else None,
        "repaired": None,
        "ambiguous": match.ambiguous,
        "state": match.unit.state.value,
        "origin": origin_json(match.unit.origin),
    }


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


def _answer(query: str, found: Sequence[Match]) -> dict[str, Any]:
    return {"query": query, "matches": [match_json(match) for match in found]}


def _queries(batch: str) -> Iterator[str]:
    try:
        data = Path(batch).read_bytes()
    except OSError as error:
        raise InputError(f"{batch}: {error.strerror}") from error
    lines = decode(data, path=batch).text.split("\n")
    yield from lines[:-1] if lines[-1] == "" else lines


def _other(workspace: Workspace, locale: Locale) -> Locale:
    pair = (workspace.settings.source, workspace.settings.target)
    for other in pair:
        if other is not None and not other.covers(locale):
            return other
    raise InputError("no other locale: give -o LOCALE, or set a pair in padanan.toml")


def _hit_json(hit: ConcordanceHit) -> dict[str, Any]:
    return {
        "source": hit.source.text,
        "target": hit.target.text if hit.target else None,
        "span": [hit.span.start, hit.span.end],
        "origin": origin_json(hit.unit.origin),
    }


def _draw_matches(console: "Console", found: Sequence[Match]) -> None:
    for match in found:
        why = ", ".join(f"{p.reason} −{p.points}" for p in match.penalties)
        flag = "  ambiguous" if match.ambiguous else ""
        head = f"{match.rate:>3}  {match.type.value}{flag}"
        console.print(f"{head}  {why}".rstrip(), style="bold", markup=False)
        console.print(f"     {match.source.display}", markup=False, soft_wrap=True)
        target = match.target.display if match.target else "(no translation yet)"
        console.print(f"  →  {target}", markup=False, soft_wrap=True)
        _draw_origin(console, match.unit.origin)


def _draw_hits(console: "Console", hits: Sequence[ConcordanceHit]) -> None:
    from rich.text import Text

    for hit in hits:
        line = Text(hit.source.text)
        line.stylize("bold reverse", hit.span.start, hit.span.end)
        console.print(line, soft_wrap=True)
        target = hit.target.display if hit.target else "(no translation yet)"
        console.print(f"  →  {target}", markup=False, soft_wrap=True)
        _draw_origin(console, hit.unit.origin)


def _draw_origin(console: "Console", origin: Origin) -> None:
    where = [origin.source_headline or origin.headline, origin.published]
    if origin.score is not None:
        where.append(f"aligned {origin.score:.2f}")
    shown = "; ".join(str(part) for part in where if part)
    for line in (shown, origin.source_url):
        if line:
            console.print(f"     {line}", style="dim", markup=False, soft_wrap=True)
