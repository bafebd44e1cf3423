"""Refusing options that would have no effect in a call."""

import click
from click.core import ParameterSource

from cli.console.workspace import Workspace
from tm.errors import InputError


def refuse_unused_options(applies: bool, purpose: str, *names: str) -> None:
    """Raise InputError where one of some options is given, and does not work here.

    `purpose`: where it works. `names`: those of the parameters that the options are
    for.
    """
    if applies:
        return
    context = click.get_current_context()
    for option in context.command.params:
        name = option.name or ""
        source = context.get_parameter_source(name)
        if name in names and source is ParameterSource.COMMANDLINE:
            is_off = option.secondary_opts and not context.params.get(name)
            shown_name = max(option.secondary_opts if is_off else option.opts, key=len)
            raise InputError(f"{shown_name} has no effect here: it is for {purpose}")


def require_json_lines(workspace: Workspace) -> None:
    """Raise InputError if --batch comes with a format other than JSON lines."""
    if workspace.chosen_format not in (None, "jsonl"):
        raise InputError(
            f"--batch always writes JSON lines; leave out --format "
            f"{workspace.chosen_format}"
        )
