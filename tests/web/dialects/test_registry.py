"""Which dialects a server speaks, and what all of them have in common."""

from pathlib import Path

import httpx
import pytest
from starlette.datastructures import Headers

from tests.web.dialects.conftest import make_settings
from tests.web.dialects.examples import send_example
from tests.web.serving import serve
from tm.errors import UnknownName
from web.dialects.dialect import Dialect
from web.dialects.registry import DIALECTS
from web.people.role import Role

_DIALECTS = {dialect.name: dialect for dialect in DIALECTS}
_KEYS = {"recordKey", "id", "job_id", "signed_job_id", "uuid"}


def test_prefixes_are_different() -> None:
    assert len(_DIALECTS) == len(DIALECTS)


def test_only_the_dialects_of_the_settings_are_spoken(tmp_path: Path) -> None:
    settings = make_settings(tmp_path, ("apertium",))
    with serve(tmp_path / "memory.db", settings) as client:
        assert client.get("/apertium/listPairs").json()["responseData"] == []
        assert client.get("/tmserver/languages/").status_code == 404
        assert client.get("/api/v1/openapi.json").status_code == 200


def test_an_unknown_dialect_is_named(tmp_path: Path) -> None:
    settings = make_settings(tmp_path, ("tmservr",))
    with (
        pytest.raises(UnknownName, match="tmserver"),
        serve(tmp_path / "memory.db", settings),
    ):
        pass


@pytest.mark.parametrize("dialect", DIALECTS, ids=_DIALECTS)
def test_every_example_is_answered(own_client: httpx.Client, dialect: Dialect) -> None:
    # What is read must be there: it is stored first, and removed at last.
    routes = sorted(
        dialect.routes, key=lambda one: (one.verb == "DELETE", one.role is Role.READER)
    )
    for route in routes:
        answer = send_example(own_client, dialect, route)
        # What an example names by its key is not there.
        is_missing = _KEYS & route.example.keys()
        statuses = (route.status, 404) if is_missing else (route.status,)
        if route.name == "delete_memory":  # that of the settings
            statuses = (400,)
        assert answer.status_code in statuses, (route, answer.text)


@pytest.mark.parametrize("dialect", DIALECTS, ids=_DIALECTS)
def test_every_dialect_reports_errors_as_its_own(
    client: httpx.Client, dialect: Dialect
) -> None:
    answer = client.get(f"{dialect.prefix}/nothing/such")
    assert answer.status_code == 404
    assert "problem" not in answer.headers["content-type"]
    assert "no address" in answer.text


@pytest.mark.parametrize("dialect", DIALECTS, ids=_DIALECTS)
def test_bodies_that_cannot_be_read_are_refused(
    client: httpx.Client, dialect: Dialect
) -> None:
    route = next((route for route in dialect.routes if route.has_body), None)
    if route is None:
        pytest.skip("takes no bodies")
    path = dialect.prefix + route.path
    json_type = {"content-type": "application/json"}
    for content, headers, statuses in (
        (b"{", json_type, {400}),
        (b"[" * 100_000, json_type, {400}),
        (b"[]", json_type, {400}),
        (b"\xff", json_type, {400}),
        (b"a=%ff", {"content-type": "application/x-www-form-urlencoded"}, {400}),
        (b"x" * 9_000_000, json_type, {413}),
    ):
        answer = client.request(route.verb, path, content=content, headers=headers)
        assert answer.status_code in statuses, (content[:9], answer.text)


def test_a_head_request_is_answered_as_get(client: httpx.Client) -> None:
    answer = client.head("/tmserver/languages/")
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("name", "headers", "values", "token"),
    [
        ("tmserver", {}, {"key": "a"}, None),
        ("tmserver", {"authorization": "Bearer abc"}, {}, "abc"),
        ("tmserver", {"authorization": "Basic c2l0aTphYmM="}, {}, "abc"),
        ("tmserver", {"authorization": "Basic YWJjOg=="}, {}, "abc"),
        ("tmserver", {"authorization": "Basic !"}, {}, None),
        ("apertium", {}, {"key": "abc"}, "abc"),
        ("libretranslate", {}, {"api_key": "abc"}, "abc"),
        ("libretranslate", {}, {"api_key": ""}, None),
        ("libretranslate", {}, {"api_key": ["abc"]}, None),
        ("weblate", {"authorization": "Token abc"}, {}, "abc"),
        ("mymemory", {}, {"key": "abc,def"}, "abc"),
    ],
)
def test_keys_are_found_where_clients_put_them(
    name: str, headers: dict[str, str], values: dict[str, object], token: str | None
) -> None:
    assert _DIALECTS[name].find_token(Headers(headers), values) == token


def test_nothing_is_changed_by_get() -> None:
    # A picture on any website could send it, without saying where it comes from.
    assert not [
        (dialect.name, route.path)
        for dialect in DIALECTS
        for route in dialect.routes
        if route.verb == "GET" and route.role is not Role.READER
    ]
