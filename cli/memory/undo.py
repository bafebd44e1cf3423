"""The commands `undo` and `redo`."""

import click

from cli.console.command import command
from cli.console.output_formats import format_count, print_result
from cli.console.workspace import Workspace
from cli.memory.local_time import format_local_time
from glossary.undo_by_record_kind import (
    find_undo_to_redo,
    redo_undone_changes,
    undo_named_changes,
)
from tm.errors import InputError
from tm.store.history.change_set import find_change_set
from tm.store.history.listing import (
    ChangeSetRecord,
    is_same_author,
    list_change_sets,
)
from tm.store.history.undo_choice import find_undo_step


@command(
    examples="""
    padanan undo last
    padanan undo i3
    padanan undo c57
    """
)
@click.argument("change_name", metavar="CHANGE_SET|CHANGE|last")
def undo(workspace: Workspace, change_name: str) -> None:
    """Undo a change set (an import or any other command), or a single change.

    `last` is your latest change set that is not undone, so that each call goes back one
    more step. Changes by other people are undone by name only, as `padanan history`
    lists them. `padanan redo` reverts an undo.
    """
    change_name = change_name.strip()
    author = workspace.author
    if change_name == "last":
        undone_change_set = find_undo_step(workspace.database, author)
        _report_later_changes(workspace, undone_change_set)
    else:
        undone_change_set = find_change_set(workspace.database, change_name)
    if change_name in ("last", str(undone_change_set.id)):
        change_name = undone_change_set.name
    change_prefix = (
        "" if change_name == undone_change_set.name else f"{change_name} of "
    )
    workspace.say(f"Undoing {change_prefix}{_describe_change_set(undone_change_set)}")
    if not is_same_author(undone_change_set.author, author):
        workspace.say(
            f"{undone_change_set.name} is by {undone_change_set.author}, not by you "
            f"({author})"
        )
    undoing_change_set, change_count = undo_named_changes(
        workspace.database, change_name, author=author
    )
    _print_result(workspace, undoing_change_set, undone_change_set, change_count)
    workspace.say(
        f"Undone: {format_count(change_count, 'change')}; "
        f"`padanan redo {undoing_change_set.name}` restores them"
    )


@command(
    examples="""
    padanan redo
    padanan redo i3
    """
)
@click.argument("change_set_name", metavar="[CHANGE_SET]", required=False)
def redo(workspace: Workspace, change_set_name: str | None) -> None:
    """Redo what `padanan undo` reverted.

    Without CHANGE_SET, your latest undo, unless you have changed something since; each
    call redoes one more. CHANGE_SET is an undone change set, or its undo.
    """
    undo_change_set = find_undo_to_redo(
        workspace.database, change_set_name, author=workspace.author
    )
    if undo_change_set.undone_change_name is None:
        raise InputError(f"{undo_change_set.name} is not undone; nothing to redo")
    redone_change_set = find_change_set(
        workspace.database, undo_change_set.undone_change_name
    )
    workspace.say(f"Redoing {_describe_change_set(redone_change_set)}")
    redoing_change_set, change_count = redo_undone_changes(
        workspace.database, undo_change_set.name, author=workspace.author
    )
    _print_result(workspace, redoing_change_set, redone_change_set, change_count)
    workspace.say(
        f"Redone: {format_count(change_count, 'change')}; "
        f"`padanan undo {redone_change_set.name}` undoes them again"
    )


def _print_result(
    workspace: Workspace,
    new_change_set: ChangeSetRecord,
    earlier_change_set: ChangeSetRecord,
    change_count: int,
) -> None:
    json_record = {
        "import": new_change_set.name,
        "undoes": new_change_set.undone_change_name,
        "command": earlier_change_set.command,
        "detail": earlier_change_set.detail,
        "changes": change_count,
    }
    print_result(
        workspace,
        json_record,
        columns=["change set", "undoes", "command", "detail", "changes"],
        rows=[list(json_record.values())],
    )


def _report_later_changes(
    workspace: Workspace, undone_change_set: ChangeSetRecord
) -> None:
    """Say that a later change set by somebody else stays."""
    [latest_change_set] = list_change_sets(workspace.database, limit=1)
    if not is_same_author(latest_change_set.author, undone_change_set.author):
        workspace.say(
            f"{_describe_change_set(latest_change_set)} is later and stays; "
            f"`padanan undo {latest_change_set.name}` reverts it"
        )


def _describe_change_set(change_set: ChangeSetRecord) -> str:
    return (
        f"{change_set.name}: {change_set.description}, "
        f"{format_local_time(change_set.timestamp)} by {change_set.author}"
    )
