"""The checks themselves: `padanan checks`, `padanan checks ID`, `checks measure`."""

import click

from cli.console.workspace import Commands, epilog

_LIST = "list"
COMMANDS = {
    _LIST: (
        "cli.check.check_list:list_",
        "List all checks, or explain those named.",
    ),
    "measure": (
        "cli.check.measure:measure",
        "Measure what the checks find of faults put into your own clean text.",
    ),
}
"""Name of each command: the function that answers it, and its summary."""


class _Checks(Commands):
    """A group that lists where no command is named: `padanan checks num.value`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take what is neither a command nor a call for help as for the list."""
        named = args and args[0] in {*self.table, *ctx.help_option_names}
        # While a shell completes the name of a command, none is missing.
        if not named and not (ctx.resilient_parsing and not args):
            args = [_LIST, *args]
        return super().parse_args(ctx, args)


@click.group(
    cls=_Checks,
    table=COMMANDS,
    epilog=epilog(
        """
        padanan checks
        padanan checks num.value
        padanan checks num --format json
        padanan checks measure units.jsonl -s vi -t id
        """
    ),
)
def checks() -> None:
    """List the checks, explain one, and measure them on your own text.

    Without a command the checks are listed: id, severity, level and what they find.
    With ids or families (`num.value`, `num`) each is explained, with examples.
    """
