"""The command `terms export`."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from cli.console.command import command
from cli.console.options.file_options import (
    add_table_writing_options,
    add_term_writing_options,
    choose_separator,
    format_option,
    refuse_unused_writing_options,
    warn_of_losses,
)
from cli.console.options.pair_options import source_option, target_option
from cli.console.output_formats import format_count, print_result
from cli.console.workspace import Workspace
from cli.terms.exchange.entry_filters import EntryFilterOptions, entry_filter_options
from tm.text.locale import Locale

if TYPE_CHECKING:
    from exports.entry import WriteResult


@command(
    "export",
    examples="""
    padanan terms export termbase.csv
    padanan terms export termbase.tbx --style dct
    padanan terms export glossary.txt -s vi -t id --with-admitted
    padanan terms export deepl.tsv --as deepl -s vi -t id
    padanan terms export offices.csv --domain office -s vi -t id --status preferred
    padanan terms export today.tbx --valid-on 2026-11-30 --query "bộ"
    padanan terms export new.csv --changed-since 2026-11-01
    """,
)
@click.argument("output_path", metavar="FILE")
@source_option
@target_option
@format_option("Format: csv, tbx, xlsx, omegat or deepl; default by suffix.")
@add_term_writing_options
@add_table_writing_options
@entry_filter_options
def export(
    workspace: Workspace,
    output_path: str,
    source_locale: Locale | None,
    target_locale: Locale | None,
    format_name: str | None,
    separator_name: str | None,
    filter_options: EntryFilterOptions,
    **writing_options: Any,  # other fields of TermWriteOptions, which click has typed
) -> None:
    """Write concepts as TBX, CSV or XLSX, or a glossary of OmegaT or DeepL.

    FILE `-` is standard output, in CSV unless --as names another format. All concepts
    are written unless options choose some. With -s and -t, only concepts with terms in
    both languages are written, without their terms in other languages. A glossary has
    one pair of languages, and only preferred terms unless --with-admitted is given.
    What the format cannot hold is counted.
    """
    from exports.io.replace_file import STANDARD_OUTPUT
    from exports.term_format import TermWriteOptions
    from exports.terms.term_files import export_terms, find_output_format
    from glossary.concept_store import ConceptStore

    output_format = find_output_format(output_path, format_name)
    refuse_unused_writing_options(output_format)
    if output_format.has_one_pair:
        source_locale, target_locale = (
            workspace.choose_source_locale(source_locale),
            workspace.choose_target_locale(target_locale),
        )
    entry_filter = filter_options.make_filter(
        workspace, filter(None, (source_locale, target_locale))
    )
    write_options = TermWriteOptions(
        source_locale,
        target_locale,
        separator=choose_separator(separator_name, output_path),
        **writing_options,
    )
    with workspace.show_progress("exporting terms") as report_progress:
        write_result = export_terms(
            ConceptStore(workspace.database),
            output_path,
            write_options,
            entry_filter=entry_filter,
            format_name=output_format.name,
            report_progress=report_progress,
        )
    _warn_of_omissions(workspace, write_result, filter_options)
    json_record = {
        "file": output_path,
        "format": output_format.name,
        "written": write_result.written,
        "left_out": write_result.left_out,
        "lost": [asdict(loss) for loss in write_result.lost],
    }
    if output_path != STANDARD_OUTPUT:
        print_result(workspace, json_record)


def _warn_of_omissions(
    workspace: Workspace,
    write_result: "WriteResult",
    filter_options: EntryFilterOptions,
) -> None:
    """Warn of what is not written, or only in part."""
    warn_of_losses(workspace, write_result.lost)
    if write_result.left_out:
        left_out_phrase = format_count(write_result.left_out, "concept")
        workspace.warn(f"left out: {left_out_phrase} without such terms")
    if not write_result.written:
        workspace.warn(
            f"no concept is written: {filter_options.explain_empty_result()}"
        )
