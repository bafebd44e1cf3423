"""Files that come in a request, for functions that read files."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tm.errors import InputError


@contextmanager
def open_sent_file(name: str, content: bytes) -> Iterator[Path]:
    """Write a file for a while into a folder that only this process may read.

    Errors about it name the file as the request does.
    """
    with TemporaryDirectory(prefix="padanan-") as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            yield path
        except InputError as error:
            message = str(error).replace(f"{folder}/", "")
            raise InputError(message, parameters=error.parameters) from error
