"""A server for tests: the application on a free port of this machine."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from socket import socket
from tempfile import TemporaryDirectory
from threading import Thread
from time import sleep

import httpx
import uvicorn
from starlette.types import ASGIApp

from tm.settings import Settings
from web.app import create_app
from web.connections.http_protocol import LimitedHttpProtocol
from web.settings import ServerSettings


@contextmanager
def serve(
    database: Path | str, server_settings: ServerSettings | None = None
) -> Iterator[httpx.Client]:
    """Serve a database, and give a client of the server; then stop it gracefully."""
    with TemporaryDirectory() as folder:
        # Hundreds of servers would prepare what nobody asks of them.
        server_settings = replace(
            server_settings or ServerSettings(), prepares_searches=False
        )
        if not server_settings.database:
            # Not in the home of who runs the tests.
            server_settings = replace(server_settings, database=f"{folder}/server.db")
        defaults = Settings()
        settings = replace(
            defaults,
            database=str(database),
            author="siti",
            checks=replace(defaults.checks, baseline=f"{folder}/dismissed.jsonl"),
        )
        with run_app(create_app(server_settings, settings)) as client:
            yield client


class _Server(uvicorn.Server):
    """A server that stops at once; uvicorn itself waits twice for a tenth of a second.

    Tests stop hundreds of servers.
    """

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._stopping = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def main_loop(self) -> None:
        """Wait until the server is to stop."""
        self._loop = asyncio.get_running_loop()
        if not await self.on_tick(0):
            await self._stopping.wait()

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Answer what has begun, and close all."""
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        await asyncio.sleep(0)  # so that idle connections are gone
        try:
            async with asyncio.timeout(self.config.timeout_graceful_shutdown):
                await self._wait_tasks_to_complete()
        except TimeoutError:
            for task in self.server_state.tasks:
                task.cancel()
        await self.lifespan.shutdown()

    def stop(self) -> None:
        """Stop, from another thread."""
        self.should_exit = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._stopping.set)


@contextmanager
def run_app(app: ASGIApp) -> Iterator[httpx.Client]:
    """Run an application on a free port of this machine, and give a client of it."""
    server = _Server(
        uvicorn.Config(
            app,
            port=0,
            http=LimitedHttpProtocol,
            log_level="error",
            timeout_graceful_shutdown=20,
            proxy_headers=False,
        )
    )
    thread = Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            sleep(0.01)
            assert thread.is_alive()
        port = server.servers[0].sockets[0].getsockname()[1]
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            yield client
    finally:
        server.stop()
        thread.join(60)
        assert not thread.is_alive()
