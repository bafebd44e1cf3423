"""The commands `analyse` and `evaluate`, which measure what a memory is worth."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from cli.console.file_options import TableOptions, files_argument, table_options
from cli.console.missing_languages import say_missing_languages
from cli.console.pair_options import PairOptions, name_locale_parameters, pair_options
from cli.console.render import emit
from cli.console.unused_options import refuse_unused_options
from cli.console.workspace import Workspace, command
from cli.memory.match_filter import match_filter_option, match_filters
from exports.edit.source_segments import read_pairs, read_source_segments
from exports.format import ReadOptions
from exports.io.memory_limit import TextMemory
from exports.io.replace_file import replace_file
from tm.errors import InputError, NotFound
from tm.evaluation import Evaluation, SuggestionQuality
from tm.match.leverage import Leverage, TextAmount
from tm.match.leverage import analyse_leverage as analyse_documents
from tm.match.rate_bands import NEW_BAND
from tm.store.units.filter import UnitFilter
from tm.unit import TranslationUnit

_DEFAULT_SAMPLE = 1000
_DEFAULT_SEED = 12345


@command(
    examples="""
    padanan analyse to-fill.po
    padanan analyse page.txt texts.tsv -s vi -t id
    padanan analyse to-fill.po --html leverage.html
    """
)
@files_argument
@pair_options
@click.option(
    "--html",
    metavar="OUT",
    type=click.Path(path_type=Path),
    help="Also write the report as an HTML page.",
)
@table_options
@match_filter_option
def analyse(
    workspace: Workspace,
    paths: Sequence[Path],
    pair: PairOptions,
    html: Path | None,
    table: TableOptions,
    is_filtered: bool,
) -> None:
    """Count how much of some files the memory can translate.

    Segments, words and characters are counted by match rate. A text that occurs again
    in the files is a repetition; a text at least 75 % like an earlier one, and more
    like it than like the memory, is an internal fuzzy match. Plain text is split into
    sentences; `-` is standard input.

    The rates are those of `padanan pretranslate`: a translation with a wrong term or
    value has a lower rate than its similarity.
    """
    source, target = workspace.source(pair.source), workspace.target(pair.target)
    read_options = ReadOptions(
        source,
        target,
        name_locale_parameters(pair),
        are_default_locales=pair.source is None,
        columns=table.meanings,
        sheet=table.sheet,
    )
    held_texts = TextMemory("to be analysed")
    documents = [
        held_texts.hold_segments(
            str(path),
            read_source_segments(path, source, read_options, workspace.warn),
        )
        for path in paths
    ]
    total = sum(map(len, documents))
    if not total:
        raise InputError("no text to translate in the files")
    with workspace.progress("looking up", total) as progress:
        report = analyse_documents(
            documents,
            workspace.memory,
            target,
            penalties=workspace.settings.penalties,
            match_filter=match_filters(workspace, target) if is_filtered else None,
            progress=progress,
        )
    if report.amount_by_band[NEW_BAND] == report.total:
        say_missing_languages(workspace, source, target)
    if html is not None:
        from exports.reports.leverage_html import (
            render_leverage_page,  # seldom asked for
        )

        title = f"Leverage of {source} into {target}"
        page = render_leverage_page(
            report, title=title, file_names=[str(path) for path in paths]
        )
        with replace_file(html) as file:
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
@pair_options
@click.option(
    "--sample",
    type=click.IntRange(1),
    default=_DEFAULT_SAMPLE,
    show_default=True,
    help="Most units to look up, drawn at random.",
)
@click.option("--seed", type=int, default=_DEFAULT_SEED, show_default=True)
@click.option(
    "--min-rate",
    type=click.IntRange(1, 101),
    default=50,
    show_default=True,
    help="Lowest match rate that counts as a suggestion.",
)
@table_options
def evaluate(
    workspace: Workspace,
    path: Path | None,
    pair: PairOptions,
    sample: int,
    seed: int,
    min_rate: int,
    table: TableOptions,
) -> None:
    """Measure how good the memory's suggestions are.

    Each unit of the memory is looked up in the rest of the memory, or each pair of FILE
    in the whole memory, and the best suggestion is compared with its translation.
    For chrF higher is better, for TER lower.
    """
    from tm.evaluation import draw_sample as draw_sample
    from tm.evaluation import evaluate as measure
    from tm.match.lookup import LookupOptions

    source, target = workspace.source(pair.source), workspace.target(pair.target)
    units: Iterator[TranslationUnit]
    refuse_unused_options(path is not None, "a FILE", "columns", "sheet")
    if path is None:
        unit_filter = UnitFilter(locales=(source, target), translated=True)
        units = workspace.memory.read_units(unit_filter)
    else:
        read_options = ReadOptions(
            source,
            target,
            name_locale_parameters(pair),
            columns=table.meanings,
            sheet=table.sheet,
        )
        units = read_pairs(path, (source, target), read_options, workspace.warn)
    sampled = draw_sample(units, sample, seed=seed)
    if not sampled:
        owner = "the memory has" if path is None else f"{path} has"
        raise NotFound(f"{owner} no units in {source} → {target}")
    with workspace.progress("looking up", len(sampled)) as progress:
        evaluation = measure(
            workspace.memory,
            sampled,
            source,
            target,
            options=LookupOptions(
                min_rate=min_rate, penalties=workspace.settings.penalties
            ),
            exclude_itself=path is None,
            report_progress=progress,
        )
    _emit_evaluation(workspace, evaluation)


def _emit_leverage(workspace: Workspace, report: Leverage) -> None:
    value = {
        "bands": {
            name: _amount_value(amount)
            for name, amount in report.amount_by_band.items()
        },
        "total": _amount_value(report.total),
    }
    words = report.total.word_count
    rows = [
        [name, *_numbers(amount), _percent(amount.word_count / words if words else 0)]
        for name, amount in (*report.amount_by_band.items(), ("total", report.total))
    ]
    columns = ["match", "segments", "words", "characters", "share of words"]
    emit(workspace, value, columns=columns, rows=rows)


def _amount_value(amount: TextAmount) -> dict[str, int]:
    return dict(zip(("segments", "words", "characters"), _numbers(amount), strict=True))


def _numbers(amount: TextAmount) -> tuple[int, int, int]:
    return amount.segment_count, amount.word_count, amount.character_count


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
