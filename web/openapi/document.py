"""OpenAPI 3.1 of the routes, made of the same dataclasses that answer requests."""

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib.resources import files
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route as AddressRoute

from web.openapi.field_docs import add_field_docs
from web.openapi.openapi_page import (
    PAGE_ADDRESSES,
    PAGE_HEADERS,
    make_openapi_page,
)
from web.openapi.operations import REFERENCE, describe_route, leave_out_path_names
from web.people.credentials import SESSION_COOKIE
from web.problems import Problem
from web.requests import encode_json
from web.route import Route


def make_openapi(routes: Sequence[Route]) -> dict[str, Any]:
    """Make the document; Any, since JSON Schema nests as deep as its types."""
    documented_types: list[Any] = [route.request_type for route in routes]
    documented_types += [route.answer_type for route in routes]
    documented_types.append(Problem)
    schemas, components = msgspec.json.schema_components(
        documented_types, ref_template=REFERENCE
    )
    schema_by_type = dict(zip(documented_types, schemas, strict=True))
    leave_out_path_names(routes, components)
    add_field_docs(components, documented_types)
    _write_tuples_as_arrays(components)
    example_answers = _read_example_answers()
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.verb.lower()] = describe_route(
            route, schema_by_type, example_answers
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


def _read_example_answers() -> dict[str, Any]:
    """Read what the example of each route gives, as tests/web/example_answers.py ran
    it."""
    path = files("web.openapi") / "data" / "example_answers.json"
    example_answers: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return example_answers


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


class _OpenApiAnswers:
    """The document and its page, made when somebody first asks for one of them.

    They take a fifth of a second, which is saved when the server starts.
    """

    def __init__(self, routes: Sequence[Route]) -> None:
        self._routes = routes

    @cached_property
    def _document(self) -> Mapping[str, Any]:
        return make_openapi(self._routes)

    @cached_property
    def _body(self) -> bytes:
        return encode_json(self._document)

    @cached_property
    def _page(self) -> str:
        return make_openapi_page(self._document)

    # No coroutines, so that Starlette calls them in a thread: other requests go on.

    def show_document(self, _: Request) -> Response:
        return Response(self._body, media_type="application/json")

    def show_page(self, _: Request) -> Response:
        return Response(self._page, media_type="text/html", headers=PAGE_HEADERS)


def make_openapi_endpoints(routes: Sequence[Route]) -> list[AddressRoute]:
    """Make the addresses of the document, and of the page that shows it."""
    answers = _OpenApiAnswers(routes)
    return [
        AddressRoute("/api/v1/openapi.json", answers.show_document),
        *(AddressRoute(address, answers.show_page) for address in PAGE_ADDRESSES),
    ]
