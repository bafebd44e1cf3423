"""The shell of a page: what surrounds its content, whoever looks at it and where."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import TypeAlias
from urllib.parse import quote, urlencode

from starlette.requests import Request

from glossary.title_phrases.word_table import WORD_ID_PREFIX
from web.pages.page_route import N_
from web.pages.preferences import LANGUAGES, PREFERENCE_NAMES, Preferences
from web.people.accounts import find_name
from web.people.caller_rights import Caller, Credential
from web.people.credentials import ClientConnection
from web.people.login.sessions import make_csrf_token
from web.people.role import Role
from web.server import Server

Navigation: TypeAlias = Mapping[str, str]
"""The names of pages that the header shows, by path."""
NAVIGATION: Navigation = {
    "/": N_("Search"),
    "/checks": N_("Checks"),
    "/articles": N_("Articles"),
    "/review": N_("Review"),
    "/terms": N_("Terms"),
    "/translate": N_("Translate"),
    "/import": N_("Import"),
    "/import/export": N_("Export"),
    "/history": N_("History"),
    "/overview": N_("Overview"),
    "/people": N_("People"),
}
"""What the header names, in its order; those that no page has are left out."""


@dataclass(frozen=True, slots=True)
class Shell:
    """What the template `page.html` shows around the content."""

    preferences: Preferences
    path: str
    query: Sequence[tuple[str, str]]
    navigation: Navigation
    memory_name: str | None
    """None where the page is about no memory."""
    memories: Sequence[str]
    """Those that the person may read; the first is the default."""
    person_name: str | None
    is_logged_in: bool
    may_log_in: bool
    """Whether the server has accounts, and nobody is logged in."""
    csrf_token: str | None
    may_translate: bool = False
    """Whether the person may change the memory."""
    find_name: Callable[[str], str | None] = lambda person_id: None
    """Finds the name of somebody by the id that signs their changes."""

    def name_person(self, person_id: str | None) -> str:
        """Name who signed something in the memory; an id that names nobody stays."""
        return (self.find_name(person_id) or person_id) if person_id else ""

    @property
    def languages(self) -> Mapping[str, str]:
        """The languages to choose from."""
        return LANGUAGES

    @property
    def current_navigation_path(self) -> str | None:
        """The path of the navigation that the page belongs to: the longest one."""
        matching_paths = [
            path
            for path in self.navigation
            if self.path == path or (path != "/" and self.path.startswith(f"{path}/"))
        ]
        return max(matching_paths, key=len, default=None)

    def make_address(self, path: str, **parameters: object) -> str:
        """Make an address of the same memory; what is None or empty is left out."""
        default = self.memories[0] if self.memories else None
        query_values = {
            name: value
            for name, value in parameters.items()
            if value not in (None, "", False)
        }
        if self.memory_name not in (None, default) and "memory" not in query_values:
            query_values["memory"] = self.memory_name
        return f"{path}?{urlencode(query_values, doseq=True)}" if query_values else path

    def make_concept_address(
        self, concept_id: str, action: str = "", **parameters: object
    ) -> str:
        """Make the address of a concept's page, or of what is done there."""
        path = f"/terms/{quote(find_stored_concept(concept_id) or concept_id, safe='')}"
        return self.make_address(f"{path}/{action}" if action else path, **parameters)

    def make_term_address(self, concept_id: str, term: str) -> str:
        """Make the address of a term's concept, or of a search for a mere word."""
        if "/terms" in self.navigation and find_stored_concept(concept_id):
            return self.make_concept_address(concept_id)
        return self.make_address("/", q=term)

    def change_address(self, **parameters: str) -> str:
        """Make the address of this page with other parameters."""
        # `//name` would lead to another server, and so would `/\name`.
        path = "/" + quote(self.path.lstrip("/\\"), safe="/%")
        left_out_names = {*PREFERENCE_NAMES, *parameters}
        query = [
            (name, value) for name, value in self.query if name not in left_out_names
        ]
        return f"{path}?{urlencode([*query, *parameters.items()])}"


def make_shell(
    request: Request,
    server: Server,
    preferences: Preferences,
    connection: ClientConnection,
    caller: Caller | None,
    *,
    navigation: Navigation,
    memory_name: str | None = None,
) -> Shell:
    """Make the shell of the answer to a request; without a caller it names nobody."""
    secret = connection.session_secret
    is_logged_in = caller is not None and caller.credential is Credential.SESSION
    is_caller_unknown = caller is None or caller.credential is Credential.NONE
    has_names = not is_caller_unknown and server.authenticator.has_accounts
    return Shell(
        preferences,
        request.url.path,
        request.query_params.multi_items(),
        _choose_navigation(caller, navigation),
        memory_name,
        [] if caller is None else server.list_readable_memories(caller),
        None if caller is None else caller.name,
        is_logged_in,
        is_caller_unknown and server.authenticator.has_accounts,
        make_csrf_token(secret) if is_logged_in and secret else None,
        _may_translate(caller, memory_name),
        *([cache(partial(find_name, server.database))] if has_names else []),
    )


def _choose_navigation(caller: Caller | None, navigation: Navigation) -> Navigation:
    """Choose the pages that the header names: for nobody none, people for few."""
    if caller is None or caller.credential is Credential.NONE:
        return {}
    if Role.ADMINISTRATOR in caller.rights.role_by_place.values():
        return navigation
    return {path: name for path, name in navigation.items() if path != "/people"}


def _may_translate(caller: Caller | None, memory_name: str | None) -> bool:
    if caller is None or memory_name is None:
        return False
    role = caller.rights.find_role(memory_name)
    return role is not None and role.includes(Role.TRANSLATOR)


def find_stored_concept(concept_id: str) -> str | None:
    """Find the concept that has a page, for one that may be a composed title.

    >>> find_stored_concept("office-018+office-094"), find_stored_concept("word:expert")
    ('office-018', None)
    """
    parts = concept_id.split("+")
    return next((part for part in parts if not part.startswith(WORD_ID_PREFIX)), None)
