"""A route: an address of the server, what it takes and gives, and who may use it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import msgspec

from web.call import Call


class Role(StrEnum):
    """What a person may do; each role may do what the ones before it may."""

    READER = "reader"
    TRANSLATOR = "translator"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Route:
    """An address with a verb; routing, validation and OpenAPI are made of it.

    GET takes its values from the path and the query, other verbs from the path and a
    JSON body.
    """

    verb: str
    path: str
    handler: Callable[[Call, Any], Any]
    """Takes the call and a value of the type `takes`; runs in a thread of its own."""
    takes: type[msgspec.Struct]
    """The parameters, as fields."""
    gives: type
    role: Role
    """The lowest role that may use it."""
    example: Mapping[str, object]
    """A request that a reader of the documentation can try."""
    status: int = 200

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
    def has_body(self) -> bool:
        """Whether its values come as a JSON body."""
        return self.verb in ("POST", "PUT", "PATCH")
