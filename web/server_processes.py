"""Running a server: one process, or several that share its address."""

import errno
import os
import signal
import socket
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from multiprocessing import parent_process
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from tm.errors import InputError
from tm.settings import Settings, read_settings
from web.app import create_app
from web.connections.http_protocol import LimitedHttpProtocol
from web.monitoring.log_format import configure_log
from web.monitoring.metrics import MULTIPROCESS_VARIABLE
from web.server import Server
from web.settings import ServerSettings, read_server_settings

_BACKLOG = 2048
"""Connections that may wait to be taken."""
_UVICORN_OPTIONS: Mapping[str, Any] = {
    "backlog": _BACKLOG,
    "http": LimitedHttpProtocol,
    # How many seconds the requests that have begun may take before it stops.
    "timeout_graceful_shutdown": 60,
    "log_config": None,
    "access_log": False,
    # X-Forwarded-For is read by web.people.credentials, of trusted proxies only.
    "proxy_headers": False,
    "server_header": False,
}


def run_server(
    server_settings: ServerSettings,
    settings: Settings,
    report_start: Callable[[str], None],
) -> None:
    """Answer requests until the process is told to stop.

    `report_start` gets the address once the server has its port and its databases.
    Requests that have begun are answered before it stops. Raises InputError for a port
    that it cannot have, StoreError if a database cannot be opened.
    """
    with ExitStack() as stack:
        host = server_settings.host
        sockets = open_sockets(host, server_settings.port)
        for listening_socket in sockets:
            stack.enter_context(listening_socket)
        port = sockets[0].getsockname()[1]
        address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        configure_log(
            server_settings.log_format, logs_requests=server_settings.logs_requests
        )
        if server_settings.worker_count == 1:
            app = create_app(server_settings, settings)
            report_start(address)
            with suppress(KeyboardInterrupt):  # by Ctrl+C
                uvicorn.Server(uvicorn.Config(app, **_UVICORN_OPTIONS)).run(sockets)
            return
    # What is wrong with the databases is told once, not by each process.
    Server.open(server_settings, settings).close()
    report_start(address)
    os.environ["PADANAN_DATABASE"] = settings.database_location
    os.environ["PADANAN_READ_DATABASE"] = settings.read_database or ""
    networks = ",".join(server_settings.metrics_addresses)
    os.environ["PADANAN_SERVER_METRICS_ADDRESSES"] = networks
    with TemporaryDirectory(prefix="padanan-metrics-") as folder:
        os.environ[MULTIPROCESS_VARIABLE] = folder
        # The processes share a socket that uvicorn opens: the port is free, as seen.
        uvicorn.run(
            "web.server_processes:create_worker_app",
            factory=True,
            workers=server_settings.worker_count,
            host=host,
            port=port,
            **_UVICORN_OPTIONS,
        )


def create_worker_app() -> ASGIApp:
    """Create the application of a process that is one of several.

    Its settings are those of this folder and the environment.
    """
    Thread(target=_stop_without_main_process, name="main process", daemon=True).start()
    server_settings = read_server_settings(Path.cwd())
    configure_log(
        server_settings.log_format, logs_requests=server_settings.logs_requests
    )
    return create_app(server_settings, read_settings(Path.cwd()))


def _stop_without_main_process() -> None:
    """Stop this process once the main one has ended, even if that was killed."""
    main_process = parent_process()
    if main_process is not None:
        # Waits for a pipe (on Windows, a handle) whose other end that process holds.
        main_process.join()
        signal.raise_signal(signal.SIGTERM)


def open_sockets(host: str, port: int) -> list[socket.socket]:
    """Listen on a port of all addresses of a host; 0 for any free port.

    Raises InputError for a host or a port that this process cannot have.
    """
    sockets: list[socket.socket] = []
    try:
        addresses = socket.getaddrinfo(
            *(host, port), type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        for address_number, (family, _, _, _, address) in enumerate(addresses, 1):
            try:
                sockets.append(_listen(family, (address[0], port, *address[2:])))
            except OSError as error:
                # A name may stand for an address of IPv6 that this machine lacks.
                is_missing = error.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)
                if not is_missing or (address_number == len(addresses) and not sockets):
                    raise
            else:
                port = sockets[0].getsockname()[1]
    except OSError as error:
        for listening_socket in sockets:
            listening_socket.close()
        raise _make_listen_error(host, port, error) from None
    return sockets


def _listen(address_family: int, address: tuple[object, ...]) -> socket.socket:
    """Listen on an address, so that it is known now whether another program does."""
    listening_socket = socket.socket(address_family)
    try:
        listening_socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if address_family == socket.AF_INET6:
            listening_socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listening_socket.bind(address)
        # Two processes may bind one port, but only one of them may listen.
        listening_socket.listen(_BACKLOG)
    except OSError:
        listening_socket.close()
        raise
    return listening_socket


def _make_listen_error(host: str, port: int, error: OSError) -> InputError:
    """Make the error that says why a process cannot listen, and what to do."""
    if isinstance(error, socket.gaierror):
        return InputError(
            f"{host}: no host of this name is known; choose another",
            parameters=("host",),
        )
    advice, parameter = {
        errno.EADDRINUSE: (
            "another program listens there; choose another port, or 0 for any",
            "port",
        ),
        errno.EACCES: ("ports under 1024 are for root; choose a higher one", "port"),
        errno.EADDRNOTAVAIL: (
            "this machine does not have the address; choose one of its own",
            "host",
        ),
    }.get(error.errno or 0, (os.strerror(error.errno or 0), "host"))
    return InputError(f"{host}, port {port}: {advice}", parameters=(parameter,))
