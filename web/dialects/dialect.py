"""A dialect: the wire protocol of another tool's server, as a table of routes."""

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from starlette.datastructures import Headers

from web.route import Route

_TOKEN_SCHEMES = ("bearer", "token", "deepl-auth-key")


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """An answer that is no JSON."""

    content: bytes
    media_type: str


def choose_named_memory(request: object, memory_names: Sequence[str]) -> str | None:
    """Choose the memory that a request names; None stands for the first one."""
    memory_name = getattr(request, "memory", None)
    return None if memory_name is None else str(memory_name)


@dataclass(frozen=True, slots=True)
class Dialect:
    """The routes of a dialect, and how it reports errors and reads keys."""

    name: str
    """The first part of its paths, too."""
    routes: Sequence[Route]
    make_error_body: Callable[[int, str], object]
    """Takes a status and what is wrong; makes a value for JSON, or a text."""
    key_parameter: str | None = None
    """The parameter in which its clients send a key, where it has one."""
    signed_id_parameter: str = ""
    """The parameter in which its clients send the signed id of a job, where they send
    no key: `web.dialects.signed_job_ids`."""
    unauthorized_status: int = 401
    """The status of a wrong or missing key."""
    choose_memory: Callable[[object, Sequence[str]], str | None] = choose_named_memory
    """Chooses the memory of a request among those that its sender may read.

    Raises NotFound.
    """

    @property
    def prefix(self) -> str:
        """The beginning of its paths."""
        return f"/{self.name}"

    def find_token(
        self, headers: Headers, request_values: Mapping[str, object]
    ) -> str | None:
        """Find the token in the headers, or in the parameter for keys.

        Of several keys, as MateCat sends them, it is the first.
        """
        token = find_header_token(headers)
        if token is not None or self.key_parameter is None:
            return token
        sent_keys = request_values.get(self.key_parameter)
        if not isinstance(sent_keys, str):
            return None
        return sent_keys.partition(",")[0].strip() or None


def find_header_token(headers: Headers) -> str | None:
    """Find the token of a request in its headers.

    Basic authentication, which is how a client sends the name and password that stand
    in an address, carries it as the password, or as the name without a password.

    >>> find_header_token(Headers({"authorization": "DeepL-Auth-Key abc"}))
    'abc'
    >>> find_header_token(Headers({"authorization": "Basic c2l0aTphYmM="}))
    'abc'
    >>> find_header_token(Headers({}))
    """
    scheme, _, credentials = headers.get("authorization", "").strip().partition(" ")
    credentials = credentials.strip()
    if scheme.lower() in _TOKEN_SCHEMES:
        return credentials or None
    if scheme.lower() == "basic":
        return _read_basic_token(credentials)
    return None


def _read_basic_token(credentials: str) -> str | None:
    try:
        name_and_password = base64.b64decode(credentials, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    name, _, password = name_and_password.partition(":")
    return password or name or None
