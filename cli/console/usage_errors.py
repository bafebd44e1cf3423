"""Messages for command lines that cannot be parsed, worded like all other errors."""

from typing import Any

import click

_TEXT_METAVARS = frozenset(("TEXT", "PHRASE", "SOURCE", "TARGET"))


def format_parameter_name(parameter: click.Parameter) -> str:
    """Return the name of a parameter in messages: the short one if there are two.

    >>> format_parameter_name(click.Option(["--locale", "-l"]))
    '-l'
    >>> format_parameter_name(click.Argument(["paths"], metavar="[FILE]..."))
    'FILE'
    """
    if isinstance(parameter, click.Argument):
        metavar = parameter.metavar or (parameter.name or "").upper()
        return metavar.strip("[].…")
    return min(parameter.opts, key=len)


def describe_usage_error(error: click.ClickException) -> str:
    """Describe what is wrong with a command line, where, and what to do."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    if isinstance(error, click.MissingParameter) and error.param and context:
        if isinstance(error.param, click.Option):
            metavar = error.param.make_metavar(context)
            return (
                f"{format_parameter_name(error.param)} {metavar} is missing; see "
                f"`{context.command_path} --help`"
            )
        usage = " ".join(context.command.collect_usage_pieces(context))
        return (
            f"{format_parameter_name(error.param)} is missing; type "
            f"`{context.command_path} {usage}`"
        )
    message = _describe_problem(error)
    # Where the message says what to give, the help is not needed.
    if context is None or "; " in message:
        return message
    return f"{message}; see `{context.command_path} --help`"


def make_extra_argument_error(
    context: click.Context, argument: str
) -> click.UsageError:
    """Make the error for an argument more than a command takes."""
    names = map(format_parameter_name, context.command.params)
    remedy = (
        "; put quotation marks around a text of several words"
        if not _TEXT_METAVARS.isdisjoint(names)
        else ""
    )
    return click.UsageError(f"unexpected argument {argument!r}{remedy}", context)


def _describe_problem(error: click.ClickException) -> str:
    if isinstance(error, click.BadParameter) and error.param is not None:
        problem = _describe_value_error(error.message, error.param.type)
        return f"{format_parameter_name(error.param)}: {problem}"
    if isinstance(error, click.NoSuchOption):
        suggestion = (
            f"; did you mean {' or '.join(error.possibilities)}?"
            if error.possibilities
            else ""
        )
        return f"unknown option {error.option_name!r}{suggestion}"
    if isinstance(error, click.BadOptionUsage):
        if "does not take" in error.message:
            return f"{error.option_name} takes no value; leave it out"
        return f"{error.option_name} needs a value"
    message = error.format_message()
    return message[:1].lower() + message[1:].removesuffix(".")


def _describe_value_error(message: str, value_type: click.ParamType[Any]) -> str:
    """Reword what click says of a value; our own types say it well already."""
    value, is_choice_error, _ = message.partition(" is not one of ")
    if is_choice_error and isinstance(value_type, click.Choice):
        return f"unknown value {value}; known: {', '.join(value_type.choices)}"
    value, is_number_error, _ = message.partition(" is not a valid ")
    if is_number_error:
        return f"{value} is not a number{_describe_range(value_type)}"
    value, is_range_error, _ = message.partition(" is not in the range ")
    if is_range_error:
        return f"{value} is out of range{_describe_range(value_type)}"
    return message.removesuffix(".")


def _describe_range(value_type: click.ParamType[Any]) -> str:
    """Describe what number to give; an empty text if any will do."""
    if not isinstance(value_type, click.IntRange | click.FloatRange):
        return ""
    if value_type.max is None:
        return f"; give {value_type.min:g} or more"
    return f"; give {value_type.min:g} to {value_type.max:g}"
