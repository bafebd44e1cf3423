"""The server: its memories, its people, and the threads in which it works."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Self, TypeVar

from tm.errors import InputError
from tm.settings import Settings
from web.connections.streams import StreamLimit
from web.database.server_database import ServerDatabase
from web.jobs.runner import JobRunner
from web.memories import ServedMemories
from web.people.authentication import Authenticator
from web.people.caller_rights import Caller
from web.people.credentials import ClientConnection, ConnectionReader
from web.people.login.passwords import Passwords
from web.people.login.throttle import RateLimit, group_address
from web.people.personal_data import forget_memory
from web.settings import ServerSettings
from web.threads.memory_threads import MemoryThreads

if TYPE_CHECKING:
    from web.people.login.openid import OpenIdProvider

_AnswerT = TypeVar("_AnswerT")


class Server:
    """What all requests share."""

    def __init__(
        self,
        settings: ServerSettings,
        memories: ServedMemories,
        database: ServerDatabase,
    ) -> None:
        self.settings = settings
        self.memories = memories
        self.database = database
        """Of people, tokens, suggestions, jobs."""
        self.authenticator = Authenticator(database)
        self.job_runner = JobRunner(database, memories)
        self.passwords = Passwords(settings.breached_passwords)
        self.openid_provider = _make_openid_provider(settings)
        """By whose accounts people log in, too; None for nobody's."""
        self.stream_limit = StreamLimit()
        self.rate_limit = RateLimit(settings.requests_per_minute)
        self.connection_reader = ConnectionReader(settings.trusted_proxies)
        self.memory_threads = MemoryThreads(
            thread_count=settings.thread_count,
            waiting_limit=settings.waiting_limit,
            max_seconds=settings.request_seconds,
            side_by_side=memories.uses_database_server,
        )

    @classmethod
    def open(cls, server_settings: ServerSettings, settings: Settings) -> Self:
        """Open the databases of the settings. Raises StoreError and InputError."""
        memories = ServedMemories.open(server_settings, settings)
        return cls(
            server_settings,
            memories,
            ServerDatabase(server_settings.database_location),
        )

    async def admit(
        self, secret: str | None, connection: ClientConnection | None
    ) -> Caller:
        """Find who had a token or a session a moment ago, and count their request.

        Without a connection, its address was counted before. Raises TooManyRequests,
        TooBusy and StoreError.
        """
        if connection is not None:
            self.rate_limit.count(group_address(connection.address))
        caller = self.authenticator.recall(secret)
        if caller is None:
            caller = await self.memory_threads.run(self.authenticator.look_up, secret)
        if caller.person_id is not None:
            self.rate_limit.count(caller.person_id)
        return caller

    async def run_for(
        self,
        caller: Caller,
        answer_caller: Callable[[Caller], _AnswerT],
        *,
        runs_to_end: bool = False,
    ) -> _AnswerT:
        """Work in a thread for somebody, with the rights that they have when it begins.

        `runs_to_end`: however long it takes. Raises TooBusy and StoreError.
        """

        def renew_and_work() -> _AnswerT:
            return answer_caller(self.authenticator.renew(caller))

        if runs_to_end:
            return await self.memory_threads.run_to_end(renew_and_work)
        return await self.memory_threads.run_for(caller.person_id, renew_and_work)

    def list_readable_memories(self, caller: Caller) -> list[str]:
        """List the memories that somebody may read; the first is their default."""
        return [name for name in self.memories.names if caller.rights.find_role(name)]

    def remove_memory(self, name: str, *, actor: str | None) -> None:
        """Remove a memory of the folder, with the roles, jobs and suggestions in it.

        Raises InputError for one that the settings name.
        """
        folder = self.memories.folder
        if folder is None or name not in folder.list_names():
            raise InputError(f"the settings of the server name {name}; remove it there")
        # First: whenever the process may end, nobody has rights in a later memory.
        forget_memory(self.database, name, actor=actor)
        folder.remove(name)

    def close(self) -> None:
        """Wait for the calls that run, refuse the others, and close all databases.

        A job that runs is queued again, for the next start.
        """
        self.job_runner.stop()
        self.memory_threads.close()
        self.memories.close()
        self.database.close()


def _make_openid_provider(settings: ServerSettings) -> "OpenIdProvider | None":
    """Make the provider of the settings. Raises InputError without the extra `oidc`."""
    if not settings.oidc_issuer:
        return None
    try:
        from web.people.login.openid import OpenIdProvider
    except ModuleNotFoundError as error:
        raise InputError(
            f"[server] oidc_issuer: {error.name} is not installed; run: "
            "pip install 'padanan[oidc]'"
        ) from error
    return OpenIdProvider(
        settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret
    )
