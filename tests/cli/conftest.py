"""Where the database of a command is: once in a file, once on a server."""

from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where the database is: once SQLite, once PostgreSQL."""
    if request.param == "sqlite":
        yield str(tmp_path / "x.db")
        return
    yield request.getfixturevalue("emptied_postgres").url()
