"""The history of a memory: its change sets, and the changes of each."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from glossary.undo_by_record_kind import (
    find_undo_to_redo,
    redo_undone_changes,
    undo_named_changes,
)
from padanan.change_author import get_change_author
from padanan.contents.pagination import (
    make_cursor,
    read_number_cursor,
    require_positive_limit,
)
from padanan.memory_database import MemoryDatabase
from padanan.selection import parse_partial_date
from padanan.values.history import (
    ChangeList,
    ChangeSetPage,
    ChangeSetSummary,
    HistoryHash,
    RecordChange,
    RevertedChanges,
)
from tm.errors import NotFound
from tm.settings import Settings
from tm.store.history.change import LoggedChange
from tm.store.history.change_set import (
    count_changes,
    find_change_set,
    read_changes,
)
from tm.store.history.listing import ChangeSetRecord, list_change_sets
from tm.store.history.undo_choice import (
    RevertedChangeSets,
    find_undo_step,
    read_reverted_change_sets,
)

_ISO_DAY_LENGTH = len("2026-11-30")


@dataclass(slots=True, eq=False)
class History:
    """The changes of a memory; threads may share it, like `Memory`."""

    _memory_database: MemoryDatabase
    settings: Settings = field(repr=False)

    def list(
        self,
        *,
        author: str | None = None,
        since: str | None = None,
        until: str | None = None,
        article: str | None = None,
        limit: int = 100,
        cursor: str | None = None,
    ) -> ChangeSetPage:
        """List change sets, the latest first, page by page.

        `article`: the whole key of an article; only what changed it or its units.
        `cursor` is `next` of the page before. `since`, `until`: days or times in ISO
        8601 and UTC; a day means all of it. Raises InputError and StoreError.
        """
        require_positive_limit(limit)
        before_id = read_number_cursor(cursor) or None
        since = parse_partial_date("since", since)
        until = parse_partial_date("until", until)
        database = self._memory_database.open_for_reading()
        if database is None:
            return ChangeSetPage((), None)
        change_set_records = [
            *list_change_sets(
                database,
                limit=limit + 1,
                author=author,
                since=since,
                until=None if until is None else _find_end_time(until),
                before_id=before_id,
                article_key=article,
            )
        ]
        with database.open_reader() as reader:
            reverted_change_sets = read_reverted_change_sets(reader)
        has_more, change_set_records = (
            len(change_set_records) > limit,
            change_set_records[:limit],
        )
        return ChangeSetPage(
            tuple(
                _make_summary(change_set_record, reverted_change_sets)
                for change_set_record in change_set_records
            ),
            make_cursor(str(change_set_records[-1].id)) if has_more else None,
        )

    def get(self, name: str, *, limit: int = 100) -> ChangeList:
        """Read the changes of a change set (`i3`), or one change (`c57`).

        `last` is the latest change set. Raises NotFound, InputError and StoreError.
        """
        require_positive_limit(limit)
        database = self._memory_database.require_for_reading(f"change {name!r}")
        changes = read_changes(database, name, limit=limit)
        change_count = len(changes)
        if change_count == limit:
            change_count = count_changes(database, name).total()
        return ChangeList(tuple(map(_make_record_change, changes)), change_count)

    def undo(self, name: str = "last") -> RevertedChanges:
        """Take back a change set or a single change, as `Memory.undo`."""
        database = self._memory_database.require_for_reading(f"change {name!r}")
        if name == "last":
            undone_change_set = find_undo_step(database, self._author)
            name = undone_change_set.name
        else:
            undone_change_set = find_change_set(database, name)
        return _make_reverted(
            undone_change_set, undo_named_changes(database, name, author=self._author)
        )

    def redo(self, name: str | None = None) -> RevertedChanges:
        """Redo an undone change set, or the author's latest undo, as `Memory.redo`."""
        database = self._memory_database.open_for_reading()
        if database is None:
            raise NotFound("nothing to redo: nothing is stored yet")
        undo_change_set = find_undo_to_redo(database, name, author=self._author)
        assert undo_change_set.undone_change_name is not None  # it is an undo
        return _make_reverted(
            find_change_set(database, undo_change_set.undone_change_name),
            redo_undone_changes(database, undo_change_set.name, author=self._author),
        )

    def hash(self) -> HistoryHash:
        """Compute the head of the history, a hash over all changes so far.

        Takes some seconds for a million units. Raises StoreError.
        """
        from tm.store.history.hash_chain import EMPTY_HEAD, read_head

        database = self._memory_database.open_for_reading()
        head = EMPTY_HEAD if database is None else read_head(database)
        return HistoryHash(str(head))

    @property
    def _author(self) -> str:
        return get_change_author(self.settings)


def _make_reverted(
    reverted_change_set: ChangeSetRecord,
    change_set_and_change_count: tuple[ChangeSetRecord, int],
) -> RevertedChanges:
    change_set, change_count = change_set_and_change_count
    return RevertedChanges(
        change_set.name,
        change_set.undone_change_name or reverted_change_set.name,
        reverted_change_set.command,
        reverted_change_set.detail,
        change_count,
    )


def _find_end_time(until: str) -> str:
    """Find the time before which a day, month, year or time ends."""
    if len(until) == _ISO_DAY_LENGTH:
        return (date.fromisoformat(until) + timedelta(days=1)).isoformat()
    # Letters sort after all that may follow in a time of this month or second.
    return f"{until}~"


def _make_summary(
    record: ChangeSetRecord, reverted_change_sets: RevertedChangeSets
) -> ChangeSetSummary:
    undoing_id = reverted_change_sets.reverting_id_by_change_set_id.get(record.id)
    partial_ids = reverted_change_sets.partial_revert_ids_by_change_set_id.get(
        record.id, ()
    )
    return ChangeSetSummary(
        name=record.name,
        at=record.timestamp,
        who=record.author,
        command=record.command,
        detail=record.detail,
        changes=record.change_count,
        undoes=record.undone_change_name,
        undone_by=None if undoing_id is None else f"i{undoing_id}",
        partly_undone_by=tuple(
            f"i{partial_id}" for partial_id in reversed(partial_ids)
        ),
    )


def _make_record_change(change: LoggedChange) -> RecordChange:
    return RecordChange(
        change.name,
        change.action,
        change.kind,
        change.key,
        change.record_before,
        change.record_after,
    )
