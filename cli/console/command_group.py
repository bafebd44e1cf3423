"""A group of commands, each imported when it is called."""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from tm.errors import InputError, UnknownName

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class CommandGroup(click.Group):
    """A group whose commands are imported when they are called.

    `command_table`: name of each command, its place (`module:function`) and its
    summary. `replacement_by_name`: names that people try here, and what to type
    instead.
    """

    def __init__(
        self,
        *arguments: Any,
        command_table: Mapping[str, tuple[str, str]],
        replacement_by_name: Mapping[str, str] | None = None,
        **settings: Any,
    ) -> None:
        super().__init__(*arguments, **settings)
        self.command_table = command_table
        self.replacement_by_name = replacement_by_name or {}
        self.context_settings.setdefault("help_option_names", ["-h", "--help"])

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the names of the commands, in the order of the table."""
        return list(self.command_table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of a name. Raises UnknownName, which suggests names."""
        if cmd_name in self.replacement_by_name:
            replacement_command = self.replacement_by_name[cmd_name]
            raise InputError(f"no command {cmd_name!r}; type `{replacement_command}`")
        if cmd_name not in self.command_table:
            raise UnknownName("command", cmd_name, self.command_table)
        module_name, _, function_name = self.command_table[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module_name), function_name)
        return command

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """Write the list of commands; click would import each for its summary."""
        with formatter.section("Commands"):
            formatter.write_dl(
                [
                    (command_name, self.command_table[command_name][1])
                    for command_name in self.command_table
                ]
            )

    def shell_complete(
        self, ctx: click.Context, incomplete: str
    ) -> "list[CompletionItem]":
        """Complete the beginning of a command or option, without importing commands."""
        from click.shell_completion import CompletionItem

        completions = [
            CompletionItem(command_name, help=summary)
            for command_name, (_, summary) in self.command_table.items()
            if command_name.startswith(incomplete)
        ]
        return completions + click.Command.shell_complete(self, ctx, incomplete)
