"""Options that would do nothing in a call, and are refused."""

import click
from click.core import ParameterSource

from cli.console.workspace import Workspace
from tm.errors import InputError


def demand_effect(works: bool, place: str, *names: str) -> None:
    """Raise InputError where one of some options is given, and does not work here.

    `place`: where it works. `names`: those of the parameters that the options are for.
    """
    if works:
        return
    context = click.get_current_context()
    for option in context.command.params:
        name = option.name or ""
        source = context.get_parameter_source(name)
        if name in names and source is ParameterSource.COMMANDLINE:
            is_off = option.secondary_opts and not context.params.get(name)
            called = max(option.secondary_opts if is_off else option.opts, key=len)
            raise InputError(f"{called} does nothing here: it is for {place}")


def demand_lines(workspace: Workspace) -> None:
    """Raise InputError where the answers to a batch are asked for in another format.

    They are JSON lines, one for each text.
    """
    if workspace.chosen_format not in (None, "jsonl"):
        raise InputError(
            f"--batch writes JSON lines, not {workspace.chosen_format}; leave one out"
        )
