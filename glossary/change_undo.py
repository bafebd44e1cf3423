"""Undoing changes to units, articles and concepts, which share one log."""

from glossary.termbase import Glossary
from tm.articles.archive.versions import make_article_undoer
from tm.store.database import Database
from tm.store.history.listing import ChangeSetRecord
from tm.store.history.undo import Undoer, undo_changes
from tm.store.history.undo_steps import find_redo_step, find_undo_step
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


def redo_undone_changes(
    database: Database, undo_name: str | None = None, *, author: str
) -> tuple[ChangeSetRecord, int]:
    """Redo what an undo reverted, given its name, or the author's latest undo.

    Returns and raises as `undo_named_changes`.
    """
    return undo_changes(
        database,
        undo_name or find_redo_step(database, author).name,
        author=author,
        undoer_by_kind=make_undoers(database),
        command="redo",
    )


def make_undoers(database: Database) -> dict[str, Undoer]:
    """Make the undoers of all kinds of records."""
    return {
        "unit": make_unit_undoer(),
        "article": make_article_undoer(),
        "concept": Glossary(database).make_undoer(),
    }
