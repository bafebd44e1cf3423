"""OpenAPI 3.1 of the routes, made of the same dataclasses that answer requests."""

from collections.abc import Sequence
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route as AddressRoute

from web.openapi.field_docs import add_field_docs
from web.openapi.openapi_page import make_openapi_page_endpoints
from web.openapi.operations import REFERENCE, describe_route, leave_out_path_names
from web.people.credentials import SESSION_COOKIE
from web.problems import Problem
from web.requests import encode_json
from web.route import Route


def make_openapi(routes: Sequence[Route]) -> dict[str, Any]:
    """Make the document; Any, since JSON Schema nests as deep as its types."""
    types: list[Any] = [route.request_type for route in routes]
    types += [route.answer_type for route in routes]
    types.append(Problem)
    schemas, components = msgspec.json.schema_components(types, ref_template=REFERENCE)
    schema_by_type = dict(zip(types, schemas, strict=True))
    leave_out_path_names(routes, components)
    add_field_docs(components, types)
    _write_tuples_as_arrays(components)
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
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": SESSION_COOKIE},
            },
        },
        # Without accounts no token is needed.
        "security": [{"token": []}, {"session": []}, {}],
    }


def _write_tuples_as_arrays(schema: Any) -> None:
    """Write tuples of one type as arrays with a length, in place.

    Says the same, and is understood by tools that do not know `prefixItems`.
    """
    if isinstance(schema, dict):
        element_schemas = schema.get("prefixItems")
        if isinstance(element_schemas, list) and all(
            element_schema == element_schemas[0] for element_schema in element_schemas
        ):
            del schema["prefixItems"]
            schema["items"] = element_schemas[0]
        schema = list(schema.values())
    if isinstance(schema, list):
        for inner_schema in schema:
            _write_tuples_as_arrays(inner_schema)


def make_openapi_endpoints(routes: Sequence[Route]) -> list[AddressRoute]:
    """Make the addresses of the document, and of the page that shows it."""
    document = make_openapi(routes)
    body = encode_json(document)

    async def show(_: Request) -> Response:
        return Response(body, media_type="application/json")

    return [
        AddressRoute("/api/v1/openapi.json", show),
        *make_openapi_page_endpoints(document),
    ]
