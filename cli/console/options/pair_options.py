"""The options -s and -t of a command, by themselves or as one value, and -l."""

from collections.abc import Callable
from dataclasses import dataclass

import click

from cli.console.options.option_group import FunctionT, option_group
from cli.console.options.parameter_types import LocaleType
from tm.requested_locales import LocaleParameter, LocaleParameterPair
from tm.text.locale import Locale


@dataclass(frozen=True, slots=True)
class PairOptions:
    """The languages that -s and -t give; None where an option is absent."""

    source_locale: Locale | None
    target_locale: Locale | None


def source_option(function: FunctionT) -> FunctionT:
    """Add the option `-s`, the source language, to a command."""
    return click.option(
        "-s",
        "--source-locale",
        "source_locale",
        type=LocaleType(),
        help="Source language, such as vi.",
    )(function)


def target_option(function: FunctionT) -> FunctionT:
    """Add the option `-t`, the target language, to a command."""
    return click.option(
        "-t",
        "--target-locale",
        "target_locale",
        type=LocaleType(),
        help="Target language, such as id.",
    )(function)


def locale_option(
    help: str, *, is_required: bool = False
) -> Callable[[FunctionT], FunctionT]:
    """Make the option `-l`, the only language of a command, or of its input."""
    return click.option(
        "-l", "--locale", type=LocaleType(), required=is_required, help=help
    )


pair_options = option_group("pair_options", PairOptions, source_option, target_option)

COMMAND_LINE_PARAMETERS: LocaleParameterPair = (
    LocaleParameter("-s"),
    LocaleParameter("-t"),
)
"""The names of the languages in messages, where both options are given."""
