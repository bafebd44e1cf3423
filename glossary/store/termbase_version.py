"""The version of a termbase; the module is small, so that it is imported fast."""

from tm.store.backend.queries.metadata import read_meta_value
from tm.store.backend.sql import Reader

TERMBASE_VERSION_NAME = "termbase_version"
"""Name of the version in the table `meta`."""
EMPTY_TERMBASE_VERSION = f"{0:032x}"
"""The version of an empty termbase."""


def read_termbase_version(reader: Reader) -> str:
    """Read the version of the termbase: see `Glossary.version`."""
    return read_meta_value(reader, TERMBASE_VERSION_NAME) or EMPTY_TERMBASE_VERSION
