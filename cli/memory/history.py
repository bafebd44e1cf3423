"""The command `history`, which lists the changes to the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from cli.console.command import command
from cli.console.options.option_group import option_group
from cli.console.options.parameter_types import DateType
from cli.console.options.rate_and_limit_options import limit_option
from cli.console.options.unused_options import refuse_unused_options
from cli.console.output_formats import print_result
from cli.console.progress_bar import ProgressBar
from cli.console.workspace import Workspace
from cli.memory.local_time import (
    format_local_time,
    read_end_time,
    read_first_time,
)
from tm.errors import InputError
from tm.store.history.listing import ChangeSetRecord, list_change_sets
from tm.store.history.undo_choice import RevertedChangeSets, read_reverted_change_sets

if TYPE_CHECKING:
    from tm.store.history.change import LoggedChange

_MAX_SHOWN_TEXT_LENGTH = 40
"""Characters of a text in a list."""


@dataclass(frozen=True, slots=True)
class ChangeSetFilter:
    """Which change sets are listed: by whom, and when."""

    author: str | None
    since: str | None
    until: str | None

    def describe(self) -> str:
        """Describe the filter, to follow `No changes yet`."""
        words_and_values = (
            ("by", self.author),
            ("since", self.since),
            ("until", self.until),
        )
        return "".join(
            f" {word} {value}" for word, value in words_and_values if value is not None
        )


@command(
    examples="""
    padanan history
    padanan history i3
    padanan history i3 --all
    padanan history --by siti --since 2026-11-01 --until 2026-11-30
    padanan history --head
    """
)
@click.argument("change_name", metavar="[NAME]", required=False)
@option_group(
    "change_set_filter",
    ChangeSetFilter,
    click.option(
        "--by", "--who", "author", metavar="PERSON", help="Only changes by this person."
    ),
    click.option(
        "--since",
        type=DateType(),
        help="Only changes since this day (2026-11-30) or local time.",
    ),
    click.option(
        "--until",
        type=DateType(),
        help="Only changes up to this day or local time.",
    ),
)
@limit_option("limit", "Most lines to show.", default_limit=20)
@click.option(
    "--all", "shows_all", is_flag=True, help="Show all lines, without a limit."
)
@click.option(
    "--head",
    "shows_head",
    is_flag=True,
    help="Print the hash over all changes so far, for `padanan doctor --against`.",
)
def history(
    workspace: Workspace,
    change_name: str | None,
    change_set_filter: ChangeSetFilter,
    limit: int,
    shows_all: bool,
    shows_head: bool,
) -> None:
    """List change sets, the latest first, or the changes of one change set.

    A change set is all that one command changed, such as an import. NAME is the name of
    a change set (i3), of one change (c57), or of one unit in a bulk change (c57.3).
    Times are local; in JSON they are UTC.
    """
    refuse_unused_options(
        change_name is None, "the list of change sets", "author", "since", "until"
    )
    if shows_head:
        refuse_unused_options(
            False, "the list of change sets", "author", "since", "until"
        )
        if change_name is not None:
            raise InputError("--head is of the whole history; leave out the name")
        _print_head(workspace)
        return
    limit_or_none = None if shows_all else limit
    if change_name is not None:
        _print_changes(workspace, change_name, limit_or_none)
        return
    change_sets = list(
        list_change_sets(
            workspace.database,
            limit=limit_or_none,
            author=change_set_filter.author,
            since=None
            if change_set_filter.since is None
            else read_first_time(change_set_filter.since),
            until=None
            if change_set_filter.until is None
            else read_end_time(change_set_filter.until),
        )
    )
    with workspace.database.open_reader() as reader:
        reverted_change_sets = read_reverted_change_sets(reader)
    _print_change_sets(workspace, change_sets, reverted_change_sets)
    if not change_sets:
        workspace.say(f"No changes yet{change_set_filter.describe()}")


def _print_head(workspace: Workspace) -> None:
    """Print the head of the history, alone on a line."""
    # Imports SQLAlchemy, which the list of change sets does without.
    from tm.store.history.hash_chain import read_head

    with ProgressBar("hashing the history", None) as bar:
        head = read_head(workspace.database, bar.advance)
    print_result(
        workspace,
        [{"head": str(head)}],
        rows=[[str(head)]],
        draw_table=lambda _: click.echo(str(head)),
    )


def _print_change_sets(
    workspace: Workspace,
    change_sets: Sequence[ChangeSetRecord],
    reverted_change_sets: RevertedChangeSets,
) -> None:
    print_result(
        workspace,
        [
            {
                "import": change_set.name,
                "at": change_set.timestamp,
                "who": change_set.author,
                "command": change_set.command,
                "detail": change_set.detail,
                "undoes": change_set.undone_change_name,
                "undone_by": _find_undo_name(reverted_change_sets, change_set.id),
                "partly_undone_by": _list_partial_undo_names(
                    reverted_change_sets, change_set.id
                ),
                "changes": change_set.change_count,
            }
            for change_set in change_sets
        ],
        columns=["change set", "at", "who", "command", "detail", "changes", "undone"],
        rows=[
            [
                change_set.name,
                format_local_time(change_set.timestamp),
                change_set.author,
                change_set.command,
                change_set.detail,
                change_set.change_count,
                _describe_undo_state(reverted_change_sets, change_set.id),
            ]
            for change_set in change_sets
        ],
    )


def _find_undo_name(
    reverted_change_sets: RevertedChangeSets, change_set_id: int
) -> str | None:
    """Name the change set that undid one; None if it is in effect."""
    reverting_id = reverted_change_sets.reverting_id_by_change_set_id.get(change_set_id)
    return None if reverting_id is None else f"i{reverting_id}"


def _list_partial_undo_names(
    reverted_change_sets: RevertedChangeSets, change_set_id: int
) -> list[str]:
    """Name the change sets that undid single changes of one, the earliest first."""
    partial_undo_ids = reverted_change_sets.partial_revert_ids_by_change_set_id.get(
        change_set_id, ()
    )
    return [f"i{undo_id}" for undo_id in reversed(partial_undo_ids)]


def _describe_undo_state(
    reverted_change_sets: RevertedChangeSets, change_set_id: int
) -> str | None:
    undo_name = _find_undo_name(reverted_change_sets, change_set_id)
    if undo_name is not None:
        return f"by {undo_name}"
    partial_undo_names = _list_partial_undo_names(reverted_change_sets, change_set_id)
    return f"partly, by {', '.join(partial_undo_names)}" if partial_undo_names else None


def _print_changes(workspace: Workspace, change_name: str, limit: int | None) -> None:
    """Print the first changes of a change set, and the number of all."""
    # Imports SQLAlchemy, which the list of change sets does without.
    from tm.store.history.change_set import count_changes, read_changes

    changes = read_changes(workspace.database, change_name, limit=limit)
    texts_by_unit_key = _read_unit_texts(workspace, changes)
    print_result(
        workspace,
        [_make_change_json(change) for change in changes],
        columns=["change", "action", "kind", "what"],
        rows=[
            [
                change.name,
                change.action,
                change.kind,
                texts_by_unit_key.get(change.key, change.key),
            ]
            for change in changes
        ],
    )
    if limit is not None and len(changes) == limit:
        change_counts = count_changes(workspace.database, change_name)
        if change_counts.total() > limit:
            count_texts = [
                f"{action} {kind}: {count:,}"
                for (action, kind), count in change_counts.items()
            ]
            workspace.say(
                f"Showing {limit:,} of {change_counts.total():,} changes of "
                f"{change_name} ({', '.join(count_texts)}); --all shows all"
            )


def _read_unit_texts(
    workspace: Workspace, changes: "Sequence[LoggedChange]"
) -> dict[str, str]:
    """Read the texts of the changed units by their keys."""
    unit_keys = [change.key for change in changes if change.kind == "unit"]
    return {
        unit.key.hex(): " → ".join(
            _shorten_text(segment.display_text)
            for segment in (unit.source, unit.target)
            if segment
        )
        for unit in workspace.unit_store.read_units_by_key(unit_keys)
    }


def _shorten_text(text: str) -> str:
    return (
        text
        if len(text) <= _MAX_SHOWN_TEXT_LENGTH
        else f"{text[:_MAX_SHOWN_TEXT_LENGTH]}…"
    )


def _make_change_json(change: "LoggedChange") -> dict[str, Any]:
    return {
        "change": change.name,
        "action": change.action,
        "kind": change.kind,
        "key": change.key,
        "before": change.record_before,
        "after": change.record_after,
    }
