"""Files of other tools that we do not read, and what their tools make of them."""

import re

from tm.errors import InputError

_AS_TMX = "export it there as TMX, and import that"
_KINDS = (
    (
        rb"SQLite format 3\0",
        "a database of SQLite, such as a memory of Trados (.sdltm) or one of Padanan: "
        f"{_AS_TMX}",
    ),
    (
        rb"\0\x01\0\0Standard (?:Jet|ACE) DB\0",
        "a database of Access, such as a termbase of MultiTerm (.sdltb) or a memory "
        "of Déjà Vu: export it there as TBX, CSV or TMX, and import that",
    ),
    (
        rb"%\d{8}~\d{6}\t%",
        f"a memory of Wordfast Classic: {_AS_TMX}",
    ),
    (
        rb"\s*(?:<\?xml[^>]*>\s*)?<mtf>",
        "MultiTerm XML: export it there as TBX or CSV, and `padanan terms import` that",
    ),
)
"""How such files begin, in letters of one byte, and what to say of them."""


def refuse_foreign(beginning: bytes, name: str) -> None:
    """Raise InputError for a file that only its own tool reads, saying what to do."""
    # Those that are text may be UTF-16, of which every other byte is none here.
    plain_beginning = beginning.removeprefix(b"\xef\xbb\xbf")
    if beginning[:2] in (b"\xff\xfe", b"\xfe\xff"):
        plain_beginning = beginning[2:].replace(b"\0", b"")
    for signature, explanation in _KINDS:
        if re.match(signature, plain_beginning):
            raise InputError(f"{name} is {explanation}")
