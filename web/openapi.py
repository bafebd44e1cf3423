"""OpenAPI 3.1 of the routes, made of the same dataclasses that answer requests."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import msgspec
import msgspec.structs
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route as AddressRoute

from web.problems import PROBLEM_TYPE, Problem
from web.requests import encode_json
from web.route import Route

_REFERENCE = "#/components/schemas/{name}"


def make_openapi(routes: Sequence[Route]) -> dict[str, Any]:
    """Make the document; Any, since JSON Schema nests as deep as its types."""
    types: list[Any] = [route.takes for route in routes]
    types += [route.gives for route in routes]
    types.append(Problem)
    schemas, components = msgspec.json.schema_components(types, ref_template=_REFERENCE)
    schema_by_type = dict(zip(types, schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.verb.lower()] = _describe_route(
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
        "components": {"schemas": components},
    }


def make_openapi_endpoint(routes: Sequence[Route]) -> AddressRoute:
    """Make the address that shows the document."""
    document = encode_json(make_openapi(routes))

    async def show(_: Request) -> Response:
        return Response(document, media_type="application/json")

    return AddressRoute("/api/v1/openapi.json", show)


def _describe_route(
    route: Route, schema_by_type: Mapping[type, Mapping[str, Any]]
) -> dict[str, Any]:
    problem = {
        "description": "What went wrong, and what to do.",
        "content": {PROBLEM_TYPE: {"schema": schema_by_type[Problem]}},
    }
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "description": route.description,
        "x-role": route.role,
        "responses": {
            str(route.status): {
                "description": "The answer.",
                "content": {
                    "application/json": {"schema": schema_by_type[route.gives]}
                },
            },
            **dict.fromkeys(("400", "403", "404", "409", "413"), problem),
            **dict.fromkeys(("415", "422", "502", "503"), problem),
        },
    }
    if route.has_body:
        operation["requestBody"] = {
            "required": any(
                field.required for field in msgspec.structs.fields(route.takes)
            ),
            "content": {
                "application/json": {
                    "schema": schema_by_type[route.takes],
                    "example": route.example,
                }
            },
        }
    else:
        operation["parameters"] = _describe_parameters(route)
        operation["x-example"] = f"{route.path}?{urlencode(route.example)}"
    return operation


def _describe_parameters(route: Route) -> list[dict[str, Any]]:
    parameters = []
    for field in msgspec.structs.fields(route.takes):
        is_in_path = f"{{{field.name}}}" in route.path
        schema = msgspec.json.schema(field.type, ref_template=_REFERENCE)
        parameter: dict[str, Any] = {
            "name": field.name,
            "in": "path" if is_in_path else "query",
            "required": field.required or is_in_path,
            "schema": schema,
        }
        if field.name in route.example:
            parameter["example"] = route.example[field.name]
        parameters.append(parameter)
    return parameters
