"""Fixtures that all tests share."""

import gc
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Generator, Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import make_url

from tests import postgres
from tm.store.database import Database

# Machines are shared: no example fails for being slow. CI repeats the same examples.
settings.register_profile(
    "padanan",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),
)
settings.load_profile("padanan")
# `make test` tries a quarter of the examples (tests/examples.py), `make test-all` all.
settings.register_profile("quick", settings(), max_examples=25)

_MEMORY_FOLDER = Path("/dev/shm")
_FREE_BYTES = 4 << 30
"""What a run needs there, several times over: passed tests leave nothing behind."""


def pytest_configure(config: pytest.Config) -> None:
    """Keep the files of tests in memory where there is room, unless told where to.

    Tests make thousands of databases, and each commit waits until a disk has it.
    """
    if config.option.basetemp is not None or not os.access(_MEMORY_FOLDER, os.W_OK):
        return
    if shutil.disk_usage(_MEMORY_FOLDER).free >= _FREE_BYTES:
        os.environ["TMPDIR"] = str(_MEMORY_FOLDER)  # of programs that tests start, too
        tempfile.tempdir = None


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """No search for garbage among what is made to stay: modules and thousands of tests.

    It was a fifth of the time; and no later search goes through them again.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow tests come first: the last ones of each process should be short."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folders that are not there yet; pytest would look through all that are."""
    folder = tmp_path_factory.mktemp("homes")
    return (folder / str(number) for number in count())


@pytest.fixture(autouse=True)
def own_home(homes: Iterator[Path]) -> Iterator[None]:
    """No settings, no database, no network and no name of who runs the tests."""
    home = next(homes)
    home.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(home))
        for kind in ("CONFIG", "DATA", "CACHE"):
            patch.delenv(f"XDG_{kind}_HOME", raising=False)
        patch.delenv("PADANAN_DATABASE", raising=False)
        patch.setenv("PADANAN_OFFLINE", "1")
        patch.setenv("PADANAN_AUTHOR", "tester")
        yield


@pytest.fixture(scope="session", autouse=True)
def heeded_interrupt() -> None:
    """Programs that tests start heed Ctrl-C, even where a shell runs all aside.

    Such a shell has it ignored, and who is started inherits that.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def kept_bytecode(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Programs that tests start are compiled once, even where Python keeps nothing.

    Some hundred tests start `padanan`; nothing is written beside its modules.
    """
    with pytest.MonkeyPatch.context() as patch:
        if sys.dont_write_bytecode:
            patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
            place = tmp_path_factory.getbasetemp()
            if "PYTEST_XDIST_WORKER" in os.environ:
                place = place.parent  # of all processes of the session
            patch.setenv("PYTHONPYCACHEPREFIX", str(place / "bytecode"))
        yield


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server: the one in $PADANAN_TEST_POSTGRES, else one of our own."""
    given = os.environ.get("PADANAN_TEST_POSTGRES")
    if given:
        yield given
        return
    found = postgres.binaries()
    if found is None:
        pytest.skip("no PostgreSQL server is installed (initdb, pg_ctl)")
    with postgres.cluster(found) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> Iterator[str]:
    """The name of an empty database with our schema, to be copied."""
    with postgres.database(postgres_url) as url:
        Database.open(url).close()
        name = make_url(url).database
        assert name is not None
        yield name


@pytest.fixture(scope="session")
def replicated_postgres() -> Iterator[postgres.Replicated]:
    """A PostgreSQL primary with a replica, which tests may pause and stop."""
    found = postgres.binaries()
    if found is None or not (found / "pg_basebackup").exists():
        pytest.skip("no PostgreSQL server is installed (initdb, pg_basebackup)")
    with postgres.replicated(found) as servers:
        yield servers


@pytest.fixture(scope="session")
def emptied_postgres(
    postgres_url: str, postgres_template: str
) -> Iterator[postgres.Emptied]:
    """An empty database on PostgreSQL, for one test or example after the other."""
    made = postgres.Emptied(postgres_url, postgres_template)
    yield made
    made.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database: once SQLite, once PostgreSQL."""
    if request.param == "sqlite":
        with Database.open(tmp_path / "memory.db") as made:
            yield made
        return
    with Database.open(request.getfixturevalue("emptied_postgres").url()) as made:
        yield made


@pytest.fixture
def sqlite_database(tmp_path: Path) -> Iterator[Database]:
    """An empty SQLite database, for tests of what no database has a part in."""
    with Database.open(tmp_path / "memory.db") as made:
        yield made


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with development data; tests that need it are skipped without it."""
    folder = Path(
        os.environ.get("PADANAN_SHARED") or Path(__file__).parents[2] / "shared"
    )
    if not (folder / "data").is_dir():
        pytest.skip(
            "the development data is not here; set PADANAN_SHARED to its folder"
        )
    return folder
