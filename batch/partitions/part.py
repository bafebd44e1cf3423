"""A part of an input file, which one task reads."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from batch.partitions.content_hash import ContentHash
from batch.partitions.object_stores import open_input
from exports.io.temporary_files import make_temporary_folder
from tm.errors import InputError

_COPY_CHUNK_BYTES = 1 << 20
"""Bytes that are copied at once."""


class ChangedInput(InputError):
    """An input file is not what it was when it was cut."""


@dataclass(frozen=True, slots=True)
class Part:
    """Whole lines of a file of JSON lines, or the whole of any other file."""

    path: str
    start: int
    """The offset of the first byte."""
    end: int
    line_number: int
    """The number of the first line, from 1."""
    content_hash: str
    """A hash of the bytes."""
    is_whole: bool = True
    """Whether the part is the whole file."""

    @contextmanager
    def extract(self) -> Iterator[Path]:
        """Give the path of a file with just this part, of the same suffix.

        Raises ChangedInput if the file has other bytes than when it was cut, or is
        not found, as on a machine that does not share its folder.
        """
        with make_temporary_folder() as folder:
            # Copied even as a whole: what is read is then what was hashed.
            copy_path = folder / Path(self.path).name
            content_hash = ContentHash()
            try:
                with open_input(self.path) as file, copy_path.open("wb") as copy:
                    file.seek(self.start)
                    remaining_size = self.end - self.start
                    while remaining_size and (
                        data := file.read(min(_COPY_CHUNK_BYTES, remaining_size))
                    ):
                        remaining_size -= len(data)
                        content_hash.update(data)
                        copy.write(data)
            except FileNotFoundError as error:
                if error.filename != self.path:
                    raise
                raise ChangedInput(
                    f"{self.path}: not found on this machine; put the input in a "
                    "folder that all machines share, under the same path"
                ) from error
            if content_hash.hexdigest() != self.content_hash:
                raise ChangedInput(
                    f"{self.path}: the file changed while the job ran; run it again"
                )
            yield copy_path
