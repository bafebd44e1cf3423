"""What identifies a file that is imported: its bytes, and how they are read."""

import json
from hashlib import file_digest, sha256
from pathlib import Path

from exports.format import ReadOptions, SideFiles
from tm.errors import InputError
from tm.store.imported_files import FileKey
from tm.text.input.stream import display_name, errors_as_input_errors, is_stream


def content_hash(path: Path) -> str:
    """Hash the bytes of a file, hexadecimal. Raises InputError for streams."""
    if is_stream(path):
        raise InputError(
            f"{display_name(path)} can be read only once; save it as a file"
        )
    with errors_as_input_errors(path), path.open("rb") as file:
        # Processors have instructions for it: a third of the time of BLAKE2.
        return file_digest(file, "sha256").hexdigest()


def content_hash_of_sides(sides: SideFiles) -> str:
    """Hash the bytes of both files of a pair. Raises InputError for streams."""
    tags = "-".join(locale.tag for locale in sides.locales)
    joined = f"{content_hash(sides.source)} {content_hash(sides.target)} {tags}"
    return sha256(joined.encode()).hexdigest()


def file_key(content: str, options: ReadOptions, format: str | None) -> FileKey:
    """What two imports have in common that are the same: content and options."""
    fields = {
        "format": format,
        "source": options.source and options.source.tag,
        "target": options.target and options.target.tag,
        "usual": options.usual,
        "columns": dict(options.columns),
        "sheet": options.sheet,
    }
    return FileKey(content, json.dumps(fields))
