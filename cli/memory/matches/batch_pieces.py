"""Answering the texts of a batch piece by piece, in one process or several."""

from collections.abc import Callable, Iterator, Sequence
from time import process_time

_QUERIES_PER_PROCESS = 100
"""The fewest queries of a process."""
_MIN_SHARED_SECONDS = 1.0
"""The least work that is shared by processes, each of which reads its rules anew.

Speed trick: in a small memory, 450 texts take a third less processor time than with two
processes (benchmarks/compare_checkouts.py).
"""
_QUERIES_PER_PIECE = 20
_TIMED_PIECE_COUNT = 2
"""Pieces by which the work is estimated; the fastest counts, since the first matches
read rules that later ones need not read."""


def answer_in_pieces(
    answer_queries: Callable[[Sequence[str]], str],
    queries: Sequence[str],
    process_limit: int | None,
    *,
    prepare_for_processes: Callable[[], object],
) -> Iterator[str]:
    """Answer queries in pieces, and yield the lines of each, in order.

    `process_limit`: None for as many processes as are worth it.
    `prepare_for_processes` is called before other processes start.
    """
    # The first query opens or builds the index before the processes start.
    query_pieces = [queries[:1]] if queries else []
    for piece_start in range(1, len(queries), _QUERIES_PER_PIECE):
        query_pieces.append(queries[piece_start : piece_start + _QUERIES_PER_PIECE])
    if len(queries) < 2 * _QUERIES_PER_PROCESS or process_limit == 1:
        yield from map(answer_queries, query_pieces)
        return
    yield answer_queries(query_pieces.pop(0))
    if process_limit is None:
        durations: list[float] = []
        for _ in range(_TIMED_PIECE_COUNT):
            start_time = process_time()
            yield answer_queries(query_pieces.pop(0))
            durations.append(process_time() - start_time)
        if min(durations) * len(query_pieces) < _MIN_SHARED_SECONDS:
            yield from map(answer_queries, query_pieces)
            return
    # Forty milliseconds to import, and a small batch needs none.
    from cli.console.process.workers import count_cores, map_in_processes

    worker_count = min(
        process_limit or count_cores(), len(queries) // _QUERIES_PER_PROCESS
    )
    if worker_count < 2:
        yield from map(answer_queries, query_pieces)
        return
    prepare_for_processes()
    yield from map_in_processes(answer_queries, query_pieces, worker_count)
