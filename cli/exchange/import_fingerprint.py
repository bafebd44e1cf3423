"""What a file to import is known by: its bytes, and how they are to be read."""

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cli.console.progress_total import blocks, length_of
from exports.format import ReadOptions, Sides
from tm.errors import InputError
from tm.store.imported_files import FileKey
from tm.text.input.stream import is_stream, told


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look through the bytes of a file, or of both its sides, has shown."""

    content: str
    """A hash, hexadecimal."""
    path: Path
    """The file, or that of the sources."""

    def length(self) -> int | None:
        """How many units there seem to be; takes another look."""
        return length_of(self.path)

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
        return Seen(_hashed(path), path)
    tags = "-".join(locale.tag for locale in both.locales)
    joined = f"{_hashed(both.source)} {_hashed(both.target)} {tags}"
    return Seen(sha256(joined.encode()).hexdigest(), both.source)


def _hashed(path: Path) -> str:
    if is_stream(path):
        raise InputError(f"{told(path)} can be read only once; save it as a file")
    # Processors have instructions for it: a third of the time of BLAKE2.
    hashed = sha256()
    for block in blocks(path):
        hashed.update(block)
    return hashed.hexdigest()
