"""The command `terms termbases`: several termbases, and which has the last word."""

from collections.abc import Sequence

import click

from cli.console.command import command
from cli.console.output_formats import print_result
from cli.console.workspace import Workspace


@command(
    examples="""
    padanan terms termbases
    padanan terms termbases "Client A" ministry
    """
)
@click.argument("names", nargs=-1, metavar="[NAME]...")
def termbases(workspace: Workspace, names: Sequence[str]) -> None:
    """List the termbases in the order of their precedence, or set that order.

    If several termbases have a concept, the terms of the first one in the list are to
    be used; other preferred terms of the lower ones count as deprecated. Your own
    termbase is always the first, and the starter termbase the last. Each NAME is a
    termbase, which has precedence over those named after it; those not named follow.
    `padanan terms import --termbase NAME` makes a termbase.
    """
    from glossary.store.termbase_order import list_termbases, set_termbase_order

    if names:
        with workspace.database.open_transaction() as connection:
            set_termbase_order(connection, names)
    with workspace.database.open_snapshot() as connection:
        termbase_summaries = list_termbases(connection)
    records = [
        {
            "priority": priority,
            "termbase": termbase_summary.name,
            "concepts": termbase_summary.concept_count,
        }
        for priority, termbase_summary in enumerate(termbase_summaries, 1)
    ]
    print_result(workspace, records)
