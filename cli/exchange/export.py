"""The command `export`, which writes units of the memory to a file."""

from dataclasses import asdict, dataclass
from functools import partial

import click

from cli.console.file_options import (
    TableWriting,
    choose_separator,
    format_option,
    refuse_unused_writing_options,
    table_writing,
)
from cli.console.gc_tuning import without_garbage_collection
from cli.console.missing_languages import say_missing_languages
from cli.console.option_group import option_group
from cli.console.pair_options import PairOptions, pair_options
from cli.console.render import emit, format_count
from cli.console.workspace import Workspace, command
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

    article: str | None
    memory: str | None
    save_as: str | None
    translated: bool | None
    compendium: bool
    strict: bool


@command(
    examples="""
    padanan export memory.tmx
    padanan export compendium.po -s en -t id --compendium
    padanan export to-fill.po -s id -t vi --article 4f1c --untranslated
    padanan export - --as tsv -s vi -t id > pairs.tsv
    """
)
@click.argument("path", metavar="FILE")
@pair_options
@format_option("Format; default by suffix.")
@filter_options
@option_group(
    "export_options",
    ExportOptions,
    click.option("--article", metavar="KEY", help="Only units of this article."),
    click.option("--memory", metavar="NAME", help="Only units of this memory."),
    click.option(
        "--save-selection",
        "save_as",
        metavar="NAME",
        help="Save these filters under a name.",
    ),
    click.option(
        "--translated/--untranslated",
        default=None,
        help="Only units with a translation, or only those without.",
    ),
    click.option(
        "--compendium",
        is_flag=True,
        help="PO: the best translation of each source, for `msgmerge --compendium`.",
    ),
    click.option(
        "--strict", is_flag=True, help="Write nothing if anything would be lost."
    ),
)
@table_writing
def export(
    workspace: Workspace,
    path: str,
    pair: PairOptions,
    name: str | None,
    filter_options: FilterOptions,
    export_options: ExportOptions,
    table_writing: TableWriting,
) -> None:
    """Export units of the memory to a TMX, PO, XLIFF, CSV, XLSX or other file.

    FILE `-` is standard output. Untranslated segments are exported too: a PO file of
    them is for a translator to fill. An existing file is replaced when the new one is
    complete; a suffix such as .gz packs it.
    """
    format = find_output_format(path, name)
    # Options are refused before a database is opened.
    options = _make_write_options(
        workspace, path, format, pair, export_options, table_writing
    )
    unit_store = workspace.unit_store
    options = complete_options(unit_store, path, format, options)
    source, target = options.source, options.target
    article = export_options.article
    base_filter = UnitFilter(
        locales=tuple(filter(None, (source, target))),
        article=_find_article_key(workspace, article) if article is not None else None,
        memory=export_options.memory,
        translated=export_options.translated,
    )
    unit_filter = make_filter(
        workspace, filter_options, base_filter, save_as=export_options.save_as
    )
    with (
        without_garbage_collection(),
        workspace.progress(
            "exporting", partial(unit_store.count_units, unit_filter)
        ) as progress,
    ):
        try:
            write_result = export_file(
                unit_store,
                path,
                options,
                unit_filter=unit_filter,
                format_name=format.name,
                report_progress=progress,
            )
        except NotFound:
            say_missing_languages(workspace, *filter(None, (source, target)))
            raise
    _print_report(
        workspace,
        path,
        format,
        write_result,
        source,
        only_untranslated=export_options.translated is False,
    )


def _make_write_options(
    workspace: Workspace,
    path: str,
    format: UnitFormat,
    pair: PairOptions,
    export_options: ExportOptions,
    table_writing: TableWriting,
) -> WriteOptions:
    """Make the options of the file. Raises InputError for options without effect."""
    settings = workspace.settings
    source, target = pair.source, pair.target
    if format.has_two_files:
        source, target = source or settings.source, target or settings.target
    elif format.has_one_pair:
        source = workspace.choose_source(source)
        target = workspace.choose_target(target)
    refuse_unused_writing_options(format)
    return WriteOptions(
        source,
        target,
        source or settings.source,
        export_options.strict,
        separator=choose_separator(table_writing.separator, path),
        formula_safe=table_writing.formula_safe,
        compendium=export_options.compendium,
    )


def _find_article_key(workspace: Workspace, key_prefix: str) -> str:
    """Find the key of an article by its beginning."""
    try:
        return Archive(workspace.database).get(key_prefix).article.key
    except NotFound:
        return key_prefix  # the document that units of an imported file may name


def _print_report(
    workspace: Workspace,
    path: str,
    format: UnitFormat,
    write_result: WriteResult,
    source: Locale | None,
    *,
    only_untranslated: bool,
) -> None:
    value = {
        "path": path,
        "format": format.name,
        "written": write_result.written,
        "left_out": write_result.left_out,
        "lost": [asdict(lost) for lost in write_result.lost],
        "skipped": [],
    }
    if write_result.left_out:
        source_clause = f"text in {source}, or without " if source else ""
        workspace.say(
            f"Left out: {format_count(write_result.left_out, 'unit')} without "
            f"{source_clause}the translation that {format.name} needs"
        )
    if write_result.untranslated and not only_untranslated:
        untranslated_count = format_count(write_result.untranslated, "unit")
        workspace.say(
            f"{untranslated_count} without a translation written; --translated leaves "
            "them out"
        )
    if path == STANDARD_OUTPUT:
        workspace.say(f"{format_count(write_result.written, 'unit')} written")
        for lost in write_result.lost:
            workspace.say(f"Lost: {lost.count} × {lost.what}")
        return
    rows: list[list[object]] = [
        [f"written to {path}", write_result.written],
        ["left out", write_result.left_out],
    ]
    rows += [[f"lost: {lost.what}", lost.count] for lost in write_result.lost]
    emit(workspace, value, columns=["what", "count"], rows=rows)
