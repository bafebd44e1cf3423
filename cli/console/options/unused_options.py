"""Refusing options that have no effect in a call."""

import click
from click.core import ParameterSource

from tm.errors import InputError


def refuse_unused_options(
    have_effect: bool, purpose: str, *parameter_names: str
) -> None:
    """Raise InputError if an option is given that has no effect in this call.

    `have_effect`: whether the options have an effect. `purpose`: what they are for.
    `parameter_names`: the names of their parameters.
    """
    if have_effect:
        return
    context = click.get_current_context()
    for option in context.command.params:
        parameter_name = option.name or ""
        parameter_source = context.get_parameter_source(parameter_name)
        if (
            parameter_name in parameter_names
            and parameter_source is ParameterSource.COMMANDLINE
        ):
            is_switched_off = option.secondary_opts and not context.params.get(
                parameter_name
            )
            option_name = max(
                option.secondary_opts if is_switched_off else option.opts, key=len
            )
            raise InputError(f"{option_name} has no effect here: it is for {purpose}")
