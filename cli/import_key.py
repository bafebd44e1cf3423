"""What a file to import is known by: its bytes, and how they are to be read."""

import json
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from exports.files import readable
from exports.format import ReadOptions, Sides
from tm.errors import InputError
from tm.store.import_files import FileKey
from tm.text.stream import is_stream, told

_BLOCK = 1 << 20
# What a unit of some format ends with; for the bar's length only.
_ENDS = {".tmx": b"</tu>", ".po": b"msgid ", ".xlf": b"</source>"}


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look through the bytes of a file, or of both its sides, has shown."""

    content: str
    """A hash, hexadecimal."""
    length: int | None
    """How many units there seem to be."""

    def key(self, options: ReadOptions, format: str | None) -> FileKey:
        """What makes it the same import when it comes again."""
        said = {
            "format": format,
            "source": options.source and options.source.tag,
            "target": options.target and options.target.tag,
            "usual": options.usual,
            "columns": dict(options.columns),
            "sheet": options.sheet,
        }
        return FileKey(self.content, json.dumps(said))


def looked_through(path: Path, both: Sides | None) -> Seen:
    """What a file is, or the two files that it means. Raises InputError for streams."""
    if both is None:
        return _hashed(path)
    one, other = _hashed(both.source), _hashed(both.target)
    tags = "-".join(locale.tag for locale in both.locales)
    joined = f"{one.content} {other.content} {tags}"
    return Seen(blake2b(joined.encode(), digest_size=16).hexdigest(), one.length)


def length_of(path: Path) -> int | None:
    """How many units a file seems to have; of a stream nobody knows."""
    return None if is_stream(path) or not path.is_file() else _hashed(path).length


def _hashed(path: Path) -> Seen:
    hashed = blake2b(digest_size=16)
    end = _ENDS.get(path.suffix.lower(), b"\n")
    count = 0
    if is_stream(path):
        raise InputError(f"{told(path)} can be read only once; save it as a file")
    with readable(path), path.open("rb") as file:
        while block := file.read(_BLOCK):
            hashed.update(block)
            count += block.count(end)
    return Seen(hashed.hexdigest(), count or None)
