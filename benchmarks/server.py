"""What HTTP adds to a lookup, and how the server stands a load, beside other servers.

    python benchmarks/server.py MEMORY.db QUERIES.txt -s vi -t id [--peers PYTHON]
    python benchmarks/server.py MEMORY.db QUERIES.txt -s vi -t id --dialects

MEMORY.db has the units (the recipe of a million is in docs/performance.md); QUERIES.txt
has a text a line. All servers run with one worker on this machine, in turn: `padanan
serve`, a bare application of ASGI whose answer has the size of the median one, FastAPI
with the same answer (of a Python with fastapi, uvicorn, httptools and uvloop, given by
`--peers`), and the same lookups in a pool of threads without HTTP.

Printed: requests a second of 8 clients, the server's processor time a request, the
median and the 99th percentile at 300 requests a second, what became of 1,000 requests
sent at once, and the memory before and after. `HTTP adds` is the processor time of the
server less that of the lookups in threads; wanted are at most 3 bare answers.
"""

import argparse
import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import urlencode

import packages  # noqa: F401
from server_dialects import print_dialects
from server_load import (
    Target,
    ask_at_once,
    ask_at_rate,
    ask_in_turn,
    read_memory_bytes,
    read_processor_seconds,
)

import padanan

_CLIENTS = 8
_RATE = 300
_FOLDER = Path(__file__).parent
_START_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table."""

    name: str
    requests_per_second: float
    processor_microseconds: float
    at_rate: str = ""
    at_once: str = ""
    memory: str = ""


def main() -> None:
    """Run the servers and print the table."""
    options = _parse_options()
    queries = options.queries.read_text("utf-8").split("\n")[: options.count]
    queries = [query.strip() for query in queries if query.strip()]
    if options.dialects:
        _measure_dialects(options, queries)
        return
    rows = [_measure_threads(options, queries)]
    paths = [
        "/api/v1/lookup?"
        + urlencode({"text": query, "source": options.s, "target": options.t})
        for query in queries
    ]
    with _start_padanan(options) as (process, port):
        rows.append(_measure_server("padanan serve", process.pid, port, paths, options))
        answer = _read_median_answer(port, paths)
    for name, python in (("bare ASGI", sys.executable), ("FastAPI", options.peers)):
        if python:
            with _start_peer(name.split()[0].lower(), python, answer) as (peer, port):
                rows.append(_measure_server(name, peer.pid, port, paths, options))
    _print_table(rows)


def _parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("database", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("-s", required=True, help="source language")
    parser.add_argument("-t", required=True, help="target language")
    parser.add_argument("--peers", help="a Python with fastapi, uvicorn and uvloop")
    parser.add_argument(
        "--dialects", action="store_true", help="the dialects and tools, instead"
    )
    parser.add_argument("--count", type=int, default=2000, help="most queries")
    parser.add_argument("--requests", type=int, default=6000)
    parser.add_argument("--seconds", type=float, default=15, help="at a fixed rate")
    return parser.parse_args()


def _measure_threads(options: argparse.Namespace, queries: Sequence[str]) -> Row:
    """Call the lookups in as many threads as the server has, without HTTP."""
    from web.settings import ServerSettings

    with (
        padanan.open(options.database, source=options.s, target=options.t) as memory,
        ThreadPoolExecutor(ServerSettings().thread_count) as pool,
    ):
        list(pool.map(memory.lookup, queries))
        asked = list(islice(cycle(queries), options.requests))
        begin, processor_begin = time.perf_counter(), time.process_time()
        list(pool.map(memory.lookup, asked))
        seconds = time.perf_counter() - begin
        processor_seconds = time.process_time() - processor_begin
    return Row(
        "lookups in threads",
        len(asked) / seconds,
        processor_seconds / len(asked) * 1e6,
    )


def _measure_dialects(options: argparse.Namespace, queries: Sequence[str]) -> None:
    """Measure each dialect and an assistant's tools, one request after another."""
    with (
        padanan.open(options.database, source=options.s, target=options.t) as memory,
        _start_padanan(options) as (process, port),
    ):
        print_dialects(memory, process.pid, port, queries, options.requests)


@contextmanager
def _start_padanan(
    options: argparse.Namespace,
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    port = _find_free_port()
    command = (
        *(sys.executable, "-c", "from cli import main; main()"),
        *("serve", "--port", str(port), "--database", str(options.database)),
    )
    with _run(command, port) as process:
        yield process, port


@contextmanager
def _start_peer(
    name: str, python: str, answer: object
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    port = _find_free_port()
    command = (python, str(_FOLDER / "server_peers.py"), name, str(port))
    with _run(command, port, BENCHMARK_ANSWER=json.dumps(answer)) as process:
        yield process, port


@contextmanager
def _run(
    command: Sequence[str], port: int, **variables: str
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a server, wait until it listens, and stop it in the end."""
    process = subprocess.Popen(
        command, env={**os.environ, **variables}, cwd=_FOLDER.parent
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


def _find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _measure_server(
    name: str,
    process_id: int,
    port: int,
    paths: Sequence[str],
    options: argparse.Namespace,
) -> Row:
    target = Target(port, paths)
    asyncio.run(ask_in_turn(target, len(paths), _CLIENTS))
    memory_before = read_memory_bytes(process_id)
    begin, processor_begin = time.perf_counter(), read_processor_seconds(process_id)
    answers = asyncio.run(ask_in_turn(target, options.requests, _CLIENTS))
    seconds = time.perf_counter() - begin
    processor_seconds = read_processor_seconds(process_id) - processor_begin
    assert set(answers.statuses) == {"200"}, answers.statuses
    at_rate = asyncio.run(ask_at_rate(target, _RATE, options.seconds))
    median, slow = (1000 * at_rate.find_percentile(percent) for percent in (50, 99))
    at_once = asyncio.run(ask_at_once(target, 1000))
    after = read_memory_bytes(process_id)
    return Row(
        name,
        options.requests / seconds,
        processor_seconds / options.requests * 1e6,
        f"{median:.2f} / {slow:.2f} ms ({slow / median:.1f})",
        ", ".join(f"{count} × {status}" for status, count in at_once.statuses.items()),
        f"{memory_before >> 20} → {after >> 20} MB",
    )


def _read_median_answer(port: int, paths: Sequence[str]) -> object:
    """Read the answer whose size is the median."""
    import httpx

    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        contents = sorted((client.get(path).content for path in paths[:500]), key=len)
    return json.loads(contents[len(contents) // 2])


def _print_table(rows: Sequence[Row]) -> None:
    print(
        f"{'':20} {'requests/s':>10} {'CPU µs':>8}  {f'at {_RATE}/s p50 / p99':26} "
        f"{'1,000 at once':28} memory"
    )
    for row in rows:
        print(
            f"{row.name:20} {row.requests_per_second:10,.0f} "
            f"{row.processor_microseconds:8,.0f}  {row.at_rate:26} {row.at_once:28} "
            f"{row.memory}"
        )
    by_name = {row.name: row for row in rows}
    threads, served, bare = (
        by_name[name] for name in ("lookups in threads", "padanan serve", "bare ASGI")
    )
    added = served.processor_microseconds - threads.processor_microseconds
    throughput = served.requests_per_second / threads.requests_per_second
    print(
        f"HTTP adds {added:,.0f} µs, {added / bare.processor_microseconds:.2f} bare "
        f"answers; throughput {throughput:.2f} of the lookups in threads"
    )


if __name__ == "__main__":
    main()
