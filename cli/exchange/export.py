"""The command `export`, which writes units of the memory to a file."""

from dataclasses import asdict, dataclass
from functools import partial

import click

from cli.console.command import command
from cli.console.missing_contents import say_missing_languages
from cli.console.options.file_options import (
    TableWritingOptions,
    choose_separator,
    format_option,
    lossless_option,
    refuse_unused_writing_options,
    table_writing_options,
    warn_of_losses,
)
from cli.console.options.option_group import option_group
from cli.console.options.pair_options import PairOptions, pair_options
from cli.console.output_formats import format_count, print_result
from cli.console.process.gc_tuning import pause_garbage_collection
from cli.console.workspace import Workspace
from cli.exchange.selections import FilterOptions, filter_options, make_filter
from exports.entry import WriteResult
from exports.exporting import complete_options, export_file
from exports.files import find_output_format
from exports.format import UnitFormat, WriteOptions
from exports.io.replace_file import STANDARD_OUTPUT
from tm.articles.archive.archive import Archive
from tm.errors import NotFound
from tm.store.units.filter import UnitFilter
from tm.text.locale import Locale


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """Which units are written besides the filters, and how."""

    article_key_prefix: str | None
    memory_name: str | None
    new_selection_name: str | None
    is_translated: bool | None
    is_compendium: bool
    strict: bool


@command(
    examples="""
    padanan export memory.tmx
    padanan export compendium.po -s en -t id --compendium
    padanan export to-fill.po -s id -t vi --article 4f1c --untranslated
    padanan export - --as tsv -s vi -t id > pairs.tsv
    """
)
@click.argument("output_path", metavar="FILE")
@pair_options
@format_option("Format; default by suffix.")
@filter_options
@option_group(
    "export_options",
    ExportOptions,
    click.option(
        "--article",
        "article_key_prefix",
        metavar="KEY",
        help="Only units of this article.",
    ),
    click.option(
        "--memory", "memory_name", metavar="NAME", help="Only units of this memory."
    ),
    click.option(
        "--save-selection",
        "new_selection_name",
        metavar="NAME",
        help="Save these filters under a name.",
    ),
    click.option(
        "--translated/--untranslated",
        "is_translated",
        default=None,
        help="Only units with a translation, or only those without.",
    ),
    click.option(
        "--compendium",
        "is_compendium",
        is_flag=True,
        help="PO: the best translation of each source, for `msgmerge --compendium`.",
    ),
    lossless_option,
)
@table_writing_options
def export(
    workspace: Workspace,
    output_path: str,
    pair_options: PairOptions,
    format_name: str | None,
    filter_options: FilterOptions,
    export_options: ExportOptions,
    table_writing_options: TableWritingOptions,
) -> None:
    """Export units of the memory to a TMX, PO, XLIFF, CSV, XLSX or other file.

    FILE `-` is standard output. Untranslated segments are exported too: a PO file of
    them is for a translator to fill. An existing file is replaced when the new one is
    complete; a suffix such as .gz packs it.
    """
    output_format = find_output_format(output_path, format_name)
    write_options = _make_write_options(
        workspace,
        output_path,
        output_format,
        pair_options,
        export_options,
        table_writing_options,
    )
    write_options = complete_options(
        workspace.unit_store, output_path, output_format, write_options
    )
    locales = tuple(filter(None, (write_options.source, write_options.target)))
    unit_filter = make_filter(
        workspace,
        filter_options,
        _make_base_filter(workspace, export_options, locales),
        new_selection_name=export_options.new_selection_name,
    )
    with (
        pause_garbage_collection(),
        workspace.show_progress(
            "exporting", partial(workspace.unit_store.count_units, unit_filter)
        ) as report_progress,
    ):
        try:
            write_result = export_file(
                workspace.unit_store,
                output_path,
                write_options,
                unit_filter=unit_filter,
                format_name=output_format.name,
                report_progress=report_progress,
            )
        except NotFound:
            say_missing_languages(workspace, *locales)
            raise
    _print_report(
        workspace,
        output_path,
        output_format,
        write_result,
        write_options.source,
        has_only_untranslated=export_options.is_translated is False,
    )


def _make_write_options(
    workspace: Workspace,
    output_path: str,
    output_format: UnitFormat,
    pair_options: PairOptions,
    export_options: ExportOptions,
    table_writing_options: TableWritingOptions,
) -> WriteOptions:
    """Make the options of the file, before a database is opened.

    Raises InputError for options without effect.
    """
    settings = workspace.settings
    source_locale, target_locale = (
        pair_options.source_locale,
        pair_options.target_locale,
    )
    if output_format.has_two_files:
        source_locale, target_locale = (
            source_locale or settings.source,
            target_locale or settings.target,
        )
    elif output_format.has_one_pair:
        source_locale = workspace.choose_source_locale(source_locale)
        target_locale = workspace.choose_target_locale(target_locale)
    refuse_unused_writing_options(output_format)
    return WriteOptions(
        source_locale,
        target_locale,
        source_locale or settings.source,
        export_options.strict,
        separator=choose_separator(table_writing_options.separator_name, output_path),
        formula_safe=table_writing_options.formula_safe,
        is_compendium=export_options.is_compendium,
    )


def _make_base_filter(
    workspace: Workspace, export_options: ExportOptions, locales: tuple[Locale, ...]
) -> UnitFilter:
    """Make the filter of the options that only `export` has."""
    key_prefix = export_options.article_key_prefix
    return UnitFilter(
        locales=locales,
        article=None
        if key_prefix is None
        else _find_article_key(workspace, key_prefix),
        memory=export_options.memory_name,
        translated=export_options.is_translated,
    )


def _find_article_key(workspace: Workspace, key_prefix: str) -> str:
    """Find the key of an article by its beginning."""
    try:
        return Archive(workspace.database).get(key_prefix).article.key
    except NotFound:
        return key_prefix  # the document that units of an imported file may name


def _print_report(
    workspace: Workspace,
    output_path: str,
    output_format: UnitFormat,
    write_result: WriteResult,
    source_locale: Locale | None,
    *,
    has_only_untranslated: bool,
) -> None:
    json_record = {
        "path": output_path,
        "format": output_format.name,
        "written": write_result.written,
        "left_out": write_result.left_out,
        "lost": [asdict(loss) for loss in write_result.lost],
        "skipped": [],
    }
    if write_result.left_out:
        missing_source_clause = (
            f"no text in {source_locale}, or " if source_locale else ""
        )
        workspace.say(
            f"{format_count(write_result.left_out, 'unit')} left out: "
            f"{missing_source_clause}no translation, which {output_format.name} needs"
        )
    if write_result.untranslated and not has_only_untranslated:
        untranslated_count = format_count(write_result.untranslated, "unit")
        workspace.say(
            f"{untranslated_count} without a translation written; --translated leaves "
            "them out"
        )
    if output_path == STANDARD_OUTPUT:
        workspace.say(f"{format_count(write_result.written, 'unit')} written")
        warn_of_losses(workspace, write_result.lost)
        return
    rows: list[list[object]] = [
        [f"written to {output_path}", write_result.written],
        ["left out", write_result.left_out],
    ]
    rows += [[f"lost: {loss.what}", loss.count] for loss in write_result.lost]
    print_result(workspace, json_record, columns=["what", "count"], rows=rows)
