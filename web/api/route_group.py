"""A group of the route table, made of functions: what they take, give and say."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, get_type_hints

import msgspec
from starlette.responses import Response

from web.api.request_types import Request, ServerRequest
from web.request_context import AnswerWithHeaders, RequestContext
from web.route import API_PREFIX, Role, Route, Scope

_HandlerT = TypeVar("_HandlerT", bound=Callable[..., Any])


class RouteGroup:
    """The routes of a module, in the order of its functions.

    A function takes the context, and then either one request type or the values one by
    one, of which a request type is made. What it returns is the answer, or a member of
    the answer with the name `key`; one that streams, or has headers, is annotated
    with what its response holds. Its docstring is the description for users.
    """

    def __init__(self) -> None:
        self.routes: list[Route] = []

    def add(
        self,
        verb: str,
        path: str,
        role: Role,
        *,
        key: str | None = None,
        **further_fields: Any,  # the other fields of a route
    ) -> Callable[[_HandlerT], _HandlerT]:
        """Make a decorator that adds a function as a route, and leaves it as it is."""

        def add_route(handler: _HandlerT) -> _HandlerT:
            type_by_parameter = get_type_hints(handler, include_extras=True)
            context_type, *value_types = type_by_parameter.values()
            request_type = value_types[0]
            answer_type = type_by_parameter["return"]
            # Annotated with what the response holds.
            if getattr(answer_type, "__origin__", None) in (
                Response,
                AnswerWithHeaders,
            ):
                (answer_type,) = answer_type.__metadata__
            answer_request: Callable[..., Any] = handler
            if not (
                isinstance(request_type, type)
                and issubclass(request_type, ServerRequest)
            ):
                request_type = _make_request_type(handler, type_by_parameter)
                answer_request = _spread_values(answer_request, request_type)
            if key is not None:
                answer_type = msgspec.defstruct(
                    f"{_make_type_name(handler)}Answer",
                    [(key, answer_type)],
                    frozen=True,
                )
                answer_request = _wrap_answer(answer_request, answer_type)
            if context_type is RequestContext:
                further_fields.setdefault("scope", Scope.MEMORY)
            route = Route(
                verb,
                API_PREFIX + path,
                answer_request,
                request_type,
                answer_type,
                role,
                **further_fields,
            )
            self.routes.append(route)
            return handler

        return add_route


def _make_request_type(
    handler: Callable[..., Any], type_by_parameter: dict[str, Any]
) -> type[msgspec.Struct]:
    """Make a request type of a function's parameters after the context."""
    context_parameter, *parameters = inspect.signature(handler).parameters.values()
    is_about_memory = type_by_parameter[context_parameter.name] is RequestContext
    return msgspec.defstruct(
        _make_type_name(handler),
        [
            (parameter.name, type_by_parameter[parameter.name])
            if parameter.default is parameter.empty
            else (parameter.name, type_by_parameter[parameter.name], parameter.default)
            for parameter in parameters
        ],
        bases=(Request if is_about_memory else ServerRequest,),
        frozen=True,
        kw_only=True,
        forbid_unknown_fields=True,
    )


def _spread_values(
    handler: Callable[..., Any], request_type: type[msgspec.Struct]
) -> Callable[..., Any]:
    """Make a handler that takes a request of one that takes its values."""
    parameter_names = [
        parameter_name for parameter_name in inspect.signature(handler).parameters
    ][1:]

    @wraps(handler)
    def answer_request(context: Any, request: msgspec.Struct) -> Any:
        return handler(
            context,
            *[getattr(request, parameter_name) for parameter_name in parameter_names],
        )

    return answer_request


def _wrap_answer(handler: Callable[..., Any], answer_type: type) -> Callable[..., Any]:
    """Make a handler that gives an object with one member."""

    @wraps(handler)
    def answer_request(context: Any, request: msgspec.Struct) -> Any:
        return answer_type(handler(context, request))

    return answer_request


def _make_type_name(handler: Callable[..., Any]) -> str:
    """Make the name of a type of that of a function: `EditUnit` of `edit_unit`."""
    return handler.__name__.title().replace("_", "")
