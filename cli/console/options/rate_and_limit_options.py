"""Options that take a number, and mean the same in each command that has them."""

from collections.abc import Callable

import click

from cli.console.options.option_group import FunctionT

_HIGHEST_RATE = 101
"""The match rate of a match in the same context."""


def min_rate_option(
    help: str, *, default_rate: int | None = None, lowest_rate: int = 1
) -> Callable[[FunctionT], FunctionT]:
    """Make the option `--min-rate`, the lowest match rate that a command takes."""
    return click.option(
        "--min-rate",
        type=click.IntRange(lowest_rate, _HIGHEST_RATE),
        default=default_rate,
        show_default=default_rate is not None,
        help=help,
    )


def limit_option(
    parameter_name: str,
    help: str,
    *,
    default_limit: int | None = None,
    lowest_limit: int = 1,
) -> Callable[[FunctionT], FunctionT]:
    """Make the option `--limit`, how many results a command shows at most."""
    return click.option(
        "--limit",
        parameter_name,
        type=click.IntRange(lowest_limit),
        default=default_limit,
        show_default=default_limit is not None,
        help=help,
    )


def seed_option(default_seed: int) -> Callable[[FunctionT], FunctionT]:
    """Make the option `--seed`, with which a random choice can be repeated."""
    return click.option(
        "--seed",
        type=int,
        default=default_seed,
        show_default=True,
        help="Seed of the random choice.",
    )
