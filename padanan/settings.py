"""Loading the settings that the commands use, from `padanan.toml`."""

from os import PathLike
from pathlib import Path

from tm.settings import Settings, read_settings


def load_settings(folder: str | PathLike[str] = ".") -> Settings:
    """Load the settings that apply in a folder: `padanan.toml` there or above it.

    Raises FormatError, UnknownName and InputError.
    """
    return read_settings(Path(folder))
