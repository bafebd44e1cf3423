"""What a server sent: a page to read, or something else that is named."""

import codecs
import re
from urllib.parse import urlsplit

from tm.errors import FetchError
from tm.text.input.encoding import (
    DecodedText,
    decode_text,
    is_utf8,
    marked_encoding,
    normalise_text,
)

_PAGES = ("text/html", "application/xhtml+xml", "text/plain")
_KINDS = {
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
_FAMILIES = {
    "image": "an image",
    "video": "a video",
    "audio": "a sound recording",
    "font": "a font",
}
_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"RIFF", "an image or a video"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
)
_META = re.compile(r"<meta\s[^>]*?charset\s*=\s*[\"']?\s*([\w.:+-]+)", re.I)
_LOGIN = re.compile(
    r"(?:^|[/_.-])(?:log-?in|sign-?in|sso|auth|dang-?nhap|masuk|account/login)"
    r"(?:$|[/_.?-])",
    re.I,
)


def media_type(header: str) -> str:
    """The type that a `Content-Type` names, without its parameters.

    >>> media_type("Text/HTML; charset=utf-8")
    'text/html'
    """
    return header.partition(";")[0].strip().lower()


def charset(header: str) -> str | None:
    """The encoding that a `Content-Type` names.

    >>> charset('text/html; charset="windows-1258"')
    'windows-1258'
    """
    match = re.search(r"charset\s*=\s*[\"']?([\w.:+-]+)", header, re.I)
    return match[1] if match else None


def demand_page(url: str, content_type: str, content: bytes) -> None:
    """Raise FetchError, naming what it is, for what is neither HTML nor text."""
    kind = media_type(content_type)
    wrong = next((name for mark, name in _SIGNATURES if content.startswith(mark)), None)
    if wrong is None and kind and kind not in _PAGES:
        wrong = _KINDS.get(kind) or _FAMILIES.get(kind.partition("/")[0])
        wrong = wrong or f"of the type {kind}"
    if wrong is not None:
        raise FetchError(url, f"is {wrong}, not a page", "pages are HTML or text")
    if not content.strip():
        raise FetchError(url, "is empty")


def page_text(
    content: bytes, content_type: str, *, path: str, is_html: bool = True
) -> DecodedText:
    """The text of a page: as its mark, its header or its HTML says, else as guessed.

    What is said and does not fit the bytes counts for nothing. Raises FormatError.
    """
    named = marked_encoding(content)
    if named is None and not content.isascii() and is_utf8(content):
        named = "utf-8"  # nothing else looks like it, whatever a header says
    named = named or charset(content_type)
    if named is None and is_html:
        named = _meta_charset(content)
    if named is not None:
        try:
            # The web's Latin-1 is Microsoft's (WHATWG Encoding, 4.2).
            codec = codecs.lookup(named).name
            codec = {"iso8859-1": "cp1252", "ascii": "cp1252"}.get(codec, codec)
            if codec.startswith(("utf-16", "utf-32")) and b"\0" not in content:
                raise LookupError  # a page's tags would hold NUL bytes
            text = content.decode(codec)
        except (LookupError, UnicodeError):
            pass
        else:
            if "\0" not in text:
                return DecodedText(normalise_text(text), codec, False)
    return decode_text(content, path=path)


def _meta_charset(content: bytes) -> str | None:
    """The encoding that the first kilobytes of HTML name (HTML, 13.2.3.2)."""
    head = content[:4096].decode("ascii", "replace")
    match = _META.search(head)
    return match[1] if match else None


def is_login_address(url: str) -> bool:
    """Whether an address is that of a form to log in.

    >>> is_login_address("https://a.example/login?next=/x"), is_login_address("/blog")
    (True, False)
    """
    return bool(_LOGIN.search(urlsplit(url).path))
