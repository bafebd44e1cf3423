"""Shell completion."""

import click
from click.shell_completion import get_completion_class

from cli.console.command import command
from cli.console.workspace import Workspace
from tm.errors import InputError


@command(
    examples="""
    padanan completion bash >> ~/.bashrc
    padanan completion zsh >> ~/.zshrc
    padanan completion fish > ~/.config/fish/completions/padanan.fish
    """
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(workspace: Workspace, shell: str) -> None:
    """Print the script that completes commands and options with the Tab key."""
    completion_class = get_completion_class(shell)
    if completion_class is None:
        raise InputError(f"click cannot complete for {shell!r}")
    program = click.get_current_context().find_root().command
    shell_completion = completion_class(program, {}, "padanan", "_PADANAN_COMPLETE")
    click.echo(shell_completion.source())
