"""Identity of an imported file: a hash of its bytes, and how it is read."""

import json
from hashlib import file_digest, sha256
from pathlib import Path

from exports.format import ParallelFiles, ReadOptions
from tm.errors import InputError
from tm.store.imported_files import FileKey
from tm.text.input.stream import convert_read_errors, is_stream, make_display_name


def hash_content(path: Path) -> str:
    """Hash the bytes of a file, hexadecimal. Raises InputError for streams."""
    if is_stream(path):
        raise InputError(
            f"{make_display_name(path)} can be read only once; save it as a file"
        )
    with convert_read_errors(path), path.open("rb") as file:
        # Processors have instructions for it: a third of the time of BLAKE2.
        return file_digest(file, "sha256").hexdigest()


def hash_side_files(side_files: ParallelFiles) -> str:
    """Hash the bytes of both files of a pair. Raises InputError for streams."""
    tags = "-".join(locale.tag for locale in side_files.locales)
    source_digest = hash_content(side_files.source_path)
    target_digest = hash_content(side_files.target_path)
    joined_digests = f"{source_digest} {target_digest} {tags}"
    return sha256(joined_digests.encode()).hexdigest()


def make_file_key(
    content_digest: str,
    options: ReadOptions,
    *,
    format_name: str | None,
    memory_name: str | None = None,
) -> FileKey:
    """Make the key of an import: content and options that change its result."""
    option_values: dict[str, object] = {
        "format": format_name,
        "source": options.source and options.source.tag,
        "target": options.target and options.target.tag,
        "usual": options.are_default_locales,
        "columns": dict(options.columns),
        "sheet": options.sheet,
    }
    if memory_name is not None:  # else keys are those of earlier versions
        option_values["memory"] = memory_name
    return FileKey(content_digest, json.dumps(option_values))
