"""Tokens in the headers of other tools' clients."""

import base64
import binascii

from starlette.datastructures import Headers

_TOKEN_SCHEMES = ("bearer", "token", "deepl-auth-key")


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
        text = base64.b64decode(credentials, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    name, _, password = text.partition(":")
    return password or name or None
