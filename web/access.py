"""Who may call what: the only way to a memory.

REST, the dialects and the tools of assistants all come through `open_context`.
"""

from tm.errors import NotFound
from web.database.server_database import get_time
from web.people.access_errors import ConfirmationNeeded, Forbidden, Unauthorized
from web.people.caller_rights import EVERY_MEMORY, Caller, Credential
from web.people.credentials import ClientConnection
from web.people.login.sessions import CONFIRMED_SECONDS, is_csrf_token
from web.people.role import Role
from web.request_context import RequestContext
from web.route import Route, Scope
from web.server import Server


def open_context(
    server: Server,
    caller: Caller,
    memory_name: str | None = None,
    *,
    role: Role = Role.READER,
    termbase_name: str | None = None,
    version: str | None = None,
) -> RequestContext:
    """Open a memory for somebody who needs a role in it, or in a termbase of it.

    Raises Unauthorized, Forbidden, and NotFound, both for a memory that does not exist
    and for one that they may not read.
    """
    require_identified_caller(caller)
    if memory_name is None:
        readable_names = server.list_readable_memories(caller)
        if not readable_names:
            raise NotFound("you may not read any memory; ask an administrator")
        memory_name = readable_names[0]
    memory_role = caller.rights.find_role(memory_name, termbase_name)
    memory = server.memories.get(memory_name, caller.person_id)
    if memory is None or memory_role is None:
        raise NotFound(f"no memory {memory_name!r}; GET /api/v1/memories lists yours")
    require_role(memory_role, role, memory_name)
    return RequestContext(memory, memory_name, memory_role, caller, server, version)


def verify_place_role(
    server: Server,
    caller: Caller,
    role: Role,
    memory_name: str,
    termbase_name: str | None,
) -> None:
    """Verify a role in a memory, in a termbase of it, or for `*` in the server.

    Raises what `open_context` raises.
    """
    if memory_name == EVERY_MEMORY:
        require_role(caller.rights.find_server_role(), role, "the server")
    else:
        open_context(
            server, caller, memory_name, role=role, termbase_name=termbase_name
        )


def verify_caller(route: Route, caller: Caller, connection: ClientConnection) -> None:
    """Raise Unauthorized or Forbidden for somebody who may not use a route at all.

    With a session, which a browser sends by itself, a change needs the token that only
    a page of the server knows; and what is delicate needs a login of some minutes ago.
    """
    if route.scope is not Scope.ANYONE:
        require_identified_caller(caller)
        verify_not_forged(route.verb, caller, connection)
    needs_recent_login = route.needs_confirmation or route.scope is Scope.ACCOUNT
    if not needs_recent_login or caller.credential is Credential.LOCAL:
        return
    if caller.credential is not Credential.SESSION:
        raise Forbidden("a token may not do this; log in by name and password")
    is_confirmed = get_time() - caller.identity_confirmed_at <= CONFIRMED_SECONDS
    if route.needs_confirmation and not is_confirmed:
        raise ConfirmationNeeded("log in again first: POST /api/v1/session")


def verify_not_forged(verb: str, caller: Caller, connection: ClientConnection) -> None:
    """Raise Forbidden for a change that another site may have sent with a session."""
    if caller.credential is not Credential.SESSION or verb in ("GET", "HEAD"):
        return
    if not is_csrf_token(connection.session_secret or "", connection.csrf_token):
        raise Forbidden(
            "send the csrf_token of GET /api/v1/session as the header X-CSRF-Token"
        )


def require_identified_caller(caller: Caller) -> None:
    """Raise Unauthorized for somebody who has not said who they are."""
    if caller.credential is Credential.NONE:
        raise Unauthorized(
            "log in, or make a token and send it: Authorization: Bearer TOKEN",
            next_step="make a token",
        )


def require_role(caller_role: Role | None, required_role: Role, place: str) -> None:
    """Raise Forbidden for a role that is too low."""
    if caller_role is None or not caller_role.includes(required_role):
        raise Forbidden(
            f"this needs the role {required_role} in {place}"
            + (
                f"; yours, or that of the token, is {caller_role}"
                if caller_role
                else ""
            )
        )
