"""What requests have in common: base classes, and values with their limits."""

import re
from pathlib import PurePosixPath, PureWindowsPath
from typing import Annotated, Any, Literal

import msgspec
import msgspec.structs

from tm.errors import InputError
from tm.result_cache import lazy_constant
from web.requests import LANGUAGE_TAG_PATTERN, PARTIAL_DATE_PATTERN, match_whole

INVISIBLE_CHARACTER_PATTERN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]"
)
"""Characters that nobody sees, such as those of writing from the right, by which one
name looks like another."""
_MAX_NAME_BYTES, _MAX_SUFFIX_BYTES = 200, 40
"""Of the name of a file; most disks hold 255, and work may add to it."""


class ServerRequest(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """The values of a request that is about no memory."""


MemoryName = Annotated[
    str, msgspec.Meta(min_length=1, max_length=64, examples=["default"])
]


class Request(ServerRequest, frozen=True, kw_only=True):
    """The values of a request: those of a query, or of a JSON body."""

    memory: MemoryName | None = None
    """The memory to use; by default the first that you may read."""


Text = Annotated[str, msgspec.Meta(min_length=1, max_length=100_000)]
"""A text to work on."""
QueryText = Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
"""A text in an address, which may be only so long."""
LanguageTag = Annotated[
    str,
    msgspec.Meta(
        pattern=LANGUAGE_TAG_PATTERN,
        max_length=40,
        examples=["id", "vi", "pt-BR"],
    ),
]
"""A BCP 47 language tag."""
UnitKey = Annotated[
    str,
    msgspec.Meta(
        pattern=match_whole("[0-9a-f]{4,32}(#[0-9]{1,9})?"),
        description="The key of a unit, or the beginning of it; or a position in an "
        "article, as 4f1c#12 (in an address 4f1c%2312).",
        examples=["a1db89627d4ab215"],
    ),
]
WholeArticleKey = Annotated[str, msgspec.Meta(pattern=match_whole("[0-9a-f]{16}"))]
Version = Annotated[str, msgspec.Meta(pattern=match_whole("[0-9a-f]{32}"))]
"""The version of what is stored, as somebody has read it."""
StateName = Literal["initial", "translated", "reviewed", "final"]
Note = Annotated[str, msgspec.Meta(max_length=10_000)]
FileName = Annotated[
    str,
    msgspec.Meta(
        min_length=1, max_length=200, pattern=match_whole(r"[^/\\\x00-\x1f]+")
    ),
]
FileContent = Annotated[bytes, msgspec.Meta(max_length=6_000_000)]
"""In base64."""
Cursor = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
"""`next` of the page before."""
HitLimit = Annotated[int, msgspec.Meta(ge=1, le=1000)]
"""The most results."""
MatchRate = Annotated[int, msgspec.Meta(ge=0, le=101)]
PartialDate = Annotated[str, msgspec.Meta(pattern=PARTIAL_DATE_PATTERN)]
"""A day, month or year: 2023-06."""
ChangeSetName = Annotated[
    str | None,
    msgspec.Meta(
        description="The name of the change set, for undoing it; None if nothing "
        "changed."
    ),
]


class TextRequest(Request, frozen=True, kw_only=True):
    """The languages of a text and its translation."""

    source: LanguageTag | None = None
    """The language of the text; by default that of the settings."""
    target: LanguageTag | None = None


class PagedListRequest(Request, frozen=True, kw_only=True):
    """How many items of a list, and after which one."""

    limit: HitLimit = 100
    cursor: Cursor | None = None


def read_file_name(sent_name: str, parameter: str) -> str:
    """Read the name of a file, without a path, as any disk can hold it.

    A name that is too long loses the end of its stem. Raises InputError for a name with
    characters that nobody sees, and for one of a folder.

    >>> read_file_name("C:old.tmx", "file_name")
    'old.tmx'
    """
    require_visible_text(sent_name, parameter)
    name = PurePosixPath(PureWindowsPath(sent_name).name).name
    if name in ("", ".", ".."):
        raise InputError(
            f"{parameter} {sent_name!r} names no file; give one such as old.tmx",
            parameters=(parameter,),
        )
    suffix = "".join(PurePosixPath(name).suffixes[-2:])
    if len(suffix.encode()) > _MAX_SUFFIX_BYTES:
        suffix = ""
    max_stem_bytes = _MAX_NAME_BYTES - len(suffix.encode())
    stem = name.removesuffix(suffix).encode()[:max_stem_bytes].decode(errors="ignore")
    return stem + suffix


def require_visible_text(text: str, parameter: str) -> None:
    """Raise InputError for a name or title with a character that nobody sees."""
    invisible_match = INVISIBLE_CHARACTER_PATTERN.search(text)
    if invisible_match is not None:
        raise InputError(
            f"{parameter} has the invisible character U+{ord(invisible_match[0]):04X}; "
            "remove it",
            parameters=(parameter,),
        )


def list_given_values(request: msgspec.Struct, *left_out: str) -> dict[str, Any]:
    """List the values that a request gives, as arguments of a method of the memory.

    What the request leaves out is left to the method; so is the memory, which the
    context has opened. Any: values are of many types.
    """
    default_by_name = _read_absent_values(type(request))
    return {
        name: value
        for name in request.__struct_fields__
        if name not in ("memory", *left_out)
        and (value := getattr(request, name)) is not default_by_name.get(name, request)
    }


@lazy_constant
def _read_absent_values(request_type: type[msgspec.Struct]) -> dict[str, object]:
    """Read what stands for no value in the fields that need none: null, or nothing."""
    return {
        field.name: field.default
        for field in msgspec.structs.fields(request_type)
        if field.default in (None, msgspec.UNSET, ())
    }
