"""The command `rules`, which writes our sentence rules for other tools."""

from collections.abc import Sequence
from pathlib import Path

import click

from cli.console.command import command
from cli.console.options.parameter_types import LocaleType
from cli.console.workspace import Workspace
from exports.io.replace_file import replace_file
from exports.srx.rule_file import write
from tm.text.locale import Locale


@command(
    examples="""
    padanan rules sentences.srx -l id -l vi -l en
    """
)
@click.argument("output_path", metavar="OUT", type=click.Path(path_type=Path))
@click.option(
    "-l",
    "--locale",
    "locales",
    type=LocaleType(),
    multiple=True,
    required=True,
    help="Language; may be given several times.",
)
def rules(workspace: Workspace, output_path: Path, locales: Sequence[Locale]) -> None:
    """Write the sentence segmentation rules as SRX 2.0.

    Okapi, OmegaT and other tools can read the file, and so can `padanan segment
    --rules`.
    """
    with replace_file(output_path) as rules_file:
        write(locales, rules_file)
    workspace.say(f"Written to {output_path}")
