"""The version of a termbase; the module is small, so that it is imported fast."""

from tm.store.backend.sql import Reader

EMPTY_TERMBASE_VERSION = f"{0:032x}"
"""The version of an empty termbase."""
_VERSION_QUERY = "SELECT value FROM meta WHERE name = 'termbase_version'"


def read_termbase_version(reader: Reader) -> str:
    """Read the version of the termbase: see `Glossary.version`."""
    for row in reader.read_rows(_VERSION_QUERY):
        return str(row[0])
    return EMPTY_TERMBASE_VERSION
