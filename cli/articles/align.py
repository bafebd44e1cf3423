"""The command `align`, which works without a database."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.articles.language_resources import (
    load_enabled_encoder,
    read_workspace_resources,
)
from cli.articles.segment import read_raw_text
from cli.console.command import command
from cli.console.options.option_group import option_group
from cli.console.options.pair_options import PairOptions, pair_options
from cli.console.options.unused_options import refuse_unused_options
from cli.console.output_formats import print_result
from cli.console.workspace import Workspace
from exports.files import write
from exports.format import WriteOptions
from exports.io.replace_file import STANDARD_OUTPUT, replace_file
from exports.reports.alignment_html import AlignedText, render_alignment_page
from tm.align.aligner import AlignmentProfile
from tm.align.text_alignment import (
    SentenceText,
    TextAlignment,
    align_texts,
    split_sentences,
)
from tm.errors import InputError
from tm.text.control_characters import show_control_characters
from tm.text.language_id import identify_language
from tm.text.locale import Locale

if TYPE_CHECKING:
    from rich.console import Console


_FILE_FORMATS = ("tmx", "html")
"""Formats that are written to a file; the others are printed."""


@dataclass(frozen=True, slots=True)
class AlignmentFlags:
    """How texts are split and aligned, and where the result goes."""

    has_one_sentence_per_line: bool
    profile_name: str
    uses_encoder: bool | None
    output_path: str
    min_score: float


@command(
    examples="""
    padanan align original.vi.txt translation.id.txt -s vi -t id
    padanan align a.txt b.txt -s en -t id --sentences --profile faithful
    padanan align a.txt b.txt -s de -t fr --neural
    padanan align a.txt b.txt -s vi -t id -O aligned.html
    padanan align a.txt b.txt -s vi -t id -O pairs.tmx --min-score 0.7
    """,
    more_formats=_FILE_FORMATS,
)
@click.argument("source_path", metavar="SOURCE")
@click.argument("target_path", metavar="TARGET")
@pair_options
@option_group(
    "align_options",
    AlignmentFlags,
    click.option(
        "--sentences",
        "has_one_sentence_per_line",
        is_flag=True,
        help="Each line is one sentence.",
    ),
    click.option(
        "--profile",
        "profile_name",
        type=click.Choice([str(profile) for profile in AlignmentProfile]),
        default=str(AlignmentProfile.NEWS),
        show_default=True,
        help="Kind of translation: how freely sentences are left out or merged.",
    ),
    click.option(
        "--neural/--no-neural",
        "uses_encoder",
        default=None,
        help="Also compare sentences with an encoder; needs padanan[neural].",
    ),
    click.option(
        "-O",
        "--output",
        "output_path",
        metavar="FILE",
        default=STANDARD_OUTPUT,
        help="File for tmx or html; default standard output.",
    ),
    click.option(
        "--min-score",
        type=click.FloatRange(0, 1),
        default=0.0,
        show_default=True,
        help="Lowest confidence of a pair written as tmx.",
    ),
)
def align(
    workspace: Workspace,
    source_path: str,
    target_path: str,
    pair_options: PairOptions,
    align_options: AlignmentFlags,
) -> None:
    """Align two texts: find which sentences translate each other.

    Both are plain text; sentences never cross a line end. A bead has the numbers of its
    sentences on both sides, counted from 0, and a confidence from 0 to 1; a bead with
    an empty side is a sentence that the other text leaves out. If there is a database,
    its memory and termbase improve the alignment; if they hold little of a language,
    also compare sentences by an encoder, with --neural or in the settings.

    --format tmx writes the pairs as a memory to import, html a page to read side by
    side.
    """
    output_path = align_options.output_path
    output_format = _choose_output_format(workspace, output_path)
    refuse_unused_options(output_format == "tmx", "--format tmx", "min_score")
    encoder = load_enabled_encoder(workspace, align_options.uses_encoder)
    locale_pair = (
        workspace.choose_source_locale(pair_options.source_locale),
        workspace.choose_target_locale(pair_options.target_locale),
    )
    path_pair = source_path, target_path
    source_text, target_text = (
        split_sentences(
            read_raw_text(workspace, text_path),
            locale,
            has_one_per_line=align_options.has_one_sentence_per_line,
        )
        for text_path, locale in zip(path_pair, locale_pair, strict=True)
    )
    text_pair = source_text, target_text
    _warn_of_languages(workspace, path_pair, locale_pair, text_pair)
    alignment = align_texts(
        *text_pair,
        profile=align_options.profile_name,
        resources=read_workspace_resources(workspace, *locale_pair, encoder=encoder),
    )
    if output_format == "html":
        _write_page(output_path, _make_page(alignment, path_pair))
    elif output_format == "tmx":
        units = alignment.make_units(min_score=align_options.min_score)
        write(
            output_path,
            units,
            WriteOptions(*locale_pair, main_source=locale_pair[0]),
            format_name="tmx",
        )
    else:
        _emit_ladder(workspace, alignment)


def _choose_output_format(workspace: Workspace, output_path: str) -> str:
    """Choose the format of the option, else of the suffix of the file."""
    if (
        output_path == STANDARD_OUTPUT
        or workspace.chosen_output_format in _FILE_FORMATS
    ):
        return workspace.output_format
    suffix = Path(output_path).suffix.lower().removeprefix(".")
    if workspace.chosen_output_format is None and suffix in _FILE_FORMATS:
        return suffix
    raise InputError(
        f"{output_path}: -O writes only tmx and html; for "
        f"{workspace.chosen_output_format or 'others'}, redirect standard output"
    )


def _make_page(alignment: TextAlignment, path_pair: Sequence[str]) -> str:
    source_text, target_text = (
        AlignedText(Path(text_path).name, text.locale, text.sentences)
        for text_path, text in zip(
            path_pair, (alignment.source, alignment.target), strict=True
        )
    )
    return render_alignment_page(alignment.ladder, source_text, target_text)


def _write_page(output_path: str, page_html: str) -> None:
    page_html = show_control_characters(page_html)  # which no page may hold
    if output_path == STANDARD_OUTPUT:
        click.echo(page_html, nl=False)
        return
    with replace_file(Path(output_path)) as page_file:
        page_file.write(page_html.encode())


def _warn_of_languages(
    workspace: Workspace,
    path_pair: Sequence[str],
    locale_pair: Sequence[Locale],
    text_pair: Sequence[SentenceText],
) -> None:
    """Warn of texts that are empty or seem to be in another language."""
    guessed_locales = [identify_language(text.text) for text in text_pair]
    for text_path, text in zip(path_pair, text_pair, strict=True):
        if not any(text.sentences):
            workspace.warn(f"{text_path}: the file is empty; nothing to align")
    if [
        guessed_locale and guessed_locale.language for guessed_locale in guessed_locales
    ] == [locale.language for locale in reversed(locale_pair)] and locale_pair[
        0
    ].language != locale_pair[1].language:
        workspace.warn(
            f"the source seems to be {guessed_locales[0]}, not {locale_pair[0]}, and "
            f"the target {guessed_locales[1]}; are the two files swapped?"
        )
        return
    for text_path, locale, guessed_locale in zip(
        path_pair, locale_pair, guessed_locales, strict=True
    ):
        if guessed_locale is not None and guessed_locale.language != locale.language:
            workspace.warn(
                f"{text_path}: the text seems to be in {guessed_locale}, but is read "
                f"as {locale}"
            )


def _emit_ladder(workspace: Workspace, alignment: TextAlignment) -> None:
    """Print the aligned sentences in the format of the call."""
    ladder, text_pair = alignment.ladder, (alignment.source, alignment.target)
    bead_records = [
        {
            "source": list(bead.source_range),
            "target": list(bead.target_range),
            "score": round(bead.score, 4),
        }
        for bead in ladder
    ]
    source_sentences, target_sentences = (text.sentences for text in text_pair)
    rows = [
        (
            f"{bead.score:.2f}",
            " ".join(
                source_sentences[sentence_index] for sentence_index in bead.source_range
            ),
            " ".join(
                target_sentences[sentence_index] for sentence_index in bead.target_range
            ),
        )
        for bead in ladder
    ]
    column_names = ("score", "source", "target")
    print_result(
        workspace,
        {
            "beads": bead_records,
            "source_spans": [[span.start, span.end] for span in text_pair[0].spans],
            "target_spans": [[span.start, span.end] for span in text_pair[1].spans],
        },
        json_records=[
            {**bead_record, "source_text": row[1], "target_text": row[2]}
            for bead_record, row in zip(bead_records, rows, strict=True)
        ],
        columns=column_names,
        rows=rows,
        draw_table=lambda console: _draw_beads(console, column_names, rows),
    )


def _draw_beads(
    console: "Console", column_names: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    # rich is imported where a table is drawn only: JSON does not need it.
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 1, 0))
    for column_name in column_names:
        table.add_column(column_name, ratio=None if column_name == "score" else 1)
    for score_text, source_text, target_text in rows:
        table.add_row(
            Text(score_text), Text(source_text or "—"), Text(target_text or "—")
        )
    console.print(table, soft_wrap=False)
