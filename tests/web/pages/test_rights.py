"""Who may open a page or send its form: the same people as for a route of the API."""

import re
from collections.abc import Iterator

import httpx
import msgspec
import pytest

from tests.web.people.team import OPEN, SECRET, Team, serve_team
from web.pages.forms.sent_file import SentFile
from web.pages.page_route import PageRoute
from web.pages.route_table import PAGES
from web.people.role import Role
from web.route import Scope

_MEMORY_PAGES = [page for page in PAGES if page.route.scope is Scope.MEMORY]
_VALUES = {
    "id": "j2k4abcdefghjkmnp",
    "group": "0123456789ab",
    "name": "i1",
    "url": "http://127.0.0.1/a",
    "concept": "office-1",
    "other": "office-2",
    "suggestion": "s2k4abcdefghjkmnp",
    "decision": "accept",
    "source": "vi",
    "target": "id",
    "source_text": "x",
    "action": "dismiss",
    "format": "html",
    "key": "0123456789abcdef",
    "row": "t0",
    "number": "1",
    "other_number": "1",
    "unit": "0123456789abcdef",
    "version": "0123456789abcdef" * 2,
    "fingerprint": "0123456789abcdef",
    "error": "0123456789abcdef",
    "target_text": "Jumpa pers",
    "reason": "kutipan",
    "description": "angka tertukar",
    "target_locale": "id",
    "state": "reviewed",
    "keys": "0123456789abcdef" * 2,
    "new_state": "reviewed",
}
"""What the fields of the pages take that they need."""
_VALUES_BY_PLACE = {
    "translate": {"id": "d2k4abcdefghjkmnp", "number": "1"},
    "review": {"pair": "0123456789abcdef", "action": "accept"},
}
_Served = tuple[httpx.Client, Team]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Served]:
    """A server with accounts, and a client with nobody's secrets."""
    with serve_team(tmp_path_factory.mktemp("team")) as (client, team):
        yield client, team


def _send(
    served: _Served, page: PageRoute, role: Role | None, **values: str
) -> httpx.Response:
    client, team = served
    client.cookies.clear()
    route = page.route
    known = _VALUES | _VALUES_BY_PLACE.get(route.path.split("/")[1], {})
    path = re.sub(r"\{(\w+)\}", lambda name: known[name[1]], route.path)
    fields = msgspec.structs.fields(route.request_type)
    needed = {
        field.name: known[field.name]
        for field in fields
        if field.required
        and f"{{{field.name}}}" not in route.path
        and field.type is not SentFile
    }
    files = {
        field.name: ("units.csv", b"vi,id\nCon,Anak\n")
        for field in fields
        if field.type is SentFile
    }
    sent = {
        name: str(value)
        for name, value in {**needed, **route.example, **values}.items()
        if f"{{{name}}}" not in route.path
    }
    is_read = route.verb == "GET"
    return client.request(
        *(route.verb, path),
        params=sent if is_read else None,
        data=None if is_read else sent,
        files=files or None,
        headers={
            "accept": "text/html",
            **({} if role is None else team.make_headers(role)),
        },
    )


def _name(page: PageRoute) -> str:
    return f"{page.route.verb} {page.route.path}"


@pytest.mark.parametrize("page", _MEMORY_PAGES, ids=_name)
def test_who_is_not_logged_in_is_led_to_it_or_refused(
    served: _Served, page: PageRoute
) -> None:
    answer = _send(served, page, None)
    if page.route.verb == "GET":
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/login?next=%2F")
    else:
        assert answer.status_code == 401


@pytest.mark.parametrize("page", _MEMORY_PAGES, ids=_name)
def test_a_memory_of_others_looks_like_one_that_is_not_there(
    served: _Served, page: PageRoute
) -> None:
    told = []
    for name in (SECRET, "nothing"):
        answer = _send(served, page, Role.READER, memory=name)
        assert answer.status_code == 404
        told.append(answer.text.replace(name, ""))
    assert told[0] == told[1]


@pytest.mark.parametrize(
    "page",
    [page for page in _MEMORY_PAGES if page.route.role is not Role.READER],
    ids=_name,
)
def test_a_reader_may_not_send_what_needs_a_higher_role(
    served: _Served, page: PageRoute
) -> None:
    answer = _send(served, page, Role.READER, memory=OPEN)
    assert answer.status_code == 403
    # A translator may only undo what is theirs.
    assert _send(served, page, Role.REVIEWER, memory=OPEN).status_code != 403
