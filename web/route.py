"""A route: an address of the server, what it takes and gives, and who may use it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from inspect import iscoroutinefunction
from typing import Any
from urllib.parse import quote, urlencode

import msgspec
import msgspec.structs

from web.people.role import Role as Role

JSON_TYPE = "application/json"
FILE_TYPE = "application/octet-stream"
EVENT_TYPE = "text/event-stream"
API_PREFIX = "/api/v1"
"""Where the addresses of the API begin."""
NAME_IN_PATH_PATTERN = re.compile(r"\{(\w+)(?::path)?\}")


class Scope(StrEnum):
    """Where somebody needs the role of a route."""

    MEMORY = "memory"
    """In the memory that the request names, or in the termbase of it."""
    PLACE = "place"
    """In the memory that the request names, in the termbase of it, or in the server."""
    SERVER = "server"
    """In the server itself, with its people."""
    PERSON = "person"
    """Nowhere: the route is about the person who asks."""
    ACCOUNT = "account"
    """Nowhere: the route is about the account of the person who asks, which no token
    opens."""
    ANYONE = "anyone"
    """Nowhere: it is for those who are not logged in."""


@dataclass(frozen=True, slots=True)
class Route:
    """An address with a verb; routing, validation and OpenAPI are made of it.

    GET takes its values from the path and the query, other verbs from the path and a
    JSON body.
    """

    verb: str
    path: str
    handler: Callable[..., Any]
    """Takes a RequestContext, or a ServerRequestContext where the scope is no memory,
    and a value of `request_type`; runs in a thread of its own. One that is `async`
    streams: it also takes the request, gives the response, and runs in the event
    loop."""
    request_type: type[msgspec.Struct]
    """The parameters, as fields."""
    answer_type: type
    role: Role
    """The lowest role that may use it."""
    example: Mapping[str, object]
    """A request that a reader of the documentation can try."""
    status: int = 200
    takes_version: bool = False
    """Whether If-Match names the version that is to be changed."""
    scope: Scope = Scope.MEMORY
    needs_confirmation: bool = False
    """Whether a person must have proved in the last minutes who they are."""
    file_example: str | None = None
    """Where the body is a file: one that a reader of the documentation can send. The
    other values come from the path and the query."""
    media_type: str = JSON_TYPE
    """Of its answers."""
    ignores_others: bool = False
    """Whether values that it does not take are ignored, rather than refused."""
    takes_longer_by_post: bool = False
    """Whether POST takes texts there that are too long for the address."""

    @property
    def name(self) -> str:
        """The name of the operation in OpenAPI."""
        return self.handler.__name__

    @property
    def summary(self) -> str:
        """What it does, in one line: the first line of the handler's docstring."""
        return (self.handler.__doc__ or "").strip().partition("\n")[0].rstrip(".")

    @property
    def description(self) -> str:
        """The rest of the handler's docstring, as paragraphs."""
        lines = (self.handler.__doc__ or "").strip().splitlines()[1:]
        return "\n".join(line.strip() for line in lines).strip()

    @property
    def is_stream(self) -> bool:
        """Whether its body or its answer is sent piece by piece."""
        return iscoroutinefunction(self.handler)

    @property
    def gives_version(self) -> bool:
        """Whether its answers have an ETag: the `version` of what they show."""
        return hasattr(self.answer_type, "version")

    @property
    def is_repeatable(self) -> bool:
        """Whether it changes a memory, and takes an Idempotency-Key."""
        return (
            self.scope is Scope.MEMORY
            and not self.is_stream
            and (self.role is not Role.READER or self.verb not in ("GET", "POST"))
        )

    @property
    def path_names(self) -> frozenset[str]:
        """The names of the values that are part of the address."""
        return frozenset(NAME_IN_PATH_PATTERN.findall(self.path))

    @property
    def path_pattern(self) -> str:
        """The path as requests are matched with it: an id of a concept, which may come
        from a file, may have slashes."""
        return self.path.replace("{concept}", "{concept:id}")

    @property
    def body_fields(self) -> list[msgspec.structs.FieldInfo]:
        """The values that come in the body."""
        return [
            field
            for field in msgspec.structs.fields(self.request_type)
            if field.name not in self.path_names
        ]

    @property
    def example_path(self) -> str:
        """The path with the values of the example."""
        value_by_name = {
            name: quote(str(self.example[name])) for name in self.path_names
        }
        return self.path.format(**value_by_name)

    @property
    def example_address(self) -> str:
        """The path and the query of the example."""
        query = urlencode(self.body_example)
        return f"{self.example_path}?{query}" if query else self.example_path

    @property
    def body_example(self) -> dict[str, object]:
        """The values of the example that are not part of the address."""
        return {
            name: value
            for name, value in self.example.items()
            if name not in self.path_names
        }

    @property
    def has_body(self) -> bool:
        """Whether its values come as a JSON body."""
        return self.verb in ("POST", "PUT", "PATCH") and self.file_example is None
