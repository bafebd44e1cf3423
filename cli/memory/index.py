"""The command `index`, which updates the fuzzy index."""

from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from cli.console.command import command
from cli.console.options.pair_options import locale_option
from cli.console.output_formats import print_result
from cli.console.process.gc_tuning import pause_garbage_collection
from cli.console.process.malloc import retain_freed_memory
from cli.console.workspace import Workspace
from tm.errors import NotFound, StoreUnavailable, describe_system_error
from tm.match.index.manifest import (
    MEMTABLE_LIMIT,
    UnusableIndex,
    list_index_folders,
    read_manifest,
)
from tm.store.database import Database
from tm.store.lookup_reader import open_lookup_reader
from tm.store.phrases.search_readiness import make_searchable
from tm.text.locale import Locale

if TYPE_CHECKING:
    from tm.match.index.index_update import IndexState


@command(
    examples="""
    padanan index
    padanan index --locale vi --rebuild
    """
)
@locale_option("Index only this language.")
@click.option(
    "--rebuild", "rebuilds", is_flag=True, help="Build the index from scratch."
)
@pause_garbage_collection()
def index(workspace: Workspace, locale: Locale | None, rebuilds: bool) -> None:
    """Update the index that makes lookup fast.

    Lookup updates it when needed; after a large import this command does it in advance.
    The index is a cache: it may be deleted at any time.
    """
    retain_freed_memory()
    with workspace.show_progress("preparing search") as report_progress:
        make_searchable(workspace.database, report_progress=report_progress)
    try:
        index_states = _update_index(
            workspace.database, only_locale=locale, rebuilds=rebuilds
        )
    except OSError as error:
        database_name = error.filename or workspace.database.name
        raise StoreUnavailable(
            f"{database_name}: the index cannot be written "
            f"({describe_system_error(error)}); lookup works without it, from memory"
        ) from error
    if locale is not None and not index_states:
        raise NotFound(f"no segments in {locale}")
    print_result(workspace, [asdict(index_state) for index_state in index_states])


@pause_garbage_collection()
def index_new_segments(workspace: Workspace) -> None:
    """Add new segments to the index if there are many, so that no lookup has to wait.

    The index is a cache: if it cannot be written, a message says so.
    """
    if _count_unindexed_segments(workspace.database) <= MEMTABLE_LIMIT:
        return
    retain_freed_memory()
    try:
        with workspace.show_progress("indexing"):
            _update_index(workspace.database, merges_all=False)
    except OSError as error:
        database_name = error.filename or workspace.database.name
        workspace.say(
            f"{database_name}: the index cannot be written "
            f"({describe_system_error(error)})"
        )


def _update_index(
    database: Database,
    *,
    only_locale: Locale | None = None,
    rebuilds: bool = False,
    merges_all: bool = True,
) -> "list[IndexState]":
    """Update the index of a database; see `FuzzyIndex.update`."""
    from tm.match.index.index_update import MAX_MERGED_SEGMENT_COUNT
    from tm.match.lookup import open_index  # seldom needed

    return open_index(database).update(
        only_locale=only_locale,
        rebuild=rebuilds,
        merge_limit=None if merges_all else MAX_MERGED_SEGMENT_COUNT,
    )


def _count_unindexed_segments(database: Database) -> int:
    """Count the segments added since the index was written."""
    last_indexed_id = 0
    for index_folder in list_index_folders(database):
        with suppress(UnusableIndex):
            manifest = read_manifest(index_folder)
            last_indexed_id = max(
                last_indexed_id, manifest.last_indexed_id if manifest else 0
            )
    with open_lookup_reader(database) as reader:
        return reader.find_newest_id() - last_indexed_id
