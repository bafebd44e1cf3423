"""The command `convert`, from one file format into another, without a database."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import click

from cli.console.file_options import (
    TableOptions,
    TableWriting,
    choose_separator,
    entries_json,
    format_option,
    make_read_options,
    refuse_unused_writing_options,
    say_skipped,
    table_options,
    table_writing,
    term_writing_options,
)
from cli.console.option_group import option_group
from cli.console.pair_options import PairOptions, pair_options
from cli.console.render import emit
from cli.console.workspace import Workspace, command
from exports.conversion import Converted, ConvertOptions, open_conversion
from exports.format import WriteOptions
from exports.io.replace_file import STANDARD_OUTPUT
from exports.io.unit_count_estimate import estimate_unit_count
from exports.term_format import TermWriteOptions


@dataclass(frozen=True, slots=True)
class FormatOptions:
    """The formats of both files, and whether a loss is an error."""

    name_in: str | None
    name_out: str | None
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
@click.argument("path", metavar="IN")
@click.argument("out", metavar="OUT")
@pair_options
@option_group(
    "format_options",
    FormatOptions,
    format_option("Format of IN; recognised by default.", "--as-in", "name_in"),
    format_option("Format of OUT; default by suffix.", "--as-out", "name_out"),
    click.option(
        "--strict", is_flag=True, help="Write nothing if anything would be lost."
    ),
)
@table_options
@table_writing
@term_writing_options
def convert(
    workspace: Workspace,
    path: str,
    out: str,
    pair: PairOptions,
    format_options: FormatOptions,
    table: TableOptions,
    table_writing: TableWriting,
    **term_options: Any,  # fields of TermWriteOptions, which click has typed
) -> int:
    """Convert a file of units or terms into another format.

    No database is used. `-` is standard input or output. Losses and unreadable entries
    are listed; with --strict nothing is written then. Untranslated units are converted
    too. Reading a format that does not name its languages needs -s and -t; for writing,
    the default is the languages of the first unit.
    """
    read_options = make_read_options(workspace, pair, table, with_untranslated=True)
    write_options = WriteOptions(
        pair.source,
        pair.target,
        strict=format_options.strict,
        separator=choose_separator(table_writing.separator, out),
        formula_safe=table_writing.formula_safe,
    )
    term_write_options = TermWriteOptions(
        read_options.source,
        read_options.target,
        separator=write_options.separator,
        formula_safe=table_writing.formula_safe,
        **term_options,
    )
    options = ConvertOptions(
        read_options,
        write_options,
        term_write_options,
        format_options.name_in,
        format_options.name_out,
    )
    estimate_total = partial(estimate_unit_count, Path(path))
    with (
        workspace.progress("converting", estimate_total) as progress,
        open_conversion(path, out, options) as conversion,
    ):
        refuse_unused_writing_options(conversion.output_format)
        converted = conversion.run(progress)
    _print_report(workspace, out, converted, write_options)
    return 2 if not converted.written and converted.skipped else 0


def _print_report(
    workspace: Workspace, output_path: str, converted: Converted, options: WriteOptions
) -> None:
    for remark in converted.remarks:
        workspace.say(remark)
    other_locales = converted.other_locales
    if other_locales.total:
        locale_hints = other_locales.suggest_locale(
            options.source, "-s"
        ) + other_locales.suggest_locale(options.target, "-t")
        workspace.say(f"Left out, in other languages: {other_locales}{locale_hints}")
    if output_path == STANDARD_OUTPUT:
        workspace.say(f"Written: {converted.written}")
        if converted.left_out:
            workspace.say(f"Left out: {converted.left_out}")
        for loss in converted.lost:
            workspace.say(f"Lost: {loss.count} × {loss.what}")
        say_skipped(workspace, converted.skipped)
        return
    value = {
        "path": output_path,
        "format": converted.format,
        "written": converted.written,
        "left_out": converted.left_out,
        "skipped": entries_json(converted.skipped),
        "lost": entries_json(converted.lost),
    }
    rows: list[list[object]] = [
        [f"written to {output_path}", converted.written],
        ["left out", converted.left_out],
    ]
    rows += [[f"lost: {loss.what}", loss.count] for loss in converted.lost]
    emit(workspace, value, columns=["what", "count"], rows=rows)
    if workspace.format in ("table", "tsv"):
        say_skipped(workspace, converted.skipped)
