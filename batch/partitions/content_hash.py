"""Hashes of contents, by which outputs are named and recognised."""

import hashlib
import json
from pathlib import Path

_READ_CHUNK_BYTES = 1 << 20


class ContentHash:
    """A hash of 128 bits that is computed piece by piece."""

    def __init__(self) -> None:
        self._hash = hashlib.blake2b(digest_size=16)
        self.update = self._hash.update
        self.hexdigest = self._hash.hexdigest


def hash_file(path: Path) -> str:
    """Hash the contents of a file."""
    content_hash = ContentHash()
    with path.open("rb") as file:
        while data := file.read(_READ_CHUNK_BYTES):
            content_hash.update(data)
    return content_hash.hexdigest()


def hash_json(value: object) -> str:
    """Hash a value that JSON can hold, whatever the order of its keys."""
    content_hash = ContentHash()
    content_hash.update(json.dumps(value, sort_keys=True).encode())
    return content_hash.hexdigest()
