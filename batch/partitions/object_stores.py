"""Reading input from files and, by their addresses, from object stores.

fsspec reads addresses such as s3://bucket/units.jsonl; it comes with the extra
`cluster`, and further packages for some stores, such as s3fs.
"""

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar
from urllib.parse import urlsplit

from tm.errors import InputError, StoreUnavailable

if TYPE_CHECKING:
    from typing_extensions import Buffer

_STORE_TIMEOUT_SECONDS = 30
"""How long a store may take for one answer."""
_READ_BUFFER_BYTES = 1 << 20
_ResultT = TypeVar("_ResultT")


def is_store_address(path: str) -> bool:
    """Whether a path is an address in an object store.

    >>> is_store_address("s3://bucket/a.jsonl"), is_store_address("a.jsonl")
    (True, False)
    """
    return "://" in path


def make_absolute(path: str) -> str:
    """Make the path absolute, since other machines read it.

    Raises InputError for an address with a password, which the plan would contain.
    """
    if not is_store_address(path):
        return os.path.abspath(path)
    if urlsplit(path).password:
        raise InputError(
            "the address of an input has a password, which would be written into the "
            "output folder; give it to the object store by its settings"
        )
    return path


@contextmanager
def open_input(path: str) -> Iterator[BinaryIO]:
    """Open a file, or an object in a store.

    Raises OSError, and StoreUnavailable for a store that fails or does not answer.
    """
    if not is_store_address(path):
        with open(path, "rb") as file:
            yield file
        return
    raw_file = _StoreFile(path)
    try:
        yield io.BufferedReader(raw_file, _READ_BUFFER_BYTES)
    finally:
        raw_file.close()


class _StoreFile(io.RawIOBase):
    """An object in a store, each answer of which is waited for a limited time."""

    def __init__(self, address: str) -> None:
        self._address = address
        store, object_name = _find_store(address)
        self._file = _wait_for_store(
            address,
            lambda: store.open(object_name, "rb", block_size=_READ_BUFFER_BYTES),
        )

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: "Buffer") -> int:
        view = memoryview(buffer)
        data: bytes = _wait_for_store(self._address, lambda: self._file.read(len(view)))
        view[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return int(self._file.seek(offset, whence))

    def tell(self) -> int:
        return int(self._file.tell())


def _wait_for_store(address: str, ask_store: Callable[[], _ResultT]) -> _ResultT:
    """Wait for an answer of a store, in a thread that the program need not wait for."""
    answers: SimpleQueue[tuple[Any, Exception | None]] = SimpleQueue()

    def put_answer() -> None:
        try:
            answers.put((ask_store(), None))
        except Exception as error:  # each store has errors of its own
            answers.put((None, error))

    Thread(target=put_answer, daemon=True).start()
    try:
        answer, error = answers.get(timeout=_STORE_TIMEOUT_SECONDS)
    except Empty:
        raise StoreUnavailable(
            f"{address}: the object store has not answered for "
            f"{_STORE_TIMEOUT_SECONDS} seconds; what is done is kept, "
            "and the same command continues"
        ) from None
    if isinstance(error, FileNotFoundError):
        raise InputError(f"{address}: not found in the object store") from error
    if error is not None:
        raise StoreUnavailable(
            f"{address}: the object store failed: {error}; what is done is kept, and "
            "the same command continues"
        ) from error
    result: _ResultT = answer
    return result


def _find_store(address: str) -> tuple[Any, str]:  # fsspec is not everywhere
    """Find the store of an address, and the name of the object in it."""
    try:
        from fsspec.core import url_to_fs
    except ModuleNotFoundError as error:
        raise InputError(
            f"{error.name} is not installed; run: pip install 'padanan[cluster]'"
        ) from error
    try:
        store, name = url_to_fs(address)
    except (ImportError, ValueError) as error:  # fsspec names the package it needs
        raise InputError(f"{address}: no such object store: {error}") from error
    return store, name
