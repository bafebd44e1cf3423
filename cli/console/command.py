"""The making of commands: functions with a workspace, global options and examples."""

from collections.abc import Callable, Sequence
from typing import Any

import click

from cli.console.usage_errors import make_extra_argument_error
from cli.console.workspace import OUTPUT_FORMAT_NAMES, Workspace


class _Command(click.Command):
    """A command that takes the global options too, after its name."""

    def __init__(
        self, *arguments: Any, more_formats: Sequence[str] = (), **settings: Any
    ) -> None:
        super().__init__(*arguments, **settings)
        self.params.extend(make_global_options(more_formats))
        self.context_settings.setdefault("help_option_names", ["-h", "--help"])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments; fails if there are more than the command takes."""
        ctx.allow_extra_args = True
        extra_arguments = super().parse_args(ctx, args)
        if extra_arguments and not ctx.resilient_parsing:
            raise make_extra_argument_error(ctx, extra_arguments[0])
        return extra_arguments

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; the workspace knows its options from here on."""
        workspace = ctx.find_object(Workspace)
        if workspace is not None:
            workspace.command = self
        return super().invoke(ctx)


def command(
    name: str | None = None, *, examples: str = "", more_formats: Sequence[str] = ()
) -> Callable[[Callable[..., Any]], click.Command]:
    """Make a command of a function whose first argument is the Workspace.

    `examples`: command lines for the end of its help, one per line. `more_formats`:
    output formats in addition to those of all commands.
    """

    def decorate(function: Callable[..., Any]) -> click.Command:
        click_command: click.Command = click.command(
            name or function.__name__.strip("_"),
            cls=_Command,
            epilog=make_epilog(examples),
            more_formats=more_formats,
        )(pass_workspace(function))
        return click_command

    return decorate


pass_workspace = click.make_pass_decorator(Workspace)


def make_epilog(examples: str) -> str | None:
    """Format examples for the end of the help, line by line."""
    example_lines = [line.strip() for line in examples.strip().splitlines()]
    if not example_lines:
        return None
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in example_lines)])


def make_global_options(more_formats: Sequence[str] = ()) -> list[click.Option]:
    """Make the options that are accepted before and after every command."""
    return [
        click.Option(
            ["--database"],
            metavar="URL|PATH",
            expose_value=False,
            callback=_make_workspace_setter("chosen_database_location"),
            help="Database to use; a file or a PostgreSQL URL.",
        ),
        click.Option(
            ["--read-database"],
            metavar="URL",
            expose_value=False,
            callback=_make_workspace_setter("chosen_read_location"),
            help="PostgreSQL replica that answers what only reads.",
        ),
        click.Option(
            ["--format"],
            type=click.Choice((*OUTPUT_FORMAT_NAMES, *more_formats)),
            expose_value=False,
            callback=_make_workspace_setter("chosen_output_format"),
            help="Output format; default table, or tsv in a pipe.",
        ),
        click.Option(
            ["--new", "new"],
            is_flag=True,
            expose_value=False,
            callback=_make_workspace_setter("fills_empty_file"),
            help="Make the database even in a file that exists and is empty.",
        ),
        click.Option(
            ["--debug"],
            is_flag=True,
            expose_value=False,
            callback=_make_workspace_setter("shows_tracebacks"),
            help="Show the traceback of an error.",
        ),
        click.Option(
            ["--quiet"],
            is_flag=True,
            expose_value=False,
            callback=_make_workspace_setter("is_quiet"),
            help="Print only results and warnings.",
        ),
    ]


def _make_workspace_setter(
    attribute_name: str,
) -> Callable[[click.Context, click.Parameter, Any], None]:
    """Make the callback of an option that sets an attribute of the workspace."""

    def store_value(ctx: click.Context, _: click.Parameter, value: Any) -> None:
        workspace = ctx.find_object(Workspace)
        if workspace is not None and value:
            setattr(workspace, attribute_name, value)

    return store_value
