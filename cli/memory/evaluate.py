"""The commands `analyse` and `evaluate`, which measure what a memory is worth."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from cli.console.call_languages import choose_locales
from cli.console.command import command
from cli.console.missing_contents import say_missing_languages
from cli.console.options.file_options import TableOptions, files_argument, table_options
from cli.console.options.pair_options import PairOptions, pair_options
from cli.console.options.rate_and_limit_options import min_rate_option, seed_option
from cli.console.options.unused_options import refuse_unused_options
from cli.console.output_formats import print_result
from cli.console.workspace import Workspace
from cli.memory.matches.match_filter_option import (
    make_match_filter_getter,
    match_filter_option,
)
from exports.edit.source_segments import read_source_segments, read_two_sided_units
from exports.format import ReadOptions
from exports.io.memory_limit import SegmentLoader
from exports.io.replace_file import replace_file
from tm.errors import InputError, NotFound
from tm.evaluation import Evaluation, SuggestionQuality
from tm.match.leverage import Leverage, TextAmount
from tm.match.leverage import analyse_leverage as analyse_documents
from tm.match.match_rate import NEW_BAND
from tm.store.units.filter import UnitFilter
from tm.text.segment import Segment
from tm.unit import TranslationUnit

_DEFAULT_SAMPLE_SIZE = 1000
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
    "html_path",
    metavar="OUT",
    type=click.Path(path_type=Path),
    help="Also write the report as an HTML page.",
)
@table_options
@match_filter_option
def analyse(
    workspace: Workspace,
    paths: Sequence[Path],
    pair_options: PairOptions,
    html_path: Path | None,
    table_options: TableOptions,
    uses_match_filter: bool,
) -> None:
    """Count how much of some files the memory can translate.

    Segments, words and characters are counted by match rate. A repetition is a text
    that occurs earlier in the files. An internal fuzzy match is at least 75 % like an
    earlier text of the files, and less like anything in the memory. Plain text is split
    into sentences; `-` is standard input.

    The rates are those of `padanan pretranslate`: a translation with a wrong term or
    value has a lower rate than its similarity.
    """
    chosen_locales = choose_locales(
        workspace,
        pair_options,
        [str(path) for path in paths],
        table_options=table_options,
    )
    source_locale, target_locale = chosen_locales.require_pair(workspace)
    documents = _read_documents(
        workspace,
        paths,
        ReadOptions(
            source_locale,
            target_locale,
            chosen_locales.parameters,
            are_default_locales=pair_options.source_locale is None,
            columns=table_options.meaning_by_heading,
            sheet=table_options.sheet_name,
        ),
    )
    segment_count = sum(map(len, documents))
    if not segment_count:
        raise InputError("no text to translate in the files")
    with workspace.show_progress("looking up", segment_count) as report_progress:
        leverage = analyse_documents(
            documents,
            workspace.unit_store,
            target_locale,
            penalties=workspace.settings.penalties,
            get_match_filter=make_match_filter_getter(workspace, target_locale)
            if uses_match_filter
            else None,
            report_progress=report_progress,
        )
    if leverage.amount_by_band[NEW_BAND] == leverage.total:
        say_missing_languages(workspace, source_locale, target_locale)
    if html_path is not None:
        title = f"Leverage of {source_locale} into {target_locale}"
        _write_leverage_page(leverage, title, paths, html_path)
    _emit_leverage(workspace, leverage)


def _read_documents(
    workspace: Workspace, paths: Sequence[Path], read_options: ReadOptions
) -> Sequence[Sequence[Segment]]:
    """Read the source segments of each file."""
    assert read_options.source is not None
    segment_loader = SegmentLoader("to be analysed")
    return [
        segment_loader.load_segments(
            str(path),
            read_source_segments(
                path, read_options.source, read_options, workspace.warn
            ),
        )
        for path in paths
    ]


def _write_leverage_page(
    leverage: Leverage, title: str, paths: Sequence[Path], html_path: Path
) -> None:
    from exports.reports.leverage_html import render_leverage_page  # seldom asked for

    page_html = render_leverage_page(
        leverage, title=title, file_names=[str(path) for path in paths]
    )
    with replace_file(html_path) as html_file:
        html_file.write(page_html.encode())


@command(
    examples="""
    padanan evaluate -s vi -t id
    padanan evaluate held-out.tsv -s vi -t id --format json
    padanan evaluate -s vi -t id --sample 5000 --seed 7
    """
)
@click.argument(
    "units_path", metavar="[FILE]", required=False, type=click.Path(path_type=Path)
)
@pair_options
@click.option(
    "--sample",
    "sample_size",
    type=click.IntRange(1),
    default=_DEFAULT_SAMPLE_SIZE,
    show_default=True,
    help="Most units to look up, drawn at random.",
)
@seed_option(_DEFAULT_SEED)
@min_rate_option("Lowest match rate that counts as a suggestion.", default_rate=50)
@table_options
def evaluate(
    workspace: Workspace,
    units_path: Path | None,
    pair_options: PairOptions,
    sample_size: int,
    seed: int,
    min_rate: int,
    table_options: TableOptions,
) -> None:
    """Measure how good the memory's suggestions are.

    Each unit of the memory is looked up in the rest of the memory, or each pair of FILE
    in the whole memory, and the best suggestion is compared with its translation.
    For chrF higher is better, for TER lower.
    """
    from tm.evaluation import draw_sample
    from tm.evaluation import evaluate as measure
    from tm.match.lookup import LookupOptions

    chosen_locales = choose_locales(
        workspace,
        pair_options,
        [] if units_path is None else [str(units_path)],
        table_options=table_options,
    )
    source_locale, target_locale = chosen_locales.require_pair(workspace)
    refuse_unused_options(
        units_path is not None, "a FILE", "columns_text", "sheet_name"
    )
    units = _read_units(
        workspace,
        units_path,
        ReadOptions(
            source_locale,
            target_locale,
            chosen_locales.parameters,
            columns=table_options.meaning_by_heading,
            sheet=table_options.sheet_name,
        ),
    )
    sampled_units = draw_sample(units, sample_size, seed=seed)
    if not sampled_units:
        owner_phrase = "the memory has" if units_path is None else f"{units_path} has"
        raise NotFound(f"{owner_phrase} no units in {source_locale} → {target_locale}")
    with workspace.show_progress("looking up", len(sampled_units)) as report_progress:
        evaluation = measure(
            workspace.unit_store,
            sampled_units,
            source_locale,
            target_locale,
            options=LookupOptions(
                min_rate=min_rate, penalties=workspace.settings.penalties
            ),
            excludes_own_unit=units_path is None,
            report_progress=report_progress,
        )
    _emit_evaluation(workspace, evaluation)


def _read_units(
    workspace: Workspace, units_path: Path | None, read_options: ReadOptions
) -> Iterator[TranslationUnit]:
    """Read the translated units of a file; without one, those of the memory."""
    source_locale, target_locale = read_options.source, read_options.target
    assert source_locale is not None
    assert target_locale is not None
    locales = source_locale, target_locale
    if units_path is None:
        return workspace.unit_store.read_units(
            UnitFilter(locales=locales, translated=True)
        )
    return read_two_sided_units(units_path, locales, read_options, workspace.warn)


def _emit_leverage(workspace: Workspace, leverage: Leverage) -> None:
    leverage_record = {
        "bands": {
            band: _make_amount_json(text_amount)
            for band, text_amount in leverage.amount_by_band.items()
        },
        "total": _make_amount_json(leverage.total),
    }
    total_word_count = leverage.total.word_count
    rows = [
        [
            band,
            *_list_counts(text_amount),
            _format_percentage(
                text_amount.word_count / total_word_count if total_word_count else 0
            ),
        ]
        for band, text_amount in (
            *leverage.amount_by_band.items(),
            ("total", leverage.total),
        )
    ]
    column_names = ["match", "segments", "words", "characters", "share of words"]
    print_result(workspace, leverage_record, columns=column_names, rows=rows)


def _make_amount_json(text_amount: TextAmount) -> dict[str, int]:
    return dict(
        zip(("segments", "words", "characters"), _list_counts(text_amount), strict=True)
    )


def _list_counts(text_amount: TextAmount) -> tuple[int, int, int]:
    return (
        text_amount.segment_count,
        text_amount.word_count,
        text_amount.character_count,
    )


def _emit_evaluation(workspace: Workspace, evaluation: Evaluation) -> None:
    evaluation_record = asdict(evaluation) | {"signatures": list(evaluation.signatures)}
    band_qualities: list[tuple[str, SuggestionQuality]] = [
        *evaluation.bands.items(),
        ("all suggestions", evaluation.suggested),
    ]
    print_result(
        workspace,
        evaluation_record,
        columns=["match", "segments", "share", "chrF2", "TER"],
        rows=[
            [
                band,
                quality.segments,
                _format_percentage(quality.share),
                quality.chrf,
                quality.ter,
            ]
            for band, quality in band_qualities
        ],
    )
    if workspace.output_format in ("table", "tsv"):
        for signature in evaluation.signatures:
            workspace.say(signature)


def _format_percentage(share: float) -> str:
    return f"{share:.1%}"
