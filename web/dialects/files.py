"""Files that clients send, and those that they get."""

from pathlib import Path
from tempfile import TemporaryDirectory

from exports.importing.unit_import import Imported
from padanan.memory import Memory
from tm.errors import InputError
from web.dialects.dialect import FileAnswer

EXAMPLE_TMX = (
    "PHRteCB2ZXJzaW9uPSIxLjQiPjxoZWFkZXIgc3JjbGFuZz0idmkiLz48Ym9keT48dHU+PHR1diB4bWw6"
    "bGFuZz0idmkiPjxzZWc+YTwvc2VnPjwvdHV2Pjx0dXYgeG1sOmxhbmc9ImlkIj48c2VnPmI8L3NlZz48"
    "L3R1dj48L3R1PjwvYm9keT48L3RteD4="
)
"""A file of one unit in Base64, for examples."""


def load_file(
    memory: Memory,
    content: bytes,
    file_name: str,
    suffix: str,
    *,
    source: str | None = None,
    target: str | None = None,
) -> Imported:
    """Store the units of a file, whose format the suffix tells.

    Errors name it as the client knows it. Raises InputError.
    """
    with TemporaryDirectory(prefix="padanan-") as folder:
        # Of the client's word only letters and digits are taken.
        path = Path(folder, f"upload.{''.join(filter(str.isalnum, suffix))[:10]}")
        path.write_bytes(content)
        try:
            return memory.load(path, source=source, target=target, name=file_name)
        except InputError as error:
            raise InputError(str(error).replace(str(path), file_name)) from None


def write_tmx(memory: Memory) -> FileAnswer:
    """Write a memory as a TMX file."""
    with TemporaryDirectory(prefix="padanan-") as folder:
        path = Path(folder, "memory.tmx")
        memory.export(path)
        return FileAnswer(path.read_bytes(), "application/xml")
