"""A scheduler and workers of Dask, as processes of their own that talk over TCP."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.paths import ROOT

_LIMIT = 60
"""Seconds that a process may take to begin."""


@dataclass
class Cluster:
    """The processes of a cluster, which ends with its test."""

    folder: Path
    scheduler: subprocess.Popen[bytes]
    address: str
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def add_worker(
        self,
        *,
        before: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
        limit: Callable[[], None] | None = None,
    ) -> None:
        """Start a worker and wait until the scheduler knows it.

        `before`: a command that starts it. `limit`: called in its process.
        """
        name = f"w{len(self.workers)}"
        log = (self.folder / f"{name}.log").open("wb")
        options = ("--no-nanny", "--nthreads", "1", "--no-dashboard", "--name", name)
        command = [sys.executable, "-m", "dask", "worker", self.address, *options]
        self.workers.append(
            subprocess.Popen(
                [*before, *command, "--local-directory", str(self.folder / name)],
                stdout=log,
                stderr=log,
                # Python would find our modules in the folder where it starts.
                cwd=self.folder,
                env={"PYTHONPATH": str(ROOT), **os.environ, **(environment or {})},
                preexec_fn=limit,
            )
        )
        log.close()
        wait_for(lambda: b"Registered to" in (self.folder / f"{name}.log").read_bytes())

    def end(self) -> None:
        """Kill all processes: without a nanny, a worker may ignore SIGTERM."""
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


def wait_for(is_so: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + _LIMIT
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)


@contextmanager
def start_cluster(folder: Path, worker_count: int = 0) -> Iterator[Cluster]:
    """Start a scheduler, and some workers."""
    folder.mkdir(exist_ok=True)
    place = folder / "scheduler.json"
    place.unlink(missing_ok=True)
    options = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show")
    with (folder / "scheduler.log").open("wb") as log:
        scheduler = subprocess.Popen(
            [
                *(sys.executable, "-m", "dask", "scheduler", *options),
                *("--scheduler-file", str(place)),
            ],
            stdout=log,
            stderr=log,
        )
    cluster = Cluster(folder, scheduler, "")
    try:
        wait_for(lambda: place.exists() and place.stat().st_size > 0)
        cluster.address = json.loads(place.read_bytes())["address"]
        for _ in range(worker_count):
            cluster.add_worker()
        yield cluster
    finally:
        cluster.end()


def limit_file_size() -> None:
    """Limit files to a few bytes, so that the disk seems full."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
