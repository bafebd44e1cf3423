"""Processes that share the pieces of a long job; the results keep their order."""

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

# On other systems, libraries may crash in a forked process.
_FORKS: bool = sys.platform == "linux"
_RESULTS_AHEAD = 8
"""The most results per process that wait for an earlier result."""
_PROCESS_KILLED_MESSAGE = (
    "a process that shared the work was ended from outside; try --jobs 1"
)


def count_cores() -> int:
    """Count the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def map_in_processes(
    process_piece: Callable[[Piece], Result],
    pieces: Iterable[Piece],
    process_count: int,
) -> Generator[Result, None, None]:
    """Process pieces in several processes, and yield the results in order.

    No connections or threads may be open: on Linux the processes are forks, with copies
    of the memory; elsewhere `process_piece` is pickled. A piece is read when a process
    is free for it. An error in a process is raised here. All processes end with the
    iterator, or with this process.
    """
    gc.freeze()  # objects that are not visited are not copied
    piece_numbers: dict[Connection, int] = {}
    processes: list[BaseProcess] = []
    try:
        with _signals_blocked():
            for _ in range(process_count):
                connection_to_process, process_connection = Pipe()
                process = _make_process(
                    _serve_pieces,
                    process_piece,
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


def _make_process(
    run_in_process: Callable[..., None], *arguments: object
) -> BaseProcess:
    if _FORKS:
        fork_context = get_context("fork")
        return fork_context.Process(target=run_in_process, args=arguments, daemon=True)
    return get_context("spawn").Process(
        target=run_in_process, args=arguments, daemon=True
    )


@contextmanager
def _signals_blocked() -> Iterator[None]:
    """Block signals while processes are started, so that Ctrl+C reaches only this one.

    The processes end by default when they are terminated: see `_serve_pieces`.
    """
    previous_mask = signal.pthread_sigmask(
        signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM}
    )
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, previous_mask)


# Any: the results, which come through a pipe.
def _collect_results(
    pieces: Iterator[object], piece_numbers: dict[Connection, int]
) -> Iterator[Any]:
    """Distribute the pieces, and yield the results in order.

    `piece_numbers`: the number of the piece that each process works on, or -1.
    """
    results: dict[int, Any] = {}
    numbered_pieces = enumerate(pieces)
    for connection_to_process in piece_numbers:
        _send_next_piece(connection_to_process, numbered_pieces, piece_numbers)
    next_number = 0
    while results or max(piece_numbers.values()) >= 0:
        busy_connections = [
            connection_to_process
            for connection_to_process, piece_number in piece_numbers.items()
            if piece_number >= 0
        ]
        # Results that wait for a slow piece are held in memory.
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
            for connection_to_process, piece_number in piece_numbers.items()
            if piece_number < 0
        ]:
            _send_next_piece(idle_connection, numbered_pieces, piece_numbers)


def _send_next_piece(
    connection_to_process: Connection,
    numbered_pieces: Iterator[tuple[int, object]],
    piece_numbers: dict[Connection, int],
) -> None:
    """Send the next piece to a process, if any is left."""
    piece_number, piece = next(numbered_pieces, (-1, None))
    if piece_number >= 0:
        piece_numbers[connection_to_process] = piece_number
        connection_to_process.send(piece)


def _receive_result(ready_connection: Connection) -> Any:
    try:
        error, result = ready_connection.recv()
    except (EOFError, ConnectionError) as receive_error:
        raise PadananError(_PROCESS_KILLED_MESSAGE) from receive_error
    if error is not None:
        raise error
    return result


def _serve_pieces(
    process_piece: Callable[[Piece], Result],
    process_connection: Connection,
    other_connections: Sequence[Connection],
) -> None:
    """Receive pieces and send their results, until the connection is closed."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    if _FORKS:
        # Otherwise the end of another process would not be noticed.
        for other_connection in other_connections:
            other_connection.close()
    with rare_garbage_collection():
        while True:
            try:
                piece = process_connection.recv()
            except (EOFError, ConnectionError):
                return
            outcome: tuple[Exception | None, Result | None]
            try:
                outcome = None, process_piece(piece)
            except Exception as error:
                outcome = error, None
            try:
                process_connection.send(outcome)
            except ConnectionError:
                return
