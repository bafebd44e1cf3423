"""Settings of the server, from `[server]` in padanan.toml and from the environment.

[server]
host = "127.0.0.1"
port = 8765
database = "server.db"             # of people, tokens, jobs; relative, or a URL
memories_folder = "memories"       # where tools make memories; nowhere without it
allowed_hosts = ["tm.example"]     # names by which the server may be called
trusted_proxies = ["10.0.0.0/8"]   # whose X-Forwarded-For is believed

[server.memories]                  # name and database of each; the first is the default
news = "news.db"
client-a = "postgresql://padanan@localhost/client_a"

[server.read_databases]            # read replicas, by the names of the memories
client-a = "postgresql://padanan@replica.example/client_a"

`PADANAN_SERVER_PORT` and so on override single settings, lists with commas.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from ipaddress import ip_network
from pathlib import Path
from typing import Any, get_type_hints

import msgspec
from platformdirs import user_data_path

from tm.errors import InputError, UnknownName
from tm.settings import list_settings_files
from tm.text.input.stream import expand_home
from web.monitoring.log_format import LogFormat

_MAX_THREADS = 7
"""Each may take two of the 15 connections that a memory has on PostgreSQL."""
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "::1")
LOOPBACK_NETWORKS = ("127.0.0.0/8", "::1/128")
DEFAULT_MEMORY = "default"
MEMORY_NAME_PATTERN = re.compile(r"[A-Za-z0-9][\w.-]{0,63}")
_VARIABLE_PREFIX = "PADANAN_SERVER_"
_MAX_PORT = 65535
_COUNT_SETTING_NAMES = (
    *("thread_count", "waiting_limit", "worker_count", "requests_per_minute"),
    *("max_body_bytes", "max_file_bytes", "max_draft_bytes", "session_hours"),
)
"""Settings of which 0 would let nothing through."""


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """How a server listens, what it serves, and how much it takes on."""

    host: str = "127.0.0.1"
    """Address of this machine at which it listens."""
    port: int = 8765
    """0 for any free one."""
    thread_count: int = field(
        default_factory=lambda: min(_MAX_THREADS, 2 * (os.cpu_count() or 1))
    )
    """Threads of a process in which the memory works: two for each core, at most 7."""
    waiting_limit: int = 512
    """Requests that may run or wait; one more is answered by 503."""
    request_seconds: float = 60
    """How long an answer is waited for; then 503. What has begun goes on in its thread,
    so that a change is whole, and counts against `waiting_limit`. A regular expression
    gets 1 s a segment and 30 s a search. Jobs and files have no limit."""
    max_body_bytes: int = 8 * 1024 * 1024
    """The most bytes of a request."""
    max_file_bytes: int = 500 * 1024 * 1024
    """The most bytes of a file to import."""
    max_draft_bytes: int = 16 * 1024 * 1024
    """The most bytes of a draft: its file, its texts and what is typed. A person has at
    most 200 drafts in a memory."""
    allowed_hosts: tuple[str, ...] = LOOPBACK_HOSTS
    """Host names by which the server may be called."""
    dialects: tuple[str, ...] | None = None
    """Names of the dialects of other tools that are on; None for all."""
    database: str = ""
    """Path or URL of the server's own database; empty for one in the data folder."""
    memories: Mapping[str, str] = field(default_factory=dict)
    """Databases by the names of the memories; empty for the one of the settings."""
    read_databases: Mapping[str, str] = field(default_factory=dict)
    """URLs of read replicas in PostgreSQL, by the names of `memories`."""
    memories_folder: str = ""
    """Where administrators of the server make memories over HTTP; empty for nowhere."""
    trusted_proxies: tuple[str, ...] = ()
    """Addresses and networks whose X-Forwarded-For and -Proto are believed."""
    session_hours: int = 24 * 7
    """How long a login lasts."""
    requests_per_minute: int = 6000
    """Of one person, token or address; more are answered by 429. Each worker counts for
    itself; failed logins are counted once for all."""
    worker_count: int = 1
    """Processes that answer, up to one a core; all use the same files of the index."""
    prepares_searches: bool = True
    """Whether each worker reads in the background, once it answers, what the first
    searches need."""
    log_format: LogFormat = LogFormat.TEXT
    """`text`, or `json` for programs that collect logs."""
    shows_people: bool = False
    """Whether the overview has figures by person, which works councils may forbid."""
    logs_requests: bool = False
    """Whether the log has a line for each request, not only for what went wrong."""
    metrics_token: str = ""
    """A bearer token with which `/metrics` can be read; empty for none."""
    metrics_addresses: tuple[str, ...] = LOOPBACK_NETWORKS
    """Addresses and networks that need no token for `/metrics`; by default this
    machine, and with `--public` none."""
    breached_passwords: str = ""
    """A sorted file of SHA-1 hashes of passwords that are refused."""
    oidc_issuer: str = ""
    """Address of the OpenID provider by whose accounts people log in, too."""
    oidc_client_id: str = ""
    """The id of this server at the provider."""
    oidc_client_secret: str = field(default="", repr=False)
    """The secret that the provider gave this server; empty for none."""
    oidc_adds_people: bool = False
    """Whether people whom the provider knows get an account, without any rights."""

    def answering_others(self) -> "ServerSettings":
        """Return the settings of a server that other machines can reach.

        Behind a proxy of this machine, all that is sent seems to come from here.
        """
        if self.metrics_addresses != LOOPBACK_NETWORKS:
            return self
        return replace(self, metrics_addresses=())

    @property
    def address(self) -> str:
        """Address by which people call the server: of a proxy, if one is trusted."""
        names = [name for name in self.allowed_hosts if name not in LOOPBACK_HOSTS]
        if names and self.trusted_proxies:
            return f"https://{names[0]}"
        host = names[0] if names else LOOPBACK_HOSTS[1]
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def database_location(self) -> str:
        """Path or URL of the server's own database."""
        return self.database or str(user_data_path("padanan") / "server.db")


