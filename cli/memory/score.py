"""The command that scores translations against references: score."""

from dataclasses import asdict
from pathlib import Path

import click

from cli.console.render import emit
from cli.console.workspace import Workspace, command, target_option
from exports.io.container import plain
from tm.errors import FormatError
from tm.text.input.encoding import contents, decode
from tm.text.input.stream import readable
from tm.text.locale import Locale


@command(
    examples="""
    padanan score output.txt reference.txt
    padanan score new.txt reference.txt --baseline old.txt --format json
    """
)
@click.argument("hypothesis", metavar="HYP", type=click.Path(path_type=Path))
@click.argument("reference", metavar="REF", type=click.Path(path_type=Path))
@click.option(
    "--baseline",
    metavar="HYP2",
    type=click.Path(path_type=Path),
    help="Another translation of the same, to compare by paired bootstrap.",
)
@target_option
def score(
    workspace: Workspace,
    hypothesis: Path,
    reference: Path,
    baseline: Path | None,
    target: Locale | None,
) -> None:
    """Score a translation against a reference: BLEU, chrF++ and TER.

    Both are text files with a sentence a line. Give -t for a language without spaces.
    With --baseline, p is how likely so large a difference is by chance.
    """
    from tm.metrics import compare
    from tm.metrics import score as measure

    hypotheses, references = _lines(hypothesis), _lines(reference)
    if baseline is None:
        scores = measure(hypotheses, references, locale=target)
        emit(
            workspace,
            [asdict(one) for one in scores],
            columns=["metric", "score", "signature"],
            rows=[[one.metric, one.score, one.signature] for one in scores],
        )
        return
    compared = compare(hypotheses, _lines(baseline), references, locale=target)
    emit(
        workspace,
        [asdict(one) for one in compared],
        columns=["metric", "score", "baseline", "p", "signature"],
        rows=[
            [one.metric, one.score, one.baseline, one.p_value, one.signature]
            for one in compared
        ],
    )


def text_of(path: Path) -> str:
    """The text of a file, packed or not. Raises FormatError for what is no text."""
    with readable(path), plain(path) as file:
        return decode(contents(file.path), path=str(path)).text


def _lines(path: Path) -> list[str]:
    """The lines of a text file, blank ones too: they are sentences as well."""
    lines = text_of(path).split("\n")
    if lines[-1] == "":
        lines.pop()
    if not any(line.strip() for line in lines):
        raise FormatError("the file is empty", path=str(path))
    return lines
