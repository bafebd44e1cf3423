"""Undoing changes to units, articles and concepts, which share one log."""

from glossary.concept_store import ConceptStore
from tm.articles.archive.versions import make_article_undoer
from tm.store.database import Database
from tm.store.history.change_set import resolve_change_set_name
from tm.store.history.listing import ChangeSetRecord
from tm.store.history.undo import Undoer, undo_changes
from tm.store.history.undo_choice import (
    find_named_redo_step,
    find_redo_step,
    find_undo_step,
)
from tm.store.history.unit_records import make_unit_undoer


def undo_named_changes(
    database: Database, change_name: str, *, author: str
) -> tuple[ChangeSetRecord, int]:
    """Undo a change set (`i3`) or a change (`c57`), or the author's `last` change set.

    Returns the new change set, and the number of undone changes. Raises NotFound,
    InputError, and Conflict if later changes depend on them.
    """
    if change_name.strip() == "last":
        change_name = find_undo_step(database, author).name
    return undo_changes(
        database,
        change_name,
        author=author,
        undoer_by_kind=make_undoers(database),
    )


def find_undo_to_redo(
    database: Database, change_name: str | None, *, author: str
) -> ChangeSetRecord:
    """Find the undo to revert, given it or the change set that it undid.

    Without a name, or for `last`, the author's latest undo. Raises NotFound, and
    InputError if the change set is neither undone nor an undo.
    """
    if change_name is None or change_name.strip() == "last":
        return find_redo_step(database, author)
    name = resolve_change_set_name(database, change_name)
    return find_named_redo_step(database, int(name.removeprefix("i")))


def redo_undone_changes(
    database: Database, change_name: str | None = None, *, author: str
) -> tuple[ChangeSetRecord, int]:
    """Redo a change set that was undone, given it or its undo, or the latest undo.

    Returns and raises as `undo_named_changes`, and as `find_undo_to_redo`.
    """
    return undo_changes(
        database,
        find_undo_to_redo(database, change_name, author=author).name,
        author=author,
        undoer_by_kind=make_undoers(database),
        command="redo",
    )


def make_undoers(database: Database) -> dict[str, Undoer]:
    """Make the undoers of all kinds of records."""
    return {
        "unit": make_unit_undoer(),
        "article": make_article_undoer(),
        "concept": ConceptStore(database).make_undoer(),
    }
