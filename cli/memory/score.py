"""The command `score`, which rates translations against references."""

from dataclasses import asdict
from pathlib import Path

import click

from cli.console.command import command
from cli.console.options.pair_options import target_option
from cli.console.output_formats import print_result
from cli.console.workspace import Workspace
from exports.edit.source_segments import read_plain_text
from tm.errors import FormatError
from tm.text.locale import Locale


@command(
    examples="""
    padanan score output.txt reference.txt
    padanan score new.txt reference.txt --baseline old.txt --format json
    """
)
@click.argument("hypothesis_path", metavar="HYP", type=click.Path(path_type=Path))
@click.argument("reference_path", metavar="REF", type=click.Path(path_type=Path))
@click.option(
    "--baseline",
    "baseline_path",
    metavar="HYP2",
    type=click.Path(path_type=Path),
    help="Another translation to compare with, by paired bootstrap.",
)
@target_option
def score(
    workspace: Workspace,
    hypothesis_path: Path,
    reference_path: Path,
    baseline_path: Path | None,
    target_locale: Locale | None,
) -> None:
    """Score a translation against a reference: BLEU, chrF++ and TER.

    Both are text files with one sentence per line. For a target language without
    spaces, give -t. With --baseline, p is the probability of a difference this large by
    chance.
    """
    from tm.metrics import compare_systems
    from tm.metrics import score_translations as measure

    hypotheses, references = _read_lines(hypothesis_path), _read_lines(reference_path)
    if baseline_path is None:
        scores = measure(hypotheses, references, locale=target_locale)
        print_result(
            workspace,
            [asdict(metric_score) for metric_score in scores],
            columns=["metric", "score", "signature"],
            rows=[
                [metric_score.metric, metric_score.score, metric_score.signature]
                for metric_score in scores
            ],
        )
        return
    comparisons = compare_systems(
        hypotheses, _read_lines(baseline_path), references, locale=target_locale
    )
    print_result(
        workspace,
        [asdict(comparison) for comparison in comparisons],
        columns=["metric", "score", "baseline", "p", "signature"],
        rows=[
            [
                comparison.metric,
                comparison.score,
                comparison.baseline,
                comparison.p_value,
                comparison.signature,
            ]
            for comparison in comparisons
        ],
    )


def _read_lines(path: Path) -> list[str]:
    """Read the lines of a text file, empty ones included."""
    lines = read_plain_text(path).split("\n")
    if lines[-1] == "":
        lines.pop()
    if not any(line.strip() for line in lines):
        raise FormatError("the file is empty", path=str(path))
    return lines
