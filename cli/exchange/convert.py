"""`padanan convert`: from one format into another, without a database."""

from functools import partial
from pathlib import Path
from typing import Any

import click

from cli.console.file_options import (
    choose_separator,
    entries_json,
    format_option,
    make_read_options,
    refuse_unused_writing_options,
    say_skipped,
    table_reading_options,
    table_writing_options,
    term_writing_options,
)
from cli.console.progress_total import estimate_unit_count
from cli.console.render import emit
from cli.console.workspace import Workspace, command, source_option, target_option
from exports.conversion import Converted, ConvertOptions, open_conversion
from exports.format import WriteOptions
from exports.io.replace_file import STANDARD_OUTPUT
from exports.term_format import TermWriteOptions
from tm.text.locale import Locale


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
@source_option
@target_option
@format_option("Format of IN; found.", "--as-in", "name_in")
@format_option("Format; by suffix.", "--as-out", "name_out")
@click.option("--strict", is_flag=True, help="Refuse to write if anything is lost.")
@table_reading_options
@table_writing_options
@term_writing_options
def convert(
    workspace: Workspace,
    path: str,
    out: str,
    source: Locale | None,
    target: Locale | None,
    name_in: str | None,
    name_out: str | None,
    strict: bool,
    columns: str | None,
    sheet: str | None,
    separator: str | None,
    formula_safe: bool,
    **how: Any,  # fields of TermWriteOptions, which click has typed
) -> int:
    """Convert a file of units, or of terms, from one format into another.

    No database is used. `-` is standard input and output. What OUT cannot hold, and
    what of IN cannot be read, is listed; --strict writes nothing then. Units that are
    still to be translated are converted too. A format that does not name its languages
    needs -s and -t; written without them, it has the languages of the first unit.
    """
    reading = make_read_options(
        workspace, source, target, columns=columns, sheet=sheet, untranslated=True
    )
    writing = WriteOptions(
        source,
        target,
        strict=strict,
        separator=choose_separator(separator, out),
        formula_safe=formula_safe,
    )
    terms = TermWriteOptions(
        reading.source,
        reading.target,
        separator=writing.separator,
        formula_safe=formula_safe,
        **how,
    )
    options = ConvertOptions(reading, writing, terms, name_in, name_out)
    length = partial(estimate_unit_count, Path(path))
    with (
        workspace.progress("converting", length) as progress,
        open_conversion(path, out, options) as conversion,
    ):
        refuse_unused_writing_options(conversion.format)
        converted = conversion.run(progress)
    _report(workspace, out, converted, writing)
    return 2 if not converted.written and converted.skipped else 0


def _report(
    workspace: Workspace, out: str, converted: Converted, options: WriteOptions
) -> None:
    for remark in converted.remarks:
        workspace.say(remark)
    others = converted.other_locales
    if others.total:
        hints = others.hint(options.source, "-s") + others.hint(options.target, "-t")
        workspace.say(f"in other languages: {others}{hints}")
    if out == STANDARD_OUTPUT:
        workspace.say(f"{converted.written} written")
        if converted.left_out:
            workspace.say(f"{converted.left_out} left out")
        for loss in converted.lost:
            workspace.say(f"not kept: {loss.count} × {loss.what}")
        say_skipped(workspace, converted.skipped)
        return
    value = {
        "path": out,
        "format": converted.format,
        "written": converted.written,
        "left_out": converted.left_out,
        "skipped": entries_json(converted.skipped),
        "lost": entries_json(converted.lost),
    }
    rows: list[list[object]] = [
        [f"written to {out}", converted.written],
        ["left out", converted.left_out],
    ]
    rows += [[f"not kept: {loss.what}", loss.count] for loss in converted.lost]
    emit(workspace, value, columns=["what", "count"], rows=rows)
    if workspace.format in ("table", "tsv"):
        say_skipped(workspace, converted.skipped)
