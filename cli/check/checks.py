"""The commands about the checks themselves: `padanan checks` and its subcommands."""

import click

from cli.console.command import make_epilog
from cli.console.command_group import CommandGroup

_LIST_COMMAND_NAME = "list"
COMMAND_TABLE = {
    _LIST_COMMAND_NAME: (
        "cli.check.check_list:list_",
        "List all checks, or explain those named.",
    ),
    "rules": (
        "cli.check.house_rules:rules",
        "List the house rules of style.rule, and which are in force.",
    ),
    "measure": (
        "cli.check.measure:measure",
        "Measure how many errors seeded into your own clean text the checks find.",
    ),
    "missed": (
        "cli.check.missed_errors:missed",
        "List the errors that people reported as missed by the checks.",
    ),
}
"""Name of each command: the function that answers it, and its summary."""


class _ChecksGroup(CommandGroup):
    """A group whose default command is `list`: `padanan checks num.value`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Insert the command `list` unless a command or help is asked for."""
        names_command = args and args[0] in {
            *self.command_table,
            *ctx.help_option_names,
        }
        # A shell that completes the name of a command has not typed one yet.
        if not names_command and not (ctx.resilient_parsing and not args):
            args = [_LIST_COMMAND_NAME, *args]
        return super().parse_args(ctx, args)


@click.group(
    cls=_ChecksGroup,
    command_table=COMMAND_TABLE,
    epilog=make_epilog(
        """
        padanan checks
        padanan checks num.value
        padanan checks num --format json
        padanan checks rules -t id
        padanan checks measure units.jsonl -s vi -t id
        """
    ),
)
def checks() -> None:
    """List the checks, explain one, and measure them on your own text.

    Without a command, the checks are listed: id, severity, level and what they report.
    With ids or families (`num.value`, `num`), each is explained, with examples.
    """
