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

from cli.console.process.gc_tuning import reduce_garbage_collection
from tm.errors import PadananError

PieceT = TypeVar("PieceT")
ResultT = TypeVar("ResultT")

# On other systems, libraries may crash in a forked process.
_USES_FORKS: bool = sys.platform == "linux"
_MAX_WAITING_RESULTS = 8
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
    process_piece: Callable[[PieceT], ResultT],
    pieces: Iterable[PieceT],
    process_count: int,
) -> Generator[ResultT, None, None]:
    """Process pieces in several processes, and yield the results in order.

    No connections or threads may be open: on Linux the processes are forks, with copies
    of the memory; elsewhere `process_piece` is pickled. A piece is read when a process
    is free for it. An error in a process is raised here. All processes end with the
    iterator, or with this process.
    """
    gc.freeze()  # objects that are not visited are not copied
    piece_number_by_connection: dict[Connection, int] = {}
    processes: list[BaseProcess] = []
    try:
        with _block_signals():
            for _ in range(process_count):
                connection_to_worker, connection_to_parent = Pipe()
                process = _make_process(
                    _serve_pieces,
                    process_piece,
                    connection_to_parent,
                    [*piece_number_by_connection, connection_to_worker],
                )
                process.start()
                processes.append(process)
                connection_to_parent.close()
                piece_number_by_connection[connection_to_worker] = -1
        yield from _collect_results(iter(pieces), piece_number_by_connection)
    finally:
        for connection_to_worker in piece_number_by_connection:
            connection_to_worker.close()
        for process in processes:
            process.terminate()
            process.join()


def _make_process(
    run_in_process: Callable[..., None], *arguments: object
) -> BaseProcess:
    if _USES_FORKS:
        fork_context = get_context("fork")
        return fork_context.Process(target=run_in_process, args=arguments, daemon=True)
    return get_context("spawn").Process(
        target=run_in_process, args=arguments, daemon=True
    )


@contextmanager
def _block_signals() -> Iterator[None]:
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
    pieces: Iterator[object], piece_number_by_connection: dict[Connection, int]
) -> Iterator[Any]:
    """Distribute the pieces, and yield the results in order.

    `piece_number_by_connection`: the number of the piece that each process works on, or
    -1.
    """
    result_by_piece_number: dict[int, Any] = {}
    numbered_pieces = enumerate(pieces)
    for connection_to_worker in piece_number_by_connection:
        _send_next_piece(
            connection_to_worker, numbered_pieces, piece_number_by_connection
        )
    next_piece_number = 0
    while result_by_piece_number or max(piece_number_by_connection.values()) >= 0:
        busy_connections = [
            connection_to_worker
            for connection_to_worker, piece_number in piece_number_by_connection.items()
            if piece_number >= 0
        ]
        # Results that wait for a slow piece are held in memory.
        while next_piece_number not in result_by_piece_number:
            for ready_connection in connection.wait(busy_connections):
                assert isinstance(ready_connection, Connection)
                result_by_piece_number[piece_number_by_connection[ready_connection]] = (
                    _receive_result(ready_connection)
                )
                piece_number_by_connection[ready_connection] = -1
                busy_connections.remove(ready_connection)
                if len(result_by_piece_number) < _MAX_WAITING_RESULTS * len(
                    piece_number_by_connection
                ):
                    _send_next_piece(
                        ready_connection, numbered_pieces, piece_number_by_connection
                    )
                    busy_connections += (
                        [ready_connection]
                        if piece_number_by_connection[ready_connection] >= 0
                        else []
                    )
        yield result_by_piece_number.pop(next_piece_number)
        next_piece_number += 1
        for idle_connection in [
            connection_to_worker
            for connection_to_worker, piece_number in piece_number_by_connection.items()
            if piece_number < 0
        ]:
            _send_next_piece(
                idle_connection, numbered_pieces, piece_number_by_connection
            )


def _send_next_piece(
    connection_to_worker: Connection,
    numbered_pieces: Iterator[tuple[int, object]],
    piece_number_by_connection: dict[Connection, int],
) -> None:
    """Send the next piece to a process, if any is left."""
    piece_number, piece = next(numbered_pieces, (-1, None))
    if piece_number >= 0:
        piece_number_by_connection[connection_to_worker] = piece_number
        connection_to_worker.send(piece)


def _receive_result(ready_connection: Connection) -> Any:
    try:
        error, result = ready_connection.recv()
    except (EOFError, ConnectionError) as receive_error:
        raise PadananError(_PROCESS_KILLED_MESSAGE) from receive_error
    if error is not None:
        raise error
    return result


def _serve_pieces(
    process_piece: Callable[[PieceT], ResultT],
    connection_to_parent: Connection,
    other_connections: Sequence[Connection],
) -> None:
    """Receive pieces and send their results, until the connection is closed."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    if _USES_FORKS:
        # Otherwise the end of another process would not be noticed.
        for other_connection in other_connections:
            other_connection.close()
    with reduce_garbage_collection():
        while True:
            try:
                piece = connection_to_parent.recv()
            except (EOFError, ConnectionError):
                return
            error_and_result: tuple[Exception | None, ResultT | None]
            try:
                error_and_result = None, process_piece(piece)
            except Exception as error:
                error_and_result = error, None
            try:
                connection_to_parent.send(error_and_result)
            except ConnectionError:
                return
