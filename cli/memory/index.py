"""The command that brings the fuzzy index up to date."""

from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from cli.console.gc_tuning import uncollected
from cli.console.malloc import keep_freed_memory
from cli.console.render import emit
from cli.console.workspace import LocaleType, Workspace, command
from tm.errors import NotFound, StoreUnavailable
from tm.match.index.manifest import FEW, UnusableIndex, folders, read_manifest
from tm.store.database import Database
from tm.store.lookup_reader import open_lookup_reader
from tm.store.phrases.pending_check import make_searchable
from tm.text.locale import Locale

if TYPE_CHECKING:
    from tm.match.index.fuzzy_index import IndexState


@command(
    examples="""
    padanan index
    padanan index --locale vi --rebuild
    """
)
@click.option("-l", "--locale", type=LocaleType(), help="Only this locale.")
@click.option("--rebuild", is_flag=True, help="Make the index anew.")
@uncollected()
def index(workspace: Workspace, locale: Locale | None, rebuild: bool) -> None:
    """Put all segments into the index that makes lookup fast.

    Lookup does this by itself when it has to; after a large import it need not wait
    for it then. The index is a cache: it may be deleted at any time.
    """
    keep_freed_memory()
    with workspace.progress("preparing search") as progress:
        make_searchable(workspace.database, progress=progress)
    try:
        states = _updated(workspace.database, only=locale, rebuild=rebuild)
    except OSError as error:
        place = error.filename or workspace.database.name
        raise StoreUnavailable(
            f"{place}: no index can be written ({error.strerror}); lookup works "
            "without, from memory"
        ) from error
    if locale is not None and not states:
        raise NotFound(f"there are no segments in {locale}")
    emit(workspace, [asdict(state) for state in states])


@uncollected()
def index_new(workspace: Workspace) -> None:
    """Put what has come into the index, if that is much; a lookup need not wait then.

    The index is a cache: where it cannot be written, that is only said.
    """
    if _waiting(workspace.database) <= FEW:
        return
    keep_freed_memory()
    try:
        with workspace.progress("indexing"):
            _updated(workspace.database)
    except OSError as error:
        place = error.filename or workspace.database.name
        workspace.say(f"{place}: no index can be written ({error.strerror})")


def _updated(
    database: Database, *, only: Locale | None = None, rebuild: bool = False
) -> "list[IndexState]":
    """As `FuzzyIndex.update`."""
    from tm.match.lookup import index_of  # seldom needed

    return index_of(database).update(only=only, rebuild=rebuild)


def _waiting(database: Database) -> int:
    """How many segments came since the index was written."""
    known = 0
    for folder in folders(database):
        with suppress(UnusableIndex):
            manifest = read_manifest(folder)
            known = max(known, manifest.known if manifest else 0)
    with open_lookup_reader(database) as reading:
        return reading.newest() - known
