"""Servers that a benchmark starts in processes of their own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

_FOLDER = Path(__file__).parent
_START_SECONDS = 120


@contextmanager
def run_server(
    command: Sequence[str], port: int, **variables: str
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a server, wait until it listens, and stop it in the end."""
    process = subprocess.Popen(
        command,
        env={**os.environ, **variables},
        cwd=_FOLDER.parent,
        stdout=subprocess.DEVNULL,
        stderr=None if command[0] == sys.executable else subprocess.DEVNULL,
    )
    try:
        for _ in range(_START_SECONDS * 10):
            with socket.socket() as probe:
                if not probe.connect_ex(("127.0.0.1", port)):
                    break
            assert process.poll() is None, f"{command[0]} ended"
            time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait(60)


def find_free_port() -> int:
    """Find a port that no program listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
