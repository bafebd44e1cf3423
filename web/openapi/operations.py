"""The operations of OpenAPI: what each route takes and gives, with examples."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import msgspec.structs

from web.idempotency import KEY_PATTERN
from web.openapi.field_docs import read_field_docs
from web.problems import PROBLEM_TYPE, Problem
from web.requests import ENTITY_TAG_PATTERN
from web.route import FILE_TYPE, JSON_TYPE, Route, Scope

REFERENCE = "#/components/schemas/{name}"
_FILE_SCHEMA = {"type": "string", "format": "binary"}
_PROBLEM_STATUSES = (
    *("400", "401", "403", "404", "408", "409", "413", "415", "422", "429"),
    *("502", "503"),
)


def describe_route(
    route: Route,
    schema_by_type: Mapping[type, Mapping[str, Any]],
    example_answers: Mapping[str, Any],
) -> dict[str, Any]:
    """Describe a route as an operation; example answers are named as routes.

    Any, here and below: JSON Schema nests as deep as its types.
    """
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "description": route.description,
        "x-role": route.role,
        "x-scope": route.scope,
        "parameters": _describe_parameters(route),
        "responses": _describe_responses(route, schema_by_type),
    }
    if route.name in example_answers:
        [content] = operation["responses"][str(route.status)]["content"].values()
        content["example"] = example_answers[route.name]
    if route.scope is Scope.ANYONE:
        operation["security"] = []
    body = _describe_body(route)
    if body is not None:
        operation["requestBody"] = body
    operation["x-example"] = (
        route.example_path if route.has_body else route.example_address
    )
    return operation


def _describe_body(route: Route) -> dict[str, Any] | None:
    if route.file_example is not None:
        file_content = {"schema": _FILE_SCHEMA, "example": route.file_example}
        return {"required": True, "content": {FILE_TYPE: file_content}}
    if not route.has_body:
        return None
    json_content = {
        "schema": {"$ref": REFERENCE.format(name=route.request_type.__name__)},
        "example": route.body_example,
    }
    return {
        "required": any(field.required for field in route.body_fields),
        "content": {JSON_TYPE: json_content},
    }


def _describe_responses(
    route: Route, schema_by_type: Mapping[type, Mapping[str, Any]]
) -> dict[str, Any]:
    problem_response = {
        "description": "What went wrong, and what to do.",
        "content": {PROBLEM_TYPE: {"schema": schema_by_type[Problem]}},
    }
    answer_response: dict[str, Any] = {
        "description": "The answer.",
        "content": {route.media_type: {"schema": schema_by_type[route.answer_type]}},
    }
    if route.media_type != JSON_TYPE:
        answer_response["content"] = {route.media_type: {"schema": _FILE_SCHEMA}}
        answer_response["description"] = "The answer, piece by piece."
    responses = {str(route.status): answer_response}
    if route.gives_version:
        answer_response["headers"] = {
            "ETag": {
                "description": "The version, for If-Match.",
                "schema": {"type": "string"},
            }
        }
        if route.verb == "GET":
            responses["304"] = {"description": "As the caller has it already."}
    statuses = [*_PROBLEM_STATUSES, *(["412"] if route.takes_version else [])]
    return responses | dict.fromkeys(sorted(statuses), problem_response)


def _describe_parameters(route: Route) -> list[dict[str, Any]]:
    parameters = [
        _describe_parameter(route, field)
        for field in msgspec.structs.fields(route.request_type)
        if not route.has_body or field.name in route.path_names
    ]
    if route.takes_version:
        parameters.append(
            {
                "name": "If-Match",
                "in": "header",
                "description": "The ETag of what was read: it is changed only if "
                "nobody else has changed it since.",
                "schema": {
                    "type": "string",
                    "pattern": f"^({ENTITY_TAG_PATTERN.pattern})$",
                },
            }
        )
    if route.is_repeatable:
        parameters.append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "description": "Any text that you choose for this request: who sends "
                "it again with the same key gets the first answer, and nothing is done "
                "twice.",
                "schema": {"type": "string", "pattern": f"^{KEY_PATTERN.pattern}$"},
            }
        )
    return parameters


def _describe_parameter(
    route: Route, field: msgspec.structs.FieldInfo
) -> dict[str, Any]:
    is_in_path = field.name in route.path_names
    parameter: dict[str, Any] = {
        "name": field.name,
        "in": "path" if is_in_path else "query",
        "required": field.required or is_in_path,
        "schema": msgspec.json.schema(field.type, ref_template=REFERENCE),
    }
    field_doc = read_field_docs(route.request_type).get(field.name)
    if field_doc is not None:
        parameter["description"] = field_doc
    if field.name in route.example:
        parameter["example"] = route.example[field.name]
    return parameter


def leave_out_path_names(
    routes: Sequence[Route], components: Mapping[str, dict[str, Any]]
) -> None:
    """Take the values that are part of the address out of the schemas of bodies."""
    for route in routes:
        if route.has_body and route.path_names:
            schema = components[route.request_type.__name__]
            for name in route.path_names:
                schema["properties"].pop(name, None)  # two routes may share a type
            required_names = set(schema["required"]) - route.path_names
            schema["required"] = sorted(required_names)
