"""What HTTP adds to a lookup, and the server under load, compared with other servers.

    python benchmarks/server.py MEMORY.db QUERIES.txt -s vi -t id [--peers PYTHON]
    python benchmarks/server.py MEMORY.db QUERIES.txt -s vi -t id --dialects

MEMORY.db has the units and QUERIES.txt a text a line; server_corpus.py makes both. All
servers run with one worker on this machine, in turn: `padanan serve`, which is asked
with a token; a bare application of ASGI that sends the same bytes; FastAPI with the
median answer and tmserver of translate-toolkit with some of the units (of a Python with
fastapi, uvicorn, httptools, uvloop and translate-toolkit, given by `--peers`); and the
same lookups without HTTP, in one thread and in a pool.

Printed: the command, requests a second of 8 clients, the server's processor time a
request, the median and the 99th percentile at 300 requests a second, what became of
1,000 requests sent at once, the memory before and after, a verdict on each bar, and
what HTTP adds to a lookup (server_added.py).
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import polib
from server_added import ClockedServer, measure_added, print_added
from server_clock import CLOCK_BYTES
from server_dialects import print_dialects
from server_load import (
    Target,
    ask_at_once,
    ask_at_rate,
    ask_in_turn,
    read_memory_bytes,
    read_processor_seconds,
)
from server_processes import find_free_port, run_server
from server_table import AT_ONCE, RATE, Row, count_outcomes, print_table

import padanan
from cli.console.process.gc_tuning import collect_rarely
from tm.store.database import Database
from tm.store.unit_store import UnitStore
from tm.store.units.filter import UnitFilter
from tm.text.locale import Locale
from web.database.server_database import ServerDatabase
from web.people.accounts import add_person
from web.people.caller_rights import EVERY_MEMORY, RoleGrant
from web.people.role import Role
from web.people.tokens import create_token
from web.settings import ServerSettings

if TYPE_CHECKING:
    import httpx

_CLIENTS = 8
_FOLDER = Path(__file__).parent
_START_SECONDS = 120


def main() -> None:
    """Run the servers and print the table."""
    options = _parse_options()
    queries = options.queries.read_text("utf-8").split("\n")[: options.count]
    queries = [query.strip() for query in queries if query.strip()]
    if options.dialects:
        _measure_dialects(options, queries)
        return
    collect_rarely()  # as the server does
    thread_count = ServerSettings().thread_count
    rows = [_measure_threads(options, queries, count) for count in (1, thread_count)]
    paths = [
        "/api/v1/lookup?"
        + urlencode({"text": query, "source": options.s, "target": options.t})
        for query in queries
    ]
    with TemporaryDirectory() as folder, ExitStack() as stack:
        server_path, answers_path = Path(folder) / "server.db", Path(folder) / "answers"
        token = _make_token(server_path)
        served = _start_clocked(stack, options, Path(folder), paths, token, server_path)
        rows.append(_measure_server(served, options))
        answers_path.write_text(json.dumps(_read_answers(served.target)), "utf-8")
        process, port = stack.enter_context(
            _start_peer("bare", sys.executable, answers_path)
        )
        bare = ClockedServer("bare ASGI", process.pid, Target(port, paths))
        rows.append(_measure_server(bare, options))
        if options.peers:
            with _start_peer("fastapi", options.peers, answers_path) as (peer, port):
                fastapi = ClockedServer("FastAPI", peer.pid, Target(port, paths))
                rows.append(_measure_server(fastapi, options))
            rows.append(_measure_tmserver(options, queries[: options.tmserver_queries]))
        print_table(rows)
        around = [
            _start_clocked(stack, options, Path(folder), paths, in_thread=in_thread)
            for in_thread in (True, False)
        ]
        memory = stack.enter_context(
            padanan.open(options.database, source=options.s, target=options.t)
        )
        paced = replace(bare, name=f"{bare.name}, {RATE} a second", rate=RATE)
        servers = [served, bare, paced, *around]
        print_added(measure_added(servers, memory, queries, options.requests))


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
    parser.add_argument("--tmserver-units", type=int, default=20_000)
    parser.add_argument("--tmserver-queries", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=15, help="at a fixed rate")
    return parser.parse_args()


def _measure_threads(
    options: argparse.Namespace, queries: Sequence[str], thread_count: int
) -> Row:
    """Call the lookups in some threads, without HTTP."""
    with (
        padanan.open(options.database, source=options.s, target=options.t) as memory,
        ThreadPoolExecutor(thread_count) as pool,
    ):
        list(pool.map(memory.lookup, queries))
        asked = list(islice(cycle(queries), options.requests))
        begin, processor_begin = time.perf_counter(), time.process_time()
        list(pool.map(memory.lookup, asked))
        seconds = time.perf_counter() - begin
        processor_seconds = time.process_time() - processor_begin
    return Row(
        f"lookups in {thread_count} thread{'s' * (thread_count > 1)}",
        len(asked) / seconds,
        processor_seconds / len(asked) * 1e6,
    )


def _measure_dialects(options: argparse.Namespace, queries: Sequence[str]) -> None:
    """Measure each dialect and an assistant's tools, one request after another."""
    with (
        TemporaryDirectory() as folder,
        padanan.open(options.database, source=options.s, target=options.t) as memory,
        _start_padanan(options, Path(folder) / "server.db") as (process, port),
    ):
        print_dialects(memory, process.pid, port, queries, options.requests)


