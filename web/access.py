"""Who may call what: the only way to a memory.

REST, the dialects and the tools of assistants all come through `open_call`.
"""

from tm.errors import NotFound
from web.call import Call
from web.people.refusals import Forbidden, Unauthorized
from web.people.rights import Caller, Credential
from web.people.role import Role
from web.server import Server


def open_call(
    server: Server,
    caller: Caller,
    memory_name: str | None = None,
    *,
    role: Role = Role.READER,
    termbase: str | None = None,
    version: str | None = None,
) -> Call:
    """Open a memory for somebody who needs a role in it, or in a termbase of it.

    Raises Unauthorized, Forbidden, and NotFound for a memory that is not there and
    for one that they may not read alike.
    """
    require_known(caller)
    if memory_name is None:
        readable = server.list_readable_memories(caller)
        if not readable:
            raise NotFound("you may not read any memory; ask an administrator")
        memory_name = readable[0]
    memory_role = caller.rights.find_role(memory_name, termbase)
    memory = server.memories.get(memory_name, caller.person_id)
    if memory is None or memory_role is None:
        raise NotFound(f"no memory {memory_name!r}; GET /api/v1/memories lists yours")
    require_role(memory_role, role, memory_name)
    return Call(memory, memory_name, memory_role, caller, server, version)


def require_known(caller: Caller) -> None:
    """Raise Unauthorized for somebody who has not said who they are."""
    if caller.credential is Credential.NONE:
        raise Unauthorized(
            "log in, or send a valid token: Authorization: Bearer TOKEN; "
            "`padanan people token` makes one"
        )


def require_role(actual: Role | None, required: Role, place: str) -> None:
    """Raise Forbidden for a role that is too low."""
    if actual is None or not actual.includes(required):
        raise Forbidden(
            f"this needs the role {required} in {place}"
            + (f"; yours, or that of the token, is {actual}" if actual else "")
        )
