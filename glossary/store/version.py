"""The version of a termbase, which costs nothing to import: is there one, and which."""

from tm.store.backend.sql import Reader

NO_VERSION = f"{0:032x}"
"""The version of an empty termbase."""
_VERSION = "SELECT value FROM meta WHERE name = 'termbase_version'"


def version(reader: Reader) -> str:
    """The version of the termbase: see `Glossary.version`."""
    for row in reader.read_rows(_VERSION):
        return str(row[0])
    return NO_VERSION
