"""What HTTP adds to a lookup in processor time, apart from the lookup itself.

`benchmarks/server.py` runs it. All servers are asked the same queries in blocks, in
turn, so that what else the machine does slows each of them. Those that look up time
each lookup in its thread (server_clock.py); the rest of the process's time is what HTTP
costs: reading the request, authentication, the hand-over between threads, the answer
and its headers. The same lookups without a server, in the same blocks, show what the
requests in between cost a lookup: they leave other data in the processor's caches.

A bare server answers more cheaply the more requests come at once: it then neither
sleeps nor wakes between them, and finds all it needs in the caches. So it is asked as
fast as it can, and as often a second as a server with lookups is.

All answers have the same bytes as body, from the same uvicorn with httptools and uvloop
to the same client. The bare ones have two headers, no token and no thread; ours has
seven headers. The bare server whose lookups run in a thread is the nearest one. The one
that looks up in its event loop hands nothing over between threads, and shows what is
left then: a lookup takes the processor's cache, so that after it all code is slow.
"""

import asyncio
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import process_time

from server_clock import read_clock
from server_load import Target, ask_at_rate, ask_in_turn, read_processor_seconds

import padanan

_BLOCK_SIZE = 100
_CLIENTS = 8
BARE_ANSWERS = 3
"""The bar: how many bare answers HTTP may add."""


@dataclass(frozen=True, slots=True)
class ClockedServer:
    """A server that is asked in turn with others."""

    name: str
    process_id: int
    target: Target
    clock_path: Path | None = None
    """Where it writes the time of its lookups; None if it looks nothing up."""
    rate: int | None = None
    """How often a second it is asked; None for as often as eight clients can."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Microseconds of processor time a request: the medians of all blocks."""

    name: str
    whole: float
    lookup: float
    rest: float


def measure_added(
    servers: Sequence[ClockedServer],
    memory: padanan.Memory,
    queries: Sequence[str],
    request_count: int,
) -> list[Cost]:
    """Ask all servers the same blocks of queries, in turn, and the memory itself."""
    measures: list[tuple[str, Callable[[slice], tuple[float, float]]]] = [
        *(
            (server.name, lambda block, server=server: _ask(server, block))
            for server in servers
        ),
        (
            "the same lookups in one thread",
            lambda block: _look_up(memory, queries[block]),
        ),
    ]
    blocks = [
        slice(start, start + _BLOCK_SIZE)
        for start in range(0, len(queries) - _BLOCK_SIZE + 1, _BLOCK_SIZE)
    ]
    for block in blocks:  # whatever is read once is read before
        for _, measure in measures:
            measure(block)
    times: dict[str, list[tuple[float, float]]] = {name: [] for name, _ in measures}
    round_count = max(1, request_count // len(queries))
    for round_number in range(round_count):
        for block in blocks:
            for name, measure in measures[:: -1 if round_number % 2 else 1]:
                times[name].append(measure(block))
    return [_summarise(name, pairs) for name, pairs in times.items()]


def _ask(server: ClockedServer, block: slice) -> tuple[float, float]:
    """Measure the seconds of a server for a block, and of its lookups."""
    target = replace(server.target, paths=server.target.paths[block])
    begin, lookup_begin = _read_seconds(server)
    if server.rate is None:
        answers = asyncio.run(ask_in_turn(target, len(target.paths), _CLIENTS))
    else:
        seconds = len(target.paths) / server.rate
        answers = asyncio.run(ask_at_rate(target, server.rate, seconds))
    end, lookup_end = _read_seconds(server)
    assert set(answers.statuses) == {"200"}, answers.statuses
    return end - begin, lookup_end - lookup_begin


def _read_seconds(server: ClockedServer) -> tuple[float, float]:
    lookup_seconds = read_clock(server.clock_path) if server.clock_path else 0.0
    return read_processor_seconds(server.process_id), lookup_seconds


def _look_up(memory: padanan.Memory, queries: Sequence[str]) -> tuple[float, float]:
    begin = process_time()
    for query in queries:
        memory.lookup(query)
    seconds = process_time() - begin
    return seconds, seconds


def _summarise(name: str, pairs: Sequence[tuple[float, float]]) -> Cost:
    """Summarise the blocks: means of queries, as some take twenty times others."""
    per_request = 1e6 / _BLOCK_SIZE
    return Cost(
        name,
        statistics.mean(whole for whole, _ in pairs) * per_request,
        statistics.mean(lookup for _, lookup in pairs) * per_request,
        statistics.median(whole - lookup for whole, lookup in pairs) * per_request,
    )


def print_added(costs: Sequence[Cost]) -> None:
    """Print the costs: first of the server, then of three bare ones, and of lookups."""
    print(
        f"\n{'processor time a request, µs':32} {'whole':>7} {'lookup':>7} {'HTTP':>6}"
    )
    for cost in costs:
        lookup = f"{cost.lookup:,.0f}" if cost.lookup else ""
        print(f"{cost.name:32} {cost.whole:7,.0f} {lookup:>7} {cost.rest:6,.0f}")
    served = costs[0]
    for bare in costs[1:-1]:
        share = served.rest / bare.rest
        print(
            "reached:" if share <= BARE_ANSWERS else "MISSED: ",
            f"HTTP adds {served.rest:,.0f} µs to a lookup, {share:.1f} times a "
            f"{bare.name} ({bare.rest:,.0f} µs); at most {BARE_ANSWERS}",
        )
