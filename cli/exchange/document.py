"""The commands `document extract` and `document merge`, for translating by XLIFF."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from cli.console.command import command, make_epilog
from cli.console.command_group import CommandGroup
from cli.console.options.file_options import (
    format_option,
    output_option,
    warn_of_skipped_entries,
)
from cli.console.options.pair_options import (
    COMMAND_LINE_PARAMETERS,
    PairOptions,
    pair_options,
)
from cli.console.output_formats import print_result
from cli.console.workspace import Workspace
from cli.exchange.existing_output import (
    force_option,
    refuse_existing_output,
    refuse_same_file,
)
from exports.documents.document import Document
from exports.documents.extraction import write_extracted_document
from exports.documents.merging import merge_translations, read_translated_units
from exports.documents.skeleton import DocumentSkeleton, make_link, read_skeleton
from exports.edit.file_filling import choose_document_format, open_editable_file
from exports.format import ReadOptions
from exports.format_registries import document_formats
from exports.io.memory_limit import refuse_large_files
from exports.io.replace_file import replace_file
from tm.errors import FormatError, InputError
from tm.file_remarks import SkippedEntry
from tm.match.leverage import TextAmount
from tm.text.input.stream import convert_read_errors
from tm.unit import TranslationUnit

COMMAND_TABLE = {
    "extract": (
        "cli.exchange.document:extract",
        "Write the sentences of a document as XLIFF 2.1, with the document in it.",
    ),
    "merge": (
        "cli.exchange.document:merge",
        "Put the translations of an extracted XLIFF file into their document.",
    ),
}
"""Name of each command: the function that answers it, and its summary."""


@click.group(
    cls=CommandGroup,
    command_table=COMMAND_TABLE,
    epilog=make_epilog(
        """
        padanan document extract article.docx -O article.xlf -s vi -t id
        padanan document merge article.xlf -O article.id.docx
        """
    ),
)
def document() -> None:
    """Extract the sentences of documents as XLIFF, and merge translations."""


@command(
    examples="""
    padanan document extract article.docx -O article.xlf -s vi -t id
    padanan pretranslate article.xlf -O filled.xlf
    padanan document merge filled.xlf -O article.id.docx
    """
)
@click.argument("input_path", metavar="FILE", type=click.Path(path_type=Path))
@output_option("XLIFF file to write.")
@pair_options
@format_option("Format of FILE; recognised by default.")
@click.option(
    "--link",
    "is_linked",
    is_flag=True,
    help="Name FILE in the XLIFF file instead of embedding it.",
)
@force_option
def extract(
    workspace: Workspace,
    input_path: Path,
    output_path: Path,
    pair_options: PairOptions,
    format_name: str | None,
    is_linked: bool,
    replaces_file: bool,
) -> None:
    """Write the sentences of a document as XLIFF 2.1, for people to translate.

    A unit is a paragraph, with a segment for each sentence; formatting, links, notes
    and line breaks are inline codes. The document itself is embedded, so the XLIFF file
    is all that `padanan document merge` needs. Fill it first with `padanan
    pretranslate`, if you like, and translate it in any tool that reads XLIFF 2.
    """
    source_locale, target_locale = (
        workspace.choose_source_locale(pair_options.source_locale),
        workspace.choose_target_locale(pair_options.target_locale),
    )
    document_format = choose_document_format(input_path, format_name)
    if document_format is None:
        raise InputError(
            f"{input_path}: this is not a document; files of units need no extraction"
        )
    refuse_same_file(input_path, output_path)
    refuse_existing_output(output_path, replaces_file=replaces_file)
    read_options = ReadOptions(source_locale, target_locale, COMMAND_LINE_PARAMETERS)
    opened_document = open_editable_file(
        input_path, read_options, format_name=document_format.name
    )
    assert isinstance(opened_document, Document)
    _say_remarks(workspace, opened_document)
    with convert_read_errors(input_path):
        skeleton = DocumentSkeleton.of(
            input_path,
            document_format.name,
            make_link(input_path, output_path) if is_linked else None,
        )
    with replace_file(output_path) as output_file:
        write_extracted_document(
            opened_document, input_path.name, skeleton, target_locale, output_file
        )
    source_amount = sum(
        (TextAmount.of(segment.source) for segment in opened_document.segments),
        TextAmount(),
    )
    _emit_counts(
        workspace,
        {
            "units": len(
                {
                    segment.paragraph_index
                    for segment in opened_document.document_segments
                }
            ),
            "segments": source_amount.segment_count,
            "words": source_amount.word_count,
        },
    )


@command(
    examples="""
    padanan document merge article.xlf -O article.id.docx
    padanan document merge article.xlf -O article.id.docx --document article.docx
    """
)
@click.argument("xliff_path", metavar="FILE", type=click.Path(path_type=Path))
@output_option("Translated document to write.")
@click.option(
    "--document",
    "document_path",
    metavar="DOCUMENT",
    type=click.Path(path_type=Path),
    help="The document that FILE was extracted from, if it is not in FILE.",
)
@force_option
def merge(
    workspace: Workspace,
    xliff_path: Path,
    output_path: Path,
    document_path: Path | None,
    replaces_file: bool,
) -> None:
    """Put the translations of an extracted XLIFF file into their document.

    Segments without a translation stay in the source language. Codes that a translation
    lacks are listed; links, notes and pictures are kept all the same. A file whose
    sentences are not those of its document is refused.
    """
    with convert_read_errors(xliff_path):
        refuse_large_files([xliff_path], str(xliff_path), "to be merged")
        skeleton = read_skeleton(xliff_path)
        content = skeleton.load_content(xliff_path, document_path)
    refuse_same_file(xliff_path, output_path)
    document_path = document_path or skeleton.find_linked_document(xliff_path)
    if document_path is not None:
        refuse_same_file(document_path, output_path, replaces_file=replaces_file)
    refuse_existing_output(output_path, replaces_file=replaces_file)
    units, skipped_entries = _read_units(xliff_path)
    warn_of_skipped_entries(workspace, skipped_entries)
    with TemporaryDirectory() as folder:
        copied_path = Path(folder) / "document"
        copied_path.write_bytes(content)
        locales = {unit.source.locale for unit in units}
        read_options = ReadOptions(next(iter(locales), None))
        document_format = document_formats[skeleton.format_name]
        try:
            opened_document = open_editable_file(
                copied_path, read_options, format_name=document_format.name
            )
        except FormatError as error:
            reason = f"its document: {error.reason}"
            raise FormatError(reason, path=str(xliff_path)) from error
        assert isinstance(opened_document, Document)
        result = merge_translations(opened_document, units, str(xliff_path))
        with replace_file(output_path) as output_file:
            opened_document.write(output_file)
    for remark in result.list_remarks(str(xliff_path)):
        workspace.warn(remark)
    _emit_counts(
        workspace,
        {
            "translated": result.translated_count,
            "unfinished": result.unfinished_count,
            "untranslated": result.untranslated_count,
        },
    )


def _read_units(path: Path) -> tuple[list[TranslationUnit], list[SkippedEntry]]:
    """Read the units of an XLIFF file, and what cannot be read."""
    units: list[TranslationUnit] = []
    skipped_entries: list[SkippedEntry] = []
    for entry in read_translated_units(path, ReadOptions()):
        if isinstance(entry, SkippedEntry):
            skipped_entries.append(entry)
        else:
            units.append(entry)
    if not units:
        raise InputError(f"{path}: the file has no unit with a text")
    return units, skipped_entries


def _say_remarks(workspace: Workspace, opened_document: Document) -> None:
    for remark in opened_document.remarks:
        workspace.warn(remark)
    warn_of_skipped_entries(workspace, opened_document.skipped)


def _emit_counts(workspace: Workspace, counts: Mapping[str, int]) -> None:
    print_result(
        workspace,
        dict(counts),
        columns=["what", "count"],
        rows=[list(count_row) for count_row in counts.items()],
    )
