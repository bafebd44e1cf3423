"""The server for assistants over standard input and output, for one person."""

from collections.abc import Callable
from typing import Any

import anyio
import anyio.to_thread

from padanan.memory import Memory
from web.assistants.server import AssistantServer
from web.assistants.tools import READ_TOOLS
from web.people.role import Role

_MOST_THREADS = 7
"""Each may take two of the 15 connections that a memory has on PostgreSQL."""


def serve_stdio(memory: Memory) -> None:
    """Answer an assistant until it closes standard input."""
    anyio.run(_serve, memory)


async def _serve(memory: Memory) -> None:
    limiter = anyio.CapacityLimiter(_MOST_THREADS)

    async def run_call(_: Any, _role: Role, call: Callable[[Memory], str]) -> str:
        return await anyio.to_thread.run_sync(call, memory, limiter=limiter)

    await AssistantServer(READ_TOOLS, run_call).run_stdio_async()
