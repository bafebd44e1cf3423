"""The server for assistants over standard input and output, for one person."""

from collections.abc import Callable
from typing import Any

import anyio

from tm.settings import Settings
from web.access import open_context
from web.assistants.server import AssistantServer
from web.assistants.tools import TOOLS
from web.people.caller_rights import LOCAL_CALLER
from web.people.role import Role
from web.request_context import RequestContext
from web.server import Server
from web.settings import ServerSettings


def serve_stdio(
    server_settings: ServerSettings,
    settings: Settings,
    *,
    memory_name: str | None = None,
) -> None:
    """Answer an assistant of the user of this machine until standard input ends.

    Raises InputError and StoreError if the databases cannot be opened.
    """
    server = Server.open(server_settings, settings)
    try:
        anyio.run(_serve, server, memory_name)
    finally:
        server.close()


async def _serve(server: Server, memory_name: str | None) -> None:
    async def answer_in_thread(
        _: Any, role: Role, answer_request: Callable[[RequestContext], str]
    ) -> str:
        return await server.memory_threads.run(
            lambda: answer_request(
                open_context(server, LOCAL_CALLER, memory_name, role=role)
            )
        )

    await AssistantServer(TOOLS, answer_in_thread).run_stdio_async()
