"""The command `align`, which works without a database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.articles.alignment_knowledge import encoder_wanted, known
from cli.articles.segment import as_it_stands
from cli.console.render import emit
from cli.console.unused_options import demand_effect
from cli.console.workspace import Workspace, command, source_option, target_option
from exports.files import write
from exports.format import WriteOptions
from exports.io.replace_file import STANDARD_OUTPUT, replacing
from exports.reports.alignment_html import AlignedText, alignment_page
from tm.align.aligner import Profile
from tm.align.aligner import align as align_texts
from tm.align.ladder import Ladder
from tm.align.sentences import sentences
from tm.articles.article_units import METHOD
from tm.errors import InputError
from tm.finding import Span
from tm.text.language_id import language_of
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import Origin, State, TranslationUnit

if TYPE_CHECKING:
    from rich.console import Console


_FILES = ("tmx", "html")
"""What `align` makes for a file, beside what is printed."""


@dataclass(frozen=True, slots=True)
class _Text:
    """A file's text as it stands there, with the places of its sentences."""

    text: str
    spans: tuple[Span, ...]

    @property
    def sentences(self) -> list[str]:
        return [span.of(self.text) for span in self.spans]


@command(
    examples="""
    padanan align original.vi.txt translation.id.txt -s vi -t id
    padanan align a.txt b.txt -s en -t id --sentences --profile faithful
    padanan align a.txt b.txt -s de -t fr --neural
    padanan align a.txt b.txt -s vi -t id -O aligned.html
    padanan align a.txt b.txt -s vi -t id -O pairs.tmx --min-score 0.7
    """,
    formats=_FILES,
)
@click.argument("source_path", metavar="SOURCE")
@click.argument("target_path", metavar="TARGET")
@source_option
@target_option
@click.option("--sentences", "is_cut", is_flag=True, help="Every line is a sentence.")
@click.option(
    "--profile",
    type=click.Choice([str(profile) for profile in Profile]),
    default=str(Profile.NEWS),
    show_default=True,
    help="What kind of translation it is.",
)
@click.option(
    "--neural/--no-neural",
    "is_neural",
    default=None,
    help="Compare sentences by an encoder too; needs padanan[neural].",
)
@click.option(
    "-O",
    "--output",
    metavar="FILE",
    default=STANDARD_OUTPUT,
    help="Where tmx, html go.",
)
@click.option(
    "--min-score",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help="Lowest confidence of a pair in tmx.",
)
def align(
    workspace: Workspace,
    source_path: str,
    target_path: str,
    source: Locale | None,
    target: Locale | None,
    is_cut: bool,
    profile: str,
    is_neural: bool | None,
    output: str,
    min_score: float,
) -> None:
    """Find which sentences of two texts say the same.

    The texts are plain text: a line is never joined to the next one. Each bead has
    the numbers of its sentences on both sides, from 0, and a confidence from 0 to 1;
    where one side is empty, the other text leaves the sentence out. What the memory
    and the termbase know of the languages helps, where there is a database; an
    encoder, by --neural or the settings, helps where they know little.

    With --format tmx the pairs are a memory to import, with html both texts are a
    page for reading.
    """
    form = _form(workspace, output)
    demand_effect(form == "tmx", "--format tmx", "min_score")
    encoder = encoder_wanted(workspace, is_neural)
    locales = workspace.source(source), workspace.target(target)
    paths = source_path, target_path
    texts = [
        _text(workspace, path, locale, is_cut=is_cut)
        for path, locale in zip(paths, locales, strict=True)
    ]
    _warn_of_languages(workspace, paths, locales, texts)
    ladder = align_texts(
        texts[0].sentences,
        texts[1].sentences,
        source_locale=locales[0],
        target_locale=locales[1],
        profile=profile,
        known=known(workspace, *locales, encoder=encoder),
    )
    if form not in _FILES:
        _emit_ladder(workspace, ladder, texts)
        return
    aligned = [
        AlignedText(Path(path).name, locale, read.sentences)
        for path, locale, read in zip(paths, locales, texts, strict=True)
    ]
    if form == "html":
        _write_page(output, alignment_page(ladder, *aligned))
    else:
        units = _units(ladder, *aligned, min_score=min_score)
        write(output, units, WriteOptions(*locales, main=locales[0]), name="tmx")