def _make_token(path: Path) -> str:
    """Make a token that may read, in a new database of a server."""
    database = ServerDatabase(str(path))
    grant = RoleGrant(EVERY_MEMORY, Role.ADMINISTRATOR)
    person, _ = add_person(database, "benchmark", [grant])
    _, token = create_token(
        database, person, "benchmark", role=Role.READER, memories=["default"], days=1
    )
    database.close()
    return token


def _measure_tmserver(options: argparse.Namespace, queries: Sequence[str]) -> Row:
    """Ask tmserver, which has some of the units, one query after the other."""
    import httpx

    with TemporaryDirectory() as folder:
        path = Path(folder) / "units.po"
        _write_units(options, path)
        port = find_free_port()
        command = (
            *(str(Path(options.peers).with_name("tmserver")), "--port", str(port)),
            *("--bind", "127.0.0.1", "-f", str(path), "-s", options.s, "-t", options.t),
        )
        with (
            run_server(command, port) as process,
            httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client,
        ):
            begin = time.perf_counter()
            processor_begin = read_processor_seconds(process.pid)
            outcomes = Counter(
                _ask_tmserver(client, f"/{options.s}/{options.t}/unit/{quote(query)}")
                for query in queries
            )
            seconds = time.perf_counter() - begin
            processor_seconds = read_processor_seconds(process.pid) - processor_begin
    return Row(
        f"tmserver, {options.tmserver_units:,}",
        len(queries) / seconds,
        processor_seconds / len(queries) * 1e6,
        count_outcomes(outcomes),
    )


def _ask_tmserver(client: "httpx.Client", path: str) -> str:
    """Ask for the matches of a text; it may break off its answer."""
    import httpx

    try:
        return "matches" if client.get(path).json() else "none"
    except (httpx.HTTPError, ValueError):
        return "broken"


def _write_units(options: argparse.Namespace, path: Path) -> None:
    """Write some units of the memory as PO, which tmserver reads."""
    file = polib.POFile()
    file.metadata = {"Content-Type": "text/plain; charset=utf-8"}
    unit_filter = UnitFilter(locales=(Locale.parse(options.s), Locale.parse(options.t)))
    with Database.open(options.database) as database:
        units = UnitStore(database).read_units(unit_filter)
        file.extend(
            polib.POEntry(msgid=unit.source.text, msgstr=unit.target.text)
            for unit in islice(units, options.tmserver_units)
            if unit.target is not None
        )
    file.save(str(path))


