"""The context of a request: who sent it, and the memory it is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from padanan.memory import Memory
from tm.text.locale import Locale
from web.connections.abandoned_requests import RequestWatch
from web.database.server_database import ServerDatabase
from web.people.caller_rights import Caller, RoleGrant
from web.people.credentials import ClientConnection
from web.people.role import Role
from web.server import Server


@dataclass(frozen=True, slots=True)
class ServerRequestContext:
    """The context of a request about the server or its people: without a memory."""

    person: Caller
    """Who asks."""
    server: Server
    connection: ClientConnection

    @property
    def database(self) -> ServerDatabase:
        """The server's own database."""
        return self.server.database

    def administers(self, grant: RoleGrant) -> bool:
        """Whether the person administers the memory or termbase of a role."""
        role = self.person.rights.find_role(grant.memory, grant.termbase)
        return role is Role.ADMINISTRATOR


@dataclass(frozen=True, slots=True)
class RequestContext:
    """What a handler works with next to the values of the request."""

    memory: Memory
    """Holds only what the person who asks may read; their changes are theirs."""
    memory_name: str
    role: Role
    """What they may do in the memory, or in the termbase that the request names."""
    person: Caller
    """Who asks."""
    server: Server
    version: str | None = None
    """The version that the caller has read of what is to be changed, by If-Match."""
    connection: ClientConnection | None = None
    """How the client calls the server, for addresses in answers of dialects."""
    watch: RequestWatch = field(default_factory=RequestWatch)
    """Whether the client still waits; only where the route says so."""

    @property
    def database(self) -> ServerDatabase:
        """The server's own database."""
        return self.server.database

    def list_languages(self) -> Sequence[Locale]:
        """List the languages of the memory, those of its settings first."""
        settings = self.memory.settings
        preferred_languages = [
            locale
            for locale in (settings.source, settings.target)
            if locale is not None
        ]
        stored_languages = map(Locale.parse, self.memory.units.list_languages())
        return [*dict.fromkeys([*preferred_languages, *stored_languages])]


@dataclass(frozen=True, slots=True)
class AnswerWithHeaders:
    """What a handler gives, with headers such as that of a cookie."""

    value: object
    headers: Mapping[str, str]
