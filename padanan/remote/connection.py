"""The connection to a server: requests, and the values or errors of their answers."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any

import httpx

from padanan.remote.answer_values import make_value
from tm.errors import (
    Conflict,
    FetchError,
    InputError,
    NotFound,
    PadananError,
    StoreUnavailable,
    VersionConflict,
)
from tm.text.locale import Locale

_ERROR_TYPE_BY_STATUS: Mapping[int, type[PadananError]] = {
    400: InputError,
    404: NotFound,
    409: Conflict,
    413: InputError,
    422: InputError,
}
_UNTRUSTED_CERTIFICATE_ERROR = "CERTIFICATE_VERIFY_FAILED"
"""What OpenSSL calls a certificate of an authority that is not known."""


class LostConnection(StoreUnavailable):
    """The server cannot be reached, or went away before its answer was whole."""

    was_refused = False
    """Whether nobody answers at the address, so that nothing was sent."""


class ServerConnection:
    """Sends requests to the API of a server; threads may share it."""

    def __init__(
        self,
        client: httpx.Client,
        source: str | Locale | None = None,
        target: str | Locale | None = None,
        memory: str | None = None,
    ) -> None:
        """`memory`: its name; by default the first that the server lets one read."""
        self._client = client
        self._memory = memory
        self._languages = {"source": source, "target": target}

    def send(
        self,
        verb: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        body: Mapping[str, object] | None = None,
        version: str | None = None,
        stored_value_type: type | None = None,
        idempotency_key: str | None = None,
    ) -> Any:  # JSON
        """Send a request, and read the JSON of its answer. Raises PadananError.

        Values of the query that are None are left out. `version`: what If-Match names;
        `stored_value_type`: the type of what is stored now, if another one is;
        `idempotency_key`: the key of a request which may be sent again.
        """
        headers = {} if version is None else {"if-match": f'"{version}"'}
        if idempotency_key is not None:
            headers["idempotency-key"] = idempotency_key
        if self._memory is not None:
            if body is None:
                query = {**(query or {}), "memory": self._memory}
            else:
                body = {**body, "memory": self._memory}
        parameters = {
            name: _write_parameter(value)
            for name, value in (query or {}).items()
            if value is not None
        }
        with self._convert_connection_errors():
            response = self._client.request(
                verb, f"api/v1/{path}", params=parameters, json=body, headers=headers
            )
        if response.is_success:
            return response.json()
        raise _make_error(response, stored_value_type)

    def send_file(self, path: str, file: IO[bytes]) -> None:
        """Send a file to an address of the API. Raises PadananError and OSError."""
        with self._convert_connection_errors():
            response = self._client.put(
                f"api/v1/{path}", params=self._make_memory_parameter(), content=file
            )
        if not response.is_success:
            raise _make_error(response, None)

    @contextmanager
    def open_stream(self, path: str) -> Iterator[httpx.Response]:
        """Open an answer that is read piece by piece. Raises PadananError."""
        with (
            self._convert_connection_errors(),
            self._client.stream(
                "GET", f"api/v1/{path}", params=self._make_memory_parameter()
            ) as response,
        ):
            if not response.is_success:
                response.read()
                raise _make_error(response, None)
            yield response

    @contextmanager
    def _convert_connection_errors(self) -> Iterator[None]:
        try:
            yield
        except httpx.HTTPError as error:
            advice = "is a server running there?"
            if _UNTRUSTED_CERTIFICATE_ERROR in str(error):
                advice = "name the file of its authority in SSL_CERT_FILE"
            lost_connection = LostConnection(
                f"{self._client.base_url} cannot be reached ({error}); {advice}"
            )
            lost_connection.was_refused = isinstance(error, httpx.ConnectError)
            raise lost_connection from error

    def _make_memory_parameter(self) -> dict[str, str]:
        return {} if self._memory is None else {"memory": self._memory}

    def post(
        self,
        path: str,
        body_fields: Mapping[str, object],
        *,
        source: str | Locale | None = None,
        target: str | Locale | None = None,
    ) -> Any:  # JSON
        """Post values to an address of the API, with the languages; return its JSON."""
        languages = self.make_language_parameters(source, target)
        return self.send("POST", path, body={**body_fields, **languages})

    def make_language_parameters(
        self, source: str | Locale | None, target: str | Locale | None
    ) -> dict[str, str]:
        """Name the languages of a call, or else those of the connection."""
        return name_languages(
            source or self._languages["source"], target or self._languages["target"]
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def _write_parameter(value: object) -> str | list[str]:
    if isinstance(value, list):
        return [str(part) for part in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def name_languages(
    source: str | Locale | None, target: str | Locale | None
) -> dict[str, str]:
    """Name the languages that are given."""
    return {
        side: language if isinstance(language, str) else language.tag
        for side, language in (("source", source), ("target", target))
        if language is not None
    }


def _make_error(
    response: httpx.Response, stored_value_type: type | None
) -> PadananError:
    """Make the error that the same call of a `Memory` raises."""
    try:
        problem = response.json()
        detail, parameters = problem["detail"], problem.get("parameters", ())
    except (ValueError, KeyError, TypeError):
        problem = {}
        detail, parameters = f"{response.url} answered {response.status_code}", ()
    if response.status_code == 502:
        return FetchError(str(response.url), detail)
    if response.status_code == 412:
        current_version = problem.get("current")
        if current_version is not None and stored_value_type is not None:
            current_version = make_value(stored_value_type, current_version)
        return VersionConflict(detail, current_version)
    error_type = _ERROR_TYPE_BY_STATUS.get(response.status_code, StoreUnavailable)
    return error_type(detail, parameters=parameters)


def find_error_type(status: int) -> type[PadananError]:
    """Find the error that a method of a memory raises where a server has a status."""
    return (
        StoreUnavailable
        if status == 503
        else _ERROR_TYPE_BY_STATUS.get(status, PadananError)
    )
