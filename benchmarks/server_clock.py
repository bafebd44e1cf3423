"""Servers whose lookups are timed in the thread in which they run.

    python server_clock.py CLOCK padanan ARGUMENTS      `padanan serve`
    python server_clock.py CLOCK bare PORT MEMORY.db SOURCE TARGET
    python server_clock.py CLOCK bare-loop PORT MEMORY.db SOURCE TARGET

The others are a bare application of ASGI: it looks a text up in a thread, or in the
event loop, which nobody else can use meanwhile, and sends the values as JSON. Each
writes the seconds of processor time of all its lookups to the file CLOCK, so that the
rest of the process's time is what HTTP costs.
"""

import asyncio
import mmap
import struct
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from pathlib import Path
from threading import Lock
from time import thread_time
from typing import Any
from urllib.parse import parse_qs

import msgspec
import uvicorn

import padanan
from padanan.memory import Memory

_FORMAT = "d"
CLOCK_BYTES = struct.calcsize(_FORMAT)


def read_clock(path: Path) -> float:
    """Read the seconds of processor time that all lookups of a server took."""
    seconds: float = struct.unpack(_FORMAT, path.read_bytes())[0]
    return seconds


def _time_lookups(path: Path) -> None:
    """Add up the processor time of each lookup of this process in a file."""
    with path.open("r+b") as file:
        clock = mmap.mmap(file.fileno(), CLOCK_BYTES)
    lock = Lock()
    Memory.lookup = _wrap(Memory.lookup, clock, lock)  # type: ignore[method-assign]


def _wrap(
    lookup: Callable[..., Any], clock: mmap.mmap, lock: Lock
) -> Callable[..., Any]:
    @wraps(lookup)
    def timed_lookup(*arguments: Any, **named_arguments: Any) -> Any:
        begin = thread_time()
        try:
            return lookup(*arguments, **named_arguments)
        finally:
            seconds = thread_time() - begin
            with lock:
                (sum_before,) = struct.unpack(_FORMAT, clock[:CLOCK_BYTES])
                clock[:CLOCK_BYTES] = struct.pack(_FORMAT, sum_before + seconds)

    return timed_lookup


def _serve_bare(
    port: int, location: str, source: str, target: str, *, in_thread: bool
) -> None:
    """Serve lookups by the least that ASGI needs: no rights, no errors, no limits."""
    memory = padanan.open(location, source=source, target=target)
    thread = ThreadPoolExecutor(1)
    encoder = msgspec.json.Encoder()

    def look_up(text: str) -> bytes:
        return encoder.encode({"matches": memory.lookup(text)})

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        text = parse_qs(scope["query_string"].decode())["text"][0]
        if in_thread:
            loop = asyncio.get_running_loop()
            body = await loop.run_in_executor(thread, look_up, text)
        else:
            body = look_up(text)
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    uvicorn.run(answer, port=port, log_level="warning", access_log=False)


def main() -> None:
    """Serve what the arguments say."""
    clock_path, name, *arguments = sys.argv[1:]
    _time_lookups(Path(clock_path))
    if name != "padanan":
        port, location, source, target = arguments
        _serve_bare(int(port), location, source, target, in_thread=name == "bare")
        return
    from cli import main as run_padanan

    sys.argv = ["padanan", *arguments]
    run_padanan()


if __name__ == "__main__":
    main()
