"""Settings from `padanan.toml`, for who wants those of the commands."""

from os import PathLike
from pathlib import Path

from tm.settings import Settings, load


def load_settings(folder: str | PathLike[str] = ".") -> Settings:
    """Load the settings that hold in a folder: `padanan.toml` there or above it.

    Raises FormatError, UnknownName and InputError.
    """
    return load(Path(folder))
