"""The command `pretranslate`, which fills a file or a document from the memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from cli.console.command import command
from cli.console.missing_contents import say_missing_languages
from cli.console.options.file_options import (
    TableOptions,
    input_format_option,
    make_read_options,
    output_option,
    table_options,
    warn_of_skipped_entries,
)
from cli.console.options.option_group import option_group
from cli.console.options.pair_options import PairOptions, pair_options
from cli.console.options.rate_and_limit_options import min_rate_option
from cli.console.options.unused_options import refuse_unused_options
from cli.console.output_formats import format_count, print_result
from cli.console.workspace import Workspace
from cli.exchange.existing_output import (
    force_option,
    is_same_file,
    refuse_existing_output,
)
from cli.memory.matches.match_filter_option import (
    make_match_filter_getter,
    match_filter_option,
)
from cli.memory.matches.repair_resources import (
    make_repair_resources_getter,
    split_sentences,
)
from exports.documents.document import Document
from exports.edit.file_filling import fill_file, open_editable_file
from exports.edit.pretranslation import Pretranslator
from exports.edit.source_segments import widen_locale
from exports.editable_file import EditableFile, EditableSegment, Filling
from tm.match.lookup import LookupOptions
from tm.match.units.units_cache import SegmentUnitsCache
from tm.text.locale import Locale

DEFAULT_MIN_RATE = 75
_MEANING_BY_COUNT_NAME = {
    "translated": "filled with the one exact match",
    "fuzzy": "filled with another match, and marked for review; in a document only "
    "with --mark",
    "empty": "still empty: no match is similar enough, or the file cannot mark it; "
    "in a document: still in the source language",
    "kept": "already translated, and unchanged",
    "unmarked": "of the empty ones: a match was found, but the file cannot mark it",
    "ambiguous": "of those with a match: the memory has several translations",
}
"""Meanings of the counts of a table, by their names."""
_ALWAYS_SHOWN_COUNTS = ("translated", "fuzzy", "empty")
"""The counts that a table for people shows even if they are zero."""


@dataclass(frozen=True, slots=True)
class FillOptions:
    """Which matches a file is filled with."""

    min_rate: int
    uses_match_filter: bool
    marks_unfinished: bool
    replaces_file: bool


@command(
    examples="""
    padanan pretranslate to-fill.po -O filled.po
    padanan pretranslate story.xlf -O filled.xlf
    padanan pretranslate texts.tsv -O filled.tsv -s vi -t id --min-rate 85
    padanan pretranslate strings.xlsx -O strings.xlsx -s vi -t id
    padanan pretranslate article.docx -O article.id.docx -s vi -t id
    padanan pretranslate film.srt -O film.id.srt -s vi -t id --min-rate 90 --mark
    """
)
@click.argument("input_path", metavar="FILE", type=click.Path(path_type=Path))
@output_option("File to write; may be FILE itself, unless FILE is a document.")
@pair_options
@option_group(
    "fill_options",
    FillOptions,
    min_rate_option("Lowest match rate to fill with.", default_rate=DEFAULT_MIN_RATE),
    match_filter_option,
    click.option(
        "--mark",
        "marks_unfinished",
        is_flag=True,
        help="Documents: put ⟦ ⟧ around sentences to translate or review.",
    ),
    force_option,
)
@input_format_option
@table_options
def pretranslate(
    workspace: Workspace,
    input_path: Path,
    output_path: Path,
    pair_options: PairOptions,
    format_name: str | None,
    fill_options: FillOptions,
    table_options: TableOptions,
) -> None:
    """Fill a PO, XLIFF, JSONL file or table, or a document, from the memory.

    A single exact match is filled in as translated. Other matches are marked fuzzy,
    with their rate and origin: in a comment of PO, in a fourth field of TSV, in
    alternative translations of XLIFF, in the state and note columns of CSV and XLSX; a
    table without these columns gets exact matches only, and the other matches are
    counted. The rest of the file does not change. An existing OUT is not replaced,
    unless it is FILE itself; translations in FILE are kept. With -s vi, a file in vi-VN
    is filled from all units of the memory in vi, whatever their region; -t works alike.

    A document (DOCX, ODT, HTML, Markdown, text, SRT) is translated sentence by
    sentence; what has no match stays in the source language. Formatting, pictures,
    notes and all else stay as they are. `padanan document extract` makes an XLIFF file
    of it for people to translate.
    """
    editable_file = open_editable_file(
        input_path,
        make_read_options(workspace, pair_options, table_options),
        format_name=format_name,
    )
    _prepare_output(editable_file, input_path, output_path, fill_options)
    _warn_of_damage(workspace, editable_file, input_path)
    target_locale = _choose_target_locale(
        workspace, editable_file, pair_options.target_locale
    )
    pretranslator = _make_pretranslator(
        workspace, pair_options.source_locale, target_locale, fill_options
    )
    with workspace.show_progress(
        "looking up", len(editable_file.segments)
    ) as report_progress:

        def choose_filling(
            segments: Sequence[EditableSegment], segment_index: int
        ) -> Filling | None:
            report_progress(1)
            return pretranslator(segments, segment_index)

        fill_result = fill_file(editable_file, output_path, choose_filling)
    if not fill_result.counts["translated"] and not fill_result.counts["fuzzy"]:
        source_locales = {
            widen_locale(segment.source, pair_options.source_locale).locale
            for segment in editable_file.segments
        }
        say_missing_languages(workspace, *source_locales, target_locale)
    _say_unmarked_count(workspace, fill_result.counts["unmarked"], input_path)
    fill_counts = fill_result.counts | {"ambiguous": pretranslator.ambiguous_count}
    _emit_fill_counts(workspace, fill_counts, fill_result.segment_count_by_band)


def _prepare_output(
    editable_file: EditableFile,
    input_path: Path,
    output_path: Path,
    fill_options: FillOptions,
) -> None:
    """Set whether sentences are marked, and refuse to replace another file."""
    if isinstance(editable_file, Document):
        editable_file.marks_unfinished = fill_options.marks_unfinished
    else:
        refuse_unused_options(False, "documents", "marks_unfinished")
        if is_same_file(input_path, output_path):
            return
    refuse_existing_output(output_path, replaces_file=fill_options.replaces_file)


def _warn_of_damage(
    workspace: Workspace, editable_file: EditableFile, input_path: Path
) -> None:
    """Warn of what was guessed and skipped in a file, by the name that was given."""
    for remark in editable_file.remarks:
        workspace.warn(remark)
    # A packed file was read from a temporary path.
    skipped_entries = [
        replace(skipped_entry, path=str(input_path))
        for skipped_entry in editable_file.skipped
    ]
    warn_of_skipped_entries(workspace, skipped_entries)


def _make_pretranslator(
    workspace: Workspace,
    source_locale: Locale | None,
    target_locale: Locale,
    fill_options: FillOptions,
) -> Pretranslator:
    lookup_options = LookupOptions(
        min_rate=fill_options.min_rate,
        limit=10,
        penalties=workspace.settings.penalties,
        units_cache=SegmentUnitsCache(),
        split_sentences=split_sentences,
    )
    get_match_filter = (
        make_match_filter_getter(workspace, target_locale)
        if fill_options.uses_match_filter
        else None
    )
    return Pretranslator(
        workspace.unit_store,
        source_locale,
        target_locale,
        lookup_options,
        get_match_filter,
        make_repair_resources_getter(workspace, target_locale),
    )


def _choose_target_locale(
    workspace: Workspace, editable_file: EditableFile, requested_locale: Locale | None
) -> Locale:
    """Choose the locale of a file, or the wider one that was requested."""
    locale = editable_file.target_locale or workspace.choose_target_locale(
        requested_locale
    )
    if requested_locale is not None and requested_locale.covers(locale):
        return requested_locale
    return locale


def _say_unmarked_count(
    workspace: Workspace, unmarked_count: int, input_path: Path
) -> None:
    if unmarked_count:
        unmarked_phrase = format_count(unmarked_count, "fuzzy match", "fuzzy matches")
        workspace.say(
            f"Not filled in: {unmarked_phrase}, which {input_path} cannot mark; add a "
            "column `state` or `note` to the table"
        )


def _emit_fill_counts(
    workspace: Workspace,
    fill_counts: Mapping[str, int],
    segment_count_by_band: Mapping[str, int],
) -> None:
    """Print the counts, and those of the filled segments by match rate."""
    explains_counts = workspace.output_format == "table"
    print_result(
        workspace,
        {**fill_counts, "bands": segment_count_by_band},
        columns=["what", "count", *(["meaning"] if explains_counts else [])],
        rows=[
            [
                count_name,
                count,
                *([_MEANING_BY_COUNT_NAME[count_name]] if explains_counts else []),
            ]
            for count_name, count in fill_counts.items()
            if count or not explains_counts or count_name in _ALWAYS_SHOWN_COUNTS
        ]
        + [
            [band, count, *(["of the filled ones, by match rate"] * explains_counts)]
            for band, count in segment_count_by_band.items()
            if count
        ],
    )
