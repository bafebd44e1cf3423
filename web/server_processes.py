"""Running a server: one process, or several that share its address."""

import os
import signal
from multiprocessing import parent_process
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import uvicorn
from starlette.types import ASGIApp

from tm.settings import Settings, read_settings
from web.app import create_app
from web.monitoring.log_format import configure_log
from web.monitoring.metrics import MULTIPROCESS_VARIABLE
from web.server import Server
from web.settings import ServerSettings, read_server_settings

_STOP_SECONDS = 60
"""How long the requests that have begun may take once a server is to stop."""


def run_server(server_settings: ServerSettings, settings: Settings) -> None:
    """Answer requests until the process is told to stop.

    Requests that have begun are answered first. Raises StoreError if a database cannot
    be opened.
    """
    configure_log(
        server_settings.log_format, logs_requests=server_settings.logs_requests
    )
    if server_settings.worker_count == 1:
        _run_uvicorn(create_app(server_settings, settings), server_settings)
        return
    # What is wrong with the databases is told once, not by each process.
    Server.open(server_settings, settings).close()
    os.environ["PADANAN_DATABASE"] = settings.database_location
    networks = ",".join(server_settings.metrics_addresses)
    os.environ["PADANAN_SERVER_METRICS_ADDRESSES"] = networks
    with TemporaryDirectory(prefix="padanan-metrics-") as folder:
        os.environ[MULTIPROCESS_VARIABLE] = folder
        _run_uvicorn("web.server_processes:create_worker_app", server_settings)


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


def _run_uvicorn(app: object, server_settings: ServerSettings) -> None:
    uvicorn.run(
        app,  # type: ignore[arg-type]  # a name, too
        factory=isinstance(app, str),
        workers=server_settings.worker_count,
        host=server_settings.host,
        port=server_settings.port,
        timeout_graceful_shutdown=_STOP_SECONDS,
        log_config=None,
        access_log=False,
        # X-Forwarded-For is read by web.people.credentials, of trusted proxies only.
        proxy_headers=False,
        server_header=False,
    )
