"""OpenAPI 3.1 of the routes, made of the same dataclasses that answer requests."""

from collections.abc import Sequence
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.routing import Route as AddressRoute
from starlette.types import Receive, Scope, Send

from web.openapi.field_docs import add_field_docs
from web.openapi.operations import REFERENCE, describe_route, leave_out_path_names
from web.openapi.page import make_openapi_page_endpoints
from web.problems import Problem
from web.requests import encode_json
from web.route import Route


def make_openapi(routes: Sequence[Route]) -> dict[str, Any]:
    """Make the document; Any, since JSON Schema nests as deep as its types."""
    types: list[Any] = [route.takes for route in routes]
    types += [route.gives for route in routes]
    types.append(Problem)
    schemas, components = msgspec.json.schema_components(types, ref_template=REFERENCE)
    schema_by_type = dict(zip(types, schemas, strict=True))
    leave_out_path_names(routes, components)
    add_field_docs(components, types)
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.verb.lower()] = describe_route(
            route, schema_by_type
        )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Padanan",
            "version": "1",
            "summary": "Translation memory, termbase and consistency checker.",
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        # Without accounts no token is needed.
        "security": [{"token": []}, {}],
    }


def make_openapi_endpoint(routes: Sequence[Route]) -> BaseRoute:
    """Make the addresses of the document, and of the page that shows it."""
    document = make_openapi(routes)
    body = encode_json(document)

    async def show(_: Request) -> Response:
        return Response(body, media_type="application/json")

    return _AddressGroup(
        [
            AddressRoute("/api/v1/openapi.json", show),
            *make_openapi_page_endpoints(document),
        ]
    )


class _AddressGroup(BaseRoute):
    """Several addresses in the place of one."""

    def __init__(self, addresses: Sequence[AddressRoute]) -> None:
        self._addresses = addresses

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match as the first of the addresses that matches."""
        for address in self._addresses:
            match, child_scope = address.matches(scope)
            if match is not Match.NONE:
                return match, child_scope
        return Match.NONE, {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the address that matches answer."""
        for address in self._addresses:
            if address.matches(scope)[0] is not Match.NONE:
                await address.handle(scope, receive, send)
                return
