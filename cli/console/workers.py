"""Processes that share the pieces of a long job, whose results keep their order."""

import gc
import os
import signal
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import Pipe, connection, get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from cli.console.gc_tuning import seldom_collected
from tm.errors import PadananError

Piece = TypeVar("Piece")
Result = TypeVar("Result")

# Elsewhere the libraries of the system may not bear it.
_FORKS: bool = sys.platform == "linux"
_AHEAD = 8
"""Results a process that may wait for an earlier one."""
_KILLED = "a process that shared the work was ended from outside; try --jobs 1"


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def shared(
    work: Callable[[Piece], Result], pieces: Iterable[Piece], jobs: int
) -> Generator[Result, None, None]:
    """What some work makes of each piece, in their order, by so many processes.

    Connections and threads must not be open: where forking is safe, which is quicker,
    the processes have copies of all that is in memory; else `work` is pickled.
    Pieces are read when a process is free for one, the first after all have begun. An
    error of the work is raised here. All processes end when the iterator does, or
    when this process does.
    """
    gc.freeze()  # what is not looked at is not copied
    crew: dict[Connection, int] = {}
    processes: list[BaseProcess] = []
    try:
        with _uninterrupted():
            for _ in range(jobs):
                ours, theirs = Pipe()
                process = _process(_answer, work, theirs, [*crew, ours])
                process.start()
                processes.append(process)
                theirs.close()
                crew[ours] = -1
        yield from _gathered(iter(pieces), crew)
    finally:
        for ours in crew:
            ours.close()
        for process in processes:
            process.terminate()
            process.join()


def _process(target: Callable[..., None], *arguments: object) -> BaseProcess:
    if _FORKS:
        forking = get_context("fork")
        return forking.Process(target=target, args=arguments, daemon=True)
    return get_context("spawn").Process(target=target, args=arguments, daemon=True)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Processes that are started in here never see the key that interrupts this one.

    Nor do they answer as it does when they are told to end, see `_answer`.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# Any: what the work makes, after it came through a pipe.
def _gathered(pieces: Iterator[object], crew: dict[Connection, int]) -> Iterator[Any]:
    """Give out the pieces; `crew` says which one each process has."""
    results: dict[int, Any] = {}
    numbered = enumerate(pieces)
    for ours in crew:
        _give(ours, numbered, crew)
    wanted = 0
    while results or max(crew.values()) >= 0:
        busy = [ours for ours, number in crew.items() if number >= 0]
        # What waits for one that takes long is held in memory.
        while wanted not in results:
            for ready in connection.wait(busy):
                assert isinstance(ready, Connection)
                results[crew[ready]] = _received(ready)
                crew[ready] = -1
                busy.remove(ready)
                if len(results) < _AHEAD * len(crew):
                    _give(ready, numbered, crew)
                    busy += [ready] if crew[ready] >= 0 else []
        yield results.pop(wanted)
        wanted += 1
        for idle in [ours for ours, number in crew.items() if number < 0]:
            _give(idle, numbered, crew)


def _give(
    ours: Connection,
    numbered: Iterator[tuple[int, object]],
    crew: dict[Connection, int],
) -> None:
    """Send the next piece, if there is one."""
    number, piece = next(numbered, (-1, None))
    if number >= 0:
        crew[ours] = number
        ours.send(piece)


def _received(ready: Connection) -> Any:
    try:
        error, result = ready.recv()
    except (EOFError, ConnectionError) as problem:
        raise PadananError(_KILLED) from problem
    if error is not None:
        raise error
    return result


def _answer(
    work: Callable[[Piece], Result], theirs: Connection, others: Sequence[Connection]
) -> None:
    """The life of a process: pieces come in, results go out."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    if _FORKS:
        for one in others:  # or the end of that process would not be seen
            one.close()
    with seldom_collected():
        while True:
            try:
                piece = theirs.recv()
            except (EOFError, ConnectionError):
                return
            answer: tuple[Exception | None, Result | None]
            try:
                answer = None, work(piece)
            except Exception as error:
                answer = error, None
            try:
                theirs.send(answer)
            except ConnectionError:
                return
