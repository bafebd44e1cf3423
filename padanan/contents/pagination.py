"""Pages of lists: their limit, and the cursor by which the next one is asked for."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from functools import partial
from typing import ParamSpec, Protocol, TypeVar, cast

from tm.errors import InputError

_CURSOR_SEPARATOR = "\n"

ListItemT = TypeVar("ListItemT", covariant=True)
ListArguments = ParamSpec("ListArguments")


class ListPage(Protocol[ListItemT]):
    """Some items of a list, and the cursor of the next ones."""

    @property
    def next(self) -> str | None: ...

    def __iter__(self) -> Iterator[ListItemT]: ...


def iterate(
    list_page: Callable[ListArguments, ListPage[ListItemT]],
    *arguments: ListArguments.args,
    **conditions: ListArguments.kwargs,
) -> Iterator[ListItemT]:
    """Go through a whole list: ask for page after page, as long as there are any.

    `list_page`: such as `memory.units.list`, with its conditions; `limit` is then the
    length of a page. What changes between two pages is seen or not, as `list` says.
    Raises what `list_page` raises.
    """
    list_page_with_conditions = cast(
        "Callable[..., ListPage[ListItemT]]",
        partial(list_page, *arguments, **conditions),
    )
    page = list_page_with_conditions()
    yield from page
    while page.next is not None:
        page = list_page_with_conditions(cursor=page.next)
        yield from page


def make_cursor(*last_item_values: str) -> str:
    """Make the cursor of the values of the last item of a page.

    >>> make_cursor("12"), read_cursor("MTI", 1)
    ('MTI', ['12'])
    """
    return (
        urlsafe_b64encode(_CURSOR_SEPARATOR.join(last_item_values).encode())
        .decode()
        .rstrip("=")
    )


def read_cursor(cursor: str, value_count: int) -> list[str]:
    """Read the values of a cursor. Raises InputError for what is none."""
    try:
        padded_cursor = cursor + "=" * (-len(cursor) % 4)
        last_item_values = (
            urlsafe_b64decode(padded_cursor.encode()).decode().split(_CURSOR_SEPARATOR)
        )
    except (binascii.Error, ValueError):
        last_item_values = []
    if len(last_item_values) != value_count or make_cursor(*last_item_values) != cursor:
        raise _make_error(cursor)
    return last_item_values


def read_number_cursor(cursor: str | None) -> int:
    """Read a cursor of one number; 0 without a cursor. Raises InputError."""
    if cursor is None:
        return 0
    [value] = read_cursor(cursor, 1)
    if not value.isascii() or not value.isdecimal() or len(value) > 18:
        raise _make_error(cursor)
    return int(value)


def require_positive_limit(limit: int) -> None:
    """Raise InputError for a limit below 1."""
    if limit < 1:
        raise InputError(f"limit must be 1 or more, not {limit}", parameters=["limit"])


def _make_error(cursor: str) -> InputError:
    return InputError(
        f"{cursor[:40]!r} is not a cursor; give `next` of the page before",
        parameters=["cursor"],
    )
