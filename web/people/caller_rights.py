"""Who asks, and in which memories and termbases they have which role."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from web.people.role import Role

EVERY_MEMORY = "*"
"""Stands for all memories of a server, later ones included, and for the server."""


@dataclass(frozen=True, slots=True)
class RoleGrant:
    """A role of a person in a memory, or in one termbase of it."""

    memory: str
    """The name of the memory."""
    role: Role
    termbase: str | None = None
    """None for the whole memory."""


@dataclass(frozen=True, slots=True)
class Rights:
    """The roles of a person, and the limits of the token that they use.

    A role in a termbase adds to that in its memory: whoever may read a memory may read
    all its termbases. What some may not read is another memory.
    """

    role_by_place: Mapping[tuple[str, str | None], Role]
    """By memory and termbase."""
    highest_role: Role = Role.ADMINISTRATOR
    """The role that a token may use at most."""
    memories: frozenset[str] | None = None
    """The memories that a token is for; None for all, and the server itself."""

    @classmethod
    def make(cls, grants: Iterable[RoleGrant]) -> "Rights":
        """Make the rights of a person from their grants."""
        return cls({(grant.memory, grant.termbase): grant.role for grant in grants})

    def find_role(
        self, memory_name: str, termbase_name: str | None = None
    ) -> Role | None:
        """Find the role in a memory, or in a termbase; None if it may not be read."""
        if self.memories is not None and memory_name not in self.memories:
            return None
        roles = [
            role
            for place in ((EVERY_MEMORY, None), (memory_name, None))
            if (role := self.role_by_place.get(place)) is not None
        ]
        if not roles:
            return None
        if termbase_name is not None:
            termbase_role = self.role_by_place.get((memory_name, termbase_name))
            roles += [] if termbase_role is None else [termbase_role]
        role = max(roles, key=lambda role: role.rank)
        return min(role, self.highest_role, key=lambda role: role.rank)

    def find_server_role(self) -> Role | None:
        """Find the role in the server itself, with its people."""
        return self.find_role(EVERY_MEMORY)


class Credential(StrEnum):
    """How somebody has shown who they are."""

    LOCAL = "local"
    """By using this machine: a server without accounts answers nobody else."""
    TOKEN = "token"
    SESSION = "session"
    NONE = "none"
    """Not at all."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request, and what they may do."""

    credential: Credential
    rights: Rights
    person_id: str | None = None
    """The random id of the person; None without accounts."""
    name: str | None = None
    credential_id: str | None = field(default=None, repr=False)
    """The id of the token, or the hash of the session."""
    identity_confirmed_at: int = 0
    """When the person last proved in this session who they are: seconds since 1970."""
    secret_hash: str | None = field(default=None, repr=False)
    """Of the token or the session, which `Authenticator.renew` looks up again."""


LOCAL_CALLER = Caller(
    Credential.LOCAL, Rights({(EVERY_MEMORY, None): Role.ADMINISTRATOR})
)
"""The user of this machine, where there are no accounts."""
UNKNOWN_CALLER = Caller(Credential.NONE, Rights({}))
"""Somebody without a token and a session, where there are accounts."""
