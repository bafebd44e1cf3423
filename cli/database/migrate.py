"""The command `migrate`, which upgrades a database of an older Padanan."""

import click

from cli.console.command import command
from cli.console.output_formats import print_result
from cli.console.workspace import Workspace
from tm.errors import NotFound
from tm.store.database import Database
from tm.store.partitions import MAX_PARTITION_COUNT, partition_database
from tm.store.phrases.phrase_index_update import create_phrase_index, has_index


@command(
    examples="""
    padanan migrate --database old.db
    padanan migrate --database postgresql://padanan@db.example/memory --partitions 8
    """
)
@click.option(
    "--partitions",
    "partition_count",
    type=click.IntRange(0, MAX_PARTITION_COUNT),
    help="Divide segments and units in PostgreSQL; 0 drops an unfinished division.",
)
def migrate(workspace: Workspace, partition_count: int | None) -> None:
    """Upgrade a database of an older Padanan to this version.

    `--partitions` copies segments and units to hash partitions in steps, while others
    read and write. If it is interrupted, run it again: it goes on where it was.
    """
    database_location = (
        workspace.chosen_database_location or workspace.settings.database_location
    )
    if Database.is_missing(database_location):
        raise NotFound(f"{database_location}: no such database; check the path")
    with Database.open(database_location, migrates=True) as database:
        if partition_count is not None:
            with workspace.show_progress("partitioning") as report_progress:
                partition_database(
                    database, partition_count, report_progress=report_progress
                )
        has_phrase_index = _ensure_phrase_index(database)
        if not has_phrase_index:
            workspace.warn(
                "the phrase index could not be built (SQLite needs FTS5 of 3.34, "
                "PostgreSQL the extension pg_trgm); concordance will scan all segments"
            )
        result: dict[str, object] = {
            "database": database.name,
            "schema": database.revision,
            "phrase_index": has_phrase_index,
        }
        if partition_count is not None:
            result["partitions"] = partition_count
        print_result(workspace, result)


def _ensure_phrase_index(database: Database) -> bool:
    """Build the phrase index if it is missing; return whether there is one."""
    with database.open_snapshot() as connection:
        if has_index(connection) or not database.is_writable:
            return has_index(connection)
    with database.open_transaction() as connection:
        return create_phrase_index(connection)
