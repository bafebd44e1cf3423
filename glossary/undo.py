"""Taking back changes to units, articles and concepts, which all share one log."""

from glossary.glossary import Glossary
from tm.articles.archive.versions import article_undoer
from tm.store.database import Database
from tm.store.history.listing import ChangeSetRecord
from tm.store.history.undo import undo as undo_changes
from tm.store.history.unit_records import unit_undoer


def undo(database: Database, name: str, *, who: str) -> tuple[ChangeSetRecord, int]:
    """Take back a change set (`i3`, `last`) or a single change (`c57`).

    Returns the change set that this made, and how many changes were taken back.
    Raises NotFound, InputError, and Conflict where something has changed since.
    """
    undoers = {
        "unit": unit_undoer(),
        "article": article_undoer(),
        "concept": Glossary(database).undoer(),
    }
    return undo_changes(database, name, who=who, undoers=undoers)
