"""The cache of fetched pages, one file each, so that a run can be resumed or repeated.

A file is a line of JSON about the page, then the unpacked bytes that the server sent.
It is written under a temporary name and then renamed, so that it is never incomplete.
"""

import contextlib
import hashlib
import json
import os
import tempfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from tm.errors import FetchError, InputError, describe_system_error


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A page as the server sent it."""

    url: str
    """The address requested."""
    final_url: str
    """The address after all redirects."""
    headers: tuple[tuple[str, str], ...]
    """Names in lower case."""
    fetched: str
    """Time of fetching: ISO 8601, UTC."""
    content: bytes
    from_cache: bool = False
    """Whether it was read from the cache, and not from the server."""

    def get_header(self, name: str) -> str:
        """Return the first header of a name, or an empty string."""
        return next(
            (
                header_value
                for header_name, header_value in self.headers
                if header_name == name
            ),
            "",
        )


class PageCache:
    """A folder of fetched pages, found by their addresses."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, url: str) -> FetchedPage | None:
        """Read the page of an address; None if it is missing or damaged."""
        try:
            first_line, _, content = (
                self._make_page_path(url).read_bytes().partition(b"\n")
            )
            metadata_by_name = json.loads(first_line)
            if (
                metadata_by_name.pop("size") != len(content)
                or metadata_by_name["url"] != url
            ):
                return None
            if not all(
                type(metadata_by_name[field_name]) is str
                for field_name in ("final_url", "fetched")
            ):
                return None
            metadata_by_name["headers"] = tuple(
                (str(header_name), str(header_value))
                for header_name, header_value in metadata_by_name["headers"]
            )
            return FetchedPage(**metadata_by_name, content=content, from_cache=True)
        except (
            OSError,
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
            RecursionError,
        ):
            return None

    def require(self, url: str) -> FetchedPage:
        """Read the page of an address. Raises FetchError if it is not in the cache."""
        url = url.partition("#")[0]
        page = self.get(url)
        if page is None:
            raise FetchError(
                url,
                "the page is not in the cache, and nothing may be fetched",
                "allow the network (unset PADANAN_OFFLINE), or give the page as a file",
            )
        return page

    def put(self, page: FetchedPage) -> None:
        """Store a page. Raises InputError if the folder cannot be written."""
        metadata_by_name = asdict(replace(page, content=b""))
        del metadata_by_name["content"], metadata_by_name["from_cache"]
        first_line = json.dumps(metadata_by_name | {"size": len(page.content)}).encode()
        page_path = self._make_page_path(page.url)
        try:
            page_path.parent.mkdir(parents=True, exist_ok=True)
            descriptor, temporary_path = tempfile.mkstemp(
                dir=page_path.parent, prefix=".new-"
            )
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(first_line + b"\n" + page.content)
                os.replace(temporary_path, page_path)
            except BaseException:
                with contextlib.suppress(OSError):
                    os.unlink(temporary_path)
                raise
        except OSError as error:
            raise InputError(
                f"{self.folder}: fetched pages cannot be kept there "
                f"({describe_system_error(error)}); name another folder by `cache` "
                "under [fetch]"
            ) from error

    def _make_page_path(self, url: str) -> Path:
        """Make the path of the file for the page of an address."""
        url_digest = hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()
        return self.folder / url_digest[:2] / f"{url_digest[2:]}.page"