@contextmanager
def _start_padanan(
    options: argparse.Namespace, server_path: Path
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Start a server without a clock, for the dialects."""
    port = find_free_port()
    program = (sys.executable, "-c", "from cli import main; main()")
    arguments = _list_arguments(options, port)
    with run_server(
        (*program, *arguments), port, **_list_variables(server_path)
    ) as process:
        yield process, port


def _list_arguments(options: argparse.Namespace, port: int) -> tuple[str, ...]:
    return "serve", "--port", str(port), "--database", str(options.database)


def _list_variables(server_path: Path) -> Mapping[str, str]:
    return {
        "PADANAN_SERVER_DATABASE": str(server_path),
        "PADANAN_SERVER_REQUESTS_PER_MINUTE": "1000000",
    }


def _start_clocked(
    stack: ExitStack,
    options: argparse.Namespace,
    folder: Path,
    paths: Sequence[str],
    token: str | None = None,
    server_path: Path | None = None,
    *,
    in_thread: bool = True,
) -> ClockedServer:
    """Start a server that times its lookups: ours, or without its database a bare one.

    It ends with the stack. `in_thread`: where a bare one looks up; else in its loop.
    """
    port = find_free_port()
    name, clock_path = "padanan serve", folder / f"{port}.clock"
    arguments = "padanan", *_list_arguments(options, port)
    if server_path is None:
        name = f"bare ASGI, lookups in its {'thread' if in_thread else 'loop'}"
        place = "bare" if in_thread else "bare-loop"
        arguments = place, str(port), str(options.database), options.s, options.t
    clock_path.write_bytes(bytes(CLOCK_BYTES))
    program = (sys.executable, str(_FOLDER / "server_clock.py"), str(clock_path))
    variables = _list_variables(server_path or folder)
    path = os.pathsep.join((str(_FOLDER.parent), *sys.path))
    process = stack.enter_context(
        run_server((*program, *arguments), port, **variables, PYTHONPATH=path)
    )
    return ClockedServer(name, process.pid, Target(port, paths, token), clock_path)


@contextmanager
def _start_peer(
    name: str, python: str, answers_path: Path
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    port = find_free_port()
    command = (python, str(_FOLDER / "server_peers.py"), name, str(port))
    with run_server(command, port, BENCHMARK_ANSWERS=str(answers_path)) as process:
        yield process, port


def _measure_server(server: ClockedServer, options: argparse.Namespace) -> Row:
    target, process_id = server.target, server.process_id
    asyncio.run(ask_in_turn(target, len(target.paths), _CLIENTS))
    memory_before = read_memory_bytes(process_id)
    begin, processor_begin = time.perf_counter(), read_processor_seconds(process_id)
    answers = asyncio.run(ask_in_turn(target, options.requests, _CLIENTS))
    seconds = time.perf_counter() - begin
    processor_seconds = read_processor_seconds(process_id) - processor_begin
    assert set(answers.statuses) == {"200"}, answers.statuses
    at_rate = asyncio.run(ask_at_rate(target, RATE, options.seconds))
    median, slow = (1000 * at_rate.find_percentile(percent) for percent in (50, 99))
    at_once = asyncio.run(ask_at_once(target, AT_ONCE))
    memory = memory_before >> 20, read_memory_bytes(process_id) >> 20
    return Row(
        server.name,
        options.requests / seconds,
        processor_seconds / options.requests * 1e6,
        at_rate=(median, slow),
        at_once=at_once.statuses,
        memory=memory,
    )


def _read_answers(target: Target) -> Mapping[str, str]:
    """Read the answer to each query, by its path."""
    import httpx

    with httpx.Client(
        base_url=f"http://127.0.0.1:{target.port}",
        headers={"authorization": f"Bearer {target.token}"},
        timeout=_START_SECONDS,
    ) as client:
        return {path: client.get(path).text for path in target.paths}


if __name__ == "__main__":
    main()
