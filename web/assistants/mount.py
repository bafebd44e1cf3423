"""The server for assistants over HTTP, under `/mcp` of the web server.

It is made for the first request, since its library takes over a second to import.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from starlette.applications import Starlette
from starlette.requests import HTTPConnection, Request
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from tm.errors import PadananError, StoreUnavailable
from web.access import open_context, require_identified_caller
from web.people.caller_rights import Caller
from web.people.credentials import read_token, require_token_form
from web.people.role import Role
from web.problems import TooBusy, make_error_problem, make_problem
from web.request_context import RequestContext
from web.server import Server

MCP_PATH = "/mcp"
_CALLER_KEY = "padanan.caller"


class AssistantMount:
    """Answers assistants; each request by itself, without a session."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._app: Starlette | None = None
        self._lock = asyncio.Lock()
        self._stop_event = asyncio.Event()
        self._running_task: asyncio.Task[None] | None = None

    def make_address(self) -> Mount:
        """Make the address of the server."""
        return Mount(MCP_PATH, app=self)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer somebody who has a token; without the library, say what to install."""
        try:
            caller = await self._identify(HTTPConnection(scope))
            app: ASGIApp = await self._get_app()
            scope = {**scope, _CALLER_KEY: caller}
        except (PadananError, TooBusy) as error:
            app = make_error_problem(error, place=MCP_PATH)
        except ModuleNotFoundError as error:
            app = make_problem(
                501, f"{error.name} is not installed; run: pip install 'padanan[mcp]'"
            )
        await app(scope, receive, send)

    async def close(self) -> None:
        """Stop; requests that were begun are answered before."""
        self._stop_event.set()
        if self._running_task is not None:
            with suppress(asyncio.CancelledError):
                await self._running_task

    async def _identify(self, request: HTTPConnection) -> Caller:
        """Find who asks, by a token: a page could use a session unasked.

        Raises Unauthorized and TooManyRequests.
        """
        connection = self._server.connection_reader.read(request)
        token = read_token(connection.authorization)
        caller = await self._server.admit(require_token_form(token), connection)
        require_identified_caller(caller)
        return caller

    async def _get_app(self) -> Starlette:
        async with self._lock:
            app = self._app
            if app is None:
                app = await asyncio.to_thread(self._make_app)
                start_event = asyncio.Event()
                self._running_task = asyncio.create_task(
                    self._keep_running(app, start_event)
                )
                await start_event.wait()
                self._app = app
            return app

    def _make_app(self) -> Starlette:
        from mcp.server.transport_security import TransportSecuritySettings

        from web.assistants.server import AssistantServer
        from web.assistants.tools import TOOLS

        assistant_server = AssistantServer(TOOLS, self._answer_in_thread)
        return assistant_server.streamable_http_app(
            streamable_http_path="/",
            json_response=True,
            stateless_http=True,
            max_request_body_size=self._server.settings.max_body_bytes,
            # The guard has looked at host and origin before.
            transport_security=TransportSecuritySettings(
                enable_dns_rebinding_protection=False
            ),
        )

    async def _keep_running(self, app: Starlette, start_event: asyncio.Event) -> None:
        """Keep the application's tasks running until the server stops."""
        async with app.router.lifespan_context(app):
            start_event.set()
            await self._stop_event.wait()

    async def _answer_in_thread(
        self,
        request: Request,
        role: Role,
        answer_request: Callable[[RequestContext], str],
    ) -> str:
        """Answer from the memory that the address names: `/mcp?memory=NAME`."""
        caller: Caller = request.scope[_CALLER_KEY]
        memory_name = request.query_params.get("memory")

        def open_and_answer(caller: Caller) -> str:
            return answer_request(
                open_context(self._server, caller, memory_name, role=role)
            )

        try:
            return await self._server.run_for(caller, open_and_answer)
        except TooBusy as error:
            raise StoreUnavailable(error.detail) from None
