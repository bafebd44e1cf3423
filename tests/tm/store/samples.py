"""Units and change sets for the tests of the store."""

from contextlib import AbstractContextManager
from typing import Any

from tm.store.database import Database
from tm.store.history.change_set import ChangeSet, open_change_set
from tm.text.locale import Locale
from tm.text.segment import Segment
from tm.unit import Origin, State, TranslationUnit


def unit(
    source: str,
    target: str,
    source_locale: str = "vi",
    target_locale: str = "id",
    *,
    note: str | None = None,
    state: State = State.TRANSLATED,
    **origin: Any,
) -> TranslationUnit:
    """A unit of two plain texts; the other fields are those of its origin."""
    return TranslationUnit(
        Segment.of(Locale.parse(source_locale), source),
        Segment.of(Locale.parse(target_locale), target),
        state,
        Origin(**origin),
        note=note,
    )


def changed_by(
    database: Database,
    who: str = "tester",
    command: str = "test",
    *,
    filling: bool = False,
) -> AbstractContextManager[ChangeSet]:
    """A change set of a test."""
    return open_change_set(database, command=command, author=who, is_bulk_load=filling)
