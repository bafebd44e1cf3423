"""The cache of fetched pages: a file each, so that a run can be resumed or repeated.

A file is a line of JSON about the page, then its bytes as the server sent them,
unpacked. It is written beside its place and moved there, so there is no half a page.
"""

import contextlib
import hashlib
import json
import os
import tempfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from tm.errors import FetchError, InputError


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came."""

    url: str
    """As asked for."""
    final_url: str
    """Where redirects led."""
    headers: tuple[tuple[str, str], ...]
    """Names in lower case."""
    fetched: str
    """ISO 8601, UTC."""
    content: bytes
    from_cache: bool = False

    def header(self, name: str) -> str:
        """The first header of a name, or nothing."""
        return next((value for key, value in self.headers if key == name), "")


class PageCache:
    """Pages by their addresses, in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, url: str) -> Fetched | None:
        """The page of an address; None where there is none, or a damaged one."""
        try:
            head, _, content = self._place(url).read_bytes().partition(b"\n")
            facts = json.loads(head)
            if facts.pop("size") != len(content) or facts["url"] != url:
                return None
            if not all(type(facts[each]) is str for each in ("final_url", "fetched")):
                return None
            facts["headers"] = tuple((str(k), str(v)) for k, v in facts["headers"])
            return Fetched(**facts, content=content, from_cache=True)
        except (
            OSError,
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
            RecursionError,
        ):
            return None

    def demand(self, url: str) -> Fetched:
        """The page of an address, where nothing may be fetched. Raises FetchError."""
        url = url.partition("#")[0]
        page = self.get(url)
        if page is None:
            raise FetchError(
                url,
                "is not in the cache, and nothing may be fetched",
                "leave out --no-fetch or PADANAN_OFFLINE, or give the page as a file",
            )
        return page

    def put(self, page: Fetched) -> None:
        """Keep a page. Raises InputError where the folder cannot be written."""
        facts = asdict(replace(page, content=b""))
        del facts["content"], facts["from_cache"]
        head = json.dumps(facts | {"size": len(page.content)}).encode()
        place = self._place(page.url)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=place.parent, prefix=".new-")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(head + b"\n" + page.content)
                os.replace(name, place)
            except BaseException:
                with contextlib.suppress(OSError):
                    os.unlink(name)
                raise
        except OSError as error:
            raise InputError(
                f"{self.folder}: fetched pages cannot be kept there "
                f"({error.strerror}); name another folder by `cache` under [fetch]"
            ) from error

    def _place(self, url: str) -> Path:
        name = hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()
        return self.folder / name[:2] / f"{name[2:]}.page"
