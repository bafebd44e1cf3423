"""Confirmation before a name is forgotten, which cannot be undone."""

import sys

import click

from tm.errors import InputError

confirmation_option = click.option(
    "--yes", "skips_confirmation", is_flag=True, help="Do not ask first."
)


def confirm_forgetting(name: str, *, skips_confirmation: bool) -> None:
    """Ask on a terminal whether to forget a name. Raises InputError elsewhere."""
    if skips_confirmation:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise InputError("forgetting cannot be undone; confirm it with --yes")
    click.confirm(f"Forget {name} for ever?", err=True, abort=True)
