"""Memories that other tools make and remove, where the server has a folder for them."""

from tm.errors import InputError
from web.access import require_role
from web.people.role import Role
from web.request_context import RequestContext


def ensure_memory(context: RequestContext, name: str) -> None:
    """Make a memory unless somebody reads it already.

    Raises InputError where they may not make one, and for a name that is no name.
    """
    if name in context.server.list_readable_memories(context.person):
        return
    folder = context.server.memories.folder
    is_administrator = context.person.rights.find_server_role() is Role.ADMINISTRATOR
    if folder is None or not is_administrator:
        raise InputError(
            f"there is no memory {name!r}; memories of the server are named in "
            "[server.memories] of padanan.toml, and its administrators make others if "
            "memories_folder is set in [server]"
        )
    folder.create(name)


def remove_memory(context: RequestContext) -> None:
    """Remove the memory of a request; its files stay in the folder, under `.removed`.

    Roles and jobs in it end with it: a later one of its name is another memory.
    Raises InputError for a memory of the settings, and Forbidden.
    """
    server_role = context.person.rights.find_server_role()
    require_role(server_role, Role.ADMINISTRATOR, "the server")
    context.server.remove_memory(context.memory_name, actor=context.person.person_id)
