"""Findings that people mark as critical, several of them at the same time."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import select

from tests import postgres
from web.database import schema
from web.database.server_database import ServerDatabase
from web.jobs.critical_findings import (
    mark_as_critical,
    read_critical_fingerprints,
    unmark_as_critical,
)

_FINGERPRINTS = frozenset(f"{number:016x}" for number in range(50))
_ROUND_COUNT = 20


@pytest.fixture(
    params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)],
)
def location(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a server has its own database."""
    if request.param == "sqlite":
        yield str(tmp_path / "server.db")
        return
    with postgres.database(request.getfixturevalue("postgres_url")) as url:
        yield url


def test_two_people_mark_the_same_findings_at_the_same_time(location: str) -> None:
    """Each has connections of their own, as in two processes."""
    databases = [ServerDatabase(location), ServerDatabase(location)]
    unmark_as_critical(databases[0], "news", _FINGERPRINTS)  # makes the tables
    barrier = Barrier(2)

    def mark(number: int) -> None:
        for _ in range(_ROUND_COUNT):
            barrier.wait(30)
            mark_as_critical(databases[number], "news", _FINGERPRINTS, f"p{number}")
            barrier.wait(30)
            if number == 0:
                unmark_as_critical(databases[0], "news", _FINGERPRINTS)
        mark_as_critical(databases[number], "news", _FINGERPRINTS, f"p{number}")

    with ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(mark, number) for number in range(2)]:
            future.result(60)
    assert read_critical_fingerprints(databases[1], "news") == _FINGERPRINTS
    rows = databases[0].read_rows(select(schema.critical_finding))
    assert len(rows) == len(_FINGERPRINTS)
    # Who came first has marked all of them.
    assert len({row["person"] for row in rows}) == 1
    for database in databases:
        database.close()
