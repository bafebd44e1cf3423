"""The version of a termbase; the module is small, so that it is imported fast."""

from tm.store.backend.queries.metadata import read_meta_value
from tm.store.backend.sql import DatabaseReader
from tm.text.segment import compute_content_key

TERMBASE_VERSION_NAME = "termbase_version"
"""Name of the version in the table `meta`."""
TERMBASE_ORDER_NAME = "termbase_order"
"""Name of the order of termbases in the table `meta`: a JSON list of names."""
EMPTY_TERMBASE_VERSION = f"{0:032x}"
"""The version of an empty termbase."""


def read_termbase_version(reader: DatabaseReader) -> str:
    """Read the version of the termbase: see `ConceptStore.version`."""
    entries_version = read_entries_version(reader)
    order_json = read_meta_value(reader, TERMBASE_ORDER_NAME)
    if not order_json:
        return entries_version
    return compute_content_key(entries_version, order_json).hex()


def read_entries_version(reader: DatabaseReader) -> str:
    """Read the version of all entries, whatever the order of their termbases."""
    return read_meta_value(reader, TERMBASE_VERSION_NAME) or EMPTY_TERMBASE_VERSION
