"""The backup that is written before a command replaces or repairs a database."""

from datetime import UTC, datetime
from pathlib import Path

from tm.store.database import Database


def make_safety_copy_path(database: Database, action: str) -> Path:
    """Make a new name, next to the file of a database, else in the current folder."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    if database.path is None:
        return Path(f"padanan.before-{action}-{stamp}.zip")
    return database.path.with_name(f"{database.path.name}.before-{action}-{stamp}.zip")
