"""Reading the values of a dialect's request: path, query, and JSON, form or file."""

from collections.abc import Mapping
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import HTTP
from urllib.parse import parse_qsl

from starlette.requests import Request

from web.requests import UnreadableBody, list_plural_names, parse_json_object
from web.route import Route

_MAX_FIELD_COUNT = 1000
"""Fields of a form."""


def read_query_values(request: Request, route: Route) -> dict[str, object]:
    """Read the values of the query by name."""
    plural_names = list_plural_names(route.request_type)
    return _group_values(request.query_params.multi_items(), plural_names)


def has_named_values(route: Route) -> bool:
    """Whether the body that a route takes has values with names, unlike a file."""
    return route.has_body and "body" not in route.request_type.__struct_fields__


def read_body_values(
    request: Request, route: Route, body: bytes
) -> Mapping[str, object]:
    """Read the values of a body by name.

    Clients do not always declare a JSON body as such. Raises UnreadableBody.
    """
    if "body" in route.request_type.__struct_fields__:
        return {"body": body}
    if not body.strip():
        return {}
    media_type = request.headers.get("content-type", "").lower()
    if media_type.startswith("multipart/form-data"):
        return _read_multipart(request, body)
    if "json" in media_type or body.lstrip().startswith((b"{", b"[")):
        return parse_json_object(body)
    return _group_values(_read_form(body), list_plural_names(route.request_type))


def _read_form(body: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            body.decode(),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MAX_FIELD_COUNT,
        )
    except ValueError as error:
        raise UnreadableBody(400, f"the body is no form: {error}") from None


def _read_multipart(request: Request, body: bytes) -> Mapping[str, object]:
    """Read the parts of a form by name: bytes of files, values of JSON, texts."""
    header = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    message = message_from_bytes(header + body, policy=HTTP)
    if not isinstance(message, EmailMessage) or not message.is_multipart():
        raise UnreadableBody(400, "the body is no form in several parts")
    value_by_name: dict[str, object] = {}
    for form_part in message.iter_parts():
        part_name = form_part.get_param("name", header="content-disposition")
        content = form_part.get_payload(decode=True)
        if not isinstance(content, bytes):
            raise UnreadableBody(400, "a part of the form has parts of its own")
        if form_part.get_content_type() == "application/json":
            value_by_name |= parse_json_object(content)
        elif form_part.get_filename() is not None or not isinstance(part_name, str):
            value_by_name[str(part_name)] = content
        else:
            value_by_name[part_name] = content.decode(errors="replace")
    return value_by_name


def _group_values(
    names_with_texts: list[tuple[str, str]], plural_names: frozenset[str]
) -> dict[str, object]:
    """Group the values of each parameter; of one without a plural, take the last."""
    value_by_name: dict[str, object] = dict(names_with_texts)
    for name in plural_names & value_by_name.keys():
        value_by_name[name] = [
            text for other_name, text in names_with_texts if other_name == name
        ]
    return value_by_name
