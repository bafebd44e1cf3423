"""Recognition of files of other tools that cannot be read, with advice."""

import re

from tm.errors import InputError

_TMX_ADVICE = "export it from that tool as TMX and import the TMX file"
_UNSUPPORTED_SIGNATURES = (
    (
        rb"SQLite format 3\0",
        "an SQLite database, such as a memory of Trados (.sdltm) or Padanan: "
        f"{_TMX_ADVICE}",
    ),
    (
        rb"\0\x01\0\0Standard (?:Jet|ACE) DB\0",
        "an Access database, such as a termbase of MultiTerm (.sdltb) or a memory of "
        "Déjà Vu: export it from that tool as TBX, CSV or TMX and import that file",
    ),
    (
        rb"%\d{8}~\d{6}\t%",
        f"a memory of Wordfast Classic: {_TMX_ADVICE}",
    ),
    (
        rb"\s*(?:<\?xml[^>]*>\s*)?<mtf>",
        "MultiTerm XML: export it as TBX or CSV, and import that into the termbase",
    ),
)
"""Patterns for the beginnings of such files, and advice for the user."""


def refuse_unsupported_file(beginning: bytes, name: str) -> None:
    """Raise InputError, with advice, for a file that only its own tool reads."""
    # Text files may be UTF-16, in which every other byte is 0 here.
    plain_beginning = beginning.removeprefix(b"\xef\xbb\xbf")
    if beginning[:2] in (b"\xff\xfe", b"\xfe\xff"):
        plain_beginning = beginning[2:].replace(b"\0", b"")
    for signature, explanation in _UNSUPPORTED_SIGNATURES:
        if re.match(signature, plain_beginning):
            raise InputError(f"{name} is {explanation}")
