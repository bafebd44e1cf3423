"""The OpenAPI document, and requests that are made of it."""

import hashlib
import json
import re
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.filters import HasAPIOperation

from tests.examples import examples, tries_all
from tests.web.serving import serve
from web.api.route_table import ROUTES
from web.openapi.document import make_openapi
from web.requests import encode_json
from web.route import Route
from web.settings import ServerSettings

SCHEMA = schemathesis.openapi.from_dict(json.loads(encode_json(make_openapi(ROUTES))))
"""Of the table of routes itself; the server shows the same."""
_NO_SCHEMA_SAYS_IT = (412, 422)
"""For values that only the memory can judge: versions, equal languages, checks."""
_TRIED_QUICKLY = ("GET /api/v1/lookup", "POST /api/v1/units", "GET /api/v1/terms")
"""Routes to which `make test` sends all; `make test-all` sends it to every route."""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("server")
    server_settings = ServerSettings(database=str(folder / "server.db"))
    with serve(folder / "memory.db", server_settings) as opened:
        yield opened


def test_the_document_names_every_route(client: httpx.Client) -> None:
    document = client.get("/api/v1/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    assert {
        (verb.upper(), path)
        for path, verbs in document["paths"].items()
        for verb in verbs
    } == {(route.verb, route.path) for route in ROUTES}
    for route in ROUTES:
        operation = document["paths"][route.path][route.verb.lower()]
        assert operation["summary"], route.path
        assert operation["x-role"] == route.role


def test_most_values_are_described_and_every_example_is_there() -> None:
    document = json.loads(encode_json(make_openapi(ROUTES)))
    for path, verbs in document["paths"].items():
        for verb, operation in verbs.items():
            assert operation["x-example"].startswith("/api/v1/"), (verb, path)
            for parameter in operation["parameters"]:
                if parameter["in"] == "path":
                    assert "example" in parameter, (verb, path)
    schemas = document["components"]["schemas"]
    span = schemas["MissedError"]["properties"]["source_span"]["anyOf"][0]
    assert span == {
        "type": "array",
        "minItems": 2,
        "maxItems": 2,
        "items": {"type": "integer"},
    }
    match = schemas["MemoryMatch"]["properties"]
    assert match["repaired"]["description"].startswith("The target with the query's")


@pytest.mark.parametrize("address", ["/api/v1/", "/docs"])
def test_a_page_shows_every_route_without_a_script(
    client: httpx.Client, address: str
) -> None:
    answer = client.get(address)
    assert answer.headers["content-type"].startswith("text/html")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    for route in ROUTES:
        assert f'<h2 id="{route.name}">' in answer.text
    assert "<script" not in answer.text
    links = re.findall(r"(?:src|href)=\"([^\"]+)", answer.text)
    assert all(link.startswith(("#", "/api/v1/")) for link in links)
    style = re.search(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    assert style is not None
    digest = b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy


def _send(case: schemathesis.Case[Any], client: httpx.Client) -> None:
    # A busy machine takes longer than the ten seconds of schemathesis.
    response = case.call(base_url=str(client.base_url), timeout=60)
    if response.status_code not in _NO_SCHEMA_SAYS_IT:
        case.validate_response(response)


_SETTINGS = settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_the_server_keeps_its_own_document(client: httpx.Client, route: Route) -> None:
    """Two requests that the document allows or forbids; `make test-all` sends more."""
    operation = SCHEMA[route.path][route.verb]
    cases = [operation.as_strategy(generation_mode=mode) for mode in GenerationMode]

    @settings(_SETTINGS, max_examples=examples(4))
    @given(case=st.one_of(cases))
    def send(case: schemathesis.Case[Any]) -> None:
        _send(case, client)

    send()


def _is_tried(context: HasAPIOperation) -> bool:
    """Whether all is sent to a route: to make its hundred cases takes half a second."""
    return tries_all() or context.operation.label in _TRIED_QUICKLY


@pytest.mark.slow
@SCHEMA.include(func=_is_tried).parametrize()
@settings(_SETTINGS, max_examples=examples(60))
def test_the_server_keeps_its_own_document_whatever_is_sent(
    case: schemathesis.Case[Any], client: httpx.Client
) -> None:
    """All edges of every value, and random ones; a few routes in `make test`."""
    _send(case, client)
