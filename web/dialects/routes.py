"""The table of a dialect: addresses, and the functions that answer them."""

from collections.abc import Callable, Mapping
from functools import wraps
from inspect import signature
from typing import Any, Concatenate, Literal, get_type_hints

import msgspec

from web.people.role import Role
from web.route import NAME_IN_PATH_PATTERN, Route

JsonObject = dict[str, object]
"""An answer, by the names that it has on the wire."""
Handler = Callable[Concatenate[Any, ...], object]
"""Takes the context and, by name, the values of a request; unknown ones are ignored.

The parameter `body` takes the whole body as it was sent; in examples it is a text.
Returns a value for JSON, a text, a FileAnswer, or None for an answer without a body.
"""
Example = Mapping[str, object]
RouteRow = (
    tuple[str, Handler]
    | tuple[str, Handler, Example]
    | tuple[str, Handler, Example, int]
)


class RequestPart(msgspec.Struct, frozen=True, kw_only=True):
    """Values that several requests have in common: one parameter of their handlers."""


def make_routes(
    *rows: RouteRow,
    parent_paths: str = "",
    role: Role = Role.READER,
    rename: Literal["camel"] | None = None,
) -> list[Route]:
    """Make the routes of a table: addresses, handler, example, status of an answer.

    Addresses are verbs and paths, as in `GET POST /get /api/get`: each verb with each
    path. A path begins after the prefix and one of the `parent_paths`, one or several;
    `{name:path}` may contain slashes, and a name that the handler does not take says
    which memory is meant. `rename` says how clients spell the parameters of handlers.
    """
    routes = []
    for parent_path in parent_paths.split() or [""]:
        for verbs_and_paths_text, handler, *row_rest in rows:
            optional_cells: list[Any] = row_rest  # what a row has
            example = optional_cells[0] if optional_cells else {}
            status = (
                optional_cells[1] if len(optional_cells) > 1 else _find_status(handler)
            )
            verbs_and_paths = verbs_and_paths_text.split()
            verbs = [word for word in verbs_and_paths if word.isalpha()]
            for path_end in verbs_and_paths[len(verbs) :]:
                path = parent_path + path_end
                request_type, handle_request = _read_parameters(handler, path, rename)
                routes += [
                    Route(
                        verb,
                        path,
                        handle_request,
                        request_type,
                        object,
                        role,
                        example,
                        status,
                    )
                    for verb in verbs
                ]
    return routes


def _find_status(handler: Handler) -> int:
    return 204 if get_type_hints(handler)["return"] is type(None) else 200


def _read_parameters(
    handler: Handler, path: str, rename: Literal["camel"] | None
) -> tuple[type[msgspec.Struct], Callable[[Any, msgspec.Struct], object]]:
    """Read what a handler takes: the type of its requests, and what calls it by one.

    A request has the fields of each RequestPart, and is one itself.
    """
    type_by_parameter = get_type_hints(handler, include_extras=True)
    parameters = list(signature(handler).parameters.values())[1:]
    part_by_name = {
        parameter.name: type_by_parameter[parameter.name]
        for parameter in parameters
        if _is_request_part(type_by_parameter[parameter.name])
    }
    field_by_name: dict[str, Any] = {  # what `defstruct` takes
        parameter.name: (parameter.name, type_by_parameter[parameter.name])
        + (() if parameter.default is parameter.empty else (parameter.default,))
        for parameter in parameters
        if parameter.name not in part_by_name
    }
    part_types = tuple(part_by_name.values())
    known_names = {
        *field_by_name,
        *(name for part_type in part_types for name in part_type.__struct_fields__),
    }
    for name in NAME_IN_PATH_PATTERN.findall(path):
        if name not in known_names:
            field_by_name[name] = (name, str)
    parameter_names = [parameter.name for parameter in parameters]

    @wraps(handler)
    def handle_request(context: Any, request: msgspec.Struct) -> object:
        argument_by_name = {
            name: request if name in part_by_name else getattr(request, name)
            for name in parameter_names
        }
        return handler(context, **argument_by_name)

    request_type = msgspec.defstruct(
        handler.__name__,
        list(field_by_name.values()),
        bases=part_types or None,
        frozen=True,
        kw_only=True,
        rename=rename,
    )
    return request_type, handle_request


def _is_request_part(hint: object) -> bool:
    return isinstance(hint, type) and issubclass(hint, RequestPart)