def read_server_settings(
    folder: Path, environment: Mapping[str, str] = os.environ
) -> ServerSettings:
    """Read the settings of a server that is started in a folder.

    Raises InputError and UnknownName.
    """
    value_by_setting: dict[str, Any] = {}
    for path in list_settings_files(folder):
        table = tomllib.loads(path.read_text("utf-8-sig")).get("server", {})
        if not isinstance(table, dict):
            raise InputError(f"{path}: [server] must be a table")
        value_by_setting |= _resolve_paths(path.parent, table)
    type_by_setting = get_type_hints(ServerSettings)
    for name, text in environment.items():
        if name.startswith(_VARIABLE_PREFIX):
            setting_name = name.removeprefix(_VARIABLE_PREFIX).lower()
            is_list = type_by_setting.get(setting_name) == tuple[str, ...]
            list_items = [list_item for list_item in text.split(",") if list_item]
            value_by_setting[setting_name] = list_items if is_list else text
    setting_names = [setting.name for setting in fields(ServerSettings)]
    for name in value_by_setting:
        if name not in setting_names:
            raise UnknownName("setting in [server]:", name, setting_names)
    try:
        settings = msgspec.convert(value_by_setting, ServerSettings, strict=False)
    except msgspec.ValidationError as error:
        raise InputError(f"[server]: {error}") from None
    return _verify_settings(settings)


def _resolve_paths(folder: Path, table: Mapping[str, Any]) -> dict[str, Any]:
    """Resolve the paths in a table from the folder of its file."""

    def resolve(location: object) -> object:
        if not isinstance(location, str) or not location or "://" in location:
            return location
        return str(folder / expand_home(location))

    resolved_table = dict(table)
    for setting_name in {
        "database",
        "breached_passwords",
        "memories_folder",
    } & table.keys():
        resolved_table[setting_name] = resolve(table[setting_name])
    memories = table.get("memories")
    if isinstance(memories, dict):
        resolved_table["memories"] = {
            setting_name: resolve(memory_location)
            for setting_name, memory_location in memories.items()
        }
    return resolved_table


def _verify_settings(settings: ServerSettings) -> ServerSettings:
    """Return settings that make sense. Raises InputError."""
    for name in settings.memories:
        if not MEMORY_NAME_PATTERN.fullmatch(name):
            raise InputError(
                f"[server.memories]: {name!r} is no name for a memory; use letters, "
                "digits, hyphens, dots and underscores"
            )
    for name in ("trusted_proxies", "metrics_addresses"):
        try:
            for network in getattr(settings, name):
                ip_network(network)
        except ValueError as error:
            raise InputError(f"[server] {name}: {error}") from None
    for name in _COUNT_SETTING_NAMES:
        if getattr(settings, name) < 1:
            raise InputError(f"[server] {name} must be 1 or more")
    if not settings.request_seconds > 0:
        raise InputError("[server] request_seconds must be more than 0")
    for name in settings.read_databases:
        if name not in settings.memories:
            raise UnknownName("memory in read_databases:", name, settings.memories)
    if not 0 <= settings.port <= _MAX_PORT:
        raise InputError(f"[server] port must be a number from 0 to {_MAX_PORT}")
    return settings
