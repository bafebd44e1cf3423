"""The command `convert`, from one file format into another, without a database."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import click

from cli.console.command import command
from cli.console.options.file_options import (
    TableOptions,
    TableWritingOptions,
    add_term_writing_options,
    choose_separator,
    format_option,
    lossless_option,
    make_entries_json,
    make_read_options,
    refuse_unused_writing_options,
    table_options,
    table_writing_options,
    warn_of_losses,
    warn_of_skipped_entries,
)
from cli.console.options.option_group import option_group
from cli.console.options.pair_options import PairOptions, pair_options
from cli.console.output_formats import format_count, print_result
from cli.console.workspace import Workspace
from exports.conversion import ConversionResult, ConvertOptions, open_conversion
from exports.format import WriteOptions
from exports.io.replace_file import STANDARD_OUTPUT
from exports.io.unit_count_estimate import estimate_unit_count
from exports.term_format import TermWriteOptions


@dataclass(frozen=True, slots=True)
class FormatOptions:
    """The formats of both files, and whether a loss is an error."""

    input_format_name: str | None
    output_format_name: str | None
    strict: bool


@command(
    "convert",
    examples="""
    padanan convert memory.tmx memory.xlsx
    padanan convert corpus.tsv.gz memory.tmx -s vi -t id
    padanan convert memory.tmx corpus.vi-id
    padanan convert glossary.tbx glossary.csv
    cat memory.tmx | padanan convert - - --as-out jsonl
    """,
)
@click.argument("input_path", metavar="IN")
@click.argument("output_path", metavar="OUT")
@pair_options
@option_group(
    "format_options",
    FormatOptions,
    format_option(
        "Format of IN; recognised by default.", "--as-in", "input_format_name"
    ),
    format_option(
        "Format of OUT; default by suffix.", "--as-out", "output_format_name"
    ),
    lossless_option,
)
@table_options
@table_writing_options
@add_term_writing_options
def convert(
    workspace: Workspace,
    input_path: str,
    output_path: str,
    pair_options: PairOptions,
    format_options: FormatOptions,
    table_options: TableOptions,
    table_writing_options: TableWritingOptions,
    **term_options: Any,  # fields of TermWriteOptions, which click has typed
) -> int:
    """Convert a file of units or terms into another format.

    No database is used. `-` is standard input or output. What OUT cannot hold and
    entries that cannot be read are listed; with --strict, nothing is written then.
    Untranslated units are converted too. Reading a format that does not name its
    languages needs -s and -t; for writing, the default is the languages of the first
    unit.
    """
    read_options = make_read_options(
        workspace, pair_options, table_options, with_untranslated=True
    )
    write_options = WriteOptions(
        pair_options.source_locale,
        pair_options.target_locale,
        strict=format_options.strict,
        separator=choose_separator(table_writing_options.separator_name, output_path),
        formula_safe=table_writing_options.formula_safe,
    )
    term_write_options = TermWriteOptions(
        read_options.source,
        read_options.target,
        separator=write_options.separator,
        formula_safe=table_writing_options.formula_safe,
        **term_options,
    )
    convert_options = ConvertOptions(
        read_options,
        write_options,
        term_write_options,
        format_options.input_format_name,
        format_options.output_format_name,
    )
    estimate_total = partial(estimate_unit_count, Path(input_path))
    with (
        workspace.show_progress("converting", estimate_total) as report_progress,
        open_conversion(input_path, output_path, convert_options) as conversion,
    ):
        refuse_unused_writing_options(conversion.output_format)
        conversion_result = conversion.run(report_progress)
    _print_report(workspace, output_path, conversion_result, write_options)
    return 2 if not conversion_result.written and conversion_result.skipped else 0


def _print_report(
    workspace: Workspace,
    output_path: str,
    conversion_result: ConversionResult,
    write_options: WriteOptions,
) -> None:
    for remark in conversion_result.remarks:
        workspace.warn(remark)
    other_locales = conversion_result.other_locales
    if other_locales.total:
        locale_hints = other_locales.suggest_locale(
            write_options.source, "-s"
        ) + other_locales.suggest_locale(write_options.target, "-t")
        workspace.warn(f"left out, in other languages: {other_locales}{locale_hints}")
    if output_path == STANDARD_OUTPUT:
        workspace.say(f"{format_count(conversion_result.written, 'unit')} written")
        if conversion_result.left_out:
            workspace.say(
                f"{format_count(conversion_result.left_out, 'unit')} left out"
            )
        warn_of_losses(workspace, conversion_result.lost)
        warn_of_skipped_entries(workspace, conversion_result.skipped)
        return
    json_record = {
        "path": output_path,
        "format": conversion_result.format,
        "written": conversion_result.written,
        "left_out": conversion_result.left_out,
        "skipped": make_entries_json(conversion_result.skipped),
        "lost": make_entries_json(conversion_result.lost),
    }
    rows: list[list[object]] = [
        [f"written to {output_path}", conversion_result.written],
        ["left out", conversion_result.left_out],
    ]
    rows += [[f"lost: {loss.what}", loss.count] for loss in conversion_result.lost]
    print_result(workspace, json_record, columns=["what", "count"], rows=rows)
    if workspace.output_format in ("table", "tsv"):
        warn_of_skipped_entries(workspace, conversion_result.skipped)
