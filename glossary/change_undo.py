"""Undoing changes to units, articles and concepts, which share one log."""

from glossary.termbase import Glossary
from tm.articles.archive.versions import make_article_undoer
from tm.store.database import Database
from tm.store.history.listing import ChangeSetRecord
from tm.store.history.undo import undo_changes
from tm.store.history.unit_records import make_unit_undoer


def undo_named_changes(
    database: Database, change_name: str, *, author: str
) -> tuple[ChangeSetRecord, int]:
    """Undo a change set (`i3`, `last`) or a single change (`c57`).

    Returns the new change set, and the number of undone changes. Raises NotFound,
    InputError, and Conflict if later changes depend on them.
    """
    undoers = {
        "unit": make_unit_undoer(),
        "article": make_article_undoer(),
        "concept": Glossary(database).make_undoer(),
    }
    return undo_changes(database, change_name, author=author, undoer_by_kind=undoers)
