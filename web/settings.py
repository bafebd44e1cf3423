"""Settings of the server: where it listens, and its limits."""

import os
from dataclasses import dataclass, field

_MOST_THREADS = 7
"""Each may take two of the 15 connections that a memory has on PostgreSQL."""
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """How a server listens, and how much it takes on."""

    host: str = "127.0.0.1"
    port: int = 8765
    """0 for any free one."""
    thread_count: int = field(
        default_factory=lambda: min(_MOST_THREADS, 2 * (os.cpu_count() or 1))
    )
    """Threads in which the memory works."""
    waiting_limit: int = 512
    """Requests that may run or wait; one more is answered by 503."""
    max_body_bytes: int = 8 * 1024 * 1024
    """The most bytes of a request."""
    allowed_hosts: tuple[str, ...] = LOOPBACK_HOSTS
    """Host names by which the server may be called."""
    dialects: tuple[str, ...] | None = None
    """Names of the dialects of other tools that are on; None for all."""
