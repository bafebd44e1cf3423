"""A file that came with a form: its name, its size, and where its bytes are."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from web.api.request_types import read_file_name
from web.requests import UnreadableBody


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file of a form; it is on disk only while its request is answered."""

    name: str
    """A name without folders, which any disk can hold."""
    size: int
    """In bytes; never 0."""
    file: IO[bytes]

    def save(self, path: Path) -> None:
        """Write the file to a path."""
        self.file.seek(0)
        with path.open("wb") as copy:
            shutil.copyfileobj(self.file, copy)

    def read(self, max_bytes: int) -> bytes:
        """Read the whole file. Raises UnreadableBody for a larger one."""
        if self.size > max_bytes:
            raise UnreadableBody(413, f"a file may have {max_bytes:,} bytes")
        self.file.seek(0)
        return self.file.read()


def make_sent_file(sent_name: str, size: int, file: IO[bytes] | None) -> SentFile:
    """Make a file of a form; its name may be anything that a client has sent.

    Raises InputError for a name with characters that nobody sees or for none, and
    UnreadableBody for an empty file, of which nothing was written.
    """
    name = read_file_name(sent_name, "file")
    if file is None:
        raise UnreadableBody(400, f"the file {name!r} is empty; choose another")
    return SentFile(name, size, file)