def _form(workspace: Workspace, output: str) -> str:
    """The format to print or write; a file's suffix may say it."""
    if output == STANDARD_OUTPUT or workspace.chosen_format in _FILES:
        return workspace.format
    suffix = Path(output).suffix.lower().removeprefix(".")
    if workspace.chosen_format is None and suffix in _FILES:
        return suffix
    raise InputError(
        f"{output}: only tmx and html are written to a file; for "
        f"{workspace.chosen_format or 'others'}, redirect what is printed"
    )


def _units(
    ladder: Ladder, source: AlignedText, target: AlignedText, *, min_score: float
) -> Iterator[TranslationUnit]:
    """The pairs of a ladder that are sure enough, for a memory."""
    for bead in ladder.pairs(min_score):
        sides = [
            Segment.of(text.locale, text.joined(numbers))
            for text, numbers in ((source, bead.source), (target, bead.target))
        ]
        if not any(side.is_empty for side in sides):
            origin = Origin(score=round(bead.score, 4), method=METHOD)
            yield TranslationUnit(sides[0], sides[1], State.TRANSLATED, origin)


def _write_page(output: str, page: str) -> None:
    if output == STANDARD_OUTPUT:
        click.echo(page, nl=False)
        return
    with replacing(Path(output)) as file:
        file.write(page.encode())


def _text(workspace: Workspace, path: str, locale: Locale, *, is_cut: bool) -> _Text:
    text = as_it_stands(workspace, path)
    spans = _lines(text) if is_cut else sentences(text, locale)
    return _Text(text, tuple(spans))


def _lines(text: str) -> list[Span]:
    """The lines of a text, empty ones too, without the white space at their ends."""
    spans = []
    start = 0
    for line in text.removesuffix("\n").split("\n") if text else ():
        kept = line.strip()
        begin = start + len(line) - len(line.lstrip()) if kept else start
        spans.append(Span(begin, begin + len(kept)))
        start += len(line) + 1
    return spans


def _warn_of_languages(
    workspace: Workspace,
    paths: Sequence[str],
    locales: Sequence[Locale],
    texts: Sequence[_Text],
) -> None:
    """Say what seems wrong with the choice of texts; they are aligned all the same."""
    guesses = [language_of(read.text) for read in texts]
    for path, read in zip(paths, texts, strict=True):
        if not any(read.sentences):
            workspace.warn(f"{path}: there is no text in it, so nothing can be aligned")
    if [guess and guess.language for guess in guesses] == [
        locale.language for locale in reversed(locales)
    ] and locales[0].language != locales[1].language:
        workspace.warn(
            f"the source looks like {guesses[0]}, not {locales[0]}, and the target "
            f"like {guesses[1]}; were they swapped?"
        )
        return
    for path, locale, guess in zip(paths, locales, guesses, strict=True):
        if guess is not None and guess.language != locale.language:
            workspace.warn(f"{path}: looks like {guess}, read as {locale}")


def _emit_ladder(workspace: Workspace, ladder: Ladder, texts: Sequence[_Text]) -> None:
    beads = [
        {
            "source": list(bead.source),
            "target": list(bead.target),
            "score": round(bead.score, 4),
        }
        for bead in ladder
    ]
    source, target = (read.sentences for read in texts)
    rows = [
        (
            f"{bead.score:.2f}",
            " ".join(source[number] for number in bead.source),
            " ".join(target[number] for number in bead.target),
        )
        for bead in ladder
    ]
    columns = ("score", "source", "target")
    emit(
        workspace,
        {
            "beads": beads,
            "source_spans": [[span.start, span.end] for span in texts[0].spans],
            "target_spans": [[span.start, span.end] for span in texts[1].spans],
        },
        lines=[
            {**bead, "source_text": row[1], "target_text": row[2]}
            for bead, row in zip(beads, rows, strict=True)
        ],
        columns=columns,
        rows=rows,
        table=lambda console: _draw(console, columns, rows),
    )


def _draw(
    console: "Console", columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    # rich is imported where a table is drawn only: JSON does not need it.
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 1, 0))
    for column in columns:
        table.add_column(column, ratio=None if column == "score" else 1)
    for score, source, target in rows:
        table.add_row(Text(score), Text(source or "—"), Text(target or "—"))
    console.print(table)
