"""The command that lists what was done: history."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from cli.console.render import emit
from cli.console.unused_options import demand_effect
from cli.console.workspace import Workspace, command
from tm.store.history.listing import change_sets

if TYPE_CHECKING:
    from tm.store.history.change import LoggedChange

_SHOWN = 40
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
@click.option("--who", help="Only what this person did.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True)
@click.option("--all", "everything", is_flag=True, help="No limit.")
def history(
    workspace: Workspace,
    name: str | None,
    who: str | None,
    limit: int,
    everything: bool,
) -> None:
    """List what was done, the latest first; or the changes of one import.

    NAME is what the list calls it: i3 for an import or another command, c57 for one
    change, c57.3 for one unit of those that were made in one go.
    """
    demand_effect(name is None, "the list of what was done", "who")
    most = None if everything else limit
    if name is not None:
        _list_changes(workspace, name, most)
        return
    found = list(change_sets(workspace.database, limit=most, who=who))
    emit(
        workspace,
        [
            {
                "import": item.name,
                "at": item.at,
                "who": item.who,
                "command": item.command,
                "detail": item.detail,
                "undoes": item.undoes,
                "changes": item.changes,
            }
            for item in found
        ],
        columns=["import", "at", "who", "command", "detail", "changes"],
        rows=[
            [item.name, item.at, item.who, item.command, item.detail, item.changes]
            for item in found
        ],
    )
    if not found:
        by = "" if who is None else f" by {who}"
        workspace.say(f"nothing has been changed yet{by}")


def _list_changes(workspace: Workspace, name: str, most: int | None) -> None:
    """Print the first changes that a name means, and say how many there are."""
    # With it comes SQLAlchemy, which the list of imports does without.
    from tm.store.history.change_set import change_counts, changes_in

    changes = changes_in(workspace.database, name, limit=most)
    texts = _texts(workspace, changes)
    emit(
        workspace,
        [_change_json(change) for change in changes],
        columns=["change", "action", "kind", "what"],
        rows=[[c.name, c.action, c.kind, texts.get(c.key, c.key)] for c in changes],
    )
    if most is not None and len(changes) == most:
        counts = change_counts(workspace.database, name)
        if counts.total() > most:
            parts = [f"{action} {kind}: {n:,}" for (action, kind), n in counts.items()]
            workspace.say(
                f"{name} has {counts.total():,} changes ({', '.join(parts)}); "
                f"the first {most:,} are shown, --all shows them all"
            )


def _texts(workspace: Workspace, changes: "Sequence[LoggedChange]") -> dict[str, str]:
    """What the units of some changes say, by key."""
    keys = [change.key for change in changes if change.kind == "unit"]
    return {
        unit.key.hex(): " → ".join(
            _shortened(side.display) for side in (unit.source, unit.target) if side
        )
        for unit in workspace.memory.units_by_key(keys)
    }


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _change_json(change: "LoggedChange") -> dict[str, Any]:
    return {
        "change": change.name,
        "action": change.action,
        "kind": change.kind,
        "key": change.key,
        "before": change.before,
        "after": change.after,
    }
