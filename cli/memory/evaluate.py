"""Commands that measure what a memory is worth: analyse, evaluate."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from cli.console.file_options import column_names, files_argument, table_reading_options
from cli.console.missing_languages import mention_missing, served
from cli.console.render import emit
from cli.console.unused_options import demand_effect
from cli.console.workspace import Workspace, command, source_option, target_option
from cli.memory.match_filter import match_filter_option, match_filters
from cli.memory.score import text_of
from exports.edit.fill import open_editable
from exports.entry import Remark
from exports.files import detect, read
from exports.format import ReadOptions
from exports.io.container import plain
from exports.io.memory_limit import HeldTexts
from exports.io.replace_file import replacing
from exports.requested_locales import asked_by
from exports.table.table_options import TABLES, demand_table
from tm.align.sentences import sentences
from tm.errors import FormatError, InputError, NotFound
from tm.evaluation import Evaluation, SuggestionQuality
from tm.match.leverage import Amount, Leverage
from tm.match.leverage import analyse as analyse_documents
from tm.match.rate_bands import NEW
from tm.store.units.filter import UnitFilter
from tm.text.input.stream import is_stream
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import TranslationUnit

_SAMPLE = 1000
_SEED = 12345


@command(
    examples="""
    padanan analyse to-fill.po
    padanan analyse page.txt texts.tsv -s vi -t id
    padanan analyse to-fill.po --html leverage.html
    """
)
@files_argument
@source_option
@target_option
@click.option(
    "--html", metavar="OUT", type=click.Path(path_type=Path), help="Write a page, too."
)
@table_reading_options
@match_filter_option
def analyse(
    workspace: Workspace,
    paths: Sequence[Path],
    source: Locale | None,
    target: Locale | None,
    html: Path | None,
    columns: str | None,
    sheet: str | None,
    is_filtered: bool,
) -> None:
    """Count how much of some files the memory has already.

    Segments, words and characters by band of their match rate. What comes again in the
    files is a repetition; what is at least 75 % like an earlier segment, and nearer to
    it than to the memory, is an internal fuzzy match. Text is cut into sentences; `-`
    is standard input.

    Rates are those with which `padanan pretranslate` fills a file: a translation with
    a wrong term or value counts as less than it is alike.
    """
    asking = asked_by(source, target)
    target = workspace.target(target)
    read_options = ReadOptions(
        workspace.source(source),
        target,
        asking,
        usual=source is None,
        columns=column_names(columns),
        sheet=sheet,
    )
    held = HeldTexts("to be analysed")
    documents = [
        held.of(str(path), _sources(workspace, path, read_options)) for path in paths
    ]
    total = sum(map(len, documents))
    if not total:
        raise InputError("there is nothing to translate in what was given")
    with workspace.progress("looking up", total) as progress:
        report = analyse_documents(
            documents,
            workspace.memory,
            target,
            penalties=workspace.settings.penalties,
            match_filter=match_filters(workspace, target) if is_filtered else None,
            progress=progress,
        )
    if report.bands[NEW] == report.total:
        mention_missing(workspace, read_options.source or target, target)
    if html is not None:
        from exports.reports.leverage_html import leverage_page  # seldom asked for

        title = f"Leverage of {read_options.source} into {target}"
        page = leverage_page(report, title=title, files=[str(path) for path in paths])
        with replacing(html) as file:
            file.write(page.encode())
    _emit_leverage(workspace, report)


@command(
    examples="""
    padanan evaluate -s vi -t id
    padanan evaluate held-out.tsv -s vi -t id --format json
    padanan evaluate -s vi -t id --sample 5000 --seed 7
    """
)
@click.argument(
    "path", metavar="[FILE]", required=False, type=click.Path(path_type=Path)
)
@source_option
@target_option
@click.option(
    "--sample",
    type=click.IntRange(1),
    default=_SAMPLE,
    show_default=True,
    help="Most units to look up, chosen by chance.",
)
@click.option("--seed", type=int, default=_SEED, show_default=True)
@click.option(
    "--min-rate",
    type=click.IntRange(1, 101),
    default=50,
    show_default=True,
    help="Lowest match rate that counts as a suggestion.",
)
@table_reading_options
def evaluate(
    workspace: Workspace,
    path: Path | None,
    source: Locale | None,
    target: Locale | None,
    sample: int,
    seed: int,
    min_rate: int,
    columns: str | None,
    sheet: str | None,
) -> None:
    """Measure how good the memory's suggestions are.

    Each unit of the memory is looked up without itself, or each pair of FILE with the
    whole memory; the best suggestion is compared with the translation that is known.
    chrF: more is better; TER: less is better.
    """
    from tm.evaluation import evaluate as measure
    from tm.evaluation import sample as chosen

    asking = asked_by(source, target)
    source, target = workspace.source(source), workspace.target(target)
    units: Iterator[TranslationUnit]
    demand_effect(path is not None, "a FILE", "columns", "sheet")
    if path is None:
        wanted = UnitFilter(locales=(source, target), translated=True)
        units = workspace.memory.units(wanted)
    else:
        read_options = ReadOptions(
            source, target, asking, columns=column_names(columns), sheet=sheet
        )
        units = _pairs(workspace, path, read_options)
    some = chosen(units, sample, seed=seed)
    if not some:
        where = "the memory has" if path is None else f"{path} has"
        raise NotFound(f"{where} no pair of {source} and {target}")
    with workspace.progress("looking up", len(some)) as progress:
        made = measure(
            workspace.memory,
            some,
            source,
            target,
            min_rate=min_rate,
            penalties=workspace.settings.penalties,
            leave_out=path is None,
            progress=progress,
        )
    _emit_evaluation(workspace, made)


def _sources(
    workspace: Workspace, path: Path, options: ReadOptions
) -> Iterator[Segment]:
    """The texts of a file that are to be translated, translated or not."""
    if not is_stream(path):
        yield from _sources_of(workspace, path, options)
        return
    with plain(path) as file:  # it is read once, and its format has to be found first
        try:
            yield from _sources_of(workspace, file.path, options)
        except FormatError as error:
            raise file.renamed(error) from error


def _sources_of(
    workspace: Workspace, path: Path, options: ReadOptions
) -> Iterator[Segment]:
    try:
        format = detect(path)
    except FormatError:
        yield from _sentences(path, options)
        return
    if format.editor is not None and format.name not in TABLES:
        asked = None if options.usual else options.source
        places = open_editable(path, options, name=format.name).segments
        yield from (served(place.source, asked) for place in places)
        return
    assert options.source is not None
    for entry in read(path, options, name=format.name):
        if isinstance(entry, Remark):
            workspace.warn(entry.text)
        elif isinstance(entry, TranslationUnit):
            side = entry.side(options.source)
            if side is not None:
                yield side


def _sentences(path: Path, options: ReadOptions) -> list[Segment]:
    """The sentences of a text file."""
    demand_table(options, "a text", str(path))
    text = text_of(path)
    if not text.strip():
        raise FormatError("the file is empty", path=str(path))
    assert options.source is not None
    locale = options.source
    cut = [Segment.of(locale, span.of(text)) for span in sentences(text, locale)]
    return [segment for segment in cut if segment.text]


def _pairs(
    workspace: Workspace, path: Path, options: ReadOptions
) -> Iterator[TranslationUnit]:
    """The units of a file that have both sides in the languages asked for."""
    assert options.source is not None and options.target is not None
    for entry in read(path, options):
        if isinstance(entry, Remark):
            workspace.warn(entry.text)
        elif isinstance(entry, TranslationUnit) and entry.target is not None:
            if all(entry.oriented(options.source, options.target)):
                yield entry


def _emit_leverage(workspace: Workspace, report: Leverage) -> None:
    value = {
        "bands": {name: asdict(amount) for name, amount in report.bands.items()},
        "total": asdict(report.total),
    }
    words = report.total.words
    rows = [
        [name, *_numbers(amount), _percent(amount.words / words if words else 0)]
        for name, amount in (*report.bands.items(), ("total", report.total))
    ]
    columns = ["match", "segments", "words", "characters", "share of words"]
    emit(workspace, value, columns=columns, rows=rows)


def _numbers(amount: Amount) -> tuple[int, int, int]:
    return amount.segments, amount.words, amount.characters


def _emit_evaluation(workspace: Workspace, made: Evaluation) -> None:
    value = asdict(made) | {"signatures": list(made.signatures)}
    shown: list[tuple[str, SuggestionQuality]] = [
        *made.bands.items(),
        ("all suggestions", made.suggested),
    ]
    emit(
        workspace,
        value,
        columns=["match", "segments", "share", "chrF2", "TER"],
        rows=[
            [name, one.segments, _percent(one.share), one.chrf, one.ter]
            for name, one in shown
        ],
    )
    if workspace.format in ("table", "tsv"):
        for signature in made.signatures:
            workspace.say(signature)


def _percent(share: float) -> str:
    return f"{share:.1%}"
