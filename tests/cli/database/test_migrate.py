"""`migrate --partitions`: what it prints, and a process that is killed meanwhile."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import postgres
from tests.cli.calling import call
from tests.tm.store.samples import changed_by, unit
from tm.store.backend.postgres.partitioning import count_partitions
from tm.store.database import Database
from tm.store.unit_store import UnitStore

_KILL_COUNT = 6


def _fill(location: str, unit_count: int) -> None:
    with Database.open(location) as database, changed_by(database) as changes:
        units = [unit(f"dòng {n}", f"baris {n}") for n in range(unit_count)]
        UnitStore(database).add(units, changes)


def test_a_file_is_not_partitioned(tmp_path: Path) -> None:
    path = str(tmp_path / "memory.db")
    _fill(path, 1)
    refused = call("migrate", "--partitions", "4", "--database", path)
    assert refused.code == 2
    assert "SQLite has no partitions" in refused.err


@pytest.mark.postgres
@pytest.mark.thorough
def test_a_process_that_is_killed_loses_nothing(
    postgres_url: str, tmp_path: Path
) -> None:
    with postgres.database(postgres_url) as url:
        _fill(url, 60_000)
        program = "from cli import main; main()"
        command = [sys.executable, "-c", program, "migrate", "--partitions", "4"]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        before = _export(url, tmp_path / "before.tsv")
        for round_number in range(_KILL_COUNT):
            process = subprocess.Popen([*command, "--database", url], env=environment)
            time.sleep(1 + round_number)
            process.kill()
            process.wait(60)
            assert _export(url, tmp_path / "meanwhile.tsv") == before
        subprocess.run([*command, "--database", url], env=environment, check=True)
        assert _export(url, tmp_path / "after.tsv") == before
        with Database.open(url) as database, database.open_snapshot() as connection:
            assert count_partitions(connection) == 4


def _export(url: str, path: Path) -> bytes:
    exported = call("export", str(path), "-s", "vi", "-t", "id", "--database", url)
    assert exported.code == 0, exported.err
    return path.read_bytes()
