"""The command `history`, which lists the changes to the database."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from cli.console.render import emit
from cli.console.unused_options import refuse_unused_options
from cli.console.workspace import Workspace, command
from tm.store.history.listing import list_change_sets

if TYPE_CHECKING:
    from tm.store.history.change import LoggedChange

_LONGEST_TEXT = 40
"""Characters of a text in a list."""


@command(
    examples="""
    padanan history
    padanan history i3
    padanan history i3 --all
    padanan history --who siti --limit 50
    """
)
@click.argument("name", required=False)
@click.option("--who", help="Only changes by this person.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True)
@click.option(
    "--all", "show_all", is_flag=True, help="List all, whatever --limit says."
)
def history(
    workspace: Workspace,
    name: str | None,
    who: str | None,
    limit: int,
    show_all: bool,
) -> None:
    """List what was changed, the latest first; or the changes of one change set.

    A change set is what one command changed, such as an import. NAME is its name in the
    list, such as i3; or that of one change, c57, or of one unit of a bulk change,
    c57.3.
    """
    refuse_unused_options(name is None, "the list of change sets", "who")
    limit_or_none = None if show_all else limit
    if name is not None:
        _print_changes(workspace, name, limit_or_none)
        return
    listed_sets = list(
        list_change_sets(workspace.database, limit=limit_or_none, author=who)
    )
    emit(
        workspace,
        [
            {
                "import": listed_set.name,
                "at": listed_set.timestamp,
                "who": listed_set.author,
                "command": listed_set.command,
                "detail": listed_set.detail,
                "undoes": listed_set.undone_name,
                "changes": listed_set.change_count,
            }
            for listed_set in listed_sets
        ],
        columns=["change set", "at", "who", "command", "detail", "changes"],
        rows=[
            [
                listed_set.name,
                listed_set.timestamp,
                listed_set.author,
                listed_set.command,
                listed_set.detail,
                listed_set.change_count,
            ]
            for listed_set in listed_sets
        ],
    )
    if not listed_sets:
        by_person = "" if who is None else f" by {who}"
        workspace.say(f"No changes yet{by_person}")


def _print_changes(workspace: Workspace, name: str, limit: int | None) -> None:
    """Print the first changes of a change set, and the number of all."""
    # Imports SQLAlchemy, which the list of change sets does without.
    from tm.store.history.change_set import count_changes, read_changes

    changes = read_changes(workspace.database, name, limit=limit)
    unit_texts = _read_unit_texts(workspace, changes)
    emit(
        workspace,
        [_change_json(change) for change in changes],
        columns=["change", "action", "kind", "what"],
        rows=[
            [
                change.name,
                change.action,
                change.kind,
                unit_texts.get(change.key, change.key),
            ]
            for change in changes
        ],
    )
    if limit is not None and len(changes) == limit:
        counts = count_changes(workspace.database, name)
        if counts.total() > limit:
            count_texts = [
                f"{action} {kind}: {count:,}"
                for (action, kind), count in counts.items()
            ]
            workspace.say(
                f"Showing {limit:,} of {counts.total():,} changes of {name} "
                f"({', '.join(count_texts)}); --all shows all"
            )


def _read_unit_texts(
    workspace: Workspace, changes: "Sequence[LoggedChange]"
) -> dict[str, str]:
    """Read the texts of the changed units by their keys."""
    keys = [change.key for change in changes if change.kind == "unit"]
    return {
        unit.key.hex(): " → ".join(
            _shorten(side.display) for side in (unit.source, unit.target) if side
        )
        for unit in workspace.unit_store.read_units_by_key(keys)
    }


def _shorten(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}…"


def _change_json(change: "LoggedChange") -> dict[str, Any]:
    return {
        "change": change.name,
        "action": change.action,
        "kind": change.kind,
        "key": change.key,
        "before": change.before,
        "after": change.after,
    }
