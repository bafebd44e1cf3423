"""Lists of pages: a text file with an address or the name of a file on each line."""

from pathlib import Path

from tm.articles.page.page_loading import is_address
from tm.errors import InputError
from tm.text.input.encoding import decode_text
from tm.text.input.stream import expand_home

_PAGE_SUFFIXES = (".txt", ".html", ".htm", ".xhtml")


def read_list(content: bytes, *, path: str, is_list: bool = False) -> list[str] | None:
    """Read the addresses and files on a list; None for a file that is a page.

    Blank lines and those that begin with `#` are skipped; names of files are relative
    to the folder of the list. A file is a list if every line is an address or an
    existing page, or if `is_list` is set. Raises InputError for an empty list.
    """
    if not is_list and len(content) > 10_000_000:
        return None
    try:
        list_text = decode_text(content, path=path).text
    except InputError:
        if is_list:
            raise
        return None
    list_lines = [list_line.strip() for list_line in list_text.split("\n")]
    list_lines = [
        list_line
        for list_line in list_lines
        if list_line and not list_line.startswith("#")
    ]
    if is_list and not list_lines:
        raise InputError(f"{path}: the file lists no pages")
    try:
        locations = [
            _resolve_location(list_line, Path(path).parent) for list_line in list_lines
        ]
    except InputError:
        if is_list:
            raise
        return None  # a text has a line that begins with `~`
    if is_list or (list_lines and all(map(_is_page, locations))):
        return list(dict.fromkeys(locations))
    return None


def _resolve_location(list_line: str, list_folder: Path) -> str:
    """Resolve the name of a file from the folder of the list."""
    return (
        list_line
        if is_address(list_line)
        else str(list_folder / expand_home(list_line))
    )


def _is_page(location: str) -> bool:
    """Whether a line is an address or the name of a page's file."""
    if is_address(location):
        return " " not in location
    try:
        return location.lower().endswith(_PAGE_SUFFIXES) and Path(location).is_file()
    except (OSError, ValueError):  # a line too long for a name, or with a NUL
        return False
