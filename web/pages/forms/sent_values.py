"""The values that a page takes: from a query, a form, or a form with files."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import IO, Any, get_args
from urllib.parse import parse_qsl

import msgspec
import msgspec.structs
from starlette.requests import ClientDisconnect, Request

from tm.errors import InputError
from tm.result_cache import lazy_constant
from web.pages.forms.multipart import MultipartForm
from web.pages.forms.sent_file import SentFile
from web.pages.page_route import PageRoute
from web.pages.preferences import PREFERENCE_NAMES
from web.requests import UnreadableBody, convert_values, list_plural_names, read_body
from web.server import Server

FORM_TYPE = "application/x-www-form-urlencoded"
FILE_FORM_TYPE = "multipart/form-data"
_MIN_BYTES_PER_SECOND = 10_000
"""What a file must come with on average, beside the time that each request has."""
VerifySender = Callable[[Mapping[str, Any]], Awaitable[None]]
"""Verifies by the fields of a form that its sender may send a file."""


async def read_sent_values(
    request: Request,
    page: PageRoute,
    server: Server,
    verify_sender: VerifySender,
    open_files: ExitStack,
    *,
    sender: str,
) -> dict[str, Any]:
    """Read the values of a form, or of the query. Any: a text, several, or a file.

    `sender`: by whom files that come at once are counted. A file is open as long as
    `open_files`. Raises InputError and UnreadableBody.
    """
    if page.route.verb == "GET":
        return _collect_values(page, request.query_params.multi_items())
    content_type = request.headers.get("content-type", "")
    media_type = content_type.partition(";")[0].strip().lower()
    file_field_names = _list_file_field_names(page.route.request_type)
    if media_type == FILE_FORM_TYPE and file_field_names:
        form = MultipartForm(
            content_type,
            file_field_names=file_field_names,
            max_text_bytes=server.settings.max_body_bytes,
        )
        with server.stream_limit.count(sender):
            return await _read_file_form(
                request, page, server, form, verify_sender, open_files
            )
    if media_type not in ("", FORM_TYPE):  # an empty form has none
        raise InputError(f"send the values of a form, as {FORM_TYPE}")
    body = await read_body(request, server.settings)
    named_texts = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    return _collect_values(page, named_texts)


async def _read_file_form(
    request: Request,
    page: PageRoute,
    server: Server,
    form: MultipartForm,
    verify_sender: VerifySender,
    open_files: ExitStack,
) -> dict[str, Any]:
    """Read a form with files, which go to disk once their sender is verified."""
    settings = server.settings
    max_bytes = settings.max_body_bytes
    if page.takes_large_file:
        max_bytes += settings.max_file_bytes
    loop, byte_count, is_verified = asyncio.get_running_loop(), 0, False

    def open_file() -> IO[bytes]:
        return open_files.enter_context(TemporaryFile())

    deadline = loop.time() + settings.request_seconds
    try:
        async with asyncio.timeout_at(deadline) as time_limit:
            async for data in request.stream():
                byte_count += len(data)
                if byte_count > max_bytes:
                    raise UnreadableBody(413, f"a file may have {max_bytes:,} bytes")
                time_limit.reschedule(deadline + byte_count / _MIN_BYTES_PER_SECOND)
                form.parse(data)
                if form.has_file and not is_verified:
                    await verify_sender(
                        _collect_values(page, form.named_texts_before_file)
                    )
                    is_verified = True
                form.write_files(open_file)
    except ClientDisconnect:
        raise UnreadableBody(400, "the form ended early") from None
    except TimeoutError:
        raise UnreadableBody(408, "the file comes too slowly; send it again") from None
    return {**_collect_values(page, form.named_texts), **form.finish()}


def _collect_values(
    page: PageRoute, named_texts: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    """Collect the texts of fields by name; a field of several values is a list."""
    plural_names = list_plural_names(page.route.request_type)
    sent_values: dict[str, Any] = {}
    for name, text in named_texts:
        if name in plural_names:
            sent_values.setdefault(name, []).append(text)
        else:
            sent_values[name] = text
    return sent_values


def convert_sent_values(page: PageRoute, sent_values: Mapping[str, Any]) -> Any:
    """Convert sent texts to the values that a page takes. Raises InputError.

    An empty field is one that is not given, unless it must be; what the page does not
    know, such as the marks of a mailing, is left out.
    """
    request_type = page.route.request_type
    file_field_names = _list_file_field_names(request_type)
    page_values = {
        field.name: sent_values[field.name]
        for field in msgspec.structs.fields(request_type)
        if field.name in sent_values
        and field.name not in PREFERENCE_NAMES
        and (sent_values[field.name] != "" or field.required)
        and (field.name in file_field_names)
        is isinstance(sent_values[field.name], SentFile)
    }
    return convert_values(page_values, request_type)


@lazy_constant
def _list_file_field_names(request_type: type[msgspec.Struct]) -> frozenset[str]:
    """List the fields that are files."""
    return frozenset(
        field.name
        for field in msgspec.structs.fields(request_type)
        if SentFile in (field.type, *get_args(field.type))
    )
