"""Programs that are killed while they work."""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

PROGRAM = [sys.executable, "-c", "import cli; cli.main()"]
_LIMIT = 120
"""Seconds after which a program is taken to hang."""


def start(*words: str) -> subprocess.Popen[str]:
    """Start `padanan` with words, in a process group of its own."""
    return subprocess.Popen(
        [*PROGRAM, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def finish(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Wait for the end of a program: its exit code and what it printed."""
    out, err = process.communicate(timeout=_LIMIT)
    return process.returncode, out, err


def list_workers(process_id: int) -> list[int]:
    """The processes that a process started to work; not what watches over them."""
    workers = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal():
            continue
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            command = (folder / "cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if parent == process_id and b"spawn_main" in command:
            workers.append(int(folder.name))
    return workers


def wait_for_output(folder: Path, count: int, process: subprocess.Popen[str]) -> None:
    """Wait until some tasks are done, or a program ended."""
    end = time.monotonic() + _LIMIT
    while process.poll() is None and time.monotonic() < end:
        if len([*folder.glob("done/*.json")]) >= count:
            return
        time.sleep(0.005)


def kill_worker(process: subprocess.Popen[str], chance: Random) -> bool:
    """Kill one of the workers of a program; whether there was one."""
    workers = list_workers(process.pid)
    if not workers:
        return False
    try:
        os.kill(chance.choice(workers), signal.SIGKILL)
    except ProcessLookupError:  # it was done
        return False
    return True


def kill_all(process: subprocess.Popen[str], how: int) -> None:
    """Kill a program: by Ctrl-C with all that it started, else by itself.

    Ctrl-C comes after the first message: before, it may still be Python that starts.
    """
    if process.poll() is not None:
        return
    if how == signal.SIGINT:
        assert process.stderr is not None
        select.select([process.stderr], [], [], _LIMIT)
        os.killpg(process.pid, signal.SIGINT)
    else:
        os.kill(process.pid, how)


def run_with_kills(
    words: Sequence[str], folder: Path, seed: int, *, task_count: int
) -> list[str]:
    """Run a job until it is complete, while workers and the program are killed.

    Returns what was killed, in order.
    """
    chance, killed = Random(seed), list[str]()
    for _ in range(chance.randrange(3)):
        process = start(*words)
        wait_for_output(folder, chance.randrange(task_count), process)
        if chance.randrange(2) and kill_worker(process, chance):
            killed.append("worker")
            time.sleep(chance.random() / 2)
        how = chance.choice((signal.SIGKILL, signal.SIGINT, signal.SIGTERM))
        kill_all(process, how)
        killed.append(how.name)
        finish(process)
    process = start(*words)
    for _ in range(chance.randrange(3)):
        wait_for_output(folder, chance.randrange(task_count), process)
        if kill_worker(process, chance):
            killed.append("worker")
    code, _, err = finish(process)
    assert code == 0, err
    return killed
