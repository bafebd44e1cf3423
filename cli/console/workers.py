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

from cli.console.gc_tuning import rare_garbage_collection
from tm.errors import PadananError

Piece = TypeVar("Piece")
Result = TypeVar("Result")

# Elsewhere the libraries of the system may not bear it.
_FORKS: bool = sys.platform == "linux"
_RESULTS_AHEAD = 8
"""Results a process that may wait for an earlier one."""
_PROCESS_KILLED = "a process that shared the work was ended from outside; try --jobs 1"


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def map_in_processes(
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
    piece_numbers: dict[Connection, int] = {}
    processes: list[BaseProcess] = []
    try:
        with _signals_blocked():
            for _ in range(jobs):
                connection_to_process, process_connection = Pipe()
                process = _make_process(
                    _serve_pieces,
                    work,
                    process_connection,
                    [*piece_numbers, connection_to_process],
                )
                process.start()
                processes.append(process)
                process_connection.close()
                piece_numbers[connection_to_process] = -1
        yield from _collect_results(iter(pieces), piece_numbers)
    finally:
        for connection_to_process in piece_numbers:
            connection_to_process.close()
        for process in processes:
            process.terminate()
            process.join()


def _make_process(target: Callable[..., None], *arguments: object) -> BaseProcess:
    if _FORKS:
        fork_context = get_context("fork")
        return fork_context.Process(target=target, args=arguments, daemon=True)
    return get_context("spawn").Process(target=target, args=arguments, daemon=True)


@contextmanager
def _signals_blocked() -> Iterator[None]:
    """Processes that are started in here never see the key that interrupts this one.

    Nor do they answer as it does when they are told to end, see `_serve_pieces`.
    """
    previous_mask = signal.pthread_sigmask(
        signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM}
    )
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, previous_mask)


# Any: what the work makes, after it came through a pipe.
def _collect_results(
    pieces: Iterator[object], piece_numbers: dict[Connection, int]
) -> Iterator[Any]:
    """Give out the pieces; `piece_numbers` says which one each process has."""
    results: dict[int, Any] = {}
    numbered_pieces = enumerate(pieces)
    for connection_to_process in piece_numbers:
        _send_next_piece(connection_to_process, numbered_pieces, piece_numbers)
    next_number = 0
    while results or max(piece_numbers.values()) >= 0:
        busy_connections = [
            connection_to_process
            for connection_to_process, number in piece_numbers.items()
            if number >= 0
        ]
        # What waits for one that takes long is held in memory.
        while next_number not in results:
            for ready_connection in connection.wait(busy_connections):
                assert isinstance(ready_connection, Connection)
                results[piece_numbers[ready_connection]] = _receive_result(
                    ready_connection
                )
                piece_numbers[ready_connection] = -1
                busy_connections.remove(ready_connection)
                if len(results) < _RESULTS_AHEAD * len(piece_numbers):
                    _send_next_piece(ready_connection, numbered_pieces, piece_numbers)
                    busy_connections += (
                        [ready_connection]
                        if piece_numbers[ready_connection] >= 0
                        else []
                    )
        yield results.pop(next_number)
        next_number += 1
        for idle_connection in [
            connection_to_process
            for connection_to_process, number in piece_numbers.items()
            if number < 0
        ]:
            _send_next_piece(idle_connection, numbered_pieces, piece_numbers)


def _send_next_piece(
    connection_to_process: Connection,
    numbered_pieces: Iterator[tuple[int, object]],
    piece_numbers: dict[Connection, int],
) -> None:
    """Send the next piece, if there is one."""
    number, piece = next(numbered_pieces, (-1, None))
    if number >= 0:
        piece_numbers[connection_to_process] = number
        connection_to_process.send(piece)


def _receive_result(ready_connection: Connection) -> Any:
    try:
        error, result = ready_connection.recv()
    except (EOFError, ConnectionError) as problem:
        raise PadananError(_PROCESS_KILLED) from problem
    if error is not None:
        raise error
    return result


def _serve_pieces(
    work: Callable[[Piece], Result],
    process_connection: Connection,
    other_connections: Sequence[Connection],
) -> None:
    """The life of a process: pieces come in, results go out."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    if _FORKS:
        for (
            other_connection
        ) in other_connections:  # or the end of that process would not be seen
            other_connection.close()
    with rare_garbage_collection():
        while True:
            try:
                piece = process_connection.recv()
            except (EOFError, ConnectionError):
                return
            answer: tuple[Exception | None, Result | None]
            try:
                answer = None, work(piece)
            except Exception as error:
                answer = error, None
            try:
                process_connection.send(answer)
            except ConnectionError:
                return
