"""Requests to a server from one process, and what they cost the server."""

import asyncio
import os
import statistics
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path


@dataclass
class Answers:
    """What came back: statuses, how long each took, and how large it was."""

    statuses: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    byte_counts: list[int] = field(default_factory=list)

    def find_percentile(self, percent: int) -> float:
        """Return the seconds within which so many percent were answered."""
        return statistics.quantiles(self.seconds, n=100)[percent - 1]

    @property
    def median_byte_count(self) -> int:
        """The median size of a body."""
        return int(statistics.median(self.byte_counts))


@dataclass(frozen=True, slots=True)
class Target:
    """A server on this machine, and the paths that are asked."""

    port: int
    paths: Sequence[str]
    token: str | None = None

    def make_request(self, path: str) -> bytes:
        """Return the bytes of a request."""
        token_line = f"Authorization: Bearer {self.token}\r\n" if self.token else ""
        return (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nAccept: */*\r\n"
            f"{token_line}User-Agent: benchmark\r\n\r\n"
        ).encode()


class Connection:
    """A connection that is kept open."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def open(cls, port: int) -> "Connection":
        """Connect to a port of this machine."""
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def ask(self, request: bytes, answers: Answers) -> None:
        """Send a request and read the whole answer."""
        begin = time.perf_counter()
        self._writer.write(request)
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        length_start = head.index(b"content-length: ") + 16
        byte_count = int(head[length_start : head.index(b"\r\n", length_start)])
        await self._reader.readexactly(byte_count)
        answers.seconds.append(time.perf_counter() - begin)
        answers.byte_counts.append(byte_count)
        answers.statuses[head[9:12].decode()] += 1

    @property
    def is_open(self) -> bool:
        """Whether the server has not closed it, as it does after some idle seconds."""
        return not self._reader.at_eof()

    def close(self) -> None:
        """Close the connection."""
        self._writer.close()


async def ask_in_turn(target: Target, request_count: int, clients: int) -> Answers:
    """Let several clients ask, each the next as soon as it has an answer."""
    answers = Answers()
    paths = cycle(target.paths)
    left = iter(range(request_count))

    async def ask_often() -> None:
        connection = await Connection.open(target.port)
        for _ in left:
            await connection.ask(target.make_request(next(paths)), answers)
        connection.close()

    await asyncio.gather(*(ask_often() for _ in range(clients)))
    return answers


async def ask_at_rate(target: Target, rate: int, seconds: float) -> Answers:
    """Ask so often a second, whether or not the answers keep up."""
    answers = Answers()
    free: list[Connection] = []
    paths = cycle(target.paths)

    async def ask_once(begin: float) -> None:
        while free and not free[-1].is_open:
            free.pop().close()
        connection = free.pop() if free else await Connection.open(target.port)
        own = Answers()
        await connection.ask(target.make_request(next(paths)), own)
        free.append(connection)
        answers.statuses += own.statuses
        answers.byte_counts += own.byte_counts
        # From when it was due: a late start is the server's doing, too.
        answers.seconds.append(time.perf_counter() - begin)

    start = time.perf_counter()
    tasks = []
    for number in range(int(rate * seconds)):
        due = start + number / rate
        await asyncio.sleep(max(0, due - time.perf_counter()))
        tasks.append(asyncio.create_task(ask_once(due)))
    await asyncio.gather(*tasks)
    for connection in free:
        connection.close()
    return answers


async def ask_at_once(target: Target, request_count: int) -> Answers:
    """Send many requests at the same time, each on a connection of its own."""
    answers = Answers()

    async def ask_once(path: str) -> None:
        try:
            connection = await Connection.open(target.port)
            await connection.ask(target.make_request(path), answers)
            connection.close()
        except (OSError, asyncio.IncompleteReadError):
            answers.statuses["lost"] += 1

    paths = cycle(target.paths)
    await asyncio.gather(*(ask_once(next(paths)) for _ in range(request_count)))
    return answers


def read_processor_seconds(process_id: int) -> float:
    """Return the processor time that a process has used, by its clock of Linux."""
    return time.clock_gettime((~process_id << 3) | 2)


def read_memory_bytes(process_id: int) -> int:
    """Return the memory that a process has in use."""
    pages = Path(f"/proc/{process_id}/statm").read_text("ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
