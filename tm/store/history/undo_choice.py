"""Which change sets are undone, and which one a person undoes or redoes next.

Undoing and redoing are change sets that name what they revert. Each reverts an earlier
one, so that one pass from the latest to the earliest finds those in effect.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tm.errors import InputError, NotFound
from tm.store.backend.queries.change_sets import (
    read_change_set_id_by_change_id,
    read_change_set_ids_of_authors,
    read_undo_rows,
)
from tm.store.backend.sql import DatabaseReader
from tm.store.database import Database
from tm.store.history.listing import (
    ChangeSetRecord,
    find_author_spellings,
    is_same_author,
    read_change_set,
    read_latest_change_set,
)


@dataclass(frozen=True, slots=True)
class RevertedChangeSets:
    """What undoing and redoing have reverted, by the ids of change sets."""

    reverting_id_by_change_set_id: Mapping[int, int]
    """By reverted change set, the one that reverted it and is in effect."""
    partial_revert_ids_by_change_set_id: Mapping[int, Sequence[int]]
    """By change set, those in effect that reverted single changes of it."""
    undo_ids: Collection[int]
    """Undos, in effect or not, of a change set or of one change; not redos."""
    revert_ids: Collection[int]
    """Undos and redos of whole change sets, which are no steps of their own."""

    def find_last_step(self, own_change_set_ids: Iterable[int]) -> int | None:
        """Find the latest own change set to undo, of ids with the latest first."""
        for change_set_id in own_change_set_ids:
            is_undone = change_set_id in self.reverting_id_by_change_set_id
            if not is_undone and change_set_id not in self.revert_ids:
                return change_set_id
        return None

    def find_redo_candidate(self, own_change_set_ids: Iterable[int]) -> int | None:
        """Find the latest own undo to redo, or the own change that prevents it."""
        for change_set_id in own_change_set_ids:
            is_redo = (
                change_set_id in self.revert_ids and change_set_id not in self.undo_ids
            )
            if not is_redo and change_set_id not in self.reverting_id_by_change_set_id:
                return change_set_id
        return None


def read_reverted_change_sets(reader: DatabaseReader) -> RevertedChangeSets:
    """Read which change sets are undone, as a whole or in part."""
    undo_rows = read_undo_rows(reader)
    undone_id_by_change_set_id = {
        change_set_id: int(undone_name[1:].partition(".")[0])
        for change_set_id, _, undone_name in undo_rows
    }
    revert_ids = {
        change_set_id
        for change_set_id, _, undone_name in undo_rows
        if undone_name.startswith("i")
    }
    change_set_id_by_change_id = read_change_set_id_by_change_id(
        reader,
        [
            undone_id_by_change_set_id[change_set_id]
            for change_set_id in undone_id_by_change_set_id.keys() - revert_ids
        ],
    )
    reverting_id_by_change_set_id: dict[int, int] = {}
    partial_revert_ids_by_change_set_id: defaultdict[int, list[int]] = defaultdict(list)
    for change_set_id, undone_id in undone_id_by_change_set_id.items():
        if change_set_id in reverting_id_by_change_set_id:
            continue
        if change_set_id in revert_ids:
            reverting_id_by_change_set_id[undone_id] = change_set_id
        elif undone_id in change_set_id_by_change_id:
            partial_revert_ids_by_change_set_id[
                change_set_id_by_change_id[undone_id]
            ].append(change_set_id)
    reverses_undo_by_id: dict[int, bool] = {}
    for change_set_id in sorted(revert_ids):
        # Undoing an undo redoes what it undid.
        reverted_id = undone_id_by_change_set_id[change_set_id]
        reverses_undo_by_id[change_set_id] = not reverses_undo_by_id.get(
            reverted_id, True
        )
    undo_ids = {
        change_set_id
        for change_set_id, command, _ in undo_rows
        if command == "undo" and not reverses_undo_by_id.get(change_set_id, False)
    }
    return RevertedChangeSets(
        reverting_id_by_change_set_id,
        partial_revert_ids_by_change_set_id,
        undo_ids,
        revert_ids,
    )


def find_undo_step(database: Database, author: str) -> ChangeSetRecord:
    """Find the latest change set of a person that is in effect: `padanan undo last`.

    Undos and redos of whole change sets are no steps. Raises NotFound, which names the
    latest change set of somebody else.
    """
    with database.open_reader() as reader:
        reverted_change_sets = read_reverted_change_sets(reader)
        own_ids = read_change_set_ids_of_authors(
            reader, find_author_spellings(reader, author)
        )
        step_id = reverted_change_sets.find_last_step(own_ids)
        if step_id is not None:
            return read_change_set(reader, step_id)
        latest_change_set = read_latest_change_set(reader)
        if latest_change_set is None:
            raise NotFound("the change log is empty; nothing can be undone")
        message = f"no change of {author} is left to undo"
        if not is_same_author(latest_change_set.author, author):
            message += (
                f"; the latest change set is {latest_change_set.name} "
                f"({latest_change_set.description}) by {latest_change_set.author}: "
                "name it to undo it"
            )
        raise NotFound(message, next_step="undo a change set")


def find_redo_step(database: Database, author: str) -> ChangeSetRecord:
    """Find the undo that a person redoes next: their latest, if nothing followed it.

    Raises NotFound if there is none, or the person has changed something since.
    """
    with database.open_reader() as reader:
        reverted_change_sets = read_reverted_change_sets(reader)
        own_ids = read_change_set_ids_of_authors(
            reader, find_author_spellings(reader, author)
        )
        step_id = reverted_change_sets.find_redo_candidate(own_ids)
        if step_id is None:
            raise NotFound(f"nothing to redo: no undo of {author} is in effect")
        step = read_change_set(reader, step_id)
        if step_id in reverted_change_sets.undo_ids:
            return step
        raise NotFound(
            f"nothing to redo: the latest change of {author} is {step.name} "
            f"({step.description}), not an undo; name an earlier undo to redo it",
            next_step="redo a change set",
        )


def find_named_redo_step(database: Database, change_set_id: int) -> ChangeSetRecord:
    """Find the undo to revert, given it or the change set that it undid.

    Raises InputError if the change set is neither undone nor an undo.
    """
    with database.open_reader() as reader:
        reverted_change_sets = read_reverted_change_sets(reader)
        change_set = read_change_set(reader, change_set_id)
        reverting_id = reverted_change_sets.reverting_id_by_change_set_id.get(
            change_set_id
        )
        if (
            reverting_id is not None
            and change_set_id not in reverted_change_sets.undo_ids
        ):
            return read_change_set(reader, reverting_id)
        if change_set_id not in reverted_change_sets.undo_ids:
            raise InputError(f"{change_set.name} is not undone; nothing to redo")
        return change_set
