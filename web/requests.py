"""Reading a request: values of path, query and JSON body, versions (ETags), files."""

import asyncio
import re
from binascii import a2b_qp
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args, get_origin

import msgspec
import msgspec.structs
from starlette.requests import ClientDisconnect, Request

from tm.errors import InputError, UnknownName
from tm.result_cache import lazy_constant
from web.problems import Refusal
from web.route import JSON_TYPE, Route
from web.settings import ServerSettings

ENTITY_TAG_PATTERN = re.compile(r'\*|"[0-9a-f]{32}"')
_LONE_PERCENT_SIGN_PATTERN = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_MISSING_FIELD_PREFIX = "Object missing required field "


def match_whole(pattern: str) -> str:
    """Make the pattern of a whole text: after Python's `$`, a line end may follow.

    JSON Schema, which has no `\\Z`, takes it, too.
    """
    return f"^({pattern})$(?!\\n)"


LANGUAGE_TAG_PATTERN = match_whole("[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
CHANGE_NAME_PATTERN = match_whole("last|i[0-9]{1,9}|c[0-9]{1,9}([.][0-9]{1,9})?")
PARTIAL_DATE_PATTERN = match_whole(
    "(?!0000)([0-9]{4}(-((0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?"
    "|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31))?"
    "|([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29)"
)
"""A year from 0001 on, a month or a day of the calendar."""
_WORDS_BY_PATTERN = {
    PARTIAL_DATE_PATTERN: "a day, month or year, such as 2025-10-31, 2025-10 or 2025",
    LANGUAGE_TAG_PATTERN: "a language tag, such as vi",
    CHANGE_NAME_PATTERN: "last, or the name of a change set or a change: i3, c57",
}


class UnreadableBody(Refusal):
    """A body: too large (413), too slow (408), no JSON (400), of another type (415)."""


async def read_values(request: Request, route: Route, settings: ServerSettings) -> Any:
    """Read the values that a route takes. Raises InputError and UnreadableBody."""
    value_by_name: dict[str, object] = {}
    if route.has_body:
        value_by_name |= _parse_body(request, await read_body(request, settings))
    else:
        value_by_name |= _read_query(request, route.request_type)
    path_values = request.path_params
    field_names = _list_field_names(route.request_type)
    number_names = _list_number_names(route.request_type)
    if route.ignores_others:
        value_by_name = {
            name: value for name, value in value_by_name.items() if name in field_names
        }
    for name in value_by_name:
        if name not in field_names or name in path_values:
            raise UnknownName("parameter", name, field_names - path_values.keys())
    value_by_name |= {
        name: int(text) if name in number_names and text.isdecimal() else text
        for name, text in path_values.items()
    }
    try:
        return convert_values(value_by_name, route.request_type, strict=route.has_body)
    except InputError as error:
        if route.takes_longer_by_post and "a text of length <= " in str(error):
            raise InputError(f"{error}; send a longer one by POST") from None
        raise


def convert_values(
    value_by_name: Mapping[str, object],
    request_type: type[Any],
    *,
    strict: bool = False,
) -> Any:
    """Convert values to the type that a request has. Raises InputError.

    Unless `strict`, numbers and truth values may be texts, as in queries.
    """
    try:
        return msgspec.convert(value_by_name, request_type, strict=strict)
    except msgspec.ValidationError as error:
        raise InputError(describe_mistake(error)) from None


def encode_json(value: object) -> bytes:
    """Encode an answer, which is made of dataclasses, lists and texts."""
    return msgspec.json.encode(value)


async def read_body(
    request: Request,
    settings: ServerSettings,
    *,
    max_body_bytes: int | None = None,
    advice: str = "divide what you send",
) -> bytes:
    """Read a body, of limited size and for a limited time.

    `advice` says what to do with one that is too large.
    """
    max_seconds = settings.request_seconds
    if max_body_bytes is None:
        max_body_bytes = settings.max_body_bytes
    too_large_error = UnreadableBody(
        413, f"send at most {max_body_bytes:,} bytes at a time; {advice}"
    )
    declared_length = request.headers.get("content-length", "0")
    if declared_length.isdecimal() and int(declared_length) > max_body_bytes:
        raise too_large_error
    body_parts, byte_count = [], 0
    try:
        async with asyncio.timeout(max_seconds):
            async for body_part in request.stream():
                byte_count += len(body_part)
                if byte_count > max_body_bytes:
                    raise too_large_error
                body_parts.append(body_part)
    except ClientDisconnect:
        raise UnreadableBody(400, "the body ended early") from None
    except TimeoutError:
        raise UnreadableBody(
            408, f"the body did not come within {max_seconds:g} s; send it again"
        ) from None
    return b"".join(body_parts)


def _parse_body(request: Request, body: bytes) -> Mapping[str, object]:
    content_type = request.headers.get("content-type", JSON_TYPE)
    if content_type.partition(";")[0].strip().lower() != JSON_TYPE:
        raise UnreadableBody(415, f"the body is {content_type}; send {JSON_TYPE}")
    value_by_name = parse_json_object(body) if body else {}
    return {name: _make_whole_number(value) for name, value in value_by_name.items()}


def parse_json_object(body: bytes) -> Mapping[str, object]:
    """Parse the values of a body by name. Raises UnreadableBody."""
    try:
        value_by_name = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableBody(400, f"the body is no JSON: {error}") from None
    if not isinstance(value_by_name, dict):
        raise UnreadableBody(400, "the body is no JSON object: begin it with {")
    return value_by_name


def _make_whole_number(value: object) -> object:
    """Make a whole number of 5.0, which JSON Schema takes for an integer."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _read_query(
    request: Request, request_type: type[msgspec.Struct]
) -> Mapping[str, object]:
    """Read a query; a parameter of several values is given several times."""
    texts_by_name: dict[str, list[str]] = {}
    for query_part in request.scope["query_string"].split(b"&"):
        if query_part:
            name, _, text = query_part.partition(b"=")
            texts_by_name.setdefault(_unquote(name), []).append(_unquote(text))
    plural_names = list_plural_names(request_type)
    value_by_name: dict[str, object] = {}
    for name, texts in texts_by_name.items():
        if name not in plural_names and len(texts) > 1:
            raise InputError(f"{name} is given {len(texts)} times; give it once")
        value_by_name[name] = texts if name in plural_names else texts[0]
    return value_by_name


def _unquote(quoted_part: bytes) -> str:
    """Decode a part of a query, as `urllib.parse.parse_qsl` does.

    Quoted-printable differs from it by its sign only, and C decodes it: a sentence of
    Vietnamese in a fifth of the time, 18 µs less a request (benchmarks/server.py).
    """
    quoted_part = quoted_part.replace(b"+", b" ")
    if b"%" in quoted_part:
        quoted_part = _LONE_PERCENT_SIGN_PATTERN.sub(b"%25", quoted_part)
        quoted_part = quoted_part.replace(b"=", b"=3D").replace(b"%", b"=")
        quoted_part = a2b_qp(quoted_part)
    return quoted_part.decode("utf-8", "replace")


@lazy_constant
def _list_number_names(request_type: type[msgspec.Struct]) -> frozenset[str]:
    """List the values that are whole numbers, which a path has as text."""
    return frozenset(
        field.name
        for field in msgspec.structs.fields(request_type)
        if isinstance(msgspec.inspect.type_info(field.type), msgspec.inspect.IntType)
    )


@lazy_constant
def _list_field_names(request_type: type[msgspec.Struct]) -> frozenset[str]:
    return frozenset(field.name for field in msgspec.structs.fields(request_type))


@lazy_constant
def list_plural_names(request_type: type[msgspec.Struct]) -> frozenset[str]:
    """List the parameters that have several values, or may have them."""
    return frozenset(
        field.encode_name
        for field in msgspec.structs.fields(request_type)
        if any(
            get_origin(field_type) is tuple
            for field_type in (field.type, *get_args(field.type))
        )
    )


_WORD_BY_TYPE = {
    "int": "a whole number",
    "float": "a number",
    "str": "a text",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
}
_TYPE_PATTERN = re.compile(rf"\b(?:{'|'.join(_WORD_BY_TYPE)})\b")


def describe_mistake(error: msgspec.ValidationError) -> str:
    """Describe a value of a wrong type in plain words.

    >>> error = msgspec.ValidationError("Expected `int | null`, got `str` - at `$.a`")
    >>> describe_mistake(error)
    'a: expected a whole number, got a text'
    """
    reason, _, json_path = str(error).replace("`", "").partition(" - at ")
    for pattern, words in _WORDS_BY_PATTERN.items():
        reason = reason.replace(f"str matching regex {pattern!r}", words)
    if reason.startswith(_MISSING_FIELD_PREFIX):
        return f"give {reason.removeprefix(_MISSING_FIELD_PREFIX)}"
    reason = reason.replace("Object contains unknown field", "unknown field")
    reason = reason[:1].lower() + reason[1:].replace(" | null", "")
    reason = _TYPE_PATTERN.sub(lambda match: _WORD_BY_TYPE[match[0]], reason)
    name = json_path.removeprefix("$").removeprefix(".")
    return f"{name}: {reason}" if name else reason


def read_expected_version(request: Request) -> str | None:
    """Read the version that If-Match names; None for any version.

    Raises InputError for what is not one strong ETag.
    """
    entity_tag = request.headers.get("if-match", "*").strip()
    if not ENTITY_TAG_PATTERN.fullmatch(entity_tag):
        raise InputError(
            f"If-Match: {entity_tag[:80]} is not the ETag of an answer; give it as it "
            "came, with its quotation marks"
        )
    return None if entity_tag == "*" else entity_tag.strip('"')


def make_entity_tag(version: str) -> str:
    """Make the strong ETag of a version."""
    return f'"{version}"'


def is_known_version(request: Request, version: str) -> bool:
    """Whether the caller has this version already, by If-None-Match."""
    entity_tags = request.headers.get("if-none-match", "").split(",")
    known_tags = {entity_tag.strip().removeprefix("W/") for entity_tag in entity_tags}
    return make_entity_tag(version) in known_tags


def wants_page(request: Request) -> bool:
    """Whether a browser asks, not a program of the API."""
    is_of_api = request.url.path.startswith("/api/")
    return not is_of_api and "text/html" in request.headers.get("accept", "")


@contextmanager
def open_sent_file(name: str, content: bytes) -> Iterator[Path]:
    """Write a file for a while into a folder that only this process may read.

    Errors about it name the file as the request does.
    """
    with TemporaryDirectory(prefix="padanan-") as folder:
        path = Path(folder) / Path(name).name
        path.write_bytes(content)
        try:
            yield path
        except InputError as error:
            message = str(error).replace(f"{folder}/", "")
            raise InputError(message, parameters=error.parameters) from error
