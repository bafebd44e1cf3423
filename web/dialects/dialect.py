"""A dialect: the wire protocol of another tool's server, as a table of routes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import msgspec
from starlette.datastructures import Headers

from web.dialects.credentials import find_header_token
from web.route import Route


class DialectRequest(msgspec.Struct, frozen=True, kw_only=True):
    """The values of a request: of path, query and body; unknown ones are ignored.

    A field `body` takes the whole body as it was sent; in examples it is a text.
    """

    def choose_memory(self, names: Sequence[str]) -> str | None:
        """Choose the memory of the request, among those that its sender may read.

        None stands for their first one. Raises NotFound.
        """
        name = getattr(self, "memory", None)
        return None if name is None else str(name)


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """An answer that is no JSON."""

    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Dialect:
    """The routes of a dialect, and how it reports errors and reads keys."""

    name: str
    """The first part of its paths, too."""
    routes: Sequence[Route]
    """Their paths begin after the prefix; `{name:path}` may contain slashes.

    Handlers return a value for JSON, a text or a FileAnswer.
    """
    make_error_body: Callable[[int, str], object]
    """Takes a status and what is wrong; makes a value for JSON, or a text."""
    key_parameter: str | None = None
    """The parameter in which its clients send a key, where it has one."""
    unauthorized_status: int = 401
    """The status of a wrong or missing key."""

    @property
    def prefix(self) -> str:
        """The beginning of its paths."""
        return f"/{self.name}"

    def find_token(self, headers: Headers, values: Mapping[str, object]) -> str | None:
        """Find the token in the headers, or in the parameter for keys.

        Of several keys, as MateCat sends them, it is the first.
        """
        token = find_header_token(headers)
        if token is not None or self.key_parameter is None:
            return token
        keys = values.get(self.key_parameter)
        if not isinstance(keys, str):
            return None
        return keys.partition(",")[0].strip() or None
