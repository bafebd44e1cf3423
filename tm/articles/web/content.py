"""Recognising the content that a server sent, and decoding the text of a page."""

import codecs
import re
from urllib.parse import urlsplit

from tm.errors import FetchError
from tm.text.input.encoding import (
    DecodedText,
    decode_text,
    find_marked_encoding,
    is_utf8,
    normalise_text,
)

_PAGE_MEDIA_TYPES = ("text/html", "application/xhtml+xml", "text/plain")
_NAME_BY_MEDIA_TYPE = {
    "application/pdf": "a PDF",
    "application/zip": "a ZIP archive",
    "application/json": "JSON data",
    "application/msword": "a Word document",
    "application/rss+xml": "a news feed",
    "application/atom+xml": "a news feed",
    "application/xml": "XML data",
    "text/xml": "XML data",
    "text/css": "a style sheet",
}
_NAME_BY_MEDIA_FAMILY = {
    "image": "an image",
    "video": "a video",
    "audio": "a sound recording",
    "font": "a font",
}
_SIGNATURES_WITH_TYPE_NAMES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"RIFF", "an image or a video"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
)
_META_CHARSET_PATTERN = re.compile(
    r"<meta\s[^>]*?charset\s*=\s*[\"']?\s*([\w.:+-]+)", re.I
)
_LOGIN_PATH_PATTERN = re.compile(
    r"(?:^|[/_.-])(?:log-?in|sign-?in|sso|auth|dang-?nhap|masuk|account/login)"
    r"(?:$|[/_.?-])",
    re.I,
)


def read_media_type(content_type_header: str) -> str:
    """Read the media type of a `Content-Type` header, without its parameters.

    >>> read_media_type("Text/HTML; charset=utf-8")
    'text/html'
    """
    return content_type_header.partition(";")[0].strip().lower()


def read_charset(content_type_header: str) -> str | None:
    """Read the encoding that a `Content-Type` header names.

    >>> read_charset('text/html; charset="windows-1258"')
    'windows-1258'
    """
    charset_match = re.search(
        r"charset\s*=\s*[\"']?([\w.:+-]+)", content_type_header, re.I
    )
    return charset_match[1] if charset_match else None


def require_page(url: str, content_type: str, page_bytes: bytes) -> None:
    """Raise FetchError for content that is neither HTML nor text."""
    media_type = read_media_type(content_type)
    unexpected_type_name = next(
        (
            type_name
            for signature, type_name in _SIGNATURES_WITH_TYPE_NAMES
            if page_bytes.startswith(signature)
        ),
        None,
    )
    if (
        unexpected_type_name is None
        and media_type
        and media_type not in _PAGE_MEDIA_TYPES
    ):
        unexpected_type_name = _NAME_BY_MEDIA_TYPE.get(
            media_type
        ) or _NAME_BY_MEDIA_FAMILY.get(media_type.partition("/")[0])
        unexpected_type_name = unexpected_type_name or f"of the type {media_type}"
    if unexpected_type_name is not None:
        raise FetchError(
            url, f"this is {unexpected_type_name}, not a page", "pages are HTML or text"
        )
    if not page_bytes.strip():
        raise FetchError(url, "the page is empty")


def decode_page(
    page_bytes: bytes, content_type: str, *, path: str, is_html: bool = True
) -> DecodedText:
    """Decode a page by its byte order mark, header or HTML, else by guessing.

    A named encoding that does not fit the bytes is ignored. Raises FormatError.
    """
    encoding = find_marked_encoding(page_bytes)
    if encoding is None and not page_bytes.isascii() and is_utf8(page_bytes):
        encoding = "utf-8"  # nothing else looks like it, whatever a header says
    encoding = encoding or read_charset(content_type)
    if encoding is None and is_html:
        encoding = _read_meta_charset(page_bytes)
    if encoding is not None:
        try:
            # The web's Latin-1 is Microsoft's (WHATWG Encoding, 4.2).
            codec_name = codecs.lookup(encoding).name
            codec_name = {"iso8859-1": "cp1252", "ascii": "cp1252"}.get(
                codec_name, codec_name
            )
            if codec_name.startswith(("utf-16", "utf-32")) and b"\0" not in page_bytes:
                raise LookupError  # a page's tags would hold NUL bytes
            text = page_bytes.decode(codec_name)
        except (LookupError, UnicodeError):
            pass
        else:
            if "\0" not in text:
                return DecodedText(normalise_text(text), codec_name, False)
    return decode_text(page_bytes, path=path)


def _read_meta_charset(page_bytes: bytes) -> str | None:
    """Read the encoding named in the first kilobytes of HTML (HTML, 13.2.3.2)."""
    beginning = page_bytes[:4096].decode("ascii", "replace")
    charset_match = _META_CHARSET_PATTERN.search(beginning)
    return charset_match[1] if charset_match else None


def is_login_address(url: str) -> bool:
    """Whether an address looks like that of a login form.

    >>> is_login_address("https://a.example/login?next=/x"), is_login_address("/blog")
    (True, False)
    """
    return bool(_LOGIN_PATH_PATTERN.search(urlsplit(url).path))
